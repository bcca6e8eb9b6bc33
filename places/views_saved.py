"""The places that a traveller keeps. Each change is a plain form that works without scripts."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from places import presenters
from places.collecting import collections_of
from places.forms import SavedForm
from places.marks import with_marks
from places.models import Location, SavedPlace, SavedPlaceQuerySet
from places.own_parts import answered, is_part
from places.saving import save_place
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from tripos.web.lists import list_page
from tripos.web.returning import back_to, returning_to

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
    return answered(request, pk, _("Saved “%(name)s”.") % {"name": place.name})


@login_required
@require_POST
def place_unsave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let go of a place, with what was written at it."""
    set_reason(_("Let go of a saved place"))
    removed, _tables = SavedPlace.objects.editable_by(request.user).filter(location_id=pk).delete()
    return answered(request, pk, _("The place is no longer saved.") if removed else "")


@login_required
@require_GET
def saved_list(request: HttpRequest) -> HttpResponse:
    """Favourites first, then by priority, then the last saved."""
    rows = SavedPlace.objects.for_user(request.user).select_related("location")
    rows = with_marks(rows, request.user, "location_id")
    page = list_page(request, SavedPlaceQuerySet.paging, rows, SAVED_A_PAGE)
    return render(request, "places/saved_list.html", {"page": page, **presenters.kept_list(page.rows, timezone.now())})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def saved_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tags, notes, favourite and priority of a saved place; htmx gets the form alone, and then what is noted."""
    rows = SavedPlace.objects.editable_by(request.user).select_related("location", "collection")
    saved = get_object_or_404(rows, pk=pk)
    own = collections_of(request.user)
    form = SavedForm(request.POST or None, instance=saved, collections=own)
    if request.method == "POST" and form.is_valid():
        set_reason(_("Changed what is noted at %(name)s") % {"name": saved.location.name})
        with refusals_on(form):
            form.save()
        if not form.errors:
            return _noted(request, saved)
    context = {"saved": saved, "form": form, "next": returning_to(request)}
    status = 422 if form.is_bound else 200
    template = "_noting" if is_part(request) else "saved_edit"
    return render(request, f"places/{template}.html", context, status=status)


def _noted(request: HttpRequest, saved: SavedPlace) -> HttpResponse:
    if not is_part(request):
        messages.success(request, _("Noted."))
        return back_to(request, reverse("places:saved_list"))
    place = with_marks(Location.objects.known_to(request.user), request.user).get(pk=saved.location_id)
    context = {
        "saved": saved,
        "place": presenters.place_card(place, timezone.now()),
        "next": returning_to(request),
        "look": "page",
        "is_part": True,
    }
    return render(request, "places/_own_page.html", context)
