"""A trip to come, with places and events of a small Helsinki, for the tests of suggestions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache

from places.models import Location
from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.cast import make_trip
from trips import suggestions
from trips.models import BudgetTracking, ItineraryItem, ProactiveSuggestion, Trip
from trips.planning.conflicts import DayForecast
from trips.tests.page_makers import make_place, make_stop

HELSINKI = ZoneInfo("Europe/Helsinki")
RAIN = DayForecast(precipitation_mm=12, precipitation_probability=90, source="Open-Meteo", issued=datetime.now(UTC))
FINE = DayForecast(precipitation_mm=0, precipitation_probability=5, temperature_max=18, source="Open-Meteo")


def next_friday() -> date:
    """A Friday at least eight days ahead, far from the days on which clocks change."""
    day = datetime.now(HELSINKI).date() + timedelta(days=8)
    return day + timedelta(days=(4 - day.weekday()) % 7)


def coming_trip(owner: Profile, **fields: Any) -> Trip:
    """Friday to Sunday in Helsinki, being planned, by two adults."""
    friday = next_friday()
    values = {
        "start_date": friday, "end_date": friday + timedelta(days=2), "status": "planning", "adults": 2,
        "destination_latitude": 60.17, "destination_longitude": 24.94, **fields,
    }  # fmt: skip
    return make_trip(owner, **values)


def at(trip: Trip, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of a trip's day, on Helsinki's clock."""
    return datetime.combine(trip.date_of(day), time(hour, minute), HELSINKI)


def sight(name: str, **more: Any) -> Location:
    """A museum known to be open from ten to eight every day."""
    details = {"highlight": True, **more.pop("details", {})}
    return make_place(0, name=name, opening_hours="Mo-Su 10:00-20:00", details=details, **more)


def visit(
    trip: Trip, place: Location, day: int | None = 1, hour: int = 10, hours: int = 1, **more: Any
) -> ItineraryItem:
    values = {"location": place, "latitude": place.latitude, "longitude": place.longitude, **more}
    return make_stop(trip, place.name, day, hour, hours, **values)


def concert(trip: Trip, day: int = 2, hour: int = 20, **more: Any) -> Location:
    """An evening's event with an end, a price and tickets."""
    values: dict[str, Any] = {
        "name": "Jazz at the harbour", "category": "event", "subcategory": "concert", "event_type": "concert",
        "opening_hours": None, "event_start_time": at(trip, day, hour), "event_end_time": at(trip, day, hour + 2),
        "ticket_url": "https://tickets.example.org/jazz",
        "details": {"admission": {"amount": "25", "currency": "EUR", "as_of": "2026-01-01"}}, **more,
    }  # fmt: skip
    return make_place(3, **values)


def limit(trip: Trip, total: int | None, **categories: int) -> None:
    with acting_as(trip.user_id):
        Trip.objects.filter(pk=trip.pk).update(budget_total=total)
        if categories:
            wanted = {name: {"budget": amount} for name, amount in categories.items()}
            BudgetTracking.objects.filter(trip=trip).update(categories=wanted)


def produce(trip: Trip, **more: Any) -> suggestions.Produced | None:
    cache.clear()  # the catalogue is looked at every few seconds only
    return suggestions.produce_suggestions(trip.pk, more.pop("user", trip.user_id), **more)


def stored(trip: Trip) -> dict[str, ProactiveSuggestion]:
    """Suggestions of a trip by type; the latest of each."""
    with acting_as(trip.user_id):
        rows = ProactiveSuggestion.objects.filter(trip_id=trip.pk).order_by("created_at", "id")
        return {str(row.type): row for row in rows}


def waiting(trip: Trip) -> set[str]:
    """Types of those that wait for an answer."""
    return {kind for kind, row in stored(trip).items() if row.status in ("pending", "shown")}


def budget_of(trip: Trip) -> BudgetTracking:
    with acting_as(trip.user_id):
        return BudgetTracking.objects.get(trip=trip)
