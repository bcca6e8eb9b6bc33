"""A plan: days of stops with times, travel, hours, costs and reasons; what could not be met, and what was
left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from trips.planning.jsonable import from_json, to_json
from trips.planning.money import UNKNOWN_COST, Cost, Money, Totals
from trips.planning.request import PlanRequest
from trips.planning.travel_time import Leg

StopKind = Literal["sight", "meal", "coffee", "evening"]
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as data: a code of `explain.SENTENCES` and the numbers and names that its sentence speaks
    of.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One stop. A meal without a place (`place_id` None) is time kept free for it.

    key: unique in the plan (an itinerary item's id, or the place's). arrive: when the party is there; start:
    when the visit starts (later where it waits for the doors); leave: when it ends. All aware, in the place's
    zone. travel: the way to this stop from the one before (None for the first stop of a day that starts
    anywhere). hours: that day's, as text; hours_as_of: month of the data. booked: its time may not move;
    locked: nor its day.
    """

    key: str
    place_id: str | None
    name: str
    kind: StopKind
    arrive: datetime
    start: datetime
    leave: datetime
    timezone: str
    latitude: float | None = None
    longitude: float | None = None
    subcategory: str = ""
    meal: str | None = None
    travel: Leg | None = None
    hours: str = "hours unknown"
    hours_known: bool = False
    hours_as_of: str | None = None
    cost: Cost = UNKNOWN_COST
    reasons: tuple[Reason, ...] = ()
    locked: bool = False
    booked: bool = False

    @property
    def minutes(self) -> int:
        """Length of the visit in whole minutes of real time."""
        return round((self.leave.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day. departs: when to leave the stay (or be at the first stop); returns: back at the stay (or
    done).
    """

    date: date
    number: int
    stops: tuple[PlannedStop, ...]
    departs: datetime | None = None
    returns: datetime | None = None
    return_travel: Leg | None = None
    holiday: str | None = None

    @property
    def travel_minutes(self) -> int:
        """Estimated minutes on the way, without buffers."""
        legs = [stop.travel for stop in self.stops] + [self.return_travel]
        return sum(leg.minutes for leg in legs if leg is not None)

    @property
    def walk_metres(self) -> int:
        """Estimated metres on foot."""
        legs = [stop.travel for stop in self.stops] + [self.return_travel]
        return sum(leg.metres for leg in legs if leg is not None and leg.mode == "walk")


@dataclass(frozen=True, slots=True)
class Stay:
    """Where the days start and end.

    place_id None: only a point, the centre of what the plan visits. suggested: the traveller named no
    lodging. counted: whether its cost is in the totals.
    """

    latitude: float
    longitude: float
    name: str
    place_id: str | None = None
    nights: int = 0
    suggested: bool = True
    counted: bool = False
    cost: Cost = UNKNOWN_COST
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """The nearest thing to a wish that could not be met: a place, and in what it differs."""

    place_id: str
    name: str
    differs: Reason


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that the plan does not meet, and the rule it fails by."""

    wish: str
    reason: Reason
    date: date | None = None
    alternative: Alternative | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A place considered for the plan and left out. because: the solver's sentence, `other` what it clashes
    with.
    """

    place_id: str
    name: str
    rule: str
    because: str
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to a request. checked: an independent check found nothing wrong with it."""

    request: PlanRequest
    city: str
    timezone: str
    currency: str
    days: tuple[PlannedDay, ...]
    totals: Totals
    stay: Stay | None = None
    unmet: tuple[Unmet, ...] = ()
    dropped: tuple[Left, ...] = ()
    notes: tuple[Reason, ...] = ()
    score: float = 0.0
    checked: bool = False

    @property
    def stops(self) -> Iterator[PlannedStop]:
        """All stops in order."""
        for day in self.days:
            yield from day.stops

    def day_of(self, key: str) -> PlannedDay | None:
        """The day that holds the stop with this key or place id."""
        for day in self.days:
            if any(key in (stop.key, stop.place_id) for stop in day.stops):
                return day
        return None

    def stop(self, key: str) -> PlannedStop | None:
        """The stop with this key or place id."""
        return next((stop for stop in self.stops if key in (stop.key, stop.place_id)), None)

    @property
    def budget_left(self) -> Money | None:
        """Budget less known and estimated costs; None without a budget."""
        if self.request.budget is None:
            return None
        counted = self.totals.counted
        return Money(self.request.budget.amount - counted.amount, counted.currency)

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        value = to_json(self)
        assert isinstance(value, dict)
        return value

    @classmethod
    def from_json(cls, data: Any) -> Plan:
        """Read what `to_json` wrote. Times come back in the zone of their place."""
        plan = from_json(cls, data)
        return replace(plan, days=tuple(_in_own_zone(day, plan.timezone) for day in plan.days))


def _in_own_zone(day: PlannedDay, timezone: str) -> PlannedDay:
    zone = ZoneInfo(timezone)
    stops = tuple(
        replace(
            stop,
            arrive=stop.arrive.astimezone(ZoneInfo(stop.timezone)),
            start=stop.start.astimezone(ZoneInfo(stop.timezone)),
            leave=stop.leave.astimezone(ZoneInfo(stop.timezone)),
        )
        for stop in day.stops
    )
    return replace(
        day,
        stops=stops,
        departs=day.departs.astimezone(zone) if day.departs else None,
        returns=day.returns.astimezone(zone) if day.returns else None,
    )
