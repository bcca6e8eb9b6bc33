"""What holds for every tool: its schema, what it answers to right and wrong names, to viewers and strangers, and that
nothing is written before the turn ends."""

from __future__ import annotations

import inspect
from datetime import date
from typing import Any

import pytest
from pydantic_ai import Tool
from pydantic_ai.models.test import TestModel

from ai.agents import AGENTS
from ai.draft import TurnDeps
from ai.tests.town import NOW, Town, make_town, rows
from ai.tools import TOOLS
from tripos.testing.cast import Cast

pytestmark = pytest.mark.django_db
UNKNOWN = "Atlantis Palace"
PLAN = {"destination": "Helsinki", "start_date": NOW.date(), "end_date": NOW.date()}
# tool -> arguments that work; arguments that name nothing, or None where a tool names nothing.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {
    "plan_trip": (PLAN, {**PLAN, "destination": UNKNOWN}),
    "make_longer": ({"days": 4}, {"days": 2}),
    "start_later": ({"minutes": 30, "day_number": 2}, {"day_number": 9}),
    "add_stop": ({"wanted": "Design Museum"}, {"wanted": UNKNOWN}),
    "move_stop": ({"stop": "Kiasma", "day_number": 2}, {"stop": UNKNOWN, "day_number": 2}),
    "remove_stop": ({"stop": "Kiasma"}, {"stop": UNKNOWN}),
    "replace_stop": ({"stop": "Kiasma", "wanted": "Design Museum"}, {"stop": UNKNOWN}),
    "swap_stops": ({"first": "City Museum", "second": "Kauppatori"}, {"first": UNKNOWN, "second": "Kiasma"}),
    "change_length": ({"stop": "Kiasma", "minutes": 60}, {"stop": UNKNOWN, "minutes": 60}),
    "make_shorter": ({"days": 1}, {"days": 9}),
    "swap_days": ({"first": 1, "second": 2}, {"first": 1, "second": 9}),
    "list_saved": ({}, None),
    "forget_preference": ({"value": "vegan"}, None),
    "lock_stop": ({"stop": "Kiasma"}, {"stop": UNKNOWN}),
    "optimise_day": ({"day_number": 1}, {"day_number": 9}),
    "optimise_trip": ({}, None),
    "find_nearby": ({"place": "Ateneum"}, {"place": UNKNOWN}),
    "way_between": ({"origin": "Ateneum", "destination": "Kiasma"}, {"origin": UNKNOWN, "destination": "Ateneum"}),
    "find_food": ({"diets": ["vegan"], "day_number": 1}, {"near": UNKNOWN}),
    "is_open": ({"place": "Ateneum"}, {"place": UNKNOWN}),
    "search_places": ({"words": "museum"}, {"words": "xyzzy plugh"}),
    "place_details": ({"place": "Jazz Night"}, {"place": UNKNOWN}),
    "find_events": ({}, {"words": "xyzzy"}),
    "add_event": ({"event": "Jazz Night"}, {"event": UNKNOWN}),
    "show_day": ({"day_number": 1}, {"day_number": 9}),
    "explain_stop": ({"stop": "Ateneum"}, {"stop": UNKNOWN}),
    "budget_summary": ({}, None),
    "what_if": ({"without": ["Kiasma", "Ateneum"]}, {"without": [UNKNOWN]}),
    "make_cheaper": ({"by": 5}, None),
    "set_budget": ({"amount": 150}, {"amount": 150, "currency": "ABC"}),
    "set_party": ({"adults": 3, "children": [6]}, {"adults": 0}),
    "change_dates": ({"start": date(2026, 6, 1)}, {"start": date(2026, 6, 3), "end": date(2026, 6, 1)}),
    "limit_category": ({"category": "food", "amount": 300}, {"category": "food", "amount": -1}),
    "record_cost": ({"stop": "Kiasma", "amount": 38}, {"stop": UNKNOWN, "amount": 38}),
    "list_bookings": ({}, None),
    "draft_booking": ({"stop": "Fish House"}, {"stop": UNKNOWN}),
    "request_booking": ({"stop": "Fish House"}, {"stop": UNKNOWN}),
    "set_booking": ({"stop": "Fish House", "status": "confirmed"}, {"stop": UNKNOWN, "status": "confirmed"}),
    "list_conflicts": ({}, None),
    "resolve_conflict": ({"number": 1}, {"number": 9}),
    "save_place": ({"place": "Kiasma", "note": "for the rain"}, {"place": UNKNOWN}),
    "remember_preference": ({"kind": "diet", "value": "vegan"}, {"kind": "pace", "value": "frantic"}),
    "propose_invitation": ({"email": "ann@example.org"}, {"email": UNKNOWN}),
    "list_changes": ({}, None),
    "undo_last": ({}, None),
    "accept_trip": ({}, None),
}
# Those that speak of the catalogue or the traveller alone: a trip that is not theirs is as good as none.
WITHOUT_A_TRIP = {
    "plan_trip", "find_nearby", "way_between", "find_food", "is_open", "search_places", "place_details", "find_events", "save_place",
    "remember_preference", "forget_preference", "list_saved",
}  # fmt: skip
LOOKING = {
    "show_day", "explain_stop", "budget_summary", "what_if", "list_bookings", "draft_booking", "list_conflicts",
    "list_changes",
}  # fmt: skip


