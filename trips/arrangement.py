"""Verbs on a trip's stops by hand: earlier, later, another day, other dates. Callers are bound to the acting user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from trips.actions import NotPossible
from trips.changes import changed
from trips.models import ItineraryItem, Trip

ANY_DAY = date(2001, 1, 1)  # a wall clock without a calendar


@transaction.atomic
def shift_stop(trip: Trip, stop: ItineraryItem, step: int) -> ItineraryItem:
    """Let a stop change places with its neighbour on the day.

    Of two timed stops the one that now comes first takes the earlier start, and the other ends when the second ended:
    the time between them and both lengths stay.

    Args:
        trip: theirs.
        stop: on a day.
        step: -1 for earlier, 1 for later.

    Returns:
        The neighbour.

    Raises:
        NotPossible: there is no neighbour of its sort, or one of the two is booked or fixed.
    """
    day: list[ItineraryItem] = [
        item for item in ItineraryItem.objects.of_trip(trip) if item.day_number == stop.day_number
    ]
    if stop.start_time is None:
        row = [item for item in day if item.start_time is None]
    else:
        timed = [item for item in day if item.start_time is not None]
        row = sorted(timed, key=lambda item: (item.start_time, str(item.pk)))
    at = next((index for index, item in enumerate(row) if item.pk == stop.pk), None)
    if at is None or not 0 <= at + step < len(row):
        raise NotPossible(
            _("It is the first of its day already.") if step < 0 else _("It is the last of its day already.")
        )
    neighbour = row[at + step]
    if stop.start_time is None:
        for order, item in enumerate(_swapped(row, at, at + step)):
            ItineraryItem.objects.filter(pk=item.pk).update(sort_order=order + len(day))
        changed(trip.pk)
        return neighbour
    for item in (stop, neighbour):
        if item.is_locked or item.is_booked:
            raise NotPossible(_("“%(title)s” is fixed or booked: its time stays.") % {"title": item.title})
    first, second = (neighbour, stop) if step < 0 else (stop, neighbour)
    first_span, second_span = _span(first), _span(second)
    _set_times(second, first_span.start, first_span.start + second_span.length, first.sort_order)
    _set_times(first, second_span.end - first_span.length, second_span.end, second.sort_order)
    changed(trip.pk)
    return neighbour


@dataclass(frozen=True)
class _Span:
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def _span(item: ItineraryItem) -> _Span:
    assert item.start_time is not None
    start = datetime.combine(ANY_DAY, item.start_time)
    return _Span(start, start + timedelta(minutes=item.duration_minutes or 60))


def _set_times(item: ItineraryItem, start: datetime, end: datetime, order: int) -> None:
    ItineraryItem.objects.filter(pk=item.pk).update(
        start_time=start.time(),
        end_time=end.time(),
        ends_next_day=end.time() <= start.time(),
        duration_minutes=round((end - start).total_seconds() / 60),
        sort_order=order,
    )


def _swapped(row: Sequence[ItineraryItem], one: int, other: int) -> list[ItineraryItem]:
    found = list(row)
    found[one], found[other] = found[other], found[one]
    return found


@transaction.atomic
def move_to_day(trip: Trip, stop: ItineraryItem, day: int | None) -> None:
    """Put a stop on another day at the same time of day, or among the ideas.

    Raises:
        NotPossible: it is fixed or booked, or the trip has no such day.
    """
    if stop.is_locked or stop.is_booked:
        raise NotPossible(_("“%(title)s” is fixed or booked: its day stays.") % {"title": stop.title})
    if day is not None and not 1 <= day <= trip.length:
        raise NotPossible(_("The trip has no day %(day)d.") % {"day": day})
    columns = AS_IDEA if day is None else {"day_number": day, "sort_order": next_order(trip, day)}
    ItineraryItem.objects.filter(pk=stop.pk).update(**columns)
    changed(trip.pk)


AS_IDEA: dict[str, Any] = {"day_number": None, "start_time": None, "end_time": None, "ends_next_day": False}


def next_order(trip: Trip, day: int | None) -> int:
    """The sort order that comes after all stops of a day."""
    last = ItineraryItem.objects.of_trip(trip).filter(day_number=day).order_by().aggregate(last=Max("sort_order"))
    return 0 if last["last"] is None else int(last["last"]) + 1


def day_shift(trip: Trip, start: date, end: date) -> int:
    """By how much day numbers change with new dates: none when the whole trip moves (its length stays), else so much
    that every stop keeps its date."""
    if (end - start).days + 1 == trip.length:
        return 0
    return (trip.start_date - start).days


def stranded_by(trip: Trip, start: date, end: date) -> list[ItineraryItem]:
    """Stops that would lie outside the trip with these dates."""
    shift, length = day_shift(trip, start, end), (end - start).days + 1
    return [
        item
        for item in ItineraryItem.objects.of_trip(trip)
        if item.day_number is not None and not 1 <= item.day_number + shift <= length
    ]


@transaction.atomic
def change_dates(trip: Trip, start: date, end: date) -> int:
    """Give a trip other dates; stops outside become ideas. Returns how many did."""
    stranded = stranded_by(trip, start, end)
    shift = day_shift(trip, start, end)
    ItineraryItem.objects.filter(pk__in=[item.pk for item in stranded]).update(**AS_IDEA)
    placed = ItineraryItem.objects.of_trip(trip).filter(day_number__isnull=False).order_by()
    # The database refuses a stop outside its trip at every step, so the days make room first.
    if shift < 0:
        placed.update(day_number=F("day_number") + shift)
    Trip.objects.filter(pk=trip.pk).update(start_date=start, end_date=end)
    if shift > 0:
        placed.update(day_number=F("day_number") + shift)
    changed(trip.pk)
    return len(stranded)
