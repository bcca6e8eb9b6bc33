"""What is read of a stay's doors and beds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from places.models import Location
from trips import stays

ZONE = ZoneInfo("Europe/Helsinki")
STARTS, ENDS = datetime(2026, 5, 14, 16, tzinfo=ZONE), datetime(2026, 5, 16, 10, tzinfo=ZONE)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("details", "doors"),
    [
        ({"check_in": "15:00-22:00", "check_out": "11:00"}, (at(14, 15), at(14, 22), at(16, 11))),
        ({"check_in": "15:00-02:00"}, (at(14, 15), at(15, 2), None)),
        ({"check_in": "14:30"}, (at(14, 14, 30), None, None)),
        ({"check_out": "07:00-12:00"}, (None, None, at(16, 12))),
        ({"check_in": "Mo-Fr 15:00-20:00; Sa 12:00-18:00"}, (None, None, None)),
        ({"check_in": "ask", "check_out": 11}, (None, None, None)),
        ({}, (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_doors_of_a_stay(details: dict[str, Any] | None, doors: tuple[datetime | None, ...]) -> None:
    found = stays.doors_of(details, STARTS, ENDS)
    assert (found.check_in_from, found.check_in_until, found.check_out_until) == doors


def test_stay_without_a_night_or_a_time_has_no_doors() -> None:
    details = {"check_in": "15:00-22:00"}
    assert stays.doors_of(details, STARTS, at(14, 20)) == stays.OPEN == stays.doors_of(details, None, None)


@pytest.mark.parametrize(
    ("capacity", "details", "people"),
    [(40, {"beds": "12"}, 40), (None, {"beds": "12"}, 12), (None, {"beds": "many"}, None), (None, {}, None)],
)
def test_capacity_is_the_places_own_else_its_beds(capacity: int | None, details: Any, people: int | None) -> None:
    assert stays.capacity_of(Location(capacity=capacity, details=details)) == people
