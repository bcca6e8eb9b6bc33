"""The catalogue's pages: search with filters, and a place."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe
from django.views.decorators.vary import vary_on_headers

from places import presenters
from places.browsing import Counts, browse
from places.forms import SearchForm
from places.marks import with_marks
from places.models import Location, LocationCategory, SavedPlace
from places.opening import today_at
from places.own_parts import is_part
from places.saving import count_view
from places.search import Point, nearby_places
from tripos.web.place_facts import facts

WORTH_NEARBY = ("attraction", "restaurant", "event", "accommodation")
KINDS_OF_THEIR_OWN = ("rental", "transport")
"""Categories that say enough of what a place is where nothing says it more exactly."""
SAID_ELSEWHERE = ("wheelchair_accessible",)
"""Tags of what the page says in a line of its own."""
NEARBY, SIMILAR = 6, 4
NEARBY_KM, SIMILAR_KM = 1.0, 10.0


@login_required
@require_GET
@vary_on_headers("HX-Request", "HX-Target")
def place_list(request: HttpRequest) -> HttpResponse:
    """Places by words and filters: the best first when searched for, the best known first otherwise. htmx, asking as
    somebody types, gets what was found alone."""
    form = SearchForm(_readable(request))
    now = timezone.now()
    found = browse(request.user, form.words, form.kind, form.asked(), request.GET.get("page", ""), now)
    query = urlencode(form.address())
    first = found.page.start_index() if found.page and found.places else 1
    cards = presenters.numbered(found.places, now, first, words=form.words, day=form.cleaned_data.get("open_on"))
    context = {
        "form": form,
        "words": form.words,
        "category": form.kind,
        "chosen": [{"words": said, "url": _address(form, **{name: ""})} for name, said in form.chosen()],
        "clear_url": f"?{urlencode({'q': form.words})}" if form.words else request.path,
        "categories": _categories(form, found.counts),
        "facets": _facets(form, found.counts),
        "total": found.page.paginator.count if found.page else len(found.places),
        "cards": cards,
        "small_print": presenters.small_print(found.places, cards),
        "points": presenters.points_of(found.places, first),
        "page": found.page,
        "base_query": f"{query}&" if query else "",
        "is_full": found.is_full,
        "is_part": is_part(request) and request.headers.get("HX-Target") == "found",
        "next": f"{request.path}?{query}",
    }
    response = render(request, f"places/{'_found' if context['is_part'] else 'place_list'}.html", context)
    if context["is_part"]:
        # What was typed on the way here is no page that one wants to go back to.
        response["HX-Replace-Url"] = f"{request.path}?{query}" if query else request.path
    return response


def _categories(form: SearchForm, counts: Counts) -> list[dict[str, Any]]:
    """The kinds as chips; the chosen one leads back to all. A count is None where nobody counted."""
    return [
        {
            "value": value,
            "label": label,
            "url": _address(form, category=value if value != form.kind else ""),
            "count": counts.kinds.get(value, 0) if counts.kinds else None,
        }
        for value, label in LocationCategory.choices
    ]


def _facets(form: SearchForm, counts: Counts) -> list[dict[str, Any]]:
    """The filters' fields in order, those with choices as chips with the number of places that each would leave."""
    shown = []
    for field in form.filter_fields():
        counted = counts.choices.get(field.name, {})
        chips = [
            {"value": value, "label": label, "count": counted.get(value) if value else None}
            for value, label in getattr(field.field, "choices", ())
        ]
        shown.append({"field": field, "chips": chips, "value": str(field.value() or "")})
    return shown


def _readable(request: HttpRequest) -> dict[str, str]:
    """The parameters as PostgreSQL can take them."""
    return {name: str(value).replace("\x00", "") for name, value in request.GET.items()}


def _address(form: SearchForm, **changed: str) -> str:
    return f"?{urlencode(form.address(**changed))}"


