"""A trip's stops by hand: add, edit, move, fix, remove. Each is a plain form that works without scripts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from places.models import Location, LocationCategory
from places.search import search_places
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from tripos.db.paging import Keyset
from tripos.web.lists import list_page
from trips import actions, arrangement, fitting, placing, planner, presenters
from trips.access import Access, stop_for, trip_for
from trips.enums import ItemType
from trips.forms import StopForm
from trips.models import ItineraryItem, Trip
from trips.planning.estimates import cost_of
from trips.planning.request import Party

MATCHES = 12
STOPS_A_PAGE = 24
BY_DELETION = Keyset("-deleted_at", "id")
TYPE_OF_CATEGORY = {
    LocationCategory.RESTAURANT: ItemType.RESTAURANT,
    LocationCategory.EVENT: ItemType.EVENT,
    LocationCategory.ACCOMMODATION: ItemType.ACCOMMODATION,
    LocationCategory.TRANSPORT: ItemType.TRANSPORT,
}


def at_stop(trip_id: uuid.UUID, stop_id: uuid.UUID) -> HttpResponseRedirect:
    """Back to the trip, at the stop."""
    return HttpResponseRedirect(f"{reverse('trips:trip_detail', args=[trip_id])}#stop-{stop_id}")


def place_asked_for(request: HttpRequest) -> Location | None:
    """The catalogue's place that the address or the form names.

    Raises:
        Http404: there is no such place.
    """
    asked = request.POST.get("place") or request.GET.get("place")
    if not asked:
        return None
    try:
        key = uuid.UUID(asked)
    except ValueError as error:
        raise Http404 from error
    place = Location.objects.for_user(request.user).filter(pk=key).first()
    if place is None:
        raise Http404
    return place


def day_asked_for(request: HttpRequest, trip: Trip) -> int | None:
    asked = request.POST.get("day") or request.GET.get("day") or ""
    return int(asked) if asked.isdecimal() and 1 <= int(asked) <= trip.length else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Find a place to add (``?q=``), or fill in a stop, from the catalogue (``?place=``) or of one's own."""
    access = trip_for(request.user, pk, edit=True)
    trip, place, day = access.trip, place_asked_for(request), day_asked_for(request, access.trip)
    form = StopForm(request.POST or None, trip=trip, place=place, initial=_initial(trip, place, day))
    if request.method == "POST" and form.is_valid():
        set_reason(_("Added %(title)s") % {"title": form.cleaned_data["title"]})
        with refusals_on(form):
            stop = form.save()
        if not form.errors:
            _insert(request, trip, stop)
            messages.success(request, _("Added “%(title)s”.") % {"title": stop.title})
            return at_stop(pk, stop.pk)
    words = request.GET.get("q", "").replace("\x00", "").strip()
    context = {
        "access": access,
        "trip": trip,
        "form": form,
        "place": place,
        "day": day,
        "day_date": trip.date_of(day) if day else None,
        "words": words,
        "matches": find_places(trip, words) if words and place is None else [],
        "is_own": bool(request.GET.get("own") or request.POST),
        "before": _neighbour(request, trip),
    }
    return render(request, "trips/stop_new.html", context, status=422 if form.errors else 200)


def _neighbour(request: HttpRequest, trip: Trip) -> ItineraryItem | None:
    """The stop before which a new one is wanted."""
    key = stop_key(request.POST.get("before") or request.GET.get("before") or "")
    found: ItineraryItem | None = ItineraryItem.objects.of_trip(trip).filter(pk=key).first() if key else None
    return found


def _insert(request: HttpRequest, trip: Trip, stop: ItineraryItem) -> None:
    """Put a new stop without a time before the one that the form names; it stays on its day where that cannot be."""
    neighbour = _neighbour(request, trip)
    if neighbour is None or stop.start_time is not None or stop.day_number != neighbour.day_number:
        return
    fresh = ItineraryItem.objects.of_trip(trip).select_related("location").get(pk=stop.pk)
    try:
        placing.place_stop(trip, fresh, neighbour.day_number, neighbour.pk)
    except actions.NotPossible as refused:
        messages.warning(request, str(refused))


