"""What people without a part in a trip reach: an invitation by its address, a trip by a link, a public trip.

Unknown, revoked and expired links look the same. These pages tell nobody where they were read from, and search
engines leave them out.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tripos.accounts.albums import name_of
from tripos.accounts.picture_answers import sent_file
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from tripos.web.share_links import hashed, kept_quiet, opens_nothing
from trips import covers, sharing
from trips.actions import NotPossible
from trips.copying import copy_shown
from trips.rendering import days_html
from trips.sharing_cards import ShownTrip, page_of, shown_trip
from trips.sharing_forms import CopyForm

WELCOME = gettext_lazy("Welcome aboard: this trip is yours to see now.")
DECLINED = gettext_lazy("You declined. Nobody learns anything else about you.")


# -- invitations ---------------------------------------------------------------------------------------------------


@kept_quiet
@require_GET
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Read an invitation, signed in or not."""
    found = sharing.find_invitation(token)
    if found is None:
        raise Http404
    if found.state == "accepted" and found.is_mine and found.trip_id:
        return redirect("trips:trip_detail", pk=found.trip_id)
    context = {
        "invitation": found,
        "answer_url": reverse("trips:invitation_answer", args=[token]),
        "why_not": sharing.why_not(found) if found.state != "open" else "",
        "is_mine": found.is_mine,
        "for_whom": _hidden_address(found.email),
        "next": urlencode({"next": request.path}),
    }
    return render(request, "trips/sharing_invitation.html", context, status=200 if found.state == "open" else 410)


def _hidden_address(email: str) -> str:
    """Enough of an address for its owner to know it: "e…@example.org"."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


@kept_quiet
@require_POST
def invitation_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Accept with the invited address's account, or decline without one."""
    accepts = request.POST.get("answer") == "accept"
    try:
        if accepts and request.user.is_authenticated:
            set_reason(_("Accepted an invitation"))
            trip_id = sharing.accept(token)
            messages.success(request, WELCOME)
            return redirect("trips:trip_detail", pk=trip_id)
        if not accepts:
            set_reason(_("Declined an invitation"))
            sharing.decline(token)
            messages.success(request, DECLINED)
            return redirect("home")
    except NotPossible as refused:
        messages.info(request, str(refused))
    return redirect("trips:invitation", token=token)


@login_required
@kept_quiet
@require_http_methods(["GET", "HEAD", "POST"])
def my_invitation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An invitation to a confirmed address of one's own, without the mail: read it, accept or decline."""
    found = next((waiting for waiting in sharing.my_invitations() if waiting.id == pk), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        accepts = request.POST.get("answer") == "accept"
        set_reason(_("Accepted an invitation") if accepts else _("Declined an invitation"))
        try:
            trip_id = sharing.answer_mine(pk, accepts=accepts)
        except NotPossible as refused:
            messages.info(request, str(refused))
            return redirect("home")
        if accepts:
            messages.success(request, WELCOME)
            return redirect("trips:trip_detail", pk=trip_id)
        messages.success(request, DECLINED)
        return redirect("home")
    context = {"invitation": found, "is_mine": True, "answer_url": request.path, "why_not": ""}
    return render(request, "trips/sharing_invitation.html", context)


# -- trips by link, and public ones --------------------------------------------------------------------------------


@kept_quiet
@require_GET
def shared_trip(request: HttpRequest, token: str) -> HttpResponse:
    """A trip as its link shows it."""

    def address(url: str) -> str:
        return reverse("trips:shared_trip_picture", args=[token, name_of(url)])

    shown = shown_trip(link=hashed(token))
    if shown is None:
        return opens_nothing(request)
    return _shown(request, shown, reverse("trips:shared_trip_copy", args=[token]), address)


@kept_quiet
@require_GET
def shared_trip_picture(request: HttpRequest, token: str, name: str) -> FileResponse:
    """A picture that a link shows, for as long as the link opens and the trip shows it."""
    return sent_file(covers.file_shown(_by_link(token).trip, name))


@kept_quiet
@login_required
@require_POST
def shared_trip_copy(request: HttpRequest, token: str) -> HttpResponse:
    """Make a trip of one's own from what a link shows."""
    return _copied(request, _by_link(token), reverse("trips:shared_trip", args=[token]))


@kept_quiet
@require_GET
def public_trip(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A trip that its owner shows to everybody who has its address."""

    def address(url: str) -> str:
        return reverse("trips:public_trip_picture", args=[pk, name_of(url)])

    return _shown(request, _public(pk), reverse("trips:public_trip_copy", args=[pk]), address)


@kept_quiet
@require_GET
def public_trip_picture(request: HttpRequest, pk: uuid.UUID, name: str) -> FileResponse:
    """A picture of a public trip, for as long as it is public and shows it."""
    return sent_file(covers.file_shown(_public(pk).trip, name))


@kept_quiet
@login_required
@require_POST
def public_trip_copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a trip of one's own from a public one."""
    return _copied(request, _public(pk), reverse("trips:public_trip", args=[pk]))


def _by_link(token: str) -> ShownTrip:
    shown = shown_trip(link=hashed(token))
    if shown is None:
        raise Http404
    return shown


def _public(pk: uuid.UUID) -> ShownTrip:
    shown = shown_trip(trip_id=pk)
    if shown is None:
        raise Http404
    return shown


def _shown(request: HttpRequest, shown: ShownTrip, copy_url: str, address: Callable[[str], str]) -> HttpResponse:
    page = page_of(shown, timezone.now())
    page = replace(page, head={**page.head, "cover": covers.cover_of(shown.trip["cover_image_url"], address)})
    context = {
        "shown": shown.trip,
        "page": page,
        "days_html": days_html(page.days, trip_id=shown.trip["id"], can_edit=False),
        "pictures": covers.pictures_of(shown.trip["images"], address),
        "copy_url": copy_url,
        "copy_form": CopyForm(initial={"start_date": shown.trip["start_date"]}),
        "next": urlencode({"next": request.path}),
    }
    return render(request, "trips/shared_trip.html", context)


def _copied(request: HttpRequest, shown: ShownTrip, back: str) -> HttpResponse:
    form = CopyForm(request.POST)
    if form.is_valid():
        set_reason(_("Copied a trip that somebody showed"))
        with refusals_on(form):
            copy = copy_shown(request.user, shown.trip, shown.stops, start_date=form.cleaned_data["start_date"])
    if not form.is_valid():
        messages.error(request, _("This could not be copied: choose a first day and try again."))
        return redirect(back)
    messages.success(request, _("A copy of this trip is yours. Change it as you like."))
    return redirect("trips:trip_detail", pk=copy.pk)
