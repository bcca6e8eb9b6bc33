"""Verbs on stops as programs write them: many at once, in one transaction. Callers are bound to the acting user."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from places.models import Location, LocationCategory
from trips.actions import NotPossible
from trips.arrangement import next_order
from trips.changes import changed
from trips.enums import ItemType
from trips.models import ItineraryItem, Trip

TYPE_OF_CATEGORY = {
    LocationCategory.RESTAURANT: ItemType.RESTAURANT,
    LocationCategory.EVENT: ItemType.EVENT,
    LocationCategory.ACCOMMODATION: ItemType.ACCOMMODATION,
    LocationCategory.TRANSPORT: ItemType.TRANSPORT,
}
OF_THE_PLACE = ("address", "latitude", "longitude")
# A person's word about a cost is no estimate of ours.
STATED: dict[str, Any] = {"cost_is_estimate": False, "cost_as_of": None, "cost_basis": ""}


@transaction.atomic
def add_stops(trip: Trip, wanted: Sequence[Mapping[str, Any]], places: Mapping[uuid.UUID, Location]) -> list[uuid.UUID]:
    """Write new stops; return their ids in the same order.

    What is left out comes from the place, and from the trip (currency); without ``sort_order`` a stop goes to the end
    of its day.

    Args:
        trip: theirs to edit.
        wanted: columns, ``location_id`` among them.
        places: by id, each that is named.
    """
    ends: dict[int | None, int] = {}
    rows = []
    for given in wanted:
        place = places.get(given.get("location_id") or uuid.UUID(int=0))
        values = {"currency": trip.currency, "type": ItemType.CUSTOM, **_of_place(trip, place), **given}
        day = values.get("day_number")
        if "sort_order" not in values:
            ends[day] = ends.get(day, next_order(trip, day) - 1) + 1
            values["sort_order"] = ends[day]
        rows.append(ItineraryItem(trip=trip, **values))
    for row in rows:
        row.save(force_insert=True)
    changed(trip.pk)
    return [row.pk for row in rows]


def _of_place(trip: Trip, place: Location | None) -> dict[str, Any]:
    if place is None:
        return {}
    found = {name: getattr(place, name) for name in OF_THE_PLACE}
    return {
        **found,
        "title": place.name,
        "type": TYPE_OF_CATEGORY.get(LocationCategory(place.category), ItemType.ACTIVITY),
        "timezone": place.timezone if place.timezone != trip.timezone else None,
    }


@transaction.atomic
def change_stop(trip: Trip, stop: ItineraryItem, values: Mapping[str, Any]) -> None:
    """Write columns of a stop. On another day it goes to the end, unless ``sort_order`` is given."""
    columns = dict(values)
    if "cost" in columns and columns["cost"] != stop.cost:
        columns |= STATED
    if "sort_order" not in columns and columns.get("day_number", stop.day_number) != stop.day_number:
        columns["sort_order"] = next_order(trip, columns["day_number"])
    if columns:
        ItineraryItem.objects.filter(pk=stop.pk).update(**columns)
        changed(trip.pk)


@transaction.atomic
def order_stops(trip: Trip, stops: Iterable[ItineraryItem], day: int | None) -> None:
    """Put stops on a day, or among the ideas, in this order. Their times of day stay as they are.

    Raises:
        NotPossible: one that is fixed or booked would leave its day.
    """
    for order, stop in enumerate(stops):
        if stop.day_number != day and (stop.is_locked or stop.is_booked):
            raise NotPossible(_("“%(title)s” is fixed or booked: its day stays.") % {"title": stop.title})
        columns: dict[str, Any] = {"day_number": day, "sort_order": order}
        if day is None:
            columns |= {"start_time": None, "end_time": None, "ends_next_day": False}
        ItineraryItem.objects.filter(pk=stop.pk).update(**columns)
    changed(trip.pk)
