"""The trips that a page about places may add to.

The room of the places may not import the trips' room, so that one registers itself here (``AppConfig.ready``); until
somebody does, there are no trips.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from django.db.models import JSONField, Value

Where = int | Literal["best", "idea"]
"""A day's number, wherever it fits best, or no day."""


@dataclass(frozen=True, slots=True)
class OpenTrip:
    """A trip that is not over and that the reader may change.

    Attributes:
        add_url: where a stop is added to it.
        latitude, longitude: the middle of its destination, degrees; None where that is not known.
    """

    id: uuid.UUID
    title: str
    url: str
    add_url: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A place in a trip of the reader's that is not over. ``day`` is the date there; None while it is an idea."""

    title: str
    url: str
    day: date | None


@dataclass(frozen=True, slots=True)
class TripChoice:
    """A trip that a place may go into.

    Attributes:
        days: number and date of each day that is not over.
        has_it: the trip has the place already, on a day (``"day"``) or as an idea (``"idea"``); empty where it has not.
        is_there: the trip goes to the place's city.
    """

    id: uuid.UUID
    title: str
    url: str
    days: Sequence[tuple[int, date]]
    has_it: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What became of places that were to be ideas of a trip: how many are now, and how many it had already."""

    added: int
    there: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a place that was to go into a trip, in sentences. ``is_done``: it is where it was wanted."""

    is_done: bool
    said: Sequence[str]


class PlaceTrips(Protocol):
    """What a provider answers. Callers are bound to the user."""

    def open_trips(self, user: Any) -> Sequence[OpenTrip]:
        """Those that begin soonest come first; one query."""
        ...

    def add_ideas(self, user: Any, trip_id: uuid.UUID, places: Sequence[Any]) -> Added | None:
        """Add rows of the catalogue as ideas without a day; None where there is no such trip of theirs to change."""
        ...

    def choices(self, user: Any, place: Any) -> Sequence[TripChoice]:
        """Trips that a place may go into: those to its city first, then those that begin soonest; two queries."""
        ...

    def add(self, user: Any, trip_id: uuid.UUID, place: Any, where: Where) -> Outcome | None:
        """Put a place into a trip; where it does not fit it becomes an idea, and why is said.

        None where there is no such trip of theirs to change, or no such day.
        """
        ...

    def planned(self, user: Any, place: Any) -> Any:
        """An expression for annotations: what :meth:`read_planned` reads, of the place with the key ``place``."""
        ...

    def read_planned(self, found: Any) -> Sequence[PlannedStop]:
        """The reader's stops at a place, from the value of :meth:`planned`; the soonest first."""
        ...


class NoTrips:
    """Before anybody registers."""

    def open_trips(self, user: Any) -> Sequence[OpenTrip]:
        return ()

    def add_ideas(self, user: Any, trip_id: uuid.UUID, places: Sequence[Any]) -> Added | None:
        return None

    def choices(self, user: Any, place: Any) -> Sequence[TripChoice]:
        return ()

    def add(self, user: Any, trip_id: uuid.UUID, place: Any, where: Where) -> Outcome | None:
        return None

    def planned(self, user: Any, place: Any) -> Any:
        return Value(None, output_field=JSONField())

    def read_planned(self, found: Any) -> Sequence[PlannedStop]:
        return ()


_provider: PlaceTrips = NoTrips()


def register(provider: PlaceTrips) -> None:
    """Let ``provider`` answer from now on."""
    global _provider
    _provider = provider


def trips_of_reader() -> PlaceTrips:
    """Whoever answers."""
    return _provider
