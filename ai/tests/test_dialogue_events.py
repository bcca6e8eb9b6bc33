"""Messages around an event that was found: clashes, the way to it, tables beside it, what else is on."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.types import Last, Offer, PlaceMatch
from ai.tests.test_dialogue_calls import calls
from ai.tests.understanding import read

FRIDAY = "2026-05-15"
JAZZ = Offer("e1", "Jazz at the Pier", "event", {"start": f"{FRIDAY}T20:00"})
OPERA = Offer("e2", "Opera Gala", "event", {"start": f"{FRIDAY}T21:00"})
ON_FRIDAY = Last("find_events", {"day_number": 2})
LISTED: dict[str, Any] = {"found": (JAZZ, OPERA), "offered": (JAZZ, OPERA), "search": ON_FRIDAY, "last": ON_FRIDAY}
SPOKEN_OF: dict[str, Any] = LISTED | {
    "last": Last("place_details", {"place": JAZZ.name, "location_id": "e1"}),
    "last_places": (PlaceMatch("e1", JAZZ.name, 1.0),),
}

ONLY_ONE: dict[str, Any] = {**LISTED, "found": (JAZZ,), "offered": (JAZZ,)}
FESTIVAL = Last("find_events", {"day_number": 2, "event_types": ["festival"]})
NO_FESTIVAL: dict[str, Any] = {"search": FESTIVAL, "last": FESTIVAL}
SAVED: dict[str, Any] = SPOKEN_OF | {"last": Last("save_place", {"place": JAZZ.name, "location_id": "e1"})}


@pytest.mark.parametrize(
    ("text", "known", "tool", "arguments"),
    [
        ("Does it clash with anything?", SPOKEN_OF, "place_details", {"place": "e1"}),
        ("Is there anything in our plan at that time?", SPOKEN_OF, "place_details", {"place": "e1"}),
        ("Does the first one clash with our plans?", LISTED, "place_details", {"place": "e1"}),
        ("When do we have to leave dinner to be there on time?", SPOKEN_OF, "way_between", {"origin": "s7"}),
        (
            "When do we need to leave the Ateneum to catch the opera?",
            LISTED,
            "way_between",
            {"origin": "s4", "destination": "e2"},
        ),
        ("Can we get there on foot?", SPOKEN_OF, "way_between", {"destination": "e1"}),
        (
            "Could you find somewhere to eat nearby beforehand?",
            SPOKEN_OF,
            "find_food",
            {"near": "e1", "day_number": 2, "meal": "dinner"},
        ),
        ("Where can we have a drink after the concert?", SPOKEN_OF, "find_food", {"kind": "bar", "near": "e1"}),
        ("Great, we'd love to go. Please add it.", SPOKEN_OF, "add_event", {"event": "e1"}),
        ("Lovely, make it part of our plan.", SPOKEN_OF, "add_event", {"event": "e1"}),
        ("What about Saturday?", SPOKEN_OF, "find_events", {"on": "2026-05-16"}),
        ("Is there anything in the afternoon instead?", LISTED, "find_events", {"on": FRIDAY}),
        ("Anything for children?", LISTED, "find_events", {"on": FRIDAY, "words": "child"}),
        ("What is planned for Saturday?", SPOKEN_OF, "show_day", {"day_number": 3}),
        ("What have we planned around that time?", SPOKEN_OF, "place_details", {"place": "e1"}),
        ("Would it overlap with our dinner?", SPOKEN_OF, "place_details", {"place": "e1"}),
        ("What would two tickets for it come to?", SPOKEN_OF, "place_details", {"place": "e1"}),
        ("Which of these starts latest?", ONLY_ONE, "place_details", {"place": "e1"}),
        ("And which one is closer to Kiasma?", LISTED, "way_between", {"destination": "e1"}),
        ("Then put the other one into the plan.", SAVED, "add_event", {"event": "e2"}),
        ("Move dinner to 18:00.", SPOKEN_OF, "move_stop", {"stop": "s7", "at": "18:00"}),
        ("What does it all cost now?", SPOKEN_OF, "budget_summary", {}),
        ("Are we still going to make our dinner?", SPOKEN_OF, "list_conflicts", {}),
        ("Is anything musical going on?", {}, "find_events", {"words": "concert"}),
        ("How much are the tickets per person?", ONLY_ONE, "place_details", {"place": "e1"}),
        ("Do they sell them at the door?", ONLY_ONE, "place_details", {"place": "e1"}),
        ("Would we be back before midnight?", SPOKEN_OF, "place_details", {"place": "e1"}),
        ("Will we be home before ten?", {}, "show_day", {}),
        ("What else is going on then?", NO_FESTIVAL, "find_events", {"on": FRIDAY, "words": None}),
        ("Is there something else in the evening, then?", NO_FESTIVAL, "find_events", {"on": FRIDAY, "words": None}),
        ("Which of them could our children enjoy?", LISTED, "find_events", {"on": FRIDAY, "words": "child"}),
        ("Please book it into our day.", SPOKEN_OF, "add_event", {"event": "e1"}),
        ("On which day is there anything at all?", NO_FESTIVAL, "find_events", {"words": None}),
        ("What about the other one, how long is it?", SPOKEN_OF, "place_details", {"place": "e2"}),
        ("Which of our stops were moved for it?", SPOKEN_OF, "list_changes", {}),
        ("What would we have to give up to go there?", SPOKEN_OF, "place_details", {"place": "e1"}),
        ("Which stops had to move because of it?", SPOKEN_OF, "list_changes", {}),
        ("Are there still tickets?", SPOKEN_OF, "place_details", {"place": "e1"}),
        ("I'm not into opera, show me something else.", LISTED, "find_events", {"on": FRIDAY}),
    ],
)
def test_what_is_asked_around_an_event(text: str, known: dict[str, Any], tool: str, arguments: dict[str, Any]) -> None:
    called, given = calls(text, agent="event_curator", **known)[0]

    assert called == tool
    assert {key: given.get(key) for key in arguments} == arguments


@pytest.mark.parametrize("text", ["Take the concert off again, it's too expensive.", "Please take the opera out."])
def test_what_is_taken_off_is_never_added(text: str) -> None:
    assert read(text, agent="event_curator", **LISTED).intent == "remove_stop"
