"""What is wished of a draft that was just shown, and of single days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ai.embedded.types import Context, Last
from ai.embedded.understand import understand
from ai.tests.test_dialogue_calls import calls
from ai.tests.understanding import context, read

DESCRIBED: dict[str, Any] = {
    "destination": "Helsinki",
    "start_date": "2026-05-14",
    "end_date": "2026-05-16",
    "days": 3,
    "party_size": 2,
    "interests": ["art"],
}


def draft(last: Last | None = None) -> Context:
    base, plan = context(), Last("plan_trip", DESCRIBED)
    assert base.trip is not None
    return replace(base, trip=replace(base.trip, is_draft=True), last=last or plan, plan=plan)


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("We are interested in architecture and good food", {"interests": ["art", "architecture", "food"]}),
        ("I want to see the old town and some design.", {"interests": ["art", "history", "design"]}),
        ("No museums please", {"avoid": ["museums"]}),
        ("We don't want to walk too much", {"accessibility": ["limited_walking"]}),
        ("We prefer a relaxed pace", {"pace": "relaxed"}),
        ("One of us is vegan", {"diets": ["vegan"], "party_size": 2}),
    ],
)
def test_a_wish_is_added_to_those_of_the_draft(text: str, wished: dict[str, Any]) -> None:
    reading = understand(text, draft())

    assert (reading.intent, {key: reading.slots.get(key) for key in wished}) == ("plan_trip", wished)


def test_after_an_edit_of_the_draft_it_is_not_planned_anew() -> None:
    assert understand("We prefer a relaxed pace", draft(Last("add_stop", {"place": "Oodi"}))).intent == "set_pace"


def test_what_is_told_for_good_is_remembered() -> None:
    assert understand("Please remember that I am vegan", draft()).intent == "remember_preference"


@pytest.mark.parametrize("text", ["One of us uses a wheelchair", "Two of us are vegetarian"])
def test_some_of_us_are_not_the_party(text: str) -> None:
    assert read(text).intent == "remember_preference"


@pytest.mark.parametrize(
    ("text", "intent", "day"),
    [
        ("The first day looks too full. Can you make it a little lighter?", "set_pace", 1),
        ("Our train leaves at 4 pm on the last day", "finish_earlier", 3),
        ("We will arrive at noon on the first day", "start_later", 1),
        ("Which of the stops on day 2 could we drop?", "remove_stop", 2),
    ],
)
def test_a_single_day(text: str, intent: str, day: int) -> None:
    reading = read(text)

    assert (reading.intent, reading.slots["day_number"]) == (intent, day)


@pytest.mark.parametrize("text", ["Friday is too busy", "Our train leaves at 4 pm on the last day"])
def test_what_may_go_of_a_full_day_is_asked(text: str) -> None:
    assert calls(text, "general_concierge") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Can you put Kiasma first on Saturday?", {"stop": "s1", "before": "s8"}),
        ("Move Ateneum to the end of day 2", {"stop": "s4", "after": "s6"}),
    ],
)
def test_first_and_last_of_a_day(text: str, wanted: dict[str, Any]) -> None:
    assert calls(text, "itinerary_optimizer") == [("move_stop", wanted)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Good morning, can you recommend a vegetarian restaurant for Friday?",
            {"diets": ["vegetarian"], "day_number": 2},
        ),
        (
            "A nice place for lunch on Thursday, with local food",
            {"meal": "lunch", "cuisines": ["local"], "day_number": 1},
        ),
    ],
)
def test_tables(text: str, wanted: dict[str, Any]) -> None:
    assert calls(text, "dining_orchestrator") == [("find_food", wanted)]


@pytest.mark.parametrize(
    ("text", "call"),
    [
        (
            "What can we see close to Kiasma that is free?",
            ("find_nearby", {"place": "l1", "kind": "attraction", "free": True}),
        ),
        ("What can we see near Kiasma?", ("find_nearby", {"place": "l1", "kind": "attraction"})),
        ("How do I get to the Savoy?", ("way_between", {"origin": "s6", "destination": "s7"})),
        ("What is the address of our dinner on Friday?", ("place_details", {"place": "Ravintola Savoy"})),
    ],
)
def test_looks(text: str, call: tuple[str, dict[str, Any]]) -> None:
    assert calls(text, "local_scout") == [call]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("What did you plan for the second day?", "show_plan"),
        ("What have you changed on Friday?", "what_changed"),
        ("When does the trip end?", "recap"),
        ("How long do people usually stay at Kiasma?", "place_details"),
        ("Then show me everything that is on.", "find_events"),
        ("Our budget for food is 250 euros.", "limit_category"),
        ("Please undo that, we stay until Saturday.", "undo"),
    ],
)
def test_what_is_asked_for(text: str, intent: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.also) == (intent, ())


def test_a_day_that_was_spoken_of_is_locked_whole() -> None:
    reading = read("Please lock that day.", last=Last("show_plan", {"day_number": 2}))

    assert (reading.intent, reading.slots["day_number"], reading.question) == ("lock_stop", 2, None)


def test_the_restaurant_of_an_evening_is_its_dinner() -> None:
    reading = read("I would like to reserve the restaurant for Friday evening.", agent="booking_assistant")

    assert (reading.intent, reading.slots["stop_id"], reading.question) == ("booking_request", "s7", None)
