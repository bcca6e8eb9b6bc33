"""What is said in the middle of a conversation about meals, visits, bookings and ways."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.dialogue import Dialogue
from ai.embedded.types import Last, Offer, PlaceMatch
from ai.tests.understanding import context, read


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Can we have dinner at half past seven on Friday?", "move_stop", {"time": "19:30", "stop_id": "s7"}),
        ("Move dinner to half past seven", "move_stop", {"time": "19:30", "stop_id": "s7"}),
        (
            "Could you cut the first stop on day 2 down to half an hour?",
            "shorten_stop",
            {"stop_id": "s4", "duration_minutes": 30},
        ),
    ],
)
def test_stop_and_its_time_are_read(text: str, intent: str, slots: dict[str, Any]) -> None:
    reading = read(text)

    assert reading.intent == intent
    assert {name: reading.slots.get(name) for name in slots} == slots


def test_an_hour_before_which_nobody_eats_is_one_of_the_evening() -> None:
    reading = read("We'd rather not eat before eight", last=Last("find_food", {"meal": "dinner", "day_number": 2}))

    assert (reading.intent, reading.slots["time"], reading.slots["stop_id"]) == ("move_stop", "20:00", "s7")


def test_no_meal_before_eight_after_breakfast_is_no_evening() -> None:
    reading = read("We'd rather not eat before eight", last=Last("find_food", {"meal": "breakfast", "day_number": 2}))

    assert reading.slots["time"] == "08:00"


def test_an_event_that_was_found_is_booked_in() -> None:
    reading = read("Great, let's book that in", agent="event_curator", offered=(Offer("e1", "Jazz", "event"),),
                   last_places=(PlaceMatch("e1", "Jazz", 1.0),))  # fmt: skip

    assert (reading.intent, reading.slots["place"]) == ("add_stop", "Jazz")


def test_the_restaurant_that_confirmed_is_the_one_spoken_of() -> None:
    last = Last("booking_request", {"place": "Ravintola Savoy", "stop_id": "s7"})
    reading = read("The restaurant confirmed it, booking number 998877", agent="booking_assistant", last=last)

    assert reading.question is None
    assert (reading.slots["stop_id"], reading.slots["booking_reference"]) == ("s7", "998877")


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("How do I get there from Kiasma?", {"origin": "s1", "destination": "l3"}),
        ("How long does it take from Kiasma to the Ateneum?", {"origin": "s1", "destination": "s4"}),
    ],
)
def test_way_is_measured_between_what_is_named_and_what_was_spoken_of(text: str, arguments: dict[str, str]) -> None:
    known = context(agent="local_scout", last_places=(PlaceMatch("l3", "Amos Rex", 1.0),))
    dialogue = Dialogue(known, ["way_between"])
    dialogue.read(text)

    assert [(call.tool, call.arguments) for call in dialogue.calls] == [("way_between", arguments)]
