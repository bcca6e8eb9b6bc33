"""Changes that name a time, a length or two stops: what they do, that the rest stays, and when they are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from trips.planning.catalogue import Place
from trips.planning.explain import explain_unmet
from trips.planning.itinerary import Plan, PlannedStop
from trips.planning.money import Cost, Money
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, Party, PlanRequest
from trips.planning.timed_edits import TimedEditor
from trips.planning.verify import verify

from .real import estimates_of, has_places, places_of

TODAY = date(2026, 4, 1)
THURSDAY, FRIDAY = date(2026, 5, 21), date(2026, 5, 22)
HELSINKI = ZoneInfo("Europe/Helsinki")
pytestmark = has_places("helsinki")


@pytest.fixture(scope="module")
def plan() -> Plan:
    request = PlanRequest(
        THURSDAY,
        FRIDAY,
        "Helsinki",
        Party(2),
        Money(Decimal(280), "EUR"),
        interests=("museums", "good coffee"),
        meals=(MealWish("lunch", ("vegan",)), MealWish("coffee"), MealWish("dinner")),
        must_sees=("Ateneum", "Kiasma"),
    )
    return plan_trip(request, places_of("helsinki"), estimates_of("helsinki"), TODAY)


@pytest.fixture
def editor(plan: Plan) -> TimedEditor:
    return editor_of(plan)


def editor_of(plan: Plan) -> TimedEditor:
    return TimedEditor(plan, places_of("helsinki"), estimates_of("helsinki"), TODAY)


def sound(plan: Plan) -> bool:
    return plan.checked and verify(plan, {place.id: place for place in places_of("helsinki")}) == []


def sights(plan: Plan, day: int) -> list[PlannedStop]:
    return [stop for stop in plan.days[day - 1].stops if stop.kind == "sight"]


def keys(plan: Plan) -> set[str]:
    return {stop.key for stop in plan.stops}


def test_stop_moved_to_a_time_starts_then_and_nothing_is_lost(editor: TimedEditor, plan: Plan) -> None:
    stop = sights(plan, 1)[-1]
    edit = editor.move_to(stop.key, time(11, 30))
    assert edit.done, [explain_unmet(one) for one in edit.failures]
    moved = edit.plan.stop(stop.key)
    assert moved is not None and moved.start.time() == time(11, 30) and not moved.booked
    assert keys(edit.plan) == keys(plan)
    assert sound(edit.plan)


def test_stop_moved_to_a_time_of_the_other_day_leaves_its_own(editor: TimedEditor, plan: Plan) -> None:
    stop = sights(plan, 1)[0]
    edit = editor.move_to(stop.name, time(15, 0), FRIDAY)
    assert edit.done, [explain_unmet(one) for one in edit.failures]
    moved = edit.plan.stop(stop.key)
    assert moved is not None and moved.start == datetime(2026, 5, 22, 15, 0, tzinfo=HELSINKI)
    assert edit.plan.days[0].stops and stop.key not in {one.key for one in edit.plan.days[0].stops}
    assert sound(edit.plan)


def test_museum_moved_to_the_night_is_refused_with_its_hours(editor: TimedEditor, plan: Plan) -> None:
    known = next(stop for stop in plan.stops if stop.kind == "sight" and stop.hours_known and "24" not in stop.hours)
    edit = editor.move_to(known.key, time(4, 0))
    assert not edit.done and edit.plan is plan
    assert "is not open for that time" in explain_unmet(edit.failures[0])


def test_move_to_a_time_that_a_booking_holds_is_refused(plan: Plan) -> None:
    other, booked = sights(plan, 1)[:2]
    days = [
        replace(day, stops=tuple(replace(stop, booked=stop.key == booked.key) for stop in day.stops))
        for day in plan.days
    ]
    edit = editor_of(replace(plan, days=tuple(days))).move_to(other.key, booked.start.time())
    assert not edit.done
    assert "booked or fixed" in explain_unmet(edit.failures[0])


def test_event_at_its_own_time_is_fitted_in_and_costs_what_it_costs(editor: TimedEditor, plan: Plan) -> None:
    start, leave = (datetime(2026, 5, 22, hour, 0, tzinfo=HELSINKI) for hour in (20, 23))
    event = Place("event-1", "Jazz", "event", "concert", 60.1699, 24.9384, "Europe/Helsinki", "FI", "Helsinki")
    with_event = TimedEditor(plan, [*places_of("helsinki"), event], estimates_of("helsinki"), TODAY)
    edit = with_event.add_fixed(event, start, leave, cost=Cost("known", Money(Decimal(25), "EUR")))
    assert edit.done, [explain_unmet(one) for one in edit.failures]
    added = edit.plan.stop("event-1")
    assert added is not None and (added.start, added.leave) == (start, leave) and added.booked
    assert edit.plan.totals.known.amount == plan.totals.known.amount + 25
    assert keys(plan) - keys(edit.plan) == {change.key for change in edit.changes if change.kind == "removed"}
    assert edit.plan.days[0] == plan.days[0]
    dinner = next(stop for stop in edit.plan.days[1].stops if stop.meal == "dinner")
    assert dinner.leave <= start
    again = TimedEditor(edit.plan, [*places_of("helsinki"), event], estimates_of("helsinki"), TODAY)
    assert not again.add_fixed(event, start, leave).done


def test_event_on_a_full_day_moves_little_and_to_the_day_with_room(plan: Plan) -> None:
    request = replace(plan.request, end_date=date(2026, 5, 23), budget=None, must_sees=("Ateneum",))
    full = plan_trip(request, places_of("helsinki"), estimates_of("helsinki"), TODAY)
    meals = tuple(stop for stop in full.days[1].stops if stop.meal)
    roomy = replace(full, days=(full.days[0], replace(full.days[1], stops=meals), full.days[2]))
    event = Place("event-3", "Fair", "event", "fair", 60.1699, 24.9384, "Europe/Helsinki", "FI", "Helsinki")
    editor = TimedEditor(roomy, [*places_of("helsinki"), event], estimates_of("helsinki"), TODAY)
    moved = 0
    for begins, ends in ((10, 12), (13, 15), (16, 19)):
        hours = (datetime(2026, 5, 23, hour, 0, tzinfo=HELSINKI) for hour in (begins, ends))
        edit = editor.add_fixed(event, *hours)
        assert edit.done, [explain_unmet(one) for one in edit.failures]
        assert edit.plan.days[0] == roomy.days[0]  # it has no room, and need not be turned upside down
        moved += sum(change.kind == "moved" for change in edit.changes)
    assert moved
    evening = editor.add_fixed(event, *(datetime(2026, 5, 23, hour, 0, tzinfo=HELSINKI) for hour in (19, 22)))
    (dinner,) = [stop.name for stop in roomy.days[2].stops if stop.meal == "dinner"]
    assert [change.name for change in evening.changes if change.kind == "removed"] == [dinner]
    assert dinner in explain_unmet(evening.failures[0])


def test_event_outside_the_trip_is_refused(editor: TimedEditor) -> None:
    start, leave = (datetime(2026, 6, 1, hour, 0, tzinfo=HELSINKI) for hour in (20, 22))
    event = Place("event-2", "Jazz", "event", "concert", 60.1699, 24.9384, "Europe/Helsinki", "FI", "Helsinki")
    edit = editor.add_fixed(event, start, leave)
    assert not edit.done and edit.failures[0].reason.code == "no_such_day"


@pytest.mark.parametrize("minutes", [20, 120])
def test_visit_of_another_length_keeps_the_day_sound(editor: TimedEditor, plan: Plan, minutes: int) -> None:
    stop = sights(plan, 2)[0]
    edit = editor.change_length(stop.key, minutes)
    assert edit.done, [explain_unmet(one) for one in edit.failures]
    changed = edit.plan.stop(stop.key)
    assert changed is not None and changed.minutes == minutes
    assert sound(edit.plan)


@pytest.mark.parametrize("minutes", [0, -5, 100_000])
def test_visit_of_an_odd_length_is_refused(editor: TimedEditor, plan: Plan, minutes: int) -> None:
    edit = editor.change_length(sights(plan, 1)[0].key, minutes)
    assert not edit.done and edit.failures[0].reason.code == "odd_length"


def test_stops_of_one_day_change_places(editor: TimedEditor, plan: Plan) -> None:
    first, second = sights(plan, 2)[:2]
    edit = editor.swap_stops(first.key, second.name)
    assert edit.done, [explain_unmet(one) for one in edit.failures]
    order = [stop.key for stop in edit.plan.days[1].stops]
    assert order.index(second.key) < order.index(first.key)
    assert keys(edit.plan) == keys(plan)
    assert sound(edit.plan)


def test_stops_of_two_days_change_places_or_it_is_told_why(editor: TimedEditor, plan: Plan) -> None:
    done = 0
    for one in sights(plan, 1):
        for other in sights(plan, 2):
            edit = editor.swap_stops(one.key, other.key)
            if not edit.done:
                assert edit.plan is plan and explain_unmet(edit.failures[0])
                continue
            done += 1
            days = [{stop.key for stop in day.stops} for day in edit.plan.days]
            assert one.key in days[1] and other.key in days[0]
            assert keys(edit.plan) == keys(plan)
            assert sound(edit.plan)
    assert done


def test_stop_is_not_swapped_with_itself(editor: TimedEditor, plan: Plan) -> None:
    stop = sights(plan, 1)[0]
    assert not editor.swap_stops(stop.key, stop.key).done


def test_where_all_of_a_kind_are_in_the_plan_that_is_said(plan: Plan) -> None:
    kinds = {stop.place_id for stop in plan.stops}
    planned = [place for place in places_of("helsinki") if place.id in kinds]
    museums = [place for place in planned if place.subcategory == "museum"]
    assert len(museums) > 1
    stop = next(one for one in plan.stops if one.place_id == museums[0].id)
    edit = TimedEditor(plan, planned, estimates_of("helsinki"), TODAY).replace_stop(stop.key, "museum")
    assert [one.reason.code for one in edit.failures] == ["all_there"]


def test_lunch_is_replaced_by_another_table_for_lunch(editor: TimedEditor, plan: Plan) -> None:
    lunch = next(stop for stop in plan.days[0].stops if stop.meal == "lunch" and stop.place_id)
    edit = editor.replace_stop(lunch.key, "vegan restaurant")
    assert edit.done, [explain_unmet(one) for one in edit.failures]
    table = next(stop for stop in edit.plan.days[0].stops if stop.meal == "lunch")
    assert table.place_id not in (None, lunch.place_id)
    assert len(edit.plan.days[0].stops) == len(plan.days[0].stops)
    assert sound(edit.plan)


def test_sight_is_replaced_by_another_of_its_kind(editor: TimedEditor, plan: Plan) -> None:
    stop = sights(plan, 1)[0]
    edit = editor.replace_stop(stop.key)
    assert edit.done, [explain_unmet(one) for one in edit.failures]
    assert stop.key not in keys(edit.plan)
    assert len(list(edit.plan.stops)) == len(list(plan.stops))
    assert sound(edit.plan)


@pytest.mark.parametrize("wanted", ["Atlantis Museum", "\x00", "x" * 5000])
def test_stop_is_not_replaced_by_what_is_not_there(editor: TimedEditor, plan: Plan, wanted: str) -> None:
    edit = editor.replace_stop(sights(plan, 1)[0].key, wanted)
    assert not edit.done and edit.plan is plan


def test_locked_stop_is_left_alone_by_every_change(plan: Plan) -> None:
    stop, other = sights(plan, 1)[:2]
    days = [
        replace(day, stops=tuple(replace(one, locked=one.key == stop.key) for one in day.stops)) for day in plan.days
    ]
    editor = editor_of(replace(plan, days=tuple(days)))
    edits = [
        editor.move_to(stop.key, time(15)),
        editor.change_length(stop.key, 30),
        editor.swap_stops(stop.key, other.key),
        editor.replace_stop(stop.key, "museum"),
    ]
    assert [(edit.done, edit.failures[0].reason.code) for edit in edits] == [(False, "locked")] * 4
