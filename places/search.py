"""Finding places: by words, as typed so far, misspelt, and by nearness. `places/sql/0005_search.sql` ranks.

The catalogue is the same for everybody, so nothing here asks who searches; whoever calls has an actor bound.
Only places of the catalogue are found: no hidden and deleted ones, no events that are over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import LessThanOrEqual

from places.models import Location, LocationCategory, LocationQuerySet
from tripos.db.columns import GeneratedColumn

MOST = 100
"""More places are never returned at once."""
MAX_RADIUS_KM = 20_100.0
"""A little more than half the way around the Earth: everything."""

Matched = Literal["exact", "name", "words", "similar"]


class Point(NamedTuple):
    """WGS 84 degrees."""

    latitude: float
    longitude: float


class Area(NamedTuple):
    """A part of the map by its edges, WGS 84 degrees. West may be greater than east: across the date line."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def read(cls, text: str) -> Area:
        """The area that :attr:`written` wrote.

        Raises:
            ValueError: it is none.
        """
        south, west, north, east = (float(edge) for edge in text.split(","))
        if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
            raise ValueError(f"Not a part of the map: {text}")
        return cls(south, west, north, east)

    @property
    def written(self) -> str:
        """South, west, north, east with commas between, to about a metre."""
        return ",".join(f"{edge:.5f}" for edge in self)

    def holds(self) -> Q:
        """The condition for rows of places that lie in it."""
        rows = Q(latitude__gte=self.south, latitude__lte=self.north)
        if self.west <= self.east:
            return rows & Q(longitude__gte=self.west, longitude__lte=self.east)
        return rows & (Q(longitude__gte=self.west) | Q(longitude__lte=self.east))


@dataclass(frozen=True, slots=True)
class Match:
    """A place that was found.

    `matched` says by what: its exact name, words of its names, words elsewhere (kind, cuisine, city,
    description), or only something similar to what was typed. `distance_km` is along the great circle, None when
    no point was given or the place has none. A higher `score` is a better match; scores of different searches do
    not compare.
    """

    place: Location
    matched: Matched
    score: float
    distance_km: float | None


def search_places(
    words: str,
    *,
    category: LocationCategory | str | None = None,
    city: str | None = None,
    near: Point | None = None,
    limit: int = 20,
    language: str | None = None,
) -> list[Match]:
    """The places that match `words`, whole or as typed so far, the best first; misspellings are forgiven.

    Args:
        words: what somebody typed. Its first 200 characters and 12 words count; punctuation finds nothing.
        category: places of this category alone.
        city: places whose city or neighbourhood has these words, whatever their accents and case.
        near: nearer places come first among equal matches; it filters nothing.
        limit: at most this many, and at most `MOST`.
        language: of the reader (BCP 47), whose word endings are understood too.

    Raises:
        ValueError: no such category, or not a point on Earth.
    """
    columns = ", ".join(f'l."{field.column}"' for field in Location._meta.concrete_fields)
    rows = Location.objects.raw(
        *search_places_sql(
            words, category=category, city=city, near=near, limit=limit, language=language, select=columns
        )
    )
    found: list[Any] = list(rows)
    return [Match(row, row.matched, row.score, row.distance_km) for row in found]


def search_places_sql(
    words: str,
    *,
    select: str,
    category: LocationCategory | str | None = None,
    city: str | None = None,
    near: Point | None = None,
    limit: int = 20,
    language: str | None = None,
) -> tuple[str, list[Any]]:
    """The statement behind :func:`search_places` and its parameters.

    Args:
        select: SQL over ``l``, the table of places; score, matched and distance_km follow.

    Raises:
        ValueError: no such category, or not a point on Earth.
    """
    if near is not None:
        near = _checked(near)
    statement = (
        f"select {select}, f.score, f.matched, f.distance_km"
        " from app.search_locations(%s, %s, %s, %s, %s, %s, %s) with ordinality"
        " as f (id, score, matched, distance_km, place_in_list)"
        " join locations l on l.id = f.id order by f.place_in_list"
    )
    return statement, [
        words.replace("\x00", ""),
        LocationCategory(category).value if category else None,
        city.replace("\x00", "") if city else None,
        near.latitude if near else None,
        near.longitude if near else None,
        max(0, min(limit, MOST)),
        language,
    ]


def nearby_places(
    centre: Point, *, radius_km: float = 10, category: LocationCategory | str | None = None
) -> LocationQuerySet:
    """Places within `radius_km` of `centre` along the great circle, nearest first, with `distance_km`.

    Slice it: the index yields the nearest first, so that the first 20 cost the same however many there are.

    Raises:
        ValueError: no such category, not a point on Earth, or a radius below 0.
    """
    centre = _checked(centre)
    if not 0 <= radius_km <= math.inf:
        raise ValueError(f"Not a radius in kilometres: {radius_km}")
    radius = min(round(float(radius_km), 12), MAX_RADIUS_KM)
    number: models.FloatField[float, float] = models.FloatField()
    truth: models.BooleanField[bool, bool] = models.BooleanField()
    earth = GeneratedColumn("earth", models.Field())
    point = RawSQL("app.earth_point(%s, %s)", [centre.latitude, centre.longitude], output_field=models.Field())
    box = RawSQL("app.earth_box(%s, %s, %s)", [centre.latitude, centre.longitude, radius], output_field=models.Field())
    chord = Func(earth, point, template="(%(expressions)s)", arg_joiner=" operator(public.<->) ", output_field=number)
    inside = Func(
        earth,
        box,
        template="(%(expressions)s)",
        arg_joiner=" operator(public.<@) ",
        output_field=truth,
    )
    longest = Func(Value(radius), function="app.chord_km", output_field=number)
    catalogue: Any = Location.objects
    found: LocationQuerySet = catalogue.for_user(None).filter(inside, LessThanOrEqual(chord, longest))
    if category:
        found = found.filter(category=LocationCategory(category).value)
    distance = Func(chord, function="app.great_circle_km", output_field=number)
    nearest: LocationQuerySet = found.annotate(distance_km=distance).order_by(chord, "id")
    return nearest


def _checked(point: Point) -> Point:
    """The point without what is all but nothing, such as 1e-246: PostgreSQL refuses to reckon with that."""
    if not (-90 <= point.latitude <= 90 and -180 <= point.longitude <= 180):
        raise ValueError(f"Not a point on Earth: {point.latitude}, {point.longitude}")
    return Point(round(point.latitude, 15), round(point.longitude, 15))
