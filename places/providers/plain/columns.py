"""From one row of text or JSON values to a `PlaceRecord`; what does not fit is said in words, never guessed."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzfpy import get_tz

from places.gazetteer import find_country, nearest_city
from places.providers.cleaning import email_address, one_line, phone_number, several, web_address, whole_number
from places.providers.records import CATEGORIES, PlaceRecord

# Other names of a column that people and publishers use.
ALIASES = {
    "id": "external_id",
    "lat": "latitude",
    "lon": "longitude",
    "lng": "longitude",
    "long": "longitude",
    "kind": "subcategory",
    "type": "subcategory",
    "postcode": "postal_code",
    "zip": "postal_code",
    "cuisine": "cuisine_types",
    "diet": "dietary_options",
    "hours": "opening_hours",
    "url": "website",
    "state": "region",
}
# What one may call a category; "event_venue" is a place where events happen, not an event.
CATEGORY_WORDS = {
    "event_venue": "other",
    "sight": "attraction",
    "food": "restaurant",
    "hotel": "accommodation",
    "stay": "accommodation",
}
DETAILS = ("name_en", "wikidata", "wheelchair", "fee", "neighbourhood", "opening_hours_text", "reservation", "also")
ADMISSION = ("admission_amount", "admission_currency", "admission_as_of")
COLUMNS = (
    "external_id", "name", "category", "subcategory", "description", "latitude", "longitude", "address", "city",
    "region", "country", "postal_code", "timezone", "tags", "cuisine_types", "dietary_options", "vehicle_type",
    "opening_hours", "phone", "email", "website", "capacity", "external_url", "as_of", "stars", *DETAILS, *ADMISSION,
)  # fmt: skip
"""What a table may have; others are left out. `external_id`, `name`, `category` and a point are needed."""
_LONGEST = {"name": 300, "description": 2000, "opening_hours": 1000}
_CHOICES = {"wheelchair": ("yes", "no", "limited", "designated"), "fee": ("yes", "no")}
_CURRENCY = re.compile(r"[A-Z]{3}")


class Misfit(ValueError):
    """A value that does not fit; the message says which, and what is wanted."""


def to_record(values: Mapping[str, Any], source: str) -> PlaceRecord:
    """The record of one row.

    Args:
        values: by column; text as in a table, or JSON's own numbers and lists. Empty is unknown.
        source: whose places these are.

    Raises:
        Misfit: something needed is missing, or a value is not what its column holds.
    """
    row = {ALIASES.get(key, key): value for key, value in _named(values) if value not in (None, "", [], {})}
    external_id = _line(row, "external_id")
    name = _line(row, "name")
    if name is None:
        raise Misfit("no name")
    if external_id is None:
        raise Misfit("no external_id: without one the next import would add the place again")
    category = _category(row)
    latitude, longitude = _degrees(row, "latitude", 90), _degrees(row, "longitude", 180)
    town = nearest_city(latitude, longitude)
    country = _country(row) or (town.country if town else None)
    tags = _list(row, "tags")
    return PlaceRecord(
        source=source,
        external_id=external_id,
        name=name,
        category=category,
        latitude=round(latitude, 7),
        longitude=round(longitude, 7),
        subcategory=_line(row, "subcategory"),
        description=_line(row, "description"),
        tags=(*tags, "event_venue") if row.get("category") == "event_venue" and "event_venue" not in tags else tags,
        address=_line(row, "address"),
        city=_line(row, "city") or (town.name if town else None),
        region=_line(row, "region"),
        country=country,
        postal_code=_line(row, "postal_code"),
        timezone=_zone(row) or get_tz(longitude, latitude) or None,
        details=_details(row),
        cuisine_types=_list(row, "cuisine_types"),
        dietary_options=tuple(sorted(_list(row, "dietary_options"))),
        vehicle_type=_line(row, "vehicle_type"),
        opening_hours=_line(row, "opening_hours"),
        phone=_checked(row, "phone", phone_number, "a phone number"),
        email=_checked(row, "email", email_address, "an e-mail address"),
        website=_checked(row, "website", web_address, "a web address"),
        capacity=_count(row, "capacity", 500_000),
        external_url=_checked(row, "external_url", web_address, "a web address"),
        as_of=_date(row, "as_of"),
    )


def _named(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    named = [(str(key or "").strip().casefold().replace(" ", "_"), value) for key, value in values.items()]
    return [(key, value.strip() if isinstance(value, str) else value) for key, value in named]


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Misfit(f"{name}: text is wanted")
    return str(value)


def _line(row: Mapping[str, Any], name: str) -> str | None:
    return one_line(_text(row, name), _LONGEST.get(name, 300))


def _category(row: Mapping[str, Any]) -> str:
    written = (_text(row, "category") or "").casefold()
    category = CATEGORY_WORDS.get(written, written)
    if category not in CATEGORIES:
        raise Misfit(f"category: “{written}” is none of {', '.join(CATEGORIES)}" if written else "no category")
    return category


def _degrees(row: Mapping[str, Any], name: str, most: float) -> float:
    text = _text(row, name)
    if text is None:
        raise Misfit(f"no {name}")
    try:
        number = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        raise Misfit(f"{name}: “{text}” is not a number of degrees") from None
    if not (math.isfinite(number) and abs(number) <= most):
        raise Misfit(f"{name}: {text} is not between -{most:g} and {most:g}")
    return number


def _country(row: Mapping[str, Any]) -> str | None:
    text = _text(row, "country")
    if text is None:
        return None
    found = find_country(text)
    if found is None:
        raise Misfit(f"country: “{text}” is no country's name or code")
    return found.code


def _zone(row: Mapping[str, Any]) -> str | None:
    text = _text(row, "timezone")
    if text is None:
        return None
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misfit(f"timezone: “{text}” is no zone such as Europe/Helsinki") from None
    return text


def _list(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name)
    if isinstance(value, list | tuple):
        if not all(isinstance(item, str) for item in value):
            raise Misfit(f"{name}: a list of words is wanted")
        value = ";".join(value)
    text = _text({name: value}, name) if value is not None else None
    return tuple(word.casefold() for word in several((text or "").replace(",", ";"), 60))


def _checked(row: Mapping[str, Any], name: str, read: Callable[[str | None], str | None], what: str) -> str | None:
    text = _text(row, name)
    if text is None:
        return None
    found = read(text)
    if found is None:
        raise Misfit(f"{name}: “{text[:80]}” is not {what}")
    return found


def _count(row: Mapping[str, Any], name: str, most: int) -> int | None:
    text = _text(row, name)
    if text is None:
        return None
    found = whole_number(text, most)
    if not found:
        raise Misfit(f"{name}: “{text}” is not a whole number from 1 to {most:,}")
    return found


def _date(row: Mapping[str, Any], name: str) -> dt.date | None:
    text = _text(row, name)
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(f"{text}-01" if re.fullmatch(r"\d{4}-\d\d", text) else text)
    except ValueError:
        raise Misfit(f"{name}: “{text}” is no date such as 2026-05 or 2026-05-14") from None


def _details(row: Mapping[str, Any]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for name in DETAILS:
        value = row.get(name)
        if isinstance(value, list | dict):  # "also" names other publishers' ids
            continue
        text = one_line(_text(row, name), 500)
        if text is None:
            continue
        if name in _CHOICES and text not in _CHOICES[name]:
            raise Misfit(f"{name}: “{text}” is none of {', '.join(_CHOICES[name])}")
        details[name] = text
    stars = _count(row, "stars", 7)
    if stars:
        details["stars"] = stars
    admission = _admission(row)
    if admission:
        details["admission"] = admission
    return details


def _admission(row: Mapping[str, Any]) -> dict[str, Any] | None:
    text = _text(row, "admission_amount")
    if text is None:
        return None
    try:
        amount = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and 0 <= amount < 1_000_000):
        raise Misfit(f"admission_amount: “{text}” is no amount")
    currency = (_text(row, "admission_currency") or "").upper()
    if not _CURRENCY.fullmatch(currency):
        raise Misfit("admission_currency: an amount needs a currency such as EUR")
    as_of = _date(row, "admission_as_of")
    return {"amount": str(amount), "currency": currency, "as_of": as_of.isoformat() if as_of else None}
