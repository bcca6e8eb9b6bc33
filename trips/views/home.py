"""The front page: a traveller's trips and two ways to start one; a welcome for everybody else."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from trips import planner, presenters
from trips.access import with_access
from trips.enums import TripStatus
from trips.forms import StartForm
from trips.models import ItineraryItem, Trip

MOST_ON_HOME = 60
CITIES_FOR_SECONDS = 300


def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "trips/welcome.html")
    return render(request, "trips/home.html", home_context(request))


def home_context(request: HttpRequest, start_form: StartForm | None = None) -> dict[str, Any]:
    """Everything that the page shows, in two queries beside sign-in's."""
    user: Any = request.user
    trips = list(
        with_access(Trip.objects.for_user(request.user), request.user)
        .exclude(status=TripStatus.CANCELLED)
        .order_by("-start_date", "id")[:MOST_ON_HOME]
    )
    cards = cards_of(trips, request.user)
    groups: dict[str, list[presenters.Shown]] = defaultdict(list)
    now = timezone.now()
    for trip in trips:
        groups[group_of(trip, request.user, now)].append(cards[trip.pk])
    groups["upcoming"].reverse()  # the next one first
    cities = known_cities()
    return {
        "sections": [{"key": key, "title": title, "cards": groups[key]} for key, title in titles() if groups[key]],
        "has_trips": bool(trips),
        "start_form": start_form or StartForm(initial={"where": cities[0] if len(cities) == 1 else ""}),
        "cities": cities,
        "name": (user.profile.full_name or "").partition(" ")[0],
    }


def titles() -> list[tuple[str, str]]:
    return [
        ("current", _("On now")),
        ("drafts", _("Drafts, waiting for you")),
        ("upcoming", _("Coming up")),
        ("shared", _("Shared with me")),
        ("past", _("Been there")),
    ]


def group_of(trip: Trip, user: Any, now: datetime) -> str:
    """Where a trip stands on the page, by the date at its destination."""
    today = now.astimezone(ZoneInfo(trip.timezone)).date()
    if trip.status == TripStatus.DRAFT and trip.is_owned_by(user):
        return "drafts"
    if trip.start_date <= today <= trip.end_date:
        return "current"
    if not trip.is_owned_by(user):
        return "shared"
    return "upcoming" if trip.start_date > today else "past"


def cards_of(trips: Iterable[Any], user: Any) -> dict[uuid.UUID, presenters.Shown]:
    """Cards of trips by id; one query for all their covers."""
    found = list(trips)
    stops: dict[uuid.UUID, list[tuple[int, float, float]]] = defaultdict(list)
    rows = (
        ItineraryItem.objects.for_user(user)
        .filter(trip_id__in=[trip.pk for trip in found], day_number__isnull=False, latitude__isnull=False)
        .order_by("trip_id", "day_number", "sort_order", "start_time", "id")
        .values_list("trip_id", "day_number", "latitude", "longitude")
    )
    for trip_id, day, latitude, longitude in rows:
        stops[trip_id].append((day, latitude, longitude))
    return {trip.pk: presenters.trip_card(trip, stops[trip.pk], user) for trip in found}


def known_cities() -> list[str]:
    """Cities of the catalogue, looked up every few minutes."""
    found: list[str] | None = cache.get_or_set("trips:cities", planner.cities, CITIES_FOR_SECONDS)
    return found or []
