"""Several things at once: stops of one request, two requests in a sentence, stops by their hour; towns of the world."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.world import towns_like, towns_of
from ai.tests.test_dialogue_calls import dialogue
from ai.tests.understanding import BEFORE, read


@pytest.mark.parametrize(
    ("text", "intent", "stops"),
    [
        ("drop both museums, my husband can't stand art", "remove_stop", ["s1", "s4"]),
        ("take out Soupster and the sauna", "remove_stop", ["s5", "s10"]),
        ("pin Kiasma, Soupster and the market", "lock_stop", ["s1", "s5", "s8"]),
        ("remove the museums", "remove_stop", ["s1", "s4"]),
        ("lock all the lunches", "lock_stop", ["s2", "s5"]),
        ("move everything on Saturday to Friday", "move_stop", ["s8", "s9", "s10"]),
        ("remove the last museum", "remove_stop", ["s4"]),
    ],
)
def test_one_request_is_meant_of_every_stop_that_is_named(text: str, intent: str, stops: list[str]) -> None:
    reading = read(text, today=BEFORE)

    every = [reading, *reading.also]
    assert {one.intent for one in every} == {intent}
    assert [one.slots["stop_id"] for one in every] == stops
    assert reading.question is None


def test_several_stops_are_several_calls() -> None:
    made = dialogue("take out Soupster and the sauna", "itinerary_optimizer")

    assert [(call.tool, call.arguments["stop"]) for call in made.calls] == [
        ("remove_stop", "s5"),
        ("remove_stop", "s10"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "trade the Ateneum for the Design Museum and let us start that day at 11",
            [("replace_stop", {"stop_id": "s4"}), ("start_later", {"day_number": 2, "time": "11:00"})],
        ),
        (
            "We're bringing our daughter (6) along, so less time in the Ateneum",
            [("change_party", {"children": [6]}), ("shorten_stop", {"stop_id": "s4"})],
        ),
        ("Kiasma is closed for renovation that week, so it has to go", [("remove_stop", {"stop_id": "s1"})]),
        (
            "wrap up earlier on day 2, and let's eat in the old market hall instead of savoy",
            [("finish_earlier", {"day_number": 2}), ("replace_stop", {"stop_id": "s7"})],
        ),
        ("swap Kiasma and the Ateneum", [("swap_stops", {"stop_id": "s1", "other_stop_id": "s4"})]),
        ("find a place with fish and chips near Kiasma", [("find_food", {})]),
    ],
)
def test_two_requests_of_a_sentence_and_a_reason_before_one(
    text: str, wanted: list[tuple[str, dict[str, Any]]]
) -> None:
    reading = read(text, today=BEFORE)

    every = [reading, *reading.also]
    assert [one.intent for one in every] == [intent for intent, _ in wanted]
    for one, (_, slots) in zip(every, wanted, strict=True):
        assert {slot: one.slots.get(slot) for slot in slots} == slots
        for span in one.spans:
            assert text[span.start : span.end] == span.text


def test_a_stop_is_named_by_its_hour() -> None:
    assert read("remove the 12:30 stop on Friday", today=BEFORE).slots["stop_id"] == "s5"
    assert read("drop the seven o'clock thing on day 2", today=BEFORE).slots["stop_id"] == "s7"
    several = read("drop the two o'clock thing", today=BEFORE)
    assert several.question is not None
    assert {option.slots["stop_id"] for option in several.question.options} == {"s3", "s6"}


def test_kind_that_the_plan_lacks_is_asked() -> None:
    for text in ("replace the opera on day 2 with Amos Rex", "lengthen the walking tour by an hour"):
        reading = read(text, today=BEFORE)
        assert reading.question is not None
        assert "stop_id" in reading.question.options[0].slots


def test_town_that_the_world_does_not_know_is_asked_with_what_comes_near() -> None:
    for text, name in (
        ("We go to Xyzzyville from 5 to 7 June", "Xyzzyville"),
        ("A trip to Ostrabad on 5 June", "Ostrabad"),
    ):
        reading = read(text, trip=False)
        assert reading.slots["destination"] == name
        assert reading.question is not None
        assert reading.question.slot == "destination"
        assert name in reading.question.text
    small = read("We go to Porvoo from 5 to 7 June", trip=False)
    assert (small.slots["destination"], small.question) == ("Porvoo", None)
    country = read("We go to Portugal from 5 to 7 June", trip=False)
    assert country.question is not None
    assert country.question.options[0].slots["destination"] == "Lisbon"
    assert "Helsinki" in towns_like("Helsnki", 3)
    assert towns_of("Nowhereland", 3) == ()


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Helsinki for the last three days of June", {"start_date": "2026-06-28", "end_date": "2026-06-30"}),
        ("Helsinki, Thu-Sun next week", {"start_date": "2026-05-14", "end_date": "2026-05-17"}),
        ("Helsinki from Friday evening to Sunday afternoon", {"start_date": "2026-05-08", "end_date": "2026-05-10"}),
        ("Helsinki, 5 nights, er, 4, from 1 June", {"end_date": "2026-06-05"}),
        ("Helsinki 2-4 June with a two-year-old and a baby, 2 grown-ups", {"party_size": 4, "adults": 2}),
        ("Helsinki 2-4 June, me and the wee one (she's 7)", {"party_size": 2, "children": [7]}),
        ("Helsinki 2-4 June for self + spouse + daughter 5 yrs", {"party_size": 3, "children": [5]}),
        ("Plan two days in Helsinki from 29 May; museums close on Mondays", {"end_date": "2026-05-30"}),
    ],
)
def test_dates_and_people_told_in_passing(text: str, slots: dict[str, Any]) -> None:
    reading = read(text, trip=False, today=BEFORE)

    assert {slot: reading.slots.get(slot) for slot in slots} == slots


def test_what_is_over_this_year_is_asked() -> None:
    reading = read("Helsinki from 2 May to 5 May this year", trip=False, today=BEFORE)

    assert reading.question is not None
    assert reading.question.slot == "start_date"
    assert read("any four days between 20 and 30 June in Helsinki", trip=False, today=BEFORE).question is not None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("we paid 42 for lunch on the 14th", "42"),
        ("We ate at Ekberg, the bill came to 57.20 with the tip", "57.2"),
        ("groceries 23, paid in cash", "23"),
    ],
)
def test_figure_of_an_expense_is_no_date_and_needs_no_currency(text: str, amount: str) -> None:
    reading = read(text, today=BEFORE)

    assert (reading.intent, reading.slots["budget_amount"]) == ("record_expense", amount)
