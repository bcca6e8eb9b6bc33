"""Small places and requests for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from trips.planning.catalogue import Place
from trips.planning.request import PlanRequest

THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = (
    date(2026, 5, 21),
    date(2026, 5, 22),
    date(2026, 5, 23),
    date(2026, 5, 24),
    date(2026, 5, 25),
)


def place(name: str, subcategory: str = "museum", **more: Any) -> Place:
    """A place in the middle of Helsinki; `east` and `north` move it by metres."""
    north, east = more.pop("north", 0), more.pop("east", 0)
    category = more.pop("category", None)
    if category is None:
        tables = ("restaurant", "cafe", "fast_food", "bar", "pub", "bakery")
        category = "restaurant" if subcategory in tables else "attraction"
        category = "accommodation" if subcategory in ("hotel", "hostel") else category
    values: dict[str, Any] = {
        "id": name.lower().replace(" ", "-"),
        "name": name,
        "category": category,
        "subcategory": subcategory,
        "latitude": 60.17 + north / 111_195,
        "longitude": 24.94 + east / 55_330,
        "timezone": "Europe/Helsinki",
        "country": "FI",
        "city": "Helsinki",
        "as_of": "2019-04",
    }
    return Place(**{**values, **more})


def wish(start: date = THURSDAY, end: date | None = None, **more: Any) -> PlanRequest:
    """A request for Helsinki."""
    return PlanRequest(start_date=start, end_date=end or start, destination="Helsinki", **more)
