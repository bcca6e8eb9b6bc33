"""What single tools do to the plan: by time, by name, around an event, and the way back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from ai.draft import TurnDeps
from ai.facts import stop_facts
from ai.tests.town import NOW, Town, make_place, make_town
from ai.tools.base import present_plan, shown_name
from ai.tools.history import last_undoable
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from trips import actions, planner
from trips.models import BudgetTracking, ItineraryItem, Trip
from trips.planning.arrange import optimization_score

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Cast) -> Town:
    return make_town(cast)


@pytest.fixture
def deps(town: Town) -> TurnDeps:
    return town.deps(town.cast.alice)


def starts(deps: TurnDeps) -> dict[str, tuple[int, str]]:
    plan = present_plan(deps)
    assert plan is not None
    return {stop.name: (day.number, f"{stop.start:%H:%M}") for day in plan.days for stop in day.stops}


def applied(town: Town, deps: TurnDeps, reason: str = "Changed by the agent") -> ChangeSet:
    """The draft's plan brought into the database as the turn's end does it."""
    assert deps.draft.plan is not None
    with acting_as(deps.user_id, role="agent"), change_set(reason, kind="agent") as change:
        actions.apply_plan(town.trip, deps.draft.plan, by=actions.Provenance("event_curator", "0.9"))
    with acting_as(deps.user_id):
        return ChangeSet.objects.get(pk=change.id)


def undone(who: Any, change: ChangeSet) -> ChangeSet:
    with acting_as(who), change_set(f"Undo {change.reason}", kind="undo", undoes_id=change.pk) as undo:
        assert actions.undo(change.pk).left == ()
    with acting_as(who):
        return ChangeSet.objects.get(pk=undo.id)


def test_stop_is_moved_to_a_time_of_another_day(town: Town, deps: TurnDeps) -> None:
    answer = town.call("move_stop", deps, stop="kiasma", day_number=2, at=time(16, 0))
    assert answer["ok"], answer
    assert starts(deps)["Kiasma"] == (2, "16:00")
    assert answer["evidence"][0]["hours"] == "09:00–20:00 (as of 2026-01)"
    assert deps.draft.reason == "Moved Kiasma to 16:00 on day 2"


def test_day_is_started_earlier_by_so_much(town: Town, deps: TurnDeps) -> None:
    assert town.call("start_later", deps, day_number=2, at=time(12, 0))["ok"]
    late = min(at for day, at in starts(deps).values() if day == 2)
    answer = town.call("start_later", deps, day_number=2, minutes=-60)
    assert answer["ok"] and answer["changes"], answer
    assert min(at for day, at in starts(deps).values() if day == 2) < late
    assert "earlier" in deps.draft.reason


def test_closed_hour_is_refused_with_the_hours_and_nothing_is_kept(town: Town, deps: TurnDeps) -> None:
    answer = town.call("move_stop", deps, stop="Kiasma", at=time(22, 0))
    assert (answer["ok"], answer["problem"]) == (False, "closed_then")
    assert "09:00–20:00" in answer["message"]
    assert deps.draft.plan is None


def test_move_without_a_day_or_a_time_asks_for_one(town: Town, deps: TurnDeps) -> None:
    assert town.call("move_stop", deps, stop="Kiasma")["problem"] == "when"


def test_name_that_fits_two_stops_asks_back_with_both(town: Town, deps: TurnDeps) -> None:
    answer = town.call("move_stop", deps, stop="museum", day_number=1)
    assert answer["problem"] == "ambiguous"
    assert [option["name"] for option in answer["options"]] == ["City Museum", "National Museum"]
    chosen = town.call("move_stop", deps, stop=answer["options"][1]["key"], day_number=3)
    assert chosen["ok"] and starts(deps)["National Museum"][0] == 3


def test_two_places_of_one_name_are_told_apart_by_address(town: Town, deps: TurnDeps) -> None:
    answer = town.call("is_open", deps, place="Twin Sauna")
    assert answer["problem"] == "ambiguous"
    assert {option["address"] for option in answer["options"]} == {"North Street 1", "South Street 2"}


def test_stop_is_found_and_shown_by_its_english_name(town: Town, deps: TurnDeps) -> None:
    answer = town.call("explain_stop", deps, stop="market square")
    assert answer["stop"]["name"] == "Market Square (Kauppatori)"
    assert shown_name("Ateneum", "Ateneum Art Museum") == "Ateneum Art Museum"
    assert shown_name("Kiasma", None) == "Kiasma"


def test_edits_of_one_turn_add_up(town: Town, deps: TurnDeps) -> None:
    assert town.call("change_length", deps, stop="Kiasma", minutes=60)["ok"]
    assert town.call("move_stop", deps, stop="Kiasma", at=time(15, 0))["ok"]
    plan = present_plan(deps)
    stop = plan.stop(str(town.stops["Kiasma"].pk)) if plan else None
    assert stop is not None and (stop_facts(stop)["start"], stop.minutes) == ("15:00", 60)
    assert deps.draft.reason == "Made Kiasma 60 minutes long; Moved Kiasma to 15:00"


def test_locked_stop_stays_for_the_rest_of_the_turn(town: Town, deps: TurnDeps) -> None:
    assert town.call("lock_stop", deps, stop="Kiasma")["changed"]
    assert town.call("move_stop", deps, stop="Kiasma", day_number=2)["problem"] == "locked"
    assert [action.kind for action in deps.draft.actions] == ["lock_stop"]


def test_event_goes_in_at_its_own_time_with_price_and_ticket_link(town: Town, deps: TurnDeps) -> None:
    found = town.call("find_events", deps, on=date(2026, 5, 16))
    assert deps.draft.tainted and "&lt;system>" in found["events"][0]["description"]
    with acting_as(town.cast.alice):
        pending = BudgetTracking.objects.get(trip=town.trip).total_pending
    before = starts(deps)
    answer = town.call("add_event", deps, event=found["events"][0]["id"])
    assert answer["ok"], answer
    after = starts(deps)
    assert after.pop("Jazz Night") == (3, "20:00")
    # The dinner was to end after the beginning; nothing of the other days moves, and nothing goes.
    assert {name: at for name, at in after.items() if at[0] != 3} == {n: at for n, at in before.items() if at[0] != 3}
    assert set(after) == set(before) and after["Esplanadi"] == before["Esplanadi"]
    change = applied(town, deps)
    with acting_as(town.cast.alice):
        stop = ItineraryItem.objects.of_trip(town.trip).get(title="Jazz Night")
        assert (stop.type, stop.cost, stop.booking_status) == ("event", Decimal(25), "needed")
        assert (stop.booking_url, stop.ai_agent_name) == ("https://tickets.example/jazz", "event_curator")
        assert BudgetTracking.objects.get(trip=town.trip).total_pending == pending + 25
    again = town.deps(town.cast.alice)
    assert town.call("move_stop", again, stop="Jazz Night", day_number=1)["problem"] == "own_time"
    assert town.call("add_event", again, event="Jazz Night")["problem"] == "already_there"
    undone(town.cast.alice, change)
    with acting_as(town.cast.alice):
        assert not ItineraryItem.objects.of_trip(town.trip).filter(title="Jazz Night").exists()
        assert BudgetTracking.objects.get(trip=town.trip).total_pending == pending


def test_events_are_never_planned_as_sights(town: Town, deps: TurnDeps) -> None:
    answer = town.call(
        "plan_trip", deps, destination="Helsinki", start_date=date(2026, 5, 16), end_date=date(2026, 5, 16)
    )
    assert "Jazz Night" not in {stop["name"] for day in answer["days"] for stop in day["stops"]}
    added = town.deps(town.cast.alice)
    assert town.call("add_stop", added, wanted="Jazz Night", day_number=1)["ok"]
    assert starts(added)["Jazz Night"] == (3, "20:00")
    assert not town.call("replace_stop", deps, stop="Kiasma", wanted="Jazz Night")["ok"]


def test_stop_goes_to_the_part_of_the_day_that_was_wished(town: Town) -> None:
    for part, hours in (("morning", range(9, 12)), ("afternoon", range(13, 17))):
        deps = town.deps(town.cast.alice)
        answer = town.call("move_stop", deps, stop="Kiasma", day_number=2, part=part)
        assert answer["ok"], answer
        day, at = starts(deps)["Kiasma"]
        assert (day, int(at[:2]) in hours) == (2, True)
    deps = town.deps(town.cast.alice)
    assert town.call("add_stop", deps, wanted="Design Museum", day_number=2, part="afternoon")["ok"]
    assert int(starts(deps)["Design Museum"][1][:2]) in range(13, 17)


def test_event_that_is_over_or_two_of_one_name_are_told(town: Town, deps: TurnDeps) -> None:
    for hour in (10, 15):
        at = datetime(2026, 5, 15, hour, tzinfo=UTC)
        make_place("Walking Tour", "event", "tour", event_start_time=at, event_end_time=at.replace(hour=hour + 1))
    answer = town.call("add_event", deps, event="walking tour")
    assert answer["problem"] == "ambiguous" and len(answer["options"]) == 2
    deps.now = datetime(2026, 5, 17, tzinfo=UTC)
    assert town.call("add_event", deps, event="Jazz Night")["problem"] == "over"
    assert town.call("find_events", deps, on=date(2026, 5, 16))["problem"] == "nothing_found"


def test_broken_price_of_an_event_is_unknown_and_breaks_nothing(town: Town, deps: TurnDeps) -> None:
    odd: list[Any] = [{"amount": "lots"}, {"amount": "NaN", "currency": "EUR"}, "25 EUR", [25], {"currency": "EUR"}]
    for number, admission in enumerate(odd):
        at = datetime(2026, 5, 15, 12, tzinfo=UTC)
        make_place(f"Odd {number}", "event", "tour", event_start_time=at, details={"admission": admission})
    answer = town.call("find_events", deps, words="odd")
    assert {event["price"] for event in answer["events"]} == {"cost unknown"}
    assert len(answer["events"]) == len(odd)


def test_undo_passes_over_what_was_undone_and_takes_back_a_redo(town: Town) -> None:
    alice = town.cast.alice
    first, second = town.deps(alice), None
    assert town.call("move_stop", first, stop="Kiasma", day_number=2)["ok"]
    moved = applied(town, first, "Moved Kiasma")
    second = town.deps(alice)
    assert town.call("change_length", second, stop="City Museum", minutes=90)["ok"]
    longer = applied(town, second, "Longer")
    with acting_as(alice, role="agent"):
        assert last_undoable(town.trip.pk, alice.pk) == longer
    undo = undone(alice, longer)
    with acting_as(alice, role="agent"):
        assert last_undoable(town.trip.pk, alice.pk) == moved
    redo = undone(alice, undo)
    with acting_as(alice, role="agent"):
        assert last_undoable(town.trip.pk, alice.pk) == redo
    deps = town.deps(alice)
    assert town.call("undo_last", deps)["ok"]
    assert deps.draft.undo == [redo.pk]


def test_optimised_day_loses_nothing_and_says_what_it_saves(town: Town, deps: TurnDeps) -> None:
    answer = town.call("optimise_trip", deps)
    assert answer["travel"]["saved"] == answer["travel"]["minutes_before"] - answer["travel"]["minutes_after"]
    assert answer["travel"]["saved"] > 0 and answer["takes_out"] == []
    assert town.call("optimise_trip", deps)["travel"]["saved"] >= 0


def test_trip_in_a_city_without_a_catalogue_is_answered(cast: Cast) -> None:
    town = make_town(cast)
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(destination="Nowhere")
    deps = town.deps(cast.alice)
    for name, arguments in (
        ("show_day", {}),
        ("add_stop", {"wanted": "museum"}),
        ("optimise_trip", {}),
        ("find_events", {}),
        ("find_food", {}),
        ("move_stop", {"stop": "Kiasma", "at": time(15)}),
    ):
        assert isinstance(town.call(name, deps, **arguments)["ok"], bool), name


def test_now_is_the_travellers(deps: TurnDeps) -> None:
    assert deps.now == NOW


def test_stops_without_an_address_and_stays_live_through_an_edit(town: Town) -> None:
    with acting_as(town.cast.alice):
        own = {"trip": town.trip, "currency": "EUR", "day_number": 2}
        call = ItineraryItem.objects.create(
            title="Call home", type="custom", start_time=time(17, 0), end_time=time(17, 30), **own
        )
        stay = ItineraryItem.objects.create(
            title="Grand Hotel", type="accommodation", location=town.places["Grand Hotel"], start_time=time(15, 0),
            end_time=time(11, 0), ends_next_day=True, **own
        )  # fmt: skip
    deps = town.deps(town.cast.alice)
    answer = town.call("add_stop", deps, wanted="Café Ekberg", day_number=2)
    assert answer["ok"], answer
    applied(town, deps)
    with acting_as(town.cast.alice):
        rows = {row.pk: row for row in ItineraryItem.objects.of_trip(town.trip)}
    assert "Café Ekberg" in {row.title for row in rows.values()}
    assert (rows[call.pk].start_time, rows[call.pk].day_number) == (time(17, 0), 2)
    assert (rows[stay.pk].start_time, rows[stay.pk].end_time, rows[stay.pk].ends_next_day) == (time(15), time(11), True)


def test_day_with_two_lunches_can_still_be_scored_and_changed(town: Town) -> None:
    lunch = town.stops["Green Table"]
    with acting_as(town.cast.alice):
        ItineraryItem.objects.filter(pk=town.stops["Fish House"].pk).update(
            day_number=1, start_time=time(13, 0), end_time=time(13, 45), duration_minutes=45, meal="lunch"
        )
        assert ItineraryItem.objects.filter(day_number=1, meal="lunch").count() == 2
    deps = town.deps(town.cast.alice)
    plan = present_plan(deps)
    assert plan is not None
    with acting_as(town.cast.alice):
        known = {place.id: place for place in planner.catalogue(plan.city)}
    assert 0 < optimization_score(plan, known) <= 1
    answer = town.call("add_stop", deps, wanted="Café Ekberg", day_number=1)
    assert answer["ok"], answer
    assert str(lunch.pk) in {stop.key for stop in present_plan(deps).stops}  # type: ignore[union-attr]
