"""What a trip stands on, changed in words: who travels, on which days; and days told from the one spoken of."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.types import Last, Offer
from ai.tests.test_dialogue_calls import calls
from ai.tests.understanding import read

EVENTS = (Offer("e1", "Jazz at the Pier", "event"), Offer("e2", "Opera Gala", "event"))
LOOKED = Last("find_events", {"day_number": 2})


@pytest.mark.parametrize(
    ("agent", "text", "wanted"),
    [
        ("itinerary_optimizer", "postpone the trip by a week", {"start": "2026-05-21", "end": "2026-05-23"}),
        ("general_concierge", "the trip should start on 21 May", {"start": "2026-05-21"}),
        ("general_concierge", "bring the trip forward by two days", {"start": "2026-05-12", "end": "2026-05-14"}),
        ("budget_guardian", "two more people are joining us", {"adults": 3}),
        ("general_concierge", "change the number of travellers to 4", {"adults": 4}),
        ("general_concierge", "we are three adults and a child of 6 now", {"adults": 3, "children": [6]}),
    ],
)
def test_party_and_dates_are_changed_by_their_tools(agent: str, text: str, wanted: dict[str, Any]) -> None:
    tool = "change_dates" if "start" in wanted else "set_party"

    assert calls(text, agent) == [(tool, wanted)]


def test_children_whose_age_nobody_told_are_asked_about() -> None:
    assert calls("our two kids are coming along", "general_concierge") == []


@pytest.mark.parametrize(
    ("text", "intent", "day"),
    [
        ("And the next day?", "find_events", {"day_number": 3, "date": "2026-05-16"}),
        ("What about the day before?", "find_events", {"day_number": 1, "date": "2026-05-14"}),
        ("What is planned for the following day?", "show_plan", {"day_number": 3, "date": "2026-05-16"}),
        ("Move Savoy a day earlier", "move_stop", {"to_day_number": 1, "to_date": "2026-05-14"}),
        ("Move Kiasma to the next day", "move_stop", {"to_day_number": 2, "to_date": "2026-05-15"}),
    ],
)
def test_a_day_beside_another(text: str, intent: str, day: dict[str, Any]) -> None:
    reading = read(text, last=LOOKED, search=LOOKED)

    assert (reading.intent, {key: reading.slots.get(key) for key in day}) == (intent, day)
    assert "date" in [assumption.kind for assumption in reading.assumed]


def test_a_day_beside_none_is_asked_for() -> None:
    reading = read("Where can we eat the next day?")

    assert (reading.intent, reading.question is not None) == ("find_food", True)


@pytest.mark.parametrize(
    ("text", "intent", "place"),
    [
        ("Could you get us tickets for Jazz at the Pier?", "booking_request", "Jazz at the Pier"),
        ("When does the first one start?", "place_details", "Jazz at the Pier"),
        ("Is the opera gala sold out?", "place_details", "Opera Gala"),
        ("The second one looks good", "place_details", "Opera Gala"),
        ("I would like to have the opera in our plan", "add_stop", "Opera Gala"),
    ],
)
def test_what_is_on_is_asked_about_and_taken(text: str, intent: str, place: str) -> None:
    reading = read(text, offered=EVENTS, found=EVENTS, search=LOOKED, last=LOOKED, agent="event_curator")

    assert (reading.intent, reading.slots.get("place")) == (intent, place)


@pytest.mark.parametrize("text", ["Add both to our plan", "We'd like both", "Put them both in"])
def test_both_of_two_are_added(text: str) -> None:
    reading = read(text, offered=EVENTS, found=EVENTS, search=LOOKED, last=LOOKED, agent="event_curator")

    assert [one.slots["place"] for one in (reading, *reading.also)] == ["Jazz at the Pier", "Opera Gala"]


@pytest.mark.parametrize("text", ["Something less expensive?", "Which one is cheaper?"])
def test_something_cheaper_is_one_of_the_events(text: str) -> None:
    reading = read(text, offered=EVENTS, found=EVENTS, search=LOOKED, last=LOOKED, agent="event_curator")

    assert (reading.intent, reading.slots.get("by")) == ("which_of_list", "price_min")


@pytest.mark.parametrize(
    ("text", "meal"),
    [("Could you add dinner at Amos on the third day?", "dinner"), ("Put lunch at Amos into day 2", "lunch")],
)
def test_which_meal_is_had_there(text: str, meal: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.slots["location_id"], reading.slots["meal"]) == ("add_stop", "l3", meal)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We would like to see Kiasma before lunch.", ("move_stop", {"stop": "s1", "before": "s2"})),
        ("I'd like to visit Kiasma after the market", ("move_stop", {"stop": "s1", "after": "s8"})),
        ("Please add half an hour to our visit at Kiasma.", ("change_length", {"stop": "s1", "minutes": 150})),
    ],
)
def test_what_the_plan_has_is_moved_and_made_longer(text: str, wanted: tuple[str, dict[str, Any]]) -> None:
    assert calls(text, "itinerary_optimizer") == [wanted]


def test_a_question_is_no_repetition() -> None:
    reading = read("And where could we have breakfast on Saturday?", last=Last("spent", {}))

    assert (reading.intent, reading.slots["meal"]) == ("find_food", "breakfast")


def test_one_of_a_list_is_told_by_a_word_of_its_name() -> None:
    puppets = (Offer("e3", "Puppet Parade", "event"), *EVENTS)
    reading = read("Then please add the puppet show.", offered=puppets, found=puppets, search=LOOKED, last=LOOKED)

    assert (reading.intent, reading.slots.get("location_id")) == ("add_stop", "e3")
