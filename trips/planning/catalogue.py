"""A place as the planner sees it, and reading places from newline-delimited JSON."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from tzfpy import get_tz

from trips.planning.opening_hours import Hours, UnknownHours, hours_of_place


@dataclass(frozen=True, slots=True)
class Admission:
    """The price of one adult's entry. Children younger than `free_under` (years) enter free; else they pay
    the same.
    """

    amount: Decimal
    currency: str
    as_of: date | None = None
    free_under: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the catalogue. None (or an empty tuple) is "unknown", never "no".

    wheelchair: "yes", "limited", "no". fee: whether entry costs anything. as_of: month of the data
    ("2019-04"). highlight: picked by an editor as what visitors come for. capacity: people at once.
    """

    id: str
    name: str
    category: str
    subcategory: str
    latitude: float
    longitude: float
    timezone: str
    country: str | None = None
    city: str | None = None
    name_en: str | None = None
    tags: tuple[str, ...] = ()
    opening_hours: str | None = None
    hours_of_operation: Mapping[str, Any] | None = None
    cuisine: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    wheelchair: str | None = None
    fee: bool | None = None
    admission: Admission | None = None
    price_level: int | None = None
    rating: float | None = None
    wikidata: str | None = None
    as_of: str | None = None
    highlight: bool = False
    capacity: int | None = None
    neighbourhood: str | None = None
    address: str | None = None
    website: str | None = None
    source: str | None = None

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        return self.latitude, self.longitude

    @property
    def hours(self) -> Hours | UnknownHours:
        """Its opening hours, read (and remembered) on first use."""
        return hours_of_place(
            self.opening_hours,
            self.hours_of_operation,
            self.timezone,
            self.country,
            self.latitude,
            self.longitude,
        )

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Place:
        """Read one row of a places file; KeyError or ValueError when what a place must have is missing."""
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        fee = row.get("fee")
        admission = row.get("admission")
        identifier = row.get("id") or ":".join(str(row[key]) for key in ("source", "external_id"))
        return cls(
            id=str(identifier),
            name=str(row["name"]),
            category=str(row["category"]),
            subcategory=str(row.get("subcategory") or ""),
            latitude=latitude,
            longitude=longitude,
            timezone=row.get("timezone") or timezone_at(latitude, longitude),
            country=row.get("country"),
            city=row.get("city"),
            name_en=row.get("name_en"),
            tags=tuple(row.get("tags") or ()),
            opening_hours=row.get("opening_hours"),
            hours_of_operation=row.get("hours_of_operation"),
            cuisine=tuple(row.get("cuisine") or row.get("cuisine_types") or ()),
            diets=tuple(row.get("diet") or row.get("diets") or row.get("dietary_options") or ()),
            wheelchair=row.get("wheelchair"),
            fee=fee_of(fee),
            admission=_admission(admission) if admission else None,
            price_level=row.get("price_level"),
            rating=row.get("rating"),
            wikidata=row.get("wikidata"),
            as_of=row.get("as_of"),
            highlight=bool(row.get("highlight")),
            capacity=row.get("capacity"),
            neighbourhood=row.get("neighbourhood"),
            address=row.get("address"),
            website=row.get("website"),
            source=row.get("source"),
        )


def fee_of(value: object) -> bool | None:
    """Whether entry costs anything, from a source's word: only a plain yes or no is one ("donation" is neither)."""
    return {True: True, False: False, "yes": True, "no": False}.get(value) if isinstance(value, bool | str) else None


def _admission(row: Mapping[str, Any]) -> Admission:
    as_of = row.get("as_of")
    return Admission(
        Decimal(str(row["amount"])),
        str(row["currency"]),
        date.fromisoformat(as_of) if as_of else None,
        row.get("free_under"),
    )


@lru_cache(maxsize=65_536)
def _zone_of_cell(latitude: float, longitude: float) -> str:
    return get_tz(longitude, latitude) or "UTC"


def timezone_at(latitude: float, longitude: float) -> str:
    """IANA zone of a point (to about a hundred metres), "UTC" on the high seas."""
    return _zone_of_cell(round(latitude, 3), round(longitude, 3))


def read_places(lines: Iterable[str]) -> Iterator[Place]:
    """Places from newline-delimited JSON; blank lines are passed over."""
    for line in lines:
        if line.strip():
            yield Place.from_row(json.loads(line))


def load_places(path: Path) -> list[Place]:
    """All places of a newline-delimited JSON file."""
    with path.open(encoding="utf-8") as lines:
        return list(read_places(lines))


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Text without accents, case or punctuation, for comparing names."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (character if character.isalnum() else " " for character in plain if not unicodedata.combining(character))
    return " ".join("".join(kept).split())
