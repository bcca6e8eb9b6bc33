"""Tools about bookings. None of them sends, pays or books anything."""

from __future__ import annotations

from datetime import time
from typing import Any, Literal

from ai.kinds import REQUEST_BOOKING, SET_BOOKING
from ai.tools.base import MOST, NAME_CHARACTERS, Answer, Ctx, answered, item_at_hand, refusal, short, trip_at_hand
from places.models import Location
from tripos.accounts.models import Profile
from trips import bookings
from trips.actions import NotPossible
from trips.enums import BookingStatus
from trips.models import ItineraryItem, Trip
from trips.sentences import saying

State = Literal["needed", "requested", "confirmed", "waitlisted", "cancelled", "none"]
MOST_BOOKINGS = 5 * MOST
MOST_PEOPLE = 60


def booking_facts(trip: Trip, item: ItineraryItem) -> dict[str, Any]:
    """A stop and the state of its booking."""
    place: Location | None = item.location
    return {
        "key": str(item.pk),
        "name": short(item.title, NAME_CHARACTERS),
        "day_number": item.day_number,
        "date": trip.date_of(item.day_number).isoformat() if item.day_number else None,
        "start": f"{item.start_time:%H:%M}" if item.start_time else None,
        "state": bookings.state_of(item) or "none",
        "reference": short(item.booking_reference, bookings.MOST_REFERENCE) if item.booking_reference else None,
        "phone": short(place.phone, 40) if place and place.phone else None,
        "email": short(place.email, NAME_CHARACTERS) if place and place.email else None,
        "online": bool(item.booking_url or (place and (place.ticket_url or place.website))),
    }


async def list_bookings(ctx: Ctx) -> Answer:
    """The stops that have a booking, need one, or usually do, with the state of each."""

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps)
        found = bookings.with_bookings(ctx.deps.draft.items)
        rows = [booking_facts(trip, item) for item in found]
        still = [row for row in rows if row["state"] in ("needed", "unclear")]
        return {"ok": True, "bookings": rows[:MOST_BOOKINGS], "how_many": len(rows), "still_to_do": len(still)}

    return await answered(work)


async def draft_booking(
    ctx: Ctx, stop: str, note: str | None = None, people: int | None = None, at: time | None = None
) -> Answer:
    """Write the text of a booking request from what is stored of the stop; nothing is sent.

    Args:
        stop: its name, or its key.
        note: what the traveller wants to be added, in their words.
        people: for how many, where that is not the trip's whole party.
        at: the time to ask for, where it is not the stop's.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps)
        item = item_at_hand(deps, stop)
        if people is not None and not 1 <= people <= MOST_PEOPLE:
            return refusal("no_party", saying("A request is for 1 to {most} people.", most=MOST_PEOPLE))
        profile = Profile.objects.for_user(deps.user_id).get()
        try:
            text = bookings.request_text(trip, item, profile.display_name, note or "", people=people, at=at)
        except NotPossible as error:
            return refusal("no_day", str(error))
        return {"ok": True, "sent": False, "text": text, "for": booking_facts(trip, item)}

    return await answered(work)


async def request_booking(ctx: Ctx, stop: str) -> Answer:
    """Mark a stop's booking as requested, once the traveller has said yes. It is the traveller who sends the request.

    Args:
        stop: its name, or its key.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        item = item_at_hand(deps, stop)
        if item.booking_status in (BookingStatus.REQUESTED, BookingStatus.CONFIRMED):
            return refusal(
                "booked",
                saying(
                    "{stop} is {booking_status} already.", stop=short(item.title), booking_status=item.booking_status
                ),
            )
        if item.day_number is None:
            return refusal("no_day", saying("{stop} has no day yet: place it first.", stop=short(item.title)))
        arguments = {"trip_id": str(trip.pk), "item_id": str(item.pk)}
        waiting = deps.draft.ask(REQUEST_BOOKING, arguments, saying("Mark {stop} as requested", stop=item.title))
        return {"ok": True, "sent": False, "stop": booking_facts(trip, item), **waiting}

    return await answered(work)


async def set_booking(
    ctx: Ctx, stop: str, status: State, reference: str | None = None, at: time | None = None
) -> Answer:
    """Note what the traveller tells of a booking they made themselves.

    Args:
        stop: its name, or its key.
        status: how it stands; "none" where no booking is needed.
        reference: the confirmation code.
        at: the hour that it was confirmed for, where it is not the stop's; the stop goes there.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        item = item_at_hand(deps, stop)
        hour = at.replace(second=0, microsecond=0, tzinfo=None) if at is not None and status == "confirmed" else None
        arguments: dict[str, Any] = {"trip_id": str(trip.pk), "item_id": str(item.pk)}
        if status == "requested":
            answer = deps.draft.ask(REQUEST_BOOKING, arguments, saying("Mark {stop} as requested", stop=item.title))
            return {"ok": True, "sent": False, "stop": booking_facts(trip, item), "state": status, **answer}
        code = short(reference or "", bookings.MOST_REFERENCE)
        arguments |= {"status": None if status == "none" else status, "reference": code}
        if hour is not None and hour != item.start_time and item.day_number is not None:
            arguments["at"] = f"{hour:%H:%M}"
        done = deps.draft.do(SET_BOOKING, arguments, saying("Noted {stop} as {status}", stop=item.title, status=status))
        return {
            "ok": True,
            "stop": booking_facts(trip, item),
            "state": status,
            "state_before": bookings.state_of(item) or "none",
            "reference": code or None,
            "at": arguments.get("at"),
            **done,
        }

    return await answered(work)
