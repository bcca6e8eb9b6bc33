"""A stored trip and what is known around it, as the producers of suggestions see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from trips import events, loading, planner
from trips.enums import BookingStatus, ItemType, ResolutionStatus
from trips.forecasts import Forecasts
from trips.models import ConflictResolution, ItineraryItem, Trip
from trips.planning.suggestions import Alert, Happening, Idea, OpenConflict, Scene, due_alerts
from trips.sentences import SAID, kept

OPEN = (ResolutionStatus.DETECTED, ResolutionStatus.PENDING_REVIEW)
ANSWERED = (ResolutionStatus.IGNORED, ResolutionStatus.USER_RESOLVED)


def load_scene(trip: Trip, items: Sequence[ItineraryItem], forecasts: Forecasts, now: datetime) -> Scene:
    """Read what the producers need; whoever loads is bound as the trip's owner.

    Args:
        trip: with its ``budget`` selected.
        items: its live stops with their ``location`` selected.
        forecasts: by date; empty without a weather provider.
        now: an aware moment.
    """
    table = planner.estimates([trip.currency])
    loaded = loading.load_trip(trip, items, forecasts)
    conflicts = list(ConflictResolution.objects.of_trip(trip).filter(status__in=(*OPEN, *ANSWERED)))
    placed = [item for item in items if item.booking_status != BookingStatus.CANCELLED]
    return Scene(
        trip=loaded,
        plan=planner.plan_of(trip, placed, table),
        now=now,
        places=planner.catalogue(trip.destination),
        estimates=table,
        ideas=tuple(idea for item in placed if (idea := idea_of(item)) is not None),
        events=tuple(happenings(trip)),
        conflicts=tuple(open_conflict(row) for row in conflicts if row.status in OPEN),
        alerts=tuple(alerts_of(trip, loaded, now)),
        untimed=untimed_days(trip, placed),
        reservations=reservations(items),
        paid=frozenset(str(item.pk) for item in items if item.is_paid),
        answered=frozenset(row.stable_key for row in conflicts if row.status in ANSWERED),
        is_draft=trip.status == "draft",
    )


def alerts_of(trip: Trip, loaded: Any, now: datetime) -> list[Alert]:
    """The thresholds that the trip's costs reached."""
    return due_alerts(loaded, trip.budget.alerts_sent, now)


def idea_of(item: ItineraryItem) -> Idea | None:
    """A stop without a day, where it is a place of the catalogue that one looks at."""
    place = item.location
    if item.day_number is not None or item.is_locked or item.type != ItemType.ACTIVITY or place is None:
        return None
    if place.latitude is None or not place.is_active or place.deleted_at is not None:
        return None
    return Idea(str(item.pk), item.title, planner.place_of(place), planner.cost_of_item(item))


def happenings(trip: Trip) -> list[Happening]:
    """The catalogue's events in the destination on the trip's days."""
    found = []
    for row in events.events_between(trip.destination, trip.timezone, trip.start_date, trip.end_date):
        if row.latitude is None or row.event_start_time is None:
            continue
        url = row.ticket_url if (row.ticket_url or "").startswith("https://") else None
        found.append(
            Happening(
                planner.place_of(row),
                row.event_start_time,
                row.event_end_time,
                row.event_type or row.subcategory or "",
                url,
                row.is_verified,
            )
        )
    return found


def open_conflict(row: ConflictResolution) -> OpenConflict:
    """A stored conflict as the producers see it."""
    said = row.metadata.get(SAID, {})
    return OpenConflict(
        str(row.pk),
        row.stable_key,
        str(row.type),
        row.severity,
        kept(said.get("title"), row.title),
        kept(said.get("description"), row.description),
        tuple(row.affected_items),
        tuple(
            {**option, "description": kept(option.get(SAID, {}).get("description"), option["description"])}
            for option in row.resolution_options or ()
        ),
    )


def untimed_days(trip: Trip, items: Sequence[ItineraryItem]) -> frozenset[date]:
    """Days with a stop that has no time, or a start and nothing more. A place to sleep needs none."""
    return frozenset(
        trip.date_of(item.day_number)
        for item in items
        if item.day_number is not None
        and item.type != ItemType.ACCOMMODATION
        and (item.start_time is None or (item.end_time is None and item.duration_minutes is None))
    )


def reservations(items: Sequence[ItineraryItem]) -> Mapping[str, str]:
    """What the map says of reserving at the trip's places, by place id."""
    found = {}
    for item in items:
        said = (item.location.details or {}).get("reservation") if item.location is not None else None
        if isinstance(said, str) and said:
            found[str(item.location_id)] = said
    return found
