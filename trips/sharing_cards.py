"""What the pages of sharing show of people, and trips as link holders and the public read them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from places.models import Location
from tripos.db.context import acting_as
from trips import planner, presenters
from trips.access import Access
from trips.enums import MemberRole
from trips.models import BudgetTracking, Companion, ItineraryItem, Trip, TripMember


@dataclass(frozen=True)
class CompanionCard:
    """One companion.

    Attributes:
        name: how they call themselves; empty when they do not say.
        role: of ``MemberRole``; ``role_words`` says it.
        is_me: the reader.
    """

    pk: uuid.UUID
    name: str
    role: str
    role_words: str
    is_me: bool


def companions_of(access: Access, user: Any) -> list[CompanionCard]:
    """The companions of a trip by name. One query."""
    name = Subquery(Companion.objects.filter(pk=OuterRef("user_id")).values("full_name")[:1])
    rows = TripMember.objects.of_trip(access.trip).annotate(name=name).order_by("name", "id")
    labels = dict(MemberRole.choices)
    return [
        CompanionCard(pk, name or "", role, str(labels[role]), person == user.pk)
        for pk, name, role, person in rows.values_list("pk", "name", "role", "user_id")
    ]


@dataclass(frozen=True)
class ShownTrip:
    """A trip as the database shows it to link holders and the public: rows of its two projections."""

    trip: Mapping[str, Any]
    stops: Sequence[Mapping[str, Any]]


def shown_trip(*, link: str = "", trip_id: uuid.UUID | None = None) -> ShownTrip | None:
    """Read what a link opens, or a public trip; None when there is no such thing, or no longer. Two queries.

    Args:
        link: the SHA-256 of a link's token.
        trip_id: of a public trip.
    """
    with acting_as(None, link=link, read_only=True):
        # A link opens its own trip, whatever else is public.
        trips = _rows("select * from app.shared_trip(%s)", trip_id)
        if not trips:
            return None
        trip = {**trips[0], "images": json.loads(trips[0]["images"])}  # Django's cursors leave JSON as text
        return ShownTrip(trip, _rows("select * from app.shared_trip_items(%s)", trip_id))


def _rows(statement: str, *params: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def page_of(shown: ShownTrip, now: datetime) -> presenters.TripPage:
    """Lay out a shown trip like any other. One query: the places, which are public."""
    row = shown.trip
    trip = Trip(
        id=row["id"],
        title=row["title"],
        destination=row["destination"],
        country=row["country"],
        start_date=row["start_date"],
        end_date=row["end_date"],
        timezone=row["timezone"],
        destination_latitude=row["latitude"],
        destination_longitude=row["longitude"],
        currency=row["currency"] or "EUR",
    )
    trip.budget = BudgetTracking(trip=trip, currency=trip.currency)
    places = Location.objects.in_bulk({stop["location_id"] for stop in shown.stops if stop["location_id"]})
    items = [_item(trip, stop, places) for stop in shown.stops]
    page = presenters.trip_page(trip, items, planner.plan_of(trip, items), now)
    for day in page.days:
        for entry in day["entries"]:
            if "stop" in entry:
                _quiet(entry["stop"], shows_costs=row["shows_costs"])
    # Who travels, and how many, is nobody's business.
    return replace(page, head={**page.head, "travellers": None})


def _item(trip: Trip, stop: Mapping[str, Any], places: Mapping[uuid.UUID, Location]) -> ItineraryItem:
    columns = {field.attname for field in ItineraryItem._meta.concrete_fields}
    values = {name: value for name, value in stop.items() if name in columns and name not in ("trip_id", "location_id")}
    values["currency"] = stop["currency"] or trip.currency
    values["cost_is_estimate"] = bool(stop["cost_is_estimate"])
    return ItineraryItem(**values, trip=trip, location=places.get(stop["location_id"]))


def _quiet(stop: dict[str, Any], *, shows_costs: bool) -> None:
    """Leave out what is for the travellers alone: pages of places need an account."""
    stop["url"] = ""
    stop["conflicts"] = []
    if not shows_costs:
        stop["cost_state"] = ""
