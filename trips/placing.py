"""Verbs on where a stop stands: put somewhere in a day, doubled, kept as an idea. Callers are bound to the acting user.

The traveller's order is law; the times that make it hold are reckoned by ``trips.planning.sequence``.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from trips import planner
from trips.actions import NotPossible
from trips.arrangement import AS_IDEA, next_order
from trips.changes import changed
from trips.enums import ItemType
from trips.models import ItineraryItem, Trip
from trips.planning.clock import DayClock
from trips.planning.itinerary import Plan, PlannedStop
from trips.planning.kinds import kind_of
from trips.planning.prepare import PACES
from trips.planning.sequence import OrderError, Ways, in_this_order
from trips.planning.windows import MEAL_MINUTES
from trips.sentences import explained

USUAL_MINUTES = 60
# What a copy of a stop does not share with it: it is not booked, paid for or fixed because the other one is.
OWN_OF_A_COPY: dict[str, Any] = {
    "booking_status": None,
    "booking_reference": None,
    "booking_url": None,
    "is_paid": False,
    "is_locked": False,
    "deleted_at": None,
}
COPIED = (
    "title",
    "description",
    "type",
    "location_id",
    "address",
    "latitude",
    "longitude",
    "timezone",
    "end_address",
    "end_latitude",
    "end_longitude",
    "end_timezone",
    "day_number",
    "start_time",
    "end_time",
    "ends_next_day",
    "duration_minutes",
    "meal",
    "people",
    "cost",
    "currency",
    "cost_is_estimate",
    "cost_as_of",
    "cost_basis",
    "budget_category",
    "image_url",
    "images",
    "notes",
    "tags",
)


def stops_of(trip: Trip) -> list[ItineraryItem]:
    """The trip's live stops in order, with their places."""
    return list(ItineraryItem.objects.of_trip(trip).select_related("location"))


@transaction.atomic
def place_stop(trip: Trip, stop: ItineraryItem, day: int | None, before: uuid.UUID | None = None) -> None:
    """Put a stop somewhere: among the ideas, or on a day before another stop or at its end.

    A stop with a time, and an idea that is put among stops with times, gets the time that its place in the day allows,
    and what follows starts later where it must. Among stops without a time, and as the first of an empty day where it
    is nowhere in particular, it has none.

    Args:
        trip: theirs.
        stop: of the trip, with its ``location`` selected.
        day: the day's number; None puts it among the ideas.
        before: a stop of that day; None is the day's end.

    Raises:
        NotPossible: it is fixed or booked, there is no such day or neighbour, or the order does not hold.
    """
    if stop.is_locked or stop.is_booked:
        raise NotPossible(_("“%(title)s” is fixed or booked: let go of it first.") % {"title": stop.title})
    if day is None:
        ItineraryItem.objects.filter(pk=stop.pk).update(**AS_IDEA, sort_order=next_order(trip, None))
        changed(trip.pk)
        return
    if not 1 <= day <= trip.length:
        raise NotPossible(_("The trip has no day %(day)d.") % {"day": day})
    items = stops_of(trip)
    others = [item for item in items if item.day_number == day and item.pk != stop.pk]
    neighbour = next((item for item in others if item.pk == before), None)
    if before is not None and neighbour is None:
        raise NotPossible(_("That day was changed meanwhile: look again where it should go."))
    timed = [item for item in others if item.start_time is not None and item.type != ItemType.ACCOMMODATION]
    loose = [item for item in others if item.start_time is None]
    among_loose = neighbour in loose if neighbour else bool(loose)
    unplaced = stop.latitude is None and stop.location_id is None
    if stop.start_time is None and (among_loose or (not timed and unplaced)):
        _put_loose(trip, stop, day, others, neighbour)
    else:
        _put_timed(trip, items, stop, day, neighbour if neighbour in timed else None)
    changed(trip.pk)


def _put_loose(
    trip: Trip, stop: ItineraryItem, day: int, others: Sequence[ItineraryItem], neighbour: ItineraryItem | None
) -> None:
    """A stop without a time keeps none; the day's others are numbered around it."""
    row = list(others)
    row.insert(row.index(neighbour) if neighbour in row else len(row), stop)
    for order, item in enumerate(row):
        if item.pk == stop.pk:
            ItineraryItem.objects.filter(pk=item.pk).update(day_number=day, sort_order=order)
        elif item.sort_order != order:
            ItineraryItem.objects.filter(pk=item.pk).update(sort_order=order)


def _put_timed(
    trip: Trip, items: Sequence[ItineraryItem], stop: ItineraryItem, day: int, neighbour: ItineraryItem | None
) -> None:
    plan = planner.plan_of(trip, [item for item in items if item.type != ItemType.ACCOMMODATION])
    by_key = {str(item.pk): item for item in items}
    row = [one for one in plan.days[day - 1].stops if one.key != str(stop.pk)]
    at = next((i for i, one in enumerate(row) if neighbour and one.key == str(neighbour.pk)), len(row))
    row.insert(at, _as_stop(trip, plan, stop, day))
    places = {
        str(item.location_id): planner.place_of(item.location)
        for item in [*items, stop]
        if item.location is not None and item.location.latitude is not None
    }
    request = plan.request
    ways = Ways(request.modes, request.walk_limit_minutes) if request.walk_limit_minutes else Ways(request.modes)
    try:
        starts = in_this_order(
            row,
            str(stop.pk),
            places=places,
            ways=ways,
            usual_start=request.day_start or PACES[request.pace].day_start,
            fixed={one.key for one in row if one.booked or one.locked},
            has_time=stop.start_time is not None,
        )
    except OrderError as refused:
        words = explained(refused.reason)
        raise NotPossible(f"{words[:1].upper()}{words[1:]}.") from refused
    for order, one in enumerate(row):
        values: dict[str, Any] = {}
        if one.key in starts:
            values = _times(starts[one.key], one.minutes)
        if one.key == str(stop.pk):
            values |= {"day_number": day, "sort_order": order}
        elif by_key[one.key].sort_order != order:
            values["sort_order"] = order
        if values:
            ItineraryItem.objects.filter(pk=one.key).update(**values)


