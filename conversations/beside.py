"""The plan of a trip beside the conversation about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from conversations.models import Conversation
from trips import planner, presenters
from trips.access import with_access
from trips.models import ItineraryItem, Trip
from trips.presenters import TripPage
from trips.rendering import days_html


@dataclass(frozen=True)
class Beside:
    """A trip for reading: ``page`` has its head and figures, ``days`` its days as the trip's own page draws them."""

    trip: Trip
    page: TripPage
    days: list[SafeString]


def plan_of(user: Any, conversation: Conversation) -> Beside | None:
    """The plan of a conversation's trip as it is now; None without a trip that the reader can see.

    Two queries: the trip with its budget, and its stops.
    """
    if conversation.trip_id is None:
        return None
    trips = with_access(Trip.objects.for_user(user), user).select_related("budget")
    trip = trips.filter(pk=conversation.trip_id).first()
    if trip is None:
        return None
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    page = presenters.trip_page(trip, items, planner.plan_of(trip, items), timezone.now())
    return Beside(trip, page, days_html(page.days, trip_id=trip.pk, can_edit=False))
