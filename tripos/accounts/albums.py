"""Pictures of what a traveller has: trips, collections. Read and drawn anew like their own (:mod:`pictures`).

An album is its owner's folder, so that erasing the account finds every file. A file that no row names any more stays
for as long as the change can be undone; a job takes it away then.
"""

from __future__ import annotations

import re
import secrets
import shutil
import uuid
from collections.abc import Container
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from tripos.accounts.pictures import NotAPicture, on_white, read

WIDTH, HEIGHT = 1600, 1200
"""What is kept is at most this large, in pixels."""
MOST_FILES = 400
"""Pictures in an account's album, those included that wait to be taken away."""
KEEP = timedelta(days=30)
FOLDER = "albums"
ADDRESS = re.compile(rf"^/media/{FOLDER}/(?P<owner>[0-9a-f-]{{36}})/(?P<name>[0-9a-f]{{32}})\.webp$")


def keep(owner: uuid.UUID, sent: IO[bytes], size: int) -> str:
    """Keep a picture in its owner's album; return its address on this site.

    Args:
        owner: whose album: the owner of what it is a picture of.
        sent: the file.
        size: its length in bytes.

    Raises:
        NotAPicture: too large, no picture, or the album is full.
    """
    picture = read(sent, size, max(WIDTH, HEIGHT))
    folder = _folder(owner)
    if folder.is_dir() and sum(1 for _file in folder.iterdir()) >= MOST_FILES:
        raise NotAPicture(_("The album is full: %(most)d pictures are the most.") % {"most": MOST_FILES})
    picture.thumbnail((WIDTH, HEIGHT))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{secrets.token_hex(16)}.webp"
    on_white(picture).save(folder / name, "WEBP", quality=80, method=4)
    return f"/media/{FOLDER}/{owner}/{name}"


def own_address(url: Any) -> str:
    """The address if it is one of an album's pictures, else nothing: no page loads from elsewhere."""
    return url if isinstance(url, str) and ADDRESS.match(url) else ""


def owner_of(url: Any) -> str:
    """Whose album a picture is in; empty for what is none."""
    found = ADDRESS.match(url) if isinstance(url, str) else None
    return found["owner"] if found else ""


def name_of(url: Any) -> str:
    """A picture's name in its album; empty for what is none."""
    found = ADDRESS.match(url) if isinstance(url, str) else None
    return found["name"] if found else ""


def path_of(owner: uuid.UUID, name: str) -> Path | None:
    """The file of a picture, if there is one."""
    path = _folder(owner) / f"{name}.webp"
    return path if re.fullmatch(r"[0-9a-f]{32}", name) and path.is_file() else None


def forget(owner: uuid.UUID) -> None:
    """Remove an account's album."""
    shutil.rmtree(_folder(owner), ignore_errors=True)


def sweep(named: Container[str], now: datetime) -> int:
    """Remove the files that no address names and that have been there for thirty days; return how many.

    Args:
        named: the addresses that rows hold.
        now: an aware moment.
    """
    gone = 0
    for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*/*.webp"):
        address = f"/media/{FOLDER}/{path.parent.name}/{path.name}"
        if address not in named and path.stat().st_mtime < (now - KEEP).timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _folder(owner: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / str(uuid.UUID(str(owner)))
