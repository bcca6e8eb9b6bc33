"""From a place into a trip: on a day, where it fits best, or as an idea, without leaving the page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from places.models import Location
from places.own_parts import answered, menu_context
from tripos.db.context import set_reason
from tripos.web.place_trips import Where, trips_of_reader

T = TypeVar("T")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def place_adding(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose a trip and a day for a place. htmx gets the menu alone, and after a choice the place's part."""
    place = Location.objects.for_user(request.user).filter(pk=pk).first()
    if place is None:
        raise Http404
    if request.method == "POST":
        trip, where = _read(request, "trip", uuid.UUID), _read(request, "where", _where)
        set_reason(_("Added %(name)s") % {"name": place.name})
        outcome = trips_of_reader().add(request.user, trip, place, where)
        if outcome is None:
            raise Http404
        return answered(request, pk, " ".join(outcome.said), is_done=outcome.is_done)
    context = {"place": place, "choices": trips_of_reader().choices(request.user, place), **menu_context(request)}
    return render(request, f"places/{'_adding' if context['is_part'] else 'place_adding'}.html", context)


def _where(text: str) -> Where:
    if text == "best":
        return "best"
    return "idea" if text == "idea" else int(text)


def _read(request: HttpRequest, name: str, read: Callable[[str], T]) -> T:
    try:
        return read(request.POST.get(name, ""))
    except ValueError as error:
        raise Http404 from error
