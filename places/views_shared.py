"""Collections for people without an account: by a link, and public ones. What is unknown, revoked or expired looks the
same."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from places import presenters
from places.marks import with_marks
from places.models import Location
from places.sharing import ShownCollection, shown_collection
from tripos.web.share_links import hashed, kept_quiet


@kept_quiet
@require_GET
def shared_collection(request: HttpRequest, token: str) -> HttpResponse:
    """A collection as its link shows it."""
    return _shown(request, shown_collection(link=hashed(token), page=request.GET.get("page", "")))


@kept_quiet
@require_GET
def public_collection(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A collection that its owner shows to everybody who has its address."""
    return _shown(request, shown_collection(collection_id=pk, page=request.GET.get("page", "")))


def _shown(request: HttpRequest, shown: ShownCollection | None) -> HttpResponse:
    if shown is None:
        raise Http404
    now = timezone.now()
    first = shown.page.start_index() if shown.places else 1
    places = shown.places
    if request.user.is_authenticated:
        rows = with_marks(Location.objects.known_to(request.user), request.user).in_bulk([one.pk for one in places])
        places = [rows.get(one.pk, one) for one in places]
    cards = presenters.numbered(places, now, first)
    context = {
        "shown": shown,
        "page": shown.page,
        "cards": cards,
        "small_print": presenters.small_print(places, cards),
        "points": presenters.points_of(places, first),
        "base_query": "",
    }
    return render(request, "places/shared_collection.html", context)
