"""Trips with stops for the page tests, made as their owner."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from places.models import Location
from tripos.db.context import acting_as, change_set
from trips.models import ItineraryItem, Trip

PLACES = (
    ("Ateneum", "museum", "attraction", 60.17007, 24.94417, "Tu-Su 10:00-18:00"),
    ("Ekberg", "cafe", "restaurant", 60.16480, 24.93970, "Mo-Su 08:00-17:00"),
    ("Kiasma", "museum", "attraction", 60.17170, 24.93667, None),
    ("Oodi", "library", "attraction", 60.17389, 24.93806, "Mo-Su 08:00-21:00"),
)


def make_place(index: int = 0, **more: Any) -> Location:
    """One of a few places of Helsinki, as an import makes it."""
    name, subcategory, category, latitude, longitude, hours = PLACES[index % len(PLACES)]
    values: dict[str, Any] = {
        "name": name,
        "category": category,
        "subcategory": subcategory,
        "latitude": latitude,
        "longitude": longitude,
        "opening_hours": hours,
        "city": "Helsinki",
        "country": "FI",
        "timezone": "Europe/Helsinki",
        "source": "openstreetmap",
        "as_of": date(2026, 1, 1),
        **more,
    }
    with acting_as(None, role="worker"):
        return Location.objects.create(**values)


def make_stop(
    trip: Trip, title: str, day: int | None = 1, at: int | None = 10, hours: int = 1, **more: Any
) -> ItineraryItem:
    """A stop; ``at`` is its hour, None gives it no time."""
    values: dict[str, Any] = {"title": title, "type": "activity", "day_number": day, "currency": "EUR", **more}
    if day is not None and at is not None:
        values |= {"start_time": time(at), "end_time": time((at + hours) % 24)}
    with acting_as(trip.user_id), change_set("Made for a test"):
        made = ItineraryItem.objects.create(trip=trip, **values)
        return ItineraryItem.objects.get(pk=made.pk)


def make_full_trip(trip: Trip, stops: int) -> list[ItineraryItem]:
    """``stops`` placed stops with costs on the days of a trip."""
    made = []
    for index in range(stops):
        place = make_place(index)
        made.append(
            make_stop(
                trip,
                f"{place.name} {index}",
                day=1 + index % trip.length,
                at=8 + index // trip.length,
                location=place,
                latitude=place.latitude,
                longitude=place.longitude,
                cost=Decimal(20 + index),
            )
        )
    return made


def reload_stop(stop: ItineraryItem, person: Any) -> ItineraryItem:
    with acting_as(person):
        return ItineraryItem.objects.get(pk=stop.pk)


def reload_trip(trip: Trip, person: Any) -> Trip:
    with acting_as(person):
        return Trip.objects.get(pk=trip.pk)
