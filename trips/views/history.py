"""What was changed in a trip, and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tripos.audit.models import ChangeKind, ChangeSet, ChangeSetQuerySet
from tripos.db.context import change_set
from tripos.web.lists import list_page
from tripos.web.returning import back_to
from trips import actions
from trips.access import STAFF, Access, changes_of, trip_for
from trips.models import Companion, Trip

CHANGES_A_PAGE = 30
AGENT = "tripos_agent"
_NAME = Subquery(Companion.objects.filter(pk=OuterRef("actor_id")).values("full_name")[:1])
# Who changed a trip, read with it.
ACTORS = ArraySubquery(
    ChangeSet.objects.filter(trip_id=OuterRef("pk"))
    .order_by()
    .values(json=JSONObject(id="actor_id", role="actor_role", name=_NAME))
    .distinct()
)


@login_required
@require_GET
def trip_history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every change of a trip, the latest first, with who made it; ``?who=`` and ``?q=`` narrow it down."""
    access = trip_for(request.user, pk, also={"actors": ACTORS})
    trip: Any = access.trip
    rows, actors = changes_of(pk), actors_of(trip.actors or [], request.user)
    who, words = request.GET.get("who", ""), request.GET.get("q", "").replace("\x00", "").strip()
    if who and who in {actor["key"] for actor in actors}:
        role = {"agent": AGENT, "support": STAFF}.get(who)
        rows = (
            rows.filter(actor_role=role) if role else rows.filter(actor_id=who).exclude(actor_role__in=(AGENT, STAFF))
        )
    if words:
        rows = rows.filter(reason__icontains=words)
    page = list_page(request, ChangeSetQuerySet.paging, rows, CHANGES_A_PAGE)
    context = {
        "access": access,
        "trip": access.trip,
        "page": page,
        "actors": actors,
        "who": who,
        "words": words,
        "is_filtered": bool(who or words),
    }
    return render(request, "trips/trip_history.html", context)


def actors_of(found: Iterable[Mapping[str, Any]], user: Any) -> list[dict[str, str]]:
    """Who changed a trip, for a choice: the reader first, then companions by name, the concierge, and support."""
    names: dict[str, str] = {}
    for row in found:
        if row["role"] == AGENT:
            names["agent"] = _("the concierge")
        elif row["role"] == STAFF:
            names["support"] = _("Tripos support")
        elif row["id"] is not None:
            names[row["id"]] = _("you") if row["id"] == str(user.pk) else (row["name"] or _("a companion"))
    order = sorted(names, key=lambda key: (key == "support", key == "agent", key != str(user.pk), names[key]))
    return [{"key": key, "name": names[key]} for key in order]


@login_required
@require_POST
def change_set_reversal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo one change set as the reader; say what was undone and what was left, and why."""
    found = ChangeSet.objects.filter(pk=pk).first()  # the policies show one's own and those of shared trips
    if found is None:
        raise Http404
    access = _access(request.user, found)
    if access is not None and not access.can_edit:
        raise PermissionDenied
    if access is None and request.user.pk not in (found.actor_id, found.user_id):
        raise Http404
    again = found.kind == ChangeKind.UNDO
    reason = _("Did again: %(what)s") if again else _("Undid: %(what)s")
    with change_set(reason % {"what": actions.without_undoing(found.reason)}, kind=ChangeKind.UNDO, undoes_id=found.pk):
        report = actions.undo(found.pk)
    _say(request, report)
    return _back(request, access, found)


def _access(user: Any, found: ChangeSet) -> Access | None:
    """The reader's part in the trip; None when it is in the trash (its owner may bring it back by undo) or gone."""
    if found.trip_id is None:
        return None
    try:
        return trip_for(user, found.trip_id)
    except Http404:
        return None


def _say(request: HttpRequest, report: actions.UndoReport) -> None:
    if report.undone:
        words = ngettext("Taken back: %(n)d change.", "Taken back: %(n)d changes.", report.undone)
        messages.success(request, words % {"n": report.undone})
    elif not report.left:
        messages.info(request, _("There was nothing to take back."))
    for sentence in report.left:
        messages.warning(request, sentence)


def _back(request: HttpRequest, access: Access | None, found: ChangeSet) -> HttpResponse:
    if found.trip_id and Trip.objects.for_user(request.user).filter(pk=found.trip_id).exists():
        return back_to(request, reverse("trips:trip_detail", args=[found.trip_id]))
    return redirect("home")
