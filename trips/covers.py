"""A trip's cover and pictures: drawn by the house, or the travellers' own. Nothing is loaded from elsewhere.

``cover_image_url`` is the address of a drawn cover (``/covers/harbour.svg``) or of a picture in the owner's album;
``images`` lists the pictures, each ``{"url": …, "words": …}``. Anything else in them is kept and not shown.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tripos.accounts import albums
from trips.models import Trip

DRAWN: dict[str, Promise] = {
    "harbour": gettext_lazy("Harbour"),
    "hills": gettext_lazy("Mountains"),
    "town": gettext_lazy("Town"),
    "forest": gettext_lazy("Forest"),
    "coast": gettext_lazy("Beach"),
    "night": gettext_lazy("Night train"),
}
MOST_PICTURES = 12
"""Pictures of one trip."""
MOST_WORDS = 200
_DRAWN_ADDRESS = re.compile(r"^/covers/([a-z]+)\.svg$")

Picture = dict[str, str]


def drawn_address(name: str) -> str:
    """The address of a drawn cover; empty for no name, the trip's own ways."""
    return f"/covers/{name}.svg" if name in DRAWN else ""


def drawn_name(url: Any) -> str:
    """The name of a drawn cover; empty where the address is none."""
    found = _DRAWN_ADDRESS.match(url) if isinstance(url, str) else None
    return found[1] if found and found[1] in DRAWN else ""


def cover_of(url: Any, address: Callable[[str], str] = str) -> Picture:
    """For components/cover.html: ``drawn``, the file of a drawn cover, or ``picture``, an address; else neither.

    Args:
        url: ``cover_image_url``.
        address: where readers of this page find a picture of the album.
    """
    name, own = drawn_name(url), albums.own_address(url)
    return {"name": name, "drawn": f"tripos/covers/{name}.svg" if name else "", "picture": address(own) if own else ""}


def pictures_of(images: Any, address: Callable[[str], str] = str) -> list[Picture]:
    """The pictures of a trip that are this site's, in order: ``url``, ``shown`` (its address here) and ``words``."""
    rows: Iterable[Any] = images if isinstance(images, list) else ()
    found = [row for row in rows if isinstance(row, dict) and albums.own_address(row.get("url"))]
    return [
        {"url": row["url"], "shown": address(row["url"]), "words": str(row.get("words") or "")[:MOST_WORDS]}
        for row in found
    ]


def file_shown(trip: Mapping[str, Any], name: str) -> Any:
    """The file of a picture that a shared trip shows; None for any other.

    Args:
        trip: a row of ``app.shared_trip``.
        name: of the picture in its album.
    """
    for url in (trip["cover_image_url"], *(picture["url"] for picture in pictures_of(trip["images"]))):
        if albums.name_of(url) == name:
            return albums.path_of(uuid.UUID(albums.owner_of(url)), name)
    return None


def for_a_copy(cover: Any, images: Any, copier: uuid.UUID | None) -> dict[str, Any]:
    """What a copy takes along: drawn covers, and pictures from the copier's own album alone."""
    own = [row for row in images or () if isinstance(row, dict) and albums.owner_of(row.get("url")) == str(copier)]
    keeps = not albums.own_address(cover) or albums.owner_of(cover) == str(copier)
    return {"cover_image_url": cover if keeps else None, "images": own}


def named_by_trips() -> set[str]:
    """Every picture that a trip names, those in the trash included. Whoever asks is bound as the worker."""
    rows: Sequence[tuple[str | None, Any]] = list(
        Trip.objects.filter(Q(cover_image_url__startswith="/media/") | ~Q(images=[])).values_list(
            "cover_image_url", "images"
        )
    )
    named = {url for url, _images in rows if url}
    return named | {picture["url"] for _url, images in rows for picture in pictures_of(images)}
