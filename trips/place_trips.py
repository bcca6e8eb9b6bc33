"""Trips that pages about places add to (``tripos.web.place_trips``)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from places.models import Location
from tripos.web.place_trips import Added, OpenTrip, Outcome, PlannedStop, TripChoice, Where
from trips import fitting, placing, planner
from trips.actions import NotPossible
from trips.enums import TripStatus
from trips.models import ItineraryItem, Trip
from trips.planning.estimates import cost_of
from trips.planning.request import Party
from trips.stops import add_stops

MOST_TRIPS = 40
MOST_CHOICES = 6
MOST_PLANNED = 3


class TripsForPlaces:
    """The traveller's trips that are not over, and what places become in them."""

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

    def choices(self, user: Any, place: Location) -> Sequence[TripChoice]:
        there = When(destination__iexact=place.city or "", then=Value(0))
        rows = _open(user).annotate(apart=Case(there, default=Value(1), output_field=IntegerField()))
        trips = list(rows.order_by("apart", "start_date", "id")[:MOST_CHOICES])
        stops = ItineraryItem.objects.for_user(user).filter(trip__in=trips, location_id=place.pk, deleted_at=None)
        has_it: dict[Any, str] = {}
        for trip_id, day in stops.values_list("trip_id", "day_number"):
            has_it[trip_id] = "day" if day is not None or has_it.get(trip_id) == "day" else "idea"
        today = timezone.localdate()
        return [
            TripChoice(
                trip.pk,
                trip.title,
                reverse("trips:trip_detail", args=[trip.pk]),
                [(n, day) for n in range(1, trip.length + 1) if (day := trip.date_of(n)) >= today],
                has_it.get(trip.pk, ""),
                trip.apart == 0,
            )
            for trip in trips
        ]

    @transaction.atomic
    def add(self, user: Any, trip_id: uuid.UUID, place: Location, where: Where) -> Outcome | None:
        trip = _open(user).select_for_update(of=("self",)).filter(pk=trip_id).first()
        if trip is None or (isinstance(where, int) and not 1 <= where <= trip.length):
            return None
        words = {"name": place.name, "trip": trip.title}
        stops = list(ItineraryItem.objects.of_trip(trip).filter(location_id=place.pk).select_related("location"))
        if placed := next((stop for stop in stops if stop.day_number is not None), None):
            day = {**words, "day": placed.day_number}
            return Outcome(False, [_("“%(name)s” is on day %(day)d of “%(trip)s” already.") % day])
        said: Sequence[str] = ()
        if where != "idea":
            day_asked = where if isinstance(where, int) else None
            fitted = _placed(trip, stops[0], day_asked) if stops else fitting.fit_in(trip, place, day_asked)
            if fitted.done:
                new = ItineraryItem.objects.of_trip(trip).filter(location_id=place.pk, day_number__isnull=False).first()
                told = {**words, "day": new.day_number if new and new.day_number else where}
                return Outcome(True, [_("“%(name)s” is on day %(day)d of “%(trip)s” now.") % told, *fitted.said])
            said = fitted.said
        if not stops:
            add_stops(trip, [{"location_id": place.pk, "day_number": None, **_cost(trip, place)}], {place.pk: place})
        return Outcome(where == "idea", [*said, _("“%(name)s” is an idea of “%(trip)s” now.") % words])

    def planned(self, user: Any, place: Any) -> Any:
        rows = ItineraryItem.objects.for_user(user).filter(
            location_id=place,
            deleted_at__isnull=True,
            trip__deleted_at__isnull=True,
            trip__end_date__gte=timezone.localdate(),
        )
        rows = rows.exclude(trip__status=TripStatus.CANCELLED).order_by("trip__start_date", "day_number", "id")
        stop = JSONObject(id="pk", trip="trip_id", title="trip__title", starts="trip__start_date", day="day_number")
        return ArraySubquery(rows.values(found=stop)[:MOST_PLANNED])

    def read_planned(self, found: Sequence[Mapping[str, Any]] | None) -> Sequence[PlannedStop]:
        return [
            PlannedStop(
                one["title"],
                f"{reverse('trips:trip_detail', args=[one['trip']])}#stop-{one['id']}",
                date.fromisoformat(one["starts"]) + timedelta(days=one["day"] - 1) if one["day"] else None,
            )
            for one in found or ()
        ]


def _open(user: Any) -> Any:
    return Trip.objects.editable_by(user).filter(~Q(status=TripStatus.CANCELLED), end_date__gte=timezone.localdate())


def _placed(trip: Trip, idea: ItineraryItem, day: int | None) -> fitting.Fitted:
    """Put an idea on a day: it is that stop then, with what was noted at it, and not a second one."""
    if day is None:
        return fitting.Fitted(False)
    try:
        placing.place_stop(trip, idea, day)
    except NotPossible as refused:
        return fitting.Fitted(False, [str(refused)])
    return fitting.Fitted(True)


def _cost(trip: Trip, place: Location) -> dict[str, Any]:
    """What the party pays there as far as it is known, as columns of a stop; nothing where it is not."""
    if place.latitude is None:
        return {}
    party = Party(adults=trip.adults, children=tuple(trip.children_ages))
    cost = cost_of(planner.place_of(place), party, planner.estimates([trip.currency]), trip.currency)
    if cost.money is None:
        return {}
    return {
        "cost": cost.money.amount,
        "currency": cost.money.currency,
        "cost_is_estimate": cost.status == "estimated",
        "cost_as_of": cost.as_of,
        "cost_basis": cost.basis,
    }
