"""A place of one's own in the catalogue: added, and changed until staff have verified it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from places import presenters
from places.contributing import NoLongerTheirs, add_place, alike, change_place
from places.forms_contributing import OwnPlaceForm
from places.gazetteer import find_city
from places.marks import with_marks
from places.models import Location, LocationCategory
from places.search import Point, nearby_places, search_places
from tripos.accounts.limits import limited
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from tripos.web.map_base import MapPoint
from tripos.web.place_trips import OpenTrip, trips_of_reader

NEAR_RADIUS_KM, NEAR_MOST, MATCHES = 5.0, 30, 8


@login_required
@limited("add_place")
@require_http_methods(["GET", "HEAD", "POST"])
def place_new(request: HttpRequest) -> HttpResponse:
    """Add a place. Where the catalogue has one like it close by, ask first whether it is that one."""
    given = {name: request.GET[name][:200] for name in ("name", "latitude", "longitude") if name in request.GET}
    form = OwnPlaceForm(request.POST or None, initial=given)
    likely: list[Location] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        likely = _likely(request, form)
        if not likely:
            set_reason(_("Added the place %(name)s") % {"name": values["name"]})
            with refusals_on(form):
                place = add_place(request.user, values)
            if not form.errors:
                messages.success(request, _("“%(name)s” is in the catalogue, marked as unverified.") % values)
                return redirect("places:place_detail", pk=place.pk)
    return _page(request, form, likely)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a place that the reader added, until staff have verified it."""
    place = Location.objects.editable_by(request.user).filter(pk=pk).first()
    if place is None:
        raise Http404
    form = OwnPlaceForm(request.POST or None, place=place)
    likely: list[Location] = []
    if request.method == "POST" and form.is_valid() and not (likely := _likely(request, form)):
        set_reason(_("Changed the place %(name)s") % {"name": form.cleaned_data["name"]})
        try:
            with refusals_on(form):
                change_place(request.user, place, form.cleaned_data)
        except NoLongerTheirs:
            messages.warning(request, _("Staff have looked at this place meanwhile: it can no longer be changed here."))
            return redirect("places:place_detail", pk=pk)
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("places:place_detail", pk=pk)
    return _page(request, form, likely)


def _likely(request: HttpRequest, form: OwnPlaceForm) -> list[Location]:
    """Places that this one may be; none where the traveller said that it is another."""
    if request.POST.get("another") or not form.is_another:
        return []
    values = form.cleaned_data
    return alike(values["name"], values["latitude"], values["longitude"], form.place.pk if form.place else None)


def _page(request: HttpRequest, form: OwnPlaceForm, likely: list[Location]) -> HttpResponse:
    now = timezone.now()
    trips = [] if form.place else list(trips_of_reader().open_trips(request.user))
    context = {
        "form": form,
        "trips": trips,
        "points": _start(request, form, trips),
        "likely": [presenters.place_card(place, now) for place in likely],
    }
    return render(request, "places/place_edit.html", context, status=422 if form.is_bound else 200)


def _start(request: HttpRequest, form: OwnPlaceForm, trips: Sequence[OpenTrip]) -> list[MapPoint]:
    """Where the map begins: at the point, where the next trip goes, in the reader's city, or at the best known."""
    try:
        latitude, longitude = (float(_typed(form[name].value())) for name in ("latitude", "longitude"))
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return [MapPoint(latitude, longitude, form["name"].value() or "")]
    except ValueError:
        pass  # nothing yet, or nothing that is a number: the form says so
    for trip in trips:
        if trip.latitude is not None and trip.longitude is not None:
            return [MapPoint(trip.latitude, trip.longitude, trip.title)]
    zone = timezone.get_current_timezone_name()
    city = find_city(zone.rpartition("/")[2].replace("_", " ")) if "/" in zone else None
    if city is not None and city.time_zone == zone:
        return [MapPoint(city.latitude, city.longitude, city.name)]
    known = Location.objects.for_user(request.user).filter(latitude__isnull=False).best_known_first().first()
    return presenters.points_of([known]) if known else []


def _typed(value: Any) -> Any:
    """A form's value as text has it: nothing is empty, and zero is a number."""
    return "" if value is None else value


@login_required
@require_GET
def place_nearby(request: HttpRequest) -> HttpResponse:
    """Places around a point, the nearest first: around the reader, around another place, or where a link says."""
    centre, name = _centre(request)
    kind = request.GET.get("category", "")
    kind = kind if kind in LocationCategory.values else ""
    now = timezone.now()
    rows: list[Location] = []
    if centre is not None:
        around = with_marks(nearby_places(centre, radius_km=NEAR_RADIUS_KM, category=kind or None), request.user)
        rows = [place for place in around[: NEAR_MOST + 1] if str(place.pk) != request.GET.get("place")][:NEAR_MOST]
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    matches = search_places(words, limit=MATCHES) if words and centre is None else []
    kept = {key: request.GET[key] for key in ("latitude", "longitude", "place") if key in request.GET}
    cards = presenters.around(rows, now)
    context = {
        "centre": centre,
        "name": name,
        "words": words,
        "matches": [(match.place, presenters.kind_words(match.place)) for match in matches],
        "kept": kept,
        "category": kind,
        "categories": LocationCategory.choices,
        "cards": cards,
        "small_print": presenters.small_print(rows, cards),
        "points": presenters.points_of(rows, 1),
    }
    return render(request, "places/place_nearby.html", context)


def _centre(request: HttpRequest) -> tuple[Point | None, str]:
    """The point that the address names, and what it is called."""
    if "place" in request.GET:
        try:
            place = Location.objects.known_to(request.user).filter(pk=uuid.UUID(request.GET["place"])).first()
        except ValueError:
            place = None
        if place is None or place.latitude is None or place.longitude is None:
            raise Http404
        return Point(place.latitude, place.longitude), place.name
    try:
        latitude, longitude = float(request.GET["latitude"]), float(request.GET["longitude"])
    except (KeyError, ValueError):
        return None, ""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None, ""
    return Point(latitude, longitude), ""
