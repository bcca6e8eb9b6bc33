"""Stops of a trip and its ideas: one by one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from places.models import Location
from tripos.api.problems import FieldError, Problem
from tripos.api.views import Changes, Creates, Removes
from tripos.api.writing import Writer
from tripos.db.paging import Keyset
from trips import actions, stops
from trips.access import lock_trip
from trips.api.children import ListsOfTrip, OfTrip, told
from trips.api.filters import ItemFilters
from trips.api.resources import ITEM
from trips.enums import ItemType
from trips.models import ItineraryItem, Trip


class ItemWriter(Writer):
    title = serializers.CharField(max_length=200, required=False, help_text="The place's name, when it is left out.")
    type = serializers.ChoiceField(choices=ItemType.choices, required=False)
    location_id = serializers.UUIDField(required=False, allow_null=True, help_text="A place of the catalogue.")
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; the trip's by default.")
    tags = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50, required=False)

    example: ClassVar[dict[str, Any]] = {
        "title": "Harbour walk",
        "type": "activity",
        "day_number": 1,
        "start_time": "10:30",
        "end_time": "12:00",
        "cost": "18.00",
    }

    class Meta:
        model = ItineraryItem
        fields: ClassVar[list[str]] = [
            "title",
            "description",
            "type",
            "location_id",
            "address",
            "latitude",
            "longitude",
            "timezone",
            "end_address",
            "end_latitude",
            "end_longitude",
            "end_timezone",
            "day_number",
            "start_time",
            "end_time",
            "ends_next_day",
            "duration_minutes",
            "sort_order",
            "is_locked",
            "meal",
            "people",
            "cost",
            "currency",
            "is_paid",
            "budget_category",
            "booking_status",
            "booking_reference",
            "booking_url",
            "image_url",
            "notes",
            "tags",
        ]


class ItemsView(OfTrip):
    steady = True
    resource = ITEM
    tag = "Itinerary items"

    def rows(self) -> QuerySet[Any]:
        return ItineraryItem.objects.for_user(self.request.user).filter(trip_id=self.kwargs["trip"])

    def editable(self) -> QuerySet[Any]:
        return ItineraryItem.objects.editable_by(self.request.user).filter(trip_id=self.kwargs["trip"])


def places_of(user: Any, contents: Iterable[Mapping[str, Any]], where: str = "{n}/location_id") -> dict[Any, Location]:
    """The places that bodies name, by id. One query, none where none is named.

    Args:
        where: the pointer to the field of the body number ``n``.

    Raises:
        Problem: there is no such place (422).
    """
    named = {n: content["location_id"] for n, content in enumerate(contents) if content.get("location_id")}
    if not named:
        return {}
    rows = Location.objects.known_to(user).filter(pk__in=set(named.values()), deleted_at__isnull=True)
    found = {row.pk: row for row in rows}
    errors = [
        FieldError(where.format(n=n), _("There is no such place."), "does_not_exist")
        for n, pk in named.items()
        if pk not in found
    ]
    if errors:
        raise Problem("invalid", errors=errors)
    return found


def check_stop(values: Mapping[str, Any], before: ItineraryItem | None = None, where: str = "") -> None:
    """What the columns of a stop must say together.

    Args:
        values: what is written.
        before: the stop as it is; None for a new one.
        where: the pointer that the fields are below, with a slash at its end.

    Raises:
        Problem: a time without a day, or no name and no place (422).
    """

    def after(name: str) -> Any:
        return values[name] if name in values else getattr(before, name, None)

    if after("day_number") is None and after("start_time") is not None:
        words = _("A stop with a time needs a day.")
        raise Problem("invalid", errors=[FieldError(f"{where}day_number", words, "required")])
    if not after("title") and not after("location_id"):
        raise Problem("invalid", errors=[FieldError(f"{where}title", _("Give the stop a name."), "required")])


class ItemList(ItemsView, ListsOfTrip, Creates):
    """A trip's stops, day by day, ideas last; a new one.

    What a new stop leaves out comes from its place: name, kind, address, point, time zone.
    """

    orders: ClassVar[dict[str, Keyset]] = {
        "day_number": Keyset("day_number", "sort_order", "start_time", "id"),
        "-created_at": Keyset("-created_at", "id"),
        "-updated_at": Keyset("-updated_at", "id"),
        "title": Keyset("title", "id"),
    }
    filters = ItemFilters
    writers: ClassVar[dict[str, Any]] = {"post": ItemWriter}
    summaries: ClassVar[dict[str, str]] = {"get": "List stops", "post": "Add a stop"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Added a stop")}

    def create(self, content: dict[str, Any]) -> Any:
        trip = self.access(edit=True).trip
        return self.add(trip, content)

    def add(self, trip: Trip, content: dict[str, Any]) -> uuid.UUID:
        places = places_of(self.request.user, [content], "location_id")
        check_stop(content)
        return stops.add_stops(trip, [content], places)[0]


class IdeaList(ItemList):
    """Ideas of a trip: stops without a day. Give one a `day_number` and it is in the plan."""

    orders: ClassVar[dict[str, Keyset]] = {
        "-created_at": Keyset("-created_at", "id"),
        "title": Keyset("title", "id"),
    }
    filters = None  # type: ignore[assignment]
    summaries: ClassVar[dict[str, str]] = {"get": "List ideas", "post": "Add an idea"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Added an idea")}

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(day_number__isnull=True)

    def add(self, trip: Trip, content: dict[str, Any]) -> uuid.UUID:
        if content.get("day_number") is not None:
            words = _("An idea has no day: add it to the itinerary items instead.")
            raise Problem("invalid", errors=[FieldError("day_number", words, "null")])
        return super().add(trip, content)

    def address_of(self, pk: Any) -> str:
        return f"{self.request.path.removesuffix('ideas/')}itinerary-items/{pk}/"


class ItemDetail(ItemsView, Changes, Removes):
    """One stop. Deleting puts it in the trash; undoing the change brings it back."""

    writers: ClassVar[dict[str, Any]] = {"patch": ItemWriter}
    summaries: ClassVar[dict[str, str]] = {
        "get": "Read a stop",
        "patch": "Change a stop",
        "delete": "Remove a stop",
    }
    reasons: ClassVar[dict[str, Any]] = {
        "patch": gettext_lazy("Changed a stop"),
        "delete": gettext_lazy("Removed a stop"),
    }

    def locked(self) -> Any:
        lock_trip(self.request.user, self.kwargs["trip"])
        return super().locked()

    def change(self, row: Any, content: dict[str, Any]) -> None:
        places_of(self.request.user, [content], "location_id")
        check_stop(content, row)
        with told():
            stops.change_stop(row.trip, row, content)

    def remove(self, row: Any) -> None:
        actions.remove_stops([row])
