"""What a traveller asks for, as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from trips.planning.jsonable import from_json, to_json
from trips.planning.money import Money
from trips.planning.travel_time import MODES, Mode

Pace = Literal["relaxed", "normal", "packed"]
MEAL_NAMES = ("breakfast", "lunch", "coffee", "dinner")
MAX_DAYS = 31
OLDEST_CHILD = 17
MOST_MONEY = Decimal(10) ** 12
CURRENCY = re.compile("[A-Z]{3}")


class RequestError(ValueError):
    """A request that no plan can answer: dates the wrong way round, an unknown pace, no city."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who travels: adults, and the age in years of each child."""

    adults: int = 1
    children: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """People in all."""
        return self.adults + len(self.children)


@dataclass(frozen=True, slots=True)
class MealWish:
    """A meal wanted every day. `diets` must be met by the place's own tags; `cuisines` are a preference."""

    name: str
    diets: tuple[str, ...] = ()
    cuisines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LodgingWish:
    """Where the party sleeps or wants to: a place of the catalogue, a point, or the name of an area; or
    nowhere yet.

    `wanted`: whether a stay should be suggested and its estimated price be counted against the budget.
    """

    place_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    area: str | None = None
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A structured wish for a trip.

    start_date, end_date: first and last day, both included. diets: hold for every meal, on top of a meal's
    own. interests, avoid: words as the traveller said them. must_sees: place ids or names. accessibility:
    words; "wheelchair" is understood. day_start, day_end: None takes the pace's. other_wishes: free text that
    whoever read the traveller's sentence could not place: it is handed through to be said aloud. destination:
    city, may be empty where the catalogue holds a single one. walk_limit_minutes: longest walk between two
    stops where another mode is allowed.
    """

    start_date: date
    end_date: date
    destination: str = ""
    party: Party = field(default_factory=Party)
    budget: Money | None = None
    currency: str | None = None
    interests: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    cuisines: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    pace: Pace = "normal"
    lodging: LodgingWish = field(default_factory=LodgingWish)
    must_sees: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ("walk", "transit")
    meals: tuple[MealWish, ...] = (MealWish("lunch"), MealWish("dinner"))
    day_start: time | None = None
    day_end: time | None = None
    walk_limit_minutes: int | None = None
    other_wishes: tuple[str, ...] = ()
    seed: int = 1

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day of the trip."""
        length = (self.end_date - self.start_date).days + 1
        return tuple(self.start_date + timedelta(days=index) for index in range(length))

    @property
    def needs_wheelchair(self) -> bool:
        """Whether places that wheelchairs cannot enter are ruled out."""
        return any("wheelchair" in word.casefold() or "step-free" in word.casefold() for word in self.accessibility)

    @property
    def unread_accessibility(self) -> tuple[str, ...]:
        """Accessibility needs that no field of the catalogue answers."""
        known = ("wheelchair", "step-free")
        return tuple(word for word in self.accessibility if not any(name in word.casefold() for name in known))

    def meal(self, name: str) -> MealWish | None:
        """The wish for a meal, with the diets that hold for every meal."""
        for wish in self.meals:
            if wish.name == name:
                return MealWish(name, _united(self.diets, wish.diets), _united(wish.cuisines, self.cuisines))
        return None

    def check(self) -> None:
        """Raise RequestError when no plan can answer."""
        if self.end_date < self.start_date:
            raise RequestError("the trip ends before it starts")
        if len(self.dates) > MAX_DAYS:
            raise RequestError(f"a trip of {len(self.dates)} days; the planner takes at most {MAX_DAYS}")
        if self.party.size < 1 or self.party.adults < 0:
            raise RequestError("nobody travels")
        if self.pace not in ("relaxed", "normal", "packed"):
            raise RequestError(f"unknown pace {self.pace!r}: relaxed, normal or packed")
        if not self.modes or any(mode not in MODES for mode in self.modes):
            raise RequestError(f"ways to travel are some of {', '.join(MODES)}")
        for wish in self.meals:
            if wish.name not in MEAL_NAMES:
                raise RequestError(f"unknown meal {wish.name!r}: {', '.join(MEAL_NAMES)}")
        if any(not 0 <= age <= OLDEST_CHILD for age in self.party.children):
            raise RequestError(f"children are 0 to {OLDEST_CHILD} years old; who is older counts as an adult")
        if self.budget is not None and not 0 <= self.budget.amount <= MOST_MONEY:
            raise RequestError("a budget below zero" if self.budget.amount < 0 else "a budget beyond counting")
        for currency in (self.currency, self.budget.currency if self.budget else None):
            if currency is not None and not CURRENCY.fullmatch(currency):
                raise RequestError(f"unknown currency {currency!r}: three capital letters, such as EUR")
        if self.walk_limit_minutes is not None and self.walk_limit_minutes < 1:
            raise RequestError("a longest walk is at least a minute")
        _check_lodging(self.lodging)
        if self.day_start and self.day_end and self.day_end <= self.day_start:
            raise RequestError("the day ends before it starts")

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        value = to_json(self)
        assert isinstance(value, dict)
        return value

    @classmethod
    def from_json(cls, data: Any) -> PlanRequest:
        """Read what `to_json` wrote, or a person's shorter form; RequestError names the field that is wrong.

        A person may write `"meals": ["lunch"]` for meals without wishes of their own, and leave any default
        out.
        """
        if isinstance(data, dict) and isinstance(data.get("meals"), list):
            meals = [{"name": meal} if isinstance(meal, str) else meal for meal in data["meals"]]
            data = {**data, "meals": meals}
        try:
            request = from_json(cls, data)
        except (ValueError, TypeError, KeyError) as error:
            said = str(error).replace("PlanRequest.", "").replace("PlanRequest:", "the request:")
            raise RequestError(said) from error
        request.check()
        return request


def _united(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _check_lodging(lodging: LodgingWish) -> None:
    """Raise RequestError for half a point, or one that is not on Earth."""
    if (lodging.latitude is None) != (lodging.longitude is None):
        raise RequestError("a lodging's point has a latitude and a longitude")
    if not -90 <= (lodging.latitude or 0.0) <= 90 or not -180 <= (lodging.longitude or 0.0) <= 180:
        raise RequestError("a lodging's point is not on Earth")
