"""Geometry of the server-drawn map: from latitudes and longitudes to a drawing in SVG units. No Django here.

The drawing stands on its own, without JavaScript and without tiles: numbered markers moved apart so that none
hides another, one line per day, a grid of round distances, a scale bar. What lies around (places, streets,
water, parks) is drawn faintly when it is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LatLon = tuple[float, float]
Size = tuple[int, int]

PANE = (420, 400)  # drawing units; about the pixels of a phone's map
COVER = (420, 180)  # a trip's cover on its card
MARKER_RADIUS = 13.0
_PADDING = 0.12  # of the shorter side
_SMALLEST_METRES = 500.0
_EARTH_CIRCUMFERENCE = 40_075_016.686  # metres at the equator, WGS 84
_LARGEST_LATITUDE = 85.0511  # where the square Mercator map ends
_DAY_COLOURS = 8
_ROUNDS = 12  # of pushing markers apart; a crowd that has not parted by then stays a little crowded


@dataclass(frozen=True)
class MapPoint:
    """A marker.

    Attributes:
        latitude, longitude: WGS 84, degrees.
        title: the place's name, said to those who do not see the map and shown on hover.
        day: number of the trip's day, from 1; 0 for what belongs to no day (an idea, a hotel).
        order: place in the day's order, from 1; 0 draws a dot without a number.
        url: where a click leads, usually the stop's anchor in the same page.
    """

    latitude: float
    longitude: float
    title: str
    day: int = 0
    order: int = 0
    url: str = ""


@dataclass(frozen=True)
class MapRoute:
    """A day's way: its points in order, and the day it belongs to (for the colour)."""

    day: int
    points: Sequence[LatLon]


@dataclass(frozen=True)
class Backdrop:
    """What lies around, drawn faintly: the catalogue's places, and streets, water and parks where known."""

    places: Sequence[LatLon] = ()
    streets: Sequence[Sequence[LatLon]] = ()
    water: Sequence[Sequence[LatLon]] = ()
    parks: Sequence[Sequence[LatLon]] = ()
    attribution: str = ""


class Ground(Protocol):
    """A drawing of a whole city that lies in a file of its own; see :mod:`tripos.web.base_maps`."""

    @property
    def file(self) -> str: ...
    @property
    def origin(self) -> LatLon: ...
    @property
    def unit(self) -> float: ...


@dataclass(frozen=True)
class PlacedGround:
    """A base map's file, and the transform that puts it in place."""

    file: str
    transform: str


@dataclass(frozen=True)
class Marker:
    """A placed marker; (x, y) is where it is drawn, (at_x, at_y) where the place really is."""

    point: MapPoint
    label: str
    x: float
    y: float
    at_x: float
    at_y: float
    half_width: float

    @property
    def is_moved(self) -> bool:
        """Whether it was moved aside so far that a line back to its place is needed."""
        return math.hypot(self.x - self.at_x, self.y - self.at_y) > 4

    @property
    def width(self) -> float:
        return round(2 * self.half_width, 1)

    @property
    def day_class(self) -> str:
        """The CSS class of its day's colour."""
        return day_class(self.point.day)


@dataclass(frozen=True)
class Line:
    """A drawn route: SVG path data, the day's class, and the coordinates again for a tile map."""

    path: str
    day: int
    coordinates: str

    @property
    def day_class(self) -> str:
        """The CSS class of its day's colour."""
        return day_class(self.day)


@dataclass(frozen=True)
class Scale:
    """The scale bar: a round number of metres and how long it is in drawing units."""

    metres: int
    length: float

    @property
    def inner(self) -> float:
        """Where the bar's right stroke runs, half its thickness inside."""
        return round(self.length - 1, 1)


@dataclass(frozen=True)
class Drawing:
    """Everything that the template needs."""

    width: int = PANE[0]
    height: int = PANE[1]
    markers: Sequence[Marker] = ()
    lines: Sequence[Line] = ()
    grid: str = ""
    places: str = ""
    streets: str = ""
    water: str = ""
    parks: str = ""
    grounds: Sequence[PlacedGround] = ()
    scale: Scale | None = None
    days: Sequence[int] = field(default_factory=tuple)


def day_class(day: int) -> str:
    """Return the CSS class that carries a day's colour; after eight days the colours come round again."""
    return f"day-{(day - 1) % _DAY_COLOURS + 1}" if day > 0 else "day-none"


