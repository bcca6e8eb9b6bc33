"""What is asked of a list that was just shown, and stops taken out of one."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.types import Last, Offer
from ai.embedded.understand import understand
from ai.tests.test_dialogue_calls import calls
from ai.tests.test_dialogue_drafts import draft
from ai.tests.understanding import TRIP, read

AMOS = Offer("l3", "Amos Rex", traits={"metres": 400})
OODI = Offer("l8", "Oodi", traits={"metres": 150})
SEARCH = Last("find_food", {"meal": "dinner", "day_number": 2})
FOUND: dict[str, Any] = {"found": (AMOS, OODI), "offered": (AMOS, OODI), "search": SEARCH, "last": SEARCH}
FRIDAY: dict[str, Any] = {
    "offered": tuple(Offer(stop.id, stop.name, "stop") for stop in TRIP.stops_on(2)),
    "last": Last("show_plan", {"day_number": 2}),
    "day": 2,
}


@pytest.mark.parametrize(
    "text",
    ["Which one would you recommend?", "Where would you suggest we have it?", "Could you just pick one for us?"],
)
def test_what_is_recommended_is_the_closest_and_says_so(text: str) -> None:
    assert calls(text, **FOUND) == [("place_details", {"place": "l8"})]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Which ones are open late?", {"on": "2026-05-15", "at": "22:00"}),
        ("Which of them are open in the evening?", {"on": "2026-05-15", "at": "19:00"}),
        ("Which are open on Saturday?", {"on": "2026-05-16"}),
        ("Which is open now?", {"on": "2026-05-14", "at": "09:00"}),
    ],
)
def test_which_of_them_are_open(text: str, when: dict[str, str]) -> None:
    assert calls(text, **FOUND)[0] == ("is_open", {"place": "l3", **when})


@pytest.mark.parametrize(
    ("text", "stop"),
    [("Then take the last one out.", "s7"), ("Take the museum out please.", "s4"), ("Leave the last stop out", "s7")],
)
def test_what_is_taken_out_of_a_day_that_was_shown(text: str, stop: str) -> None:
    reading = read(text, **FRIDAY)

    assert (reading.intent, reading.slots["stop_id"]) == ("remove_stop", stop)


def test_stops_of_the_day_spoken_of_are_offered_first() -> None:
    asked = read("What could we drop?", **FRIDAY).question

    assert asked is not None
    assert [option.slots["stop_id"] for option in asked.options[:2]] == ["s4", "s5"]


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("Swap the Ateneum with the stop after it.", ("swap_stops", {"first": "s4", "second": "s5"})),
        ("Please keep the mornings free.", ("start_later", {"at": "12:00"})),
        ("What would it cost?", ("budget_summary", {})),
        ("Is there anything for our child on Friday?", ("search_places", {"words": "family"})),
        ("Now is there time for a proper lunch?", ("find_food", {"meal": "lunch"})),
    ],
)
def test_single_requests(text: str, call: tuple[str, dict[str, Any]]) -> None:
    assert calls(text) == [call]


@pytest.mark.parametrize("text", ["That looks nice. Please create it.", "Fine, go ahead.", "Yes, please."])
def test_a_draft_is_taken(text: str) -> None:
    assert understand(text, draft()).intent == "accept"
