"""From the tags of one OpenStreetMap object to a `PlaceRecord`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from tzfpy import get_tz

from places.gazetteer import all_countries, fold, nearest_city
from places.providers.cleaning import (
    email_address,
    one_line,
    phone_number,
    several,
    web_address,
    whole_number,
)
from places.providers.osm.kinds import Kind, kinds_of
from places.providers.records import PlaceRecord

# Where the house number is written before the street.
_NUMBER_FIRST = frozenset({"AU", "CA", "FR", "GB", "IE", "IN", "LU", "MC", "MY", "NZ", "PH", "SG", "US", "ZA"})

# diet:* values that say a person on that diet can eat here. "limited" is an option too few to promise.
_SERVED = ("yes", "only")
_ALSO = {"vegan": ("vegetarian",)}  # what suits a vegan suits a vegetarian

# Tags of the source worth keeping as words on the place: tag=value → our word.
_WORDS = {
    ("outdoor_seating", "yes"): "outdoor_seating",
    ("takeaway", "yes"): "takeaway",
    ("takeaway", "only"): "takeaway",
    ("delivery", "yes"): "delivery",
    ("breakfast", "yes"): "breakfast",
    ("brunch", "yes"): "brunch",
    ("lunch", "yes"): "lunch",
    ("microbrewery", "yes"): "microbrewery",
    ("live_music", "yes"): "live_music",
    ("karaoke", "yes"): "karaoke",
    ("highchair", "yes"): "highchair",
    ("dog", "yes"): "dogs_welcome",
    ("internet_access", "wlan"): "wifi",
    ("internet_access", "yes"): "wifi",
    ("wheelchair", "yes"): "wheelchair_accessible",
}

# Tags copied into `details` as they are.
_DETAILS = (
    "wheelchair",
    "wheelchair:description",
    "toilets:wheelchair",
    "charge",
    "wikipedia",
    "brand",
    "operator",
    "level",
    "artist_name",
    "artwork_type",
    "architect",
    "start_date",
    "inscription",
    "religion",
    "denomination",
    "smoking",
    "reservation",
    "check_in",
    "check_out",
    "rooms",
    "beds",
    "station",
    "network",
)
_ALT_NAMES = ("alt_name", "loc_name", "short_name", "official_name", "old_name", "int_name")
_WIKIDATA = re.compile(r"Q[1-9]\d{0,11}")


def place_name(tags: Mapping[str, str]) -> str | None:
    """The name on the door; None for what nobody named."""
    return one_line(tags.get("name"))


def to_record(
    kind: Kind,
    external_id: str,
    tags: Mapping[str, str],
    latitude: float,
    longitude: float,
    as_of: dt.date | None,
) -> PlaceRecord:
    """The record of one object.

    Args:
        kind: its line in the table of kinds.
        external_id: "node/123", "way/123" or "relation/123", as openstreetmap.org links to it.
        tags: the object's tags, with a name.
        latitude: degrees, WGS 84; so is `longitude`.
        as_of: first day of the month the file's data is from.

    Raises:
        ValueError: if the object has no name or the point is not on Earth.
    """
    name = place_name(tags)
    if name is None:
        raise ValueError(f"{external_id} has no name")
    town = nearest_city(latitude, longitude)
    country = _country(tags) or (town.country if town else None)
    return PlaceRecord(
        source="openstreetmap",
        external_id=external_id,
        external_url=f"https://www.openstreetmap.org/{external_id}",
        name=name,
        category=kind.category,
        subcategory=kind.subcategory,
        tags=_words(kind, tags),
        latitude=round(latitude, 7),
        longitude=round(longitude, 7),
        address=_address(tags, country),
        city=_city(tags) or (town.name if town else None),
        region=one_line(tags.get("addr:province") or tags.get("addr:state")),
        country=country,
        postal_code=one_line(tags.get("addr:postcode") or tags.get("postal_code"), 20),
        timezone=get_tz(longitude, latitude) or None,
        details=_details(tags, name, country, as_of),
        cuisine_types=_cuisines(tags) if kind.category == "restaurant" else (),
        dietary_options=_diets(tags),
        vehicle_type=kind.vehicle_type,
        opening_hours=one_line(tags.get("opening_hours"), 1000),
        phone=phone_number(_contact(tags, "phone")) or phone_number(tags.get("contact:mobile")),
        email=email_address(_contact(tags, "email")),
        website=web_address(_contact(tags, "website")) or web_address(tags.get("url")),
        capacity=whole_number(tags.get("capacity"), 500_000) or None,
        as_of=as_of,
    )


def _contact(tags: Mapping[str, str], what: str) -> str | None:
    return tags.get(what) or tags.get(f"contact:{what}")


def _country(tags: Mapping[str, str]) -> str | None:
    code = tags.get("addr:country", "").strip().upper()
    return code if code in all_countries() else None


def _city(tags: Mapping[str, str]) -> str | None:
    city = one_line(tags.get("addr:city"), 100)
    # A house number slips into the wrong field now and then; a town's name has letters.
    return city if city and any(c.isalpha() for c in city) else None


def _address(tags: Mapping[str, str], country: str | None) -> str | None:
    street = one_line(tags.get("addr:street") or tags.get("addr:place"), 200)
    if street is None:
        return one_line(tags.get("addr:full"), 300)
    number = one_line(tags.get("addr:housenumber"), 30)
    if number is None:
        return street
    return f"{number} {street}" if country in _NUMBER_FIRST else f"{street} {number}"


def _cuisines(tags: Mapping[str, str]) -> tuple[str, ...]:
    written = tags.get("cuisine", "").replace(",", ";").replace("_", " ").lower()
    return several(written, 50)


def _diets(tags: Mapping[str, str]) -> tuple[str, ...]:
    diets = {
        key.removeprefix("diet:").replace(" ", "_").lower()
        for key, value in tags.items()
        if key.startswith("diet:") and value in _SERVED
    }
    diets |= {"vegan", "vegetarian"} & set(_cuisines(tags))
    for diet, wider in _ALSO.items():
        if diet in diets:
            diets.update(wider)
    return tuple(sorted(diets))


def _words(kind: Kind, tags: Mapping[str, str]) -> tuple[str, ...]:
    words = [
        *kind.tags,
        *(other.subcategory for other in kinds_of(tags) if other.subcategory != kind.subcategory),
    ]
    words += [word for (key, value), word in _WORDS.items() if tags.get(key) == value]
    if _WIKIDATA.fullmatch(tags.get("wikidata", "")) or "wikipedia" in tags:
        words.append("notable")
    if "brand" in tags or "brand:wikidata" in tags:
        words.append("chain")
    return tuple(dict.fromkeys(words))


def _details(tags: Mapping[str, str], name: str, country: str | None, as_of: dt.date | None) -> dict[str, Any]:
    details: dict[str, Any] = {}
    english = one_line(tags.get("name:en"))
    if english:
        details["name_en"] = english
    names = (other for key in _ALT_NAMES for other in several(tags.get(key), 300))
    translated = (one_line(value) for key, value in sorted(tags.items()) if re.fullmatch(r"name:[a-z]{2,3}", key))
    alternatives = [
        n for n in dict.fromkeys([*names, *translated]) if n and fold(n) not in (fold(name), fold(english or ""))
    ]
    if alternatives:
        details["alt_names"] = alternatives[:30]
    if _WIKIDATA.fullmatch(tags.get("wikidata", "")):
        details["wikidata"] = tags["wikidata"]
    stars = whole_number(tags.get("stars", "").removesuffix("S").strip(), 7)
    if stars:
        details["stars"] = stars
    for key in _DETAILS:
        value = one_line(tags.get(key), 500)
        if value:
            details[key.replace(":", "_")] = value
    only = sorted(
        key.removeprefix("diet:") for key, value in tags.items() if key.startswith("diet:") and value == "only"
    )
    if only:
        details["diet_only"] = only
    if tags.get("fee") in ("yes", "no"):  # "donation", "summer only" and the like are neither
        details["fee"] = tags["fee"]
    if tags.get("fee") == "no" and country in all_countries():
        details["admission"] = {
            "amount": "0.00",
            "currency": all_countries()[country].currency,
            "as_of": as_of.isoformat() if as_of else None,
        }
    return details
