"""Wishes that a search takes up: instead of a stop, within a sum, of another kind, like one that is planned already."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.dialogue import Dialogue
from ai.embedded.types import Last, Offer, Pending, PlaceMatch, Question
from ai.tests.understanding import context, read
from ai.tools import TOOLS

FOUND = (Offer("l3", "Amos Rex"), Offer("l8", "Oodi"), Offer("l4", "Design Museum"))
TABLES = Last("find_food", {"meal": "dinner", "day_number": 2})
LISTED: dict[str, Any] = {"offered": FOUND, "found": FOUND, "search": TABLES, "last": TABLES}
MUSEUMS = Last("find_places", {"category": "museum", "day_number": 2, "mood": "indoors"})
SIGHTS: dict[str, Any] = {"offered": FOUND, "found": FOUND, "search": MUSEUMS, "last": MUSEUMS}
CAFE = Last("add_stop", {"category": "cafe", "day_number": 1})
UNFIT = Last("which_of_list", {"diets": ["vegan"], "place": "Ravintola Savoy", "stop_id": "s7"})
SHOPS = Last("find_places", {"category": "shop"})
PARKS = Last("find_places", {"category": "park"})
HALAL = Last("find_food", {"diets": ["halal"]})
HALAL_DIET = {"kind": "diet", "value": "halal"}
SCOUT = {"agent": "local_scout"}
NEAR_KAMP = Last("nearby", {"near_place": "Oodi", "to_see": True})
ABOUT_OODI = Last("place_details", {"place": "Oodi", "location_id": "l8"})
INSTEAD = Last("find_places", {"mood": "indoors", "day_number": 2, "instead_stop_id": "s6"})


@pytest.mark.parametrize(
    ("text", "known", "tool", "arguments"),
    [
        ("Which places did you choose for our lunches?", {}, "show_day", {}),
        ("And is dinner still at half past seven?", {}, "show_day", {"day_number": 2}),
        ("Do we start at nine on Friday?", {}, "show_day", {"day_number": 2}),
        (
            "I'd prefer something Italian on Thursday at midday.",
            {},
            "find_food",
            {"cuisines": ["italian"], "day_number": 1, "meal": "lunch", "at": "12:00"},
        ),
        (
            "We'd like to stop for coffee and cake on Saturday afternoon.",
            {},
            "find_food",
            {"day_number": 3, "meal": "coffee", "kind": "cafe"},
        ),
        (
            "If it rains on Friday, what could we do indoors instead of Suomenlinna?",
            {},
            "find_nearby",
            {"place": "s6", "kind": "museums"},
        ),
        (
            "Where could we have lunch on Friday instead of Soupster?",
            {},
            "find_food",
            {"day_number": 2, "meal": "lunch", "near": "s5"},
        ),
        (
            "We'll take the second one.",
            {"offered": FOUND, "found": FOUND, "search": INSTEAD, "last": INSTEAD},
            "replace_stop",
            {"stop": "s6", "wanted": "l8"},
        ),
        ("I want to spend an hour at Oodi.", {}, "add_stop", {"wanted": "l8", "minutes": 60}),
        ("Could we stay at the Ateneum for three hours?", {}, "change_length", {"stop": "s4", "minutes": 180}),
        (
            "Could we stay there for an hour?",
            {"last_places": (PlaceMatch("s2", "Café Ekberg", 1.0),)},
            "change_length",
            {"stop": "s2", "minutes": 60},
        ),
        (
            "Nothing too expensive, maybe sixty euros for both of us.",
            LISTED,
            "find_food",
            {"day_number": 2, "meal": "dinner", "price": "moderate"},
        ),
        ("Under thirty euros, please.", LISTED, "find_food", {"day_number": 2, "meal": "dinner", "price": "cheap"}),
        (
            "Is there a nicer one near Kiasma?",
            LISTED,
            "find_food",
            {"day_number": 2, "meal": "dinner", "near": "l1"},
        ),
        ("Can we find a nicer one near Kiasma?", {"last": CAFE}, "find_nearby", {"place": "l1", "kind": "cafe"}),
        ("Isn't there one already in our plan?", {"last": CAFE}, "show_day", {"day_number": 1}),
        (
            "How long is the walk from Kiasma to the next stop?",
            {},
            "way_between",
            {"origin": "s1", "destination": "s2"},
        ),
        (
            "How do we get from there to our next stop?",
            {"last_places": (PlaceMatch("s5", "Soupster", 1.0),)},
            "way_between",
            {"origin": "s5", "destination": "s6"},
        ),
        (
            "Then let's eat there instead of Soupster.",
            {"last_places": (PlaceMatch("l8", "Oodi", 1.0),)},
            "replace_stop",
            {"stop": "s5", "wanted": "l8"},
        ),
        (
            "Could you look for a place that is better suited for it?",
            {"last": UNFIT},
            "find_food",
            {"diets": ["vegan"], "day_number": 2, "meal": "dinner", "near": "s7"},
        ),
        (
            "Is the dinner on Friday all right for a vegan?",
            {},
            "place_details",
            {"place": "Ravintola Savoy"},
        ),
        ("Does the rest of the morning still work out?", LISTED, "list_conflicts", {}),
        ("What could we do on Friday evening after dinner?", {}, "find_nearby", {"place": "s7", "kind": "attraction"}),
        (
            "Is the first one far from where we are before lunch?",
            LISTED,
            "way_between",
            {"origin": "s4", "destination": "l3"},
        ),
        (
            "We're travelling with a five-year-old. Is there a playground close to our hotel or the centre?",
            {},
            "search_places",
            {"words": "playground"},
        ),
        (
            "What about somewhere near the Ateneum?",
            {"pending": Pending("nearby", {"category": "park"}, Question("?", "near_place"))},
            "find_nearby",
            {"place": "s4", "kind": "park"},
        ),
        (
            "What about somewhere near the cathedral?",
            {"last": PARKS, "search": PARKS},
            "find_nearby",
            {"place": "s3", "kind": "park"},
        ),
        (
            "And is there a café nearby where we can rest afterwards?",
            {"last": Last("add_stop", {"place": "Oodi"}), "last_places": (PlaceMatch("l8", "Oodi", 1.0),)},
            "find_food",
            {"meal": "coffee", "near": "l8", "kind": "cafe"},
        ),
        (
            "When does the first shop close on Saturday?",
            {**SIGHTS, "search": SHOPS},
            "is_open",
            {"place": "l3", "on": "2026-05-16"},
        ),
        ("Where else are we eating on Friday?", {}, "show_day", {"day_number": 2}),
        (
            "How many minutes is the second of these from the Ateneum?",
            LISTED,
            "way_between",
            {"origin": "s4", "destination": "l8"},
        ),
        ("Make lunch on Friday half an hour longer.", {}, "change_length", {"stop": "s5", "minutes": 75}),
        (
            "Make it fifteen minutes shorter, then.",
            {"last": Last("show_plan", {"stop_id": "s5"}), "last_places": (PlaceMatch("s5", "Soupster", 1.0),)},
            "change_length",
            {"stop": "s5", "minutes": 30},
        ),
        (
            "Can we have the table at half past seven rather than earlier?",
            {"day": 2},
            "move_stop",
            {"stop": "s7", "at": "19:30"},
        ),
        ("We'd rather eat somewhere quick on Friday.", {}, "find_food", {"day_number": 2}),
        ("Please remember that for the whole trip.", {"last": HALAL}, "remember_preference", HALAL_DIET),
        ("Will we be late for lunch because of that?", {"day": 2}, "show_day", {"day_number": 2}),
        ("Please keep Suomenlinna on my list for another time.", {}, "save_place", {"place": "l9"}),
        ("What else is on that list?", {}, "list_saved", {}),
        (
            "We would rather go to the first one on the list. Please use it for Friday's dinner.",
            LISTED,
            "replace_stop",
            {"stop": "s7", "wanted": "l3"},
        ),
        (
            "Are there any that are not far from the Ateneum?",
            LISTED,
            "find_food",
            {"day_number": 2, "meal": "dinner", "near": "l2"},
        ),
        (
            "Good. Make that our dinner on Friday.",
            {"last_places": (PlaceMatch("l8", "Oodi", 1.0),)},
            "replace_stop",
            {"stop": "s7", "wanted": "l8"},
        ),
        ("We won't need dinner on Friday because we are invited by friends.", {}, "remove_stop", {"stop": "s7"}),
        ("Could we have an early snack instead, around five?", {}, "find_food", {"meal": "lunch", "at": "17:00"}),
        (
            "Nothing Asian, please.",
            LISTED,
            "find_food",
            {"day_number": 2, "meal": "dinner", "without": ["asian"]},
        ),
        ("Do we still get to the Ateneum early enough?", {}, "show_day", {"day_number": 2}),
        ("Is there anything sporty?", {}, "search_places", {"words": "sports"}),
        (
            "Our teenage son finds museums boring. What else could he enjoy on Saturday?",
            {},
            "search_places",
            {"words": "family"},
        ),
        (
            "Can you ask for a table outside on the terrace?",
            {"last_places": (PlaceMatch("s7", "Ravintola Savoy", 1.0),)},
            "draft_booking",
            {"stop": "s7", "note": "a table outside on the terrace"},
        ),
        ("My wife would love to eat sushi at least once.", {}, "find_food", {"cuisines": ["japanese"]}),
        ("What time will dinner be?", {"day": 2}, "show_day", {"day_number": 2}),
        ("Is dinner late now?", {"day": 2}, "show_day", {"day_number": 2}),
        ("Isn't Kiasma in our plan already?", {}, "show_day", {"day_number": 1}),
        ("How long are we going to be at the Ateneum?", {}, "show_day", {"day_number": 2}),
        ("Please tell me where we are having dinner on Friday.", {}, "show_day", {"day_number": 2}),
        ("Could the Ateneum be at eleven?", {}, "move_stop", {"stop": "s4", "at": "11:00"}),
        ("Draft a request for the one on Friday evening, please.", {}, "draft_booking", {"stop": "s7"}),
        (
            "All right, that should be our lunch on Friday.",
            {"last_places": (PlaceMatch("l8", "Oodi", 1.0),)},
            "replace_stop",
            {"stop": "s5", "wanted": "l8"},
        ),
        ("We'd like to take photos of old buildings.", SCOUT, "search_places", {"words": "views"}),
        (
            "We feel like having seafood on our second evening.",
            {},
            "find_food",
            {"cuisines": ["seafood"], "day_number": 2, "meal": "dinner"},
        ),
        ("Find something safer for Friday's dinner.", {}, "find_food", {"day_number": 2, "meal": "dinner"}),
        ("It's our first time here. What should we definitely see?", SCOUT, "search_places", {"words": "sights"}),
        ("Which churches are we going to see?", SCOUT, "show_day", {}),
        (
            "Add the first sight to Thursday morning.",
            {"offered": FOUND, "found": FOUND, "search": NEAR_KAMP, "last": NEAR_KAMP},
            "add_stop",
            {"wanted": "l3", "day_number": 1, "part": "morning"},
        ),
        (
            "Take it for that evening, please.",
            {**LISTED, "last_places": (PlaceMatch("l8", "Oodi", 1.0),), "day": 2, "last": ABOUT_OODI},
            "replace_stop",
            {"stop": "s7", "wanted": "l8"},
        ),
        ("Something by the sea would be lovely.", SCOUT, "search_places", {"words": "sights"}),
        ("What have you planned for our last dinner?", {}, "show_day", {"day_number": 2}),
        (
            "How long is the walk back to Kiasma from the Ateneum?",
            {},
            "way_between",
            {"origin": "s4", "destination": "s1"},
        ),
        (
            "Do you know any hidden places that most tourists miss?",
            SCOUT,
            "search_places",
            {"words": "galleries", "little_known": True},
        ),
        (
            "We've had enough art, rather something about history.",
            SIGHTS,
            "search_places",
            {"words": "history"},
        ),
    ],
)
def test_a_wish_goes_on_with_what_was_looked_for(
    text: str, known: dict[str, Any], tool: str, arguments: dict[str, Any]
) -> None:
    talk = Dialogue(context(**known), list(TOOLS))
    talk.read(text)
    assert talk.question is None, talk.question
    assert [(call.tool, call.arguments) for call in talk.calls] == [(tool, arguments)]


def test_what_a_letter_says_of_the_table_is_kept_for_what_is_said_of_it_next() -> None:
    savoy = (PlaceMatch("s7", "Ravintola Savoy", 1.0),)
    reading = read("Can you draft an e-mail to them asking for a quiet table by the window?", last_places=savoy)
    assert reading.intent == "booking_request"
    assert reading.slots["notes"] == ["a quiet table by the window"]
    more = read("Please mention that it is a birthday.", last=Last("booking_request", reading.slots), last_places=savoy)
    assert more.slots["notes"] == ["a quiet table by the window", "it is a birthday"]


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        (
            "One of us can't have dairy products. Is the dinner on Friday all right for that?",
            [
                ("remember_preference", {"kind": "diet", "value": "lactose_free"}),
                ("place_details", {"place": "Ravintola Savoy"}),
            ],
        ),
        (
            "I'm interested in Finnish design. What would you recommend?",
            [
                ("remember_preference", {"kind": "interest", "value": "design"}),
                ("search_places", {"words": "design"}),
            ],
        ),
    ],
)
def test_what_is_told_first_is_kept_and_meant_by_what_is_asked_then(
    text: str, calls: list[tuple[str, dict[str, Any]]]
) -> None:
    talk = Dialogue(context(), list(TOOLS))
    talk.read(text)
    assert [(call.tool, call.arguments) for call in talk.calls] == calls


def test_what_is_too_far_is_followed_by_the_closest() -> None:
    reading = read("It's too far. Is there anything closer?", **SIGHTS)
    assert (reading.intent, reading.slots, reading.also) == ("which_of_list", {"by": "near_min"}, ())


def test_a_meal_that_no_day_has_is_not_put_in_by_being_moved() -> None:
    assert read("Make breakfast half an hour later.").intent == "move_stop"


def test_a_letter_does_not_say_how_it_was_asked_for() -> None:
    savoy = (PlaceMatch("s7", "Ravintola Savoy", 1.0),)
    reading = read("Write a message to the restaurant and explain the dairy problem.", last_places=savoy)
    assert (reading.intent, reading.slots["notes"]) == ("booking_request", ["the dairy problem"])


def test_what_was_found_for_a_day_goes_beside_the_dinner_of_that_day() -> None:
    found = (Offer("s9", "Temppeliaukio Church"), *FOUND)
    search = Last("nearby", {"near_stop_id": "s7", "day_number": 2})
    known: dict[str, Any] = {"offered": found, "found": found, "search": search, "last": search}
    reading = read("Good, then put the first one into the plan after dinner.", **known)
    assert (reading.intent, reading.slots["after_stop_id"]) == ("move_stop", "s7")


@pytest.mark.parametrize("word", ["white", "butter", "plates", "fried", "sleeping", "received", "suited", "stopping"])
def test_ordinary_words_are_no_slips_of_the_keyboard(word: str) -> None:
    assert read(f"We saw {word} there.").corrected == ()


@pytest.mark.parametrize("text", ["Take Oodi off my list.", "Remove Suomenlinna from my list again."])
def test_nothing_of_the_plan_goes_with_what_was_saved(text: str) -> None:
    talk = Dialogue(context(last=Last("save_place", {"place": "Oodi"})), list(TOOLS))
    talk.read(text)
    assert not talk.calls
    assert "saved places" in talk.answer([])


@pytest.mark.parametrize("text", ["Do we add the museum?", "Did you move dinner?", "Do we get to the museum in time?"])
def test_a_question_how_the_plan_is_changes_nothing(text: str) -> None:
    assert read(text).intent not in ("add_stop", "move_stop", "remove_stop", "replace_stop")


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Which of those aren't in our plan yet?", {"in_plan": True}),
        ("Which of them is free?", {"mood": "free"}),
        ("Is there one where we can sit by the water?", {}),
    ],
)
def test_a_question_about_a_list_is_about_what_it_asks(text: str, slots: dict[str, Any]) -> None:
    reading = read(text, **LISTED)
    assert (reading.intent, reading.slots) == ("which_of_list", slots)


def test_writing_to_a_place_that_is_not_planned_asks_before_it_goes_in() -> None:
    talk = Dialogue(context(last_places=(PlaceMatch("l8", "Oodi", 1.0),)), list(TOOLS))
    talk.read("Write to them and mention the allergy.")
    assert not talk.calls
    assert talk.question is not None
    assert [option.intent for option in talk.question.options] == ["add_stop", "deny"]


def test_a_way_to_one_of_a_list_asks_which_and_takes_nothing_else_for_it() -> None:
    talk = Dialogue(context(offered=FOUND, found=FOUND, search=TABLES, last=TABLES), list(TOOLS))
    talk.read("Can you tell me how to get there from the cathedral?")
    assert not talk.calls
    assert talk.question is not None
    assert [option.label for option in talk.question.options] == ["Amos Rex", "Oodi", "Design Museum"]
