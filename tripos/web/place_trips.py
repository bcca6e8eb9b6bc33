"""The trips that a page about places may add to.

The room of the places may not import the trips' room, so that one registers itself here (``AppConfig.ready``); until
somebody does, there are no trips.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


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
class Added:
    """What became of places that were to be ideas of a trip: how many are now, and how many it had already."""

    added: int
    there: int


class PlaceTrips(Protocol):
    """What a provider answers. Callers are bound to the user."""

    def open_trips(self, user: Any) -> Sequence[OpenTrip]:
        """Those that begin soonest come first; one query."""
        ...

    def add_ideas(self, user: Any, trip_id: uuid.UUID, places: Sequence[Any]) -> Added | None:
        """Add rows of the catalogue as ideas without a day; None where there is no such trip of theirs to change."""
        ...


class NoTrips:
    """Before anybody registers."""

    def open_trips(self, user: Any) -> Sequence[OpenTrip]:
        return ()

    def add_ideas(self, user: Any, trip_id: uuid.UUID, places: Sequence[Any]) -> Added | None:
        return None


_provider: PlaceTrips = NoTrips()


def register(provider: PlaceTrips) -> None:
    """Let ``provider`` answer from now on."""
    global _provider
    _provider = provider


def trips_of_reader() -> PlaceTrips:
    """Whoever answers."""
    return _provider
