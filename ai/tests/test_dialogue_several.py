"""Several edits asked for in one message: which tools are called, in order, with which arguments."""

from __future__ import annotations

from typing import Any

import pytest

from ai.tests.test_dialogue_calls import calls, dialogue

Calls = list[tuple[str, dict[str, Any]]]

SHARING_A_VERB: list[tuple[str, Calls]] = [
    (
        "move Kiasma to day 2 and Suomenlinna to day 3",
        [("move_stop", {"stop": "s1", "day_number": 2}), ("move_stop", {"stop": "s6", "day_number": 3})],
    ),
    (
        "move the cathedral to 3pm and Kiasma to 11",
        [("move_stop", {"stop": "s3", "at": "15:00"}), ("move_stop", {"stop": "s1", "at": "11:00"})],
    ),
    (
        "shorten Kiasma to one hour and the Ateneum to 90 minutes",
        [("change_length", {"stop": "s1", "minutes": 60}), ("change_length", {"stop": "s4", "minutes": 90})],
    ),
    (
        "replace Kiasma with Amos Rex and the cathedral with Oodi",
        [("replace_stop", {"stop": "s1", "wanted": "l3"}), ("replace_stop", {"stop": "s3", "wanted": "l8"})],
    ),
    (
        "add Oodi to day 3 and the Design Museum to day 2",
        [("add_stop", {"wanted": "l8", "day_number": 3}), ("add_stop", {"wanted": "l4", "day_number": 2})],
    ),
    (
        "drop Kiasma, move Savoy to Saturday",
        [("remove_stop", {"stop": "s1"}), ("move_stop", {"stop": "s7", "day_number": 3})],
    ),
    (
        "move Kiasma and the cathedral to Friday",
        [("move_stop", {"stop": "s1", "day_number": 2}), ("move_stop", {"stop": "s3", "day_number": 2})],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), SHARING_A_VERB, ids=[text for text, _ in SHARING_A_VERB])
def test_each_part_that_shares_a_verb_keeps_its_own_goal(text: str, wanted: Calls) -> None:
    assert calls(text) == wanted


def test_a_verb_about_what_was_just_named_is_no_further_request() -> None:
    assert calls("we won't have time for the Ateneum, drop it") == [("remove_stop", {"stop": "s4"})]


def test_getting_rid_of_a_meal_takes_it_out() -> None:
    assert calls("get rid of the dinner on Friday") == [("remove_stop", {"stop": "s7"})]


LISTED: list[tuple[str, Calls]] = [
    ("add Amos Rex, Oodi and the Sibelius Monument", [("add_stop", {"wanted": one}) for one in ("l3", "l8", "l7")]),
    (
        "add Oodi and the Design Museum to day 3",
        [("add_stop", {"wanted": one, "day_number": 3}) for one in ("l8", "l4")],
    ),
    ("put the last thing on day 2 on day 1 instead", [("move_stop", {"stop": "s7", "day_number": 1})]),
    ("can't make it on Thursday", [("remove_stop", {"stop": one}) for one in ("s1", "s2", "s3")]),
    ("replace Kiasma with something outdoors", [("replace_stop", {"stop": "s1", "wanted": "parks"})]),
    ("put it back", [("undo_last", {})]),
]


@pytest.mark.parametrize(("text", "wanted"), LISTED, ids=[text for text, _ in LISTED])
def test_whole_of_a_request_is_carried_out(text: str, wanted: Calls) -> None:
    assert calls(text) == wanted


def test_as_many_changes_are_undone_as_were_said() -> None:
    assert calls("undo the last two changes") == [("undo_last", {}), ("undo_last", {})]
    assert calls("undo the last change") == [("undo_last", {})]


def test_undoing_by_name_is_about_that_change_alone() -> None:
    assert calls("undo the Ateneum") == [("undo_last", {"about": "Ateneum Art Museum"})]
    assert calls("please undo the change to Soupster") == [("undo_last", {"about": "Soupster"})]


def test_more_time_at_one_stop_is_not_less_at_it() -> None:
    readings = [step.reading for step in dialogue("less time at Kiasma, more at the Ateneum").steps]
    assert not any(one.intent == "shorten_stop" and one.slots.get("stop_id") == "s4" for one in readings)


def test_a_stop_that_is_described_by_its_kind_is_the_one_there_is_or_is_asked_for() -> None:
    assert calls("shorten the fancy dinner to an hour") == [("change_length", {"stop": "s7", "minutes": 60})]
    made = dialogue("drop the boring museum")
    assert made.calls == [] and made.question is not None
    assert [option.slots["stop_id"] for option in made.question.options] == ["s1", "s4"]
