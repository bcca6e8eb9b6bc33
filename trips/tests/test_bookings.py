"""Which stops are looked at when bookings are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from places.models import Location
from trips.bookings import state_of
from trips.models import ItineraryItem


@pytest.mark.parametrize(
    ("details", "status", "state"),
    [
        ({"reservation": "recommended"}, None, "unclear"),
        ({"reservation": "required"}, "confirmed", "confirmed"),
        ({"reservation": "no"}, None, ""),
        ({}, None, ""),
    ],
)
def test_table_that_is_reserved_may_need_booking(details: dict[str, Any], status: str | None, state: str) -> None:
    place = Location(name="Savoy", category="restaurant", details=details)
    assert state_of(ItineraryItem(title="Savoy", type="restaurant", location=place, booking_status=status)) == state
