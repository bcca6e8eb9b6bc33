"""A stop is known by each of its names, and not by its city's, which is part of one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from types import SimpleNamespace
from typing import Any

import pytest

from ai.embedded.snapshots import trip_from_rows
from ai.embedded.types import TripSnapshot
from ai.embedded.understand import understand
from ai.tests.understanding import TRIP, context


@pytest.fixture(scope="module")
def trip() -> TripSnapshot:
    place = SimpleNamespace(
        name="Helsingin tuomiokirkko",
        subcategory="church",
        event_type=None,
        category="attraction",
        details={"name_en": "Helsinki Cathedral"},
    )
    item = SimpleNamespace(
        pk="cathedral",
        title=place.name,
        type="attraction",
        meal=None,
        location=place,
        day_number=2,
        start_time=time(10),
        end_time=time(11),
        is_locked=False,
        cost=None,
    )
    row: Any = SimpleNamespace(
        pk=TRIP.id,
        start_date=TRIP.start_date,
        end_date=TRIP.end_date,
        destination="Helsinki",
        currency="EUR",
        title="T",
        budget_total=None,
        status="planning",
        adults=2,
        children_ages=(),
    )
    return replace(TRIP, stops=trip_from_rows(row, [item]).stops)


@pytest.mark.parametrize("text", ["Remove Helsinki Cathedral", "Remove Helsingin tuomiokirkko"])
def test_stop_is_known_by_each_name(trip: TripSnapshot, text: str) -> None:
    found = understand(text, replace(context(), trip=trip))
    assert (found.intent, found.slots.get("stop_id")) == ("remove_stop", "cathedral")


def test_city_is_no_stop(trip: TripSnapshot) -> None:
    found = understand(
        "Plan three days in Helsinki for two from 4 to 6 December, museums", replace(context(), trip=trip)
    )
    assert (found.intent, found.slots.get("destination")) == ("plan_trip", "Helsinki")
    assert "stop_id" not in found.slots
