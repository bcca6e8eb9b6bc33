"""The first way out of any conflict takes it away and makes nothing else that is hard: random trips, broken at random."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from trips.planning.conflicts import (
    Conflict,
    DayForecast,
    Elsewhere,
    LoadedItem,
    LoadedTrip,
    Preferences,
    WayOut,
    detect,
)
from trips.planning.money import Money
from trips.planning.request import Party

from .real import has_places
from .test_conflicts_property import STARTS, moved, mutated, solved

pytestmark = has_places("helsinki")


def applied(trip: LoadedTrip, way: WayOut) -> LoadedTrip:
    """The trip after a way out, by plain means: what the changes say, and nothing else."""
    items = {item.id: item for item in trip.items}
    for change in way.changes:
        item = items.pop(change.item_id)
        if change.action == "update":
            assert item.starts is not None and item.ends is not None
            values: dict[str, Any] = {}
            for name in ("starts", "ends"):
                if name in change.values:
                    values[name] = datetime.fromisoformat(change.values[name]).astimezone(item.starts.tzinfo)
            if "day" in change.values:
                values["day"] = date.fromisoformat(change.values["day"])
            items[item.id] = replace(item, **values)
    return replace(trip, items=tuple(items.values()))


def ferry(trip: LoadedTrip, chance: random.Random) -> LoadedItem:
    """A journey out of town and half way back, somewhere in the trip."""
    start = trip.items[chance.randrange(len(trip.items))].starts
    assert start is not None
    return LoadedItem(
        "ferry",
        "Ferry",
        "transport",
        start.date(),
        start,
        start + timedelta(minutes=chance.randrange(20, 90)),
        (60.16, 24.95),
        (60.14, 24.98),
    )


def hotel(trip: LoadedTrip, chance: random.Random) -> LoadedItem:
    first = trip.items[0].starts
    assert first is not None
    starts = first.replace(hour=chance.randrange(12, 23), minute=0)
    ends = starts.replace(hour=chance.randrange(8, 14)) + timedelta(days=chance.randrange(1, 3))
    opens = starts.replace(hour=15)
    return LoadedItem(
        f"hotel-{chance.randrange(1000)}",
        "Hotel",
        "accommodation",
        starts.date(),
        starts,
        ends,
        check_in_from=opens,
        check_in_until=opens.replace(hour=chance.randrange(16, 23)),
        check_out_until=ends.replace(hour=11),
    )


def disturbed(trip: LoadedTrip, chance: random.Random) -> LoadedTrip:
    """Everything that can go wrong at once: moved stops, weather, money, tastes, people, other trips, stays."""
    for _ in range(chance.randrange(1, 4)):
        trip = mutated(trip, chance)
    items = list(trip.items)
    if chance.random() < 0.3:
        items.append(ferry(trip, chance))
    for _ in range(chance.randrange(3)):
        items.append(hotel(trip, chance))
    index = chance.randrange(len(trip.items))
    item = items[index]
    what = chance.choice(("gone", "people", "booked", "locked", "event", "none", "none"))
    if what == "gone":
        items[index] = replace(item, place_gone=True)
    elif what == "people":
        items[index] = replace(item, people=chance.randrange(1, 4), capacity=2)
    elif what in ("booked", "locked"):
        items[index] = replace(item, booking_status="confirmed" if what == "booked" else None, locked=what == "locked")
    elif what == "event":
        later = moved(item, chance.randrange(-600, 600))
        items[index] = replace(item, event_starts=later.starts, event_ends=later.ends)
    weather = {
        day: chance.choice((DayForecast(), DayForecast(thunderstorm=True), DayForecast(precipitation_mm=15)))
        for day in trip.dates
    }
    other = moved(trip.items[chance.randrange(len(trip.items))], chance.randrange(-60, 60))
    assert other.starts is not None and other.ends is not None
    return replace(
        trip,
        items=tuple(items),
        party=Party(chance.randrange(1, 5)),
        budget=Money(Decimal(chance.randrange(50, 400)), "EUR") if chance.random() < 0.3 else None,
        forecasts=weather if chance.random() < 0.4 else {},
        elsewhere=(Elsewhere("other", other.starts, other.ends),) if chance.random() < 0.2 else (),
        preferences=Preferences(
            diets=chance.choice(((), ("vegan",))),
            wheelchair=chance.random() < 0.2,
            pace=chance.choice((None, "relaxed", "normal")),
            walking_limit_minutes=chance.choice((None, 10, 15)),
        ),
    )


def compare(count: int, seed: int) -> int:
    chance = random.Random(seed)
    tried = 0
    for number in range(count):
        trip = disturbed(solved(STARTS[number % 7]), chance)
        before = detect(trip)
        for conflict in before:
            if conflict.ways_out:
                tried += 1
                assert_better(trip, before, conflict, conflict.ways_out[0])
    return tried


def assert_better(trip: LoadedTrip, before: list[Conflict], conflict: Conflict, way: WayOut) -> None:
    assert [one.upheaval for one in conflict.ways_out] == sorted(one.upheaval for one in conflict.ways_out)
    touched = {change.item_id for change in way.changes}
    assert not any(item.is_fixed for item in trip.items if item.id in touched)
    after = detect(applied(trip, way))
    assert conflict.key not in {one.key for one in after}, (conflict.title, way.description)
    fresh = [one for one in after if one.is_hard and not any(is_left_of(one, other) for other in before)]
    assert [one.title for one in fresh] == [], (conflict.title, way.description)


def is_left_of(one: Conflict, other: Conflict) -> bool:
    """Whether a conflict was there before, perhaps with more stops."""
    return (one.type, one.rule) == (other.type, other.rule) and set(one.affected) <= set(other.affected)


def test_first_way_out_takes_a_conflict_away_and_makes_none() -> None:
    assert compare(20, seed=3) > 60


@pytest.mark.slow
def test_first_way_out_over_many_trips() -> None:
    assert compare(200, seed=4) > 600
