"""A traveller's picture: taken only if its content is one, drawn anew, kept under a random name.

Drawing anew leaves nothing of the file that came: no position, no camera, no hidden payload. The folder is the
account's, so that erasing it finds every file.
"""

from __future__ import annotations

import re
import secrets
import shutil
import uuid
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 256
"""Width and height of what is kept, in pixels."""
FORMATS = ("PNG", "JPEG", "WEBP")
FOLDER = "pictures"
ADDRESS = re.compile(rf"^/media/{FOLDER}/(?P<user>[0-9a-f-]{{36}})/(?P<name>[0-9a-f]{{32}})\.webp$")


class NotAPicture(Exception):
    """What was sent cannot be a picture here; the text says why, for its sender."""


def keep(user_id: uuid.UUID, sent: IO[bytes], size: int) -> str:
    """Keep a picture in place of the one before; return its address on this site.

    Args:
        user_id: whose picture.
        sent: the file.
        size: its length in bytes.

    Raises:
        NotAPicture: too large, or not a PNG, JPEG or WebP picture whatever its name says.
    """
    drawn = _square(read(sent, size, SIDE * 2))
    forget(user_id)
    folder = _folder(user_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{secrets.token_hex(16)}.webp"
    drawn.save(folder / name, "WEBP", quality=82, method=4)
    return f"/media/{FOLDER}/{user_id}/{name}"


def forget(user_id: uuid.UUID) -> None:
    """Remove every picture of an account."""
    shutil.rmtree(_folder(user_id), ignore_errors=True)


def is_own(user_id: uuid.UUID, address: str) -> bool:
    """Whether an address is that of a picture which the account keeps here."""
    match = ADDRESS.match(address)
    return match is not None and match["user"] == str(user_id) and path_of(user_id, match["name"]) is not None


def path_of(user_id: uuid.UUID, name: str) -> Path | None:
    """The file of a picture, if there is one."""
    path = _folder(user_id) / f"{name}.webp"
    return path if re.fullmatch(r"[0-9a-f]{32}", name) and path.is_file() else None


def own_address(url: Any) -> str:
    """The address if it is one of this site's pictures, else nothing: no page loads from elsewhere."""
    return url if isinstance(url, str) and ADDRESS.match(url) else ""


def _folder(user_id: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / str(uuid.UUID(str(user_id)))


def read(sent: IO[bytes], size: int, side: int) -> Image.Image:
    """A picture as plain pixels, upright, with its transparency.

    Args:
        sent: the file.
        size: its length in bytes.
        side: how many pixels of it will be wanted, at most: less work where it is a large photograph.

    Raises:
        NotAPicture: too large, or not a PNG, JPEG or WebP picture whatever its name says.
    """
    if size > MOST_BYTES:
        raise NotAPicture(_("At most %(most)d MB, please.") % {"most": MOST_BYTES // 1024**2})
    refused = NotAPicture(_("This is no PNG, JPEG or WebP picture that can be read."))
    try:
        with Image.open(sent, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture(_("That picture has too many pixels: make it smaller first."))
            picture.draft("RGB", (side, side))
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise refused from error


def on_white(picture: Image.Image) -> Image.Image:
    """The picture without transparency."""
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _square(picture: Image.Image) -> Image.Image:
    """The picture's middle square."""
    return on_white(ImageOps.fit(picture, (SIDE, SIDE), Image.Resampling.LANCZOS))
