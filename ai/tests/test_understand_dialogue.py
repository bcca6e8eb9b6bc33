"""What the turn before leaves behind, several requests in a message, and what is said not to be
understood.
"""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.types import Option, Pending, PlaceMatch, Question, Understanding
from ai.tests.understanding import read


def pending_of(reading: Understanding) -> Pending:
    assert reading.question is not None
    return Pending(reading.intent, reading.slots, reading.question)


def test_answer_completes_the_trip() -> None:
    first = read("Plan a trip to Helsinki for two", trip=False)
    second = read("from 14 to 15 May", trip=False, pending=pending_of(first))

    assert second.intent == "plan_trip"
    assert second.slots["destination"] == "Helsinki"
    assert (second.slots["start_date"], second.slots["end_date"]) == ("2026-05-14", "2026-05-15")
    assert second.question is None


def test_answer_names_the_city() -> None:
    first = read("plan a trip for two next weekend", trip=False)
    assert first.question is not None
    assert [option.label for option in first.question.options] == ["Helsinki", "Rome"]

    second = read("rome", trip=False, pending=pending_of(first))

    assert second.intent == "plan_trip"
    assert second.slots["destination"] == "Rome"


@pytest.mark.parametrize(
    ("words", "stop_id"),
    [
        ("the first one", "s3"),
        ("2", "s9"),
        ("the last one", "s9"),
        ("Temppeliaukio", "s9"),
        ("Helsinki Cathedral", "s3"),
    ],
)
def test_answer_chooses_an_option(words: str, stop_id: str) -> None:
    first = read("drop the church")
    second = read(words, pending=pending_of(first))

    assert second.intent == "remove_stop"
    assert second.slots["stop_id"] == stop_id
    assert second.question is None


def test_answer_gives_the_day() -> None:
    question = Question("Which day should it go to?", "to_day_number")
    second = read("the last day", pending=Pending("move_stop", {"stop_id": "s1"}, question))

    assert second.intent == "move_stop"
    assert second.slots == {"stop_id": "s1", "to_day_number": 3}


def test_a_new_request_is_no_answer() -> None:
    first = read("drop the church")
    second = read("How much is left of the budget?", pending=pending_of(first))

    assert second.intent == "budget_left"


def test_option_may_name_an_intent() -> None:
    question = Question("Is it one of these?", "intent", (Option("Make it cheaper", {}, "cheaper"),))
    second = read("Make it cheaper", pending=Pending("unknown", {}, question))

    assert second.intent == "cheaper"


@pytest.mark.parametrize(
    ("words", "intent"),
    [("Is it open tomorrow?", "is_open"), ("Drop that", "remove_stop"), ("Move it to day 3", "move_stop")],
)
def test_pronoun_is_the_place_last_spoken_of(words: str, intent: str) -> None:
    reading = read(words, last_places=(PlaceMatch("s1", "Kiasma", 1.0),))

    assert reading.intent == intent
    assert reading.slots["stop_id"] == "s1"
    assert [a.kind for a in reading.assumed if a.kind == "pronoun"] == ["pronoun"]


def test_pronoun_without_a_place_is_asked() -> None:
    reading = read("Move it to day 3")

    assert reading.question is not None
    assert reading.question.slot == "place"


