"""What is asked of a list that was just shown, and stops taken out of one."""

from __future__ import annotations

from typing import Any

import pytest

from ai.embedded.types import Last, Offer, Option, Pending, PlaceMatch, Question
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
        ("Which day has the most free time?", ("show_day", {})),
        ("Where will we have dinner on Friday?", ("show_day", {"day_number": 2})),
        ("What can we do on Saturday morning?", ("search_places", {"words": "sights"})),
        ("What would you do on Friday night?", ("find_events", {"on": "2026-05-15"})),
        ("We'd like to eat at one on Friday.", ("move_stop", {"stop": "s5", "at": "13:00"})),
        ("What is the most expensive thing we have planned?", ("budget_summary", {})),
        ("What did that change?", ("list_changes", {})),
        ("Can we still have dinner before it?", ("show_day", {})),
        ("Please draft something for the dinner on Friday.", ("draft_booking", {"stop": "s7"})),
        ("Add Oodi right after breakfast.", ("add_stop", {"wanted": "l8", "part": "morning"})),
        (
            "Add Oodi before dinner on Thursday.",
            ("add_stop", {"wanted": "l8", "day_number": 1, "part": "afternoon"}),
        ),
        ("Add Oodi after lunch on Thursday.", ("add_stop", {"wanted": "l8", "after": "s2"})),
        ("Please change the order on Friday.", ("optimise_day", {"day_number": 2})),
        ("Can we change Friday's dinner?", ("replace_stop", {"stop": "s7"})),
        ("Save the restaurant of Friday evening for later.", ("save_place", {"place": "Ravintola Savoy"})),
        ("Forget the thing with the pork.", ("forget_preference", {"value": "pork"})),
        (
            "I'd like to change our lunch on Friday. Could you suggest something with fish?",
            ("find_food", {"cuisines": ["seafood"], "day_number": 2, "meal": "lunch", "near": "s5"}),
        ),
        ("Is there anything for our child on Friday?", ("search_places", {"words": "family"})),
        ("Now is there time for a proper lunch?", ("find_food", {"meal": "lunch"})),
    ],
)
def test_single_requests(text: str, call: tuple[str, dict[str, Any]]) -> None:
    assert calls(text) == [call]


@pytest.mark.parametrize("text", ["That looks nice. Please create it.", "Fine, go ahead.", "Yes, please."])
def test_a_draft_is_taken(text: str) -> None:
    assert understand(text, draft()).intent == "accept"


ROUTE = Last("route", {"place": "Kiasma", "stop_id": "s1", "other_place": "Ravintola Savoy", "other_stop_id": "s7"})


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("And by tram?", ("way_between", {"origin": "s1", "destination": "s7"})),
        ("Would a taxi be quicker?", ("way_between", {"origin": "s1", "destination": "s7"})),
        ("What else could we see on the way?", ("find_nearby", {"place": "s7", "kind": "attraction"})),
    ],
)
def test_after_a_way_was_told(text: str, call: tuple[str, dict[str, Any]]) -> None:
    assert calls(text, last=ROUTE) == [call]


@pytest.mark.parametrize("text", ["All right, the second one.", "All right, take the second one."])
def test_a_yes_with_a_choice_is_the_choice(text: str) -> None:
    assert calls(text, **FOUND) == [("replace_stop", {"stop": "s7", "wanted": "l8"})]


def test_take_that_one_asks_which_of_them() -> None:
    asked = read("All right, take that one.", **FOUND).question

    assert asked is not None
    assert [option.label for option in asked.options] == ["Amos Rex", "Oodi"]


def test_places_that_are_not_planned_are_asked_for() -> None:
    reading = read("We would love to see a modern art museum. Is there one we haven't planned yet?")

    assert (reading.intent, reading.slots["unplanned"]) == ("find_places", True)


def test_a_draft_is_kept() -> None:
    assert understand("That's great, keep it.", draft()).intent == "accept"
    assert understand("Nothing too long per day please.", draft()).slots["pace"] == "relaxed"


@pytest.mark.parametrize("text", ["The second one, please.", "Let's take the second one.", "2"])
def test_an_answer_chooses_of_what_was_asked_and_not_of_the_day(text: str) -> None:
    question = Question("Which one?", "place", tuple(Option(name, {"place": name}) for name in ("Kiasma", "Oodi")))
    reading = read(text, pending=Pending("remove_stop", {}, question), **FRIDAY)

    assert (reading.intent, reading.slots["place"]) == ("remove_stop", "Oodi")


