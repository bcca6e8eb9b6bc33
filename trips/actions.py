"""Verbs on trips: what several rows or an outside effect together make. Callers are bound to the acting user.

Each verb writes inside the caller's change set (``tripos.db.context.change_set`` or the request's own), in one
transaction, through the policies; none of them deletes a row for good.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tripos.audit.models import AuditLog
from tripos.db.context import user_key
from trips import patches, planner
from trips.changes import changed
from trips.enums import TripStatus
from trips.models import ItineraryItem, Trip
from trips.planning.itinerary import Plan


class NotPossible(Exception):
    """What was asked cannot be done; the message is a sentence for the person who asked."""


@dataclass(frozen=True)
class Provenance:
    """Who suggests stops: an agent's name and how sure it is, or nobody for a person's own."""

    agent: str | None = None
    confidence: str | None = None

    def columns(self) -> dict[str, Any]:
        if self.agent is None:
            return {}
        return {"suggested_by_ai": True, "ai_agent_name": self.agent, "confidence_score": self.confidence}


BY_HAND = Provenance()


@transaction.atomic
def create_trip_from_plan(user: Any, plan: Plan, *, by: Provenance = BY_HAND, title: str = "") -> Trip:
    """Store a plan as a draft trip of ``user`` with its stops; return the trip."""
    request = plan.request
    budget = request.budget
    trip = Trip.objects.create(
        user_id=user_key(user),
        title=title or planner.title_of(plan),
        destination=plan.city,
        country=next((place.country for place in planner.catalogue(plan.city) if place.country), None),
        start_date=request.start_date,
        end_date=request.end_date,
        timezone=plan.timezone,
        destination_latitude=plan.stay.latitude if plan.stay else None,
        destination_longitude=plan.stay.longitude if plan.stay else None,
        adults=max(1, request.party.adults),
        children_ages=list(request.party.children),
        budget_total=budget.amount if budget else None,
        currency=plan.currency,
        status=TripStatus.DRAFT,
        plan_request=planner.stored_request(plan),
    )
    ItineraryItem.objects.bulk_create(
        ItineraryItem(trip=trip, **planner.item_values(stop, day, order, plan.currency), **by.columns())
        for day in plan.days
        for order, stop in enumerate(day.stops)
    )
    changed(trip.pk)
    return trip


@transaction.atomic
def apply_plan(trip: Trip, after: Plan, *, by: Provenance = BY_HAND) -> None:
    """Bring a trip's stored stops in line with a plan made from them: change, add, and put in the trash.

    Stops without a time, ideas and bookings stay as they are. The trip's dates follow the plan's.
    """
    patches.write(trip, patches.patch_of(trip, ItineraryItem.objects.of_trip(trip), after), by.columns())
    changed(trip.pk)


@transaction.atomic
def apply_patch(user: Any, patch: Mapping[str, Any], *, by: Provenance = BY_HAND) -> Trip:
    """Bring a patch that may have waited into its trip, if the trip is still as the patch was made from.

    Args:
        user: who acts; the trip is theirs to edit.
        patch: from ``patches.patch_of``.
        by: who suggests its new stops.

    Raises:
        NotPossible: the trip is gone, or was changed where the patch changes it.
    """
    rows = Trip.objects.editable_by(user).filter(pk=patch["trip_id"])
    trip: Trip | None = rows.select_for_update(of=("self",)).first()
    if trip is None or trip.deleted_at is not None:
        raise NotPossible(_("This trip is no longer there, or no longer yours to change."))
    try:
        patches.check(trip, dict(patch))
    except patches.StalePatch as stale:
        raise NotPossible(str(stale)) from stale
    patches.write(trip, dict(patch), by.columns())
    changed(trip.pk)
    return trip


@transaction.atomic
def accept_trip(trip: Trip) -> None:
    """A draft becomes a trip that is being planned.

    Raises:
        NotPossible: it is no draft.
    """
    accepted = (
        Trip.objects.editable_by(trip.user_id)
        .filter(pk=trip.pk, status=TripStatus.DRAFT)
        .update(status=TripStatus.PLANNING)
    )
    if not accepted:
        raise NotPossible(_("This trip was accepted already."))
    changed(trip.pk)


@transaction.atomic
def discard_trip(trip: Trip) -> None:
    """Put a trip in its owner's trash."""
    Trip.objects.filter(pk=trip.pk).update(deleted_at=timezone.now())