def _times(start: datetime, minutes: int) -> dict[str, Any]:
    """The columns of a visit of so many minutes that starts at an aware moment."""
    end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)
    return {
        "start_time": start.time(),
        "end_time": end.time(),
        "ends_next_day": end.date() > start.date(),
        "duration_minutes": minutes,
    }


def _as_stop(trip: Trip, plan: Plan, stop: ItineraryItem, day: int) -> PlannedStop:
    """The stop as the planner sees it, on that day at its own time of day (midnight where it has none)."""
    place = stop.location
    clock = DayClock(trip.date_of(day), stop.timezone or (place.timezone if place else None) or trip.timezone)
    start = clock.local(clock.seconds_of(stop.start_time)) if stop.start_time else clock.local(0)
    length = timedelta(minutes=stop.duration_minutes or _usual_minutes(stop))
    where = stop if stop.latitude is not None else place
    return PlannedStop(
        key=str(stop.pk),
        place_id=str(stop.location_id) if stop.location_id else None,
        name=stop.title,
        kind=planner.kind_of_item(stop),
        arrive=start,
        start=start,
        leave=(start.astimezone(UTC) + length).astimezone(ZoneInfo(clock.timezone)),
        timezone=clock.timezone,
        latitude=where.latitude if where else None,
        longitude=where.longitude if where else None,
        meal=stop.meal,
    )


def _usual_minutes(stop: ItineraryItem) -> int:
    """How long one stays where nobody said: as the planner plans it for such a place."""
    if stop.meal:
        return MEAL_MINUTES[stop.meal]
    if stop.location is None:
        return USUAL_MINUTES
    return kind_of(planner.place_of(stop.location)).minutes or USUAL_MINUTES


@transaction.atomic
def duplicate_stop(trip: Trip, stop: ItineraryItem) -> ItineraryItem:
    """The same once more, as an idea: it is put where it belongs from there."""
    made = _copy(trip, stop, **AS_IDEA, sort_order=next_order(trip, None))
    changed(trip.pk)
    return made


def _copy(trip: Trip, stop: ItineraryItem, **columns: Any) -> ItineraryItem:
    values = {name: getattr(stop, name) for name in COPIED} | OWN_OF_A_COPY | columns
    made: ItineraryItem = ItineraryItem.objects.create(trip=trip, **values)
    return made


@transaction.atomic
def duplicate_day(trip: Trip, day: int, target: int) -> int:
    """The stops of one day once more on another, at the same times; return how many.

    What is booked or paid for is so once only; a stay is not doubled.

    Raises:
        NotPossible: there is no such day, it is the same one, or nothing is on it.
    """
    _days_of(trip, day, target)
    row = [item for item in stops_of(trip) if item.day_number == day and item.type != ItemType.ACCOMMODATION]
    if not row:
        raise NotPossible(_("Day %(day)d is empty: there is nothing to double.") % {"day": day})
    order = next_order(trip, target)
    for offset, item in enumerate(row):
        _copy(trip, item, day_number=target, sort_order=order + offset)
    changed(trip.pk)
    return len(row)


@transaction.atomic
def move_day(trip: Trip, day: int, target: int) -> Sequence[str]:
    """Give a whole day another place in the trip; the days between move up.

    Booked and fixed stops keep their calendar date, and so do stays.

    Returns:
        Titles of the stops that stayed where they were though their day moved.

    Raises:
        NotPossible: there is no such day, or it is the same one.
    """
    _days_of(trip, day, target)
    order = list(range(1, trip.length + 1))
    order.remove(day)
    order.insert(target - 1, day)
    goes = {was: now for now, was in enumerate(order, start=1) if was != now}
    stayed = []
    for item in stops_of(trip):
        if item.day_number not in goes:
            continue
        if item.is_booked or item.is_locked or item.type == ItemType.ACCOMMODATION or planner.has_own_time(item):
            stayed.append(item.title)
            continue
        ItineraryItem.objects.filter(pk=item.pk).update(day_number=goes[item.day_number])
    changed(trip.pk)
    return stayed


def _days_of(trip: Trip, day: int, target: int) -> None:
    for number in (day, target):
        if not 1 <= number <= trip.length:
            raise NotPossible(_("The trip has no day %(day)d.") % {"day": number})
    if day == target:
        raise NotPossible(_("It is that day already."))


def days_to_choose(trip: Trip, items: Sequence[ItineraryItem]) -> list[dict[str, Any]]:
    """The trip's days with a few of their stops' names, to choose one of them."""
    titles: dict[int, list[str]] = {}
    for item in items:
        if item.day_number is not None:
            titles.setdefault(item.day_number, []).append(item.title)
    shown = 3
    return [
        {
            "number": n,
            "date": trip.date_of(n),
            "titles": titles.get(n, [])[:shown],
            "more": max(0, len(titles.get(n, [])) - shown),
        }
        for n in range(1, trip.length + 1)
    ]


@transaction.atomic
def restore_stop(trip: Trip, stop: ItineraryItem) -> None:
    """Take a stop out of the trash, to where it was; among the ideas if its day is gone."""
    columns: dict[str, Any] = {"deleted_at": None}
    if stop.day_number is not None and stop.day_number > trip.length:
        columns |= AS_IDEA
    ItineraryItem.objects.filter(pk=stop.pk).update(**columns)
    changed(trip.pk)
