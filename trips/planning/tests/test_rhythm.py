"""Starts on five-minute marks, holes filled by longer visits, and nothing moved that may not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from trips.planning.catalogue import Place
from trips.planning.estimates import CostEstimate, Estimates
from trips.planning.itinerary import Plan
from trips.planning.money import Money
from trips.planning.optimise import Route, Visit
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, Party
from trips.planning.retime import day_clock, day_problem, kept_option
from trips.planning.rhythm import settled_route
from trips.planning.verify import verify

from .makers import place, wish

TODAY = date(2026, 5, 1)


def town() -> list[Place]:
    """Sights 230 metres apart, so that no way ends on a mark by itself, and two tables."""
    museums = [place(f"Museum {n}", opening_hours="10:00-18:00", wikidata=f"Q{n}", east=230 * n) for n in range(3)]
    parks = [place(f"Park {n}", "park", wikidata=f"Q1{n}", north=310 * n + 170) for n in range(3)]
    tables = [place(f"Table {n}", "restaurant", opening_hours="11:00-22:00", east=-150 * n) for n in range(2)]
    return [*museums, *parks, *tables]


def planned() -> Plan:
    plan = plan_trip(wish(), town(), Estimates(), TODAY)
    assert verify(plan, {one.id: one for one in town()}) == []
    return plan


def test_every_start_is_on_a_mark() -> None:
    plan = planned()
    assert len(list(plan.stops)) >= 6
    assert {stop.start.minute % 5 for stop in plan.stops} == {0}
    assert all(stop.start.second == 0 for stop in plan.stops)


def test_morning_is_not_wasted_and_meals_are_at_their_time() -> None:
    (day,) = planned().days
    assert day.stops[0].start.time() <= time(10, 0)
    lunch, dinner = (next(stop for stop in day.stops if stop.meal == meal) for meal in ("lunch", "dinner"))
    assert time(11, 30) <= lunch.start.time() <= time(13, 30)
    assert time(18, 0) <= dinner.start.time() <= time(19, 45)


def test_hole_before_dinner_is_filled_by_longer_visits() -> None:
    few = [place("Museum", opening_hours="10:00-18:00"), place("Other", opening_hours="10:00-18:00", east=300)]
    few.append(place("Table", "restaurant", opening_hours="18:00-23:00", east=150))
    plan = plan_trip(wish(meals=(MealWish("dinner"),), day_start=time(15, 0)), few, Estimates(), TODAY)
    visits = [stop for stop in plan.stops if stop.kind == "sight"]
    assert verify(plan, {one.id: one for one in few}) == []
    assert visits[-1].minutes >= 90 and max(stop.leave.hour for stop in visits) <= 18


def test_visit_is_never_longer_than_its_hours() -> None:
    few = [place("Museum", opening_hours="10:00-16:35"), place("Table", "restaurant", opening_hours="18:00-23:00")]
    plan = plan_trip(wish(meals=(MealWish("dinner"),), day_start=time(15, 0)), few, Estimates(), TODAY)
    museum = next(stop for stop in plan.stops if stop.kind == "sight")
    assert museum.leave <= museum.start.replace(hour=16, minute=35)


@pytest.mark.parametrize("longer", [True, False])
def test_booked_stop_keeps_its_odd_minute(longer: bool) -> None:
    plan = planned()
    (day,) = plan.days
    clock = day_clock(plan, day.date)
    start = day.stops[0].start.replace(hour=10, minute=7)
    odd = replace(day.stops[0], booked=True, start=start, leave=start + timedelta(minutes=45))
    by_id = {one.id: one for one in town()}
    prepared = day_problem(plan, clock, [kept_option(odd, by_id, clock)], [], [], "FI", Estimates().rates)
    at = clock.seconds_at(odd.start)
    visit = Visit(odd.key, at - 600, at, at + odd.minutes * 60, 60)
    route = Route(prepared.problem.days[0].id, (visit,), at - 60, visit.leave, 60, 0)
    assert settled_route(prepared, route, longer=longer).visits[0].start == at


def test_a_little_of_the_budget_is_kept_unless_a_must_see_needs_it() -> None:
    """Two museums at 50 each: a budget of 100 holds both only to the last euro."""
    prices = Estimates((CostEstimate("museum", Decimal(25), "EUR"), CostEstimate("restaurant", Decimal(0), "EUR")))
    names = ("Museum 0", "Museum 1")
    request = wish(party=Party(2), budget=Money(Decimal(100), "EUR"))
    free = plan_trip(request, town(), prices, TODAY)
    asked = plan_trip(replace(request, must_sees=names), town(), prices, TODAY)
    assert free.totals.counted.amount == 50
    assert asked.totals.counted.amount == 100 and set(names) <= {stop.name for stop in asked.stops}
