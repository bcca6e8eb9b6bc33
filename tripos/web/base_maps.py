"""The base maps that are shipped or drawn by an operator, and where they go under a map's markers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tripos.web.map_base import LatLon

FOLDER = Path(__file__).resolve().parent / "static" / "tripos" / "base"
INDEX = "index.json"


@dataclass(frozen=True)
class BaseMap:
    """One SVG file of layers (see :mod:`tripos.web.base_drawing`).

    Attributes:
        name: the file's name without its ending.
        south, west, north, east: the box that it covers, degrees.
        origin: latitude and longitude of its unit (0, 0).
        unit: size of a unit as a part of the world's width.
        attribution: whom it is owed to.
    """

    name: str
    south: float
    west: float
    north: float
    east: float
    origin: LatLon
    unit: float
    attribution: str

    @property
    def file(self) -> str:
        """The static file's path."""
        return f"tripos/base/{self.name}.svg"

    def is_near(self, points: Sequence[LatLon]) -> bool:
        """Whether any of the points lies in the box or within half its size of it."""
        tall, wide = (self.north - self.south) / 2, (self.east - self.west) / 2
        return any(
            self.south - tall <= lat <= self.north + tall and self.west - wide <= lon <= self.east + wide
            for lat, lon in points
        )


@lru_cache(maxsize=1)
def shipped() -> tuple[BaseMap, ...]:
    """Return all base maps; read once per process."""
    index = FOLDER / INDEX
    if not index.exists():
        return ()
    return tuple(
        BaseMap(**{**entry, "origin": tuple(entry["origin"])})
        for entry in json.loads(index.read_text(encoding="utf-8"))
    )


def near(points: Sequence[LatLon]) -> list[BaseMap]:
    """Return the base maps that can be seen on a map of these points."""
    return [base for base in shipped() if base.is_near(points)]