def test_several_requests_are_read_in_order() -> None:
    text = "Move the Ateneum to day 1, then add Amos Rex on day 3 and make it cheaper"
    reading = read(text)

    assert [reading.intent, *(other.intent for other in reading.also)] == ["move_stop", "add_stop", "cheaper"]
    assert reading.also[0].slots["day_number"] == 3
    for span in (*reading.spans, *(span for other in reading.also for span in other.spans)):
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        (
            "no museums or galleries, good coffee",
            {"avoid": ["museums", "galleries"], "interests": ["coffee"]},
        ),
        ("no seafood, museums", {"avoid": ["seafood"], "interests": ["museums"]}),
        ("we don't like museums but we love parks", {"avoid": ["museums"], "interests": ["parks"]}),
        ("avoid crowds, stairs and queues", {"avoid": ["crowds", "queues"]}),
        ("not too much walking", {"accessibility": ["limited_walking"]}),
        ("without meat", {"diets": ["vegetarian"]}),
        ("vegan lunch", {"diets": ["vegan"], "meal_diets": {"lunch": ["vegan"]}}),
        ("not only museums", {"interests": ["museums"], "avoid": None}),
    ],
)
def test_negation_reaches_what_it_should(words: str, slots: dict[str, Any]) -> None:
    reading = read(f"Plan Helsinki 14 to 15 May, {words}", trip=False)

    got = {slot: reading.slots.get(slot) for slot in slots}
    if "avoid" in slots and slots["avoid"] is not None:
        assert set(slots["avoid"]) <= set(got.pop("avoid") or [])
        slots = {key: value for key, value in slots.items() if key != "avoid"}
    assert got == slots


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("for two", (2, None)),
        ("me and my wife", (2, None)),
        ("2 adults and a 6 year old", (3, [6])),
        ("family of four", (4, None)),
        ("solo", (1, None)),
        ("with my two kids aged 4 and 7", (3, [4, 7])),
        ("two adults, one child (5)", (3, [5])),
        ("3 friends and I", (4, None)),
        ("my wife and I with our baby", (3, [0])),
        ("five people including 2 children", (5, [None, None])),
    ],
)
def test_party_is_counted(words: str, party: tuple[int, list[int | None] | None]) -> None:
    reading = read(f"Plan Helsinki 14 to 15 May, {words}", trip=False)

    assert (reading.slots.get("party_size"), reading.slots.get("children")) == party


@pytest.mark.parametrize(
    ("words", "budget"),
    [
        ("under 300 euros", ("300", "EUR", "total")),
        ("€300", ("300", "EUR", "total")),
        ("300 EUR max", ("300", "EUR", "total")),
        ("about 50 a day", ("50", "EUR", "per_day")),
        ("100 per person", ("100", "EUR", "per_person")),
        ("budget 1.200,50", ("1200.5", "EUR", "total")),
        ("budget 1,200.50 pounds", ("1200.5", "GBP", "total")),
        ("2k budget", ("2000", "EUR", "total")),
        ("between 200 and 300 euros", ("300", "EUR", "total")),
        ("80 euros per person per day", ("80", "EUR", "per_person_per_day")),
        ("3 000 SEK", ("3000", "SEK", "total")),
        ("$500", ("500", "USD", "total")),
    ],
)
def test_budget_is_understood(words: str, budget: tuple[str, str, str]) -> None:
    reading = read(f"Plan Helsinki 14 to 15 May, {words}", trip=False)

    slots = ("budget_amount", "budget_currency", "budget_kind")
    assert tuple(reading.slots.get(slot) for slot in slots) == budget


def test_own_dollar_is_taken_and_said() -> None:
    reading = read("Plan Helsinki 14 to 15 May, $500", trip=False, currency="AUD")

    assert reading.slots["budget_currency"] == "AUD"
    assert ("currency", "AUD") in [(a.kind, a.value) for a in reading.assumed]


def test_what_is_not_understood_is_said() -> None:
    reading = read("Plan two days in Helsinki from 14 May, flibbertigibbet wombats", trip=False)

    assert reading.intent == "plan_trip"
    assert any("wombats" in phrase for phrase in reading.not_understood)


def test_typos_are_read_and_told() -> None:
    reading = read("remvoe the last stop tommorow")

    assert (reading.intent, reading.slots["stop_id"]) == ("remove_stop", "s7")
    assert ("tommorow", "tomorrow") in reading.corrected or reading.slots["day_number"] == 2


def test_name_shared_by_two_places_is_asked() -> None:
    reading = read("Remove the museum")

    assert reading.question is not None
    assert {option.slots["stop_id"] for option in reading.question.options} == {"s1", "s4"}


def test_stop_that_is_not_there_is_asked() -> None:
    reading = read("Remove the Louvre")

    assert reading.question is not None
    assert "Louvre" in reading.question.text
    assert len(reading.question.options) > 1


@pytest.mark.parametrize("agent", ["local_scout", "dining_orchestrator", "booking_assistant"])
def test_unknown_message_offers_what_the_agent_does(agent: str) -> None:
    reading = read("blah blah wibble", agent=agent)

    assert reading.intent == "unknown"
    assert reading.question is not None
    assert 2 <= len(reading.question.options) <= 4
    assert all(option.intent for option in reading.question.options)
