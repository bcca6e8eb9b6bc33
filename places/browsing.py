"""The catalogue as a page asks for it: words, filters, a page of the best known.

Filters leave out what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Case, DateField, DateTimeField, F, Func, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from places import presenters
from places.models import Location
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


@dataclass(frozen=True)
class Found:
    """Places, the page of the catalogue they are (none for a search), and whether there are more than are shown."""

    places: list[Location]
    page: Any = None
    is_full: bool = False


def browse(user: Any, words: str, category: str, asked: Mapping[str, Any], page: str, now: datetime) -> Found:
    """The places that meet everything asked for, with at most three queries.

    Args:
        words: what was typed; the best match comes first. Without words the best known comes first, and with a rating
            asked for the best rated.
        category: a value of LocationCategory, or empty for all.
        asked: filters by name, as :meth:`places.forms.SearchForm.asked` gives them.
        page: the number of the page as the address has it; a search has one page.
        now: an aware moment, for "open at" without a day.
    """
    at_hours = "open_on" in asked or "open_at" in asked
    rows = filtered(Location.objects.for_user(user), asked)
    rows = rows.filter(category=category) if category else rows
    if words:
        matches = search_places(words, category=category or None, city=asked.get("city"), limit=MOST)
        order = {match.place.pk: number for number, match in enumerate(matches)}
        places = [match.place for match in matches]
        if set(asked) - {"open_on", "open_at", "city"}:
            places = sorted(rows.filter(pk__in=order), key=lambda place: order[place.pk])
        places = list(open_then(places, asked, now))
        return Found(places[:MOST_SHOWN], is_full=len(places) > MOST_SHOWN or len(matches) == MOST)
    by_rating = [F("rating").desc(nulls_last=True)] if "rating" in asked else []
    rows = rows.order_by(*by_rating, WORTH, KNOWN, "name", "id")
    if at_hours:
        read = list(rows.exclude(opening_hours__isnull=True)[:MOST_READ])
        places = list(open_then(read, asked, now))
        return Found(places[:MOST_SHOWN], is_full=len(places) > MOST_SHOWN or len(read) == MOST_READ)
    shown = Paginator(rows, A_PAGE).get_page(page)
    return Found(list(shown.object_list), shown)


def filtered(rows: Any, asked: Mapping[str, Any]) -> Any:
    """Rows of the catalogue that are known to meet the filters which the database can compare."""
    if city := asked.get("city"):
        rows = rows.filter(city__iexact=city)
    for name, column in (("cuisine", "cuisine_types"), ("diet", "dietary_options"), ("ambiance", "ambiance")):
        if value := asked.get(name):
            rows = rows.filter(**{f"{column}__contains": [_tag(value)]})
    if value := asked.get("feature"):
        rows = rows.filter(rental_features__contains=[_tag(value)])
    if value := asked.get("price"):
        rows = rows.filter(price_level__lte=int(value))
    if value := asked.get("rating"):
        rows = rows.filter(rating__gte=value)
    if value := asked.get("access"):
        rows = rows.filter(details__wheelchair__in=["yes", "limited"] if value == "limited" else ["yes"])
    if value := asked.get("event_type"):
        rows = rows.filter(event_type__iexact=value)
    if value := asked.get("from_day"):
        rows = rows.filter(
            LessThanOrEqual(_day_there("event_start_time"), value),
            GreaterThanOrEqual(_day_there(Coalesce("event_end_time", "event_start_time")), value),
        )
    if value := asked.get("vehicle"):
        rows = rows.filter(vehicle_type__iexact=value)
    if (value := asked.get("most_a_day")) is not None:
        rows = rows.filter(daily_rate__lte=value)
    return rows


def open_then(places: Iterable[Location], asked: Mapping[str, Any], now: datetime) -> Iterable[Location]:
    """Those known to be open at the day and time asked for, where they are; all when neither is asked for.

    A time without a day is today's, a day without a time is any time of that day.
    """
    day: date | None = asked.get("open_on")
    clock: time | None = asked.get("open_at")
    return [place for place in places if (day is None and clock is None) or _is_open(place, day, clock, now)]


def _is_open(place: Location, day: date | None, clock: time | None, now: datetime) -> bool:
    there = day or presenters.today_at(place, now)
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
