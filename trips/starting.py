"""A new trip from where and when: planned by the planner where the catalogue knows the city, else empty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from places.gazetteer import city_among
from tripos.accounts import onboarding
from tripos.accounts.preferences import hours_of
from trips import actions, planner
from trips.models import Trip
from trips.planning.itinerary import Plan
from trips.planning.plan import plan_trip
from trips.planning.request import MAX_DAYS, Party, PlanRequest

PACES = ("relaxed", "normal", "packed")


@dataclass(frozen=True)
class Wish:
    """What the short form asks for: where, the first and the last day, how many adults."""

    where: str
    start: date
    end: date
    adults: int = 1


@dataclass(frozen=True)
class Started:
    """The new draft, and what its maker should know (a sentence, may be empty)."""

    trip: Trip
    said: str = ""


def start_trip(user: Any, wish: Wish, *, by_hand: bool = False) -> Started:
    """Make a draft of ``user``.

    Args:
        user: the account that asks; its profile's preferences shape the plan.
        wish: where and when.
        by_hand: leave the days empty.
    """
    profile = user.profile
    onboarding.complete(profile)
    cities = planner.cities()
    city = city_among(wish.where, cities)
    days = (wish.end - wish.start).days + 1
    if city is None or by_hand or not 1 <= days <= MAX_DAYS:
        return Started(_empty(user, wish, city), "" if by_hand else _why_empty(wish, city, days, cities))
    places = planner.catalogue(city)
    request = request_for(profile, wish, city, places[0].country)
    plan = plan_trip(request, places, planner.estimates([request.currency or profile.currency]), timezone.localdate())
    return Started(actions.create_trip_from_plan(user, by_a_person(plan)))


def by_a_person(plan: Plan) -> Plan:
    """The plan without its reasons: a column that agents write, and a traveller's own request may not."""
    days = (replace(day, stops=tuple(replace(stop, reasons=()) for stop in day.stops)) for day in plan.days)
    return replace(plan, days=tuple(days))


def request_for(profile: Any, wish: Wish, city: str, country: str | None) -> PlanRequest:
    """A structured request from the short form and the traveller's preferences."""
    likes = profile.travel_preferences
    pace = likes.get("pace")
    day_start, day_end = hours_of(likes)
    return PlanRequest(
        start_date=wish.start,
        end_date=wish.end,
        destination=city,
        party=Party(adults=wish.adults),
        currency=profile.currency,
        interests=tuple(likes.get("interests", ())),
        diets=tuple(likes.get("diets", ())),
        cuisines=tuple(likes.get("cuisines", ())),
        accessibility=tuple(likes.get("accessibility", ())),
        avoid=tuple(likes.get("dislikes", ())),
        pace=pace if pace in PACES else "normal",
        walk_limit_minutes=likes.get("walking_limit_minutes"),
        day_start=day_start,
        day_end=day_end,
    )


def _empty(user: Any, wish: Wish, city: str | None) -> Trip:
    place = planner.catalogue(city)[0] if city else None
    trip: Trip = Trip.objects.create(
        user_id=user.pk,
        title=_("%(where)s") % {"where": city or wish.where},
        destination=city or wish.where,
        country=place.country if place else None,
        timezone=place.timezone if place else user.profile.timezone,
        start_date=wish.start,
        end_date=wish.end,
        adults=wish.adults,
        currency=user.profile.currency,
    )
    return trip


def _why_empty(wish: Wish, city: str | None, days: int, cities: list[str]) -> str:
    if city is None:
        known = ", ".join(cities[:8])
        said = _("%(where)s is not in the catalogue of places yet, so the days are empty: add stops by hand.")
        more = _(" Planned by itself: %(cities)s.") if known else ""
        return said % {"where": wish.where} + (more % {"cities": known} if more else "")
    return _("The planner takes at most %(most)d days, so these are empty: add stops by hand.") % {"most": MAX_DAYS}
