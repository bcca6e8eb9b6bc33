"""What waits for the traveller: shown from its arguments, answered once, in time, by them alone, and undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ai.models import Approval
from ai.tasks import expire_approvals
from conversations import approving
from conversations.models import Message
from conversations.tests.talking import (
    NOW,
    answered,
    ask,
    in_time,
    last_words,
    memory,
    model,
    planned_money,
    say_yes,
    scripted,
    snapshot,
    stops,
    waiting,
)
from conversations.transcript import transcript
from tripos.accounts.models import Profile
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in, words
from trips import actions
from trips.models import ItineraryItem, Trip
from trips.tests.page_makers import make_place, make_stop

pytestmark = pytest.mark.django_db

MOVE = [("move_stop", {"stop": "Ateneum", "day_number": 2})]
REMOVE = [("remove_stop", {"stop": "Ateneum"})]


@pytest.fixture
def trip(cast: Cast) -> Trip:
    """Alice's trip with a museum and a café on day 1 and a museum on day 2."""
    for index, (title, day, hour) in enumerate((("Ateneum", 1, 10), ("Ekberg", 1, 13), ("Kiasma", 2, 11))):
        make_stop(cast.trip, title, day, hour, location=make_place(index), sort_order=index)
    with acting_as(cast.alice):
        return Trip.objects.get(pk=cast.trip.pk)


def asking_first(person: Profile) -> None:
    with acting_as(person):
        Profile.objects.filter(pk=person.pk).update(ai_approve_first=True)


def day_of(trip: Trip, title: str) -> int | None:
    return next(stop.day_number for stop in stops(trip) if stop.title == title)


@time_machine.travel(NOW, tick=True)
def test_edit_is_made_at_once_with_an_undo_where_nobody_wants_to_be_asked(cast: Cast, trip: Trip) -> None:
    before = snapshot(trip)
    with model(scripted(MOVE)):
        run = answered(ask(cast.alice, "Move the Ateneum to day 2", trip=trip))
    with acting_as(cast.alice):
        assert day_of(trip, "Ateneum") == 2
        assert waiting(cast.alice) == []
        change = ChangeSet.objects.get(run_id=run.pk, trip_id=trip.pk)
        (card,) = last_words(cast.alice).metadata["proposals"]
    assert (change.kind, change.reason) == ("agent", "Moved Ateneum to day 2")
    (row,) = [row for group in card["groups"] for row in group["rows"] if row["kind"] == "move"]
    assert row["what"] == "Ateneum" and row["was"].endswith("10:00") and row["why"]
    with acting_as(cast.alice), change_set("Undid", kind="undo", undoes_id=change.pk):
        actions.undo(change.pk)
    assert snapshot(trip) == before


@time_machine.travel(NOW, tick=True)
def test_edit_waits_as_one_question_where_the_traveller_wants_to_be_asked(cast: Cast, trip: Trip) -> None:
    asking_first(cast.alice)
    before = snapshot(trip)
    with model(
        scripted([*MOVE, ("lock_stop", {"stop": "Kiasma", "locked": True}), ("remove_stop", {"stop": "Ekberg"})])
    ):
        run = answered(ask(cast.alice, "Move the Ateneum to day 2, lock Kiasma and drop Ekberg", trip=trip))
    assert snapshot(trip) == before
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
        remembered = memory(cast.alice)
        (card,) = last_words(cast.alice).metadata["proposals"]
        assert not ChangeSet.objects.filter(trip_id=trip.pk, run_id=run.pk).exists()
    assert [step["kind"] for step in approval.arguments["steps"]] == ["edit_stops", "remove_stop", "lock_stop"] or [
        step["kind"] for step in approval.arguments["steps"]
    ] == ["edit_stops", "lock_stop", "remove_stop"]
    assert [row["approval_id"] for row in remembered.pending_actions] == [str(approval.pk)]
    assert {row["what"] for group in card["groups"] for row in group["rows"]} >= {
        "Ateneum",
        "Ekberg, day 1, 13:00 to 14:00",
    }

    outcome = say_yes(cast.alice)
    assert outcome.taken, outcome.words
    with acting_as(cast.alice):
        titles = {stop.title: (stop.day_number, stop.is_locked) for stop in stops(trip)}
        change = ChangeSet.objects.get(pk=approval.pk)
        after = memory(cast.alice)
        told = Message.objects.for_user(cast.alice).latest("position")
    assert titles == {"Ateneum": (2, False), "Kiasma": (2, True)}
    assert (change.kind, change.run_id, change.trip_id) == ("agent", run.pk, trip.pk)
    assert (after.pending_actions, after.version) == ([], remembered.version + 1)
    assert told.role == "assistant" and told.content.startswith("Done, as you approved")
    with acting_as(cast.alice), change_set("Undid", kind="undo", undoes_id=change.pk):
        actions.undo(change.pk)
    assert snapshot(trip) == before
    with acting_as(cast.alice):
        assert ChangeSet.objects.filter(pk=approval.pk).exists()


