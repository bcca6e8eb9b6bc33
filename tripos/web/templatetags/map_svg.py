"""``{% trip_map points routes %}``: the map, drawn by the server; a tile map where a tile address is set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tripos.web import base_maps
from tripos.web.map_base import COVER, Backdrop, Drawing, MapPoint, MapRoute, Marker, day_class, draw

register = template.Library()


@register.inclusion_tag("components/map.html", takes_context=True)
def trip_map(
    context: template.Context,
    points: Sequence[MapPoint],
    routes: Sequence[MapRoute] = (),
    backdrop: Backdrop | None = None,
    label: str = "",
    map_id: str = "map",
) -> dict[str, Any]:
    """Draw a trip's or a list's map; see :func:`tripos.web.map_base.draw`.

    Args:
        points: markers, numbered by day and order.
        routes: lines, coloured by day.
        backdrop: what lies around (places, streets, water, parks) and whom that is owed to; the shipped base
            maps come by themselves.
        label: what the map shows, for those who do not see it; default "Map".
        map_id: id of the element, when a page has two maps.
    """
    seen = [(p.latitude, p.longitude) for p in points] or list(backdrop.places if backdrop else ())
    grounds = base_maps.near(seen)
    owed = [backdrop.attribution if backdrop else "", *(ground.attribution for ground in grounds)]
    return {
        "drawing": draw(points, routes, backdrop, grounds=grounds),
        "label": label,
        "map_id": map_id,
        "tile_url": getattr(settings, "MAP_TILE_URL", ""),
        "tile_attribution": getattr(settings, "MAP_TILE_ATTRIBUTION", ""),
        "attribution": ", ".join(dict.fromkeys(words for words in owed if words)),
    }


@register.inclusion_tag("components/route_art.html")
def route_art(
    points: Sequence[MapPoint], routes: Sequence[MapRoute] = (), backdrop: Backdrop | None = None
) -> dict[str, Any]:
    """Draw a trip's own cover: its real ways and stops without numbers, a colour per day. Decoration only."""
    unnamed = [MapPoint(p.latitude, p.longitude, "", p.day) for p in points or ()]
    grounds = base_maps.near([(p.latitude, p.longitude) for p in unnamed])
    return {"drawing": draw(unnamed, routes or (), backdrop, size=COVER, grounds=grounds)}


def _marker_words(marker: Marker) -> str:
    point = marker.point
    if not (point.day and point.order):
        return point.title
    return _("Day %(day)d, stop %(order)d: %(title)s") % {
        "day": point.day,
        "order": point.order,
        "title": point.title,
    }


@register.simple_tag
def map_markers(drawing: Drawing) -> SafeString:
    """Draw the markers, each a link where its point has an address, above the lines back to their places.

    Written in Python: a template include for each of a hundred markers took longer than the rest of the page.
    """
    leaders = format_html_join(
        "",
        '<path class="map__leader" data-leader="{}" data-day="{}" d="M{} {}L{} {}"/>'
        '<path class="map__true {}" data-day="{}" d="M{} {}h0"/>',
        (
            (i, m.point.day, m.at_x, m.at_y, m.x, m.y, m.day_class, m.point.day, m.at_x, m.at_y)
            for i, m in enumerate(drawing.markers)
            if m.is_moved
        ),
    )
    return leaders + format_html_join("", "{}", ((_marker(m),) for m in drawing.markers))


def _marker(marker: Marker) -> SafeString:
    point = marker.point
    if marker.label:
        shape = format_html(
            '<rect x="-{}" y="-13" width="{}" height="26" rx="13"/><text y="4.5" text-anchor="middle">{}</text>',
            marker.half_width,
            marker.width,
            marker.label,
        )
    else:
        shape = format_html('<circle r="{}"/>', marker.half_width)
    place = format_html(
        'class="map__marker {}" transform="translate({} {})" data-marker data-x="{}" data-y="{}" '
        'data-at-x="{}" data-at-y="{}" data-lat="{}" data-lon="{}" '
        'data-label="{}" data-day="{}" aria-label="{}"',
        marker.day_class,
        marker.x,
        marker.y,
        marker.x,
        marker.y,
        marker.at_x,
        marker.at_y,
        round(point.latitude, 6),
        round(point.longitude, 6),
        marker.label,
        point.day,
        _marker_words(marker),
    )
    if point.url:
        return format_html('<a href="{}" {}><title>{}</title>{}</a>', point.url, place, point.title, shape)
    return format_html('<g role="img" {}><title>{}</title>{}</g>', place, point.title, shape)


@register.filter
def day_colour(day: int) -> str:
    """Return the class that carries a day's colour: ``day-1`` … ``day-8``."""
    return day_class(int(day or 0))
