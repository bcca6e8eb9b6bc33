"""What the traveller's own words ask for, held against what a model does after it has read the words of others.

Every tool runs through ``watched``. Once a run has seen a tool's answer (names, notes and descriptions are other
people's), a call that changes something has to be one that the traveller's message names: our grammar reads the
message, without any of the texts, and drives the tools that it asks for. So it is from the start where the message is
understood to ask for no change at all. A call that is not named is kept, but the turn's changes wait for the traveller.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cached_property, wraps
from typing import Any

from ai.draft import Denied, Draft, TurnDeps, calling_as_said
from ai.embedded.dialogue import Call, Dialogue
from ai.embedded.types import Context
from trips.planning.catalogue import folded

# Tools that only look. A message that asks for nothing else asks for no change.
LOOKING = frozenset(
    {
        "find_nearby",
        "way_between",
        "find_food",
        "find_events",
        "is_open",
        "search_places",
        "place_details",
        "show_day",
        "explain_stop",
        "budget_summary",
        "what_if",
        "list_bookings",
        "draft_booking",
        "list_conflicts",
        "list_saved",
        "list_changes",
    }
)
# A part of a name counts from this length on: "Ateneum" for "Ateneum Art Museum".
SHORTEST_PART = 4


@dataclass
class Said:
    """What a message asks for, read by our grammar alone.

    Args:
        prompt: the traveller's message.
        context: what was known before it (the trip, the catalogue's names).
        tools: names of all tools.
    """

    prompt: str
    context: Context
    tools: tuple[str, ...]
    names: dict[str, str] = field(default_factory=dict)

    results: list[Mapping[str, Any]] = field(default_factory=list)

    @cached_property
    def _dialogue(self) -> Dialogue:
        dialogue = Dialogue(self.context, self.tools)
        dialogue.read(self.prompt)
        return dialogue

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that the message asks for, with those that follow from what was found; none before a question
        of ours is answered."""
        if self._dialogue.question is not None:
            return ()
        following = self._dialogue.next_call(self.results)
        return (*self._dialogue.calls, *((following,) if following is not None else ()))

    def asks_for(self, tool: str, arguments: Mapping[str, Any], defaults: Mapping[str, Any]) -> bool:
        """Whether the message asks for this call.

        Args:
            tool: its name.
            arguments: what it is called with.
            defaults: what its arguments are where they are not given.
        """
        done = _given(arguments, defaults)
        return any(call.tool == tool and self._same(_given(call.arguments, defaults), done) for call in self.calls)

    def heard(self, tool: str, result: Any) -> None:
        """Take a tool's answer, where the message's next call is one of that tool: "find one, and add it"."""
        following = self._dialogue.next_call(self.results)
        if following is not None and following.tool == tool and isinstance(result, Mapping):
            self.results.append(result)

    @property
    def asks_for_no_change(self) -> bool:
        """Whether the message is understood, and as a question or small talk alone."""
        steps = self._dialogue.steps
        if self._dialogue.question is not None or any(step.then is not None for step in steps):
            return False
        if any(step.reading.intent == "unknown" for step in steps):
            return False
        return all(call.tool in LOOKING for call in self.calls)

    def mentions(self, *tools: str) -> bool:
        """Whether the message asks for one of these tools, with whatever arguments."""
        return any(call.tool in tools for call in self.calls)

    def _same(self, said: Mapping[str, Any], done: Mapping[str, Any]) -> bool:
        return said.keys() == done.keys() and all(self._equal(said[name], done[name]) for name in done)

    def _equal(self, said: Any, done: Any) -> bool:
        if isinstance(said, list | tuple) and isinstance(done, list | tuple):
            return len(said) == len(done) and all(any(self._equal(one, other) for other in done) for one in said)
        if isinstance(said, Mapping) and isinstance(done, Mapping):
            return self._same(said, done)
        one, other = _written(said), _written(done)
        if one == other:
            return True
        try:
            return Decimal(one) == Decimal(other)
        except InvalidOperation:
            pass
        one, other = folded(self.names.get(one, one)), folded(self.names.get(other, other))
        shorter, longer = sorted((one, other), key=len)
        return one == other or (len(shorter) >= SHORTEST_PART and f" {shorter} " in f" {longer} ")


def _given(arguments: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in arguments.items() if value not in (None, [], ()) and value != defaults.get(name)
    }


def _written(value: Any) -> str:
    """A value as both a model and the grammar may write it."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).strip().casefold()


Tool = Callable[..., Awaitable[Any]]


def watched(tool: Tool) -> Tool:
    """A tool that remembers what was read and notices what the traveller did not ask for. Its schema stays the same."""
    signature = inspect.signature(tool)
    defaults = {name: one.default for name, one in signature.parameters.items()}

    @wraps(tool)
    async def run(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        context, *_rest = bound.arguments.values()
        deps: TurnDeps = context.deps
        draft = deps.draft
        given = dict(list(bound.arguments.items())[1:])
        before, has_read = _state(draft), draft.has_read or draft.tainted
        is_said = draft.said is not None and draft.said.asks_for(tool.__name__, given, defaults)
        try:
            with calling_as_said(is_said):
                result = await tool(*args, **kwargs)
        except Denied as denied:
            return {"ok": False, "problem": "denied", "message": str(denied)}
        draft.has_read = True
        if draft.said is not None:
            draft.said.heard(tool.__name__, result)
        if _state(draft) != before:
            if not is_said and (has_read or (draft.said is not None and draft.said.asks_for_no_change)):
                draft.unnamed.append(tool.__name__)
            if isinstance(result, dict) and (draft.asks_first or draft.unnamed):
                result = {**result, "waits_for_approval": True}
        return result

    return run


def _state(draft: Draft) -> tuple[Any, ...]:
    """What a tool may change in a draft."""
    return id(draft.plan), len(draft.actions), len(draft.undo), draft.accept, len(draft.removals), draft.is_new