def mercator(latitude: float, longitude: float) -> tuple[float, float]:
    """Project onto the square map of the web (spherical Mercator).

    Returns:
        x growing eastwards from longitude 0 and y southwards from the equator, as parts of the world's width.
    """
    latitude = max(-_LARGEST_LATITUDE, min(_LARGEST_LATITUDE, latitude))
    y = -math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)
    return longitude / 360, y


def _unwrap(longitudes: Sequence[float]) -> float:
    """Return the longitude from which all others are counted eastwards: the one after the widest gap.

    A trip from Auckland to Honolulu is thus drawn across the date line, not around the world.
    """
    ordered = sorted({lon % 360 for lon in longitudes})
    gaps = [(ordered[(i + 1) % len(ordered)] - lon) % 360 or 360.0 for i, lon in enumerate(ordered)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    return ordered[(widest + 1) % len(ordered)]


class _Projection:
    """Spherical Mercator, fitted to the points: straight north up, shapes right, as on any street map."""

    def __init__(self, points: Sequence[LatLon], size: Size) -> None:
        self.width, self.height = size
        padding = 2 * _PADDING * min(size)
        self._west = _unwrap([lon for _lat, lon in points])
        flat = [self._flat(lat, lon) for lat, lon in points]
        xs, ys = [x for x, _y in flat], [y for _x, y in flat]
        self._centre = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        middle_latitude = sum(lat for lat, _lon in points) / len(points)
        metres_per_flat = _EARTH_CIRCUMFERENCE * math.cos(math.radians(min(80.0, abs(middle_latitude))))
        least = _SMALLEST_METRES / metres_per_flat
        self._factor = min(
            (self.width - padding) / max(max(xs) - min(xs), least),
            (self.height - padding) / max(max(ys) - min(ys), least),
        )
        self.metres_per_unit = metres_per_flat / self._factor

    def is_near(self, x: float, y: float) -> bool:
        """Whether a backdrop point can be seen at all: the pane may be wider or taller than the drawing."""
        return -self.width <= x <= 2 * self.width and -self.height <= y <= 2 * self.height

    def _flat(self, latitude: float, longitude: float) -> tuple[float, float]:
        # Counted from half a turn before the first point, so that a backdrop a little west of it stays near.
        return mercator(latitude, (longitude - self._west + 180) % 360)

    def transform(self, origin: LatLon, unit: float) -> str:
        """Return the SVG transform of a drawing whose (0, 0) is ``origin``; ``unit`` as in Mercator."""
        x, y = self(*origin)
        return f"translate({x:.2f} {y:.2f}) scale({unit * self._factor:.6f})"

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        x, y = self._flat(latitude, longitude)
        return (
            self.width / 2 + (x - self._centre[0]) * self._factor,
            self.height / 2 + (y - self._centre[1]) * self._factor,
        )


def _label(point: MapPoint, several_days: bool) -> str:
    if point.order <= 0:
        return ""
    return f"{point.day}.{point.order}" if several_days and point.day > 0 else str(point.order)


def _half_width(label: str) -> float:
    if not label:
        return 6.0
    return MARKER_RADIUS + max(0, len(label) - 2) * 3.4


def _part(first: list[float], second: list[float], wanted: float, turn: int) -> bool:
    """Push two markers apart if they are nearer than ``wanted``; tell whether they were."""
    dx, dy = second[0] - first[0], second[1] - first[1]
    apart = math.hypot(dx, dy)
    if apart >= wanted:
        return False
    push = (wanted - apart) / 2 + 0.2
    if apart < 0.01:  # the same place twice: part them in a direction that differs by pair
        angle = turn % 12 * math.pi / 6
        dx, dy, apart = math.cos(angle), math.sin(angle), 1.0
    first[0] -= dx / apart * push
    first[1] -= dy / apart * push
    second[0] += dx / apart * push
    second[1] += dy / apart * push
    return True


def _move_apart(
    places: Sequence[tuple[float, float]], halves: Sequence[float], size: Size
) -> list[tuple[float, float]]:
    """Push markers that overlap away from each other, a little at a time, and never out of the drawing."""
    width, height = size
    spots = [list(place) for place in places]
    reach = 2 * max(halves, default=0.0)
    for _round in range(_ROUNDS):
        # From west to east, each looks only at those within reach: crowds cost, open country does not.
        order = sorted(range(len(spots)), key=lambda i: spots[i][0])
        moved = False
        for place, i in enumerate(order):
            first = spots[i]
            for j in order[place + 1 :]:
                second = spots[j]
                if second[0] - first[0] > reach:
                    break
                if abs(second[1] - first[1]) < reach:
                    wanted = (halves[i] + halves[j]) * 0.98
                    moved = _part(first, second, wanted, min(i, j) * 7 + max(i, j) * 3) or moved
        if not moved:
            break
    return [
        (min(max(x, half + 2), width - half - 2), min(max(y, MARKER_RADIUS + 2), height - MARKER_RADIUS - 2))
        for (x, y), half in zip(spots, halves, strict=True)
    ]


def _path(points: Iterable[tuple[float, float]], closed: bool = False) -> str:
    steps = [f"{x:.1f} {y:.1f}" for x, y in points]
    if len(steps) < 2:
        return ""
    return f"M{steps[0]}L{' '.join(steps[1:])}{'Z' if closed else ''}"


def _shapes(project: _Projection, shapes: Iterable[Sequence[LatLon]], closed: bool = False) -> str:
    drawn = []
    for shape in shapes:
        points = [project(lat, lon) for lat, lon in shape]
        if any(project.is_near(x, y) for x, y in points):
            drawn.append(_path(points, closed))
    return "".join(drawn)


def _dots(project: _Projection, places: Iterable[LatLon]) -> str:
    """Draw all dots as one path of zero-length strokes with round ends: one element for thousands."""
    projected = (project(lat, lon) for lat, lon in places)
    return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in projected if project.is_near(x, y))


