"""The catalogue's pages: search with filters, and a place."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from places import presenters
from places.models import Location, LocationCategory
from places.search import Point, nearby_places, search_places
from tripos.web.place_facts import facts

# What one goes to comes before what one goes through.
WORTH = Case(When(category__in=["transport", "other"], then=Value(1)), default=Value(0))
SIGHTS = ("museum", "gallery", "place_of_worship", "viewpoint", "castle", "attraction")
KNOWN = Case(
    When(tags__contains=["notable"], subcategory__in=SIGHTS, then=Value(0)),
    When(tags__contains=["notable"], then=Value(1)),
    default=Value(2),
)
WORTH_NEARBY = ("attraction", "restaurant", "event", "accommodation")
PLACES_A_PAGE = 24
MOST_FOUND = 48
NEARBY, NEARBY_KM = 6, 1.0


@login_required
@require_GET
def place_list(request: HttpRequest) -> HttpResponse:
    """Places by words and category: the best first when searched for, the best known first otherwise."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    category = request.GET.get("category", "")
    category = category if category in LocationCategory.values else ""
    now = timezone.now()
    page: Any = None
    if words:
        found = [m.place for m in search_places(words, category=category or None, limit=MOST_FOUND)]
    else:
        rows = Location.objects.for_user(request.user)
        rows = rows.filter(category=category) if category else rows
        rows = rows.order_by(WORTH, KNOWN, "name", "id")
        page = Paginator(rows, PLACES_A_PAGE).get_page(request.GET.get("page"))
        found = list(page.object_list)
    context = {
        "words": words,
        "category": category,
        "categories": [
            {"value": value, "label": label, "url": _address(words, value if value != category else "")}
            for value, label in LocationCategory.choices
        ],
        "cards": [presenters.place_card(place, now) for place in found],
        "points": presenters.points_of(found),
        "page": page,
        "base_query": f"category={category}&" if category else "",
        "is_full": len(found) == MOST_FOUND and bool(words),
    }
    return render(request, "places/place_list.html", context)


def _address(words: str, category: str) -> str:
    asked = {name: value for name, value in (("q", words), ("category", category)) if value}
    return f"?{urlencode(asked)}"


@login_required
@require_GET
def place_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All that is known about a place, how old that is, and what is not known."""
    place = Location.objects.known_to(request.user).filter(pk=pk).first()
    if place is None:
        raise Http404
    now = timezone.now()
    today = presenters.today_at(place, now)
    week, price = facts().week(place, today), facts().price(place)
    near = _near(place)
    context = {
        "place": place,
        "kind": presenters.kind_words(place),
        "icon": presenters.icon_of(place),
        "details": place.details or {},
        "diets": presenters.diets(place),
        "cuisines": [words.replace("_", " ") for words in place.cuisine_types or ()],
        "today": today,
        "week": week,
        "now": facts().now(place, now),
        "price": price,
        "unknowns": presenters.unknowns(place, bool(week), price.state),
        "source": presenters.SOURCES.get(place.source or "", place.source or ""),
        "attribution": presenters.ATTRIBUTION.get(place.source or "", ""),
        "near": [presenters.place_card(one, now, 1000 * one.distance_km, place.name) for one in near],
        "points": presenters.points_of([place]),
        "add_links": facts().add_links(request.user, place),
        "is_gone": not place.is_active or place.deleted_at is not None,
    }
    return render(request, "places/place_detail.html", context)


def _near(place: Location) -> list[Any]:
    """The nearest places worth going to from here."""
    if place.latitude is None or place.longitude is None:
        return []
    found = nearby_places(Point(place.latitude, place.longitude), radius_km=NEARBY_KM)
    return list(found.exclude(pk=place.pk).filter(category__in=WORTH_NEARBY)[:NEARBY])
