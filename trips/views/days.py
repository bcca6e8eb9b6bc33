"""A trip's whole days: another place in the trip, once more on another day."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tripos.db.context import set_reason
from trips import actions, placing
from trips.access import Access, trip_for


def at_day(trip_id: uuid.UUID, day: int) -> HttpResponseRedirect:
    """Back to the trip, at the day."""
    return HttpResponseRedirect(f"{reverse('trips:trip_detail', args=[trip_id])}#day-{day}")


def _access(request: HttpRequest, pk: uuid.UUID, day: int) -> Access:
    access = trip_for(request.user, pk, edit=True, lock=request.method == "POST")
    if not 1 <= day <= access.trip.length:
        raise Http404
    return access


def _target(request: HttpRequest) -> int:
    """The day that the form names; 0, which no trip has, for what is no number."""
    asked = request.POST.get("to", "")
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def day_position(request: HttpRequest, pk: uuid.UUID, day: int) -> HttpResponse:
    """Give a day another place in the trip (POST ``to``). GET offers the others, to move to or to copy to."""
    access = _access(request, pk, day)
    if request.method != "POST":
        days = placing.days_to_choose(access.trip, placing.stops_of(access.trip))
        context = {"access": access, "trip": access.trip, "day": days[day - 1], "days": days}
        return render(request, "trips/day_position.html", context)
    to = _target(request)
    try:
        set_reason(_("Moved day %(day)d to day %(to)d") % {"day": day, "to": to})
        stayed = placing.move_day(access.trip, day, to)
    except actions.NotPossible as refused:
        messages.warning(request, str(refused))
        return at_day(pk, day)
    messages.success(request, _("Day %(day)d is day %(to)d now.") % {"day": day, "to": to})
    if stayed:
        text = ngettext(
            "Fixed or booked, so still on its date: %(names)s.",
            "Fixed or booked, so still on their dates: %(names)s.",
            len(stayed),
        )
        messages.info(request, text % {"names": ", ".join(stayed)})
    return at_day(pk, to)


@login_required
@require_POST
def day_copy(request: HttpRequest, pk: uuid.UUID, day: int) -> HttpResponse:
    """The stops of a day once more on another."""
    access = _access(request, pk, day)
    to = _target(request)
    try:
        set_reason(_("Doubled day %(day)d on day %(to)d") % {"day": day, "to": to})
        n = placing.duplicate_day(access.trip, day, to)
    except actions.NotPossible as refused:
        messages.warning(request, str(refused))
        return at_day(pk, day)
    text = ngettext("%(n)d stop is on day %(to)d as well.", "%(n)d stops are on day %(to)d as well.", n)
    messages.success(request, text % {"n": n, "to": to})
    return at_day(pk, to)
