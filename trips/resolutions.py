"""Verbs on conflicts: take a way out, ignore. Callers are bound to the acting user, in a change set of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tripos.db.context import current_actor
from trips import arrangement, loading
from trips.actions import NotPossible
from trips.changes import changed
from trips.enums import ResolutionStatus
from trips.models import ConflictResolution, ItineraryItem, Trip

UNANSWERED = (ResolutionStatus.DETECTED, ResolutionStatus.PENDING_REVIEW)


def option_of(conflict: ConflictResolution, key: str) -> dict[str, Any]:
    """A conflict's way out by its key.

    Raises:
        NotPossible: there is none such, or no longer.
    """
    for option in conflict.resolution_options or ():
        if option["key"] == key:
            found: dict[str, Any] = option
            return found
    raise NotPossible(_("The trip was changed meanwhile, and this way out with it: look again."))


@transaction.atomic
def resolve_conflict(trip: Trip, conflict: ConflictResolution, key: str) -> dict[str, Any]:
    """Take a way out: its changes and the answer are one change set, so that undo takes both back.

    Args:
        trip: theirs to edit.
        conflict: of the trip.
        key: which of its ways out.

    Returns:
        The option that was applied.

    Raises:
        NotPossible: the conflict is answered already, or the stops are not as they were when the way out was found.
    """
    row = _locked(trip, conflict)
    option = option_of(row, key)
    for change in option["changes"]:
        apply_change(trip, change)
    actor = current_actor()
    change_set = str(actor.change.id) if actor is not None and actor.change is not None else None
    _answer(row, ResolutionStatus.USER_RESOLVED, {"option": option, "change_set": change_set})
    changed(trip.pk)
    return option


@transaction.atomic
def ignore_conflict(trip: Trip, conflict: ConflictResolution) -> None:
    """Leave a conflict as it is; it is not shown again while its cause stays the same.

    Raises:
        NotPossible: it is answered already.
    """
    _answer(_locked(trip, conflict), ResolutionStatus.IGNORED, None)


def _locked(trip: Trip, conflict: ConflictResolution) -> ConflictResolution:
    rows = ConflictResolution.objects.of_trip(trip).filter(pk=conflict.pk, status__in=UNANSWERED)
    row: ConflictResolution | None = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotPossible(_("This was settled meanwhile."))
    return row


def _answer(row: ConflictResolution, status: ResolutionStatus, selected: dict[str, Any] | None) -> None:
    """``resolved_by`` is what the database makes of who acts."""
    ConflictResolution.objects.filter(pk=row.pk).update(
        status=status, selected_resolution=selected, resolved_by="user", resolved_at=timezone.now()
    )


def apply_change(trip: Trip, change: Mapping[str, Any]) -> None:
    """Carry out one change of a way out: ``action`` (update, remove), ``item_id``, ``values`` and what it ``was``.

    Raises:
        NotPossible: the stop is gone, fixed, booked, or not as it was.
    """
    stop = (
        ItineraryItem.objects.of_trip(trip)
        .filter(pk=change["item_id"])
        .select_related("location")
        .select_for_update(of=("self",))
        .first()
    )
    if stop is None:
        raise NotPossible(_("A stop of this way out is gone already."))
    if stop.is_locked or stop.booking_status == "confirmed":
        raise NotPossible(_("“%(title)s” is fixed or booked: it stays as it is.") % {"title": stop.title})
    starts, ends = loading.times_of(trip, stop)
    if not _same(starts, change["was"]["starts"]) or not _same(ends, change["was"]["ends"]):
        raise NotPossible(_("“%(title)s” was changed meanwhile: look again.") % {"title": stop.title})
    if change["action"] == "remove":
        ItineraryItem.objects.filter(pk=stop.pk).update(deleted_at=timezone.now())
    else:
        ItineraryItem.objects.filter(pk=stop.pk).update(**_times(trip, stop, change["values"], starts, ends))


def _same(now: datetime | None, then: str | None) -> bool:
    return now == (datetime.fromisoformat(then) if then else None)


def _times(
    trip: Trip, stop: ItineraryItem, values: Mapping[str, str], starts: datetime | None, ends: datetime | None
) -> dict[str, Any]:
    """The columns of a stop's new times, on the clocks of its own places."""
    begins = datetime.fromisoformat(values["starts"]) if "starts" in values else starts
    finishes = datetime.fromisoformat(values["ends"]) if "ends" in values else ends
    if begins is None or finishes is None:
        raise NotPossible(_("“%(title)s” was changed meanwhile: look again.") % {"title": stop.title})
    begins = begins.astimezone(loading.zone_of(trip, stop))
    finishes = finishes.astimezone(loading.end_zone_of(trip, stop))
    day = (begins.date() - trip.start_date).days + 1
    if not 1 <= day <= trip.length:
        raise NotPossible(_("The trip has no such day any more."))
    start_time, end_time = loading.wall(begins), loading.wall(finishes)
    columns: dict[str, Any] = {
        "day_number": day,
        "start_time": start_time,
        "end_time": end_time,
        "ends_next_day": end_time <= start_time,
    }
    if day != stop.day_number:
        columns["sort_order"] = arrangement.next_order(trip, day)
    return columns
