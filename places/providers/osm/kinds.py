"""Which OpenStreetMap tags make a place for travellers, and what we call it.

One table, read from the top: the first line that matches a tagged object wins, so a cathedral that is also tagged
tourism=attraction is a place of worship, and a castle with a café in it is a castle. To import another kind, add a
line. Meanings of the tags: https://wiki.openstreetmap.org/wiki/Map_features.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the table: `key`=`value` in OpenStreetMap is this category and subcategory here."""

    key: str
    value: str
    category: str
    subcategory: str
    tags: tuple[str, ...] = ()
    vehicle_type: str | None = None


def _lines(category: str, key: str, *values: str, tags: tuple[str, ...] = (), **renamed: str) -> list[Kind]:
    """Lines for values whose subcategory has the same name, and for `value=subcategory` pairs."""
    same = {value: value for value in values}
    return [Kind(key, value, category, name, tags) for value, name in (same | renamed).items()]


VENUE = ("event_venue",)

KINDS: tuple[Kind, ...] = (
    # Where one sleeps
    *_lines("accommodation", "tourism", "hotel", "hostel", "guest_house", "motel", "apartment", "chalet"),
    *_lines("accommodation", "tourism", "camp_site", "caravan_site", "alpine_hut", "wilderness_hut"),
    # Sights with a door and hours
    *_lines("attraction", "tourism", "museum", "gallery", "zoo", "aquarium", "theme_park"),
    *_lines("attraction", "amenity", "planetarium"),
    *_lines("attraction", "historic", "castle", "palace", "fort", "archaeological_site", "ruins", "city_gate"),
    # Where one eats and drinks
    *_lines("restaurant", "amenity", "restaurant", "cafe", "fast_food", "bar", "pub", "biergarten", "food_court"),
    *_lines("restaurant", "amenity", "ice_cream"),
    # Where events happen
    *_lines("other", "amenity", "theatre", "cinema", "arts_centre", "events_venue", "music_venue", tags=VENUE),
    *_lines("other", "amenity", "nightclub", "casino", "concert_hall", tags=VENUE),
    *_lines("other", "leisure", "stadium", tags=VENUE),
    # Sights to look at
    *_lines("attraction", "amenity", "place_of_worship", "marketplace"),
    *_lines("attraction", "tourism", "viewpoint", "artwork"),
    *_lines("attraction", "historic", "monument", "memorial"),
    *_lines("attraction", "man_made", "lighthouse"),
    *_lines("attraction", "leisure", "park", "garden", "nature_reserve", "water_park"),
    *_lines("attraction", "natural", "beach"),
    # Bread, before a generic attraction claims the shop
    *_lines("restaurant", "shop", "bakery", "pastry"),
    *_lines("attraction", "tourism", "attraction"),
    # Renting
    Kind("amenity", "bicycle_rental", "rental", "bicycle_rental", vehicle_type="bicycle"),
    Kind("amenity", "car_rental", "rental", "car_rental", vehicle_type="car"),
    Kind("amenity", "motorcycle_rental", "rental", "motorcycle_rental", vehicle_type="motorcycle"),
    Kind("amenity", "boat_rental", "rental", "boat_rental", vehicle_type="boat"),
    # Getting about
    *_lines("transport", "aeroway", "aerodrome"),
    *_lines("transport", "railway", "station", "tram_stop", halt="station"),
    *_lines("transport", "amenity", "bus_station", "ferry_terminal", "taxi"),
    *_lines("transport", "public_transport", "station"),
)

KEYS = tuple(dict.fromkeys(kind.key for kind in KINDS))
_ORDER = {(kind.key, kind.value): (number, kind) for number, kind in enumerate(KINDS)}

_GONE = ("disused", "abandoned", "demolished", "razed", "construction", "proposed")


def kinds_of(tags: Mapping[str, str]) -> list[Kind]:
    """Every line of the table that the tags match, the winning one first."""
    pairs = ((key, tags[key]) for key in KEYS if key in tags)
    return [kind for _, kind in sorted((_ORDER[pair] for pair in pairs if pair in _ORDER), key=lambda hit: hit[0])]


def why_not(tags: Mapping[str, str]) -> str | None:
    """Why an object of a known kind is still no place for travellers, or None if nothing speaks against it."""
    if any(tags.get(key) == "yes" for key in _GONE):
        return "closed for good"
    if tags.get("access") in ("private", "no"):
        return "not open to the public"
    return None
