"""Places that travellers add to the catalogue: public at once, marked as unverified until staff have looked."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from rapidfuzz import fuzz
from tzfpy import get_tz

from places.gazetteer import fold, nearest_city
from places.models import Location
from places.search import Point, nearby_places

NEAR_KM = 0.3
ALIKE = 82.0
"""The least likeness of two names, 0 to 100, that makes one ask."""
LOOKED_AT, ASKED_ABOUT = 60, 5


def alike(name: str, latitude: float, longitude: float) -> list[Location]:
    """Places of the catalogue within 300 metres whose names are like this one, the most alike first.

    Args:
        name: as the traveller writes it.
        latitude: degrees.
        longitude: degrees.
    """
    around = nearby_places(Point(latitude, longitude), radius_km=NEAR_KM)[:LOOKED_AT]
    folded = fold(name)
    scored = [(fuzz.token_set_ratio(folded, fold(place.name)), place) for place in around]
    likely = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [place for _score, place in likely[:ASKED_ABOUT]]


def fill_from_point(values: dict[str, Any]) -> None:
    """Say of a point what follows from it, where the traveller did not: time zone, city and country."""
    latitude, longitude = values["latitude"], values["longitude"]
    values["timezone"] = get_tz(longitude, latitude) or None
    town = nearest_city(latitude, longitude)
    values["city"] = values.get("city") or (town.name if town else None)
    values["country"] = town.country if town else None


@transaction.atomic
def add_place(user: Any, values: dict[str, Any]) -> Location:
    """Add a place to the catalogue as the traveller's. Callers are bound to them.

    Raises:
        django.db.DatabaseError: a constraint refuses it.
    """
    place = Location(id=uuid.uuid4(), created_by_id=user.pk, source="user_created", **values)
    place.save(force_insert=True)
    return place


@transaction.atomic
def change_place(place: Location, values: dict[str, Any]) -> None:
    """Change a place that the traveller added and staff have not verified."""
    for name, value in values.items():
        setattr(place, name, value)
    place.save(update_fields=list(values))
