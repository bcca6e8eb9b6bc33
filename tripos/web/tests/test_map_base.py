"""The map's geometry: pure code."""

from __future__ import annotations

import math
import re

import pytest

from tripos.web.map_base import COVER, PANE, Backdrop, MapPoint, MapRoute, day_class, draw

HELSINKI = [
    MapPoint(60.1701, 24.9442, "Ateneum", 1, 1, "#stop-1"),
    MapPoint(60.1717, 24.9367, "Kiasma", 1, 2),
    MapPoint(60.1683, 24.9600, "Uspenski", 1, 3),
]


def test_draw_places_north_up_and_east_right() -> None:
    first, second, third = draw(HELSINKI).markers
    assert second.at_y < first.at_y < third.at_y
    assert second.at_x < first.at_x < third.at_x


@pytest.mark.parametrize("size", [PANE, COVER])
def test_draw_keeps_every_marker_inside(size: tuple[int, int]) -> None:
    points = [MapPoint(60 + i * 0.001, 25 - i % 7 * 0.003, "x", i // 8 + 1, i % 8 + 1) for i in range(112)]
    drawing = draw(points, size=size)
    assert len(drawing.markers) == 112
    assert all(m.half_width <= m.x <= size[0] - m.half_width for m in drawing.markers)
    assert all(13 <= m.y <= size[1] - 13 for m in drawing.markers)


def test_draw_moves_markers_of_the_same_place_apart() -> None:
    far = MapPoint(60.2, 25.0, "far", 1, 3)
    drawing = draw([MapPoint(60.17, 24.94, "a", 1, 1), MapPoint(60.17, 24.94, "b", 1, 2), far])
    first, second, _far = drawing.markers
    assert (first.at_x, first.at_y) == (second.at_x, second.at_y)
    assert math.hypot(first.x - second.x, first.y - second.y) >= 24
    assert first.is_moved and second.is_moved


def test_draw_numbers_by_order_on_one_day_and_by_day_and_order_on_several() -> None:
    assert [m.label for m in draw(HELSINKI).markers] == ["1", "2", "3"]
    two_days = [*HELSINKI, MapPoint(60.1739, 24.9381, "Oodi", 2, 1), MapPoint(60.17, 24.95, "Hotel")]
    assert [m.label for m in draw(two_days).markers] == ["1.1", "1.2", "1.3", "2.1", ""]


def test_draw_crosses_the_date_line_by_the_short_way() -> None:
    auckland, fiji, apia = (-36.85, 174.76), (-18.1, 178.4), (-13.8, -171.8)
    points = [MapPoint(lat, lon, "x", 1, i) for i, (lat, lon) in enumerate((auckland, fiji, apia), 1)]
    drawing = draw(points)
    xs = [m.at_x for m in drawing.markers]
    assert xs == sorted(xs)
    # 13.4 degrees apart, not 346: the scale bar is in hundreds of kilometres.
    assert drawing.scale is not None and drawing.scale.metres <= 1_000_000


def test_draw_scale_matches_a_known_distance() -> None:
    # 0.01 degrees of latitude are 1,113 m on the sphere that web maps use.
    drawing = draw([MapPoint(60.17, 24.94, "a", 1, 1), MapPoint(60.18, 24.94, "b", 1, 2)])
    first, second = drawing.markers
    assert drawing.scale is not None
    metres = math.hypot(first.at_x - second.at_x, first.at_y - second.at_y)
    metres *= drawing.scale.metres / drawing.scale.length
    assert metres == pytest.approx(1113, rel=0.01)


def test_draw_single_point_shows_a_quarter_not_a_doorstep() -> None:
    drawing = draw(HELSINKI[:1])
    assert drawing.scale is not None
    assert drawing.scale.metres >= 100
    assert (drawing.markers[0].x, drawing.markers[0].y) == (PANE[0] / 2, PANE[1] / 2)


def test_draw_nothing_gives_a_grid_and_no_scale() -> None:
    drawing = draw([])
    assert drawing.grid.startswith("M")
    assert (drawing.markers, drawing.lines, drawing.scale) == ((), (), None)


def test_draw_routes_carry_their_coordinates_and_skip_single_points() -> None:
    way = [(p.latitude, p.longitude) for p in HELSINKI]
    drawing = draw(HELSINKI, [MapRoute(1, way), MapRoute(2, way[:1])])
    (line,) = drawing.lines
    assert (line.day, line.day_class) == (1, "day-1")
    assert line.coordinates == "60.17010,24.94420 60.17170,24.93670 60.16830,24.96000"
    assert len(re.findall(r"[\d.]+ [\d.]+", line.path)) == 3


def test_draw_backdrop_far_away_is_left_out_and_does_not_widen_the_view() -> None:
    plain = draw(HELSINKI)
    here, far = [(60.17, 24.94), (60.171, 24.945)], [(61.5, 23.7), (61.6, 23.8)]
    drawing = draw(HELSINKI, backdrop=Backdrop(here + far, [here, far], [], []))
    assert [(m.x, m.y) for m in drawing.markers] == [(m.x, m.y) for m in plain.markers]
    assert drawing.places.count("M") == 2
    assert drawing.streets.count("M") == 1


def test_draw_poles_do_not_raise() -> None:
    drawing = draw([MapPoint(90, 0, "north", 1, 1), MapPoint(-90, 10, "south", 1, 2)])
    assert all(math.isfinite(m.x) and math.isfinite(m.y) for m in drawing.markers)


@pytest.mark.parametrize(("day", "name"), [(1, "day-1"), (8, "day-8"), (9, "day-1"), (0, "day-none")])
def test_day_class_comes_round_after_eight(day: int, name: str) -> None:
    assert day_class(day) == name
