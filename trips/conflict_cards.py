"""Stored conflicts as a trip's page shows them: beside the stop they concern, or above the days. No queries here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trips import loading
from trips.enums import ResolutionStatus
from trips.models import ConflictResolution, ItineraryItem, Trip
from trips.planning.conflicts import HARD
from trips.sentences import text_of, title_of, way_of

Shown = dict[str, Any]

MOST_WAYS = 3
MOST_BESIDE_A_STOP = 2  # what concerns more stops than these concerns the day or the trip
FORM = "stop-action"  # trips/_stop_form.html
STILL_THERE = (ResolutionStatus.DETECTED, ResolutionStatus.PENDING_REVIEW, ResolutionStatus.IGNORED)


def place_conflicts(
    trip: Trip,
    items: Iterable[ItineraryItem],
    days: Sequence[Shown],
    rows: Sequence[ConflictResolution],
    *,
    can_edit: bool,
    other_trips: Mapping[str, str] | None = None,
) -> list[Shown]:
    """Put each open conflict beside the last stop that it concerns, and return those that concern the whole trip.

    What the page has worked out by itself from the same times stays only where nothing is stored of that type: right
    after a change, before the job has looked. For the same reason a stored conflict whose stops have other times now
    is left out, and an ignored one silences the page's own words.

    Args:
        trip: theirs.
        items: its live stops with their ``location`` selected.
        days: of ``presenters.TripPage``; their stops are changed.
        rows: conflicts of the trip that are open or ignored, the worst first.
        can_edit: the reader may take ways out.
        other_trips: titles by id of those other trips of the owner that the reader may see.
    """
    times = {str(item.pk): time_mark(trip, item) for item in items}
    stops = {str(entry["stop"]["id"]): entry["stop"] for day in days for entry in day["entries"] if "stop" in entry}
    order = {key: number for number, key in enumerate(stops)}
    above: list[Shown] = []
    for row in rows:
        shown = conflict_card(row, can_edit=can_edit, other_trips=other_trips or {})
        is_open = row.status != ResolutionStatus.IGNORED
        affected = [key for key in row.affected_items if key in stops]
        if not affected or len(row.affected_items) > MOST_BESIDE_A_STOP or row.type == "budget_exceeded":
            above += [shown] if is_open else []
            continue
        seen = row.metadata.get("times", {})
        if any(times.get(key) != mark for key, mark in seen.items()):
            continue
        stop = stops[max(affected, key=order.__getitem__)]
        own = [one for one in stop.get("conflicts", ()) if one.get("type") != row.type or one.get("is_stored")]
        stop["conflicts"] = [*own, shown] if is_open else own
    return above


def time_mark(trip: Trip, item: ItineraryItem) -> list[str | None]:
    """A stop's start and end as a conflict's metadata keeps them."""
    return [moment.isoformat() if moment else None for moment in loading.times_of(trip, item)]


def conflict_card(row: ConflictResolution, *, can_edit: bool, other_trips: Mapping[str, str]) -> Shown:
    """For components/conflict.html."""
    text = text_of(row)
    other = other_trips.get(str(row.metadata.get("evidence", {}).get("other_trip", "")))
    if other:
        text = f"{text} {_('The other trip is “%(title)s”.') % {'title': other}}"
    return {
        "type": row.type,
        "is_stored": True,
        "title": title_of(row),
        "text": text,
        "is_hard": row.severity >= HARD,
        "form": FORM,
        "ways": ways_of(row) if can_edit else [],
    }


def ways_of(row: ConflictResolution) -> list[Shown]:
    """Its best ways out, and to leave it as it is. What takes something away asks first."""
    ways = [
        {
            "label": way_of(option),
            "url": reverse("trips:conflict_resolution", args=[row.trip_id, row.pk, option["key"]]),
            "method": "get" if option["removes"] else "post",
        }
        for option in (row.resolution_options or ())[:MOST_WAYS]
    ]
    ignoring = reverse("trips:conflict_ignoring", args=[row.trip_id, row.pk])
    return [*ways, {"label": _("Leave it as it is"), "url": ignoring, "method": "post", "is_quiet": True}]
