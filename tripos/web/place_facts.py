"""What pages say about a place that a room above knows: opening hours and prices.

The room of the places may not import the planner, so the planner's room registers itself here
(``AppConfig.ready``); until somebody does, everything is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol


@dataclass(frozen=True)
class DayHours:
    """Opening hours of one date, in words such as "10:00–18:00" or "closed"; empty when they are not known."""

    date: date
    words: str


@dataclass(frozen=True)
class Now:
    """Whether a place is open at this moment; ``until`` is when that changes, in the place's zone."""

    is_open: bool
    until: datetime | None


@dataclass(frozen=True)
class Price:
    """What one adult pays. ``state``: known, estimated, free, usually_free, unknown; ``basis``: its source."""

    state: str
    amount: Decimal | None = None
    currency: str = ""
    as_of: date | None = None
    basis: str = ""


class PlaceFacts(Protocol):
    """What a provider answers. ``place`` is a row of the catalogue."""

    def week(self, place: Any, first: date) -> Sequence[DayHours]:
        """Seven days from ``first``; an empty sequence when the hours are not known."""
        ...

    def now(self, place: Any, at: datetime) -> Now | None:
        """None when it is not known."""
        ...

    def price(self, place: Any) -> Price: ...

    def own_price(self, place: Any) -> Price:
        """What the place itself says, and that public ground is free; no tables are asked, so it costs no query."""
        ...


class NothingKnown:
    """Before anybody registers."""

    def week(self, place: Any, first: date) -> Sequence[DayHours]:
        return ()

    def now(self, place: Any, at: datetime) -> Now | None:
        return None

    def price(self, place: Any) -> Price:
        return Price("unknown")

    def own_price(self, place: Any) -> Price:
        return Price("unknown")


_provider: PlaceFacts = NothingKnown()


def register(provider: PlaceFacts) -> None:
    """Let ``provider`` answer from now on."""
    global _provider
    _provider = provider


def facts() -> PlaceFacts:
    """Whoever answers."""
    return _provider
