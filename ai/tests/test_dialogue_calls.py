"""Which tools a message drives, for every agent; and that every tool has its sentence and its way to be reached."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ai.agents import AGENTS
from ai.embedded import wording
from ai.embedded.dialogue import Dialogue
from ai.embedded.serving import INTENTS
from ai.embedded.types import Offer
from ai.tests.understanding import context
from ai.tools import TOOLS

Calls = list[tuple[str, dict[str, Any]]]


def dialogue(text: str, agent: str = "general_concierge", tools: Any = None, **changes: Any) -> Dialogue:
    made = Dialogue(context(agent=agent, **changes), tools or AGENTS[agent].tools)
    made.read(text)
    return made


def calls(text: str, agent: str = "general_concierge", **changes: Any) -> Calls:
    return [(call.tool, call.arguments) for call in dialogue(text, agent, **changes).calls]


SERVED: list[tuple[str, str, Calls]] = [
    ("local_scout", "What's near Kiasma?", [("find_nearby", {"place": "l1"})]),
    ("local_scout", "how do I get from Kiasma to Oodi?", [("way_between", {"origin": "s1", "destination": "l8"})]),
    ("local_scout", "show us some hidden gems", [("search_places", {"words": "galleries", "little_known": True})]),
    ("local_scout", "something for a rainy day", [("search_places", {"words": "museums"})]),
    ("local_scout", "what can we do with kids", [("search_places", {"words": "family"})]),
    ("local_scout", "which museums are open now", [("search_places", {"words": "museum", "open_now": True})]),
    ("local_scout", "tell me about Amos Rex", [("place_details", {"place": "l3"})]),
    (
        "general_concierge",
        "invite anna@example.org as viewer",
        [("propose_invitation", {"email": "anna@example.org", "role": "viewer"})],
    ),
    ("local_scout", "save Oodi", [("save_place", {"place": "l8"})]),
    ("local_scout", "what's near here?", [("find_nearby", {"place": "Kiasma"})]),
    ("dining_orchestrator", "where do we eat tonight", [("find_food", {"day_number": 1, "meal": "dinner"})]),
    (
        "dining_orchestrator",
        "vegan lunch near Kiasma",
        [("find_food", {"diets": ["vegan"], "meal": "lunch", "near": "l1"})],
    ),
    ("dining_orchestrator", "replace the lunch on day 2", [("replace_stop", {"stop": "s5"})]),
    (
        "dining_orchestrator",
        "book a table for 4 at 19:30 at Savoy",
        [("draft_booking", {"stop": "s7", "people": 4, "at": "19:30"}), ("request_booking", {"stop": "s7"})],
    ),
    ("dining_orchestrator", "move dinner on Friday to 8pm", [("move_stop", {"stop": "s7", "at": "20:00"})]),
    ("event_curator", "What's on Saturday evening?", [("find_events", {"on": "2026-05-16"})]),
    (
        "event_curator",
        "concerts next weekend",
        [("find_events", {"on": "2026-05-23", "until": "2026-05-24", "words": "concert"})],
    ),
    (
        "event_curator",
        "what events are there during our trip",
        [("find_events", {"on": "2026-05-14", "until": "2026-05-16"})],
    ),
    ("itinerary_optimizer", "optimise day 2", [("optimise_day", {"day_number": 2})]),
    ("itinerary_optimizer", "less walking please", [("optimise_trip", {})]),
    ("itinerary_optimizer", "swap Kiasma and the cathedral", [("swap_stops", {"first": "s1", "second": "s3"})]),
    ("itinerary_optimizer", "start later on Friday", [("start_later", {"day_number": 2})]),
    ("itinerary_optimizer", "lock Suomenlinna", [("lock_stop", {"stop": "s6", "locked": True})]),
    ("itinerary_optimizer", "unlock Suomenlinna", [("lock_stop", {"stop": "s6", "locked": False})]),
    ("itinerary_optimizer", "shorten the Ateneum to one hour", [("change_length", {"stop": "s4", "minutes": 60})]),
    ("itinerary_optimizer", "extend Kiasma by half an hour", [("change_length", {"stop": "s1", "minutes": 150})]),
    (
        "itinerary_optimizer",
        "put Suomenlinna on Saturday at 11",
        [("move_stop", {"stop": "s6", "day_number": 3, "at": "11:00"})],
    ),
    ("itinerary_optimizer", "why did you choose Savoy", [("explain_stop", {"stop": "s7"})]),
    ("itinerary_optimizer", "what clashes", [("list_conflicts", {})]),
    ("itinerary_optimizer", "what are we doing on Friday", [("show_day", {"day_number": 2})]),
    (
        "itinerary_optimizer",
        "leave Saturday empty",
        [("remove_stop", {"stop": stop}) for stop in ("s8", "s9", "s10")],
    ),
    ("itinerary_optimizer", "make it 4 days", [("make_longer", {"days": 4})]),
    ("itinerary_optimizer", "add another day", [("make_longer", {"days": 4})]),
    ("budget_guardian", "how much have we spent", [("budget_summary", {})]),
    ("budget_guardian", "what if we drop Suomenlinna", [("what_if", {"without": ["s6"]})]),
    ("budget_guardian", "make it cheaper by 50", [("make_cheaper", {"by": "50"})]),
    ("budget_guardian", "get the total under 400 euros", [("make_cheaper", {"to": "400"})]),
    (
        "budget_guardian",
        "set the food budget to 200 euros",  # not that of the whole trip
        [("limit_category", {"category": "food", "amount": "200"})],
    ),
    (
        "budget_guardian",
        "we spent 38 euros at Kiasma",
        [("record_cost", {"stop": "s1", "amount": "38", "currency": "EUR"})],
    ),
    (
        "budget_guardian",
        "we paid 15 euros for postcards",
        [("record_cost", {"amount": "15", "currency": "EUR", "title": "Postcards", "category": "shopping"})],
    ),
    ("itinerary_optimizer", "what did you change?", [("list_changes", {})]),
    ("budget_guardian", "what if we also went to Oodi?", [("what_if", {"plus": ["l8"]})]),
    (
        "budget_guardian",
        "change the budget from 900 euros to 500 euros",
        [("set_budget", {"amount": "500", "currency": "EUR"})],
    ),
    ("budget_guardian", "save 50 euros without dropping Kiasma", [("make_cheaper", {"by": "50", "keep": ["s1"]})]),
    ("budget_guardian", "could you make Friday cheaper?", [("make_cheaper", {"day_number": 2})]),
    ("local_scout", "what is worth seeing near Oodi?", [("find_nearby", {"place": "l8", "kind": "attraction"})]),
    (
        "local_scout",
        "any hidden gems around Oodi?",
        [("find_nearby", {"place": "l8", "kind": "attraction", "little_known": True})],
    ),
    ("local_scout", "what could we do if it rains?", [("search_places", {"words": "museums"})]),
    (
        "event_curator",
        "are there any free events on Saturday?",
        [("find_events", {"on": "2026-05-16", "free": True})],
    ),
    ("event_curator", "what's on when we are free on Saturday?", [("find_events", {"on": "2026-05-16"})]),
    (
        "local_scout",
        "we like quiet places, keep that in mind",
        [("remember_preference", {"kind": "interest", "value": "quiet places"})],
    ),
    (
        "itinerary_optimizer",
        "Friday looks too busy. Can you reorder it so that we walk less?",
        [("optimise_day", {"day_number": 2})],
    ),
    (
        "dining_orchestrator",
        "add Amos Rex on Friday at 19:30 instead of Savoy",
        [("replace_stop", {"stop": "s7", "wanted": "l3", "at": "19:30"})],
    ),
    ("budget_guardian", "which stop is the most expensive?", [("budget_summary", {})]),
    ("itinerary_optimizer", "make Friday start an hour later", [("start_later", {"minutes": 60, "day_number": 2})]),
    ("budget_guardian", "set the budget to 800", [("set_budget", {"amount": "800"})]),
    ("budget_guardian", "we can only spend 120 euros a day", [("set_budget", {"amount": "360", "currency": "EUR"})]),
    ("booking_assistant", "what still needs booking", [("list_bookings", {})]),
    (
        "itinerary_optimizer",
        "day 2 has too much walking, put it in a better order",
        [("optimise_day", {"day_number": 2})],
    ),
    ("itinerary_optimizer", "leave Friday afternoon free", [("remove_stop", {"stop": one}) for one in ("s5", "s6")]),
    (
        "itinerary_optimizer",
        "can we fit in one more museum on Saturday?",
        [("add_stop", {"wanted": "museum", "day_number": 3})],
    ),
    (
        "local_scout",
        "how far is it from Kiasma to the cathedral?",
        [("way_between", {"origin": "s1", "destination": "s3"})],
    ),
    (
        "dining_orchestrator",
        "Add Juniper Table for dinner on Friday",
        [("add_stop", {"wanted": "Juniper Table", "day_number": 2, "meal": "dinner"})],
    ),
    (
        "dining_orchestrator",
        "could we have lunch at Amos Rex on Saturday?",
        [("add_stop", {"wanted": "l3", "day_number": 3, "meal": "lunch"})],
    ),
    (
        "itinerary_optimizer",
        "move Kiasma to Saturday morning",
        [("move_stop", {"stop": "s1", "day_number": 3, "part": "morning"})],
    ),
    (
        "local_scout",
        "add Amos Rex on Saturday afternoon",
        [("add_stop", {"wanted": "l3", "day_number": 3, "part": "afternoon"})],
    ),
    ("itinerary_optimizer", "and what is on day 2?", [("show_day", {"day_number": 2})]),
    ("budget_guardian", "what do you know about Kiasma?", [("place_details", {"place": "Kiasma"})]),
    ("booking_assistant", "draft a request for Savoy", [("draft_booking", {"stop": "s7"})]),
    ("booking_assistant", "draft a request for Savoy on Saturday", []),  # it is on Friday
    (
        "booking_assistant",
        "Savoy is confirmed, ref ABC123",
        [("set_booking", {"stop": "s7", "status": "confirmed", "reference": "ABC123"})],
    ),
    ("booking_assistant", "cancel the Savoy booking", [("set_booking", {"stop": "s7", "status": "cancelled"})]),
    ("general_concierge", "I'm vegan by the way", [("remember_preference", {"kind": "diet", "value": "vegan"})]),
    ("general_concierge", "finish by 7pm each day", [("remember_preference", {"kind": "day_end", "value": "19:00"})]),
    ("general_concierge", "undo that", [("undo_last", {})]),
    ("itinerary_optimizer", "shorten the trip to two days", [("make_shorter", {"days": 2})]),
    ("itinerary_optimizer", "swap day 1 and day 2", [("swap_days", {"first": 1, "second": 2})]),
    ("local_scout", "which places have I saved", [("list_saved", {})]),
    ("dining_orchestrator", "forget that we are vegan", [("forget_preference", {"value": "vegan"})]),
    ("dining_orchestrator", "a cheap place for lunch", [("find_food", {"meal": "lunch", "price": "cheap"})]),
    (
        "dining_orchestrator",
        "somewhere fancy for dinner at 8pm",
        [
            ("find_food", {"meal": "dinner", "at": "20:00", "price": "fancy"}),
        ],
    ),
]


@pytest.mark.parametrize(("agent", "text", "wanted"), SERVED, ids=[text for _, text, _ in SERVED])
def test_message_drives_tools(agent: str, text: str, wanted: Calls) -> None:
    assert calls(text, agent) == wanted


def test_every_tool_has_its_sentence_and_is_reached() -> None:
    reached = {tool for _, _, wanted in SERVED for tool, _ in wanted}
    reached |= {"plan_trip", "add_stop", "add_event", "is_open", "resolve_conflict", "accept_trip"}  # below
    reached |= {"set_party", "change_dates"}

    assert set(TOOLS) <= set(wording.telling())
    assert set(TOOLS) <= reached


def test_praise_takes_a_draft_and_is_small_talk_of_a_trip_that_stands() -> None:
    trip = context().trip
    assert trip is not None
    for is_draft, calls in ((True, ["accept_trip"]), (False, [])):
        dialogue = Dialogue(replace(context(), trip=replace(trip, is_draft=is_draft)), list(TOOLS))
        dialogue.read("looks perfect, keep it")
        assert [call.tool for call in dialogue.calls] == calls


def test_every_intent_of_the_grammar_is_served_or_answered() -> None:
    from ai.embedded.language import load_language
    from ai.embedded.types import Understanding

    for intent in load_language("en").intents:
        words = wording.without_tool(Understanding(intent.name), context())
        assert intent.name in INTENTS or "cannot do in the chat" not in words, intent.name


EVENTS = {
    "ok": True,
    "city": "Helsinki",
    "events": [
        {"id": "e1", "name": "Matinée", "kind": "concert", "date": "2026-05-16", "start": "11:00", "price": "10 EUR"},
        {"id": "e2", "name": "Jazz", "kind": "concert", "date": "2026-05-16", "start": "20:00", "price": "25 EUR"},
    ],
}


def test_what_is_found_is_fitted_in() -> None:
    made = dialogue("What's on Saturday evening? Please fit it in.", "event_curator")

    first = made.next_call([])
    assert first is not None and (first.tool, first.arguments) == ("find_events", {"on": "2026-05-16"})
    second = made.next_call([EVENTS])
    assert second is not None and (second.tool, second.arguments) == ("add_event", {"event": "e2"})
    assert made.next_call([EVENTS, {"ok": False, "message": "No."}]) is None
    assert "Jazz" in made.answer([EVENTS, {"ok": False, "message": "No."}])
    assert "Matinée" not in made.answer([EVENTS, {"ok": False, "message": "No."}])


def test_of_several_found_one_has_to_be_chosen() -> None:
    made = dialogue("What's on Saturday? Please fit it in.", "event_curator")

    assert made.next_call([]) is not None
    assert made.next_call([EVENTS]) is None
    assert made.question is not None
    assert [option.slots["event_id"] for option in made.question.options] == ["e1", "e2"]
    understood = made.understood
    assert understood[-1]["intent"] == "add_stop"
    assert [offer["id"] for offer in understood[-1]["offered"]] == ["e1", "e2"]


def test_listed_event_is_added_at_its_own_time() -> None:
    offered = (Offer("e1", "Matinée", "event"), Offer("e2", "Jazz", "event"))

    assert calls("add the second one", "event_curator", offered=offered) == [("add_event", {"event": "e2"})]


def test_a_name_that_is_no_event_is_added_as_a_place() -> None:
    made = dialogue("add the Wobbly Lantern", "event_curator")
    first = made.next_call([])
    refusal = {"ok": False, "problem": "no_such_event", "message": "No such event."}
    second = made.next_call([refusal])

    assert first is not None and first.tool == "add_event"
    assert second is not None and (second.tool, second.arguments) == ("add_stop", {"wanted": "Wobbly Lantern"})


def conflict(number: int) -> dict[str, Any]:
    return {"number": number, "title": f"Clash {number}", "text": "They overlap.", "options": []}


def test_the_one_conflict_is_settled() -> None:
    made = dialogue("fix the conflict", "itinerary_optimizer")
    assert made.next_call([]) is not None
    second = made.next_call([{"ok": True, "conflicts": [conflict(1)], "how_many": 1}])

    assert second is not None and (second.tool, second.arguments) == ("resolve_conflict", {"number": 1})


def test_of_several_conflicts_one_is_asked_for() -> None:
    made = dialogue("fix the conflicts", "itinerary_optimizer")
    assert made.next_call([]) is not None
    assert made.next_call([{"ok": True, "conflicts": [conflict(1), conflict(2)], "how_many": 2}]) is None

    assert made.question is not None
    assert [option.slots["conflict_number"] for option in made.question.options] == [1, 2]


def test_without_a_conflict_it_says_so() -> None:
    facts = {"ok": True, "conflicts": [], "how_many": 0}
    made = dialogue("fix the conflict", "itinerary_optimizer")

    assert made.next_call([]) is not None
    assert made.next_call([facts]) is None
    assert made.answer([facts]) == "Nothing clashes: the plan has no open conflict."


def test_tool_that_cannot_tell_which_asks_with_buttons() -> None:
    options = [
        {"key": "s1", "name": "A", "day_number": 1, "start": "10:00"},
        {"key": "s2", "name": "A", "day_number": 2, "start": "11:00"},
    ]
    made = dialogue("lock Suomenlinna", "itinerary_optimizer")
    assert made.next_call([{"ok": False, "problem": "ambiguous", "message": "Which?", "options": options}]) is None

    assert made.question is not None
    assert [option.label for option in made.question.options] == ["A (day 1, 10:00)", "A (day 2, 11:00)"]


def test_typed_yes_does_not_approve() -> None:
    made = dialogue("yes", waiting=("Remove Kiasma",))

    assert made.calls == []
    assert "Remove Kiasma" in made.answer([]) and "cannot approve" in made.answer([])


def test_tool_of_another_agent_is_not_called() -> None:
    made = dialogue("set the budget to 800", "local_scout", tools=("find_nearby",))

    assert made.calls == []
    assert made.answer([]) == wording.NOT_MY_JOB


def test_shorter_without_a_length_asks() -> None:
    made = dialogue("less time at Suomenlinna", "itinerary_optimizer")

    assert made.calls == []
    assert made.question is not None
    assert [option.slots["duration_minutes"] for option in made.question.options] == [90, 135]


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("Is Amos Rex open tomorrow at 10?", "is_open", {"place": "l3", "on": "2026-05-15", "at": "10:00"}),
        ("add Amos Rex on day 2", "add_stop", {"wanted": "l3", "day_number": 2}),
    ],
)
def test_place_is_handed_over_by_its_id(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert calls(text) == [(tool, arguments)]


def test_children_whose_age_is_not_told_are_counted_as_adults_and_that_is_said() -> None:
    made = dialogue("Four of us, two kids, Helsinki 14 to 15 May", trip=False)
    arguments = made.calls[0].arguments
    assert (arguments["adults"], arguments.get("children_ages")) == (4, None)
    assert "counted as an adult" in made.steps[0].reading.assumed[-1].text


def test_whole_trip_is_planned_from_a_sentence() -> None:
    text = "Plan two days in Helsinki for two from 14 to 15 May, museums and good coffee, vegan lunch, under 300 euros"

    assert calls(text, trip=False) == [
        (
            "plan_trip",
            {
                "start_date": "2026-05-14",
                "end_date": "2026-05-15",
                "budget_amount": "300",
                "budget_currency": "EUR",
                "budget_kind": "total",
                "interests": ["museums", "coffee"],
                "diets": ["vegan"],
                "meal_diets": {"lunch": ["vegan"]},
                "destination": "Helsinki",
                "adults": 2,
            },
        )
    ]