@pytest.mark.parametrize("text", ["Who else can see this trip?", "And how would we get home from there?"])
def test_what_is_no_change_of_the_plan(text: str) -> None:
    assert calls(text, **FRIDAY) == []


def test_what_was_reckoned_is_done_when_asked() -> None:
    reckoned = Last("what_if", {"place": "Kiasma", "stop_id": "s1"})

    assert calls("All right, do that.", last=reckoned) == [("remove_stop", {"stop": "s1"})]
    assert calls("Thank you.", last=reckoned) == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Could you move the Ateneum to another day?", "move_stop"),
        ("Does that still leave time for every stop?", "find_conflicts"),
        ("Which of our bookings still need an answer?", "booking_status"),
    ],
)
def test_no_day_is_added_and_no_place_looked_for(text: str, intent: str) -> None:
    assert read(text).intent == intent


def test_what_is_for_the_morning_takes_no_dinners_place() -> None:
    called, given = calls("The second one, for half an hour in the morning.", **FOUND)[0]

    assert (called, given["wanted"], given["part"], given["minutes"]) == ("add_stop", "l8", "morning", 30)


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("Could everything start an hour later?", ("start_later", {"minutes": 60, "day_number": 2})),
        ("When are we done in the evening?", ("show_day", {"day_number": 2})),
        ("Do we still have lunch at a normal time?", ("show_day", {})),
        ("Is our trip ready, or is something still missing?", ("list_conflicts", {})),
        (
            "It will rain on Saturday. Could you change the plan so that we're mostly inside?",
            ("search_places", {"words": "museums"}),
        ),
    ],
)
def test_a_day_that_was_shown_goes_on(text: str, call: tuple[str, dict[str, Any]]) -> None:
    assert calls(text, **FRIDAY) == [call]


@pytest.mark.parametrize("text", ["Do you have anything with outdoor seating?", "Which of them has a terrace?"])
def test_what_is_not_stored_of_a_list_is_not_looked_for_elsewhere(text: str) -> None:
    assert read(text, **FOUND).intent == "which_of_list"
    assert calls(text, **FOUND) == []


def test_more_like_those_of_the_list() -> None:
    assert calls("Are there any other places like that?", **FOUND)[0][0] == "find_food"


def test_a_phone_number_is_that_of_the_place_spoken_of() -> None:
    spoken = (PlaceMatch("s7", "Ravintola Savoy", 1.0),)

    assert calls("And what is the phone number?", last_places=spoken)[0][0] == "place_details"
    assert calls("And what is the phone number?", last_places=spoken)[0][1]["place"] == "Ravintola Savoy"


def test_a_taste_that_is_told_of_a_draft_plans_it_anew() -> None:
    reading = understand("They love classical music and good food.", draft())

    assert (reading.intent, reading.slots["interests"]) == ("plan_trip", ["art", "classical", "food"])


def test_a_table_that_was_found_for_a_dinner_is_that_dinner() -> None:
    search = Last("find_food", {"meal": "dinner", "day_number": 1})
    known = {**FOUND, "search": search, "last": search, "found": (OODI,), "offered": (OODI,)}

    assert calls("Good, take that one.", **known) == [("add_stop", {"wanted": "l8", "day_number": 1, "meal": "dinner"})]


def test_a_meal_of_a_day_is_that_days() -> None:
    assert read("How expensive is our lunch on Thursday?", day=2).slots["stop_id"] == "s2"


def test_one_of_them_is_none_that_was_spoken_of_before() -> None:
    last = Last("add_stop", {"place": "Ravintola Savoy", "stop_id": "s7"})
    spoken = (PlaceMatch("s7", "Ravintola Savoy", 1.0),)
    reading = read("Friday has too many museums. Take one of them out.", day=2, last=last, last_places=spoken)

    assert (reading.intent, "stop_id" in reading.slots) == ("remove_stop", False)
    assert reading.question is not None and [one.label for one in reading.question.options] == ["Ateneum Art Museum"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("Take one out.", "remove_stop"), ("Take 30 euros off.", "cheaper"), ("Put them back as they were.", "undo")],
)
def test_one_is_no_sum(text: str, intent: str) -> None:
    assert read(text).intent == intent
