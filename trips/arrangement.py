"""Verbs on a trip's stops by hand: earlier, later, another day, other dates. Callers are bound to the acting user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def new_days(trip: Trip, start: date, end: date, *, along: bool = False) -> dict[ItineraryItem, int | None]:
    """Where each stop of a day stands with other dates; None is nowhere.

    Booked stops keep their calendar date, whatever the others do.

    Args:
        trip: with its present dates.
        start, end: its new ones.
        along: stops that would lie outside keep the number of their day instead, where the trip still has it.
    """
    shift, same_date = day_shift(trip, start, end), (trip.start_date - start).days
    length = (end - start).days + 1
    found: dict[ItineraryItem, int | None] = {}
    for item in ItineraryItem.objects.of_trip(trip).filter(day_number__isnull=False):
        day = (item.day_number or 0) + (same_date if item.is_booked else shift)
        if not 1 <= day <= length and along and not item.is_booked:
            day = item.day_number or 0
        found[item] = day if 1 <= day <= length else None
    return found


def stranded_by(trip: Trip, start: date, end: date) -> list[ItineraryItem]:
    """Stops that would lie outside the trip with these dates."""
    return [item for item, day in new_days(trip, start, end).items() if day is None]


@transaction.atomic
def change_dates(trip: Trip, start: date, end: date, *, along: bool = False) -> int:
    """Give a trip other dates; stops that then have no day become ideas. Returns how many did.

    ``along``: see ``new_days``.
    """
    goes = new_days(trip, start, end, along=along)
    stranded = [item.pk for item, day in goes.items() if day is None]
    ItineraryItem.objects.filter(pk__in=stranded).update(**AS_IDEA)
    # The database refuses a stop outside its trip at every step: what fits into the trip as it is moves first.
    fits = {item: day for item, day in goes.items() if day is not None and day <= trip.length}
    _put_on_days(fits)
    Trip.objects.filter(pk=trip.pk).update(start_date=start, end_date=end)
    _put_on_days({item: day for item, day in goes.items() if day is not None and item not in fits})
    changed(trip.pk)
    return len(stranded)


def _put_on_days(goes: Mapping[ItineraryItem, int | None]) -> None:
    by_step: dict[int, list[Any]] = {}
    for item, day in goes.items():
        if day is not None and day != item.day_number:
            by_step.setdefault(day - (item.day_number or 0), []).append(item.pk)
    for step, keys in by_step.items():
        ItineraryItem.objects.filter(pk__in=keys).update(day_number=F("day_number") + step)
