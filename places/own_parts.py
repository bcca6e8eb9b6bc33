"""Answers of the two buttons at a place: the part of the page that tells what it is to its reader, put anew."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from places import presenters
from places.marks import with_marks
from places.models import Location
from tripos.web.returning import back_to, returning_to

LOOKS = ("", "page")
"""On a card, and at the head of the place's page with its words."""


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page, and not a browser that goes back for all of it."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def menu_context(request: HttpRequest) -> dict[str, Any]:
    """What a menu of the buttons carries on to its answer."""
    return {"next": returning_to(request), "look": _look(request.GET), "is_part": is_part(request)}


def answered(request: HttpRequest, place_id: uuid.UUID, said: str, *, is_done: bool = True) -> HttpResponse:
    """After a change at a place: back to where the form stood, and to htmx the place's part alone.

    Args:
        said: what happened, shown as a message; empty shows none.
        is_done: False where something else happened than was asked for.

    Raises:
        Http404: there is no such place to this reader.
    """
    if not is_part(request):
        if said:
            messages.add_message(request, messages.SUCCESS if is_done else messages.WARNING, said)
        return back_to(request, reverse("places:place_detail", args=[place_id]))
    place = with_marks(Location.objects.known_to(request.user), request.user).filter(pk=place_id).first()
    if place is None:
        raise Http404
    look = _look(request.POST)
    context = {
        "place": presenters.place_card(place, timezone.now()),
        "next": returning_to(request),
        "look": look,
        "is_part": True,
    }
    response = render(request, f"places/{'_own_page' if look else '_own'}.html", context)
    if said:
        toast = {"text": said, "kind": "success" if is_done else "warn"}
        response["HX-Trigger-After-Swap"] = json.dumps({"toast": toast})
    return response


def _look(given: Any) -> str:
    look = str(given.get("look", ""))
    return look if look in LOOKS else ""
