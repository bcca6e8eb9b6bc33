"""The seven agents: what each is for, which tools it may use, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ai.enums import AgentType
from ai.tools import TOOLS

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"
LOOKING = ("find_nearby", "find_food", "is_open", "search_places", "budget_summary")
CHANGING = ("make_longer", "start_later", "add_stop", "move_stop", "remove_stop", "undo_last", "accept_trip")


@dataclass(frozen=True)
class AgentSpec:
    """One agent.

    Attributes:
        type: its name in the database.
        tools: names of the tools it may call.
        tool_calls: most calls in one turn.
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
        AgentSpec(AgentType.GENERAL_CONCIERGE, ("plan_trip", *LOOKING, *CHANGING)),
        AgentSpec(AgentType.LOCAL_SCOUT, (*LOOKING, "add_stop", "undo_last")),
        AgentSpec(AgentType.DINING_ORCHESTRATOR, (*LOOKING, "add_stop", "move_stop", "remove_stop", "undo_last")),
        AgentSpec(AgentType.EVENT_CURATOR, (*LOOKING, "add_stop", "undo_last")),
        AgentSpec(AgentType.ITINERARY_OPTIMIZER, ("plan_trip", *LOOKING, *CHANGING)),
        AgentSpec(AgentType.BUDGET_GUARDIAN, (*LOOKING, "remove_stop", "undo_last")),
        AgentSpec(AgentType.BOOKING_ASSISTANT, (*LOOKING, "undo_last")),
    )
}
assert all(name in TOOLS for spec in AGENTS.values() for name in spec.tools)
