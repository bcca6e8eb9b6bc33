"""The difference between a trip and a plan as exact data: what an approval shows, is bound to, and carries out.

A patch is JSON: it can wait for days. It names the rows it changes with what they were, and the whole of the days it
touches, so that it is applied to the trip it was made from, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from trips import events, planner
from trips.enums import ItemType
from trips.models import ItineraryItem, Trip
from trips.planning.itinerary import Plan

Patch = dict[str, Any]
TIMED = ("day_number", "sort_order", "start_time", "end_time", "ends_next_day", "duration_minutes")


class StalePatch(Exception):
    """The trip is no longer as the patch was made from; the message is a sentence."""


def _plain(value: Any) -> Any:
    """A column's value as JSON; the model's fields read it back."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def placed(items: Iterable[ItineraryItem]) -> list[ItineraryItem]:
    """The stops that a plan is made of."""
    return [item for item in items if item.day_number is not None and item.start_time is not None]


def patch_of(trip: Trip, items: Iterable[ItineraryItem], after: Plan) -> Patch:
    """What makes the trip's stored stops what a plan made from them says.

    Stops without a time, ideas and bookings stay as they are, and so does where one sleeps while its day is there:
    nights are not what a day's plan is about. The trip's dates follow the plan's.

    Args:
        trip: as it was read.
        items: its stops, as they were read.
        after: the plan.
    """
    request = after.request
    shift = (trip.start_date - request.start_date).days
    stored = {str(item.pk): item for item in placed(items)}
    before = dict(stored)
    stays = {key for key, item in stored.items() if item.type == ItemType.ACCOMMODATION}
    stops: list[dict[str, Any]] = []
    for day in after.days:
        for order, stop in enumerate(day.stops):
            values = planner.item_values(stop, day, order, after.currency)
            present = stored.pop(stop.key, None)
            if stop.key in stays:
                continue
            if present is None:
                made = _columns({**values, **events.booking_columns(stop)})
                stops.append({"action": "add", "title": stop.name, "values": made})
                continue
            # Only where and when: a stop's own words, money and booking are not the planner's to change.
            was = {name: getattr(present, name) for name in TIMED}
            shifted = was | {"day_number": (present.day_number or 0) + max(shift, 0)}
            changed = {name: values[name] for name in TIMED if shifted[name] != values[name]}
            if changed:
                stops.append(
                    {
                        "action": "change",
                        "item_id": stop.key,
                        "title": present.title,
                        "values": _columns(changed),
                        "was": _columns(was),
                    }
                )
    for key, item in stored.items():
        if key in stays and (item.day_number or 0) + max(shift, 0) <= len(after.days):
            continue
        was = {name: getattr(item, name) for name in TIMED}
        stops.append({"action": "remove", "item_id": key, "title": item.title, "values": {}, "was": _columns(was)})
    touched = _days(stops, shift)
    return {
        "trip_id": str(trip.pk),
        "version": trip.content_version,
        "dates": [request.start_date.isoformat(), request.end_date.isoformat()],
        "dates_were": [trip.start_date.isoformat(), trip.end_date.isoformat()],
        "plan_request": planner.stored_request(after),
        "stops": stops,
        "days_were": {str(day): _day(before.values(), day) for day in sorted(touched)},
    }


def _days(stops: Iterable[Mapping[str, Any]], shift: int) -> set[int]:
    """Numbers, before the patch, of the days that it touches."""
    days: set[int] = set()
    for stop in stops:
        if "was" in stop:
            days.add(stop["was"]["day_number"])
        if "day_number" in stop["values"]:
            days.add(stop["values"]["day_number"] - shift)
    return {day for day in days if day > 0}


def _day(items: Iterable[ItineraryItem], day: int) -> list[list[Any]]:
    """A day as a patch remembers it: which stops, when, and whether they may move."""
    there = [item for item in items if item.day_number == day]
    there.sort(key=lambda item: str(item.pk))
    return [
        [str(item.pk), _plain(item.start_time), _plain(item.end_time), item.is_locked, item.is_booked] for item in there
    ]


def removes(patch: Patch) -> bool:
    """Whether a patch takes stops out of the trip."""
    return any(stop["action"] == "remove" for stop in patch["stops"])


def check(trip: Trip, patch: Patch) -> None:
    """Hold a patch against the trip as it is now. The caller has locked the trip's row.

    Raises:
        StalePatch: its dates, or one of the days that the patch touches, are not as they were.
    """
    if trip.content_version == patch["version"]:
        return
    if [trip.start_date.isoformat(), trip.end_date.isoformat()] != patch["dates_were"]:
        raise StalePatch("The trip's dates were changed meanwhile.")
    items = placed(ItineraryItem.objects.of_trip(trip))
    for day, was in patch["days_were"].items():
        if _day(items, int(day)) != was:
            raise StalePatch(f"Day {day} was changed meanwhile.")


def write(trip: Trip, patch: Patch, columns: Mapping[str, Any]) -> None:
    """Bring a patch into the rows, in the caller's transaction.

    Args:
        trip: to change.
        patch: held against it by ``check``.
        columns: of every new stop: who suggests it.
    """
    first, last = (date.fromisoformat(day) for day in patch["dates"])
    shift = (trip.start_date - first).days
    fields: dict[str, Any] = {"plan_request": patch["plan_request"]}
    if (first, last) != (trip.start_date, trip.end_date):
        fields |= {"start_date": first, "end_date": last}
    # A trip that grows makes room before its stops come, one that shrinks lets them go first.
    grows = shift > 0 or last >= trip.end_date
    if grows:
        Trip.objects.filter(pk=trip.pk).update(**fields)
    if shift > 0:  # it grows at its start: stops keep their dates
        for item in ItineraryItem.objects.of_trip(trip).filter(day_number__isnull=False):
            ItineraryItem.objects.filter(pk=item.pk).update(day_number=(item.day_number or 0) + shift)
    _write_stops(trip, patch["stops"], columns)
    if not grows:
        Trip.objects.filter(pk=trip.pk).update(**fields)


def _write_stops(trip: Trip, stops: Sequence[Mapping[str, Any]], columns: Mapping[str, Any]) -> None:
    for stop in stops:
        if stop["action"] == "add":
            ItineraryItem.objects.create(trip=trip, **stop["values"], **columns)
        elif stop["action"] == "change":
            ItineraryItem.objects.filter(pk=stop["item_id"], trip=trip).update(**stop["values"])
        else:
            ItineraryItem.objects.filter(pk=stop["item_id"], trip=trip).update(deleted_at=timezone.now())