@transaction.atomic
def restore_trip(trip: Trip) -> None:
    """Take a trip out of the trash."""
    Trip.objects.filter(pk=trip.pk).update(deleted_at=None)
    changed(trip.pk)


@transaction.atomic
def remove_stops(items: Iterable[ItineraryItem]) -> int:
    """Put stops in the trash; return how many."""
    wanted = list(items)
    removed = ItineraryItem.objects.filter(pk__in=[item.pk for item in wanted], deleted_at__isnull=True).update(
        deleted_at=timezone.now()
    )
    changed(*(item.trip_id for item in wanted))
    return removed


@transaction.atomic
def set_lock(stop: ItineraryItem, *, locked: bool) -> None:
    """Fix a stop's day and time, or let go of them."""
    ItineraryItem.objects.filter(pk=stop.pk).update(is_locked=locked)
    changed(stop.trip_id)


@dataclass(frozen=True)
class UndoReport:
    """What an undo did, row by row: how many were undone, and what was left and why, as sentences."""

    undone: int
    left: Sequence[str] = field(default_factory=tuple)


LEFT = {
    "changed_since": "was changed since, so it stays as it is",
    "gone": "is gone already",
    "refused": "could not be put back",
}
NOUNS = {
    "trips": "The trip",
    "itinerary_items": "A stop",
    "budget_tracking": "The budget",
    "trip_members": "A companion",
    "saved_places": "A saved place",
    "collections": "A collection",
    "conversations": "A conversation",
    "profiles": "Your profile",
}


@transaction.atomic
def undo(change_set_id: uuid.UUID) -> UndoReport:
    """Undo a change set as the bound user, through the policies; rows that cannot be undone are left and named.

    The caller opens a change set with ``kind="undo"`` and ``undoes_id``.
    """
    with connection.cursor() as cursor:
        cursor.execute("select table_name, row_id, outcome, detail from app.undo_change_set(%s)", [change_set_id])
        rows = cursor.fetchall()
    left = []
    for table, row_id, outcome, detail in rows:
        # The search for conflicts that follows settles those anew; a suggestion that was answered stays answered.
        if outcome != "undone" and table not in ("conflict_resolutions", "proactive_suggestions"):
            named = _title(table, row_id) or NOUNS.get(table, "Something")
            left.append(f"{named} {LEFT[outcome]}" + (f" ({detail.splitlines()[0]})" if detail else "") + ".")
    touched = AuditLog.objects.filter(change_set_id=change_set_id).order_by("trip_id").values_list("trip_id", flat=True)
    changed(*(trip_id for trip_id in touched.distinct() if trip_id is not None))
    return UndoReport(sum(1 for row in rows if row[2] == "undone"), tuple(left))


def without_undoing(reason: str) -> str:
    """A change's sentence without the "Undid:" of an undo that is undone in turn, so that the words do not pile up."""
    return reason.rpartition(": ")[2] if reason.startswith((_("Undid: "), _("Did again: "))) else reason


def _title(table: str, row_id: uuid.UUID) -> str:
    model: Any = {"trips": Trip, "itinerary_items": ItineraryItem}.get(table)
    if model is None:
        return ""
    row = model.objects.filter(pk=row_id).first()
    return f"“{row.title}”" if row else ""


def follow_dates(now: datetime) -> int:
    """Move confirmed trips along with the calendar of their own zone; return how many changed."""
    moved = 0
    waiting = Trip.objects.filter(
        status__in=[TripStatus.CONFIRMED, TripStatus.IN_PROGRESS],
        start_date__lte=now.date() + timedelta(days=1),
        deleted_at__isnull=True,
    )
    for trip in waiting:
        today = now.astimezone(ZoneInfo(trip.timezone)).date()
        status = TripStatus.COMPLETED if trip.end_date < today else TripStatus.IN_PROGRESS
        if trip.start_date <= today and status != trip.status:
            moved += Trip.objects.filter(pk=trip.pk, status=trip.status).update(status=status)
    return moved
