"""What a turn wants to change, collected while the agent works and applied in one transaction at its end.

No transaction is open while a model is asked, and a turn that is run again after a crash applies nothing twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from trips.models import ItineraryItem, Trip
from trips.planning.edits import StopChange
from trips.planning.itinerary import Plan


@dataclass(frozen=True)
class Removal:
    """Stops that the traveller is asked to give up: bound to exactly these rows."""

    trip_id: uuid.UUID
    item_ids: tuple[uuid.UUID, ...]
    lines: tuple[str, ...]


@dataclass
class Draft:
    """The changes of one turn.

    ``before`` is the stored trip as a plan; ``plan`` what it becomes (or a new trip's plan where ``is_new``).
    """

    trip: Trip | None = None
    items: Sequence[ItineraryItem] = ()
    before: Plan | None = None
    plan: Plan | None = None
    is_new: bool = False
    changes: list[StopChange] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    undo: uuid.UUID | None = None
    accept: bool = False

    @property
    def reason(self) -> str:
        """One sentence for the history."""
        return "; ".join(self.reasons)


@dataclass
class TurnDeps:
    """What tools know of the turn. Who acts comes from here, never from an argument.

    ``prompt`` is the traveller's own message.
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
