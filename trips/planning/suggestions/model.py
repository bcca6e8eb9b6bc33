"""What producers of suggestions read and what they make: a scene, and suggestions with facts and steps."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from trips.planning.catalogue import Place
from trips.planning.conflicts import LoadedItem, LoadedTrip
from trips.planning.estimates import NO_ESTIMATES, Estimates
from trips.planning.itinerary import Plan
from trips.planning.money import UNKNOWN_COST, Cost
from trips.planning.request import PlanRequest

SuggestionType = Literal[
    "add_activity",
    "optimize_route",
    "book_restaurant",
    "budget_alert",
    "conflict_warning",
    "time_optimization",
    "weather_alert",
    "local_event",
    "cost_savings",
]

# Whose work each type is: the agents of the specification.
AGENTS: dict[SuggestionType, str] = {
    "add_activity": "local_scout",
    "optimize_route": "itinerary_optimizer",
    "book_restaurant": "dining_orchestrator",
    "budget_alert": "budget_guardian",
    "conflict_warning": "itinerary_optimizer",
    "time_optimization": "itinerary_optimizer",
    "weather_alert": "general_concierge",
    "local_event": "event_curator",
    "cost_savings": "budget_guardian",
}

Action = Literal["add", "update", "remove", "booking", "budget", "way_out"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that accepting does; the steps of a suggestion are applied together as one change set.

    action, values:
        add      a stop: title, type, place_id, starts, ends (ISO 8601 with offset; ends may be null), and the columns
                 of its cost; reasons as the planner's codes
        update   a stop's times: starts, ends
        remove   a stop
        booking  a stop's booking_status
        budget   scope ("total" or a category) and its new amount in the trip's currency
        way_out  conflict_id and the key of the way out that is taken
    item_id: the stop that is changed; None for the others.
    was: what the step was worked out for, and must find unchanged: starts and ends, booking_status, or amount.
    """

    action: Action
    item_id: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    was: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """Advice for a trip.

    key: the same for the same cause, whatever else changes, so that it is given once. facts: the evidence, a value of
    `data.FACTS[type]`. confidence: 0 to 1, how far the evidence carries. priority: 1 (whenever) to 10 (at once).
    expires: when there is no point in it any more. accept: what the button that accepts says. asks: it takes something
    away or spends, so accepting asks first. touches: items and days that it is about; of suggestions about the same
    only the best is shown.
    """

    type: SuggestionType
    key: str
    title: str
    description: str
    reasoning: str
    confidence: float
    priority: int
    expires: datetime
    facts: Any
    accept: str
    steps: tuple[Step, ...] = ()
    asks: bool = False
    touches: frozenset[str] = frozenset()

    @property
    def agent(self) -> str:
        """The agent whose work it is."""
        return AGENTS[self.type]

    @property
    def rank(self) -> tuple[float, float, datetime, str]:
        """Sorts the best first."""
        return -self.priority, -self.confidence, self.expires, self.key


@dataclass(frozen=True, slots=True)
class Idea:
    """A stop that has no day yet."""

    item_id: str
    title: str
    place: Place
    cost: Cost = UNKNOWN_COST


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the catalogue. ends: None where nobody said. ticket_url: https, or None."""

    place: Place
    starts: datetime
    ends: datetime | None = None
    kind: str = ""
    ticket_url: str | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A stored conflict that waits for an answer. ways: its options as they are stored."""

    id: str
    key: str
    type: str
    severity: int
    title: str
    description: str
    affected: tuple[str, ...]
    ways: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """A threshold that spending reached: an entry of `budget_tracking.alerts_sent`.

    scope: "total" or a category. threshold: share of the limit. at: when it was reached (ISO 8601).
    """

    scope: str
    threshold: Decimal
    limit: Decimal
    counted: Decimal
    currency: str
    at: str
    estimated: Decimal = Decimal(0)
    unknown: int = 0


@dataclass(frozen=True)
class Scene:
    """A trip and what is known around it; nothing is looked up later.

    plan: the trip's timed stops as a plan. places: the destination's catalogue. untimed: days with a stop whose time
    nobody said, so that nothing on them is known to be free. reservations: what the map says of reserving a table, by
    place id. paid: stops that are paid for. answered: keys of conflicts that the traveller settled or ignored.
    """

    trip: LoadedTrip
    plan: Plan
    now: datetime
    places: Sequence[Place] = ()
    estimates: Estimates = NO_ESTIMATES
    ideas: tuple[Idea, ...] = ()
    events: tuple[Happening, ...] = ()
    conflicts: tuple[OpenConflict, ...] = ()
    alerts: tuple[Alert, ...] = ()
    untimed: frozenset[date] = frozenset()
    reservations: Mapping[str, str] = field(default_factory=dict)
    paid: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    is_draft: bool = False

    @property
    def request(self) -> PlanRequest:
        """What the trip was asked with."""
        return self.plan.request

    @property
    def by_id(self) -> dict[str, LoadedItem]:
        """The trip's stops by id."""
        return {item.id: item for item in self.trip.items}

    @property
    def visited(self) -> frozenset[str]:
        """Places that the trip has already, ideas included."""
        stops = {item.place.id for item in self.trip.items if item.place is not None}
        return frozenset(stops | {idea.place.id for idea in self.ideas})


def key_of(type_: SuggestionType, rule: str, *cause: object) -> str:
    """The key of a suggestion: type, rule, and a digest of its cause."""
    text = "\x1f".join(str(part) for part in cause)
    return f"{type_}:{rule}:{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def times_were(item: LoadedItem) -> dict[str, str | None]:
    """A stop's times as a step keeps them."""
    return {
        "starts": item.starts.isoformat() if item.starts else None,
        "ends": item.ends.isoformat() if item.ends else None,
    }


def touching(*days: date, items: Sequence[str] = ()) -> frozenset[str]:
    """What a suggestion is about, as `Suggestion.touches` holds it."""
    return frozenset({f"day:{day.isoformat()}" for day in days} | set(items))
