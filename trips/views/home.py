"""The front page: a traveller's trips, what needs them now, and two ways to start one; a welcome for everybody else."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tripos.web import inbox
from tripos.web.people import profile_of
from tripos.web.templatetags.money import format_money
from trips import planner, presenters
from trips.access import companions_of_trips, with_access
from trips.cards import trip_card
from trips.enums import BookingStatus, TripStatus
from trips.forms import StartForm
from trips.models import ItineraryItem, Trip

MOST_ON_HOME = 60
MOST_PAST = 6
MOST_NEEDS = 3
NAMED = 2
CITIES_FOR_SECONDS = 300
BOOKED = (BookingStatus.CONFIRMED, BookingStatus.REQUESTED, BookingStatus.WAITLISTED)


def home(request: HttpRequest) -> HttpResponse:
    """The trips of who is signed in; a new traveller is shown around first."""
    if not request.user.is_authenticated:
        return render(request, "trips/welcome.html")
    context = home_context(request)
    if not context["has_trips"] and not profile_of(request).onboarding_completed:
        return redirect("trips:onboarding")
    return render(request, "trips/home.html", context)


@dataclass
class Stops:
    """What a card needs of a trip's stops.

    Attributes:
        points: day, latitude and longitude of those with a place on a day, in order.
        unpaid: names of the bookings that are not paid yet.
        owed: what they cost by currency, as far as it is known.
    """

    points: list[tuple[int, float, float]] = field(default_factory=list)
    unpaid: list[str] = field(default_factory=list)
    owed: Counter[str] = field(default_factory=Counter)


def home_context(request: HttpRequest, start_form: StartForm | None = None) -> dict[str, Any]:
    """Everything that the page shows, in three queries beside sign-in's: trips, their stops, what waits."""
    user: Any = request.user
    trips = list(
        with_access(Trip.objects.for_user(user), user)
        .annotate(companions=companions_of_trips())
        .exclude(status=TripStatus.CANCELLED)
        .order_by("-start_date", "id")[:MOST_ON_HOME]
    )
    now = timezone.now()
    waiting = inbox.items(user)
    needs = Counter(item.about_key for item in waiting)
    stops = stops_of(trips, user)
    groups: dict[str, list[presenters.Shown]] = defaultdict(list)
    unpaid: list[presenters.Shown] = []
    for trip in trips:
        group = group_of(trip, user, now)
        groups[group].append(home_card(trip, stops[trip.pk], user, now, needs[str(trip.pk)]))
        # Who only looks on is not asked to pay, and what is over is over.
        if stops[trip.pk].unpaid and trip.my_role != "viewer" and trip.end_date >= today_at(trip, now):
            unpaid.append(unpaid_card(trip, stops[trip.pk]))
    groups["upcoming"].reverse()  # the next one first
    groups["past"] = groups["past"][:MOST_PAST]
    cities = known_cities()
    return {
        "current": groups["current"],
        "sections": [{"key": key, "title": title, "cards": groups[key]} for key, title in titles() if groups[key]],
        "has_trips": bool(trips),
        "needs": waiting[:MOST_NEEDS],
        "unpaid": unpaid,
        "inbox_count": len(waiting),
        "here": reverse("home"),
        "start_form": start_form or StartForm(initial={"where": cities[0] if len(cities) == 1 else ""}),
        "cities": cities,
        "name": (user.profile.full_name or "").partition(" ")[0],
    }


def titles() -> list[tuple[str, str]]:
    """Sections of the page in their order."""
    return [
        ("current", _("On now")),
        ("drafts", _("Drafts, waiting for you")),
        ("upcoming", _("Coming up")),
        ("shared", _("Shared with me")),
        ("past", _("Been there")),
    ]


def today_at(trip: Trip, now: datetime) -> date:
    """The date at a trip's destination."""
    return now.astimezone(ZoneInfo(trip.timezone)).date()


