"""What a place is to its reader: whether they keep it and where, and which of their trips have it.

Both ride along with the places as annotations, so that a list of them needs no query more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from places.models import SavedPlace
from tripos.web.place_trips import PlannedStop, trips_of_reader


@dataclass(frozen=True, slots=True)
class Kept:
    """A place as its reader keeps it.

    Attributes:
        id: of the saved place.
        collection, emoji: of the collection that it is in; empty where it is in none.
        collection_id: its id; None where it is in none.
        notes, tags: what its reader wrote at it.
    """

    id: str
    is_favorite: bool
    notes: str = ""
    tags: tuple[str, ...] = ()
    collection_id: str | None = None
    collection: str = ""
    emoji: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a place is to its reader; without ``kept`` it is not saved."""

    kept: Kept | None
    planned: tuple[PlannedStop, ...] = ()


NOTHING = Mark(None)


def with_marks(rows: Any, user: Any, place: str = "pk") -> Any:
    """The same rows with what :func:`mark_of` reads.

    Args:
        rows: a queryset.
        place: the path from a row to its place's key.
    """
    saved = SavedPlace.objects.for_user(user).filter(location_id=OuterRef(place)).order_by()
    kept = saved.values(
        found=JSONObject(
            id="pk",
            is_favorite="is_favorite",
            notes="notes",
            tags="tags",
            collection_id="collection_id",
            collection="collection__name",
            emoji="collection__emoji",
            gone="collection__deleted_at",
        )
    )
    return rows.annotate(
        mark_kept=Subquery(kept[:1], output_field=JSONField()),
        mark_planned=trips_of_reader().planned(user, OuterRef(place)),
    )


def mark_of(row: Any) -> Mark:
    """What :func:`with_marks` found for a row; nothing for rows that did not pass it."""
    kept: Mapping[str, Any] | None = getattr(row, "mark_kept", None)
    planned = trips_of_reader().read_planned(getattr(row, "mark_planned", None))
    return Mark(_kept(kept) if kept else None, tuple(planned))


def _kept(found: Mapping[str, Any]) -> Kept:
    kept = Kept(found["id"], found["is_favorite"], found["notes"] or "", tuple(found["tags"]))
    if found["collection_id"] is None or found["gone"] is not None:
        return kept
    return replace(
        kept, collection_id=found["collection_id"], collection=found["collection"], emoji=found["emoji"] or ""
    )