@pytest.fixture
def town(cast: Cast) -> Town:
    return make_town(cast)


def arguments_of(tool: str, found: dict[str, Any]) -> dict[str, Any]:
    """Arguments validated as pydantic-ai validates what a model sends."""
    schema = Tool(TOOLS[tool], takes_ctx=True).function_schema
    checked: dict[str, Any] = schema.validator.validate_python(found)
    return checked


def untouched(deps: TurnDeps) -> bool:
    """Whether a turn's draft holds nothing to be done."""
    draft = deps.draft
    return draft.plan is None and not draft.actions and not draft.undo and not draft.accept


def test_cases_are_of_all_tools() -> None:
    assert set(CASES) == set(TOOLS)


@pytest.mark.parametrize("name", TOOLS)
def test_tool_has_a_typed_documented_schema_and_an_agent(name: str) -> None:
    tool = TOOLS[name]
    signature = inspect.signature(tool)
    assert inspect.iscoroutinefunction(tool)
    assert next(iter(signature.parameters)) == "ctx"
    made = Tool(tool, takes_ctx=True)
    schema = made.function_schema.json_schema
    assert made.description and len(made.description) > 20
    for parameter in list(signature.parameters)[1:]:
        assert signature.parameters[parameter].annotation is not inspect.Parameter.empty
        assert schema["properties"][parameter].get("description"), f"{name}.{parameter} is not described"
        assert parameter not in ("user", "user_id", "trip_id", "run_id")
    assert any(name in spec.tools for spec in AGENTS.values())


@pytest.mark.parametrize("agent", AGENTS)
def test_agent_is_built_of_its_tools_with_its_prompt(agent: str) -> None:
    from pydantic_ai import Agent

    spec = AGENTS[agent]
    assert len(set(spec.tools)) == len(spec.tools)
    assert {"show_day", "explain_stop", "undo_last", "remember_preference"} <= set(spec.tools)
    assert "third_party_text" in spec.prompt and "ask one short question" in spec.prompt
    Agent(TestModel(), instructions=spec.prompt, tools=[Tool(TOOLS[name], takes_ctx=True) for name in spec.tools])


@pytest.mark.parametrize("name", TOOLS)
def test_tool_does_what_it_says_and_writes_nothing_before_the_turn_ends(town: Town, name: str) -> None:
    before = rows()
    answer = town.call(name, town.deps(town.cast.bob), **arguments_of(name, CASES[name][0]))
    # Bob has changed nothing yet, and only Alice invites.
    refused = {"undo_last": "nothing_to_undo", "propose_invitation": "not_owner"}
    if name in refused:
        assert answer["problem"] == refused[name]
    else:
        assert answer["ok"], answer
    assert rows() == before


def test_tools_say_so_where_nothing_has_that_name(town: Town) -> None:
    before = rows()
    for name, (_, wrong) in CASES.items():
        if wrong is None:
            continue
        deps = town.deps(town.cast.alice)
        answer = town.call(name, deps, **arguments_of(name, wrong))
        assert not answer["ok"] and answer["problem"] and answer["message"], name
        assert untouched(deps), name
    assert rows() == before


def test_trip_of_others_looks_like_none(town: Town) -> None:
    for name in sorted(set(TOOLS) - WITHOUT_A_TRIP):
        arguments = arguments_of(name, CASES[name][0])
        stranger = town.deps(town.cast.charlie)
        foreign = town.call(name, stranger, **arguments)
        assert foreign == town.call(name, town.deps(town.cast.charlie, trip=False), **arguments), name
        assert foreign["problem"] == "no_trip", name
        assert untouched(stranger), name


def test_viewer_may_look_and_is_refused_changes(town: Town) -> None:
    found = {}
    for name in sorted(set(TOOLS) - WITHOUT_A_TRIP):
        deps = town.deps(town.cast.vera)
        answer = town.call(name, deps, **arguments_of(name, CASES[name][0]))
        found[name] = answer.get("problem", "shown")
        assert untouched(deps), name
    assert found == {name: "shown" if name in LOOKING else "read_only" for name in found}


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 5000, "%_\\'\";--", "🙈" * 300, "null"])
@pytest.mark.parametrize(
    ("name", "argument"),
    [
        (name, parameter)
        for name, tool in TOOLS.items()
        for parameter, found in inspect.signature(tool).parameters.items()
        if str(found.annotation) in ("str", "str | None")
    ],
)
@pytest.mark.slow
def test_tool_never_raises_for_odd_words(town: Town, name: str, argument: str, text: str) -> None:
    arguments = {**CASES[name][0], argument: text}
    answer = town.call(name, town.deps(town.cast.alice), **arguments_of(name, arguments))
    assert isinstance(answer["ok"], bool)
