"""Events of the catalogue: what is on during a trip, and what a stop takes over from one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from places.models import Location, LocationCategory
from trips.enums import BookingStatus
from trips.planning.catalogue import folded
from trips.planning.itinerary import PlannedStop

# How long an event is taken to last whose end nobody wrote down.
USUAL_LENGTH = timedelta(hours=2)


def events_between(city: str, timezone: str, first: date, last: date, words: str = "") -> QuerySet[Location]:
    """Events in a city that are on at some time from one day to another, the first to start first.

    Args:
        city: its name in the catalogue.
        timezone: IANA name of the zone whose days are meant.
        first: the first day.
        last: the last day, counted.
        words: all of them occur in name, kind, tags or description.
    """
    zone = ZoneInfo(timezone)
    begins = datetime.combine(first, time(0), zone)
    ends = datetime.combine(last + timedelta(days=1), time(0), zone)
    rows = (
        Location.objects.active()
        .filter(category=LocationCategory.EVENT, city__iexact=city, event_start_time__lt=ends)
        .filter(Q(event_end_time__gt=begins) | Q(event_end_time__isnull=True, event_start_time__gte=begins))
    )
    for word in words.replace("\x00", " ").split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(event_type__icontains=word)
            | Q(subcategory__icontains=word)
            | Q(description__icontains=word)
            | Q(tags__contains=[word.casefold()])
        )
    return rows.order_by("event_start_time", "name", "id")


def times_of(event: Location) -> tuple[datetime, datetime] | None:
    """When an event starts and ends, on its own clock; None where nobody wrote down when it starts."""
    if event.event_start_time is None:
        return None
    zone = ZoneInfo(event.timezone or "UTC")
    start = event.event_start_time.astimezone(zone)
    end = (event.event_end_time or event.event_start_time + USUAL_LENGTH).astimezone(zone)
    return start, end if end > start else (start + USUAL_LENGTH).astimezone(zone)


def named(events: Iterable[Location], wanted: str) -> list[Location]:
    """The events with this id or name; those whose name holds the words where none has it whole."""
    rows = list(events)
    whole = [event for event in rows if str(event.pk) == wanted or folded(event.name) == folded(wanted)]
    words = folded(wanted)
    return whole or [event for event in rows if words and f" {words} " in f" {folded(event.name)} "]


def booking_columns(stop: PlannedStop) -> dict[str, Any]:
    """What a new stop takes over from its event beside place, time and price: where tickets are sold."""
    if stop.subcategory != LocationCategory.EVENT.value or stop.place_id is None:
        return {}
    url = Location.objects.filter(pk=stop.place_id).values_list("ticket_url", flat=True).first() or ""
    if not url.startswith("https://"):
        return {}
    return {"booking_url": url, "booking_status": BookingStatus.NEEDED}
