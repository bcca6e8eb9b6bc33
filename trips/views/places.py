"""Places found on a trip's own page, and put on its days or among its ideas."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from places.models import Location
from tripos.db.context import set_reason
from tripos.web.place_trips import Where
from trips import actions, placing
from trips.access import trip_for
from trips.models import ItineraryItem, Trip
from trips.place_trips import TripsForPlaces
from trips.views.stops import at_stop, day_asked_for, find_places, place_asked_for, stop_key


@login_required
@require_GET
def place_search(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Places of the trip's city as somebody types (``?q=``), for its page: dragged onto a day, or added by a form."""
    trip = trip_for(request.user, pk, edit=True).trip
    words = request.GET.get("q", "").replace("\x00", "").strip()
    context = {
        "trip": trip,
        "words": words,
        "matches": find_places(trip, words) if words else [],
        "days": [(n, trip.date_of(n)) for n in range(1, trip.length + 1)],
    }
    return render(request, "trips/_found_places.html", context)


@login_required
@require_POST
def place_adding(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a place (``place``) into the trip.

    Among the ideas (``day=idea``), on a day where it fits, on the day where it fits best (no day), or before a stop of
    a day (``before``, empty for the day's end).
    """
    access = trip_for(request.user, pk, edit=True, lock=True)
    trip, place, day = access.trip, place_asked_for(request), day_asked_for(request, access.trip)
    if place is None:
        raise Http404
    set_reason(_("Added %(title)s") % {"title": place.name})
    at_once = "before" in request.POST and day is not None
    where: Where = "idea" if at_once or request.POST.get("day") == "idea" else day or "best"
    outcome = TripsForPlaces().add(request.user, trip.pk, place, where)
    if outcome is None:  # a trip that is over: by hand, then
        return redirect(f"{reverse('trips:stop_new', args=[pk])}?place={place.pk}")
    stop = _stop_of(trip, place)
    if at_once and outcome.is_done and stop is not None and day is not None:
        try:
            placing.place_stop(trip, stop, day, stop_key(request.POST["before"]))
        except actions.NotPossible as refused:
            messages.warning(request, str(refused))
            messages.info(request, _("“%(name)s” is an idea for now.") % {"name": place.name})
        else:
            messages.success(request, _("“%(title)s” is on day %(day)d now.") % {"title": place.name, "day": day})
        return at_stop(pk, stop.pk)
    for sentence in outcome.said:
        (messages.success if outcome.is_done else messages.warning)(request, sentence)
    return at_stop(pk, stop.pk) if stop is not None else redirect("trips:trip_detail", pk=pk)


def _stop_of(trip: Trip, place: Location) -> ItineraryItem | None:
    found: ItineraryItem | None = (
        ItineraryItem.objects.of_trip(trip).filter(location=place).select_related("location").first()
    )
    return found
