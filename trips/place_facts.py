"""The planner's answers about places (``tripos.web.place_facts``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tripos.web.place_facts import AddLink, DayHours, Now, Price
from trips import planner
from trips.enums import TripStatus
from trips.models import Trip
from trips.planning.estimates import cost_of
from trips.planning.request import Party
from trips.presenters import hours_of

MOST_LINKS = 6


class PlannersFacts:
    """Hours from ``trips.planning.opening_hours``, prices from ``trips.planning.estimates``."""

    def week(self, place: Any, first: date) -> Sequence[DayHours]:
        hours = hours_of(place)
        if not hours.is_known:
            return ()
        days = (first + timedelta(days=n) for n in range(7))
        return [DayHours(day, hours.describe(day)) for day in days]

    def now(self, place: Any, at: datetime) -> Now | None:
        hours = hours_of(place)
        is_open = hours.is_open(at)
        return None if is_open is None else Now(is_open, hours.next_change(at))

    def price(self, place: Any) -> Price:
        if place.latitude is None:
            return Price("unknown")
        cost = cost_of(planner.place_of(place), Party(), planner.estimates(), "")
        if cost.money is None:
            return Price("unknown")
        if cost.money.amount == 0:
            return Price("free", basis=cost.basis)
        return Price(cost.status, cost.money.amount, cost.money.currency, cost.as_of, cost.basis)

    def add_links(self, user: Any, place: Any) -> Sequence[AddLink]:
        """Trips to the place's city that are not over, the nearest first."""
        trips = (
            Trip.objects.editable_by(user)
            .filter(destination__iexact=place.city or "", end_date__gte=timezone.localdate())
            .filter(~Q(status=TripStatus.CANCELLED))
            .order_by("start_date", "id")[:MOST_LINKS]
        )
        return [AddLink(trip.title, f"{reverse('trips:stop_new', args=[trip.pk])}?place={place.pk}") for trip in trips]
