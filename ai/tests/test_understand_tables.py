"""Tables and sights one by one: what a sentence before tells, what is asked of one place, a meal of a named day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ai.embedded.dialogue import Dialogue
from ai.embedded.types import Last, Offer, PlaceMatch
from ai.tests.understanding import context, read
from ai.tools import TOOLS

FOUND = (Offer("l3", "Amos"), Offer("l8", "Oodi"), Offer("l4", "Design Museum"))
TABLES = Last("find_food", {"meal": "dinner", "day_number": 2})
AROUND = Last("nearby", {"near_place": "Ateneum Art Museum", "near_stop_id": "s4", "category": "attraction"})
ONE = (PlaceMatch("l8", "Oodi", 1.0),)
A_STOP = (PlaceMatch("s4", "Ateneum Art Museum", 1.0),)
LISTED: dict[str, Any] = {"offered": FOUND, "found": FOUND, "search": TABLES, "last": TABLES, "day": 2}
SEEN: dict[str, Any] = {"offered": FOUND, "found": FOUND, "search": AROUND, "last": AROUND, "day": 2}
SPOKEN = LISTED | {"last": Last("place_details", {"place": "Oodi", "location_id": "l8"}), "last_places": ONE}
EDITED: dict[str, Any] = {"last": Last("add_stop", {"place": "Ateneum Art Museum"}), "last_places": A_STOP, "day": 2}


def calls(text: str, **known: Any) -> list[tuple[str, dict[str, Any]]]:
    dialogue = Dialogue(context(**known), list(TOOLS))
    dialogue.read(text)
    return [(call.tool, call.arguments) for call in dialogue.calls]


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        (
            "We'll be at the Ateneum on Friday afternoon. Is there somewhere nice to have dinner close to it?",
            "find_food",
            {"day_number": 2, "meal": "dinner", "near": "s4"},
        ),
        (
            "We will be at the Ateneum on Saturday. Where could we have dinner afterwards?",
            "find_food",
            {"day_number": 3, "meal": "dinner", "near": "s4"},
        ),
        (
            "We have a free hour after the Design Museum on Saturday. What is worth seeing around there?",
            "find_nearby",
            {"place": "l4", "kind": "attraction"},
        ),
        (
            "Our plan has no breakfast on Saturday. Can you suggest a café that opens before nine?",
            "find_food",
            {"day_number": 3, "meal": "breakfast", "kind": "cafe", "at": "08:45"},
        ),
        ("Is there a bakery that opens at seven?", "find_food", {"kind": "bakery", "at": "07:00"}),
        ("Which cafés are open at eight on Saturday?", "find_food", {"day_number": 3, "kind": "cafe", "at": "08:00"}),
        (
            "Somewhere quiet for a coffee near the cathedral, please.",
            "find_food",
            {"meal": "coffee", "kind": "cafe", "near": "s3"},
        ),
        (
            "Are there parks or viewpoints near Soupster?",
            "find_nearby",
            {"place": "s5", "kind": "park or viewpoint"},
        ),
    ],
)
def test_a_search_knows_what_was_told_beside_it(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert calls(text, agent="dining_orchestrator") == [(tool, arguments)]


@pytest.mark.parametrize(
    ("text", "known", "slots"),
    [
        (
            "Does the first one have anything for vegetarians?",
            LISTED,
            {"diets": ["vegetarian"], "place": "Amos", "location_id": "l3"},
        ),
        ("Do they have gluten-free dishes?", LISTED, {"diets": ["gluten_free"]}),
        (
            "Do they have gluten-free dishes?",
            SPOKEN,
            {"diets": ["gluten_free"], "place": "Oodi", "location_id": "l8"},
        ),
        (
            "Would the second one work for someone in a wheelchair?",
            LISTED,
            {"accessibility": ["wheelchair"], "place": "Oodi", "location_id": "l8"},
        ),
        (
            "Which of the restaurants in our plan have vegetarian food?",
            {},
            {"diets": ["vegetarian"], "planned": ["s2", "s5", "s7"]},
        ),
        (
            "Which of our museums are wheelchair accessible?",
            {},
            {"accessibility": ["wheelchair"], "planned": ["s1", "s4"]},
        ),
        ("Are any of those free of charge?", SEEN, {"mood": "free"}),
        (
            "Can people in wheelchairs get in?",
            SPOKEN,
            {"accessibility": ["wheelchair"], "place": "Oodi", "location_id": "l8"},
        ),
    ],
)
def test_a_question_whether_a_place_is_fit_is_about_that_place(
    text: str, known: dict[str, Any], slots: dict[str, Any]
) -> None:
    found = read(text, **known)
    assert (found.intent, found.slots) == ("which_of_list", slots)


@pytest.mark.parametrize(
    ("text", "known", "ends"),
    [
        ("How far would we have to walk from the museum?", SPOKEN | {"search": AROUND}, ("s4", "l8")),
        ("How long would it take us to walk there from Soupster?", SPOKEN, ("s5", "l8")),
        ("How do we get to the second one from there, and how long does it take?", SEEN, ("s4", "l8")),
        ("How far is the second one?", SEEN, ("s4", "l8")),
    ],
)
def test_a_way_begins_where_one_is(text: str, known: dict[str, Any], ends: tuple[str, str]) -> None:
    assert calls(text, **known) == [("way_between", {"origin": ends[0], "destination": ends[1]})]


@pytest.mark.parametrize(
    ("text", "known", "tool", "arguments"),
    [
        ("Fine, please replace our Friday dinner with it.", SPOKEN, "replace_stop", {"stop": "s7", "wanted": "l8"}),
        (
            "The second one sounds good, swap it in for our dinner.",
            LISTED,
            "replace_stop",
            {"stop": "s7", "wanted": "l8"},
        ),
        ("Great, swap it in.", SPOKEN, "replace_stop", {"stop": "s7", "wanted": "l8"}),
        ("Move our Friday dinner to eight.", {}, "move_stop", {"stop": "s7", "at": "20:00"}),
        ("Cancel Thursday's lunch, please.", {}, "remove_stop", {"stop": "s2"}),
        (
            "The first of those, please, at eight o'clock.",
            LISTED,
            "replace_stop",
            {"stop": "s7", "wanted": "l3", "at": "20:00"},
        ),
        ("What kind of food do they serve at the third one?", LISTED, "place_details", {"place": "l4"}),
        ("That one instead of the restaurant in the plan.", SPOKEN, "replace_stop", {"stop": "s7", "wanted": "l8"}),
        ("Can we eat at half past one rather than earlier?", {"day": 2}, "move_stop", {"stop": "s5", "at": "13:30"}),
        ("Twenty minutes there would be enough for us.", EDITED, "change_length", {"stop": "s4", "minutes": 20}),
        ("Make it forty minutes.", EDITED, "change_length", {"stop": "s4", "minutes": 40}),
        (
            "Great, we'll stop at the first one for half an hour before dinner.",
            SEEN,
            "add_stop",
            {"wanted": "l3", "minutes": 30, "before": "s7"},
        ),
        (
            "The first one is fine, plan it for Friday at seven.",
            LISTED,
            "replace_stop",
            {"stop": "s7", "wanted": "l3", "at": "19:00"},
        ),
        ("Tell me about the second restaurant.", LISTED, "place_details", {"place": "l8"}),
        ("And when would we get to the next stop then?", EDITED, "show_day", {"day_number": 2}),
        ("Where are we having dinner on each evening?", {}, "show_day", {"day_number": 2}),
        (
            "Which of those is open until at least ten?",
            LISTED,
            "is_open",
            {"place": "l3", "on": "2026-05-15", "at": "21:45"},
        ),
        ("What about the Old Market Hall, is that worth it?", SEEN, "place_details", {"place": "l6"}),
        ("And Soupster, when does it open on Friday?", {}, "is_open", {"place": "Soupster", "on": "2026-05-15"}),
        ("Is there a sauna we could visit near the sea?", {}, "search_places", {"words": "sauna"}),
        ("How far is each of them from Soupster?", LISTED, "way_between", {"origin": "Soupster", "destination": "l3"}),
        ("What does the cheapest one cost?", LISTED, "place_details", {"place": "l3"}),
        (
            "We want to try Finnish cooking. What do you recommend for Friday evening?",
            {},
            "find_food",
            {"cuisines": ["finnish"], "day_number": 2, "meal": "dinner"},
        ),
        (
            "We don't have much time at midday on Saturday. Where can we grab something quick near Market Square?",
            {},
            "find_food",
            {"day_number": 3, "meal": "lunch", "near": "s8"},
        ),
        ("Is the second one still open at two?", LISTED, "is_open", {"place": "l8", "on": "2026-05-15", "at": "14:00"}),
        ("We'd like to visit the first of them at about eleven.", SEEN, "add_stop", {"wanted": "l3", "at": "11:00"}),
        (
            "Please shorten that visit to three quarters of an hour.",
            EDITED,
            "change_length",
            {"stop": "s4", "minutes": 45},
        ),
        (
            "Is there something interesting within five minutes of Soupster?",
            {},
            "find_nearby",
            {"place": "s5", "within_minutes": 5},
        ),
        ("Could we start Saturday with a brunch?", {}, "find_food", {"day_number": 3, "meal": "breakfast"}),
        ("What restaurants have you planned for us on Friday?", {}, "show_day", {"day_number": 2}),
        ("What is our dinner on Friday, by the way?", {}, "show_day", {"day_number": 2}),
        (
            "We don't feel like the dinner place. Please suggest three others in the same area.",
            {},
            "find_food",
            {"day_number": 2, "meal": "dinner", "near": "s7"},
        ),
        (
            "We'll have the second one for lunch on Saturday.",
            LISTED,
            "add_stop",
            {"wanted": "l8", "day_number": 3, "meal": "lunch"},
        ),
        ("We'd like to have the first one, please.", LISTED, "replace_stop", {"stop": "s7", "wanted": "l3"}),
        (
            "We'll be hungry after the last stop on Thursday. What is open late near there?",
            {},
            "find_food",
            {"day_number": 1, "meal": "dinner", "near": "s3"},
        ),
        (
            "On Friday morning we would like a walk in a park. Which ones are close to our first stop?",
            {},
            "find_nearby",
            {"place": "s4", "kind": "park"},
        ),
        ("Where can we take nice photos of the city?", {}, "search_places", {"words": "views"}),
        ("Do we have dinner planned that day?", LISTED, "show_day", {"day_number": 2}),
        ("Remind me what we have saved.", {}, "list_saved", {}),
        ("Then rather something cheaper.", SPOKEN, "find_food", {"day_number": 2, "meal": "dinner", "price": "cheap"}),
        ("Is there a viewpoint nearby?", SEEN, "find_nearby", {"place": "s4", "kind": "viewpoint"}),
        (
            "What about somewhere with seafood?",
            SPOKEN,
            "find_food",
            {"cuisines": ["seafood"], "day_number": 2, "meal": "dinner"},
        ),
        (
            "We have been to the Ateneum. What else is there?",
            SEEN,
            "find_nearby",
            {"place": "s4", "kind": "attraction", "skip": 0},
        ),
        (
            "Which of them are open on Thursday at eight?",
            LISTED,
            "is_open",
            {"place": "l3", "on": "2026-05-14", "at": "20:00"},
        ),
        (
            "What is there to do around our Friday dinner restaurant before we eat?",
            {},
            "find_nearby",
            {"place": "s7", "kind": "attraction"},
        ),
        (
            "Our kids are six and nine. What could they enjoy on Thursday morning?",
            {},
            "search_places",
            {"words": "family"},
        ),
        (
            "I need a good coffee after Kiasma. Where should we go?",
            {},
            "find_food",
            {"meal": "coffee", "kind": "cafe", "near": "Kiasma"},
        ),
        ("Half an hour is enough.", EDITED, "change_length", {"stop": "s4", "minutes": 30}),
        ("How long are we staying there?", EDITED, "show_day", {"day_number": 2}),
        ("Is everything still open when we get there?", EDITED, "list_conflicts", {}),
    ],
)
def test_a_request_is_about_the_meal_or_the_stop_that_is_meant(
    text: str, known: dict[str, Any], tool: str, arguments: dict[str, Any]
) -> None:
    assert calls(text, **known) == [(tool, arguments)]


def test_a_look_goes_on_with_what_was_looked_for() -> None:
    assert calls("Anything like that close to Kiasma?", **SEEN) == [
        ("find_nearby", {"place": "l1", "kind": "attraction"})
    ]
    assert read("Do we already have any of these in our plan?", **SEEN).slots == {"in_plan": True}
    asked = read("Where would it fit best on Saturday?", **SPOKEN)
    assert asked.question is not None
    assert [option.intent for option in asked.question.options] == ["add_stop", "deny"]


def test_what_is_near_a_name_is_not_that_place() -> None:
    asked = read("The one close to Kiasma looks nice. Add it for four o'clock.", **LISTED)
    assert (asked.intent, asked.question is not None) == ("add_stop", True)


def test_only_what_is_open_then_is_told_and_counted() -> None:
    dialogue = Dialogue(context(), list(TOOLS))
    dialogue.read("Which museums are open on Friday after four?")
    rows = [{"id": key, "name": name, "kind": "museum"} for key, name in (("l2", "Ateneum"), ("l3", "Amos Rex"))]
    hours = [{"open_that_day": True, "open_at": is_open, "hours": "10:00–18:00"} for is_open in (False, True)]
    results: list[dict[str, Any]] = [{"ok": True, "city": "Helsinki", "places": rows}]
    for row, one in zip(rows, hours, strict=True):
        call = dialogue.next_call(results)
        assert call is not None
        assert (call.tool, call.arguments) == ("is_open", {"place": row["id"], "on": "2026-05-15", "at": "16:00"})
        results.append({"ok": True, **row, **one, "date": "2026-05-15", "at": "16:00"})
    assert "1. **Amos Rex**" in dialogue.answer(results)
    assert "Ateneum" not in dialogue.answer(results)
    assert [one["name"] for one in dialogue.understood[-1]["found"]] == ["Amos Rex"]


def test_a_reason_tells_the_day() -> None:
    text = "Saturday is our wedding anniversary, so we want a really good restaurant for the evening."
    assert calls(text) == [("find_food", {"day_number": 3, "meal": "dinner"})]


def test_what_may_be_left_out_is_of_the_day_that_was_told() -> None:
    asked = read("Now Friday looks rather full. Which stop could we leave out?").question
    assert asked is not None
    assert [option.slots["stop_id"] for option in asked.options] == ["s4", "s5", "s6", "s7"]


def test_a_place_of_the_plan_is_that_stop_however_it_was_listed() -> None:
    trip = context().trip
    assert trip is not None
    stops = tuple(replace(stop, place_id="l2") if stop.id == "s4" else stop for stop in trip.stops)
    listed = (Offer("l2", "The Ateneum (Ateneum)"), *FOUND)
    spoken = (PlaceMatch("l2", "The Ateneum (Ateneum)", 1.0),)
    known = LISTED | {"trip": replace(trip, stops=stops), "offered": listed, "found": listed, "last_places": spoken}
    for text in ("Move it to three o'clock.", "Please put the first one at three o'clock."):
        dialogue = Dialogue(replace(context(), **known), list(TOOLS))
        dialogue.read(text)
        called = [(call.tool, call.arguments["stop"], call.arguments["at"]) for call in dialogue.calls]
        assert called == [("move_stop", "s4", "15:00")]


def test_a_letter_says_of_the_table_what_was_wished() -> None:
    text = "Could you draft a mail asking for a table by the window for four at one o'clock?"
    assert calls(text, **EDITED)[0] == (
        "draft_booking",
        {"stop": "s4", "people": 4, "at": "13:00", "note": "a table by the window"},
    )


def test_a_change_of_mind_undoes_nothing_but_what_is_named() -> None:
    assert calls("Actually, I changed my mind. Put the Design Museum back.") == [
        ("undo_last", {"about": "Design Museum"})
    ]
