"""Copies of trips: one's own, those of others that one is a companion of, and those that a link or the public shows.

A copy is a draft of its maker. It has the plan, and nothing that binds the original: no bookings, payments, companions
or links, and no claim that an agent suggested its stops (agents alone write that).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tripos.db.context import user_key
from trips import covers
from trips.changes import changed
from trips.enums import TripStatus
from trips.models import ItineraryItem, Trip

TRIP_COLUMNS = (
    "description", "destination", "country", "timezone", "destination_latitude", "destination_longitude", "adults",
    "children_ages", "budget_total", "currency", "cover_image_url", "images", "plan_request",
)  # fmt: skip
STOP_COLUMNS = (
    "title", "description", "type", "location_id", "address", "latitude", "longitude", "timezone", "end_address",
    "end_latitude", "end_longitude", "end_timezone", "day_number", "start_time", "end_time", "ends_next_day",
    "duration_minutes", "sort_order", "meal", "people", "cost", "currency", "cost_is_estimate", "cost_as_of",
    "cost_basis", "budget_category", "image_url", "images", "tags",
)  # fmt: skip
# Written in the first person, or about one party: these stay with who wrote them.
OWN_STOP_COLUMNS = ("notes", "is_locked")


@transaction.atomic
def copy_trip(user: Any, trip: Trip, *, title: str = "", start_date: date | None = None) -> Trip:
    """Copy a trip that the user may see, as a draft of theirs.

    Args:
        user: who copies; owner or companion of the trip.
        trip: found through them.
        title: of the copy; else "Copy of …".
        start_date: the copy's first day; the others follow. Else the same dates.

    Returns:
        The new trip. Notes and locks come along where the trip is the user's own; so does the budget.
    """
    own = trip.is_owned_by(user)
    values = {name: getattr(trip, name) for name in TRIP_COLUMNS}
    if not own:
        values["budget_total"] = None
        values["plan_request"] = None
    values |= covers.for_a_copy(values["cover_image_url"], values["images"], user_key(user))
    columns = (*STOP_COLUMNS, *OWN_STOP_COLUMNS) if own else STOP_COLUMNS
    stops = ItineraryItem.objects.of_trip(trip).exclude(booking_status="cancelled").values(*columns)
    return _store(user, trip.title, trip.start_date, trip.end_date, values, stops, title, start_date)


@transaction.atomic
def copy_shown(
    user: Any,
    trip: Mapping[str, Any],
    stops: Sequence[Mapping[str, Any]],
    *,
    title: str = "",
    start_date: date | None = None,
) -> Trip:
    """Copy what a link or a public page shows (rows of ``app.shared_trip`` and ``app.shared_trip_items``)."""
    values = {
        "description": trip["description"],
        "destination": trip["destination"],
        "country": trip["country"],
        "timezone": trip["timezone"],
        "destination_latitude": trip["latitude"],
        "destination_longitude": trip["longitude"],
        **covers.for_a_copy(trip["cover_image_url"], trip["images"], user_key(user)),
        "currency": trip["currency"] or user.profile.currency,
    }
    shown = [
        {
            **{name: stop[name] for name in STOP_COLUMNS if name in stop},
            "currency": stop["currency"] or values["currency"],
            "cost_is_estimate": bool(stop["cost_is_estimate"]),
        }
        for stop in stops
    ]
    return _store(user, trip["title"], trip["start_date"], trip["end_date"], values, shown, title, start_date)


def _store(
    user: Any,
    named: str,
    first: date,
    last: date,
    values: Mapping[str, Any],
    stops: Iterable[Mapping[str, Any]],
    title: str,
    start_date: date | None,
) -> Trip:
    moved: timedelta = (start_date - first) if start_date is not None else timedelta()
    request = values.get("plan_request")
    if request and moved:
        # What the planner was asked for is about other days now.
        values = {**values, "plan_request": None}
    copy = Trip.objects.create(
        id=uuid.uuid4(),
        user_id=user_key(user),
        title=title.strip() or _("Copy of %(title)s") % {"title": named},
        start_date=first + moved,
        end_date=last + moved,
        status=TripStatus.DRAFT,
        **values,
    )
    ItineraryItem.objects.bulk_create(ItineraryItem(trip=copy, **stop) for stop in stops)
    changed(copy.pk)
    return copy
