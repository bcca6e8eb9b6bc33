"""Kinds of action on a single stop: fix it, note its booking, ask for one."""

from __future__ import annotations

import uuid
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.approvals import ActionKind, Arguments, Row, register, row, stop_line, stops_of
from trips import actions, bookings
from trips.enums import BookingStatus
from trips.models import ItineraryItem

LOCK_STOP, SET_BOOKING, REQUEST_BOOKING = "lock_stop", "set_booking", "request_booking"


def _stop(user_id: uuid.UUID, arguments: Arguments) -> ItineraryItem:
    (found,) = stops_of(user_id, {"trip_id": arguments["trip_id"], "item_ids": [arguments["item_id"]]})
    return found


def _lock_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    return [row(stop_line(_stop(user_id, arguments)))]


def _lock(user_id: uuid.UUID, arguments: Arguments) -> str:
    stop, locked = _stop(user_id, arguments), bool(arguments["locked"])
    actions.set_lock(stop, locked=locked)
    return (_("Fixed “%(title)s”") if locked else _("Released “%(title)s”")) % {"title": stop.title}


def _label(status: str | None) -> str:
    return str(BookingStatus(status).label) if status else _("Needs none")


def _booking_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    stop = _stop(user_id, arguments)
    what = f"{stop_line(stop)}: {_label(arguments['status'])}"
    if arguments.get("reference"):
        what += f" ({arguments['reference']})"
    if arguments.get("at"):
        what += ", " + _("at %(time)s") % {"time": arguments["at"]}
    return [row(what, was=_label(stop.booking_status))]


def _set_booking(user_id: uuid.UUID, arguments: Arguments) -> str:
    stop = _stop(user_id, arguments)
    at = time.fromisoformat(arguments["at"]) if arguments.get("at") else None
    bookings.set_booking(stop, arguments["status"], arguments.get("reference") or "", at)
    return _("Noted “%(title)s” as %(state)s") % {"title": stop.title, "state": _label(arguments["status"]).lower()}


def _request_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    stop = _stop(user_id, arguments)
    return [row(f"{stop_line(stop)}: {_label(BookingStatus.REQUESTED)}", was=_label(stop.booking_status))]


def _request(user_id: uuid.UUID, arguments: Arguments) -> str:
    stop = _stop(user_id, arguments)
    if stop.booking_status in (BookingStatus.CONFIRMED, BookingStatus.REQUESTED):
        raise actions.NotPossible(_("“%(title)s” was requested or booked meanwhile.") % {"title": stop.title})
    bookings.set_booking(stop, BookingStatus.REQUESTED)
    return _("Marked “%(title)s” as requested") % {"title": stop.title}


register(ActionKind(LOCK_STOP, gettext_lazy("Fix or release this stop?"), gettext_lazy("Do it"), _lock_rows, _lock))
register(
    ActionKind(
        SET_BOOKING, gettext_lazy("Note this about a booking?"), gettext_lazy("Note it"), _booking_rows, _set_booking
    )
)
register(
    ActionKind(
        REQUEST_BOOKING,
        gettext_lazy("Mark as requested? You send the request yourself."),
        gettext_lazy("Mark it"),
        _request_rows,
        _request,
        always_waits=True,
    )
)