def _initial(trip: Trip, place: Location | None, day: int | None) -> dict[str, Any]:
    values: dict[str, Any] = {"day_number": day or "", "currency": trip.currency, "type": ItemType.ACTIVITY}
    if place is None:
        return values
    values |= {
        "title": place.name,
        "type": TYPE_OF_CATEGORY.get(LocationCategory(place.category), ItemType.ACTIVITY),
        "address": place.address or "",
    }
    if place.latitude is None:
        return values
    party = Party(adults=trip.adults, children=tuple(trip.children_ages))
    cost = cost_of(planner.place_of(place), party, planner.estimates(), trip.currency)
    if cost.money is not None:
        values |= {
            "cost": cost.money.amount,
            "currency": cost.money.currency,
            "estimate": {
                "amount": cost.money.amount,
                "is_estimate": cost.status == "estimated",
                "as_of": cost.as_of,
                "basis": cost.basis,
            },
        }
    return values


def find_places(trip: Trip, words: str) -> list[presenters.Shown]:
    """Places of the trip's city that match, the best first, as rows that lead to adding them."""
    rows = [match.place for match in search_places(words, city=trip.destination, limit=MATCHES)]
    present = set(
        ItineraryItem.objects.of_trip(trip).exclude(location=None).order_by().values_list("location_id", flat=True)
    )
    return [
        {
            "id": row.pk,
            "name": row.name,
            "kind": (row.subcategory or row.get_category_display()).replace("_", " ").capitalize(),
            "icon": row.subcategory or row.category,
            "address": row.address or "",
            "is_present": row.pk in present,
        }
        for row in rows
    ]


