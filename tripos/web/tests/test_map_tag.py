"""The map as a page shows it."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.utils.translation import override

from tripos.web.map_base import Backdrop, MapPoint, MapRoute

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    MapPoint(60.17007, 24.94417, 'Ateneum "& friends"', 1, 1, "#stop-1"),
    MapPoint(60.17008, 24.94418, "Next door", 1, 2, "#stop-2"),
    MapPoint(60.17389, 24.93806, "Oodi", 2, 1),
    MapPoint(60.17, 24.95, "Hotel"),
]
ROUTES = [MapRoute(1, [(60.17007, 24.94417), (60.17389, 24.93806)])]


def show(points: Any = POINTS, routes: Any = ROUTES, backdrop: Backdrop | None = None) -> ElementTree.Element:
    """Render the tag; it must be well-formed XML, or an attribute was broken by a value."""
    template = Template("{% load map_svg %}{% trip_map points routes backdrop label='Trip' %}")
    html = template.render(Context({"points": points, "routes": routes, "backdrop": backdrop}))
    return ElementTree.fromstring(re.sub(r" (data-(?:map|marker|furniture|scale|scale-text))(?=[ >])", r' \1=""', html))


def markers(figure: ElementTree.Element) -> list[ElementTree.Element]:
    return [element for element in figure.iter() if "data-marker" in element.attrib]


@pytest.mark.parametrize("language", ["en", "fi"])
def test_trip_map_markers_are_links_with_words(language: str) -> None:
    with override(language):
        found = markers(show())
    assert [element.get("data-label") for element in found] == ["1.1", "1.2", "2.1", ""]
    assert [element.get("href") for element in found] == ["#stop-1", "#stop-2", None, None]
    assert [element.get("role") for element in found] == [None, None, "img", "img"]
    assert 'Ateneum "& friends"' in str(found[0].get("aria-label"))
    assert found[3].get("aria-label") == "Hotel"
    assert all("," not in str(element.get("transform")) for element in found)


def test_trip_map_markers_say_day_and_stop() -> None:
    with override("en"):
        assert markers(show())[1].get("aria-label") == "Day 1, stop 2: Next door"


def test_trip_map_leads_moved_markers_back_to_their_places() -> None:
    leaders = [e.get("data-leader") for e in show().iter() if e.get("class") == "map__leader"]
    assert leaders == ["0", "1"]


def test_trip_map_without_points_is_not_blank() -> None:
    figure = show([], [])
    assert markers(figure) == []
    assert any(e.get("class") == "map__grid" and e.get("d") for e in figure.iter())


def test_trip_map_names_each_source_once() -> None:
    figure = show(backdrop=Backdrop([(60.17, 24.94)], attribution="© OpenStreetMap contributors"))
    captions = [e.text for e in figure.iter() if e.get("class") == "map__attribution"]
    assert captions == ["© OpenStreetMap contributors"]


def test_trip_map_asks_for_tiles_only_where_an_address_is_set() -> None:
    with override_settings(MAP_TILE_URL=""):
        assert show().get("data-tile-url") is None
    with override_settings(MAP_TILE_URL="https://tiles.example/{z}/{x}/{y}.png", MAP_TILE_ATTRIBUTION="© Us"):
        figure = show()
    assert figure.get("data-tile-url") == "https://tiles.example/{z}/{x}/{y}.png"
    assert figure.get("data-tile-attribution") == "© Us"
    assert str(figure.get("data-leaflet")).endswith("leaflet.js")
    # The drawing is there all the same, for as long as the tiles are on their way.
    assert len(markers(figure)) == len(POINTS)
