"""Places as the templates show them. No queries here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from places.marks import mark_of
from places.matching import parts_of
from places.models import Location
from places.opening import status, status_on, today_at
from tripos.web.map_base import MapPoint
from tripos.web.place_facts import facts

Shown = dict[str, Any]
ATTRIBUTION = {"openstreetmap": "© OpenStreetMap contributors, ODbL"}
# The planner's figures for going on foot (trips.planning.travel_time): 4.5 km/h, a way a quarter longer than the line.
METRES_A_MINUTE, DETOUR, LONGEST_WALK = 75.0, 1.25, 45
SOURCES = {"openstreetmap": "OpenStreetMap", "user_created": "a traveller"}


def kind_words(place: Location) -> str:
    """What it is: "Museum"."""
    return str((place.subcategory or place.get_category_display()).replace("_", " ").capitalize())


def icon_of(place: Location) -> str:
    """A word that has a picture."""
    return place.subcategory or place.category


def _day_there(place: Location, moment: datetime | None) -> date | None:
    return today_at(place, moment) if moment else None


def place_card(
    place: Location,
    now: datetime,
    metres: float | None = None,
    near: str = "",
    words: str = "",
    day: date | None = None,
) -> Shown:
    """For components/place_card.html.

    Args:
        place: a row; what :func:`places.marks.with_marks` noted at it is shown.
        now: an aware moment.
        metres: from where, along the great circle; None where that is nowhere.
        near: the name of where.
        words: what was searched for, to mark it in the names.
        day: the date whose hours are asked for; None is now.
    """
    also = str((place.details or {}).get("name_en") or "")
    price = facts().own_price(place)
    return {
        "id": place.pk,
        "anchor": f"place-{place.pk}",
        "name": place.name,
        "name_parts": parts_of(place.name, words),
        "also_parts": parts_of(also, words) if also and also != place.name else [],
        "url": reverse("places:place_detail", args=[place.pk]),
        "kind": kind_words(place),
        "icon": icon_of(place),
        "status": status_on(place, day) if day else status(place, now),
        "address": place.address or "",
        "metres": metres,
        "walk": walk_minutes(metres),
        "near": near,
        "diet": diets(place),
        "wheelchair": (place.details or {}).get("wheelchair") or "",
        "price": "€" * (place.price_level or 0),
        "is_free": price.state == "free",
        "cost": price.amount,
        "currency": price.currency,
        "rating": place.rating,
        "rating_count": place.rating_count,
        "is_unverified": place.source == "user_created" and not place.is_verified,
        "starts": _day_there(place, place.event_start_time),
        "mark": mark_of(place),
        "is_gone": place.deleted_at is not None or not place.is_active,
    }


def walk_minutes(metres: float | None) -> int | None:
    """About how many minutes one walks to a place so far away as the crow flies; None beyond 45."""
    minutes = None if metres is None else max(1, round(metres * DETOUR / METRES_A_MINUTE))
    return minutes if minutes is not None and minutes <= LONGEST_WALK else None


def numbered(places: Iterable[Location], now: datetime, first: int = 1, **more: Any) -> list[Shown]:
    """Cards with the numbers of their markers; ``more`` as for :func:`place_card`."""
    return [{**place_card(place, now, **more), "number": number} for number, place in enumerate(places, first)]


def kept_list(saved: Sequence[Any], now: datetime) -> Shown:
    """A page of saved places, read through :func:`places.marks.with_marks`: cards, markers, what is said once."""
    places = [one.location for one in saved]
    for one in saved:
        one.location.mark_kept, one.location.mark_planned = one.mark_kept, one.mark_planned
    cards = numbered(places, now)
    return {
        "kept": list(zip(saved, cards, strict=True)),
        "points": points_of(places, 1),
        "small_print": small_print(places, cards),
    }


def around(places: Iterable[Any], now: datetime, **more: Any) -> list[Shown]:
    """Numbered cards of places with a ``distance_km``, the nearest first."""
    return [
        {**place_card(place, now, 1000 * place.distance_km, **more), "number": number}
        for number, place in enumerate(places, 1)
    ]


def small_print(places: Iterable[Location], cards: Iterable[Shown]) -> Shown:
    """What is said once under a list of cards: how old their hours are, and that some say nothing of theirs."""
    known = {place.as_of for place, card in zip(places, cards, strict=True) if card["status"] and place.as_of}
    return {
        "oldest": min(known, default=None),
        "newest": max(known, default=None),
        "has_unknown": any(card["status"] is None for card in cards),
    }


def diets(place: Location) -> list[str]:
    return [diet.replace("_", "-") for diet in place.dietary_options or ()]


def own_facts(place: Location) -> dict[str, Any]:
    """What only places of its category have, ready to show; `unknown` is what of it nobody has told us."""
    ambiance = [tag.replace("_", " ") for tag in place.ambiance or ()]
    features = [tag.replace("_", " ") for tag in place.rental_features or ()]
    missing: list[tuple[Any, str]] = []
    if place.category == "restaurant":
        missing = [
            (place.cuisine_types, _("cuisine")),
            (place.price_level, _("price level")),
            (ambiance, _("ambiance")),
        ]
    elif place.category == "event":
        missing = [(place.event_start_time, _("date")), (place.ticket_url, _("tickets"))]
    elif place.category == "rental":
        rates = place.hourly_rate is not None or place.daily_rate is not None
        missing = [(place.vehicle_type, _("vehicle")), (features, _("features")), (rates, _("rates"))]
    return {
        "price_level": "€" * (place.price_level or 0),
        "ambiance": ambiance,
        "begins": _day_there(place, place.event_start_time),
        "ends": _day_there(place, place.event_end_time),
        "event_type": (place.event_type or "").replace("_", " "),
        "vehicle": (place.vehicle_type or "").replace("_", " "),
        "features": features,
        "currency": (place.details or {}).get("currency") or "",
        "unknown": [words for known, words in missing if not known],
    }


def points_of(places: Iterable[Location], first: int | None = None) -> list[MapPoint]:
    """Markers.

    Args:
        places: those without a point are left out.
        first: the number of the first place, whose marker leads to its card in the page; None draws dots without
            numbers that lead to the place's own page.
    """
    return [
        MapPoint(
            place.latitude,
            place.longitude,
            place.name,
            order=0 if first is None else first + number,
            url=f"#place-{place.pk}" if first is not None else reverse("places:place_detail", args=[place.pk]),
        )
        for number, place in enumerate(places)
        if place.latitude is not None and place.longitude is not None
    ]


def unknowns(place: Location, price_state: str) -> list[str]:
    """What nobody has told us, in words; of the hours their own part of the page says so."""
    details = place.details or {}
    missing = [
        (price_state != "unknown", _("price")),
        (details.get("wheelchair"), _("step-free access")),
        (place.website or place.phone, _("website and phone")),
        (place.address, _("address")),
    ]
    if place.category == "restaurant":
        missing.append((place.dietary_options, _("diets")))
    return [words for known, words in missing if not known]
