"""A collection's cover: a picture of its owner's album, else its places on a map."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import IO, Any

from places.models import Collection
from tripos.accounts import albums


def cover_of(url: Any) -> str:
    """The address of a picture as signed-in readers find it; empty where there is none of this site's."""
    return albums.own_address(url)


def keep_cover(collection: Collection, sent: IO[bytes], size: int) -> None:
    """Keep a picture in the owner's album and make it the cover.

    Args:
        collection: theirs to change.
        sent: the file.
        size: its length in bytes.

    Raises:
        NotAPicture: too large, no picture, or the album is full.
    """
    _set(collection, albums.keep(collection.user_id, sent, size))


def remove_cover(collection: Collection) -> None:
    """Show the map again. The file stays for as long as the change can be undone."""
    _set(collection, None)


def file_of(url: Any) -> Path | None:
    """The file of a cover, if it is one and there."""
    name, owner = albums.name_of(url), albums.owner_of(url)
    return albums.path_of(uuid.UUID(owner), name) if name else None


def named_by_collections() -> set[str]:
    """Every picture that a collection names, those in the trash included. Whoever asks is bound as the worker."""
    rows: Any = Collection.objects.filter(cover_image_url__startswith="/media/")
    return set(rows.values_list("cover_image_url", flat=True))


def _set(collection: Collection, url: str | None) -> None:
    collection.cover_image_url = url
    collection.save(update_fields=["cover_image_url"])
