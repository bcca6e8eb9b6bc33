"""What a stop's card offers to do with it, and the state of its booking. No queries here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse

from trips.enums import BookingStatus
from trips.models import ItineraryItem

KINDS = {
    BookingStatus.CONFIRMED: "good",
    BookingStatus.REQUESTED: "estimated",
    BookingStatus.WAITLISTED: "warn",
    BookingStatus.CANCELLED: "danger",
}


def booking_of(item: ItineraryItem) -> dict[str, str] | None:
    """The booking's state in words and its badge; None for what needs none."""
    if not item.booking_status:
        return None
    status = BookingStatus(item.booking_status)
    return {"words": str(status.label).lower(), "kind": KINDS.get(status, "warn")}


def handles_of(item: ItineraryItem) -> dict[str, Any]:
    """For components/stop.html: addresses, whether it may be moved, its booking and its link."""
    return {
        "base": reverse("trips:stop_edit", args=[item.trip_id, item.pk]),
        "new": reverse("trips:stop_new", args=[item.trip_id]),
        "day": item.day_number,
        "can_move": not (item.is_locked or item.is_booked),
        "booking": booking_of(item),
        "link": item.booking_url or "",
        "link_host": urlsplit(item.booking_url).hostname or "" if item.booking_url else "",
    }
