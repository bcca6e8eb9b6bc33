"""What a turn wants to change, collected while the agent works and applied in one transaction at its end.

No transaction is open while a model is asked, and a turn that is run again after a crash applies nothing twice.

How a tool changes something (all of it runs inside ``in_database``):

* Stops of the trip, by a planner's edit: ``draft.edit(edit.plan, edit.changes, reason)``. Several edits of a turn add
  up; at the end they are one change set, or one question to the traveller with the difference drawn from the rows.
* Anything else: ``draft.do(kind, arguments, reason)`` for what may happen at once, with an undo;
  ``draft.ask(kind, arguments, reason)`` for what has to wait in any case. ``kind`` is registered in ``ai.approvals``
  with how it is shown, how it is carried out, and whether it always waits (what deletes, books, spends, shares,
  invites or mails does, also when a tool called ``do``). ``arguments`` are JSON values and all that carrying out will
  know: ids of rows, not objects. Both return what to put into the tool's answer: ``{"waits_for_approval": True}``
  where the traveller is asked first. A kind that was refused in this conversation raises ``Denied`` unless the
  traveller's message asks for it again.
* Text that others wrote (descriptions, reviews, notes, mail): ``draft.third_party(text)`` cuts and wraps it as data and
  remembers that it was read. Whatever is changed after a run read words that are not the traveller's waits for
  approval, unless the traveller's own message named it (``ai.taint``).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pydantic_ai.framing import register_tag, wrap

from trips.models import ItineraryItem, Trip
from trips.planning.edits import StopChange
from trips.planning.itinerary import Plan

if TYPE_CHECKING:  # it watches over drafts
    from ai.taint import Said

# What a model reads of a third party's text at most, in characters.
TEXT_CHARACTERS = 300
THIRD_PARTY = register_tag("third_party_text")


class Denied(Exception):
    """The traveller said no to exactly this in this conversation, and did not ask for it again."""


_is_said: ContextVar[bool] = ContextVar("tripos_call_is_said", default=False)


@contextmanager
def calling_as_said(is_said: bool) -> Iterator[None]:
    """Mark the tool call of the block as one that the traveller's message asks for, or not."""
    token = _is_said.set(is_said)
    try:
        yield
    finally:
        _is_said.reset(token)


@dataclass(frozen=True)
class Removal:
    """Stops that the traveller is asked to give up: bound to exactly these rows."""

    trip_id: uuid.UUID
    item_ids: tuple[uuid.UUID, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """One thing to do besides edits of the plan.

    Attributes:
        kind: its name in ``ai.approvals.KINDS``.
        arguments: JSON values; exactly what is carried out.
        reason: a sentence for the history.
        asked: whether the tool wants the traveller's word first, whatever the setting.
    """

    kind: str
    arguments: Mapping[str, Any]
    reason: str
    asked: bool = False

    @property
    def fingerprint(self) -> str:
        """The same for the same thing: kind and arguments."""
        return fingerprint(self.kind, self.arguments)


def fingerprint(kind: str, arguments: Mapping[str, Any]) -> str:
    """A key of exactly these arguments."""
    return f"{kind} {json.dumps(arguments, sort_keys=True, default=str)}"


@dataclass
class Draft:
    """The changes of one turn.

    ``before`` is the stored trip as a plan; ``plan`` what it becomes (or a new trip's plan where ``is_new``).
    ``tainted``: a text that others wrote has been read, now or earlier in the conversation; ``has_read``: this run has
    seen an answer of a tool. ``unnamed``: tools that changed something after that and that the message did not ask
    for. ``denied``: fingerprints of what the traveller refused in this conversation. ``asks_first``: their setting.
    """

    trip: Trip | None = None
    items: Sequence[ItineraryItem] = ()
    before: Plan | None = None
    plan: Plan | None = None
    is_new: bool = False
    changes: list[StopChange] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    undo: list[uuid.UUID] = field(default_factory=list)
    accept: bool = False
    actions: list[Action] = field(default_factory=list)
    tainted: bool = False
    has_read: bool = False
    said: Said | None = None
    unnamed: list[str] = field(default_factory=list)
    denied: frozenset[str] = frozenset()
    asks_first: bool = False

    @property
    def reason(self) -> str:
        """One sentence for the history."""
        return "; ".join(reason for reason in self.reasons if reason)

    def edit(self, plan: Plan, changes: Sequence[StopChange], reason: str) -> None:
        """Take a planner's edit: the plan becomes ``plan``; ``changes`` are what this edit did."""
        self.plan = plan
        self.changes.extend(changes)
        self.reasons.append(reason)

    def do(self, kind: str, arguments: Mapping[str, Any], reason: str) -> dict[str, Any]:
        """Have something done at the turn's end.

        It still waits where its kind always does, where the traveller is to be asked first, and where the run has
        read words of others and the message did not name it.

        Raises:
            Denied: the traveller said no to exactly this before.
        """
        return self._take(Action(kind, dict(arguments), reason))

    def ask(self, kind: str, arguments: Mapping[str, Any], reason: str) -> dict[str, Any]:
        """Ask the traveller for something; it is done when they say yes, and only then.

        Raises:
            Denied: the traveller said no to exactly this before.
        """
        return self._take(Action(kind, dict(arguments), reason, asked=True))

    def _take(self, action: Action) -> dict[str, Any]:
        if action.fingerprint in self.denied and not _is_said.get():
            raise Denied("The traveller said no to this. Do not do it in another way either.")
        if all(action.fingerprint != known.fingerprint for known in self.actions):
            self.actions.append(action)
        return {"waits_for_approval": True} if action.asked or self.asks_first else {}

    def third_party(self, text: str, most: int = TEXT_CHARACTERS) -> str:
        """Words of others as data for a model: cut to ``most`` characters, wrapped, and remembered as read."""
        self.tainted = True
        kept = text if len(text) <= most else text[: most - 1].rstrip() + "…"
        return wrap(THIRD_PARTY, kept)


@dataclass
class TurnDeps:
    """What tools know of the turn. Who acts comes from here, never from an argument.

    ``prompt`` is the traveller's own message; ``known`` what a model is told beside its agent's instructions (the
    day, the trip's frame, the layers of the context), without words of others.
    """

    user_id: uuid.UUID
    run_id: uuid.UUID
    conversation_id: uuid.UUID | None
    prompt: str
    today: date
    now: datetime
    agent_type: str
    currency: str
    preferences: dict[str, Any] = field(default_factory=dict)
    draft: Draft = field(default_factory=Draft)
    known: str = ""
