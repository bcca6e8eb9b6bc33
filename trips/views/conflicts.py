"""A conflict's ways out: take one, or leave things as they are. Plain forms; what takes something away asks first."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tripos.db.context import set_reason
from tripos.web.returning import back_to
from trips import actions, resolutions
from trips.access import Access, trip_for
from trips.conflict_cards import STILL_THERE
from trips.enums import ConflictType
from trips.models import ConflictResolution, ItineraryItem, Trip
from trips.sentences import text_of, title_of, way_of


def conflicts_of(trip: Trip) -> list[ConflictResolution]:
    """A trip's open and ignored conflicts, the worst first."""
    rows = ConflictResolution.objects.of_trip(trip).filter(status__in=STILL_THERE)
    return list(rows.order_by("-severity", "detected_at", "id"))


def not_suggested(rows: Sequence[ConflictResolution], cards: Sequence[Mapping[str, Any]]) -> list[ConflictResolution]:
    """Conflicts without those of a budget whose warning stands among the reader's suggestions, with a button there."""
    told = {card["scope"] for card in cards if card.get("scope")}

    def is_told(row: ConflictResolution) -> bool:
        evidence = row.metadata.get("evidence", {})
        return row.type == ConflictType.BUDGET_EXCEEDED and evidence.get("scope", "total") in told

    return [row for row in rows if not is_told(row)]


def other_trips_in(rows: Sequence[ConflictResolution], user: Any) -> dict[str, str]:
    """Titles of the other trips that conflicts are about, as far as the reader may see those trips."""
    named = {row.metadata.get("evidence", {}).get("other_trip") for row in rows} - {None}
    if not named:
        return {}
    return {str(pk): title for pk, title in Trip.objects.for_user(user).filter(pk__in=named).values_list("pk", "title")}


def conflict_for(access: Access, pk: uuid.UUID) -> ConflictResolution:
    """Find a conflict of a trip.

    Raises:
        Http404: the trip has no such conflict.
    """
    row: ConflictResolution | None = ConflictResolution.objects.of_trip(access.trip).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conflict_resolution(request: HttpRequest, pk: uuid.UUID, conflict_id: uuid.UUID, way: str) -> HttpResponse:
    """Say what a way out changes (GET), take it (POST)."""
    writes = request.method == "POST"
    access = trip_for(request.user, pk, edit=True, lock=writes)
    conflict = conflict_for(access, conflict_id)
    try:
        option = resolutions.option_of(conflict, way)
        if not writes:
            return render(request, "trips/conflict_resolution.html", _asked(access, conflict, option))
        set_reason(f"{way_of(option)} ({title_of(conflict)})")
        resolutions.resolve_conflict(access.trip, conflict, way)
    except actions.NotPossible as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Done: %(what)s. You can undo it.") % {"what": way_of(option)})
    return back_to(request, _page_of(access, conflict))


def _asked(access: Access, conflict: ConflictResolution, option: dict[str, Any]) -> dict[str, Any]:
    gone = [change["item_id"] for change in option["changes"] if change["action"] == "remove"]
    booked = any(stop.is_booked for stop in ItineraryItem.objects.of_trip(access.trip).filter(pk__in=gone))
    return {
        "access": access,
        "trip": access.trip,
        "title": title_of(conflict),
        "text": text_of(conflict),
        "way": way_of(option),
        "removes": option["removes"],
        "is_booked": booked,
    }


@login_required
@require_POST
def conflict_ignoring(request: HttpRequest, pk: uuid.UUID, conflict_id: uuid.UUID) -> HttpResponse:
    """Leave a conflict as it is, and do not show it again while its cause stays the same."""
    access = trip_for(request.user, pk, edit=True, lock=True)
    conflict = conflict_for(access, conflict_id)
    set_reason(_("Left as it is: %(what)s") % {"what": title_of(conflict)})
    try:
        resolutions.ignore_conflict(access.trip, conflict)
    except actions.NotPossible as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("Fine, it stays as it is. Undo brings the note back."))
    return back_to(request, _page_of(access, conflict))


def _page_of(access: Access, conflict: ConflictResolution) -> str:
    stops = ItineraryItem.objects.of_trip(access.trip).filter(pk__in=conflict.affected_items[-1:])
    stop = stops.values_list("pk", flat=True).first()
    page = reverse("trips:trip_detail", args=[access.trip.pk])
    return page if stop is None else f"{page}#stop-{stop}"
