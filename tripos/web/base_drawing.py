"""Draw a base map once, from an OpenStreetMap extract: an SVG file that pages place under their markers.

Each layer is one path, in a grid of its own: Mercator, north up, one unit about a metre. Pages reference the
layers with ``<use>``, so a page carries no geometry and the browser keeps the file; colours come from the
page's stylesheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import osmium

from tripos.web.map_base import LatLon, mercator

Cell = tuple[int, int]

UNIT = 2.5e-8  # of the world's width: 1 m at the equator, 0.5 m at 60 degrees
_TOLERANCE = 1.2  # units: what a simplified line may stray from the mapped one
_ROADS = {"motorway", "trunk", "primary", "secondary", "tertiary"}
_STREETS = {"residential", "unclassified", "living_street", "pedestrian", "service", "road"}
_PATHS = {"footway", "path", "cycleway", "steps", "track", "trail"}
_RAILS = {"rail", "tram", "light_rail", "subway", "narrow_gauge"}
_GREEN = {
    ("leisure", "park"),
    ("leisure", "garden"),
    ("landuse", "grass"),
    ("landuse", "forest"),
    ("landuse", "recreation_ground"),
    ("natural", "wood"),
    ("natural", "scrub"),
    ("natural", "heath"),
}
LAYERS = ("water", "parks", "buildings", "paths", "rails", "streets", "roads")
_AREAS = {"water", "parks", "buildings"}


@dataclass
class Shapes:
    """What was read: lines by layer, coastlines apart, and the nodes' box (south, west, north, east)."""

    layers: dict[str, list[list[LatLon]]] = field(default_factory=lambda: {name: [] for name in LAYERS})
    coast: list[list[LatLon]] = field(default_factory=list)
    box: tuple[float, float, float, float] = (90.0, 180.0, -90.0, -180.0)


def layer_of(tags: Mapping[str, str]) -> str | None:
    """Return the layer that a way with these tags is drawn in, or None."""
    if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
        return "water"
    if any(tags.get(key) == value for key, value in _GREEN):
        return "parks"
    if "building" in tags:
        return "buildings"
    if tags.get("railway") in _RAILS and tags.get("tunnel") != "yes":
        return "rails"
    road = tags.get("highway", "").removesuffix("_link")
    for layer, kinds in (("roads", _ROADS), ("streets", _STREETS), ("paths", _PATHS)):
        if road in kinds:
            return layer
    return None


class _Reader(osmium.SimpleHandler):
    def __init__(self) -> None:
        super().__init__()
        self.shapes = Shapes()

    def node(self, node: osmium.osm.Node) -> None:
        south, west, north, east = self.shapes.box
        lat, lon = node.location.lat, node.location.lon
        self.shapes.box = (min(south, lat), min(west, lon), max(north, lat), max(east, lon))

    def way(self, way: osmium.osm.Way) -> None:
        tags = {tag.k: tag.v for tag in way.tags}
        is_coast = tags.get("natural") == "coastline"
        layer = layer_of(tags)
        if not is_coast and layer is None:
            return
        # An extract cut out of a larger one lacks nodes beyond its edge: keep the stretches that are there.
        for stretch in _stretches(way.nodes):
            if is_coast:
                self.shapes.coast.append(stretch)
            elif layer is not None:
                self.shapes.layers[layer].append(stretch)


def _stretches(nodes: Iterable[osmium.osm.NodeRef]) -> Iterable[list[LatLon]]:
    stretch: list[LatLon] = []
    for node in nodes:
        if node.location.valid():
            stretch.append((node.location.lat, node.location.lon))
            continue
        if len(stretch) > 1:
            yield stretch
        stretch = []
    if len(stretch) > 1:
        yield stretch