@transaction.non_atomic_requests
@login_required
@require_safe
def place_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All that is known about a place, how old that is, and what is not known; a look at a saved one is counted."""
    # The page reads in a transaction that may only read, so that the count has one of its own after it.
    with transaction.atomic():
        place = with_marks(Location.objects.known_to(request.user), request.user).filter(pk=pk).first()
        if place is None:
            raise Http404
        saved = SavedPlace.objects.for_user(request.user).filter(location_id=pk).first()
        response = _place_page(request, place, saved)
    # What is fetched ahead, or only asked about, nobody has looked at.
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if saved is not None and request.method == "GET" and "prefetch" not in ahead.lower():
        count_view(saved)
    return response


def _place_page(request: HttpRequest, place: Location, saved: SavedPlace | None) -> HttpResponse:
    now = timezone.now()
    today, here = today_at(place, now), timezone.localtime(now)
    week, price = facts().week(place, today), facts().price(place)
    (similar, near), own = _around(place), presenters.own_facts(place)
    context = {
        "place": place,
        "kind": presenters.kind_words(place),
        "icon": presenters.icon_of(place),
        "details": place.details or {},
        "diets": presenters.diets(place),
        "saved": saved,
        "own": own,
        "zone": place.timezone or "UTC",
        "cuisines": [words.replace("_", " ") for words in place.cuisine_types or ()],
        "today": today,
        "week": week,
        "card": presenters.place_card(place, now),
        "names_zone": timezone.localtime(now, ZoneInfo(place.timezone or "UTC")).utcoffset() != here.utcoffset(),
        "price": price,
        "unknowns": [*presenters.unknowns(place, price.state), *own["unknown"]],
        "similar": [presenters.place_card(one, now, 1000 * one.distance_km) for one in similar],
        "tags": [tag.replace("_", " ") for tag in place.tags if tag not in SAID_ELSEWHERE],
        "may_change": place.created_by_id == request.user.pk
        and place.source == "user_created"
        and not (place.is_verified or place.deleted_at),
        "source": presenters.SOURCES.get(place.source or "", place.source or ""),
        "attribution": presenters.ATTRIBUTION.get(place.source or "", ""),
        "near": [presenters.place_card(one, now, 1000 * one.distance_km) for one in near],
        "points": presenters.points_of([place]),
        "is_gone": not place.is_active or place.deleted_at is not None,
    }
    return render(request, "places/place_detail.html", context)


def _around(place: Location) -> tuple[list[Any], list[Any]]:
    """The nearest places of the same kind, and the nearest others worth going to from here. One query."""
    if place.latitude is None or place.longitude is None:
        return [], []
    centre = Point(place.latitude, place.longitude)
    near = nearby_places(centre, radius_km=NEARBY_KM).filter(category__in=WORTH_NEARBY).exclude(pk=place.pk)
    alike = _of_its_kind(place, nearby_places(centre, radius_km=SIMILAR_KM, category=place.category))
    marked = near.annotate(is_similar=Value(False))[: NEARBY + SIMILAR]
    if alike is not None:
        marked = alike.exclude(pk=place.pk).annotate(is_similar=Value(True))[:SIMILAR].union(marked, all=True)
    rows: list[Any] = sorted(marked, key=lambda one: (one.distance_km, one.pk))
    similar = [one for one in rows if one.is_similar]
    return similar, [one for one in rows if not one.is_similar and one not in similar][:NEARBY]


def _of_its_kind(place: Location, rows: Any) -> Any:
    """Those of the place's kind, and of restaurants with a cuisine in common; None where the kind is not known."""
    if place.subcategory:
        rows = rows.filter(subcategory=place.subcategory)
    elif place.vehicle_type:
        rows = rows.filter(vehicle_type=place.vehicle_type)
    elif place.category not in KINDS_OF_THEIR_OWN:
        return None
    if place.category == LocationCategory.RESTAURANT and place.cuisine_types:
        rows = rows.filter(cuisine_types__overlap=place.cuisine_types)
    return rows
