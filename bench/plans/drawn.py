"""A plan as one SVG file: the map of its days on the left, what happens when on the right."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tripos.web.map_base import Backdrop, Drawing, MapPoint, MapRoute, draw
from trips.planning.catalogue import Place
from trips.planning.itinerary import Plan

MAP = (760, 760)
LIST = 560  # width of the list
LINE = 17  # height of one of its lines
COLOURS = ("#0b6e99", "#b3471b", "#3d7a2f", "#7a3f9d", "#a8710a", "#a32252", "#2c5f63", "#5b5b5b")


def svg_of(plan: Plan, places: Sequence[Place]) -> str:
    """The drawing as text."""
    drawing = _drawing(plan, places)
    rows = list(_rows(plan))
    height = max(MAP[1], LINE * (len(rows) + 2))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {MAP[0] + LIST} {height}" '
        f'width="{MAP[0] + LIST}" height="{height}" font-family="sans-serif">',
        f'<rect width="100%" height="100%" fill="#fff"/><svg width="{MAP[0]}" height="{MAP[1]}">',
        f'<path d="{drawing.grid}" stroke="#e8e8e8" fill="none"/>',
        f'<path d="{drawing.places}" stroke="#c9c9c9" stroke-width="3" stroke-linecap="round" fill="none"/>',
    ]
    for line in drawing.lines:
        parts.append(f'<path d="{line.path}" stroke="{_colour(line.day)}" stroke-width="2.5" fill="none"/>')
    for marker in drawing.markers:
        colour = _colour(marker.point.day)
        parts.append(
            f'<path d="M{marker.at_x} {marker.at_y}L{marker.x} {marker.y}" stroke="{colour}"/>'
            f'<rect x="{marker.x - marker.half_width}" y="{marker.y - 10}" width="{2 * marker.half_width}" '
            f'height="20" rx="10" fill="{colour}"><title>{escape(marker.point.title)}</title></rect>'
            f'<text x="{marker.x}" y="{marker.y + 4}" font-size="11" fill="#fff" '
            f'text-anchor="middle">{marker.label}</text>'
        )
    if drawing.scale is not None:
        end = 20 + drawing.scale.length
        parts.append(
            f'<path d="M20 {MAP[1] - 20}H{end}" stroke="#333" stroke-width="3"/>'
            f'<text x="20" y="{MAP[1] - 28}" font-size="11">{drawing.scale.metres} m</text>'
        )
    parts.append("</svg>")
    for number, (day, text) in enumerate(rows, start=1):
        weight = "bold" if text.startswith("Day ") else "normal"
        parts.append(
            f'<text x="{MAP[0] + 12}" y="{LINE * (number + 1)}" font-size="12" font-weight="{weight}" '
            f'fill="{_colour(day)}">{escape(text)}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _colour(day: int) -> str:
    return COLOURS[(day - 1) % len(COLOURS)] if day else "#333"


def _drawing(plan: Plan, places: Sequence[Place]) -> Drawing:
    points, routes = [], []
    home = [(plan.stay.latitude, plan.stay.longitude)] if plan.stay else []
    if plan.stay:
        points.append(MapPoint(*home[0], plan.stay.name))
    for day in plan.days:
        way = [*home]
        for number, stop in enumerate(day.stops, start=1):
            if stop.latitude is None or stop.longitude is None or stop.place_id is None:
                continue
            points.append(MapPoint(stop.latitude, stop.longitude, stop.name, day.number, number))
            way.append((stop.latitude, stop.longitude))
        routes.append(MapRoute(day.number, [*way, *home]))
    return draw(points, routes, Backdrop(places=[place.point for place in places]), MAP)


def _rows(plan: Plan) -> list[tuple[int, str]]:
    rows = [(0, f"{plan.city}, {plan.request.start_date:%a %d %B %Y}, {plan.totals}")]
    for day in plan.days:
        holiday = f", {day.holiday}" if day.holiday else ""
        rows.append((day.number, f"Day {day.number}, {day.date:%A}{holiday}: {day.walk_metres / 1000:.1f} km on foot"))
        for number, stop in enumerate(day.stops, start=1):
            way = f"{stop.travel.minutes} min {stop.travel.mode}" if stop.travel else ""
            what = stop.meal or stop.subcategory
            rows.append((day.number, f"{number}. {stop.start:%H:%M}–{stop.leave:%H:%M} {stop.name} ({what}) {way}"))
    return rows
