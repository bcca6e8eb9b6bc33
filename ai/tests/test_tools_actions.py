"""Tools that change something beside the plan: what waits, what is carried out, and how it is taken back."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from ai.approvals import KINDS
from ai.draft import Draft, TurnDeps
from ai.models import AIRun
from ai.tests.town import EVIL, Town, make_place, make_town
from ai.tools.history import last_undoable
from places.models import SavedPlace
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from trips import actions
from trips.models import BudgetTracking, ConflictResolution, ItineraryItem, Trip

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Cast) -> Town:
    return make_town(cast)


@pytest.fixture
def deps(town: Town) -> TurnDeps:
    return town.deps(town.cast.bob)


def carried_out(deps: TurnDeps) -> list[str]:
    """Everything the draft holds, shown and done as the turn's end (or the traveller's yes) does it."""
    told = []
    for action in deps.draft.actions:
        kind = KINDS[action.kind]
        with acting_as(deps.user_id, role=kind.role), change_set(action.reason, kind="agent", run_id=deps.run_id):
            assert all({"kind", "what", "time"} <= row.keys() for row in kind.rows(deps.user_id, action.arguments))
            told.append(kind.carry_out(deps.user_id, action.arguments))
    return told


def stop(town: Town, name: str) -> ItineraryItem:
    with acting_as(town.cast.alice):
        return ItineraryItem.objects.of_trip(town.trip).get(title=name)


def always_waits(deps: TurnDeps) -> list[bool]:
    return [action.asked or KINDS[action.kind].always_waits for action in deps.draft.actions]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("remove_stop", {"stop": "Kiasma"}),
        ("request_booking", {"stop": "Fish House"}),
        ("set_booking", {"stop": "Fish House", "status": "requested"}),
        ("make_cheaper", {"by": Decimal(5)}),
    ],
)
def test_what_deletes_books_or_spends_always_waits(town: Town, deps: TurnDeps, tool: str, arguments: Any) -> None:
    assert town.call(tool, deps, **arguments)["waits_for_approval"]
    assert always_waits(deps) == [True]


def test_stop_is_locked_and_released(town: Town, deps: TurnDeps) -> None:
    town.call("lock_stop", deps, stop="Kiasma")
    assert carried_out(deps) == ["Fixed “Kiasma”"]
    assert stop(town, "Kiasma").is_locked
    again = town.deps(town.cast.bob)
    assert town.call("lock_stop", again, stop="Kiasma")["changed"] is False
    town.call("lock_stop", again, stop="Kiasma", locked=False)
    carried_out(again)
    assert not stop(town, "Kiasma").is_locked


def test_budget_without_stops_is_the_databases_sum(town: Town, deps: TurnDeps) -> None:
    answer = town.call("what_if", deps, without=["Kiasma", "Green Table", "Kiasma", "Esplanadi"])
    assert (answer["saved"], answer["saved_is_estimated"], answer["cost_unknown"]) == ("35.00", True, ["Esplanadi"])
    with acting_as(town.cast.alice):
        left = [stop(town, name) for name in ("Kiasma", "Green Table", "Esplanadi")]
        actions.remove_stops(left)
        budget = BudgetTracking.objects.get(trip=town.trip)
    assert Decimal(answer["planned_then"]) == budget.total_pending
    assert budget.total_budget is not None
    assert Decimal(answer["left_then"]) == budget.total_budget - budget.total_pending


def test_savings_shown_are_the_savings_made(town: Town, deps: TurnDeps) -> None:
    answer = town.call("make_cheaper", deps, by=Decimal(30))
    assert answer["enough"] and answer["steps"] and Decimal(answer["saved"]) >= 30
    assert not any(step["stop"] == "Green Table" and step["do"] == "remove" for step in answer["steps"])
    carried_out(deps)
    with acting_as(town.cast.alice):
        budget = BudgetTracking.objects.get(trip=town.trip)
    assert budget.total_pending == Decimal(answer["planned_then"])


def test_savings_keep_the_diets_of_the_trip(town: Town) -> None:
    as_owner(
        "update trips set plan_request = %s where id = %s",
        ['{"start_date": "2026-05-14", "end_date": "2026-05-16", "diets": ["vegan"]}', town.cast.trip.pk],
    )
    make_place("Cheap Vegan", "restaurant", "fast_food", 50, 50, dietary_options=["vegan"])
    answer = town.call("make_cheaper", town.deps(town.cast.bob), by=Decimal(67))
    table = [step for step in answer["steps"] if step["stop"] == "Green Table"]
    assert [step["with"] for step in table] == ["Cheap Vegan"]


def test_what_is_paid_saves_nothing(town: Town, deps: TurnDeps) -> None:
    dearest = town.call("make_cheaper", deps, by=Decimal(5))["steps"][0]
    with acting_as(town.cast.alice):
        ItineraryItem.objects.filter(pk=dearest["key"]).update(is_paid=True)
    answer = town.call("make_cheaper", town.deps(town.cast.bob), by=Decimal(5))
    assert dearest["key"] not in [step["key"] for step in answer.get("steps", ())]


def test_savings_are_not_taken_from_a_stop_booked_meanwhile(town: Town, deps: TurnDeps) -> None:
    answer = town.call("make_cheaper", deps, by=Decimal(5))
    with acting_as(town.cast.alice):
        ItineraryItem.objects.filter(pk=answer["steps"][0]["key"]).update(booking_status="confirmed")
    with pytest.raises(actions.NotPossible):
        carried_out(deps)


def test_budget_is_set_in_its_currency(town: Town, deps: TurnDeps) -> None:
    answer = town.call("set_budget", deps, amount=Decimal("150.5"))
    assert (answer["limit"], answer["currency"], answer["left"]) == ("150.50", "EUR", "83.50")
    carried_out(deps)
    assert (town.trip.budget_total, town.trip.currency) == (Decimal("150.50"), "EUR")


@pytest.mark.parametrize("amount", ["-1", "1e12", "NaN", "Infinity"])
def test_odd_budget_is_refused(town: Town, deps: TurnDeps, amount: str) -> None:
    assert town.call("set_budget", deps, amount=Decimal(amount))["problem"] == "odd_amount"
    assert not deps.draft.actions


def test_booking_is_written_requested_and_confirmed(town: Town, deps: TurnDeps) -> None:
    text = town.call("draft_booking", deps, stop="Fish House", note="A quiet table, please.")["text"]
    assert "a table for 1 adult on Saturday, 16 May 2026 at 19:00" in text
    assert "A quiet table, please." in text and text.endswith("Bob")
    assert not deps.draft.actions
    town.call("request_booking", deps, stop="Fish House")
    carried_out(deps)
    assert stop(town, "Fish House").booking_status == "requested"
    told = town.deps(town.cast.bob)
    town.call("set_booking", told, stop="Fish House", status="confirmed", reference="FH-123", at=time(20, 30))
    carried_out(told)
    booked = stop(town, "Fish House")
    assert (booked.booking_status, booked.booking_reference) == ("confirmed", "FH-123")
    assert (booked.start_time, booked.duration_minutes) == (time(20, 30), 90)
    after = town.deps(town.cast.bob)
    assert town.call("request_booking", after, stop="Fish House")["problem"] == "booked"
    assert town.call("remove_stop", after, stop="Fish House")["problem"] == "locked"
    assert town.call("list_bookings", after)["bookings"][0]["reference"] == "FH-123"


def test_conflict_is_settled_by_the_way_out_of_its_number(town: Town, deps: TurnDeps) -> None:
    listed = town.call("list_conflicts", deps)["conflicts"]
    overlap = next(one for one in listed if one["type"] == "time_overlap")
    answer = town.call("resolve_conflict", deps, number=overlap["number"], option=2)
    assert answer["way"] == overlap["options"][1]["text"]
    carried_out(deps)
    with acting_as(town.cast.alice):
        row = ConflictResolution.objects.of_trip(town.trip).get(type="time_overlap")
    assert (row.status, row.resolved_by) == ("user_resolved", "ai")
    assert town.call("resolve_conflict", town.deps(town.cast.bob), number=overlap["number"], option=9)["problem"] in (
        "no_such_option",
        "no_such_conflict",
    )


def test_place_is_saved_once_for_the_one_who_asked(town: Town, deps: TurnDeps) -> None:
    town.call("save_place", deps, place="Kiasma", note="for the rain")
    carried_out(deps)
    with acting_as(town.cast.bob):
        saved = SavedPlace.objects.for_user(town.cast.bob).get()
    assert (saved.location_id, saved.notes) == (town.places["Kiasma"].pk, "for the rain")
    assert town.call("save_place", town.deps(town.cast.bob), place="Kiasma")["changed"] is False
    with acting_as(town.cast.alice):
        assert not SavedPlace.objects.for_user(town.cast.alice).exists()


@pytest.mark.parametrize(
    ("kind", "value", "key", "kept"),
    [
        ("diet", "Vegan", "diets", ["vegan"]),
        ("interest", "street art", "interests", ["street art"]),
        ("dislike", "crowds", "dislikes", ["crowds"]),
        ("cuisine", "italian", "cuisines", ["italian"]),
        ("accessibility", "wheelchair", "accessibility", ["wheelchair"]),
        ("pace", "Relaxed", "pace", "relaxed"),
        ("walking_limit", "20 minutes", "walking_limit_minutes", 20),
        ("day_start", "9:30", "day_start", "09:30"),
        ("day_end", "21:00", "day_end", "21:00"),
    ],
)
def test_preference_is_remembered_in_the_profile(
    town: Town, deps: TurnDeps, kind: str, value: str, key: str, kept: Any
) -> None:
    assert town.call("remember_preference", deps, kind=kind, value=value)["value"] == (
        kept[0] if isinstance(kept, list) else kept
    )
    carried_out(deps)
    with acting_as(town.cast.bob):
        assert Profile.objects.get(pk=town.cast.bob.pk).travel_preferences == {key: kept}
        assert town.call("remember_preference", town.deps(town.cast.bob, preferences={key: kept}), kind=kind,
                         value=value)["changed"] is False  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value"),
    [("pace", "frantic"), ("walking_limit", "a lot"), ("walking_limit", "0"), ("day_start", "25:00"), ("diet", " ")],
)
def test_preference_that_is_none_is_refused(town: Town, deps: TurnDeps, kind: str, value: str) -> None:
    assert town.call("remember_preference", deps, kind=kind, value=value)["problem"] == "not_understood"


def test_what_was_remembered_in_the_conversation_can_be_undone(town: Town) -> None:
    bob = town.cast.bob
    ((conversation_id,),) = as_owner(
        "insert into conversations (user_id, title, agent_type) values (%s, 'Likes', 'general_concierge') returning id",
        [bob.pk],
    )
    with acting_as(bob):
        run = AIRun.objects.create(
            user=bob, conversation_id=conversation_id, agent_name="x", agent_type="general_concierge", input_data={}
        )
    deps = town.deps(bob, trip=False, run_id=run.pk, conversation_id=conversation_id)
    town.call("remember_preference", deps, kind="diet", value="vegan")
    carried_out(deps)
    with acting_as(bob, role="agent"):
        last = last_undoable(None, bob.pk, conversation_id)
        assert last is not None and last.reason == "Remembered diet: vegan"
        assert last_undoable(None, bob.pk) is None
        assert last_undoable(None, town.cast.alice.pk, conversation_id) is None


def test_remembered_diet_and_dislike_hold_where_food_is_looked_for(town: Town) -> None:
    likes = {"diets": ["vegan"], "dislikes": ["Green Table"]}
    answer = town.call("find_food", town.deps(town.cast.bob, preferences=likes), day_number=1)
    assert [place["name"] for place in answer["places"]] == ["Vegan Corner"]
    assert (answer["diets"], answer["diets_remembered"]) == (["vegan"], True)
    anything = town.call("find_food", town.deps(town.cast.bob, preferences={"cuisines": ["seafood"]}), day_number=1)
    assert anything["places"][0]["name"] == "Fish House"


def test_remembered_diet_and_hours_hold_where_stops_are_added_and_trips_planned(town: Town) -> None:
    likes = {"diets": ["vegan"], "day_start": "11:00", "accessibility": ["wheelchair"]}
    deps = town.deps(town.cast.bob, preferences=likes)
    answer = town.call("add_stop", deps, wanted="dinner", day_number=1)
    assert [line.split(":")[0] for line in answer["changes"] if "added" in line] == ["Vegan Corner"]
    make_place("Stairs Gallery", "attraction", "gallery", 5, 5, details={"wheelchair": "no"})
    near = town.call("find_nearby", deps, place="Ateneum", kind="gallery")
    assert "Stairs Gallery" not in {place["name"] for place in near["places"]}
    day = date(2026, 5, 20)
    planned = town.call("plan_trip", deps, destination="Helsinki", start_date=day, end_date=day)
    assert min(stop["arrive"] for stop in planned["days"][0]["stops"]) >= "11:00"
    assert town.call("remember_preference", deps, kind="day_start", value="08:00")["ok"]
    assert deps.preferences["day_start"] == "08:00"


def test_words_of_others_are_cut_framed_and_remembered(town: Town, deps: TurnDeps) -> None:
    make_place("Chatty Museum", "attraction", "museum", description=f"{EVIL} {'x' * 5000}")
    answer = town.call("place_details", deps, place="Chatty Museum")
    text = answer["description"]
    assert text.startswith("<third_party_text>") and text.endswith("</third_party_text>")
    assert text.count("</third_party_text>") == 1 and "<system>" not in text and len(text) < 400
    assert deps.draft.tainted
    quiet = town.deps(town.cast.bob)
    town.call("place_details", quiet, place="Kiasma")
    assert not quiet.draft.tainted


def test_refused_action_is_not_asked_for_again(town: Town, deps: TurnDeps) -> None:
    town.call("remove_stop", deps, stop="Kiasma")
    refused = town.deps(town.cast.bob)
    refused.draft.denied = frozenset({deps.draft.actions[0].fingerprint})
    assert town.call("remove_stop", refused, stop="Kiasma")["problem"] == "denied"
    assert not refused.draft.actions


def test_actions_of_a_stranger_are_not_carried_out(town: Town, deps: TurnDeps) -> None:
    for tool, arguments in (
        ("lock_stop", {"stop": "Kiasma"}),
        ("set_budget", {"amount": Decimal(1)}),
        ("set_booking", {"stop": "Fish House", "status": "confirmed"}),
        ("resolve_conflict", {"number": 1}),
        ("make_cheaper", {"by": Decimal(5)}),
        ("remove_stop", {"stop": "Kiasma"}),
    ):
        assert town.call(tool, deps, **arguments)["ok"], tool
    for who in (town.cast.vera, town.cast.charlie):
        for action in deps.draft.actions:
            kind = KINDS[action.kind]
            with acting_as(who, role=kind.role), pytest.raises(actions.NotPossible):
                kind.carry_out(who.pk, action.arguments)


def test_answers_stay_within_a_size(town: Town, deps: TurnDeps) -> None:
    for number in range(40):
        make_place(f"Show {number} {'long ' * 60}", "event", "concert", description="y" * 9000,
                   event_start_time=f"2026-05-15T{10 + number % 10}:00+00:00", event_type="z" * 900)  # fmt: skip
        make_place(f"Museum {number} {'long ' * 60}", "attraction", "museum", 3 * number, 3 * number)
    for tool, arguments in (
        ("find_events", {}),
        ("search_places", {"words": "museum"}),
        ("find_nearby", {"place": "Ateneum"}),
        ("list_conflicts", {}),
    ):
        answer = town.call(tool, town.deps(town.cast.bob), **arguments)
        assert answer["ok"] and len(str(answer)) < 12_000, tool


def test_draft_without_a_trip_answers_that_there_is_none(town: Town) -> None:
    deps = town.deps(town.cast.alice, trip=False, draft=Draft())
    assert town.call("show_day", deps) == {
        "ok": False,
        "problem": "no_trip",
        "message": "There is no trip in this conversation yet.",
    }
    with acting_as(town.cast.alice):
        assert Trip.objects.for_user(town.cast.alice).get().start_date == date(2026, 5, 14)
