"""Budget in a talk: sums of a kind, limits that go on from what was said, prices that are corrected, savings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ai.embedded.dialogue import Dialogue
from ai.embedded.types import Last
from ai.embedded.wording_money import cost_noted, of_a_category, of_a_kind
from ai.embedded.wording_talk import no_dearest_day
from ai.tests.understanding import TRIP, context, read
from ai.tools import TOOLS


def calls_of(text: str, **changes: Any) -> list[tuple[str, dict[str, Any]]]:
    dialogue = Dialogue(context(**changes), list(TOOLS))
    dialogue.read(text)
    return [(call.tool, dict(call.arguments)) for call in dialogue.calls]


def test_reckoning_goes_on_from_what_was_left_out() -> None:
    last = Last("what_if", {"place": "Kiasma", "stop_id": "s1"})

    assert calls_of("And without the Ateneum as well?", last=last) == [("what_if", {"without": ["s1", "s4"]})]
    assert calls_of("And without the Ateneum?", last=last) == [("what_if", {"without": ["s4"]})]


@pytest.mark.parametrize("text", ["Sorry, the coffee was 14.50.", "Sorry, it was 14.50."])
def test_corrected_price_is_that_of_what_was_noted(text: str) -> None:
    paid = Last("record_expense", {"expense": "coffee", "other_stop_id": "s2", "budget_amount": "12.5"})
    reading = read(text, last=paid, paid=paid)

    assert reading.slots == {**paid.slots, "budget_amount": "14.50", "corrects": True}


def test_another_purchase_is_no_correction() -> None:
    paid = Last("record_expense", {"expense": "coffee", "other_stop_id": "s2", "budget_amount": "12.5"})

    assert read("Sorry, the taxi was 14.50.", last=paid, paid=paid).slots["expense"] == "taxi"


def test_sums_of_a_kind_and_of_a_category() -> None:
    facts = {
        "currency": "EUR",
        "limit": "400.00",
        "left": "350.00",
        "by_category": [{"category": "food", "paid": "50.00", "planned": "0.00", "unknown": 2, "limit": "90.00"}],
    }

    museums = of_a_kind(facts, "museums", [("Ateneum", Decimal(20)), ("Kiasma", None)])
    assert museums.startswith("For museums the plan has **20 EUR**. What is unknown comes on top.")
    assert of_a_category(facts, "food") == (
        "**Food**: paid 50.00, 2 of unknown cost, limit 90.00 (EUR). Of 400.00 EUR, **350.00 EUR** are left."
    )
    assert "no cost is known of any day (3 stops" in no_dearest_day(3)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("How much would each of us have to pay?", {"per": "person"}),
        ("And what is that per day?", {"per": "day"}),
        ("How much of it did we spend on transport?", {"expense_category": "transport"}),
    ],
)
def test_sum_is_told_as_asked(text: str, slots: dict[str, str]) -> None:
    reading = read(text, agent="budget_guardian")

    assert (reading.intent, reading.slots) == ("spent", slots)


def test_limit_that_goes_on_from_a_category_is_its_own() -> None:
    asked = read("Is there a limit for activities?")
    assert (asked.intent, asked.slots) == ("budget_left", {"expense_category": "activities"})

    last = Last(asked.intent, asked.slots)
    limited = [("limit_category", {"category": "activities", "amount": "120"})]
    assert calls_of("Set one at 120 euros, please.", last=last, agent="budget_guardian") == limited
    assert calls_of("Set the budget to 120 euros.", last=last)[0][0] == "set_budget"


def test_purchase_is_no_limit_of_what_was_limited_before() -> None:
    last = Last("limit_category", {"expense_category": "food", "budget_amount": "200"})

    assert read("The hotel bar cost us 35 euros last night.", last=last).intent == "record_expense"
    assert calls_of("Make it 150.", last=last) == [("limit_category", {"category": "food", "amount": "150"})]


@pytest.mark.parametrize(
    ("text", "tool", "sums"),
    [
        (
            "I'd like to spend at most 150 euros on food and 100 euros on museums.",
            "limit_category",
            [("food", "150"), ("activities", "100")],
        ),
        (
            "We paid 20 euros for the tram and 15 for coffee.",
            "record_cost",
            [("transport", "20"), ("food", "15")],
        ),
    ],
)
def test_each_of_several_sums_counts(text: str, tool: str, sums: list[tuple[str, str]]) -> None:
    calls = calls_of(text)

    assert {name for name, _ in calls} == {tool}
    assert [(made["category"], made["amount"]) for _, made in calls] == sums


def test_saving_is_that_of_the_change_that_waits() -> None:
    last = Last("replace_stop", {"stop_id": "s4", "other_location_id": "l8"})
    assert calls_of("How much does that save?", last=last) == [("what_if", {"without": ["s4"], "plus": ["l8"]})]


def test_entry_that_was_noted_is_corrected_and_removed_itself() -> None:
    trip = replace(TRIP, entries=(("e1", "Taxi"),))
    paid = Last("record_expense", {"expense": "taxi", "budget_amount": "25", "expense_category": "transport"})
    made = []
    for text in ("Actually the taxi was only 22 euros.", "Delete the taxi again."):
        dialogue = Dialogue(replace(context(last=paid, paid=paid), trip=trip), list(TOOLS))
        dialogue.read(text)
        made += [(call.tool, dict(call.arguments)) for call in dialogue.calls]

    assert made == [("record_cost", {"stop": "e1", "amount": "22"}), ("remove_stop", {"stop": "e1"})]


def test_unpaid_entry_without_a_day_is_said_not_to_count_yet() -> None:
    facts = {"what": "Breakfast", "amount": "90", "currency": "EUR", "own_entry": True, "paid": False}

    assert cost_noted({**facts, "on_a_day": False}).endswith("Without a day it counts once it is paid.")
    assert cost_noted({**facts, "on_a_day": True}).endswith("It counts as planned.")


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Which of the days costs the least?", "spent", {"day_by": "min"}),
        ("Remind me what limits we have.", "budget_left", {}),
        ("Friday seems expensive. What does it cost?", "spent", {"day_number": 2, "date": "2026-05-15"}),
    ],
)
def test_question_about_days_and_limits(text: str, intent: str, slots: dict[str, Any]) -> None:
    reading = read(text, agent="budget_guardian")

    assert (reading.intent, reading.slots) == (intent, slots)


def test_noted_cost_is_taken_out_again() -> None:
    trip = replace(TRIP, entries=(("e1", "Taxi"),))
    dialogue = Dialogue(replace(context(), trip=trip), list(TOOLS))
    dialogue.read("Take the taxi out of the costs again.")

    assert [(call.tool, dict(call.arguments)) for call in dialogue.calls] == [("remove_stop", {"stop": "e1"})]
