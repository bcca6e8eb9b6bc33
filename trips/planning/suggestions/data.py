"""The schema of `suggestion_data`: facts of each type, and the steps that accepting takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from trips.planning.jsonable import from_json, to_json
from trips.planning.suggestions.model import Step, Suggestion, SuggestionType


@dataclass(frozen=True, slots=True)
class AddActivity:
    """A free stretch of a day and what fits into it. idea: it is one of the trip's own ideas. cost: None is unknown."""

    day: date
    free_from: datetime
    free_until: datetime
    place_id: str
    place: str
    starts: datetime
    ends: datetime
    minutes_there: int | None
    minutes_onward: int | None
    hours: str
    hours_as_of: str | None
    interests: tuple[str, ...] = ()
    idea: bool = False
    cost: Decimal | None = None
    cost_status: str = "unknown"
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class OptimizeRoute:
    """A day's travel before and after; estimated minutes and metres on foot."""

    day: date
    stops: int
    minutes_before: int
    minutes_after: int
    walk_before: int
    walk_after: int
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookRestaurant:
    """A table that should be reserved. because: needed, reservation, party or weekend."""

    item_id: str
    place: str
    starts: datetime
    people: int
    because: str
    reservation: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class BudgetAlert:
    """What is counted against a limit. scope: total or a category. over: by how much the limit is exceeded."""

    scope: str
    threshold: Decimal
    percent: int
    limit: Decimal
    counted: Decimal
    estimated: Decimal
    unknown: int
    over: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ConflictWarning:
    """A conflict that the trip cannot go on with, and its best way out."""

    conflict_id: str
    conflict: str
    severity: int
    text: str
    way: str
    removes: bool


@dataclass(frozen=True, slots=True)
class TimeOptimization:
    """A better time for a stop. rule: tight (hardly time to get there) or idle (a wait that could be skipped)."""

    rule: str
    item_id: str
    stop: str
    before: str
    minutes_needed: int
    minutes_there_are: int
    starts: datetime
    starts_then: datetime


@dataclass(frozen=True, slots=True)
class WeatherAlert:
    """A forecast that spoils a stop in the open. figures: of the forecast. moves_to: when it could be instead."""

    item_id: str
    stop: str
    day: date
    rule: str
    text: str
    figures: dict[str, Any]
    source: str
    issued: datetime | None = None
    moves_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class LocalEvent:
    """An event while the trip is there. ends, cost: None is unknown."""

    place_id: str
    event: str
    starts: datetime
    ends: datetime | None
    kind: str
    metres: int | None
    cost: Decimal | None = None
    currency: str = "EUR"
    ticket_url: str | None = None
    interests: tuple[str, ...] = ()
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class CostSavings:
    """A stop that could cost less. rule: free_instead or leave_out. saving: in the trip's currency."""

    rule: str
    item_id: str
    stop: str
    saving: Decimal
    currency: str
    estimated: bool
    budget: Decimal
    counted: Decimal
    instead_id: str | None = None
    instead: str | None = None
    metres: int | None = None
    hours: str | None = None


FACTS: dict[SuggestionType, type] = {
    "add_activity": AddActivity,
    "optimize_route": OptimizeRoute,
    "book_restaurant": BookRestaurant,
    "budget_alert": BudgetAlert,
    "conflict_warning": ConflictWarning,
    "time_optimization": TimeOptimization,
    "weather_alert": WeatherAlert,
    "local_event": LocalEvent,
    "cost_savings": CostSavings,
}


@dataclass(frozen=True, slots=True)
class Data:
    """`suggestion_data`, read. accept: the words of the button; asks: accepting asks first."""

    facts: Any
    steps: tuple[Step, ...]
    accept: str
    asks: bool


def data_of(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion's facts and steps as JSON values.

    Raises:
        ValueError: they do not fit the schema of its type.
    """
    value = {
        "facts": to_json(suggestion.facts),
        "steps": to_json(suggestion.steps),
        "accept": suggestion.accept,
        "asks": suggestion.asks,
    }
    read_data(suggestion.type, value)
    return value


def read_data(type_: str, value: Any) -> Data:
    """Read `suggestion_data` of a type.

    Raises:
        ValueError: it is not as the type's schema says; the message has the path of what does not fit.
    """
    schema = next((facts for name, facts in FACTS.items() if name == type_), None)
    if schema is None or not isinstance(value, dict) or set(value) != {"facts", "steps", "accept", "asks"}:
        raise ValueError(f"{type_}: facts, steps, accept and asks are wanted")
    facts: Any = from_json(schema, value["facts"])
    rest: Rest = from_json(Rest, {name: value[name] for name in ("steps", "accept", "asks")})
    return Data(facts, rest.steps, rest.accept, rest.asks)


@dataclass(frozen=True, slots=True)
class Rest:
    """What `suggestion_data` of every type holds beside its facts."""

    steps: tuple[Step, ...]
    accept: str
    asks: bool