def simplify(points: Sequence[Cell], tolerance: float = _TOLERANCE) -> list[Cell]:
    """Leave out points that change a line by less than ``tolerance`` (Douglas and Peucker, 1973)."""
    if len(points) < 3:
        return list(points)
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        length = math.hypot(x2 - x1, y2 - y1)
        worst, at = 0.0, first
        for i in range(first + 1, last):
            x, y = points[i]
            away = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else math.hypot(x - x1, y - y1)
            if away > worst:
                worst, at = away, i
        if worst > tolerance:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [points[i] for i in sorted(keep)]


def sea(coast: Sequence[Sequence[LatLon]], box: tuple[float, float, float, float]) -> list[list[LatLon]]:
    """Close coastlines into water areas within a box.

    A coastline has the land on its left and the water on its right. From where one leaves the box, the edge
    is followed clockwise to where the next one enters. A line that closes on itself is an island: it comes
    as a ring of its own, a hole when areas are filled by the even-odd rule; without a sea it is dropped.
    """
    joined = _joined(coast)
    lines = [line for line in joined if line[0] != line[-1]]
    islands = [line for line in joined if line[0] == line[-1]]
    if not lines:
        return []
    south, west, north, east = box
    height, width = north - south, east - west

    def along(point: LatLon) -> float:
        """Return how far round the edge, clockwise from the north-west, the nearest point on it is."""
        lat, lon = point
        across, down = (lon - west) / width, (north - lat) / height
        edges = ((down, across), (1 - across, 1 + down), (1 - down, 3 - across), (across, 4 - down))
        return min(edges)[1] % 4

    def corner(at: int) -> LatLon:
        return ((north, west), (north, east), (south, east), (south, west))[at % 4]

    starts = sorted((along(line[0]), i) for i, line in enumerate(lines))
    areas, unused = [], set(range(len(lines)))
    while unused:
        first = current = min(unused)
        area: list[LatLon] = []
        while True:
            unused.discard(current)
            area += lines[current]
            leaves = along(lines[current][-1])
            enters, following = min(((at - leaves) % 4, i) for at, i in starts)
            area += [corner(at) for at in range(math.ceil(leaves), math.floor(leaves + enters) + 1)]
            if following not in unused:
                break
            current = following
        areas.append([*area, lines[first][0]])
    return areas + islands


def _joined(lines: Iterable[Sequence[LatLon]]) -> list[list[LatLon]]:
    """Join lines that go on where another ends."""
    found = [list(line) for line in lines]
    joined = True
    while joined:
        joined = False
        for first in found:
            for second in found:
                if first is not second and first[-1] == second[0]:
                    first += second[1:]
                    found.remove(second)
                    joined = True
                    break
            if joined:
                break
    return found


def _path(points: Sequence[Cell], closed: bool) -> str:
    (x, y), *rest = points
    steps = []
    for to_x, to_y in rest:
        steps.append(f"{to_x - x} {to_y - y}")
        x, y = to_x, to_y
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}{'z' if closed else ''}".replace(" -", "-")


def draw_svg(shapes: Shapes, origin: LatLon) -> str:
    """Return the SVG file's text; ``origin`` is where its unit (0, 0) lies."""
    zero_x, zero_y = mercator(*origin)

    def cell(point: LatLon) -> Cell:
        x, y = mercator(*point)
        return round((x - zero_x) / UNIT), round((y - zero_y) / UNIT)

    layers = {**shapes.layers, "water": [*sea(shapes.coast, shapes.box), *shapes.layers["water"]]}
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">']
    for name in LAYERS:
        drawn = []
        for shape in layers[name]:
            cells = simplify([cell(point) for point in shape])
            if len(set(cells)) > 1:
                drawn.append(_path(cells, closed=name in _AREAS))
        lines.append(f'<path id="{name}" fill-rule="evenodd" vector-effect="non-scaling-stroke" d="{"".join(drawn)}"/>')
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def read_extract(path: Path) -> Shapes:
    """Read streets, water, parks and buildings from an ``.osm.pbf`` (any file that osmium reads).

    Raises:
        RuntimeError: the file is missing or is not OpenStreetMap data (osmium's own words).
    """
    reader = _Reader()
    reader.apply_file(str(path), locations=True)
    return reader.shapes
