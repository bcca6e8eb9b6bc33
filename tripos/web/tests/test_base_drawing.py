"""Base maps: what is drawn from an extract, and where it lies on a page."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from tripos.web import base_maps
from tripos.web.base_drawing import LAYERS, UNIT, Shapes, draw_svg, layer_of, sea, simplify
from tripos.web.map_base import PANE, LatLon, MapPoint, draw

BOX = (0.0, 0.0, 1.0, 1.0)  # south, west, north, east


def area_of(ring: list[LatLon]) -> float:
    """Return the area by the shoelace formula, in square degrees."""
    pairs = pairwise(ring)
    return abs(sum(lon * next_lat - next_lon * lat for (lat, lon), (next_lat, next_lon) in pairs)) / 2


@pytest.mark.parametrize(
    ("coast", "area"),
    [
        ([[(0.0, 0.5), (1.0, 0.5)]], 0.5),  # northwards: land in the west, water in the east
        ([[(1.0, 0.2), (0.0, 0.2)]], 0.2),  # southwards: water in the west
        ([[(0.3, 0.0), (0.3, 1.0)]], 0.3),  # eastwards: water in the south
        ([[(0.0, 0.5), (0.5, 0.5)], [(0.5, 0.5), (1.0, 0.5)]], 0.5),  # in two pieces
        ([[(0.0, 0.4), (1.0, 0.4)], [(1.0, 0.6), (0.0, 0.6)]], 0.2),  # a strait
        ([[(0.2, 0.2), (0.2, 0.4), (0.4, 0.4), (0.2, 0.2)]], 0.0),  # an island without its sea
        ([], 0.0),
    ],
)
def test_sea_lies_on_the_right_of_the_coast(coast: list[list[LatLon]], area: float) -> None:
    assert sum(area_of(ring) for ring in sea(coast, BOX)) == pytest.approx(area)


@pytest.mark.parametrize(
    ("tags", "layer"),
    [
        ({"highway": "primary_link"}, "roads"),
        ({"highway": "residential"}, "streets"),
        ({"highway": "footway"}, "paths"),
        ({"highway": "proposed"}, None),
        ({"railway": "tram"}, "rails"),
        ({"railway": "subway", "tunnel": "yes"}, None),
        ({"natural": "water", "landuse": "pond"}, "water"),
        ({"leisure": "park"}, "parks"),
        ({"building": "yes"}, "buildings"),
        ({"power": "line"}, None),
    ],
)
def test_layer_of_tags(tags: dict[str, str], layer: str | None) -> None:
    assert layer_of(tags) == layer


def test_simplify_keeps_corners_and_drops_straight_points() -> None:
    assert simplify([(0, 0), (10, 0), (20, 1), (30, 0), (30, 40)]) == [(0, 0), (30, 0), (30, 40)]
    assert simplify([(0, 0), (10, 5), (20, 0)]) == [(0, 0), (10, 5), (20, 0)]
    # A closed ring has no length between its ends.
    assert simplify([(0, 0), (10, 0), (10, 10), (0, 0)]) == [(0, 0), (10, 0), (10, 10), (0, 0)]


def test_draw_svg_has_every_layer_in_metres() -> None:
    shapes = Shapes(box=(-0.01, -0.01, 0.01, 0.01))
    shapes.layers["streets"].append([(0.0, 0.0), (0.0, 0.001)])  # 111.3 m along the equator
    root = ElementTree.fromstring(draw_svg(shapes, (0.0, 0.0)))
    paths = {path.attrib["id"]: path.attrib["d"] for path in root}
    assert tuple(paths) == LAYERS
    assert paths["streets"] == "M0 0l111 0"


def test_drawing_is_placed_where_its_points_are() -> None:
    """A place projected by the page and the same place inside the transformed drawing coincide."""
    (base,) = [b for b in base_maps.shipped() if b.name == "helsinki"]
    corner = MapPoint(base.north, base.west, "corner", 1, 1)
    drawing = draw([corner, MapPoint(base.south, base.east, "other", 1, 2)], grounds=[base])
    (ground,) = drawing.grounds
    found = re.fullmatch(r"translate\((\S+) (\S+)\) scale\((\S+)\)", ground.transform)
    assert found is not None
    x, y, scale = (float(number) for number in found.groups())
    marker = drawing.markers[0]
    # The box's corner is half its width west of the origin.
    west_units = (base.west - base.origin[1]) / 360 / UNIT
    assert x + west_units * scale == pytest.approx(marker.at_x, abs=0.3)
    assert marker.at_y < y < PANE[1]


def test_shipped_base_maps_have_files_and_attribution() -> None:
    assert base_maps.shipped()
    for base in base_maps.shipped():
        assert (base_maps.FOLDER.parent.parent / base.file).exists()
        assert base.attribution


def test_near_finds_a_city_and_not_another() -> None:
    assert [base.name for base in base_maps.near([(60.17, 24.94)])] == ["helsinki"]
    assert base_maps.near([(41.9, 12.5)]) == []
    assert base_maps.near([]) == []


def test_draw_base_map_writes_its_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    extract = tmp_path / "tiny.osm"
    extract.write_text(
        '<osm version="0.6"><node id="1" version="1" lat="41.9" lon="12.49"/>'
        '<node id="2" version="1" lat="41.91" lon="12.5"/><way id="3" version="1"><nd ref="1"/><nd ref="2"/>'
        '<nd ref="99"/><tag k="highway" v="primary"/></way></osm>'
    )
    folder = tmp_path / "base"
    for _twice in range(2):
        call_command("draw_base_map", "rome", str(extract), folder=folder)
    (entry,) = json.loads((folder / "index.json").read_text())
    assert (entry["name"], entry["south"], entry["east"]) == ("rome", 41.9, 12.5)
    assert 'id="roads"' in (folder / "rome.svg").read_text()
    assert "1 roads" in capsys.readouterr().out


def test_draw_base_map_without_a_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        call_command("draw_base_map", "rome", str(tmp_path / "missing.osm.pbf"), folder=tmp_path)


def test_sea_has_its_islands_as_rings_of_their_own() -> None:
    island = [(0.2, 0.7), (0.4, 0.7), (0.4, 0.9), (0.2, 0.7)]
    rings = sea([[(0.0, 0.5), (1.0, 0.5)], island], BOX)
    assert len(rings) == 2
    assert rings[1] == island
