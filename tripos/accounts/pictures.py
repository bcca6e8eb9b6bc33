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
    if size > MOST_BYTES:
        raise NotAPicture(_("At most %(most)d MB, please.") % {"most": MOST_BYTES // 1024**2})
    drawn = _drawn(sent)
    forget(user_id)
    folder = _folder(user_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{secrets.token_hex(16)}.webp"
    drawn.save(folder / name, "WEBP", quality=82, method=4)
    return f"/media/{FOLDER}/{user_id}/{name}"


def forget(user_id: uuid.UUID) -> None:
    """Remove every picture of an account."""
    shutil.rmtree(_folder(user_id), ignore_errors=True)


def path_of(user_id: uuid.UUID, name: str) -> Path | None:
    """The file of a picture, if there is one."""
    path = _folder(user_id) / f"{name}.webp"
    return path if re.fullmatch(r"[0-9a-f]{32}", name) and path.is_file() else None


def own_address(url: Any) -> str:
    """The address if it is one of this site's pictures, else nothing: no page loads from elsewhere."""
    return url if isinstance(url, str) and ADDRESS.match(url) else ""


def _folder(user_id: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / str(uuid.UUID(str(user_id)))


def _drawn(sent: IO[bytes]) -> Image.Image:
    """The picture's middle square, upright, as plain pixels."""
    refused = NotAPicture(_("This is no PNG, JPEG or WebP picture that can be read."))
    try:
        with Image.open(sent, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture(_("That picture has too many pixels: make it smaller first."))
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise refused from error
    square = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", (SIDE, SIDE), "white")
    ground.paste(square, mask=square.getchannel("A"))
    return ground
