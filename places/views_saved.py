"""The places that a traveller keeps. Each change is a plain form that works without scripts."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from places import presenters
from places.collecting import collections_of
from places.forms import SavedForm
from places.models import Location, SavedPlace, SavedPlaceQuerySet
from places.saving import save_place
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from tripos.web.lists import list_page
from tripos.web.returning import back_to

SAVED_A_PAGE = 24


@login_required
@require_POST
def place_save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep a place; keeping it twice is the same as once."""
    place = Location.objects.known_to(request.user).filter(pk=pk, deleted_at__isnull=True).first()
    if place is None:
        raise Http404
    set_reason(_("Saved %(name)s") % {"name": place.name})
    save_place(request.user, place.pk)
    messages.success(request, _("Saved “%(name)s”.") % {"name": place.name})
    return back_to(request, reverse("places:place_detail", args=[pk]))


@login_required
@require_POST
def place_unsave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let go of a place, with what was written at it."""
    set_reason(_("Let go of a saved place"))
    removed, _tables = SavedPlace.objects.editable_by(request.user).filter(location_id=pk).delete()
    if removed:
        messages.success(request, _("The place is no longer saved."))
    return back_to(request, reverse("places:place_detail", args=[pk]))


@login_required
@require_GET
def saved_list(request: HttpRequest) -> HttpResponse:
    """Favourites first, then by priority, then the last saved."""
    rows = SavedPlace.objects.for_user(request.user).select_related("location", "collection")
    page = list_page(request, SavedPlaceQuerySet.paging, rows, SAVED_A_PAGE)
    now = timezone.now()
    context = {
        "page": page,
        "kept": [(saved, presenters.place_card(saved.location, now)) for saved in page.rows],
        "points": presenters.points_of(saved.location for saved in page.rows),
    }
    return render(request, "places/saved_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tags, notes, favourite and priority of a saved place."""
    rows = SavedPlace.objects.editable_by(request.user).select_related("location")
    saved = get_object_or_404(rows, pk=pk)
    own = collections_of(request.user)
    form = SavedForm(request.POST or None, instance=saved, collections=own)
    if request.method == "POST" and form.is_valid():
        set_reason(_("Changed what is noted at %(name)s") % {"name": saved.location.name})
        with refusals_on(form):
            form.save()
        if not form.errors:
            messages.success(request, _("Noted."))
            return redirect("places:saved_list")
    status = 422 if form.is_bound else 200
    return render(request, "places/saved_edit.html", {"saved": saved, "form": form}, status=status)
