"""What is wanted of a request that was just drafted, and what was heard of it."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.types import Last, PlaceMatch
from ai.tests.test_dialogue_calls import calls
from ai.tests.understanding import read

SAVOY = PlaceMatch("s7", "Ravintola Savoy", 1.0)
WRITTEN: dict[str, Any] = {"place": "Ravintola Savoy", "stop_id": "s7", "party_size": 2}


def asked(text: str, **slots: Any) -> tuple[str, dict[str, Any]]:
    last = Last("booking_request", {**WRITTEN, **slots})
    reading = read(text, last=last, written=last, last_places=(SAVOY,), agent="booking_assistant")
    return reading.intent, reading.slots


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Could you change the time to 19:30?", "19:30"),
        ("Make it 19:30 instead", "19:30"),
        ("Can you ask for eight o'clock instead?", "20:00"),
        ("We would prefer half past seven.", "19:30"),
        ("Change it to 8 pm", "20:00"),
        ("Actually, one hour earlier would suit us better.", "18:00"),
        ("Make it a quarter of an hour later.", "19:15"),
        ("Could we come half an hour later?", "19:30"),
        ("Can you move the time to a quarter past seven?", "19:15"),
    ],
)
def test_the_hour_that_is_asked_for_changes(text: str, hour: str) -> None:
    intent, slots = asked(text)

    assert (intent, slots["time"], slots["party_size"]) == ("booking_request", hour, 2)


def test_a_move_is_one_of_the_plan() -> None:
    assert asked("Move the dinner to 21:00")[0] == "move_stop"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Please mention that we will have a pram.", "we will have a pram"),
        ("Say that we'll bring a baby.", "we'll bring a baby"),
        ("Also ask whether they have vegan dishes.", "please let us know whether you have vegan dishes"),
        ("And could you ask them if they have a high chair?", "please let us know whether you have a high chair"),
    ],
)
def test_what_is_to_be_said_and_asked(text: str, note: str) -> None:
    assert asked(text)[1]["notes"] == [note]


@pytest.mark.parametrize(
    ("text", "note"),
    [("Could it be by the window?", "by the window"), ("Would it be possible to sit outside?", "outside")],
)
def test_a_wish_for_the_table_is_asked_of_them(text: str, note: str) -> None:
    assert asked(text)[1]["notes"] == [note]


@pytest.mark.parametrize("text", ["Ok, drop it altogether.", "Forget that request."])
def test_a_letter_that_is_dropped_takes_nothing_out_of_the_plan(text: str) -> None:
    assert asked(text)[0] == "deny"


@pytest.mark.parametrize("text", ["What was in that letter again?", "How does the request read now?"])
def test_a_letter_is_shown_again(text: str) -> None:
    intent, slots = asked(text)

    assert (intent, slots["stop_id"], slots["only_draft"]) == ("booking_request", "s7", True)


def test_what_was_to_be_said_is_left_out() -> None:
    notes = ["one of us has a nut allergy", "we will have a pram"]

    assert asked("Leave out the allergy please.", notes=notes)[1]["notes"] == ["we will have a pram"]


@pytest.mark.parametrize("text", ["Please write it in a friendlier tone", "Don't mention the birthday"])
def test_what_is_about_the_letter_is_not_put_into_it(text: str) -> None:
    assert "notes" not in asked(text)[1]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("They confirmed 19:30", "19:30"),
        ("They called back, the table is confirmed for 19:30, under the code HX22.", "19:30"),
        ("The booking for Savoy has been confirmed", None),
        ("I have booked a table at Savoy for 8 pm", "20:00"),
        ("The reservation at the Ravintola Savoy was confirmed today", None),
    ],
)
def test_what_was_heard_is_noted_at_its_hour(text: str, hour: str | None) -> None:
    intent, slots = asked(text)

    assert (intent, slots["stop_id"], slots.get("time")) == ("booking_confirmed", "s7", hour)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Please keep Savoy at 20:00", [("move_stop", {"stop": "s7", "at": "20:00"}), ("lock_stop", {"stop": "s7"})]),
        ("Savoy is confirmed for 19:30", [("set_booking", {"stop": "s7", "status": "confirmed", "at": "19:30"})]),
        ("Could we eat at seven instead?", [("move_stop", {"stop": "s7", "at": "19:00"})]),
        ("Can we have dinner half an hour later on Friday?", [("move_stop", {"stop": "s7", "at": "19:30"})]),
    ],
)
def test_hours_of_the_plan(text: str, wanted: list[tuple[str, dict[str, Any]]]) -> None:
    found = calls(text, "general_concierge")

    assert [
        (tool, {key: arguments.get(key) for key in expected})
        for (tool, arguments), (_, expected) in zip(found, wanted, strict=True)
    ] == wanted


@pytest.mark.parametrize("text", ["They have no table.", "The restaurant is fully booked", "The request was declined."])
def test_a_refusal_is_noted(text: str) -> None:
    assert asked(text)[0] == "cancel_booking"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Book Oodi into our plan on Friday", "add_stop"),
        ("Put down that Savoy is booked", "booking_confirmed"),
        ("What did we have planned at that time?", "show_day"),
    ],
)
def test_what_sounds_like_a_booking(text: str, intent: str) -> None:
    last = Last("place_details", {"place": "Ravintola Savoy", "stop_id": "s7"})
    called = calls(text, last=last, last_places=(SAVOY,), trip=True)

    assert called[0][0] == {"booking_confirmed": "set_booking"}.get(intent, intent)


def test_what_is_included_is_said_to_them() -> None:
    assert asked("Include that we come by wheelchair.")[1]["notes"] == ["we come by wheelchair"]


def test_another_meal_was_meant() -> None:
    intent, slots = asked("No wait, I meant lunch.")

    assert (intent, slots["stop_id"], slots["place"]) == ("booking_request", "s5", "Soupster")


@pytest.mark.parametrize("text", ["How many people is that for?", "What time did you ask for?"])
def test_what_is_asked_of_a_letter_shows_it(text: str) -> None:
    intent, slots = asked(text)

    assert (intent, slots["stop_id"], slots["only_draft"]) == ("booking_request", "s7", True)


def test_more_people_come_on_top_of_those_asked_for() -> None:
    assert asked("There are two more people coming along.")[1]["party_size"] == 4


def test_an_order_to_us_is_nothing_to_say_to_them() -> None:
    assert "notes" not in asked("Write it without the anniversary then.")[1]


def test_what_was_added_last_is_said_no_more() -> None:
    assert asked("Take that last sentence out again.", notes=["one is vegan", "by the window"])[1]["notes"] == [
        "one is vegan"
    ]


@pytest.mark.parametrize("text", ["I'd rather not send it yet.", "We don't want to send it now."])
def test_what_shall_not_be_sent_is_not_asked_for(text: str) -> None:
    assert asked(text)[0] == "deny"


def test_for_how_many_is_no_remark() -> None:
    _, slots = asked("Tell them it's for three people.")

    assert (slots["party_size"], slots.get("notes")) == (3, None)
