"""Plans from the solver have no hard conflict; broken ones are found: none missed, none invented.

The oracle below says what must be found by its own, plain means: intervals, distances, and the hours asked
minute by minute. It shares no code with the detectors.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import asin, ceil, cos, radians, sin, sqrt

import pytest

from trips.planning.conflicts import LoadedItem, LoadedTrip, detect
from trips.planning.conflicts.from_plan import trip_of_plan
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, PlanRequest

from .real import estimates_of, has_places, places_of

pytestmark = has_places("helsinki")
STARTS = [date(2026, 5, 18) + timedelta(days=offset) for offset in range(7)]
Found = set[tuple[str, frozenset[str]]]


@lru_cache(maxsize=8)
def solved(start: date) -> LoadedTrip:
    """A trip of three days over real places."""
    request = PlanRequest(
        start,
        start + timedelta(days=2),
        "Helsinki",
        interests=("museums", "coffee"),
        meals=(MealWish("lunch", ("vegan",)), MealWish("coffee"), MealWish("dinner")),
        modes=("walk",),
    )
    plan = plan_trip(request, places_of("helsinki"), estimates_of("helsinki"), date(2026, 4, 1))
    return trip_of_plan(plan, {place.id: place for place in places_of("helsinki")})


@lru_cache(maxsize=100_000)
def walk_seconds(a: tuple[float, float], b: tuple[float, float]) -> int:
    lat1, lon1, lat2, lon2 = map(radians, (*a, *b))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    metres = 2 * 6_371_008.8 * asin(sqrt(chord))
    return 0 if metres < 20 else ceil(metres * 1.25 / 75 - 1e-9) * 60


@lru_cache(maxsize=1_000_000)
def open_at(place_id: str, minute: datetime) -> bool:
    hours = next(place for place in places_of("helsinki") if place.id == place_id).hours
    return hours.is_open(minute) is not False


def span(item: LoadedItem) -> tuple[datetime, datetime]:
    assert item.starts is not None and item.ends is not None
    return item.starts.astimezone(UTC), item.ends.astimezone(UTC)


def must_be_found(trip: LoadedTrip) -> Found:
    found: Found = set()
    items = sorted(trip.items, key=lambda item: (span(item)[0], item.id))
    for index, second in enumerate(items):
        begins, _ = span(second)
        earlier = items[:index]
        for first in earlier:
            if span(first)[1] > begins:
                found.add(("time_overlap", frozenset({first.id, second.id})))
        if earlier:
            last = max(enumerate(earlier), key=lambda pair: (span(pair[1])[1], pair[0]))[1]
            gap = (begins - span(last)[1]).total_seconds()
            assert last.point is not None and second.point is not None
            if 0 <= gap <= 86_400 and walk_seconds(last.point, second.point) > gap:
                found.add(("location_distance", frozenset({last.id, second.id})))
        if second.place is not None and second.place.hours.is_known:
            minute, ends = span(second)
            while minute < ends:
                if not open_at(second.place.id, minute):
                    found.add(("booking_unavailable", frozenset({second.id})))
                    break
                minute += timedelta(minutes=1)
    return found


def really_found(trip: LoadedTrip) -> Found:
    kinds = ("time_overlap", "location_distance", "booking_unavailable")
    return {(one.type, frozenset(one.affected)) for one in detect(trip) if one.type in kinds}


def moved(item: LoadedItem, minutes: int) -> LoadedItem:
    assert item.starts is not None and item.ends is not None
    shift = timedelta(minutes=minutes)
    return replace(item, starts=item.starts + shift, ends=item.ends + shift)


def mutated(trip: LoadedTrip, chance: random.Random) -> LoadedTrip:
    """One stop shifted, lengthened, or two that change places."""
    items = list(trip.items)
    index = chance.randrange(len(items))
    item = items[index]
    what = chance.choice(("shift", "shift", "lengthen", "swap", "day"))
    if what == "shift":
        items[index] = moved(item, chance.randrange(-300, 301))
    elif what == "lengthen":
        assert item.ends is not None
        items[index] = replace(item, ends=item.ends + timedelta(minutes=chance.randrange(1, 241)))
    elif what == "day":
        items[index] = moved(item, chance.choice((-1440, 1440)))
    else:
        other = chance.randrange(len(items))
        items[index] = replace(item, starts=items[other].starts, ends=items[other].ends)
        items[other] = replace(items[other], starts=item.starts, ends=item.ends)
    return replace(trip, items=tuple(items))


@pytest.mark.parametrize("start", STARTS, ids=str)
def test_plan_from_the_solver_has_no_conflict(start: date) -> None:
    assert [one for one in detect(solved(start)) if one.is_hard] == []


def compare(count: int, seed: int) -> int:
    chance = random.Random(seed)
    broken = 0
    for number in range(count):
        trip = mutated(solved(STARTS[number % 7]), chance)
        wanted = must_be_found(trip)
        assert really_found(trip) == wanted
        broken += bool(wanted)
    return broken


def test_mutations_none_missed_none_invented() -> None:
    assert compare(150, seed=1) > 75


@pytest.mark.slow
def test_ten_thousand_mutations_none_missed_none_invented() -> None:
    assert compare(10_000, seed=2) > 5_000
