"""From a place to where one keeps it: into a collection in one step, and from a collection into a trip."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from places import presenters
from places.collecting import collections_of, places_in, put_into
from places.models import Collection, Location, SavedPlace
from places.own_parts import answered, menu_context
from places.saving import save_place
from tripos.db.context import set_reason, user_key
from tripos.web.place_trips import trips_of_reader

NEW = "new"
LONGEST_NAME = 120
MOST_IDEAS = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def place_keeping(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save a place into a collection, into a new one, or into none. htmx gets the menu alone."""
    place = Location.objects.known_to(request.user).filter(pk=pk).first()
    if place is None:
        raise Http404
    saved = SavedPlace.objects.for_user(request.user).filter(location_id=pk).first()
    if saved is None and place.deleted_at is not None:
        raise Http404
    if request.method == "POST":
        return _keep(request, place)
    context = {"place": place, "saved": saved, "collections": collections_of(request.user), **menu_context(request)}
    return render(request, f"places/{'_keeping' if context['is_part'] else 'place_keeping'}.html", context)


def _keep(request: HttpRequest, place: Location) -> HttpResponse:
    asked = request.POST.get("collection", "")
    collection = None
    if asked not in ("", NEW):
        collection = next((one for one in collections_of(request.user) if str(one.pk) == asked), None)
        if collection is None:
            raise Http404
    set_reason(_("Saved %(name)s") % {"name": place.name})
    saved = save_place(request.user, place.pk)
    if asked == NEW:
        name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:LONGEST_NAME]
        if not name:
            return redirect(f"{reverse('places:collection_new')}?place={saved.pk}")
        named = (one for one in collections_of(request.user) if one.name.casefold() == name.casefold())
        collection = next(named, None) or Collection.objects.create(user_id=user_key(request.user), name=name)
    put_into(request.user, [saved.pk], collection)
    told = {"name": place.name, "collection": collection.name if collection else ""}
    said = _("“%(name)s” is in “%(collection)s” now.") if collection else _("“%(name)s” is saved, in no collection.")
    return answered(request, place.pk, said % told)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_ideas(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add places of a collection to a trip, as ideas without a day: which ones, and which trip."""
    collection = Collection.objects.editable_by(request.user).filter(pk=pk).first()
    if collection is None:
        raise Http404
    rows = places_in(request.user, collection).filter(location__deleted_at__isnull=True)
    kept = [saved.location for saved in rows.in_order()[:MOST_IDEAS]]
    problem = ""
    if request.method == "POST":
        chosen = [place for place in kept if str(place.pk) in request.POST.getlist("place")]
        if not chosen:
            problem = _("Choose at least one place.")
        elif answer := _add(request, collection, chosen):
            return answer
        else:
            problem = _("Choose one of your trips.")
    now = timezone.now()
    context: dict[str, Any] = {
        "collection": collection,
        "kept": [(presenters.place_card(place, now), _is_chosen(request, place)) for place in kept],
        "trips": trips_of_reader().open_trips(request.user),
        "problem": problem,
    }
    return render(request, "places/collection_ideas.html", context, status=422 if problem else 200)


def _is_chosen(request: HttpRequest, place: Location) -> bool:
    return request.method != "POST" or str(place.pk) in request.POST.getlist("place")


def _add(request: HttpRequest, collection: Collection, chosen: list[Location]) -> HttpResponse | None:
    """Add them; None where the trip is none of theirs."""
    try:
        trip_id = uuid.UUID(request.POST.get("trip", ""))
    except ValueError:
        return None
    set_reason(_("Added places of the collection %(name)s") % {"name": collection.name})
    done = trips_of_reader().add_ideas(request.user, trip_id, chosen)
    if done is None:
        return None
    if done.added:
        said = ngettext("%(n)d place is an idea now.", "%(n)d places are ideas now.", done.added)
        messages.success(request, said % {"n": done.added})
    if done.there:
        said = ngettext("%(n)d was in the trip already.", "%(n)d were in the trip already.", done.there)
        messages.info(request, said % {"n": done.there})
    return redirect(reverse("trips:trip_detail", args=[trip_id]))
