"""The main job without a browser: what a traveller writes, and what the trip is afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine

from ai.enums import RunStatus
from ai.models import AIRun, Approval
from conversations import answering, turns
from conversations.models import AIContext, Conversation, Message
from conversations.tests.talking import say_yes
from places.tests.city import import_helsinki
from tripos.accounts.models import Profile
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as
from tripos.testing.cast import make_user
from trips.models import ItineraryItem, Trip

SENTENCE = "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee, vegan lunch, under 300 euros"
NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db
Say = Callable[[str], AIRun]


@pytest.fixture
def traveller(db: None) -> Profile:
    import_helsinki()
    return make_user("dana", timezone="Europe/Helsinki", currency="EUR")


@pytest.fixture
def say(traveller: Profile) -> Say:
    """Write in one conversation and let the worker answer; returns the finished run."""

    def speak(text: str) -> AIRun:
        with acting_as(traveller):
            conversation = Conversation.objects.for_user(traveller).first()
            if conversation is None:
                conversation, run = turns.start(traveller, text)
            else:
                run = turns.say(traveller, conversation, text)
        answering.answer(traveller.pk, run.pk)
        with acting_as(traveller):
            run = AIRun.objects.get(pk=run.pk)
        assert run.status == RunStatus.SUCCESS, run.error_message
        return run

    return speak


def last_answer(traveller: Profile) -> Message:
    return Message.objects.for_user(traveller).filter(role="assistant").latest("position")


def stops(trip: Trip) -> list[tuple[int | None, str]]:
    return [(item.day_number, item.title) for item in ItineraryItem.objects.of_trip(trip)]


def approved(traveller: Profile) -> bool:
    """Say yes where the day is too full for all, as what goes waits for that; tell whether it did."""
    with acting_as(traveller):
        waits = Approval.objects.for_user(traveller).filter(status="pending").exists()
    assert not waits or say_yes(traveller).taken
    return waits


@time_machine.travel(NOW, tick=True)
def test_sentence_becomes_a_draft_with_vegan_lunches_within_the_budget(traveller: Profile, say: Say) -> None:
    run = say(SENTENCE)
    with acting_as(traveller):
        trip = Trip.objects.for_user(traveller).get()
        items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
        answer = last_answer(traveller)
        memory = AIContext.objects.for_user(traveller).get()
    assert (trip.status, trip.start_date.isoformat(), trip.end_date.isoformat()) == (
        "draft",
        "2026-05-14",
        "2026-05-15",
    )
    assert (trip.adults, trip.budget_total, trip.currency) == (2, 300, "EUR")
    lunches = [item for item in items if item.meal == "lunch"]
    assert [item.day_number for item in lunches] == [1, 2]
    for lunch in lunches:
        assert lunch.location is not None and "vegan" in (lunch.location.dietary_options or [])
        assert lunch.start_time is not None and 11 <= lunch.start_time.hour <= 14
    assert all(item.suggested_by_ai and item.ai_agent_name == "general_concierge" for item in items)
    assert "2026" in answer.content and "unknown" in answer.content and "estimated" in answer.content
    assert answer.metadata["proposals"][0]["trip_id"] == str(trip.pk)
    assert run.model_name == "embedded"
    assert run.estimated_cost_usd == 0
    assert run.total_tokens == 0
    assert memory.version == 2 and memory.current_intent == "plan_trip" and memory.entities["places"] == ["Helsinki"]


@time_machine.travel(NOW, tick=True)
def test_sunday_and_monday_give_another_plan(traveller: Profile, say: Say) -> None:
    say("Plan two days in Helsinki for two from 17 to 18 May, museums and good coffee, vegan lunch, under 300 euros")
    with acting_as(traveller):
        trip = Trip.objects.for_user(traveller).get()
        monday = ItineraryItem.objects.of_trip(trip).filter(day_number=2).select_related("location")
        names = {item.title for item in monday}
    assert trip.start_date.weekday() == 6
    assert not names & {"Ateneum", "Kiasma", "Design Museum"}


@time_machine.travel(NOW, tick=True)
def test_unknown_city_says_which_are_known_and_how_more_come(traveller: Profile, say: Say) -> None:
    say("Plan two days in Paris for two from 14 to 15 May")
    with acting_as(traveller):
        answer = last_answer(traveller).content
        assert not Trip.objects.for_user(traveller).exists()
    assert "Paris" in answer and "Helsinki" in answer and "import_places" in answer


@time_machine.travel(NOW, tick=True)
def test_follow_ups_change_the_trip_and_each_can_be_undone(traveller: Profile, say: Say) -> None:
    say(SENTENCE)
    with acting_as(traveller):
        trip = Trip.objects.for_user(traveller).get()
        planned = stops(trip)
    say("Make it three days")
    with acting_as(traveller):
        assert Trip.objects.get(pk=trip.pk).length == 3
        assert {day for day, _ in stops(trip)} == {1, 2, 3}
    say("Undo that")
    with acting_as(traveller):
        assert Trip.objects.get(pk=trip.pk).length == 2
        assert stops(trip) == planned
        starts = [item.start_time for item in ItineraryItem.objects.of_trip(trip).filter(sort_order=0)]
    say("Start later, we are slow in the morning")
    approved(traveller)
    with acting_as(traveller):
        later = [item.start_time for item in ItineraryItem.objects.of_trip(trip).filter(sort_order=0)]
        assert all(after > before for before, after in zip(starts, later, strict=True))
    say("Undo that")
    say("Add a museum on day 2")
    gave_way = approved(traveller)
    with acting_as(traveller):
        before = {name: day for day, name in planned}
        after = {name: day for day, name in stops(trip)}
        assert [after[name] for name in after.keys() - before.keys()] == [2]
        # Stability: at most two other stops change their day, and none is lost without a yes.
        assert gave_way or before.keys() <= after.keys()
        assert sum(after.get(name, day) != day for name, day in before.items()) <= 2
        assert ChangeSet.objects.filter(trip_id=trip.pk, kind="agent").count() == 4
    say("Undo that")
    with acting_as(traveller):
        assert sorted(stops(trip), key=str) == sorted(planned, key=str)


@time_machine.travel(NOW, tick=True)
def test_removal_waits_for_a_yes(traveller: Profile, say: Say) -> None:
    say(SENTENCE)
    with acting_as(traveller):
        trip = Trip.objects.for_user(traveller).get()
        planned = stops(trip)
    say("Drop the last stop on day 2")
    with acting_as(traveller):
        assert stops(trip) == planned
        approval = Approval.objects.for_user(traveller).get()
        assert approval.arguments["trip_id"] == str(trip.pk)
        assert planned[-1][1] in approval.preview["lines"][0]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What's near the Ateneum?", "min on foot (estimated)"),
        ("Where can we eat vegan on day 1?", "tags say"),
        ("Is Kiasma open on Monday?", "closed on Monday"),
        ("How much is left of the budget?", "Of 300.00 EUR"),
    ],
)
@time_machine.travel(NOW, tick=True)
def test_questions_are_answered_from_the_data(traveller: Profile, say: Say, question: str, expected: str) -> None:
    say(SENTENCE)
    with acting_as(traveller):
        trip = Trip.objects.for_user(traveller).get()
        planned = stops(trip)
    say(question)
    with acting_as(traveller):
        assert expected in last_answer(traveller).content
        assert stops(trip) == planned


@time_machine.travel(NOW, tick=True)
def test_places_are_found_by_name(traveller: Profile, say: Say) -> None:
    run = say("Find Kiasma")
    with acting_as(traveller):
        assert "Kiasma" in last_answer(traveller).content
    assert run.output_data["tools"][0]["tool"] in ("search_places", "is_open", "find_nearby")
