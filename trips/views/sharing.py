"""Who sees a trip: companions, invitations, links, the public. The owner's pages, and a companion's way out."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tripos.accounts.limits import limited
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from trips import sharing
from trips.access import Access, name_of, trip_for
from trips.actions import NotPossible
from trips.models import Invitation, Trip, TripMember, TripShare
from trips.sharing_cards import companions_of
from trips.sharing_forms import InvitationForm, LinkForm, PublicationForm, RoleForm
from trips.sharing_mail import letter_of, mail_arrives

UNMADE = "not-made-yet"


@login_required
@require_GET
def trip_sharing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who sees a trip; its owner changes that here."""
    return _page(request, trip_for(request.user, pk))


def _page(request: HttpRequest, access: Access, *, status: int = 200, **forms: Any) -> HttpResponse:
    trip, now = access.trip, timezone.now()
    context: dict[str, Any] = {
        "access": access,
        "trip": trip,
        "companions": companions_of(access, request.user),
        "now": now,
    }
    if access.is_owner:
        context |= {
            "invitations": sharing.pending(trip),
            "links": sharing.links_of(trip),
            "invitation_form": InvitationForm(),
            "link_form": LinkForm(initial={"show_times": True}),
            "publication_form": PublicationForm(initial={"public": trip.is_public, "costs": trip.show_costs}),
            "public_url": request.build_absolute_uri(reverse("trips:public_trip", args=[trip.pk])),
        }
    return render(request, "trips/sharing.html", {**context, **forms}, status=status)


def _invitation_address(request: HttpRequest) -> Callable[[str], str]:
    return lambda token: request.build_absolute_uri(reverse("trips:invitation", args=[token]))


