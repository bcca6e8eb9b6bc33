"""What conflict detection reads and what it finds: a loaded trip, and conflicts with evidence and
ways out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from trips.planning.catalogue import Place
from trips.planning.money import NO_RATES, UNKNOWN_COST, Cost, Money, Rates
from trips.planning.request import Pace, Party
from trips.planning.travel_time import Mode

ConflictType = Literal[
    "time_overlap",
    "location_distance",
    "booking_unavailable",
    "budget_exceeded",
    "preference_mismatch",
    "weather_issue",
    "capacity_issue",
]
ItemType = Literal["activity", "restaurant", "accommodation", "transport", "event", "custom"]

# From here on a trip does not work as it stands: somebody stands before a closed door or in two places.
HARD = 6


@dataclass(frozen=True)
class LoadedItem:
    """One stop of a trip as detection sees it. A cancelled stop and an idea without a day are not loaded.

    starts, ends: aware, None where not planned yet (then only what needs no time is checked). end_point:
    where a transport item ends. place_gone: the catalogue no longer offers the place. event_starts,
    event_ends: when an event itself takes place. participants: ids of the travellers, empty = all. people: how many
    of the party take part, None = all. capacity: of this table, room or vehicle. check_in_from, check_in_until,
    check_out_until: when a stay lets in and out. wet: whether rain spoils it (None: by the kind of its place).
    """

    id: str
    title: str
    type: ItemType
    day: date | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    point: tuple[float, float] | None = None
    end_point: tuple[float, float] | None = None
    place: Place | None = None
    place_gone: bool = False
    event_starts: datetime | None = None
    event_ends: datetime | None = None
    booking_status: str | None = None
    cost: Cost = UNKNOWN_COST
    budget_category: str = "activities"
    participants: frozenset[str] = frozenset()
    people: int | None = None
    capacity: int | None = None
    locked: bool = False
    meal: str | None = None
    check_in_from: datetime | None = None
    check_in_until: datetime | None = None
    check_out_until: datetime | None = None
    wet: bool | None = None

    @property
    def is_booked(self) -> bool:
        """Whether somebody promised the place, so that its time should not be touched."""
        return self.booking_status == "confirmed"

    @property
    def is_fixed(self) -> bool:
        """Whether ways out must leave its time alone."""
        return self.locked or self.is_booked

    @cached_property
    def from_utc(self) -> float:
        """Start as a Unix time; only for items with one."""
        assert self.starts is not None
        return self.starts.timestamp()

    @cached_property
    def to_utc(self) -> float:
        """End as a Unix time; only for items with one."""
        assert self.ends is not None
        return self.ends.timestamp()

    @property
    def is_timed(self) -> bool:
        """Whether it has a start and an end."""
        return self.starts is not None and self.ends is not None

    @property
    def leaves_from(self) -> tuple[float, float] | None:
        """Where the travellers are when it ends."""
        return self.end_point or self.point

    @property
    def length(self) -> timedelta:
        """Real duration of a timed item."""
        assert self.starts is not None and self.ends is not None
        return self.ends.astimezone(UTC) - self.starts.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the travellers want of any stop. meal_diets: diets of one meal. walking_limit_minutes: on foot between
    two stops. walking_limit_metres: on foot a day.
    """

    diets: tuple[str, ...] = ()
    meal_diets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wheelchair: bool = False
    pace: Pace | None = None
    dislikes: tuple[str, ...] = ()
    walking_limit_minutes: int | None = None
    walking_limit_metres: int | None = None
    day_start: time | None = None
    day_end: time | None = None


@dataclass(frozen=True, slots=True)
class DayForecast:
    """A day's forecast at the destination. source and issued are shown with every conflict made from it."""

    precipitation_mm: float | None = None
    precipitation_probability: float | None = None
    temperature_max: float | None = None
    temperature_min: float | None = None
    wind_kmh: float | None = None
    thunderstorm: bool = False
    source: str = ""
    issued: datetime | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A stop of another trip that the same traveller is on. certain: the other trip is their own and both are
    settled; else they may only follow it along, or this one is a draft.
    """

    trip_id: str
    starts: datetime
    ends: datetime
    certain: bool = True


@dataclass(frozen=True)
class LoadedTrip:
    """A trip with all that detection needs; nothing is looked up later.

    category_budgets: limits by budget category. alert_threshold: share of the budget at which a warning is
    due. forecasts: by date; empty without a weather provider (then no weather conflict is ever claimed).
    without_ways_out: only what is wrong is asked for, for other times are the dear part.
    """

    id: str
    dates: tuple[date, ...]
    timezone: str
    items: tuple[LoadedItem, ...]
    country: str | None = None
    party: Party = field(default_factory=Party)
    modes: tuple[Mode, ...] = ("walk", "transit")
    currency: str = "EUR"
    budget: Money | None = None
    category_budgets: Mapping[str, Money] = field(default_factory=dict)
    alert_threshold: Decimal = Decimal("0.8")
    rates: Rates = NO_RATES
    preferences: Preferences = field(default_factory=Preferences)
    forecasts: Mapping[date, DayForecast] = field(default_factory=dict)
    comfortable_walk_minutes: float = 25
    elsewhere: tuple[Elsewhere, ...] = ()
    without_ways_out: bool = False

    @cached_property
    def timed(self) -> tuple[LoadedItem, ...]:
        """Items with a start and an end, by start."""
        return tuple(sorted((item for item in self.items if item.is_timed), key=lambda item: (item.from_utc, item.id)))

    @cached_property
    def stops(self) -> tuple[LoadedItem, ...]:
        """Timed items that one is at or on the way with: all but stays, which lie behind the days."""
        return tuple(item for item in self.timed if item.type != "accommodation")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The trip's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def travellers(self) -> tuple[str, ...]:
        """Ids of the travellers named by any item; one nameless traveller where none are."""
        named = sorted({name for item in self.items for name in item.participants})
        return tuple(named) or ("",)

    def people_at(self, item: LoadedItem) -> int:
        """How many of the party take part in an item."""
        return min(item.people or len(item.participants) or self.party.size, self.party.size)


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a way out: update fields of an item, or remove it. Applied together as one change set.

    values of an update: "starts" and "ends" (ISO 8601 with offset), "day" (ISO date), "place_id", "title".
    """

    action: Literal["update", "remove"]
    item_id: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way out that can be applied as it is and undone. Lower `upheaval` first: what disturbs
    least is best.
    """

    code: str
    description: str
    changes: tuple[Change, ...]
    upheaval: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something wrong with a trip.

    rule: what exactly, within the type. severity: 1 (a hint) to 10 (the trip cannot go on). evidence: numbers
    and names. key: the same for the same cause, whatever else changes, so that an ignored conflict stays
    ignored.
    """

    type: ConflictType
    rule: str
    severity: int
    title: str
    description: str
    affected: tuple[str, ...]
    evidence: Mapping[str, Any]
    key: str
    ways_out: tuple[WayOut, ...] = ()

    @property
    def is_hard(self) -> bool:
        """Whether the trip does not work as it stands."""
        return self.severity >= HARD


def stable_key(type_: ConflictType, rule: str, affected: tuple[str, ...], *cause: object) -> str:
    """The key of a conflict: type, rule, and a digest of whom it concerns and of what causes it."""
    text = "\x1f".join((*sorted(affected), *(str(part) for part in cause)))
    return f"{type_}:{rule}:{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def between(low: int, value: float, high: int) -> int:
    """A severity rounded and kept within bounds."""
    return max(low, min(high, round(value)))
