"""Collections for people without an account: by a link, and public ones. What is unknown, revoked or expired looks the
same."""

from __future__ import annotations

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from places import covers, presenters
from places.marks import with_marks
from places.models import Location
from places.sharing import ShownCollection, shown_collection
from tripos.accounts.picture_answers import sent_file
from tripos.web.share_links import hashed, kept_quiet, opens_nothing


@kept_quiet
@require_GET
def shared_collection(request: HttpRequest, token: str) -> HttpResponse:
    """A collection as its link shows it."""
    cover = reverse("places:shared_collection_cover", args=[token])
    shown = shown_collection(link=hashed(token), page=request.GET.get("page", ""))
    return opens_nothing(request) if shown is None else _shown(request, shown, cover)


@kept_quiet
@require_GET
def shared_collection_cover(request: HttpRequest, token: str) -> FileResponse:
    """The picture of a collection's cover, for as long as the link opens and the collection shows it."""
    return _cover(shown_collection(link=hashed(token)))


@kept_quiet
@require_GET
def public_collection(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A collection that its owner shows to everybody who has its address."""
    cover = reverse("places:public_collection_cover", args=[pk])
    return _shown(request, shown_collection(collection_id=pk, page=request.GET.get("page", "")), cover)


@kept_quiet
@require_GET
def public_collection_cover(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The picture of a public collection's cover."""
    return _cover(shown_collection(collection_id=pk))


def _cover(shown: ShownCollection | None) -> FileResponse:
    return sent_file(covers.file_of(shown.cover) if shown else None)


def _shown(request: HttpRequest, shown: ShownCollection | None, cover: str) -> HttpResponse:
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
        "cover": cover if covers.cover_of(shown.cover) else "",
        "page": shown.page,
        "cards": cards,
        "small_print": presenters.small_print(places, cards),
        "points": presenters.points_of(places, first),
        "base_query": "",
    }
    return render(request, "places/shared_collection.html", context)
