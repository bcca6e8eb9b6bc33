"""The catalogue as a page asks for it: words, filters, a page of the best known.

Filters leave out what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import reduce
from operator import and_
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Case, Count, DateField, DateTimeField, F, Func, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from places.marks import with_marks
from places.models import Location, LocationCategory
from places.opening import today_at
from places.search import MOST, search_places
from tripos.web.place_facts import facts

# What one goes to comes before what one goes through.
WORTH = Case(When(category__in=["transport", "other"], then=Value(1)), default=Value(0))
SIGHTS = ("museum", "gallery", "place_of_worship", "viewpoint", "castle", "attraction")
KNOWN = Case(
    When(tags__contains=["notable"], subcategory__in=SIGHTS, then=Value(0)),
    When(tags__contains=["notable"], then=Value(1)),
    default=Value(2),
)
A_PAGE = 24
MOST_SHOWN = 48
MOST_READ = 400
"""Places whose hours are read for one answer at most: hours are a text that the database cannot compare."""


FACETS: dict[str, tuple[str, ...]] = {
    "rating": ("3", "4", "4.5"),
    "access": ("yes", "limited"),
    "diet": ("vegetarian", "vegan", "gluten_free", "lactose_free", "halal", "kosher"),
    "price": ("1", "2", "3", "4"),
}
"""Filters whose choices are counted, beside the categories."""
BY_THE_CLOCK = ("open_on", "open_at", "open_now")


@dataclass(frozen=True)
class Counts:
    """How many places there would be: of each category with the filters as they are, and with each choice of a filter.

    Attributes:
        kinds: by category; empty where nobody counted.
        choices: by the filter's name and the choice.
    """

    kinds: dict[str, int] = field(default_factory=dict)
    choices: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """Places, the page of the catalogue they are (none for a search), and whether there are more than are shown."""

    places: list[Location]
    page: Any = None
    is_full: bool = False
    counts: Counts = field(default_factory=Counts)


def browse(user: Any, words: str, category: str, asked: Mapping[str, Any], page: str, now: datetime) -> Found:
    """The places that meet everything asked for, with at most two queries; each as :mod:`places.marks` reads it.

    Args:
        words: what was typed; the best match comes first. Without words the best known comes first, and with a rating
            asked for the best rated.
        category: a value of LocationCategory, or empty for all.
        asked: filters by name, as :meth:`places.forms.SearchForm.asked` gives them.
        page: the number of the page as the address has it; a search has one page.
        now: an aware moment, for "open at" without a day.
    """
    if words:
        return _searched(user, words, category, asked, now)
    every = Location.objects.for_user(user)
    rows = filtered(every, asked)
    rows = rows.filter(category=category) if category else rows
    by_rating = [F("rating").desc(nulls_last=True)] if "rating" in asked else []
    rows = with_marks(rows, user).order_by(*by_rating, WORTH, KNOWN, "name", "id")
    if any(name in asked for name in BY_THE_CLOCK):
        read = list(rows.exclude(opening_hours__isnull=True, hours_of_operation__isnull=True)[:MOST_READ])
        places = open_then(read, asked, now)
        return Found(places[:MOST_SHOWN], is_full=len(places) > MOST_SHOWN or len(read) == MOST_READ)
    counts = counted(every, category, asked)
    pages = Paginator(rows, A_PAGE)
    # Counted with everything else already; the paginator would count again.
    pages.count = counts.kinds.get(category, 0) if category else sum(counts.kinds.values())
    shown = pages.get_page(page)
    return Found(list(shown.object_list), shown, counts=counts)


def _searched(user: Any, words: str, category: str, asked: Mapping[str, Any], now: datetime) -> Found:
    matches = search_places(words, category=category or None, city=asked.get("city"), limit=MOST)
    order = {match.place.pk: number for number, match in enumerate(matches)}
    # The search has looked at the city, and by the words of it.
    rest = {name: value for name, value in asked.items() if name != "city"}
    rows = filtered(Location.objects.for_user(user).filter(pk__in=order), rest)
    places = sorted(with_marks(rows, user), key=lambda place: order[place.pk])
    places = open_then(places, asked, now)
    kinds: dict[str, int] = {}
    for place in places if len(matches) < MOST and not category else ():
        kinds[place.category] = kinds.get(place.category, 0) + 1
    is_full = len(places) > MOST_SHOWN or len(matches) == MOST
    return Found(places[:MOST_SHOWN], is_full=is_full, counts=Counts(kinds))


def filtered(rows: Any, asked: Mapping[str, Any]) -> Any:
    """Rows of the catalogue that are known to meet the filters which the database can compare."""
    return rows.filter(*conditions(asked).values())


def conditions(asked: Mapping[str, Any]) -> dict[str, Q]:
    """What the database compares for each filter that is set; those by the clock are not among them."""
    return {name: condition for name, value in asked.items() if (condition := _condition(name, value)) is not None}


COLUMNS_OF_WORDS = {"cuisine": "cuisine_types", "diet": "dietary_options", "ambiance": "ambiance"}


def _condition(name: str, value: Any) -> Q | None:
    if column := COLUMNS_OF_WORDS.get(name):
        return Q(**{f"{column}__contains": [_tag(value)]})
    match name:
        case "city":
            return Q(city__iexact=value)
        case "feature":
            return Q(rental_features__contains=[_tag(value)])
        case "price":
            return Q(price_level__lte=int(value))
        case "rating":
            return Q(rating__gte=value)
        case "access":
            return Q(details__wheelchair__in=["yes", "limited"] if value == "limited" else ["yes"])
        case "event_type":
            return Q(event_type__iexact=value)
        case "from_day":
            return Q(LessThanOrEqual(_day_there("event_start_time"), value)) & Q(
                GreaterThanOrEqual(_day_there(Coalesce("event_end_time", "event_start_time")), value)
            )
        case "vehicle":
            return Q(vehicle_type__iexact=value)
        case "most_a_day":
            return Q(daily_rate__lte=value)
        case "area":
            inside: Q = value.holds()
            return inside
    return None


def counted(rows: Any, category: str, asked: Mapping[str, Any]) -> Counts:
    """How many places each category and each choice of a filter would leave. One query.

    Args:
        rows: the catalogue.
        category: the one that is chosen, or empty; choices are counted in it.
        asked: filters by name, as for :func:`browse`.
    """
    met = conditions(asked)
    of_kind = {"category": Q(category=category)} if category else {}
    wanted: dict[tuple[str, str], Q] = {
        ("kind", kind): _all([Q(category=kind), *met.values()]) for kind in LocationCategory.values
    }
    for name, choices in FACETS.items():
        others = [condition for other, condition in (met | of_kind).items() if other != name]
        for choice in choices:
            condition = _condition(name, choice)
            if condition is not None:
                wanted[name, choice] = _all([condition, *others])
    names = {f"n{number}": key for number, key in enumerate(wanted)}
    found = rows.aggregate(**{name: Count("pk", filter=wanted[key]) for name, key in names.items()})
    counts = Counts()
    for name, (group, choice) in names.items():
        where = counts.kinds if group == "kind" else counts.choices.setdefault(group, {})
        where[choice] = found[name]
    return counts


def _all(parts: Iterable[Q]) -> Q:
    return reduce(and_, parts)


def open_then(places: Iterable[Location], asked: Mapping[str, Any], now: datetime) -> list[Location]:
    """Those known to be open at the day and time asked for, where they are; all when neither is asked for.

    A time without a day is today's, a day without a time is any time of that day. "Open now" is this moment.
    """
    day: date | None = asked.get("open_on")
    clock: time | None = asked.get("open_at")
    if asked.get("open_now"):
        places = [place for place in places if (state := facts().now(place, now)) is not None and state.is_open]
    return [place for place in places if (day is None and clock is None) or _is_open(place, day, clock, now)]


def _is_open(place: Location, day: date | None, clock: time | None, now: datetime) -> bool:
    there = day or today_at(place, now)
    if clock is None:
        week = facts().week(place, there)
        return bool(week) and week[0].words != "closed"

    moment = datetime.combine(there, clock, ZoneInfo(place.timezone or "UTC"))
    found = facts().now(place, moment)
    return found is not None and found.is_open


def _day_there(moment: Any) -> Cast:
    """The date of a column's moment where the place is."""
    clock: Func = Func(Coalesce("timezone", Value("UTC")), moment, function="timezone", output_field=DateTimeField())
    return Cast(clock, DateField())


def _tag(words: str) -> str:
    """As the catalogue writes it: "Child seat" is child_seat."""
    return "_".join(words.casefold().replace("-", " ").split())
