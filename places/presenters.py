"""Places as the templates show them. No queries here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from places.models import Location
from tripos.web.map_base import MapPoint
from tripos.web.place_facts import facts

Shown = dict[str, Any]
ATTRIBUTION = {"openstreetmap": "© OpenStreetMap contributors, ODbL"}
SOURCES = {"openstreetmap": "OpenStreetMap", "user_created": "a traveller"}


def kind_words(place: Location) -> str:
    """What it is: "Museum"."""
    return str((place.subcategory or place.get_category_display()).replace("_", " ").capitalize())


def icon_of(place: Location) -> str:
    """A word that has a picture."""
    return place.subcategory or place.category


def today_at(place: Location, now: datetime) -> date:
    """The date where the place is."""
    return now.astimezone(ZoneInfo(place.timezone or "UTC")).date()


def place_card(place: Location, now: datetime, metres: float | None = None, near: str = "") -> Shown:
    """For components/place_card.html, with today's hours."""
    week = facts().week(place, today_at(place, now))
    today = week[0].words if week else ""
    return {
        "name": place.name,
        "url": reverse("places:place_detail", args=[place.pk]),
        "kind": kind_words(place),
        "icon": icon_of(place),
        "hours": _today(today),
        "hours_state": ("closed_today" if today == "closed" else "open") if today else "unknown",
        "hours_as_of": place.as_of,
        "address": place.address or "",
        "metres": metres,
        "near": near,
        "diet": diets(place),
        "wheelchair": (place.details or {}).get("wheelchair") or "",
        "price": "",
    }


def _today(words: str) -> str:
    return _("today %(hours)s") % {"hours": words.removeprefix("open ")} if words else ""


def diets(place: Location) -> list[str]:
    return [diet.replace("_", "-") for diet in place.dietary_options or ()]


def points_of(places: Iterable[Location]) -> list[MapPoint]:
    """Markers without numbers, each leading to its place."""
    return [
        MapPoint(place.latitude, place.longitude, place.name, url=reverse("places:place_detail", args=[place.pk]))
        for place in places
        if place.latitude is not None and place.longitude is not None
    ]


def unknowns(place: Location, has_hours: bool, price_state: str) -> list[str]:
    """What nobody has told us, in words."""
    details = place.details or {}
    missing = [
        (has_hours, _("opening hours")),
        (price_state != "unknown", _("price")),
        (details.get("wheelchair"), _("step-free access")),
        (place.website or place.phone, _("website and phone")),
        (place.address, _("address")),
    ]
    if place.category == "restaurant":
        missing.append((place.dietary_options, _("diets")))
    return [words for known, words in missing if not known]
