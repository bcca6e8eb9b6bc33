"""The page for the road: what is now, what is next, when to leave."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trips import planner
from trips.access import trip_for
from trips.models import ItineraryItem
from trips.today import today_page


@require_safe
@login_required
def trip_today(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A trip's present day; htmx asks for it anew every minute and gets what changes with the time."""
    access = trip_for(request.user, pk)
    trip = access.trip
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    page = today_page(trip, items, planner.plan_of(trip, items), timezone.now())
    context = {"access": access, "trip": trip, "today": page}
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, "trips/_today.html" if is_fragment else "trips/today.html", context)