@time_machine.travel(NOW, tick=True)
def test_removal_always_waits_and_is_drawn_from_its_arguments(cast: Cast, trip: Trip) -> None:
    before = snapshot(trip)
    with model(scripted(REMOVE, "I only looked at it, nothing will be removed.")):
        answered(ask(cast.alice, "Drop the Ateneum", trip=trip))
    assert snapshot(trip) == before
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
    assert approval.tool_name == "remove_stop"
    assert approval.preview["lines"] == ["Ateneum, day 1, 10:00 to 11:00"]
    assert say_yes(cast.alice).taken
    with acting_as(cast.alice):
        assert {stop.title for stop in stops(trip)} == {"Ekberg", "Kiasma"}


@time_machine.travel(NOW, tick=True)
def test_edit_that_drops_a_stop_waits_whatever_the_setting(cast: Cast, trip: Trip) -> None:
    make_place(3)
    before = snapshot(trip)
    with model(scripted([("replace_stop", {"stop": "Kiasma", "wanted": "Oodi"})])):
        answered(ask(cast.alice, "Put Oodi in the place of Kiasma", trip=trip))
    assert snapshot(trip) == before
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
    assert {(stop["action"], stop["title"]) for stop in approval.arguments["stops"]} >= {
        ("remove", "Kiasma"),
        ("add", "Oodi"),
    }
    assert say_yes(cast.alice).taken
    with acting_as(cast.alice):
        assert {stop.title for stop in stops(trip)} == {"Ateneum", "Ekberg", "Oodi"}


@time_machine.travel(NOW, tick=True)
def test_no_is_honoured_and_told(cast: Cast, trip: Trip) -> None:
    before = snapshot(trip)
    with model(scripted(REMOVE)):
        answered(ask(cast.alice, "Drop the Ateneum", trip=trip))
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
        outcome = approving.deny(cast.alice, approval.pk)
        told = Message.objects.for_user(cast.alice).latest("position")
        assert (memory(cast.alice).pending_actions, waiting(cast.alice)) == ([], [])
    assert outcome.taken and "Ateneum" in told.content and told.content.startswith("You said no")
    assert not say_yes(cast.alice, approval).taken
    assert snapshot(trip) == before

    # A model that tries again unasked is refused; the traveller may still change their mind.
    with model(scripted([*REMOVE, ("remove_stop", {"stop": "Ateneum"})])):
        answered(ask(cast.alice, "Thanks", trip=trip))
    with acting_as(cast.alice):
        assert waiting(cast.alice) == []
        said = Message.objects.for_user(cast.alice).filter(role="function").latest("position")
        assert said.function_response is not None and said.function_response["result"]["problem"] == "denied"
    with model(scripted(REMOVE)):
        answered(ask(cast.alice, "Drop the Ateneum", trip=trip))
    with acting_as(cast.alice):
        assert len(waiting(cast.alice)) == 1


@time_machine.travel(NOW, tick=True)
def test_yes_works_once(cast: Cast, trip: Trip) -> None:
    asking_first(cast.alice)
    with model(scripted(MOVE)):
        answered(ask(cast.alice, "Move the Ateneum to day 2", trip=trip))
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
    assert say_yes(cast.alice).taken
    after = snapshot(trip)
    again = say_yes(cast.alice, approval)
    assert (again.taken, again.words) == (False, "This was answered already.")
    with acting_as(cast.alice):
        assert not approving.deny(cast.alice, approval.pk).taken
    assert snapshot(trip) == after


@time_machine.travel(NOW, tick=True)
def test_yes_is_the_travellers_own(cast: Cast, trip: Trip) -> None:
    with model(scripted(REMOVE)):
        answered(ask(cast.alice, "Drop the Ateneum", trip=trip))
    before = snapshot(trip)
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
    for person in (cast.bob, cast.vera, cast.charlie, cast.staff):
        for page in ("approval_acceptance", "approval_denial"):
            response = signed_in(person).post(reverse(f"conversations:{page}", args=[approval.pk]))
            assert response.status_code == 404
    assert snapshot(trip) == before
    with acting_as(cast.alice):
        assert len(waiting(cast.alice)) == 1


