"""A better order where stops may go: what goes, what stays, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trips.planning.itinerary import Plan
from trips.planning.plan import plan_trip
from trips.planning.prepare import PACES
from trips.planning.request import MealWish, Pace, Party, PlanRequest
from trips.planning.trimming import TrimmingEditor
from trips.planning.verify import verify

from .real import estimates_of, has_places, places_of

TODAY = date(2026, 4, 1)
pytestmark = has_places("helsinki")


@pytest.fixture(scope="module")
def packed() -> Plan:
    request = PlanRequest(
        date(2026, 5, 21),
        date(2026, 5, 22),
        "Helsinki",
        Party(2),
        interests=("museums",),
        meals=(MealWish("lunch"), MealWish("dinner")),
        must_sees=("Kiasma",),
        pace="packed",
    )
    return plan_trip(request, places_of("helsinki"), estimates_of("helsinki"), TODAY)


def editor(plan: Plan, pace: Pace) -> TrimmingEditor:
    request = replace(plan.request, pace=pace)
    return TrimmingEditor(replace(plan, request=request), places_of("helsinki"), estimates_of("helsinki"), TODAY)


def test_plan_that_fits_its_pace_keeps_every_stop(packed: Plan) -> None:
    edit = editor(packed, "packed").trim_trip()
    assert edit.done
    assert edit.changes == ()
    assert edit.left_out == ()


@pytest.mark.parametrize("pace", ["normal", "relaxed"])
def test_slower_pace_drops_the_least_and_says_why(packed: Plan, pace: Pace) -> None:
    edit = editor(packed, pace).trim_trip()
    assert edit.done
    gone = {change.name for change in edit.changes if change.kind == "removed"}
    assert gone == {left.name for left in edit.left_out}
    assert gone
    assert {left.rule for left in edit.left_out} <= {"max_stops", "max_active", "no_time", "not_worth"}
    for day in edit.plan.days:
        assert sum(1 for stop in day.stops if stop.meal is None) <= PACES[pace].max_stops
    assert "Kiasma" not in gone, "it was asked for"
    before = {stop.key for stop in packed.stops if stop.meal}
    assert before == {stop.key for stop in edit.plan.stops if stop.meal}, "meals stay"
    assert verify(edit.plan, {place.id: place for place in places_of("helsinki")}) == []
    assert editor(packed, pace).trim_trip() == edit, "the same again"


def test_booked_stop_stays_whatever_the_pace(packed: Plan) -> None:
    last = packed.days[0].stops[-2]
    days = tuple(
        replace(day, stops=tuple(replace(s, booked=True) if s.key == last.key else s for s in day.stops))
        for day in packed.days
    )
    edit = editor(replace(packed, days=days), "relaxed").trim_trip()
    kept = edit.plan.stop(last.key)
    assert kept is not None
    assert kept.start == last.start
