"""What follows on the turn before: "the second one", "and on Sunday?", "no, the other one", "fit it in"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ai.embedded.dialogue import Dialogue
from ai.embedded.types import Last, Offer, PlaceMatch
from ai.embedded.understand import understand
from ai.tests.understanding import context, read
from ai.tools import TOOLS

EVENTS = (Offer("e1", "Jazz at the Pier", "event"), Offer("e2", "Opera Gala", "event"))
FOUND = (Offer("l3", "Amos Rex"), Offer("l8", "Oodi"), Offer("l4", "Design Museum"))
SAVOY = PlaceMatch("s7", "Ravintola Savoy", 1.0)


@pytest.mark.parametrize(
    ("text", "offered", "intent", "place"),
    [
        ("add the second one", EVENTS, "add_stop", "Opera Gala"),
        ("fit it in", EVENTS[:1], "add_stop", "Jazz at the Pier"),
        ("is the first one open tomorrow?", FOUND, "is_open", "Amos Rex"),
        ("add the last one on day 2", FOUND, "add_stop", "Design Museum"),
        ("save that one", FOUND[:1], "save_place", "Amos Rex"),
        ("the second one", EVENTS, "place_details", "Opera Gala"),
    ],
)
def test_what_was_listed_is_meant(text: str, offered: tuple[Offer, ...], intent: str, place: str) -> None:
    reading = read(text, offered=offered, last=Last("find_events", {}))

    assert (reading.intent, reading.slots["place"], reading.question) == (intent, place, None)


@pytest.mark.parametrize(
    "text", ["Take the second one", "Go for option 2 please", "Take Oodi", "OK, the second one then"]
)
def test_one_of_the_tables_found_takes_the_place_of_the_dinner_planned(text: str) -> None:
    search = Last("find_food", {"meal": "dinner", "day_number": 2})
    made = Dialogue(context(offered=FOUND, found=FOUND, search=search, last=search), list(TOOLS))
    made.read(text)

    assert [(call.tool, call.arguments) for call in made.calls] == [("replace_stop", {"stop": "s7", "wanted": "l8"})]


def test_a_figure_alone_is_one_of_the_list_and_else_asked_about() -> None:
    assert read("2", offered=FOUND, last=Last("find_food", {})).slots["place"] == "Oodi"
    for text in ("300", "12"):
        asked = read(text, offered=FOUND, last=Last("find_food", {}))
        assert asked.question is not None and asked.intent == "unknown"
    assert read("300", last=Last("budget_left", {})).intent == "change_budget"


def test_what_goes_in_with_the_same_message_is_booked_later_and_a_table_of_a_day_is_that_days_meal() -> None:
    search = Last("find_food", {"meal": "dinner", "day_number": 2})
    made = Dialogue(context(offered=FOUND, found=FOUND, search=search, last=search), list(TOOLS))
    made.read("Take Amos and book a table for two")
    assert [call.tool for call in made.calls] == ["replace_stop"]
    assert "book it" in made.steps[-1].words

    booked = read("Book a table for two on Friday at 19:00")
    assert (booked.intent, booked.slots["stop_id"], booked.slots["party_size"]) == ("booking_request", "s7", 2)


def test_a_taste_is_asked_of_the_list_or_searched_for_again() -> None:
    found = (Offer("l3", "Amos", traits={"words": ["italian"]}), Offer("l8", "Oodi", traits={"words": ["burger"]}))
    search = Last("find_food", {"meal": "lunch", "day_number": 3})
    for cuisine, tools in (("Italian", []), ("Thai", ["find_food"])):
        made = Dialogue(context(offered=found, found=found, search=search, last=search), list(TOOLS))
        made.read(f"Do any of them have {cuisine} food?")
        assert [call.tool for call in made.calls] == tools
        if tools:
            assert made.calls[0].arguments == {"meal": "lunch", "day_number": 3, "cuisines": ["thai"]}


def test_one_of_the_list_is_meant_by_part_of_its_name_before_a_stop_of_that_kind() -> None:
    found = (Offer("e1", "Flea market at the Pier", "event"), Offer("e2", "Opera Gala", "event"))
    reading = read("Add the flea market as well.", offered=found, found=found, last=Last("find_events", {}))

    assert (reading.intent, reading.slots["place"]) == ("add_stop", "Flea market at the Pier")


def test_it_of_several_is_asked() -> None:
    reading = read("fit it in", offered=EVENTS)

    assert reading.question is not None
    assert [option.label for option in reading.question.options] == ["Jazz at the Pier", "Opera Gala"]


def test_a_search_comes_before_what_was_spoken_of() -> None:
    reading = read("What's on Saturday evening, and can you fit it in?", last_places=(SAVOY,), agent="event_curator")

    assert reading.intent == "find_events"
    assert [(other.intent, "place" in other.slots) for other in reading.also] == [("add_stop", False)]


@pytest.mark.parametrize(
    ("text", "last", "slots"),
    [
        ("and on Sunday?", Last("find_events", {"date": "2026-05-16", "day_number": 3}), {"date": "2026-05-17"}),
        ("and on Friday?", Last("is_open", {"place": "Kiasma", "date": "2026-05-14"}), {"date": "2026-05-15"}),
        ("what about dinner?", Last("find_food", {"meal": "lunch", "diets": ["vegan"]}), {"meal": "dinner"}),
        ("and the Ateneum?", Last("is_open", {"place": "Kiasma", "stop_id": "s1"}), {"stop_id": "s4"}),
        ("same for Kiasma", Last("lock_stop", {"place": "Suomenlinna", "stop_id": "s6"}), {"stop_id": "s1"}),
        ("and Savoy?", Last("what_if", {"place": "Suomenlinna", "stop_id": "s6"}), {"stop_id": "s7"}),
        ("and vegetarian?", Last("find_food", {"meal": "lunch"}), {"diets": ["vegetarian"], "meal": "lunch"}),
    ],
)
def test_last_request_is_asked_again_with_something_else(text: str, last: Last, slots: dict[str, Any]) -> None:
    reading = read(text, last=last)

    assert reading.intent == last.intent
    assert {slot: reading.slots.get(slot) for slot in slots} == slots
    kept = set(last.slots) - {"date", "day_number", "meal", "place", "stop_id"}
    assert {slot: reading.slots.get(slot) for slot in kept} == {slot: last.slots[slot] for slot in kept}


def test_a_day_outside_the_trip_leaves_no_old_day_number() -> None:
    reading = read("and on Sunday?", last=Last("find_events", {"date": "2026-05-16", "day_number": 3}))

    assert "day_number" not in reading.slots


def test_the_other_one() -> None:
    last = Last("add_stop", {"place": "Jazz at the Pier", "event_id": "e1"})
    reading = read("no, the other one", offered=EVENTS, last=last)

    assert (reading.intent, reading.slots) == ("add_stop", {"place": "Opera Gala", "event_id": "e2"})


def test_a_request_of_its_own_is_no_follow_up() -> None:
    reading = read("and how much is left of the budget?", last=Last("find_events", {"date": "2026-05-16"}))

    assert (reading.intent, "date" in reading.slots) == ("budget_left", False)


def test_that_evening_is_the_day_last_spoken_of() -> None:
    reading = read("what's on that evening?", last_date=date(2026, 5, 16), agent="event_curator")

    assert (reading.slots["date"], reading.slots["time_of_day"]) == ("2026-05-16", "evening")
    assert "date" in [assumption.kind for assumption in reading.assumed]


def test_a_confirmed_booking_is_of_the_stop_last_spoken_of() -> None:
    reading = read("it's confirmed, ref ABC123", last_places=(SAVOY,), agent="booking_assistant")

    assert (reading.intent, reading.slots["stop_id"]) == ("booking_confirmed", "s7")
    assert reading.slots["booking_reference"] == "ABC123"
    assert [assumption.kind for assumption in reading.assumed] == ["stop"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I booked Savoy, reference XK-42", "XK-42"),
        ("Savoy is confirmed, booking number: 7781.", "7781"),
        ("Savoy is confirmed, no reference yet", None),
    ],
)
def test_reference_is_read(text: str, code: str | None) -> None:
    assert read(text, agent="booking_assistant").slots.get("booking_reference") == code


def test_a_kind_is_known_by_the_word_of_the_catalogue_and_never_said_to_be_missing() -> None:
    trip = context().trip
    assert trip is not None
    stops = tuple(replace(one, kind=one.kind.replace("church", "place_of_worship")) for one in trip.stops)
    reading = understand("Which churches are we going to see?", replace(context(), trip=replace(trip, stops=stops)))
    assert reading.slots["planned"] == ["s3", "s9"]
    assert read("Which theatres are we going to see?").intent == "find_places"