@time_machine.travel(NOW, tick=True)
def test_late_yes_changes_nothing_and_offers_to_ask_again(cast: Cast, trip: Trip) -> None:
    with model(scripted(REMOVE)):
        answered(ask(cast.alice, "Drop the Ateneum", trip=trip))
    before = snapshot(trip)
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
    with time_machine.travel(NOW + timedelta(days=1, minutes=1), tick=True):
        with acting_as(cast.alice), change_set("Said yes"):
            outcome = approving.approve(cast.alice, approval.pk)
    assert not outcome.taken and "expired" in outcome.words
    assert snapshot(trip) == before
    with acting_as(cast.alice):
        told = last_words(cast.alice)
        assert Approval.objects.get(pk=approval.pk).status == "expired"
    assert told.metadata["question"]["choices"] == ["Drop the Ateneum"]


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ("update itinerary_items set start_time = '09:30' where title = 'Ateneum'", False),
        ("update itinerary_items set is_locked = true where title = 'Ekberg'", False),
        ("update itinerary_items set deleted_at = now() where title = 'Kiasma'", False),
        ("update trips set end_date = '2026-05-17'", False),
        ("update trips set title = 'Another name'", True),
        ("update itinerary_items set notes = 'bring an umbrella' where title = 'Ateneum'", True),
    ],
)
@time_machine.travel(NOW, tick=True)
def test_yes_to_a_trip_changed_meanwhile(cast: Cast, trip: Trip, change: str, fits: bool) -> None:
    asking_first(cast.alice)
    with model(scripted(MOVE)):
        answered(ask(cast.alice, "Move the Ateneum to day 2", trip=trip))
    as_owner(change)
    before = snapshot(trip)
    outcome = say_yes(cast.alice)
    assert outcome.taken is fits, outcome.words
    assert (snapshot(trip) == before) is not fits
    if not fits:
        assert "no longer fits" in outcome.words and "nothing was changed" in outcome.words
        with acting_as(cast.alice):
            assert last_words(cast.alice).metadata["question"]["choices"] == ["Move the Ateneum to day 2"]
            assert memory(cast.alice).pending_actions == []


@time_machine.travel(NOW, tick=True)
def test_undo_of_an_approved_change_leaves_what_another_changed_since(cast: Cast, trip: Trip) -> None:
    asking_first(cast.alice)
    with model(scripted([*MOVE, ("move_stop", {"stop": "Ekberg", "day_number": 3})])):
        answered(ask(cast.alice, "Move the Ateneum to day 2 and Ekberg to day 3", trip=trip))
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
    assert say_yes(cast.alice).taken
    with acting_as(cast.bob), change_set("Bob moved it"):
        ekberg = ItineraryItem.objects.get(trip=trip, title="Ekberg")
        ItineraryItem.objects.filter(pk=ekberg.pk).update(day_number=1)
    with acting_as(cast.alice), change_set("Undid", kind="undo", undoes_id=approval.pk):
        report = actions.undo(approval.pk)
        assert day_of(trip, "Ateneum") == 1
        assert day_of(trip, "Ekberg") == 1
    assert report.undone >= 1
    assert [sentence for sentence in report.left if "Ekberg" in sentence and "changed since" in sentence]


@time_machine.travel(NOW, tick=True)
def test_page_shows_the_difference_and_its_buttons_work(cast: Cast, trip: Trip) -> None:
    asking_first(cast.alice)
    with model(scripted(MOVE)):
        answered(ask(cast.alice, "Move the Ateneum to day 2", trip=trip))
    client = signed_in(cast.alice)
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
    page = reverse("conversations:conversation_detail", args=[approval.conversation_id])
    shown = words(client.get(page))
    for expected in ("Change the trip?", "Approve", "No, thanks", "Ateneum", "waiting for you", "min on foot"):
        assert expected in shown
    in_time()
    client.post(reverse("conversations:approval_acceptance", args=[approval.pk]))
    shown = words(client.get(page))
    assert "accepted" in shown and "Undo" in shown and "Done, as you approved" in shown
    with acting_as(cast.alice):
        assert day_of(trip, "Ateneum") == 2
    client.post(reverse("trips:change_set_reversal", args=[approval.pk]))
    assert "undone" in words(client.get(page))
    with acting_as(cast.alice):
        assert day_of(trip, "Ateneum") == 1


@time_machine.travel(NOW, tick=True)
def test_expired_question_has_no_buttons(cast: Cast, trip: Trip) -> None:
    with model(scripted(REMOVE)):
        answered(ask(cast.alice, "Drop the Ateneum", trip=trip))
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        expire_approvals(timestamp=0)
        with acting_as(cast.alice):
            (approval,) = Approval.objects.for_user(cast.alice)
            conversation = approval.conversation
            assert conversation is not None
            cards: list[dict[str, Any]] = [
                card
                for shown in transcript(list(Message.objects.of_conversation(conversation))[::-1], None)
                for card in shown.get("proposals", ())
            ]
    assert [card["state"] for card in cards] == ["expired"]
    assert "accept_url" not in cards[0]


@time_machine.travel(NOW, tick=True)
def test_money_is_what_it_was_after_an_undo(cast: Cast, trip: Trip) -> None:
    make_stop(trip, "Concert", 2, 19, cost="25.00")
    before = snapshot(trip)
    with model(scripted([("remove_stop", {"stop": "Concert"})])):
        answered(ask(cast.alice, "Drop the concert", trip=trip))
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
        assert planned_money(trip) == 25
    assert say_yes(cast.alice).taken
    with acting_as(cast.alice):
        assert planned_money(trip) == 0
    with acting_as(cast.alice), change_set("Undid", kind="undo", undoes_id=approval.pk):
        actions.undo(approval.pk)
    assert snapshot(trip) == before