@login_required
@require_POST
def stop_fitting(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the planner find the time for a place: on one day, or on the one where it costs least."""
    access = trip_for(request.user, pk, edit=True, lock=True)
    trip, place = access.trip, place_asked_for(request)
    if place is None:
        raise Http404
    day = day_asked_for(request, trip)
    set_reason(_("Added %(title)s where it fits") % {"title": place.name})
    fitted = fitting.fit_in(trip, place, day)
    if not fitted.done:
        for sentence in fitted.said:
            messages.warning(request, sentence)
        query = f"?place={place.pk}" + (f"&day={day}" if day else "")
        return HttpResponseRedirect(reverse("trips:stop_new", args=[pk]) + query)
    added = ItineraryItem.objects.of_trip(trip).filter(location=place).first()
    messages.success(request, _("Added “%(title)s” where it fits best.") % {"title": place.name})
    return at_stop(pk, added.pk) if added else redirect("trips:trip_detail", pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_edit(request: HttpRequest, pk: uuid.UUID, stop_id: uuid.UUID) -> HttpResponse:
    """All that one may say about a stop."""
    writes = request.method == "POST"
    access = trip_for(request.user, pk, edit=True, lock=writes)
    stop = stop_for(access, stop_id, lock=writes)
    form = StopForm(request.POST or None, instance=stop, trip=access.trip)
    if request.method == "POST" and form.is_valid():
        set_reason(_("Changed %(title)s") % {"title": stop.title})
        with refusals_on(form):
            form.save()
        if not form.errors:
            messages.success(request, _("Saved."))
            return at_stop(pk, stop_id)
    context = {"access": access, "trip": access.trip, "stop": stop, "form": form}
    return render(request, "trips/stop_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_position(request: HttpRequest, pk: uuid.UUID, stop_id: uuid.UUID) -> HttpResponse:
    """Move a stop: a step earlier or later on its day, to another day, or among the ideas. GET offers the days."""
    writes = request.method == "POST"
    access = trip_for(request.user, pk, edit=True, lock=writes)
    stop = stop_for(access, stop_id, lock=writes)
    if not writes:
        return render(request, "trips/stop_position.html", _days_to_choose(access, stop))
    words = {"title": stop.title}
    step = {"earlier": -1, "later": 1}.get(request.POST.get("step", ""))
    try:
        if "before" in request.POST:
            day = day_asked_for(request, access.trip)
            placing.place_stop(access.trip, stop, day, stop_key(request.POST["before"]))
            reason = _("Moved %(title)s to day %(day)d") if day else _("Moved %(title)s to the ideas")
            set_reason(reason % {**words, "day": day or 0})
            messages.success(request, _moved_words(stop, day))
        elif step is not None:
            set_reason((_("Moved %(title)s earlier") if step < 0 else _("Moved %(title)s later")) % words)
            other = arrangement.shift_stop(access.trip, stop, step)
            text = (
                _("“%(title)s” is now before “%(other)s”.") if step < 0 else _("“%(title)s” is now after “%(other)s”.")
            )
            messages.success(request, text % {**words, "other": other.title})
        else:
            day = day_asked_for(request, access.trip)
            reason = _("Moved %(title)s to day %(day)d") if day else _("Moved %(title)s to the ideas")
            set_reason(reason % {**words, "day": day or 0})
            for sentence in _moved(access.trip, stop, day):
                messages.warning(request, sentence)
            messages.success(request, _moved_words(stop, day))
    except actions.NotPossible as refused:
        messages.warning(request, str(refused))
    return at_stop(pk, stop_id)


def _moved_words(stop: ItineraryItem, day: int | None) -> str:
    text = _("“%(title)s” is on day %(day)d now.") if day else _("“%(title)s” is an idea now.")
    return text % {"title": stop.title, "day": day or 0}


def stop_key(text: str) -> uuid.UUID | None:
    """The id of a stop as a form sends it; None for none, and a made-up one for what is no id."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return uuid.UUID(int=0)


def _moved(trip: Trip, stop: ItineraryItem, day: int | None) -> Sequence[str]:
    """Move a stop to a day: to a time that works, else at the time that it has, and say why.

    Raises:
        NotPossible: it is fixed or booked.
    """
    fits = day is not None and stop.location_id and stop.start_time and not (stop.is_locked or stop.is_booked)
    if day is not None and fits:
        fitted = fitting.fit_on_day(trip, stop, day)
        if fitted.done:
            return fitted.said
        arrangement.move_to_day(trip, stop, day)
        return [*fitted.said, _("It keeps its time of day there: look whether that works.")]
    arrangement.move_to_day(trip, stop, day)
    return ()


def _days_to_choose(access: Access, stop: ItineraryItem) -> dict[str, Any]:
    days = placing.days_to_choose(access.trip, placing.stops_of(access.trip))
    for day in days:
        day["is_here"] = day["number"] == stop.day_number
    return {"access": access, "trip": access.trip, "stop": stop, "days": days}


@login_required
@require_POST
def stop_copy(request: HttpRequest, pk: uuid.UUID, stop_id: uuid.UUID) -> HttpResponse:
    """The same stop once more, among the ideas."""
    access = trip_for(request.user, pk, edit=True)
    stop = stop_for(access, stop_id)
    set_reason(_("Doubled %(title)s") % {"title": stop.title})
    made = placing.duplicate_stop(access.trip, stop)
    messages.success(request, _("“%(title)s” is among the ideas once more.") % {"title": stop.title})
    return at_stop(pk, made.pk)


@login_required
@require_POST
def stop_lock(request: HttpRequest, pk: uuid.UUID, stop_id: uuid.UUID) -> HttpResponse:
    """Fix a stop's day and time, or let go of them."""
    access = trip_for(request.user, pk, edit=True, lock=True)
    stop = stop_for(access, stop_id, lock=True)
    fixed = request.POST.get("locked") == "1"
    set_reason((_("Fixed %(title)s") if fixed else _("Let %(title)s move again")) % {"title": stop.title})
    actions.set_lock(stop, locked=fixed)
    return at_stop(pk, stop_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_removal(request: HttpRequest, pk: uuid.UUID, stop_id: uuid.UUID) -> HttpResponse:
    """Ask, then take a stop out; undo brings it back."""
    access = trip_for(request.user, pk, edit=True)
    stop = stop_for(access, stop_id)
    if request.method != "POST":
        return render(request, "trips/stop_removal.html", {"access": access, "trip": access.trip, "stop": stop})
    set_reason(_("Removed %(title)s") % {"title": stop.title})
    actions.remove_stops([stop])
    messages.success(request, _("Removed “%(title)s”. Undo brings it back.") % {"title": stop.title})
    return redirect("trips:trip_detail", pk=pk)


@login_required
@require_GET
def stop_trash(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stops that were taken out of a trip, for its owner; others take a removal back in the history."""
    access = trip_for(request.user, pk, own=True)
    rows = ItineraryItem.objects.trash(request.user).filter(trip_id=pk)
    page = list_page(request, BY_DELETION, rows, STOPS_A_PAGE)
    return render(request, "trips/stop_trash.html", {"access": access, "trip": access.trip, "page": page})


@login_required
@require_POST
def stop_restoration(request: HttpRequest, pk: uuid.UUID, stop_id: uuid.UUID) -> HttpResponse:
    """Take a stop out of the trash, to where it was."""
    access = trip_for(request.user, pk, own=True, lock=True)
    stop = ItineraryItem.objects.trash(request.user).filter(trip_id=pk, pk=stop_id).first()
    if stop is None:
        raise Http404
    set_reason(_("Took %(title)s out of the trash") % {"title": stop.title})
    placing.restore_stop(access.trip, stop)
    messages.success(request, _("“%(title)s” is back.") % {"title": stop.title})
    return at_stop(pk, stop_id)
