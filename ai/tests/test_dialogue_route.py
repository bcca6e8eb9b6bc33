"""Route and budget in a talk: when one is where, how far one walks, days in another order, sums of a kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ai.embedded.dialogue import Dialogue
from ai.embedded.types import Last, Offer, Pending, PlaceMatch, Question
from ai.embedded.understand import understand
from ai.embedded.wording_talk import ways_of
from ai.tests.understanding import TRIP, context, read
from ai.tools import TOOLS

ATENEUM = PlaceMatch("s4", "Ateneum Art Museum", 1.0)


def calls_of(text: str, **changes: Any) -> list[tuple[str, dict[str, Any]]]:
    dialogue = Dialogue(context(**changes), list(TOOLS))
    dialogue.read(text)
    return [(call.tool, dict(call.arguments)) for call in dialogue.calls]


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("Could you have Friday begin at eleven instead?", "start_later", {"at": "11:00", "day_number": 2}),
        (
            "We are not morning people. Could you have Friday begin at eleven?",
            "start_later",
            {"at": "11:00", "day_number": 2},
        ),
        ("Can you swap the first and the last day?", "swap_days", {"first": 1, "second": 3}),
        ("Exchange the first day with the third one.", "swap_days", {"first": 1, "second": 3}),
        ("Rearrange Friday so that we walk less.", "optimise_day", {"day_number": 2}),
        ("Could we stay at the Ateneum half an hour longer?", "change_length", {"stop": "s4", "minutes": 150}),
        ("What time do we have lunch on day 2?", "show_day", {"day_number": 2}),
        ("Actually, undo that last change.", "undo_last", {}),
        ("Please take that last change back.", "undo_last", {}),
        (
            "Could dinner on Friday start half an hour earlier?",
            "move_stop",
            {"stop": "s7", "day_number": 2, "at": "18:30"},
        ),
        ("Can the Ateneum be an hour later?", "move_stop", {"stop": "s4", "at": "11:00"}),
        (
            "Our flight arrives at two in the afternoon on the first day.",
            "start_later",
            {"at": "14:00", "day_number": 1},
        ),
        ("We get to Helsinki at 1 pm on Thursday.", "start_later", {"at": "13:00", "day_number": 1}),
        (
            "Find something that we could do for free instead of the Ateneum.",
            "replace_stop",
            {"stop": "s4", "wanted": "parks"},
        ),
        (
            "The entrance to the Ateneum cost us 20 euros.",
            "record_cost",
            {"stop": "s4", "amount": "20", "currency": "EUR"},
        ),
        ("Leave out the last stop before dinner on Friday.", "remove_stop", {"stop": "s6"}),
        ("Remove the stop right after lunch on Friday.", "remove_stop", {"stop": "s6"}),
        ("We had lunch at Soupster for 48.60.", "record_cost", {"stop": "s5", "amount": "48.6"}),
        (
            "I can tell you that Kiasma costs 18 euros.",
            "record_cost",
            {"stop": "s1", "amount": "18", "currency": "EUR", "paid": False},
        ),
        ("What is our last stop on Friday?", "show_day", {"day_number": 2}),
        ("Which part of the trip is likely to cost the most?", "budget_summary", {}),
        ("What exactly is still unknown?", "budget_summary", {}),
        ("Can you extend the trip to Sunday?", "make_longer", {"days": 4}),
        ("Undo the reordering, please.", "undo_last", {"about": "better order"}),
        ("How are we doing against those limits?", "budget_summary", {}),
        ("What would the trip cost without any museums?", "what_if", {"without": ["s1", "s4"]}),
        ("What time will we be at the Ateneum on Friday then?", "show_day", {"day_number": 2}),
        (
            "How long is the walk from the Ateneum to the lunch place?",
            "way_between",
            {"origin": "s4", "destination": "s5"},
        ),
        ("Where in the day did you put the Ateneum?", "show_day", {"day_number": 2}),
        ("How long is the longest walk on Friday?", "show_day", {"day_number": 2}),
        ("Could you at least start Friday half an hour earlier?", "start_later", {"day_number": 2, "minutes": -30}),
        ("Do all the places on Saturday open early enough for us?", "list_conflicts", {}),
        ("Fix the lunch on Friday, please.", "lock_stop", {"stop": "s5", "locked": True}),
        ("We need to save about 80 euros. What do you suggest?", "make_cheaper", {"by": "80"}),
        ("What does that leave for meals?", "budget_summary", {}),
        (
            "Please note 90 euros for the hotel breakfast, not paid yet.",
            "record_cost",
            {"title": "Hotel breakfast", "category": "food", "amount": "90", "currency": "EUR", "paid": False},
        ),
        ("Have Suomenlinna first thing on Friday.", "move_stop", {"stop": "s6", "before": "s4"}),
        ("Do we have enough time to get from one place to the next on Thursday?", "list_conflicts", {}),
    ],
)
def test_one_call_does_what_is_asked(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert calls_of(text) == [(tool, arguments)]


@pytest.mark.parametrize(
    "text",
    [
        "On which day do we go to the Ateneum?",
        "When are we at the Ateneum?",
        "How much time do we have at the Ateneum?",
        "Is there enough time at the Ateneum?",
    ],
)
def test_when_one_is_at_a_stop_tells_that_stop(text: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.slots["tells"], reading.slots["stop_id"]) == ("show_plan", "when", "s4")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Which day is the most expensive one?", "spent"),
        ("When does Kiasma close?", "is_open"),
        ("How far do we walk from Kiasma to the Ateneum?", "route"),
    ],
)
def test_what_only_sounds_alike_stays_another_request(text: str, intent: str) -> None:
    assert read(text).intent == intent


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("How long do we spend walking on Friday altogether?", 2),
        ("Is there a lot of walking on day 2?", 2),
        ("How far do we walk?", None),
        ("Which day has the longest distances on foot?", None),
        ("On which day do we walk the most?", None),
    ],
)
def test_walking_is_added_up(text: str, day: int | None) -> None:
    reading = read(text)

    assert (reading.intent, reading.slots["tells"], reading.slots.get("day_number")) == ("show_plan", "ways", day)


def test_ways_are_told_with_what_is_walked_of_them() -> None:
    walk, ride = ({"mode": mode, "minutes": 12, "metres": 900} for mode in ("walk", "transit"))
    stops = [{"travel": None}, {"travel": walk}, {"travel": ride}]

    assert ways_of([{"date": "2026-05-15", "stops": stops}]).endswith("24 min in all; on foot 12 min, 0.9 km.")
    assert ways_of([{"date": "2026-05-15", "stops": stops[:2]}]).endswith("12 min on foot in all, 0.9 km.")


def test_longer_stay_without_a_name_is_at_the_stop_spoken_of() -> None:
    assert calls_of("Could we stay half an hour longer?", last_places=(ATENEUM,)) == [
        ("change_length", {"stop": "s4", "minutes": 150})
    ]
    assert read("Could we stay half an hour longer?").question is not None
    assert calls_of("Could we stay a day longer?") == [("make_longer", {"days": 4})]


def test_that_day_is_the_one_spoken_of() -> None:
    assert calls_of("Put the stops of that day in a better order.", day=3) == [("optimise_day", {"day_number": 3})]


def test_two_starts_of_two_days_stay_two() -> None:
    assert [one[1]["day_number"] for one in calls_of("Start Friday at ten. Start Saturday at eleven.")] == [2, 3]


def test_stop_that_is_called_by_an_ordinary_word_is_found() -> None:
    wild = replace(TRIP.stops[-1], id="s99", name="Wild", day_number=2)
    found = (Offer("l3", "Amos"),)
    before = context(last_places=(PlaceMatch("l3", "Amos", 1.0),), found=found, offered=found)
    trip = replace(TRIP, stops=(*TRIP.stops, wild))
    reading = understand("Put it in instead of Wild.", replace(before, trip=trip))

    assert (reading.intent, reading.slots["stop_id"]) == ("replace_stop", "s99")


def test_question_about_the_order_changes_nothing() -> None:
    assert calls_of("Does the order of our stops make sense?") == [("show_day", {})]
    assert calls_of("Do we zigzag through the city on Friday?") == [("show_day", {"day_number": 2})]


def test_one_of_too_many_is_asked_for() -> None:
    reading = read("There are too many museums on Friday. Can you move one of them to Saturday?")

    assert (reading.intent, reading.slots["to_day_number"]) == ("move_stop", 3)
    assert reading.question is not None
    assert [option.slots["stop_id"] for option in reading.question.options] == ["s4"]


def test_these_two_are_the_last_that_were_spoken_of() -> None:
    spoken = (ATENEUM, PlaceMatch("s1", "Kiasma", 1.0))

    assert calls_of("Swap these two.", last_places=spoken) == [("swap_stops", {"first": "s4", "second": "s1"})]
    assert read("Swap these two.").question is not None


def test_day_that_has_to_end_sooner_asks_for_what_is_later() -> None:
    calls = calls_of("Our train leaves at 9 pm on Friday. Please make sure that we are done by five.")
    assert calls == [("remove_stop", {"stop": "s7"})]
    assert calls_of("Friday has to end by 22:00.") == []


def test_free_hour_is_asked_for_by_what_stands_in_its_way() -> None:
    reading = read("I would like an hour free after lunch on Friday.")
    assert reading.question is not None
    assert [option.intent for option in reading.question.options] == ["remove_stop", "deny"]
    assert reading.question.options[0].slots["stop_id"] == "s6"

    reading = read("I would like half an hour free after lunch on Friday.")
    assert (reading.intent, reading.slots["tells"], reading.question) == ("show_plan", "when", None)


def test_name_in_capitals_is_no_other_place_of_its_kind() -> None:
    reading = read("Could you add the History Museum on Saturday?")

    assert (reading.slots.get("place"), reading.slots.get("category")) == ("History Museum", None)
    assert read("Could you add a history museum on Saturday?").slots["category"] == "museum"


def test_praise_of_one_that_was_listed_tells_of_it() -> None:
    found = (Offer("l3", "Amos"), Offer("l8", "Oodi"))
    last = Last("find_food", {"meal": "dinner", "day_number": 2})
    reading = read("The second one would be nice.", found=found, offered=found, last=last, search=last)

    assert (reading.intent, reading.slots["location_id"]) == ("place_details", "l8")


def test_going_somewhere_that_is_planned_moves_it() -> None:
    calls = calls_of("Could we go there on Saturday morning instead?", last_places=(ATENEUM,))

    assert calls == [("move_stop", {"stop": "s4", "day_number": 3, "part": "morning"})]


def test_longer_meal_asks_how_long() -> None:
    reading = read("We would like a longer lunch on Friday.")

    assert (reading.intent, reading.slots["stop_id"]) == ("lengthen_stop", "s5")


def test_undo_of_what_only_waits_takes_nothing_older_back() -> None:
    last = Last("remove_stop", {"place": "Kiasma", "stop_id": "s1"})

    assert calls_of("Undo that.", last=last, waiting=("Kiasma, day 1, 10:00 to 12:00",)) == []
    assert calls_of("Undo that.", last=last) == [("undo_last", {})]


def test_that_one_of_a_list_is_asked_for() -> None:
    found = (Offer("l3", "Amos"), Offer("l8", "Oodi"))
    search = Last("find_food", {"meal": "dinner", "day_number": 1})
    reading = read("Take that one for Thursday's dinner.", found=found, offered=found, last=search, search=search)

    assert reading.intent == "add_stop" and reading.question is not None
    assert [option.label for option in reading.question.options] == ["Amos", "Oodi"]


@pytest.mark.parametrize("text", ["Take the Ateneum.", "Let's take the Ateneum, please.", "I'd say the Ateneum."])
def test_choice_answers_which_stop_is_meant(text: str) -> None:
    asked = Question("Which place do you mean?", "place")
    reading = read(text, pending=Pending("move_stop", {"to_day_number": 3}, asked))

    assert (reading.intent, reading.slots["stop_id"], reading.slots["to_day_number"]) == ("move_stop", "s4", 3)


def test_day_with_the_longest_ways_is_told_and_spoken_of_then() -> None:
    dialogue = Dialogue(context(), list(TOOLS))
    dialogue.read("Which day involves the most walking?")
    days = [
        {"number": n, "date": f"2026-05-{13 + n}", "stops": [{"travel": {"mode": "walk", "minutes": m, "metres": 800}}]}
        for n, m in ((1, 10), (2, 30), (3, 20))
    ]
    answer = dialogue.answer([{"ok": True, "days": days}])

    assert answer.startswith("You walk most on day 2, **Friday 15 May 2026**.")
    assert dialogue.understood[-1]["day"] == 2


def test_what_the_last_order_saved_is_told() -> None:
    dialogue = Dialogue(context(travel=(60, 45)), list(TOOLS))
    dialogue.read("How many minutes did that save us?")

    assert dialogue.answer([]).startswith("That saved 15 min:")
    assert calls_of("How much shorter is it now?") == [("show_day", {})]


def test_another_day_is_no_longer_trip() -> None:
    reading = read("There are too many stops on Friday. Could the outdoor stops go to another day?")

    assert reading.intent == "move_stop" and reading.question is not None
    assert [option.slots["stop_id"] for option in reading.question.options] == ["s4", "s5", "s6", "s7"]


def test_that_which_leads_on_is_no_place() -> None:
    assert "near_place" not in read("Is there something nearby that is free?").slots


def test_longest_way_is_told_with_its_ends() -> None:
    dialogue = Dialogue(context(), list(TOOLS))
    dialogue.read("How long is the longest walk on Friday?")
    stops = [
        {"key": name, "name": name, "travel": {"mode": "walk", "minutes": m}}
        for name, m in (("A", 3), ("B", 5), ("C", 12))
    ]
    answer = dialogue.answer([{"ok": True, "days": [{"number": 2, "date": "2026-05-15", "stops": stops}]}])

    assert answer == "The longest way is from **B** to **C**: about 12 min on foot."


def test_others_go_to_the_day_of_the_first() -> None:
    assert calls_of("Put Ateneum and Kiasma on the same day.") == [("move_stop", {"stop": "s1", "day_number": 2})]


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("I'd love to see if our route could be any shorter.", [("show_day", {})]),
        (
            "How much time do we have between the Ateneum and lunch?",
            [("way_between", {"origin": "s4", "destination": "s5"})],
        ),
        (
            "Begin Friday at nine and finish it by five.",
            [("start_later", {"at": "09:00", "day_number": 2}), ("remove_stop", {"stop": "s7"})],
        ),
    ],
)
def test_calls_of_a_sentence(text: str, calls: list[tuple[str, dict[str, Any]]]) -> None:
    assert calls_of(text) == calls


def test_undo_of_that_speaks_of_no_place() -> None:
    dialogue = Dialogue(context(last_places=(ATENEUM,)), list(TOOLS))
    dialogue.read("Undo that.")

    assert not dialogue.answer([{"ok": True, "undoes": "Days start at 09:00"}]).startswith("“that”")


def test_stops_are_swapped_by_their_place_in_the_day() -> None:
    calls = calls_of("Swap the first and the second stop on Thursday.")

    assert calls == [("swap_stops", {"first": "s1", "second": "s2"})]


def test_those_two_are_as_far_apart_as_their_way() -> None:
    spoken = (ATENEUM, PlaceMatch("s1", "Kiasma", 1.0))
    calls = calls_of("Are those two close to each other?", last_places=spoken)

    assert calls == [("way_between", {"origin": "s4", "destination": "s1"})]


def test_stops_after_another_are_listed_and_spoken_of_then() -> None:
    dialogue = Dialogue(context(), list(TOOLS))
    dialogue.read("Which stops do we have after lunch on Friday?")
    kept = {"start": "10:00", "leave": "11:00", "kind": "sight", "hours_known": False, "cost": "free"}
    stops = [
        {**kept, "key": key, "name": name} for key, name in (("s5", "Soupster"), ("s6", "Suomenlinna"), ("s7", "Savoy"))
    ]
    answer = dialogue.answer([{"ok": True, "days": [{"number": 2, "date": "2026-05-15", "stops": stops}]}])

    assert [line[:2] for line in answer.splitlines()[1:]] == ["1.", "2."]
    assert [row["id"] for row in dialogue.understood[-1]["offered"]] == ["s6", "s7"]
    offered = tuple(Offer(key, key, "stop") for key in ("s6", "s7"))
    assert calls_of("Skip the second one of those.", offered=offered) == [("remove_stop", {"stop": "s7"})]


def test_day_of_those_that_were_spoken_of() -> None:
    spoken = (ATENEUM, PlaceMatch("s1", "Kiasma", 1.0))
    dialogue = Dialogue(context(last_places=spoken), list(TOOLS))
    dialogue.read("On which day are they now?")
    kept = {"start": "10:00", "leave": "11:00", "kind": "sight", "hours_known": False, "cost": "free"}
    days = [
        {"number": n, "date": f"2026-05-{13 + n}", "stops": [{**kept, "key": key, "name": key}]}
        for n, key in ((1, "s1"), (2, "s4"), (3, "s9"))
    ]
    answer = dialogue.answer([{"ok": True, "days": days}])

    assert "**s1**" in answer and "**s4**" in answer and "**s9**" not in answer
