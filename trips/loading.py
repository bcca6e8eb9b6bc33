"""A stored trip as the planner's detectors see it. Whoever loads is bound as the trip's owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from places.models import Location
from tripos.accounts.models import Profile
from trips import planner, stays
from trips.enums import CATEGORY_OF_TYPE, BookingStatus, ItemType, TripStatus
from trips.models import ItineraryItem, Trip
from trips.planning.conflicts import DayForecast, Elsewhere, LoadedItem, LoadedTrip, Preferences
from trips.planning.money import UNKNOWN_COST, Cost, Money
from trips.planning.request import Party

SETTLED = (TripStatus.PLANNING, TripStatus.CONFIRMED, TripStatus.IN_PROGRESS)


def load_trip(
    trip: Trip, items: Sequence[ItineraryItem], forecasts: Mapping[date, DayForecast] | None = None
) -> LoadedTrip:
    """Read what detection needs: two queries beside the rows that are given.

    Args:
        trip: with its ``budget`` selected.
        items: its live stops with their ``location`` selected.
        forecasts: by date of the trip; none without a weather provider.
    """
    request = planner.request_of(trip)
    budget = trip.budget
    profile = Profile.objects.only("travel_preferences").get(pk=trip.user_id)
    return LoadedTrip(
        id=str(trip.pk),
        dates=request.dates,
        timezone=trip.timezone,
        items=tuple(load_item(trip, item) for item in items if _is_loaded(item)),
        country=trip.country,
        party=Party(adults=trip.adults, children=tuple(trip.children_ages)),
        modes=request.modes,
        currency=trip.currency,
        budget=Money(trip.budget_total, trip.currency) if trip.budget_total is not None else None,
        category_budgets={
            category: Money(Decimal(str(amounts["budget"])), trip.currency)
            for category, amounts in budget.categories.items()
            if amounts.get("budget")
        },
        alert_threshold=budget.alert_threshold,
        preferences=preferences_of(trip, profile.travel_preferences),
        forecasts=forecasts or {},
        comfortable_walk_minutes=request.walk_limit_minutes
        or profile.travel_preferences.get("walking_limit_minutes")
        or LoadedTrip.comfortable_walk_minutes,
        elsewhere=tuple(stops_elsewhere(trip)),
    )


def _is_loaded(item: ItineraryItem) -> bool:
    """A cancelled stop leaves totals and conflicts; an idea is nowhere yet, but what is paid for it is spent."""
    return item.booking_status != BookingStatus.CANCELLED and (item.day_number is not None or item.is_paid)


def preferences_of(trip: Trip, likes: Mapping[str, Any]) -> Preferences:
    """What the trip was asked with, and what its owner wants of every trip.

    A pace is only held against a day where somebody chose one: "normal" is what a request has that says nothing.
    """
    asked = planner.request_of(trip)
    own_pace = likes.get("pace")
    pace = asked.pace if trip.plan_request and asked.pace != "normal" else own_pace
    return Preferences(
        diets=_both(asked.diets, likes.get("diets", ())),
        meal_diets={wish.name: wish.diets for wish in asked.meals if wish.diets},
        wheelchair=asked.needs_wheelchair or "wheelchair" in likes.get("accessibility", ()),
        pace=pace,
        dislikes=_both(asked.avoid, likes.get("dislikes", ())),
        walking_limit_minutes=asked.walk_limit_minutes or _whole(likes.get("walking_limit_minutes")),
        walking_limit_metres=_whole(1000 * (likes.get("walking_day_km") or 0)),
    )


def _whole(value: Any) -> int | None:
    """A number of a profile as whole minutes."""
    return int(value) if value else None


def _both(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def load_item(trip: Trip, item: ItineraryItem) -> LoadedItem:
    """A stop with its times as instants. A stop without an end or a length has a start only."""
    place = item.location
    visited = place if item.day_number is not None else None  # an idea counts by its money alone
    starts, ends = times_of(trip, item)
    doors = stays.doors_of(place.details, starts, ends) if place and item.type == ItemType.ACCOMMODATION else stays.OPEN
    return LoadedItem(
        id=str(item.pk),
        title=item.title,
        type=_type_of(item),
        day=trip.date_of(item.day_number) if item.day_number is not None else None,
        starts=starts,
        ends=ends,
        point=_point(item.latitude, item.longitude) or (_point(place.latitude, place.longitude) if place else None),
        end_point=_point(item.end_latitude, item.end_longitude),
        place=planner.place_of(visited) if visited is not None and visited.latitude is not None else None,
        place_gone=visited is not None and (not visited.is_active or visited.deleted_at is not None),
        event_starts=visited.event_start_time if visited else None,
        event_ends=visited.event_end_time if visited else None,
        booking_status=item.booking_status,
        cost=cost_in(item, trip.currency),
        budget_category=item.budget_category or CATEGORY_OF_TYPE[ItemType(item.type)].value,
        people=item.people,
        capacity=stays.capacity_of(visited) if visited else None,
        locked=item.is_locked,
        meal=item.meal,
        check_in_from=doors.check_in_from,
        check_in_until=doors.check_in_until,
        check_out_until=doors.check_out_until,
    )


def _type_of(item: ItineraryItem) -> Any:
    """The label of a stop's type, which is the planner's too."""
    return ItemType(item.type).value


def _point(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    return None if latitude is None or longitude is None else (latitude, longitude)


def zone_of(trip: Trip, item: ItineraryItem) -> ZoneInfo:
    """The zone of a stop's clock: its own, its place's, the trip's."""
    place: Location | None = item.location
    return ZoneInfo(item.timezone or (place.timezone if place else None) or trip.timezone)


