"""What every importer yields: one place of a source, in the words of the `locations` table."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol

CATEGORIES = ("restaurant", "event", "rental", "attraction", "accommodation", "transport", "other")


class Progress(Protocol):
    """Called now and then by a reader: what it does, how many are done, and of how many (None: not known yet)."""

    def __call__(self, step: str, done: int, total: int | None) -> None: ...


class PlaceFileError(ValueError):
    """A file that an importer cannot read at all; the message says why, in words for the person who chose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """One place as its source knows it. What the source does not say is None or empty: unknown, never a guess.

    Attributes are named as the columns of `locations`. `latitude` and `longitude` are WGS 84 degrees, `country` is
    ISO 3166-1 alpha-2, `timezone` an IANA name, `opening_hours` OpenStreetMap syntax as mappers wrote it (it may not
    parse), `as_of` the first day of the month the data is from. `details` holds what has no column: `name_en`,
    `alt_names`, `wikidata`, `wheelchair`, `fee`, `stars`, `admission` (amount, currency, as_of), and the like.
    """

    source: str
    external_id: str
    name: str
    category: str
    latitude: float
    longitude: float
    subcategory: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    address: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    postal_code: str | None = None
    timezone: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    cuisine_types: tuple[str, ...] = ()
    dietary_options: tuple[str, ...] = ()
    vehicle_type: str | None = None
    opening_hours: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    capacity: int | None = None
    external_url: str | None = None
    as_of: dt.date | None = None

    def __post_init__(self) -> None:
        if self.category not in CATEGORIES:
            raise ValueError(f"unknown category {self.category!r}")
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not a point on Earth: {self.latitude}, {self.longitude}")

    @property
    def richness(self) -> int:
        """How many things the source says about the place; of two copies the richer one is kept."""
        values = (getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "details")
        return sum(value not in (None, ()) for value in values) + len(self.details)
