"""Conflicts of stored trips: found by the planner's detectors, stored once each, kept as they were answered."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tripos.db.context import Actor, acting_as, bound
from trips import loading, planner
from trips.enums import ResolutionStatus, TripStatus
from trips.forecasts import Forecasts, forecasts_for
from trips.models import ConflictResolution, ItineraryItem, Trip
from trips.planning.arrange import optimization_score
from trips.planning.conflicts import Conflict, LoadedTrip, WayOut, detect, reconcile
from trips.planning.jsonable import to_json
from trips.sentences import SAID, records

WEATHER_ISSUE = "weather_issue"
NOTHING: frozenset[str] = frozenset()
WRITTEN = ("severity", "title", "description", "affected_items", "resolution_options", "metadata")
REOPENED = (*WRITTEN, "status", "selected_resolution", "resolved_by", "resolved_at")


@dataclass(frozen=True)
class Detected:
    """What a detection came to: how many conflicts are open now, and how many rows it wrote."""

    open: int
    written: int


def owner_for(trip_id: uuid.UUID, user_id: uuid.UUID) -> uuid.UUID | None:
    """The owner of a live trip that the user may edit; None where there is none."""
    with acting_as(user_id, role="agent", read_only=True):
        return Trip.objects.editable_by(user_id).filter(pk=trip_id).values_list("user_id", flat=True).first()


def look_again(trip_id: uuid.UUID, user_id: uuid.UUID) -> Detected | None:
    """:func:`detect_conflicts` with the forecast, which is asked for before the trip is locked."""
    known: Forecasts | None = {}
    if settings.WEATHER:
        owner = owner_for(trip_id, user_id)
        if owner is None:
            return None
        with bound(Actor("agent", owner, read_only=True)):
            known = forecasts_for(Trip.objects.for_user(owner).get(pk=trip_id))
    return detect_conflicts(trip_id, user_id, known)


NO_FORECASTS: Forecasts = {}


def detect_conflicts(
    trip_id: uuid.UUID, user_id: uuid.UUID, forecasts: Forecasts | None = NO_FORECASTS
) -> Detected | None:
    """Look for a trip's conflicts and store what changed; running it again changes nothing.

    It acts as the owner's agent whoever asked, because it reads the owner's preferences and other trips; what it
    writes says nothing of either but that they clash. It belongs to no change set: what follows from a change is not a
    change of one's own to undo.

    Args:
        trip_id: the trip.
        user_id: who asked; they must be allowed to edit it.
        forecasts: by date; None where there should be some and are none just now: then what was said of the weather
            stands.

    Returns:
        None where there is nothing to do: no such trip, or it is over.
    """
    owner = owner_for(trip_id, user_id)
    if owner is None:
        return None
    with bound(Actor("agent", owner)):
        with transaction.atomic():
            trip = (
                Trip.objects.editable_by(owner)
                .filter(pk=trip_id)
                .select_related("budget")
                .select_for_update(of=("self",))
                .first()
            )
            if trip is None or trip.status == TripStatus.COMPLETED:
                return None
            items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
            if trip.status == TripStatus.CANCELLED:  # it is not going to happen, so nothing of it can clash
                detected = store(trip, [])
            else:
                loaded = loading.load_trip(trip, items, forecasts)
                keep = frozenset({WEATHER_ISSUE}) if forecasts is None else NOTHING
                detected = store(trip, detect(loaded), loaded, keep=keep)
        if trip.status != TripStatus.CANCELLED:
            rate(trip, items)
        return detected


def store(
    trip: Trip, found: list[Conflict], loaded: LoadedTrip | None = None, *, keep: frozenset[str] = NOTHING
) -> Detected:
    """Bring the stored conflicts in line with those found; only what differs is written. The trip is locked.

    Args:
        trip: theirs.
        found: what is wrong now.
        loaded: what it was found in.
        keep: types that were not looked for; their rows stay.
    """
    rows = {row.stable_key: row for row in ConflictResolution.objects.of_trip(trip) if row.type not in keep}
    outcome = reconcile({key: row.status for key, row in rows.items()}, found)
    by_key = {conflict.key: conflict for conflict in found}
    times = {item.id: _was(item) for item in loaded.items} if loaded is not None else {}
    new = [
        ConflictResolution(
            trip_id=trip.pk,
            user_id=trip.user_id,
            type=conflict.type,
            stable_key=conflict.key,
            **columns(conflict, times),
        )
        for conflict in outcome.new
    ]
    ConflictResolution.objects.bulk_create(new)
    refreshed = []
    for key in outcome.present:
        wanted = columns(by_key[key], times)
        if any(getattr(rows[key], name) != wanted[name] for name in WRITTEN):
            refreshed.append(_with(rows[key], wanted))
    if refreshed:
        ConflictResolution.objects.bulk_update(refreshed, WRITTEN)
    back = [_with(rows[key], {**columns(by_key[key], times), **OPEN}) for key in outcome.back]
    if back:
        ConflictResolution.objects.bulk_update(back, REOPENED)
    if outcome.gone:
        ConflictResolution.objects.of_trip(trip).filter(stable_key__in=outcome.gone).update(
            status=ResolutionStatus.AUTO_RESOLVED, resolved_at=timezone.now()
        )
    return Detected(
        len(new) + len(outcome.present) + len(back), len(new) + len(refreshed) + len(back) + len(outcome.gone)
    )


OPEN: dict[str, Any] = {
    "status": ResolutionStatus.DETECTED,
    "selected_resolution": None,
    "resolved_by": None,
    "resolved_at": None,
}


def _with(row: ConflictResolution, values: Mapping[str, Any]) -> ConflictResolution:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _was(item: Any) -> dict[str, str | None]:
    """The times that a way out was computed for: applied later, it must find them unchanged."""
    return {
        "starts": item.starts.isoformat() if item.starts else None,
        "ends": item.ends.isoformat() if item.ends else None,
    }


def columns(conflict: Conflict, times: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the table keeps of a conflict, its type and key aside."""
    return {
        "severity": conflict.severity,
        "title": str(conflict.title),
        "description": str(conflict.description),
        "affected_items": list(conflict.affected),
        "resolution_options": [option_of(way, times) for way in conflict.ways_out],
        "metadata": {
            "rule": conflict.rule,
            "evidence": to_json(dict(conflict.evidence)),
            SAID: records(title=conflict.title, description=conflict.description),
            # What the page compares with: a conflict of times that are no more is not shown.
            "times": {key: list(times[key].values()) for key in conflict.affected if key in times},
        },
    }


