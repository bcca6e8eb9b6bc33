"""What goes on with an answer: another place for what only waits, other savings, the price of "it", what was heard back,
figures that are corrected, tables nearer to something.
"""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.types import Last, Offer, PlaceMatch
from ai.tests.understanding import read

OODI = PlaceMatch("l8", "Oodi", 1.0)
ADDED = Last(
    "add_stop", {"place": "Oodi", "location_id": "l8", "day_number": 1, "time": "16:00", "duration_minutes": 60}
)
FOOD = Last("find_food", {"meal": "dinner", "day_number": 1, "diets": ["vegetarian"]})
LETTER = Last("booking_request", {"place": "Ravintola Savoy", "stop_id": "s7", "time": "19:00"})
PAID = Last("record_expense", {"expense": "taxi", "budget_amount": "38", "budget_currency": "EUR"})
LISTED = (Offer("l3", "Amos Rex"), Offer("l8", "Oodi"))


def asked(text: str, **changes: Any) -> tuple[str, dict[str, Any]]:
    reading = read(text, **changes)
    return reading.intent, reading.slots


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Put it before Soupster.", {"before_stop_id": "s5", "location_id": "l8"}),
        ("Move it to Saturday.", {"day_number": 3, "location_id": "l8"}),
        ("Make it half an hour longer.", {"duration_minutes": 90, "time": "16:00"}),
        ("Could we stay there a little longer, until 17:30?", {"time": "16:00", "time_end": "17:30"}),
    ],
)
def test_what_only_waits_is_proposed_again_elsewhere(text: str, wanted: dict[str, Any]) -> None:
    intent, slots = asked(text, last=ADDED, edited=ADDED, last_places=(OODI,))

    assert intent == "add_stop"
    assert {key: slots.get(key) for key in wanted} == wanted


def test_it_that_is_added_is_what_the_plan_lacks() -> None:
    kiasma = PlaceMatch("s1", "Kiasma", 1.0)
    intent, slots = asked("Add it on Thursday afternoon.", last_places=(kiasma, OODI), last=Last("route", {}))

    assert (intent, slots["place"]) == ("add_stop", "Oodi")


def test_a_saving_that_is_not_wanted_asks_for_others() -> None:
    intent, slots = asked("Not the Ateneum please.", last=Last("cheaper", {"budget_amount": "50"}))

    assert (intent, slots) == ("cheaper", {"budget_amount": "50", "keep": ["s4"]})


def test_price_of_it_is_that_of_what_was_told_of() -> None:
    last = Last("find_events", {"day_number": 3})
    intent, slots = asked("That sounds nice. How much would it be for both of us?", last=last, last_places=(OODI,))
    assert (intent, slots["place"]) == ("price_of", "Oodi")

    intent, _ = asked("How much would the trip be for both of us?", last=last, last_places=(OODI,))
    assert intent == "spent"


def test_what_was_heard_back_is_asked_before_anything_moves() -> None:
    reading = read("They wrote back that 19:00 is full but 20:30 would be possible.", last=LETTER)

    assert reading.question is not None and reading.slots["time"] == "20:30"
    assert [option.intent for option in reading.question.options] == ["move_stop", "deny"]


def test_question_to_be_passed_on_is_in_the_letter_and_no_time_of_ours() -> None:
    _, slots = asked("Write to Savoy and ask whether there is live music at 21:30.")

    assert slots["notes"] == ["please tell us whether there is live music at 21:30"]
    assert "time" not in slots


@pytest.mark.parametrize("text", ["Sorry, it was 48, not 38.", "Actually 48.", "I meant 48 euros"])
def test_sum_that_is_corrected_is_what_was_paid(text: str) -> None:
    intent, slots = asked(text, last=PAID)

    assert (intent, slots["budget_amount"], slots["expense"]) == ("record_expense", "48", "taxi")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("What about something nearer to the cathedral?", {"near_place": "Helsinki Cathedral"}),
        ("Something closer to the Ateneum?", {"near_place": "Ateneum"}),
        ("We'd rather have Thai", {"cuisines": ["thai"]}),
        ("Do you have anything cheaper?", {"price": "cheap"}),
    ],
)
def test_tables_are_searched_for_again_with_all_that_was_said(text: str, wanted: dict[str, Any]) -> None:
    intent, slots = asked(text, last=FOOD, search=FOOD, offered=LISTED, found=LISTED)

    assert intent == "find_food"
    assert {key: slots.get(key) for key in (*FOOD.slots, *wanted)} == FOOD.slots | wanted


@pytest.mark.parametrize(
    ("text", "intent", "wanted"),
    [
        ("The second one sounds nice. Can you add it at 18:30?", "add_stop", {"place": "Oodi", "time": "18:30"}),
        ("Amos Rex would suit us. Add it for 12:15 to 12:50.", "add_stop", {"place": "Amos Rex", "time_end": "12:50"}),
    ],
)
def test_praise_says_what_it_is(text: str, intent: str, wanted: dict[str, Any]) -> None:
    found, slots = asked(text, last=FOOD, search=FOOD, offered=LISTED, found=LISTED)

    assert found == intent
    assert {key: slots.get(key) for key in wanted} == wanted


def test_children_who_love_animals_are_told_of_the_plan_that_is_made() -> None:
    plan = Last("plan_trip", {"destination": "Helsinki", "start_date": "2026-06-26", "end_date": "2026-06-28"})
    intent, slots = asked("The children love animals.", trip=False, plan=plan, last=plan)

    assert (intent, slots["interests"], slots["start_date"]) == ("plan_trip", ["animals"], "2026-06-26")


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("I would rather go to Oodi than to Savoy. Please remove the dinner.", ["remove_stop"]),
        ("My husband wants to go to Savoy, it is our anniversary. Can you undo that?", ["undo"]),
        ("Saturday seems a bit short. Could you add a museum?", ["add_stop"]),
        ("Move Kiasma to Friday. Then drop Soupster.", ["move_stop", "remove_stop"]),
        ("We are vegetarians. Where can we eat?", ["remember_preference", "find_food"]),
    ],
)
def test_sentence_that_tells_why_is_no_request(text: str, intents: list[str]) -> None:
    reading = read(text)

    assert [one.intent for one in (reading, *reading.also)] == intents
