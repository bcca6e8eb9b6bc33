"""Plans over real places: every weekday, a public holiday, one to seven days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from trips.planning.interests import satisfies_diet
from trips.planning.itinerary import Plan
from trips.planning.kinds import kind_of
from trips.planning.money import Money
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, Party, PlanRequest
from trips.planning.travel_time import distance_metres
from trips.planning.verify import verify

from .real import estimates_of, has_places, places_of

TODAY = date(2026, 4, 1)
ASCENSION = date(2026, 5, 14)
WEEK = [date(2026, 5, 18) + timedelta(days=offset) for offset in range(7)]  # Monday to Sunday
VEGAN_LUNCH = (MealWish("lunch", ("vegan",)), MealWish("coffee"), MealWish("dinner"))


def sentence(start: date, days: int = 2, city: str = "Helsinki", **more: object) -> PlanRequest:
    """Two days for two, museums and good coffee, vegan lunch, under 300 euros."""
    values: dict[str, object] = {
        "start_date": start,
        "end_date": start + timedelta(days=days - 1),
        "destination": city,
        "party": Party(2),
        "budget": Money(Decimal(300), "EUR"),
        "interests": ("museums", "good coffee"),
        "meals": VEGAN_LUNCH,
    }
    return PlanRequest(**{**values, **more})  # type: ignore[arg-type]


def planned(request: PlanRequest, city: str) -> Plan:
    plan = plan_trip(request, places_of(city), estimates_of(city), TODAY)
    places = {place.id: place for place in places_of(city)}
    assert verify(plan, places) == []
    assert plan.checked
    for stop in plan.stops:  # once more, in plain words, beside the checker
        if stop.place_id is None:
            continue
        hours = places[stop.place_id].hours
        assert hours.is_known == stop.hours_known
        if hours.is_known:
            assert hours.is_open(stop.start) is not False
            assert hours.is_open(stop.leave - timedelta(minutes=1)) is not False
    visited = [stop.place_id for stop in plan.stops if stop.place_id]
    assert len(visited) == len(set(visited))
    return plan


def assert_full(plan: Plan, city: str) -> None:
    """Each day has its meals in time and more than one sight, and does not run back and forth over
    the map.
    """
    places = {place.id: place for place in places_of(city)}
    for day in plan.days:
        meals = {stop.meal: stop for stop in day.stops if stop.meal}
        assert set(meals) == {"lunch", "coffee", "dinner"}
        assert 11 <= meals["lunch"].start.hour < 15 and 18 <= meals["dinner"].start.hour <= 21
        lunch = meals["lunch"].place_id
        assert lunch is not None and satisfies_diet(places[lunch], "vegan")
        sights = [stop for stop in day.stops if stop.kind == "sight"]
        assert len(sights) >= 2
        assert any(kind_of(places[stop.place_id or ""]).name == "museum" for stop in sights)
        walked = [stop.travel.metres for stop in day.stops if stop.travel]
        points = [places[stop.place_id].point for stop in day.stops if stop.place_id]
        spread = max(distance_metres(a, b) for a in points for b in points)
        assert sum(walked) < 6 * spread + 2000


@has_places("helsinki")
@pytest.mark.parametrize("start", [*WEEK, ASCENSION], ids=str)
@pytest.mark.parametrize("days", [1, 2, 3])
def test_helsinki_any_weekday_and_holiday(start: date, days: int) -> None:
    budget = Money(Decimal(170 * days), "EUR")
    plan = planned(sentence(start, days, budget=budget), "helsinki")
    assert len(plan.days) == days
    assert_full(plan, "helsinki")
    assert plan.totals.counted.amount <= budget.amount
    assert not plan.unmet


@has_places("helsinki")
def test_the_sentence_itself_keeps_its_budget_and_says_what_is_unknown() -> None:
    plan = planned(sentence(ASCENSION), "helsinki")
    assert_full(plan, "helsinki")
    assert plan.totals.counted.amount <= 300
    assert plan.totals.unknown == sum(1 for stop in plan.stops if stop.cost.status == "unknown") > 0
    assert {note.code for note in plan.notes} >= {"dates", "holiday", "hours_age", "lodging_not_counted"}
    assert plan.notes[0].values["start"] == "2026-05-14"


@has_places("helsinki")
@pytest.mark.parametrize("start", [ASCENSION, date(2027, 5, 14), date(2026, 5, 17)], ids=str)
def test_the_sentence_gives_days_that_one_would_follow(start: date) -> None:
    plan = planned(sentence(start), "helsinki")
    assert "Helsingin tuomiokirkko" in {stop.name for stop in plan.stops}
    assert plan.totals.counted.amount <= 288  # a little is kept in hand
    for day in plan.days:
        meals = {stop.meal: f"{stop.start:%H:%M}" for stop in day.stops if stop.meal}
        assert f"{day.stops[0].start:%H:%M}" <= "10:05"
        assert "11:30" <= meals["lunch"] <= "14:00" and "18:00" <= meals["dinner"] <= "20:00"
        for before, stop in zip(day.stops, day.stops[1:], strict=False):
            assert stop.travel is None or stop.travel.minutes >= 1
            assert (stop.start - before.leave).total_seconds() / 60 <= 45


@has_places("helsinki")
def test_sunday_and_monday_differ_and_avoid_what_is_closed_on_monday() -> None:
    weekdays = planned(sentence(date(2026, 5, 21)), "helsinki")
    weekend = planned(sentence(date(2026, 5, 24)), "helsinki")
    monday = weekend.days[1]
    assert monday.date.weekday() == 0
    closed = {"Ateneum", "Kiasma"}
    assert not closed & {stop.name for stop in monday.stops}
    assert [stop.place_id for stop in weekend.stops] != [stop.place_id for stop in weekdays.stops]


@has_places("helsinki")
def test_same_request_gives_the_same_plan() -> None:
    first, second = (planned(sentence(date(2026, 5, 21)), "helsinki") for _ in range(2))
    assert first == second


@has_places("helsinki")
def test_street_art_does_not_crowd_out_what_is_notable() -> None:
    plan = planned(sentence(date(2026, 5, 21), 3, budget=None, interests=()), "helsinki")
    kinds = [stop.subcategory for stop in plan.stops if stop.kind == "sight"]
    assert kinds.count("artwork") <= 1
    assert {"Ateneum", "Kiasma", "Helsingin tuomiokirkko"} <= {stop.name for stop in plan.stops}
    assert not [stop for stop in plan.stops if stop.subcategory == "fast_food" and stop.meal == "dinner"]


@has_places("barcelona")
@pytest.mark.parametrize(("start", "days"), [*zip(WEEK, range(1, 8), strict=True), (date(2026, 6, 24), 2)], ids=str)
def test_barcelona_one_to_seven_days(start: date, days: int) -> None:
    plan = planned(sentence(start, days, "Barcelona", budget=None), "barcelona")
    assert len(plan.days) == days
    assert_full(plan, "barcelona")
    assert not plan.unmet
    for day in plan.days:  # the morning is used, and a hundred museums leave room for what else there is
        assert day.stops[0].start.hour <= 11
        assert len({stop.subcategory for stop in day.stops if stop.kind == "sight"}) >= 2


@has_places("barcelona")
def test_barcelona_highlights_come_first() -> None:
    request = sentence(date(2026, 5, 19), 3, "Barcelona", budget=None, interests=("architecture", "museums"))
    plan = planned(request, "barcelona")
    places = {place.id: place for place in places_of("barcelona")}
    sights = [places[stop.place_id] for stop in plan.stops if stop.kind == "sight" and stop.place_id]
    assert sum(place.highlight for place in sights) >= len(sights) / 2
