"""Trips that pages about places add to (``tripos.web.place_trips``)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tripos.web.place_trips import Added, OpenTrip
from trips.enums import TripStatus
from trips.models import ItineraryItem, Trip
from trips.stops import add_stops

MOST_TRIPS = 40


class TripsForPlaces:
    """The traveller's trips that are not over, and ideas for them."""

    def open_trips(self, user: Any) -> Sequence[OpenTrip]:
        rows = _open(user).order_by("start_date", "id")[:MOST_TRIPS]
        return [
            OpenTrip(
                trip.pk,
                trip.title,
                reverse("trips:trip_detail", args=[trip.pk]),
                reverse("trips:stop_new", args=[trip.pk]),
                trip.destination_latitude,
                trip.destination_longitude,
            )
            for trip in rows
        ]

    @transaction.atomic
    def add_ideas(self, user: Any, trip_id: uuid.UUID, places: Sequence[Any]) -> Added | None:
        trip = _open(user).select_for_update(of=("self",)).filter(pk=trip_id).first()
        if trip is None:
            return None
        keys = [place.pk for place in places]
        rows = ItineraryItem.objects.of_trip(trip).filter(location_id__in=keys)
        there = set(rows.values_list("location_id", flat=True))
        new = {place.pk: place for place in places if place.pk not in there}
        if new:
            add_stops(trip, [{"location_id": key, "day_number": None} for key in new], new)
        return Added(len(new), len(there))


def _open(user: Any) -> Any:
    return Trip.objects.editable_by(user).filter(~Q(status=TripStatus.CANCELLED), end_date__gte=timezone.localdate())
