"""Random requests and random changes over real places: whatever is asked, the answer holds or says
why not.
"""

from __future__ import annotations

import random
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from trips.planning.edits import Editor
from trips.planning.explain import explain_plan, explain_unmet
from trips.planning.itinerary import Plan
from trips.planning.money import Money
from trips.planning.plan import plan_trip
from trips.planning.request import LodgingWish, MealWish, Party, PlanRequest
from trips.planning.verify import verify

from .real import estimates_of, has_places, places_of

TODAY = date(2026, 4, 1)
# Among them: a change to and from summer time, Christmas, New Year, Easter Monday, a leap day.
DATES = [
    date(2026, 3, 28),
    date(2026, 10, 24),
    date(2026, 12, 24),
    date(2026, 12, 31),
    date(2026, 4, 6),
    date(2028, 2, 28),
    date(2026, 7, 15),
    date(2026, 11, 9),
]
WORDS = (
    "museums",
    "art",
    "coffee",
    "churches",
    "parks",
    "nightlife",
    "history",
    "views",
    "kids",
    "sky diving",
    "markets",
)


def any_request(chance: random.Random, city: str) -> PlanRequest:
    start = chance.choice(DATES)
    meals = []
    for name in ("breakfast", "lunch", "coffee", "dinner"):
        if chance.random() < 0.6:
            meals.append(MealWish(name, ("vegan",) if chance.random() < 0.3 else ()))
    return PlanRequest(
        start,
        start + timedelta(days=chance.randrange(4)),
        city.title(),
        Party(chance.randrange(1, 5), tuple(chance.randrange(1, 17) for _ in range(chance.choice((0, 0, 2))))),
        Money(Decimal(chance.randrange(0, 800)), "EUR") if chance.random() < 0.6 else None,
        interests=tuple(chance.sample(WORDS, chance.randrange(4))),
        diets=("vegetarian",) if chance.random() < 0.2 else (),
        cuisines=("sushi",) if chance.random() < 0.2 else (),
        accessibility=("wheelchair",) if chance.random() < 0.2 else (),
        pace=chance.choice(("relaxed", "normal", "packed")),
        lodging=LodgingWish(wanted=chance.random() < 0.3),
        must_sees=tuple(
            place.name
            for place in chance.sample(places_of(city), chance.choice((0, 0, 1, 3)))
            if place.category != "transport"
        ),
        avoid=("churches",) if chance.random() < 0.2 else (),
        modes=chance.choice((("walk",), ("walk", "transit"), ("bicycle",), ("car", "walk"))),
        meals=tuple(meals),
        day_start=chance.choice((None, None, time(7), time(12))),
        day_end=chance.choice((None, None, time(18), time(23, 30))),
    )


def assert_sound(plan: Plan, city: str) -> None:
    faults = verify(plan, {place.id: place for place in places_of(city)})
    assert faults == [] and plan.checked
    assert explain_plan(plan)
    assert Plan.from_json(plan.to_json()) == plan


def compare(count: int, seed: int, city: str) -> None:
    chance = random.Random(seed)
    for _ in range(count):
        assert_sound(plan_trip(any_request(chance, city), places_of(city), estimates_of(city), TODAY), city)


def change(chance: random.Random, count: int, city: str) -> int:
    """`count` changes in a row; how many were done."""
    plan = plan_trip(any_request(chance, city), places_of(city), estimates_of(city), TODAY)
    done = 0
    for _ in range(count):
        editor = Editor(plan, places_of(city), estimates_of(city), TODAY)
        stops = list(plan.stops)
        days = plan.request.dates
        what = chance.choice(("day", "later", "add", "named", "move", "drop", "reorder", "tidy"))
        if what == "day":
            edit = editor.add_day(chance.choice(("start", "end"))) if len(days) < 5 else editor.start_later()
        elif what == "later":
            edit = editor.start_later(chance.choice((None, *days)), minutes=chance.randrange(10, 200))
        elif what == "reorder":
            edit = editor.reorder_day(chance.choice(days))
        elif what == "tidy":
            edit = editor.tidy_trip()
        elif what == "add":
            edit = editor.add_stop(
                chance.choice(("museum", "coffee", "park", "bar", "vegan lunch")), chance.choice(days)
            )
        elif what == "named" or not stops:
            edit = editor.add_stop(chance.choice(places_of(city)).name, chance.choice((None, *days)))
        elif what == "move":
            edit = editor.move_stop(chance.choice(stops).key, chance.choice(days))
        else:
            edit = editor.drop_stop(chance.choice(stops).key)
        assert_sound(edit.plan, city)
        assert all(explain_unmet(failure) for failure in edit.failures)
        if not edit.done:
            assert edit.plan is plan and edit.failures
        moved = [one for one in edit.changes if one.kind == "moved"]
        assert len(moved) <= 3 or what == "tidy"
        if what in ("reorder", "tidy"):
            assert {stop.key for stop in edit.plan.stops} == {stop.key for stop in plan.stops}
        plan, done = edit.plan, done + edit.done
    return done


@has_places("helsinki")
def test_random_requests_hold() -> None:
    compare(40, 1, "helsinki")


@has_places("helsinki")
def test_random_changes_hold() -> None:
    chance = random.Random(2)
    assert sum(change(chance, 8, "helsinki") for _ in range(6)) > 20


@pytest.mark.slow
@has_places("helsinki")
@has_places("barcelona")
def test_many_random_requests_and_changes_hold() -> None:
    compare(300, 3, "helsinki")
    compare(100, 4, "barcelona")
    chance = random.Random(5)
    assert sum(change(chance, 12, "helsinki") for _ in range(60)) > 300