# -- invitations ---------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_POST
@limited("invite")
def invitations(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Invite: first show what will be sent, then, on a yes, send it."""
    access = trip_for(request.user, pk, own=True)
    form = InvitationForm(request.POST)
    if form.is_valid() and not request.POST.get("agreed"):
        return _ask(request, access, form)
    if form.is_valid():
        values = form.cleaned_data
        set_reason(_("Invited somebody"))
        try:
            with refusals_on(form):
                made = sharing.invite(
                    request.user,
                    access.trip,
                    values["email"],
                    values["role"],
                    address_of=_invitation_address(request),
                    mail=request.POST.get("agreed") != "by-hand",
                    seed=values["nonce"] or None,
                )
        except NotPossible as refused:
            form.add_error(None, str(refused))
        if form.is_valid():
            return _told(request, access, made)
    return _page(request, access, status=422, invitation_form=form)


def _ask(request: HttpRequest, access: Access, form: InvitationForm) -> HttpResponse:
    """The mail as it will go out. Its address is made when it is sent, and known to its reader alone."""
    values = form.cleaned_data
    draft = Invitation(
        email=values["email"].lower(),
        role=values["role"],
        expires_at=timezone.now() + timedelta(days=sharing.INVITATION_DAYS),
    )
    hidden = _invitation_address(request)(UNMADE).replace(UNMADE, "•" * 8)
    context = {
        "access": access,
        "trip": access.trip,
        "form": InvitationForm(initial={**values, "nonce": secrets.token_urlsafe(24)}),
        "letter": letter_of(draft, access.trip, access.owner_name, hidden),
        "draft": draft,
        "mail_arrives": mail_arrives(),
    }
    return render(request, "trips/sharing_question.html", context)


def _told(request: HttpRequest, access: Access, made: sharing.Invited) -> HttpResponse:
    if made.mailed:
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": made.invitation.email})
        return redirect("trips:trip_sharing", pk=access.trip.pk)
    context = {
        "access": access,
        "trip": access.trip,
        "url": made.url,
        "invitation": made.invitation,
        "mail_arrives": mail_arrives(),
    }
    return render(request, "trips/sharing_address.html", context)


def _invitation(access: Access, invitation_id: uuid.UUID) -> Invitation:
    found: Invitation | None = (
        Invitation.objects.owned_by(access.trip.user_id).filter(pk=invitation_id, trip_id=access.trip.pk).first()
    )
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def invitation_revocation(request: HttpRequest, pk: uuid.UUID, invitation_id: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    access = trip_for(request.user, pk, own=True)
    invitation = _invitation(access, invitation_id)
    set_reason(_("Took an invitation back"))
    return _done(
        request,
        access.trip,
        lambda: sharing.revoke(access.trip, invitation),
        _("The invitation to %(email)s no longer works.") % {"email": invitation.email},
    )


@login_required
@require_POST
@limited("invite")
def invitation_renewal(request: HttpRequest, pk: uuid.UUID, invitation_id: uuid.UUID) -> HttpResponse:
    """Ask whether to send an invitation again; the yes goes to ``invitations``."""
    access = trip_for(request.user, pk, own=True)
    invitation = _invitation(access, invitation_id)
    form = InvitationForm({"email": invitation.email, "role": invitation.role})
    if not form.is_valid():  # an address of an erased account
        raise Http404
    return _ask(request, access, form)


# -- companions ----------------------------------------------------------------------------------------------------


def _member(access: Access, member_id: uuid.UUID) -> TripMember:
    found = TripMember.objects.of_trip(access.trip).filter(pk=member_id).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def member_role(request: HttpRequest, pk: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    """Let a companion change the trip, or only look."""
    access = trip_for(request.user, pk, own=True)
    member = _member(access, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, access, status=422)
    name = name_of(member.user_id) or _("A companion")
    role = form.cleaned_data["role"]
    may = _("%(name)s may change the trip.") if role == "editor" else _("%(name)s may look, and change nothing.")
    set_reason(may % {"name": name})
    return _done(request, access.trip, lambda: sharing.set_role(access.trip, member, role), may % {"name": name})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_removal(request: HttpRequest, pk: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    """Ask, then take a companion off the trip."""
    access = trip_for(request.user, pk, own=True)
    member = _member(access, member_id)
    name = name_of(member.user_id) or _("A companion")
    if request.method == "POST":
        set_reason(_("Removed a companion"))
        said = _("%(name)s no longer sees this trip.") % {"name": name}
        return _done(request, access.trip, lambda: sharing.remove(access.trip, member), said)
    context = {"access": access, "trip": access.trip, "name": name, "leaves": False}
    return render(request, "trips/sharing_removal.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then let a companion go."""
    access = trip_for(request.user, pk)
    if access.is_owner:
        raise Http404
    if request.method == "POST":
        set_reason(_("Left the trip"))
        sharing.leave(request.user, access.trip)
        messages.success(request, _("You left “%(title)s”.") % {"title": access.trip.title})
        return redirect("trips:trip_list")
    context = {"access": access, "trip": access.trip, "name": "", "leaves": True}
    return render(request, "trips/sharing_removal.html", context)


# -- links and the public ------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_POST
def links(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a link and show its address, this once."""
    access = trip_for(request.user, pk, own=True)
    form = LinkForm(request.POST)
    if form.is_valid():
        set_reason(_("Made a link to the trip"))
        try:
            with refusals_on(form):
                link, token = sharing.make_link(request.user, access.trip, form.choice())
        except NotPossible as refused:
            form.add_error(None, str(refused))
        if form.is_valid():
            url = request.build_absolute_uri(reverse("trips:shared_trip", args=[token]))
            context = {"access": access, "trip": access.trip, "url": url, "link": link}
            return render(request, "trips/sharing_address.html", context)
    return _page(request, access, status=422, link_form=form)


@login_required
@require_POST
def link_revocation(request: HttpRequest, pk: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    """End a link at once."""
    access = trip_for(request.user, pk, own=True)
    link = TripShare.objects.owned_by(access.trip.user_id).filter(pk=link_id, trip_id=access.trip.pk).first()
    if link is None:
        raise Http404
    set_reason(_("Revoked a link"))
    return _done(
        request, access.trip, lambda: sharing.revoke_link(access.trip, link), _("The link no longer opens the trip.")
    )


@login_required
@require_POST
def publication(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let everybody who has its address read a trip, or no longer."""
    access = trip_for(request.user, pk, own=True)
    form = PublicationForm(request.POST)
    if not form.is_valid():
        return _page(request, access, status=422, publication_form=form)
    public = form.cleaned_data["public"]
    set_reason(_("Made the trip public") if public else _("Made the trip private"))
    sharing.set_public(access.trip, public=public, costs=form.cleaned_data["costs"])
    messages.success(request, _("The trip is public now.") if public else _("The trip is private now."))
    return redirect("trips:trip_sharing", pk=pk)


def _done(request: HttpRequest, trip: Trip, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except NotPossible as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("trips:trip_sharing", pk=trip.pk)
