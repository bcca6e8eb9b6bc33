"""What of trips lies in a traveller's trash (``tripos.web.trash``)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tripos.web.trash import Source
from trips.models import ItineraryItem, Trip


def trips_discarded(user: Any) -> QuerySet[Any]:
    """The user's own discarded trips."""
    binned = JSONObject(id=F("id"), title=F("title"), of=F("destination"), at=F("deleted_at"))
    rows: QuerySet[Any] = Trip.objects.trash(user).annotate(binned=binned)
    return rows


def stops_discarded(user: Any) -> QuerySet[Any]:
    """Stops that were taken out of the user's own living trips; those of a discarded trip come back with it."""
    binned = JSONObject(id=F("id"), title=F("title"), of=F("trip__title"), at=F("deleted_at"), trip=F("trip_id"))
    rows: QuerySet[Any] = (
        ItineraryItem.objects.trash(user).filter(trip__deleted_at__isnull=True).annotate(binned=binned)
    )
    return rows


TRIPS = Source(
    _("Trips"), "suitcase", trips_discarded, lambda row: reverse("trips:trip_restoration", args=[row["id"]]), 10
)
STOPS = Source(
    _("Stops"),
    "pin",
    stops_discarded,
    lambda row: reverse("trips:stop_restoration", args=[row["trip"], row["id"]]),
    20,
)