def _round_distance(metres: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50 … that is not above ``metres`` (at least 1)."""
    power = 10 ** math.floor(math.log10(max(metres, 1)))
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(metres, 1)))


def _grid(step: float, size: Size) -> str:
    """Draw lines every ``step`` units over three times the drawing's width and height."""
    width, height = size
    across = [i * step for i in range(math.ceil(-width / step), math.floor(2 * width / step) + 1)]
    down = [i * step for i in range(math.ceil(-height / step), math.floor(2 * height / step) + 1)]
    vertical = "".join(f"M{x:.1f} {-height}V{2 * height}" for x in across)
    horizontal = "".join(f"M{-width} {y:.1f}H{2 * width}" for y in down)
    return vertical + horizontal


def draw(
    points: Sequence[MapPoint],
    routes: Sequence[MapRoute] = (),
    backdrop: Backdrop | None = None,
    size: Size = PANE,
    grounds: Sequence[Ground] = (),
) -> Drawing:
    """Lay out a map.

    Args:
        points: the markers. None at all gives an empty grid, or a drawing fitted to the backdrop's places.
        routes: one or more lines per day. A route of one point draws nothing.
        backdrop: what lies around; never widens the view when there are points.
        size: width and height in drawing units.
        grounds: base maps that are near.

    Returns:
        A drawing of that size in which all markers and routes lie inside.
    """
    backdrop = backdrop or Backdrop()
    seen: list[LatLon] = [(p.latitude, p.longitude) for p in points]
    seen += [point for route in routes for point in route.points]
    seen = seen or list(backdrop.places)
    if not seen:
        return Drawing(*size, grid=_grid(40, size))
    project = _Projection(seen, size)
    several_days = len({p.day for p in points if p.day > 0}) > 1
    labels = [_label(point, several_days) for point in points]
    halves = [_half_width(label) for label in labels]
    places = [project(p.latitude, p.longitude) for p in points]
    spots = _move_apart(places, halves, size)
    markers = [
        Marker(point, label, round(x, 1), round(y, 1), round(at_x, 1), round(at_y, 1), round(half, 1))
        for point, label, half, (x, y), (at_x, at_y) in zip(points, labels, halves, spots, places, strict=True)
    ]
    lines = [
        Line(path, route.day, " ".join(f"{lat:.5f},{lon:.5f}" for lat, lon in route.points))
        for route in routes
        if (path := _path(project(lat, lon) for lat, lon in route.points))
    ]
    metres = _round_distance(project.metres_per_unit * size[0] / 4)
    length = metres / project.metres_per_unit
    return Drawing(
        *size,
        markers=markers,
        lines=lines,
        grid=_grid(length, size),
        places=_dots(project, backdrop.places),
        streets=_shapes(project, backdrop.streets),
        water=_shapes(project, backdrop.water, closed=True),
        parks=_shapes(project, backdrop.parks, closed=True),
        grounds=[PlacedGround(g.file, project.transform(g.origin, g.unit)) for g in grounds],
        scale=Scale(metres, round(length, 1)),
        days=sorted({p.day for p in points if p.day > 0} | {r.day for r in routes if r.day > 0}),
    )
