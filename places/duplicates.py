"""Pairs of places that may be one, and making one of them: in SQL, with what travellers keep following along."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from places.models import Location
from tripos.audit.models import AuditLog, ChangeKind, ChangeSet
from tripos.web.staff.history import undo

METRES = 150.0
"""How far apart two entries of one place may lie: a park's gate and its middle."""
ALIKE = 0.6
"""The least similarity of names, by trigrams, 0 to 1."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places, how far apart (metres) and how alike in name (0 to 1) they are; the fuller one comes first."""

    first: Location
    second: Location
    metres: float
    alike: float


def find_duplicates(
    city: str | None = None, *, metres: float = METRES, alike: float = ALIKE, limit: int = MOST
) -> list[Pair]:
    """The pairs of the catalogue that are most alike, in two queries.

    Args:
        city: only places of this city.
        metres: at most so far apart.
        alike: at least so alike in name; entries of different categories need 0.8.
        limit: at most so many pairs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select first_id, second_id, metres, alike from app.find_duplicates(%s, %s, %s, %s)",
            [city or None, metres, alike, limit],
        )
        found = cursor.fetchall()
    places = Location.objects.in_bulk({key for row in found for key in row[:2]})
    pairs = []
    for first, second, apart, likeness in found:
        a, b = sorted((places[first], places[second]), key=fullness, reverse=True)
        pairs.append(Pair(a, b, float(apart), float(likeness)))
    return pairs


def fullness(place: Location) -> tuple[bool, bool, int]:
    """What speaks for keeping this one of two: a source that imports know, staff's word, and how much is known."""
    known = sum(value not in (None, "", [], {}) for value in vars(place).values())
    return place.source != "user_created", place.is_verified, known + len(place.details or {})


def merge(kept: Location, gone: Iterable[Location]) -> int:
    """Make several entries one: stops, saved places and what else points at the others follow.

    Callers are bound as staff, in a change set that :func:`unmerge` takes back.

    Returns:
        How many rows of travellers were moved.

    Raises:
        django.db.DatabaseError: one is gone already, or the bound account is not staff.
    """
    moved = 0
    with connection.cursor() as cursor:
        for place in gone:
            cursor.execute("select app.merge_locations(%s, %s)", [kept.pk, place.pk])
            moved += cursor.fetchone()[0]
    return moved


def keep_apart(one: uuid.UUID, other: uuid.UUID) -> None:
    """Remember that two places are two: they are not offered as a pair again."""
    first, second = sorted((one, other))
    place = Location.objects.select_for_update().get(pk=first)
    apart = sorted({*place.metadata.get("not_the_same", []), str(second)})
    Location.objects.filter(pk=first).update(metadata={**place.metadata, "not_the_same": apart})


def latest_merges(count: int = 10) -> list[ChangeSet]:
    """The change sets of the latest merges, the newest first; those that were undone are left out."""
    ids = (
        AuditLog.objects.filter(table_name="locations", operation="UPDATE", new_data__metadata__has_key="merged_into")
        .filter(change_set__kind=ChangeKind.STAFF)
        .exclude(old_data__metadata__has_key="merged_into")
        .order_by("-sequence")
        .values_list("change_set_id", flat=True)[:count]
    )
    found = ChangeSet.objects.filter(pk__in=list(ids)).exclude(undone_by__isnull=False)
    return list(found.order_by("-created_at", "-id"))


def is_merge(change_set_id: uuid.UUID) -> bool:
    """Whether a change set merged places."""
    rows = AuditLog.objects.filter(change_set_id=change_set_id, table_name="locations", operation="UPDATE")
    return rows.filter(new_data__metadata__has_key="merged_into").exists()


def unmerge(change_set_id: uuid.UUID) -> tuple[int, list[str]]:
    """Undo a merge: the places are two again, and what followed goes back, unless it was changed since.

    Returns:
        How many rows are as they were, and a sentence for each that is not.
    """
    return undo(change_set_id, "app.undo_merge")
