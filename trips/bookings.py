"""Bookings of stops: which need one, the words of a request, and what was heard of it. Nothing here sends anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trips.actions import NotPossible
from trips.changes import changed
from trips.enums import BookingStatus, ItemType
from trips.models import ItineraryItem, Trip

MOST_NOTE, MOST_REFERENCE = 500, 100
HOUR = 60  # a stop without a length
# Values of a place's ``reservation`` that say that one reserves there.
RESERVED = frozenset({"required", "yes", "recommended", "members_only"})
# Kinds of stop that somebody usually has to book where nobody has said so.
USUALLY_BOOKED = (ItemType.ACCOMMODATION, ItemType.TRANSPORT)


def state_of(item: ItineraryItem) -> str:
    """The state of a stop's booking: a label of ``BookingStatus``, ``unclear`` where one is usual, else empty."""
    if item.booking_status:
        return str(item.booking_status)
    place = item.location
    asks = place is not None and (bool(place.ticket_url) or (place.details or {}).get("reservation") in RESERVED)
    return "unclear" if item.type in USUALLY_BOOKED or asks else ""


def with_bookings(items: Iterable[ItineraryItem]) -> list[ItineraryItem]:
    """The stops that have a booking, need one, or usually do; those without a day last."""
    found = [item for item in items if state_of(item)]
    return sorted(found, key=lambda item: (item.day_number is None, item.day_number or 0, str(item.start_time or "")))


def party_words(trip: Trip) -> str:
    """Who travels: "2 adults and 1 child (aged 7)"."""
    return party_of(trip.adults, trip.children_ages)


def party_of(adults: int, children_ages: Sequence[int]) -> str:
    """A party in words: "2 adults and 1 child (aged 7)".

    Args:
        adults: how many grown-ups.
        children_ages: in years, one for each child.
    """
    words = ngettext("%(n)d adult", "%(n)d adults", adults) % {"n": adults}
    if children_ages:
        ages = ", ".join(str(age) for age in children_ages)
        count = len(children_ages)
        children = ngettext("%(n)d child (aged %(ages)s)", "%(n)d children (aged %(ages)s)", count)
        words += _(" and ") + children % {"n": count, "ages": ages}
    return words


def request_text(
    trip: Trip, item: ItineraryItem, sender: str, note: str = "", *, people: int | None = None, at: time | None = None
) -> str:
    """A request for a booking in the traveller's name, from what is stored of the stop and the party.

    Args:
        note: what else the traveller wants to be said.
        people: for how many, where that is not the whole party.
        at: the time asked for, where it is not the stop's.

    Raises:
        NotPossible: the stop has no day yet.
    """
    if item.day_number is None:
        raise NotPossible(_("“%(title)s” has no day yet: place it first.") % {"title": item.title})
    day = trip.date_of(item.day_number)
    when = f"{day:%A}, {day.day} {day:%B %Y}"
    start = at or item.start_time
    if start is not None:
        when = _("%(day)s at %(time)s") % {"day": when, "time": f"{start:%H:%M}"}
    what = _("a table") if item.type == ItemType.RESTAURANT else _("a booking")
    lines = [
        _("Dear %(name)s,") % {"name": item.title},
        _("we would like to ask for %(what)s for %(party)s on %(when)s.")
        % {"what": what, "party": _for_whom(trip, people), "when": when},
    ]
    if note.strip():
        lines.append(_sentence(note.strip()[:MOST_NOTE]))
    lines.append(_("Please let us know whether this is possible and what it costs."))
    lines.append(_("Kind regards,") + f"\n{sender}")
    return "\n\n".join(lines)


def _for_whom(trip: Trip, people: int | None) -> str:
    """The party, or so many people where it is told that the party is not all or not only who comes."""
    if people is None or people == trip.adults + len(trip.children_ages):
        return party_words(trip)
    return ngettext("%(n)d person", "%(n)d people", people) % {"n": people}


def _sentence(note: str) -> str:
    ended = note if note[-1] in ".!?" else f"{note}."
    return ended[:1].upper() + ended[1:]


@transaction.atomic
@transaction.atomic
def set_booking(item: ItineraryItem, status: str | None, reference: str = "", at: time | None = None) -> None:
    """Note the state of a booking, and its confirmation code where one is given.

    Args:
        item: theirs to edit.
        status: a label of ``BookingStatus``; None where none is needed any more.
        reference: the confirmation code; empty leaves the one that is there.
        at: when it was confirmed for, where that is another hour than the plan's: the stop goes there, as long as
            before, and what it then meets is found as a conflict.

    Raises:
        NotPossible: there is no such state.
    """
    if status is not None and status not in BookingStatus.values:
        raise NotPossible(_("There is no such state of a booking."))
    values: dict[str, str | None] = {"booking_status": status}
    if reference.strip():
        values["booking_reference"] = reference.strip()[:MOST_REFERENCE]
    ItineraryItem.objects.filter(pk=item.pk).update(**values)
    if at is not None and at != item.start_time:
        minutes = item.duration_minutes or HOUR
        end = (datetime.combine(date.min, at) + timedelta(minutes=minutes)).time()
        ItineraryItem.objects.filter(pk=item.pk).update(
            start_time=at, end_time=end, ends_next_day=end <= at, duration_minutes=minutes
        )
        for order, stop in enumerate(_by_hour(item)):
            if stop.sort_order != order:
                ItineraryItem.objects.filter(pk=stop.pk).update(sort_order=order)
    changed(item.trip_id)


def _by_hour(item: ItineraryItem) -> list[ItineraryItem]:
    """The stops of an item's day as their hours follow each other, those without one last."""
    day = ItineraryItem.objects.of_trip(item.trip).filter(day_number=item.day_number)
    return sorted(day, key=lambda one: (one.start_time is None, one.start_time or time.min))