def option_of(way: WayOut, times: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A way out as JSON. Its key is a digest of what it does: a page that is a moment old cannot choose another."""
    changes = [
        {
            "action": change.action,
            "item_id": change.item_id,
            "values": dict(change.values),
            "was": times.get(change.item_id, {}),
        }
        for change in way.changes
    ]
    digest = hashlib.sha256(json.dumps(changes, sort_keys=True).encode()).hexdigest()[:16]
    return {
        "key": digest,
        "code": way.code,
        "description": str(way.description),
        SAID: records(description=way.description),
        "upheaval": way.upheaval,
        "removes": any(change["action"] == "remove" for change in changes),
        "changes": changes,
    }


def rate(trip: Trip, items: list[ItineraryItem]) -> None:
    """Record how good the order of a trip's stops is (``optimization_score``), where that is not known yet."""
    if trip.is_optimized and trip.optimization_score is not None:
        return
    timed = [item for item in items if item.day_number is not None and item.start_time is not None]
    places = {
        str(item.location_id): planner.place_of(item.location)
        for item in timed
        if item.location is not None and item.location.latitude is not None
    }
    score = None
    if timed:
        score = Decimal(str(optimization_score(planner.plan_of(trip, items), places))).quantize(Decimal("0.0001"))
    if score == trip.optimization_score:
        return
    with connection.cursor() as cursor:
        cursor.execute("select app.record_optimization(%s, %s, %s)", [trip.pk, score, False])
