"""Discarded trips and stops: what lies in the trash, and the way back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tripos.api.resources import Resource, column
from tripos.api.restoring import DISCARDED_AT, Restores, Trash, kept_until
from tripos.db.paging import Keyset
from trips import actions, placing
from trips.api.children import ListsOfTrip
from trips.api.items import ItemsView
from trips.api.trips import TripsView
from trips.models import ItineraryItem, Trip

_TRIP_ID = "5f0c1c4e-6c1f-4a53-9c39-0f5a1f0d2a11"
DISCARDED_TRIP = Resource(
    "DiscardedTrip",
    Trip,
    column("id", example=_TRIP_ID),
    column("title", example="Helsinki in May"),
    column("destination", example="Helsinki"),
    column("start_date", example="2026-05-14"),
    column("end_date", example="2026-05-16"),
    column("deleted_at", "when it was discarded", example=DISCARDED_AT),
    kept_until(),
    description="A trip in your trash.",
)
DISCARDED_ITEM = Resource(
    "DiscardedItineraryItem",
    ItineraryItem,
    column("id", example="3f0a6f6c-2222-4a53-9c39-0f5a1f0d2a11"),
    column("trip_id", source="trip", example=_TRIP_ID),
    column("title", example="Harbour walk"),
    column("day_number", "the day that it was on; null for an idea", example=1),
    column("deleted_at", "when it was removed", example=DISCARDED_AT),
    kept_until(),
    description="A stop in the trash of a trip's owner.",
)


class TripTrash(TripsView, Trash):
    """Your own trips that were discarded."""

    resource = DISCARDED_TRIP
    orders: ClassVar[dict[str, Keyset]] = Trash.orders
    summaries: ClassVar[dict[str, str]] = {"get": "List discarded trips"}

    def rows(self) -> QuerySet[Any]:
        return Trip.objects.trash(self.request.user)


class TripRestoration(TripsView, Restores):
    """Take a trip of yours out of the trash."""

    summaries: ClassVar[dict[str, str]] = {"post": "Take a trip out of the trash"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Took the trip out of the trash")}

    def discarded(self) -> QuerySet[Any]:
        return Trip.objects.trash(self.request.user)

    def restore(self, row: Trip) -> None:
        actions.restore_trip(row)


class ItemTrash(ItemsView, Trash, ListsOfTrip):
    """Stops that were removed from a trip, for its owner; others take a removal back in the history."""

    resource = DISCARDED_ITEM
    owner_only = True
    orders: ClassVar[dict[str, Keyset]] = Trash.orders
    summaries: ClassVar[dict[str, str]] = {"get": "List removed stops"}

    def rows(self) -> QuerySet[Any]:
        return ItineraryItem.objects.trash(self.request.user).filter(
            trip_id=self.kwargs["trip"], trip__deleted_at__isnull=True
        )


class ItemRestoration(ItemsView, Restores):
    """Take a stop out of the trash of your own trip, to where it was; among the ideas if its day is gone."""

    summaries: ClassVar[dict[str, str]] = {"post": "Take a stop out of the trash"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Took a stop out of the trash")}

    def discarded(self) -> QuerySet[Any]:
        trip = self.access(own=True, lock=True).trip
        return ItineraryItem.objects.trash(self.request.user).filter(trip_id=trip.pk)

    def restore(self, row: ItineraryItem) -> None:
        placing.restore_stop(row.trip, row)
