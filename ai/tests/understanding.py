"""The trip, the cities and the places that the tests of the embedded model speak of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ai.embedded.places import PlaceIndex
from ai.embedded.snapshots import cities_from_json, trip_from_json
from ai.embedded.types import Context, Understanding
from ai.embedded.understand import understand

DATA = Path(__file__).parent / "data"
FIXTURE: dict[str, Any] = json.loads((DATA / "context.json").read_text(encoding="utf-8"))
TRIP = trip_from_json(FIXTURE["trip"])
PLACES = PlaceIndex((place["id"], place["name"], place.get("aliases", ())) for place in FIXTURE["places"])
# A Wednesday, eight days before the trip; and the trip's first day, a Thursday.
BEFORE = date(2026, 5, 6)
FIRST_DAY = date(2026, 5, 14)


def context(*, trip: bool = True, today: date | None = None, **changes: Any) -> Context:
    """A context with the cities and places, on the trip's first day or, without a trip, eight days before
    it.
    """
    day = today or (FIRST_DAY if trip else BEFORE)
    made = Context(
        today=day,
        now=datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Europe/Helsinki")),
        time_zone="Europe/Helsinki",
        trip=TRIP if trip else None,
        cities=cities_from_json(FIXTURE["cities"]),
        places=PLACES,
    )
    return replace(made, **changes)


def read(text: str, *, trip: bool = True, today: date | None = None, **changes: Any) -> Understanding:
    """Read a text in that context."""
    return understand(text, context(trip=trip, today=today, **changes))
