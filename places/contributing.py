"""Places that travellers add to the catalogue: public at once, marked as unverified until staff have looked."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.db import models, transaction
from rapidfuzz import fuzz, utils
from tzfpy import get_tz

from places.gazetteer import fold, nearest_city
from places.models import Location
from places.search import Point, nearby_places
from tripos.db.columns import GeneratedColumn

NEAR_KM = 0.3
ALIKE = 82.0
"""The least likeness of two names, 0 to 100, that makes one ask."""
LOOKED_AT, ASKED_ABOUT = 1000, 5
"""The heart of a city has some 300 places within 300 metres."""


class NoLongerTheirs(Exception):
    """Staff verified or removed the place meanwhile."""


def alike(name: str, latitude: float, longitude: float, besides: uuid.UUID | None = None) -> list[Location]:
    """Places of the catalogue within 300 metres that have a name like this one, the most alike first. Two queries.

    All names of a place count: the local one, the English one and its others.

    Args:
        name: as the traveller writes it.
        latitude: degrees.
        longitude: degrees.
        besides: a place that is none of them.
    """
    names = GeneratedColumn("all_names", models.TextField())
    around = nearby_places(Point(latitude, longitude), radius_km=NEAR_KM).annotate(names=names)
    folded = utils.default_process(fold(name))
    scored: list[tuple[float, float, uuid.UUID]] = []
    for key, theirs in around.values_list("pk", "names")[:LOOKED_AT]:
        if key != besides and (likeness := max(map(partial(_likeness, folded), theirs.split("|")))) >= (ALIKE, 0.0):
            scored.append((*likeness, key))
    scored.sort(key=lambda one: (-one[0], -one[1]))
    found = Location.objects.in_bulk([key for _set, _whole, key in scored[:ASKED_ABOUT]])
    return [found[key] for _set, _whole, key in scored[:ASKED_ABOUT]]


def _likeness(folded: str, other: str) -> tuple[float, float]:
    """How alike two names are by the words that they share, and as a whole: 0 to 100 each."""
    other = utils.default_process(fold(other))
    if not (folded and other):
        return 0.0, 0.0
    return fuzz.token_set_ratio(folded, other), fuzz.token_sort_ratio(folded, other)


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
def change_place(user: Any, place: Location, values: dict[str, Any]) -> None:
    """Change a place that the traveller added and staff have not verified.

    Raises:
        NoLongerTheirs: somebody was quicker.
        django.db.DatabaseError: a constraint refuses it.
    """
    theirs = Location.objects.editable_by(user).filter(pk=place.pk)
    if theirs.select_for_update().values_list("pk").first() is None:
        raise NoLongerTheirs
    for name, value in values.items():
        setattr(place, name, value)
    place.save(update_fields=list(values))
