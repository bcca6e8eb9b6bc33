"""Verbs on suggestions: accept, reject, put off, mark as seen. Callers are bound to the recipient, in a change set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from places.models import Location
from tripos.db.context import acting_as, user_key
from trips import arrangement, loading, resolutions
from trips.access import lock_trip
from trips.actions import NotPossible
from trips.changes import changed
from trips.enums import BudgetCategory, SuggestionStatus
from trips.models import BudgetTracking, ConflictResolution, ItineraryItem, ProactiveSuggestion, Trip
from trips.planning.suggestions import Data, Step, read_data

WAITING = (SuggestionStatus.PENDING, SuggestionStatus.SHOWN)
LATER = timedelta(days=1)


@transaction.atomic
def accept_suggestion(trip: Trip, suggestion: ProactiveSuggestion) -> Data:
    """Do what a suggestion says, as one change set with the answer.

    The answer stays when the change is undone: the advice was taken and then taken back, which is history of the trip,
    not a reason to give it again.

    Args:
        trip: theirs to edit, locked.
        suggestion: of the trip and for the bound user.

    Returns:
        What was done.

    Raises:
        NotPossible: it was answered or is over, or the trip is not as it was when the suggestion was made.
    """
    row = _locked(suggestion)
    data = data_of(row)
    # Answered first: the database names the suggesting agent in stops of accepted suggestions only.
    _answer(row, SuggestionStatus.ACCEPTED, None)
    for step in data.steps:
        _take(trip, row, step)
    if data.steps:
        changed(trip.pk)
    return data


def data_of(row: ProactiveSuggestion) -> Data:
    """What a suggestion rests on and does.

    Raises:
        NotPossible: it was made in a way that is not understood any more.
    """
    try:
        return read_data(row.type, row.suggestion_data)
    except ValueError as error:
        raise NotPossible(_("This suggestion cannot be carried out any more.")) from error


@transaction.atomic
def reject_suggestion(suggestion: ProactiveSuggestion, reason: str = "") -> None:
    """Say no, and why; it is not made again while its cause is the same.

    Raises:
        NotPossible: it was answered already.
    """
    _answer(_locked(suggestion, late=True), SuggestionStatus.REJECTED, reason.strip() or None)


@transaction.atomic
def put_off_suggestion(suggestion: ProactiveSuggestion, until: datetime | None = None) -> datetime:
    """Leave a suggestion for later: it is not shown until then, a day where nothing is said.

    Raises:
        NotPossible: it was answered or is over.
    """
    row = _locked(suggestion)
    later = until or timezone.now() + LATER
    ProactiveSuggestion.objects.filter(pk=row.pk).update(snoozed_until=later)
    return later


def mark_shown(ids: Iterable[UUID], user: Any) -> int:
    """Note when suggestions were shown first; return how many were. In a transaction of its own: pages only read.

    A trip that somebody is changing is left for the next look: a page does not wait for the worker.
    """
    new = {"pk__in": list(ids), "status": SuggestionStatus.PENDING, "shown_at__isnull": True}
    with acting_as(user), transaction.atomic():
        rows = ProactiveSuggestion.objects.for_user(user).filter(**new)
        trips = Trip.objects.editable_by(user).filter(pk__in=rows.values("trip_id"))
        free = trips.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
        return rows.filter(trip_id__in=list(free.values_list("pk", flat=True))).update(
            status=SuggestionStatus.SHOWN, shown_at=timezone.now()
        )


def _locked(suggestion: ProactiveSuggestion, *, late: bool = False) -> ProactiveSuggestion:
    owner = user_key(suggestion.user_id)
    if suggestion.trip_id is not None:
        lock_trip(owner, suggestion.trip_id)
    rows = ProactiveSuggestion.objects.filter(pk=suggestion.pk, user_id=owner)
    row: ProactiveSuggestion | None = rows.filter(status__in=WAITING).select_for_update(of=("self",)).first()
    if row is None:
        raise NotPossible(_("This was answered meanwhile, or taken back because the trip changed."))
    if not late and row.expires_at is not None and row.expires_at <= timezone.now():
        raise NotPossible(_("It is too late for this suggestion."))
    return row


def _answer(row: ProactiveSuggestion, status: SuggestionStatus, reason: str | None) -> None:
    now = timezone.now()
    values: dict[str, Any] = {"status": status, "responded_at": now, "response_reason": reason}
    if row.shown_at is None:
        values["shown_at"] = now
    ProactiveSuggestion.objects.filter(pk=row.pk).update(**values)


def _take(trip: Trip, row: ProactiveSuggestion, step: Step) -> None:
    if step.action in ("update", "remove"):
        resolutions.apply_change(
            trip, {"action": step.action, "item_id": step.item_id, "values": step.values, "was": step.was}
        )
    elif step.action == "add":
        _add(trip, row, step.values)
    elif step.action == "booking":
        _mark_booking(trip, step)
    elif step.action == "budget":
        _set_budget(trip, step)
    else:
        _take_way_out(trip, step.values)


def _add(trip: Trip, row: ProactiveSuggestion, values: Mapping[str, Any]) -> None:
    place = Location.objects.active().filter(pk=values["place_id"]).first()
    if place is None:
        raise NotPossible(_("The place has left the catalogue."))
    starts = datetime.fromisoformat(values["starts"])
    ends = datetime.fromisoformat(values["ends"]) if values["ends"] else None
    stop = ItineraryItem(
        trip=trip,
        title=values["title"],
        type=values["type"],
        location=place,
        latitude=place.latitude,
        longitude=place.longitude,
        timezone=place.timezone if place.timezone != trip.timezone else None,
        cost=Decimal(values["cost"]) if values["cost"] is not None else None,
        currency=values["currency"],
        cost_is_estimate=values["cost_status"] == "estimated",
        cost_as_of=values["cost_as_of"],
        cost_basis=values["cost_basis"],
        booking_url=values.get("booking_url"),
        booking_status=values.get("booking_status"),
    )
    _refuse_what_is_taken(trip, starts, ends or starts + timedelta(minutes=1), place)
    begins = starts.astimezone(loading.zone_of(trip, stop))
    day = (begins.date() - trip.start_date).days + 1
    if not 1 <= day <= trip.length:
        raise NotPossible(_("The trip has no such day any more."))
    stop.day_number, stop.start_time = day, loading.wall(begins)
    if ends is not None:
        stop.end_time = loading.wall(ends.astimezone(loading.zone_of(trip, stop)))
        stop.ends_next_day = stop.end_time <= stop.start_time
    stop.sort_order = arrangement.next_order(trip, day)
    with connection.cursor() as cursor:  # the database names the agent whose suggestion this is
        cursor.execute("select set_config('app.suggestion', %s, true)", [str(row.pk)])
        stop.save(force_insert=True)
        cursor.execute("select set_config('app.suggestion', '', true)")


def _refuse_what_is_taken(trip: Trip, starts: datetime, ends: datetime, place: Location) -> None:
    for item in ItineraryItem.objects.of_trip(trip).select_related("location"):
        if item.location_id == place.pk and item.day_number is not None:
            raise NotPossible(_("“%(title)s” is in the plan already.") % {"title": item.title})
        begins, finishes = loading.times_of(trip, item)
        if item.type == "accommodation" or item.booking_status == "cancelled" or begins is None or finishes is None:
            continue
        if begins < ends and finishes > starts:
            raise NotPossible(_("“%(title)s” is planned for that time now.") % {"title": item.title})


def _mark_booking(trip: Trip, step: Step) -> None:
    stops = ItineraryItem.objects.of_trip(trip).filter(pk=step.item_id).order_by()
    was = step.was["booking_status"]
    same = stops.filter(booking_status__isnull=True) if was is None else stops.filter(booking_status=was)
    if not same.update(booking_status=step.values["booking_status"]):
        raise NotPossible(_("The stop was changed or booked meanwhile."))


def _set_budget(trip: Trip, step: Step) -> None:
    scope, amount, was = step.values["scope"], Decimal(step.values["amount"]), Decimal(step.was["amount"])
    if scope == "total":
        if trip.budget_total != was:
            raise NotPossible(_("The budget was changed meanwhile."))
        Trip.objects.filter(pk=trip.pk).update(budget_total=amount)
        return
    budget = BudgetTracking.objects.select_for_update(of=("self",)).get(trip_id=trip.pk, owner_id=trip.user_id)
    present = budget.categories.get(scope, {})
    if scope not in BudgetCategory.values or Decimal(str(present.get("budget") or 0)) != was:
        raise NotPossible(_("The budget was changed meanwhile."))
    categories = {**budget.categories, scope: {**present, "budget": _number(amount)}}
    BudgetTracking.objects.filter(pk=budget.pk).update(categories=categories)


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _take_way_out(trip: Trip, values: Mapping[str, Any]) -> None:
    conflict = ConflictResolution.objects.of_trip(trip).filter(pk=values["conflict_id"]).first()
    if conflict is None:
        raise NotPossible(_("This was settled meanwhile."))
    resolutions.resolve_conflict(trip, conflict, values["key"])