def group_of(trip: Trip, user: Any, now: datetime) -> str:
    """Where a trip stands on the page, by the date at its destination."""
    today = today_at(trip, now)
    if trip.status == TripStatus.DRAFT and trip.is_owned_by(user):
        return "drafts"
    if trip.start_date <= today <= trip.end_date:
        return "current"
    if not trip.is_owned_by(user):
        return "shared"
    return "upcoming" if trip.start_date > today else "past"


def home_card(trip: Any, stops: Stops, user: Any, now: datetime, needs: int) -> presenters.Shown:
    """A trip's card with its countdown, its people and the number of things that wait in it."""
    return trip_card(trip, stops.points, user) | {
        "countdown": countdown(trip, today_at(trip, now)),
        "people": people_words(trip.companions) if trip.is_owned_by(user) else "",
        "needs": needs,
        "today_url": reverse("trips:trip_today", args=[trip.pk]),
    }


def countdown(trip: Trip, today: date) -> str:
    """How far off a trip is: "in 8 days", "day 2 of 3"; nothing for one that is over."""
    days = (trip.start_date - today).days
    if days == 1:
        return _("tomorrow")
    if days > 1:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if today <= trip.end_date:
        return _("day %(number)d of %(length)d") % {"number": 1 - days, "length": trip.length}
    return ""


def people_words(names: Sequence[str | None]) -> str:
    """Companions in a few words: "with Bob and Vera"; those without a name are counted."""
    known = [name for name in names if name][:NAMED]
    more = len(names) - len(known)
    if more:
        known.append(ngettext("%(n)d companion", "%(n)d companions", more) % {"n": more} if not known else f"+{more}")
    if not known:
        return ""
    if len(known) == 1:
        return _("with %(who)s") % {"who": known[0]}
    return _("with %(who)s and %(last)s") % {"who": ", ".join(known[:-1]), "last": known[-1]}


def unpaid_card(trip: Trip, stops: Stops) -> presenters.Shown:
    """What is booked and not paid: how many, how much, which."""
    number = len(stops.unpaid)
    title = ngettext("%(n)d booking not paid yet", "%(n)d bookings not paid yet", number) % {"n": number}
    names = ", ".join(stops.unpaid[:3]) + (", …" if number > 3 else "")
    amounts = " + ".join(format_money(amount, currency) for currency, amount in sorted(stops.owed.items()))
    return {
        "title": f"{title}: {amounts}" if amounts else title,
        "text": names,
        "about": trip.title,
        "url": reverse("trips:trip_detail", args=[trip.pk]) + "#budget",
    }


def stops_of(trips: Iterable[Any], user: Any) -> dict[uuid.UUID, Stops]:
    """The stops that cards need, by trip; one query."""
    found: dict[uuid.UUID, Stops] = {trip.pk: Stops() for trip in trips}
    placed = Q(day_number__isnull=False, latitude__isnull=False)
    rows = (
        ItineraryItem.objects.for_user(user)
        .filter(placed | Q(booking_status__in=BOOKED, is_paid=False), trip_id__in=list(found))
        .order_by("trip_id", "day_number", "sort_order", "start_time", "id")
        .values_list(
            "trip_id", "day_number", "latitude", "longitude", "title", "booking_status", "is_paid", "cost", "currency"
        )
    )
    for trip_id, day, latitude, longitude, title, booking, is_paid, cost, currency in rows:
        stops = found[trip_id]
        if day is not None and latitude is not None:
            stops.points.append((day, latitude, longitude))
        # What is free needs no paying; what has no price yet may.
        if booking in BOOKED and not is_paid and cost != Decimal(0):
            stops.unpaid.append(title)
            if cost is not None:
                stops.owed[currency] += cost
    return found


def cards_of(trips: Iterable[Any], user: Any) -> dict[uuid.UUID, presenters.Shown]:
    """Cards of trips by id; one query for all their covers."""
    listed = list(trips)
    stops = stops_of(listed, user)
    return {trip.pk: trip_card(trip, stops[trip.pk].points, user) for trip in listed}


def known_cities() -> list[str]:
    """Cities of the catalogue, looked up every few minutes."""
    found: list[str] | None = cache.get_or_set("trips:cities", planner.cities, CITIES_FOR_SECONDS)
    return found or []
