"""A trip's pages: the plan, its list, starting, editing, accepting, discarding, the trash."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tripos.audit.models import ChangeKind
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from tripos.db.paging import Keyset
from tripos.web.lists import list_page
from tripos.web.returning import back_to
from trips import actions, planner, presenters, starting
from trips.access import changes_of, people_of, trip_for, with_access
from trips.conflict_cards import place_conflicts
from trips.enums import TripStatus
from trips.forms import StartForm, TripForm
from trips.models import ItineraryItem, Trip
from trips.querysets import TripQuerySet
from trips.rendering import days_html
from trips.suggestion_cards import note_shown, suggestion_cards, waiting_for
from trips.views.conflicts import conflicts_of, not_suggested, other_trips_in
from trips.views.home import cards_of, home_context

TRIPS_A_PAGE = 24
BY_DELETION = Keyset("-deleted_at", "id")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trip_list(request: HttpRequest) -> HttpResponse:
    """All trips (GET); a new one from where and when (POST)."""
    if request.method == "POST":
        return _start(request)
    trips = with_access(Trip.objects.for_user(request.user), request.user)
    words = request.GET.get("q", "").replace("\x00", "").strip()
    page = list_page(request, TripQuerySet.paging, trips.matching(words) if words else trips, TRIPS_A_PAGE)
    cards = cards_of(page.rows, request.user)
    context = {"page": page, "cards": [cards[trip.pk] for trip in page.rows], "words": words}
    return render(request, "trips/trip_list.html", context)


def _start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST)
    if form.is_valid():
        set_reason(_("Started a trip to %(where)s") % {"where": form.cleaned_data["where"]})
        with refusals_on(form):
            started = starting.start_trip(request.user, form.wish(), by_hand=request.POST.get("how") == "empty")
        if form.is_valid():
            if started.said:
                messages.info(request, started.said)
            return redirect("trips:trip_detail", pk=started.trip.pk)
    return render(request, "trips/home.html", home_context(request, form), status=422)


@login_required
@require_GET
def trip_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The plan, the map, the budget, who else sees it, and what was changed last."""
    now = timezone.now()
    also = {"waiting_suggestions": waiting_for(request.user, now), "own_talks": conversations_for(request.user)}
    access = trip_for(request.user, pk, also=also)
    trip: Any = access.trip
    if request.GET.get("since") == str(trip.content_version):
        return HttpResponse(status=204)  # asked after an answer: what is shown is what there is
    suggestions = suggestion_cards(access, request.user, now)
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    page = presenters.trip_page(trip, items, planner.plan_of(trip, items), now)
    conflicts = not_suggested(conflicts_of(trip), suggestions)
    above = place_conflicts(
        trip,
        items,
        page.days,
        conflicts,
        can_edit=access.can_edit,
        other_trips=other_trips_in(conflicts, request.user),
    )
    note_shown(suggestions, request.user)
    return _answer(
        request,
        {
            "access": access,
            "trip": trip,
            "page": page,
            "conflicts": above,
            "suggestions": suggestions,
            "days_html": days_html(page.days, trip_id=trip.pk, can_edit=access.can_edit),
            "is_draft": trip.status == TripStatus.DRAFT,
            "people": people_of(access),
            "last_change": changes_of(trip.pk).exclude(kind=ChangeKind.LOOK).first(),
            "conversations": trip.own_talks or [],
        },
    )


def _answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page; for a change made on it, its plan alone with what is to be said, and the undo of one's own change."""
    htmx: Any = getattr(request, "htmx", None)
    if not htmx or htmx.target != "plan":
        return render(request, "trips/trip_detail.html", context)
    change = context["last_change"]
    can_undo = change is not None and change.actor_id == request.user.pk and context["access"].can_edit
    context["undo_url"] = reverse("trips:change_set_reversal", args=[change.pk]) if can_undo else ""
    response = render(request, "trips/_plan_answer.html", context)
    response["X-Plan"] = "1"
    return response


def conversations_for(user: Any) -> ArraySubquery:
    """The reader's own latest conversations about a trip, as JSON: an expression to read with trips. They belong to a
    room above this one, which is reached by relation and URL name only."""
    model: Any = Trip._meta.get_field("conversations").related_model
    rows = model.objects.owned_by(user).filter(trip_id=OuterRef("pk"), deleted_at__isnull=True).order_by("-created_at")
    return ArraySubquery(rows.values(json=JSONObject(id="id", title="title"))[:3])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trip_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, dates, party and money of a trip."""
    access = trip_for(request.user, pk, edit=True, lock=request.method == "POST")
    form = TripForm(request.POST or None, instance=access.trip)
    if request.method == "POST" and form.is_valid():
        set_reason(form.reason())
        with refusals_on(form):
            form.save()
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("trips:trip_detail", pk=pk)
    status = 422 if form.errors else 200
    context = {"access": access, "trip": access.trip, "form": form, "cities": planner.cities()}
    return render(request, "trips/trip_edit.html", context, status=status)


@login_required
@require_POST
def trip_acceptance(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A draft becomes a trip."""
    access = trip_for(request.user, pk, own=True)
    set_reason(_("Accepted the draft"))
    try:
        actions.accept_trip(access.trip)
    except actions.NotPossible as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("It is a trip now. Everything can still be changed."))
    return back_to(request, reverse("trips:trip_detail", args=[pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trip_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then put a trip in its owner's trash."""
    access = trip_for(request.user, pk, own=True)
    if request.method == "POST":
        set_reason(_("Moved the trip to the trash"))
        actions.discard_trip(access.trip)
        messages.success(request, _("“%(title)s” is in the trash.") % {"title": access.trip.title})
        return redirect("home")
    return render(request, "trips/trip_discard.html", {"access": access, "trip": access.trip})


@login_required
@require_POST
def trip_restoration(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a trip out of the trash."""
    trip = get_object_or_404(Trip.objects.trash(request.user), pk=pk)
    set_reason(_("Took the trip out of the trash"))
    actions.restore_trip(trip)
    messages.success(request, _("“%(title)s” is back.") % {"title": trip.title})
    return redirect("trips:trip_detail", pk=pk)


@login_required
@require_GET
def trash(request: HttpRequest) -> HttpResponse:
    """Trips that were discarded."""
    page = list_page(request, BY_DELETION, Trip.objects.trash(request.user), TRIPS_A_PAGE)
    return render(request, "trips/trash.html", {"page": page})
