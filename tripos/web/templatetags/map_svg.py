"""``{% trip_map points routes %}``: the map, drawn by the server; a tile map where a tile address is set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings

from tripos.web import base_maps
from tripos.web.map_base import COVER, Backdrop, MapPoint, MapRoute, day_class, draw

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


@register.filter
def day_colour(day: int) -> str:
    """Return the class that carries a day's colour: ``day-1`` … ``day-8``."""
    return day_class(int(day or 0))
