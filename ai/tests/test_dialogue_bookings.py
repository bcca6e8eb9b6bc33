"""Questions about bookings of one stop, of a day and in a state, and what is told of one."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.types import Last, Offer, PlaceMatch
from ai.tests.test_dialogue_calls import calls
from ai.tests.understanding import read

SAVOY = PlaceMatch("s7", "Ravintola Savoy", 1.0)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Do we need tickets for the Ateneum?", {"stop_id": "s4"}),
        ("Does Kiasma need to be booked in advance?", {"stop_id": "s1"}),
        ("Is our dinner on Friday already reserved?", {"stop_id": "s7"}),
        ("Could you remind me what the confirmation number of the Ateneum is?", {"stop_id": "s4", "about_code": True}),
        ("Which of our bookings are confirmed?", {"states": ["confirmed"]}),
        ("What have we already reserved for Saturday?", {"states": ["confirmed"], "day_number": 3}),
        ("Which restaurants have not replied yet?", {"states": ["requested", "waitlisted"]}),
        ("What do we still need to book?", {"states": ["needed", "unclear"]}),
        ("What are we still waiting for?", {"states": ["requested", "waitlisted"]}),
        ("Which requests have already gone out?", {"states": ["requested", "waitlisted"]}),
        ("What's confirmed by now?", {"states": ["confirmed"]}),
        ("Which meals have no booking?", {"states": ["needed", "unclear"]}),
        ("Did the restaurant for Friday's dinner confirm?", {"stop_id": "s7"}),
    ],
)
def test_how_bookings_stand(text: str, slots: dict[str, Any]) -> None:
    reading = read(text, agent="booking_assistant")

    assert reading.intent == "booking_status"
    assert {key: reading.slots.get(key) for key in slots} == slots


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "We booked the Ateneum already, reference AT-9912, we paid 36 euros.",
            [
                ("set_booking", {"stop": "s4", "status": "confirmed", "reference": "AT-9912"}),
                ("record_cost", {"stop": "s4", "amount": "36", "currency": "EUR"}),
            ],
        ),
        ("We don't need a booking for the Ateneum after all.", [("set_booking", {"stop": "s4", "status": "none"})]),
        ("Change the status of the Ateneum back to not booked.", [("set_booking", {"stop": "s4", "status": "needed"})]),
        ("We already have tickets for Kiasma.", [("set_booking", {"stop": "s1", "status": "confirmed"})]),
        ("Savoy said no, they are full that night.", [("set_booking", {"stop": "s7", "status": "cancelled"})]),
        ("Let's start with the dinner on Friday.", [("draft_booking", {"stop": "s7"})]),
        (
            "The restaurant for Friday evening has confirmed us for 19:30.",
            [("set_booking", {"stop": "s7", "status": "confirmed", "at": "19:30"})],
        ),
        ("Our table at Savoy was confirmed for 19:30.", [("set_booking", {"stop": "s7", "at": "19:30"})]),
        ("Write to the restaurant for Friday's dinner, please.", [("draft_booking", {"stop": "s7"})]),
        (
            "I've asked the restaurant for Friday's dinner for a table, but they haven't answered so far.",
            [("set_booking", {"stop": "s7", "status": "requested"})],
        ),
        (
            "How can I reach the restaurant where we eat on Friday night?",
            [("place_details", {"place": "Ravintola Savoy"})],
        ),
        ("How do I contact Savoy?", [("place_details", {"place": "Ravintola Savoy"})]),
    ],
)
def test_what_is_told_of_a_booking(text: str, wanted: list[tuple[str, dict[str, Any]]]) -> None:
    called = calls(text, agent="booking_assistant")

    assert [tool for tool, _ in called] == [tool for tool, _ in wanted]
    assert all(arguments.items() <= given.items() for (_, given), (_, arguments) in zip(called, wanted, strict=True))


def test_the_same_is_written_to_another() -> None:
    last = Last("booking_request", {"place": SAVOY.name, "stop_id": "s7", "party_size": 2, "notes": ["a window table"]})
    reading = read("Now the same for the Ateneum.", last=last, written=last, last_places=(SAVOY,))

    assert reading.intent == "booking_request"
    assert (reading.slots["stop_id"], reading.slots["party_size"]) == ("s4", 2)
    assert "notes" not in reading.slots


def test_no_letter_goes_to_the_place_of_another_meal() -> None:
    text = "Write to the restaurant for Thursday's dinner, please."

    assert "stop_id" not in read(text, agent="booking_assistant").slots
    assert calls(text, agent="booking_assistant") == [("list_bookings", {})]  # with those as buttons


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("The code they gave us is FR2201.", "set_booking", {"stop": "s7", "reference": "FR2201"}),
        ("Their confirmation number is KX 5512.", "set_booking", {"stop": "s7", "reference": "KX 5512"}),
        (
            "It turns out we can't go, so I called them and cancelled.",
            "set_booking",
            {"stop": "s7", "status": "cancelled"},
        ),
        ("I have booked it online for 40 euros.", "set_booking", {"stop": "s7", "status": "confirmed"}),
        ("Where can we get the tickets?", "place_details", {"place": "Ravintola Savoy"}),
    ],
)
def test_what_is_told_next_is_of_the_same_booking(text: str, tool: str, arguments: dict[str, Any]) -> None:
    last = Last("booking_status", {"stop_id": "s7", "place": "Ravintola Savoy"})

    called, given = calls(text, last=last, last_places=(SAVOY,), agent="booking_assistant")[0]

    assert called == tool
    assert {key: given.get(key) for key in arguments} == arguments


def test_the_only_booking_that_is_open_is_written_to() -> None:
    known: dict[str, Any] = {"last": Last("booking_status", {}), "offered": (Offer("s7", "Ravintola Savoy", "stop"),)}

    assert calls("Please write them an email.", agent="booking_assistant", **known) == [
        ("draft_booking", {"stop": "s7"})
    ]
