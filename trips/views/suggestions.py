"""Answers to suggestions: accept, not for us, later. Plain forms; htmx gets the list anew where the plan stays."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tripos.db.context import set_reason
from tripos.web.returning import back_to
from trips import suggestion_answers
from trips.access import Access, trip_for
from trips.actions import NotPossible
from trips.models import ItineraryItem, ProactiveSuggestion
from trips.sentences import accept_of, reasoning_of, text_of, title_of
from trips.suggestion_cards import confidence_words, suggestion_cards, waiting_for

LONGEST_REASON = 500


def suggestion_for(request: HttpRequest, access: Access, pk: uuid.UUID) -> ProactiveSuggestion:
    """Find a suggestion of a trip that is meant for the reader.

    Raises:
        Http404: there is none.
    """
    rows = ProactiveSuggestion.objects.for_user(request.user).filter(trip_id=access.trip.pk, pk=pk)
    row: ProactiveSuggestion | None = rows.first()
    if row is None:
        raise Http404
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion_acceptance(request: HttpRequest, pk: uuid.UUID, suggestion_id: uuid.UUID) -> HttpResponse:
    """Say what accepting does (GET), accept (POST)."""
    writes = request.method == "POST"
    access = trip_for(request.user, pk, edit=True, lock=writes)
    row = suggestion_for(request, access, suggestion_id)
    try:
        if not writes:
            return render(request, "trips/suggestion_acceptance.html", _asked(access, row))
        set_reason(_("Took a suggestion: %(what)s") % {"what": title_of(row)})
        data = suggestion_answers.accept_suggestion(access.trip, row)
    except NotPossible as refused:
        messages.warning(request, str(refused))
    else:
        done = _("Done: %(what)s. You can undo it.") if data.steps else _("Noted: %(what)s.")
        messages.success(request, done % {"what": title_of(row)})
    return back_to(request, reverse("trips:trip_detail", args=[pk]))


def _asked(access: Access, row: ProactiveSuggestion) -> dict[str, object]:
    data = suggestion_answers.data_of(row)
    gone = [step.item_id for step in data.steps if step.action == "remove"]
    stops = ItineraryItem.objects.of_trip(access.trip).filter(pk__in=gone)
    added = [step.values for step in data.steps if step.action == "add" and step.values.get("cost")]
    costs = [
        {"amount": Decimal(values["cost"]), "currency": values["currency"]}
        for values in added
        if Decimal(values["cost"])
    ]
    return {
        "access": access,
        "trip": access.trip,
        "title": title_of(row),
        "text": text_of(row),
        "reasoning": reasoning_of(row),
        "accept": accept_of(row),
        "sure": confidence_words(float(row.confidence_score)),
        "removed": [stop.title for stop in stops],
        "costs": costs,
    }


@login_required
@require_POST
def suggestion_rejection(request: HttpRequest, pk: uuid.UUID, suggestion_id: uuid.UUID) -> HttpResponse:
    """Not for us, with an optional reason."""
    access = trip_for(request.user, pk)
    row = suggestion_for(request, access, suggestion_id)
    set_reason(_("Did not want: %(what)s") % {"what": title_of(row)})
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    try:
        suggestion_answers.reject_suggestion(row, reason)
    except NotPossible as refused:
        return _answered(request, pk, str(refused), "info")
    return _answered(request, pk, _("Fine, it is not suggested again."), "good")


@login_required
@require_POST
def suggestion_postponement(request: HttpRequest, pk: uuid.UUID, suggestion_id: uuid.UUID) -> HttpResponse:
    """Ask again tomorrow."""
    access = trip_for(request.user, pk)
    row = suggestion_for(request, access, suggestion_id)
    set_reason(_("Put off: %(what)s") % {"what": title_of(row)})
    try:
        suggestion_answers.put_off_suggestion(row)
    except NotPossible as refused:
        return _answered(request, pk, str(refused), "info")
    return _answered(request, pk, _("It comes back tomorrow."), "good")


def _answered(request: HttpRequest, pk: uuid.UUID, text: str, kind: str) -> HttpResponse:
    """The list anew for htmx, the trip's page for everyone else."""
    if request.headers.get("HX-Request") != "true":
        messages.info(request, text)
        return back_to(request, reverse("trips:trip_detail", args=[pk]))
    now = timezone.now()
    access = trip_for(request.user, pk, also={"waiting_suggestions": waiting_for(request.user, now)})
    cards = suggestion_cards(access, request.user, now)
    context = {"access": access, "trip": access.trip, "suggestions": cards, "again": True}
    answer = render(request, "trips/_suggestions.html", context)
    answer["HX-Trigger"] = json.dumps({"toast": {"text": text, "kind": kind}})
    return answer