def end_zone_of(trip: Trip, item: ItineraryItem) -> ZoneInfo:
    """The zone of the clock where a stop ends: a journey may end in another."""
    return ZoneInfo(item.end_timezone) if item.end_timezone else zone_of(trip, item)


def times_of(trip: Trip, item: ItineraryItem) -> tuple[datetime | None, datetime | None]:
    """When a stop starts and ends, as aware moments of its own zones; None for what is not said."""
    if item.day_number is None or item.start_time is None:
        return None, None
    zone, end_zone = zone_of(trip, item), end_zone_of(trip, item)
    day = trip.date_of(item.day_number)
    starts = datetime.combine(day, item.start_time, zone)
    if item.end_time is not None and (zone.key == end_zone.key or item.duration_minutes is None):
        return starts, datetime.combine(day + timedelta(days=item.ends_next_day), item.end_time, end_zone)
    if item.duration_minutes is None:
        return starts, None
    return starts, (starts.astimezone(UTC) + timedelta(minutes=item.duration_minutes)).astimezone(end_zone)


def cost_in(item: ItineraryItem, currency: str) -> Cost:
    """A stop's cost as the budget counts it: at the rate that the database stored with it."""
    if item.cost is None:
        # A note or an errand costs nothing until somebody says otherwise.
        return Cost("known", Money(Decimal(0), currency)) if item.type == ItemType.CUSTOM else UNKNOWN_COST
    money = Money(item.cost, item.currency)
    if item.converted_cost is not None and item.converted_currency == currency:
        money = Money(item.converted_cost, currency)
    return Cost("estimated" if item.cost_is_estimate else "known", money, item.cost_as_of, item.cost_basis)


def stops_elsewhere(trip: Trip) -> list[Elsewhere]:
    """Timed stops of the owner's other settled trips around these dates, their own and those they go along on."""
    day = timedelta(days=1)
    rows = (
        ItineraryItem.objects.for_user(trip.user_id)
        .filter(
            trip__status__in=SETTLED,
            trip__start_date__lte=trip.end_date + day,
            trip__end_date__gte=trip.start_date - day,
            day_number__isnull=False,
            start_time__isnull=False,
        )
        .exclude(trip_id=trip.pk)
        .exclude(type=ItemType.ACCOMMODATION)
        .filter(Q(booking_status__isnull=True) | ~Q(booking_status=BookingStatus.CANCELLED))
        .select_related("trip", "location")
        .order_by("trip_id", "day_number", "start_time", "id")
    )
    found = []
    for item in rows:
        starts, ends = times_of(item.trip, item)
        if starts is not None and ends is not None:
            certain = item.trip.user_id == trip.user_id and trip.status != TripStatus.DRAFT
            found.append(Elsewhere(str(item.trip_id), starts, ends, certain))
    return found


def wall(moment: datetime) -> time:
    """A clock's minutes."""
    return moment.time().replace(second=0, microsecond=0)
