"""The seven agents: what each is for, which tools it may use, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ai.enums import AgentType
from ai.tools import TOOLS

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"

LOOKING = ("search_places", "find_nearby", "way_between", "is_open", "place_details", "find_food", "find_events")
STOPS = (
    "add_stop",
    "add_event",
    "move_stop",
    "remove_stop",
    "replace_stop",
    "swap_stops",
    "lock_stop",
    "change_length",
)
# What a traveller may ask of any agent: looking, and edits of stops, which are shown and can be undone.
EVERYONE = (
    "show_day",
    "explain_stop",
    "list_changes",
    "undo_last",
    "remember_preference",
    "forget_preference",
    "list_saved",
    "save_place",
    "budget_summary",
    "what_if",
    "record_cost",
    "list_bookings",
    "list_conflicts",
    *LOOKING,
    *STOPS,
)
MONEY = ("make_cheaper", "set_budget", "limit_category", "set_party")
BOOKINGS = ("draft_booking", "request_booking", "set_booking")
PLANNING = (
    "plan_trip",
    "make_longer",
    "make_shorter",
    "swap_days",
    "change_dates",
    "set_party",
    "start_later",
    "optimise_day",
    "optimise_trip",
    "accept_trip",
    "resolve_conflict",
)


@dataclass(frozen=True)
class AgentSpec:
    """One agent.

    Attributes:
        type: its name in the database.
        tools: names of the tools it may call.
        tool_calls: most calls in one turn. Tokens, seconds and cost are limited by settings and by rows of
            ``agent_limits``, which may name an agent.
    """

    type: AgentType
    tools: tuple[str, ...]
    tool_calls: int = 12

    @property
    def prompt(self) -> str:
        """Its instructions: those of every agent, then its own."""
        return _text("every_agent") + "\n\n" + _text(self.type.value)


@cache
def _text(name: str) -> str:
    return (PROMPTS / f"{name}.md").read_text(encoding="utf-8")


AGENTS: dict[str, AgentSpec] = {
    spec.type.value: spec
    for spec in (
        AgentSpec(AgentType.GENERAL_CONCIERGE, tuple(TOOLS), tool_calls=16),
        AgentSpec(AgentType.LOCAL_SCOUT, EVERYONE),
        AgentSpec(AgentType.DINING_ORCHESTRATOR, (*EVERYONE, *BOOKINGS)),
        AgentSpec(AgentType.EVENT_CURATOR, EVERYONE),
        AgentSpec(AgentType.ITINERARY_OPTIMIZER, (*EVERYONE, *PLANNING)),
        AgentSpec(AgentType.BUDGET_GUARDIAN, (*EVERYONE, *MONEY)),
        AgentSpec(AgentType.BOOKING_ASSISTANT, (*EVERYONE, *BOOKINGS)),
    )
}  # fmt: skip
assert all(name in TOOLS for spec in AGENTS.values() for name in spec.tools)
