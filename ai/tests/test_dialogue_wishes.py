"""Wishes that a search takes up: instead of a stop, within a sum, of another kind, like one that is planned already."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.dialogue import Dialogue
from ai.embedded.types import Last, Offer, PlaceMatch
from ai.tests.understanding import context, read
from ai.tools import TOOLS

FOUND = (Offer("l3", "Amos Rex"), Offer("l8", "Oodi"), Offer("l4", "Design Museum"))
TABLES = Last("find_food", {"meal": "dinner", "day_number": 2})
LISTED: dict[str, Any] = {"offered": FOUND, "found": FOUND, "search": TABLES, "last": TABLES}
MUSEUMS = Last("find_places", {"category": "museum", "day_number": 2, "mood": "indoors"})
SIGHTS: dict[str, Any] = {"offered": FOUND, "found": FOUND, "search": MUSEUMS, "last": MUSEUMS}
CAFE = Last("add_stop", {"category": "cafe", "day_number": 1})
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
