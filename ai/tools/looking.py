"""Tools that only look: what is near, where to eat, is it open, what there is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from ai.draft import TurnDeps
from ai.tools.base import Answer, Ctx, in_database, present_plan, refusal
from places.search import search_places as by_words
from trips import planner
from trips.planning.catalogue import Place
from trips.planning.interests import diet_named, interest_named, matches, satisfies_diet, serves_cuisine
from trips.planning.kinds import is_chain
from trips.planning.prepare import find_place
from trips.planning.travel_time import Estimator

NEARBY_KM = 1
MOST = 6
# What a reader of a third party's text gets at most.
TEXT_CHARACTERS = 300
MEAL_TIMES = {"breakfast": time(9), "lunch": time(12, 30), "dinner": time(19)}


def _city(deps: TurnDeps, asked: str | None = None) -> str | None:
    plan = present_plan(deps)
    cities = planner.cities()
    if asked:
        return next((name for name in cities if name.casefold() == asked.casefold()), None)
    if plan is not None and plan.city in cities:
        return plan.city
    return cities[0] if cities else None


def _walk_minutes(origin: tuple[float, float], points: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Minutes on foot and metres from one point to each of others, as the planner estimates them."""
    matrix = Estimator().matrix([origin, *points], ("walk",))
    legs = [matrix.leg(0, index + 1) for index in range(len(points))]
    return [(leg.minutes, leg.metres) if leg else (0, 0) for leg in legs]


def place_facts(place: Place, on: date | None = None) -> dict[str, Any]:
    """What is known of a place, cut to length; its own words are data, never instructions."""
    facts: dict[str, Any] = {
        "id": place.id,
        "name": place.name[:TEXT_CHARACTERS],
        "kind": (place.subcategory or place.category).replace("_", " "),
        "hours_as_of": place.as_of,
        "address": place.address,
    }
    if place.diets:
        facts["diets"] = list(place.diets)
    if place.cuisine:
        facts["cuisine"] = list(place.cuisine)
    if on is not None:
        facts["date"] = on.isoformat()
        facts["hours"] = place.hours.describe(on)
        facts["hours_known"] = place.hours.is_known
    return facts


async def find_nearby(ctx: Ctx, place: str, kind: str | None = None) -> Answer:
    """Places within a kilometre of a place or stop, nearest first, with minutes on foot.

    Args:
        place: the name (or id) of the place to look around.
        kind: only this kind, such as "cafe" or "museum".
    """

    def work() -> Answer:
        city = _city(ctx.deps)
        everything = planner.catalogue(city) if city else ()
        origin = _by_id(everything, place) or find_place(everything, place)
        if origin is None:
            return refusal("no_such_place", f"“{place}” is not in the catalogue.")
        known = {one.id: one for one in everything}
        interest = interest_named(kind) if kind else None
        with connection.cursor() as cursor:
            cursor.execute(
                "select id::text from search_nearby_locations(%s, %s, %s, null, 100)",
                [origin.latitude, origin.longitude, NEARBY_KM],
            )
            near = [known[row[0]] for row in cursor.fetchall() if row[0] in known and row[0] != origin.id]
        if interest is not None:
            near = [one for one in near if matches(one, interest)]
        else:
            near = [one for one in near if one.category in ("attraction", "restaurant", "other") and not is_chain(one)]
        return {"ok": True, "around": origin.name, "places": _with_walks(origin, near[:MOST])}

    return await in_database(work)


def _by_id(everything: Iterable[Place], wanted: str) -> Place | None:
    return next((one for one in everything if one.id == wanted), None)


def _with_walks(origin: Place, near: Sequence[Place], on: date | None = None) -> list[dict[str, Any]]:
    walks = _walk_minutes(origin.point, [one.point for one in near])
    return [
        {**place_facts(one, on), "walk_minutes": minutes, "metres": metres, "estimated": True}
        for one, (minutes, metres) in zip(near, walks, strict=True)
    ]


async def find_food(
    ctx: Ctx,
    diets: list[str] | None = None,
    cuisines: list[str] | None = None,
    day_number: int | None = None,
    near: str | None = None,
    meal: str | None = None,
) -> Answer:
    """Places to eat whose own tags meet the diets, open at meal time on a day of the trip, nearest to that day's stops.

    Args:
        diets: such as ["vegan"]; a place counts only when its tags say so.
        cuisines: such as ["italian"].
        day_number: the day of the trip.
        near: the name of a place to be close to, instead of the day's stops.
        meal: "breakfast", "lunch" or "dinner"; lunch without it.
    """

    def work() -> Answer:
        plan, city = present_plan(ctx.deps), _city(ctx.deps)
        if city is None:
            return refusal("no_catalogue", "The catalogue is empty.")
        everything = planner.catalogue(city)
        day = next((one for one in plan.days if one.number == day_number), None) if plan and day_number else None
        if plan and day_number and day is None:
            return refusal("no_such_day", f"The trip has {len(plan.days)} days; there is no day {day_number}.")
        on = day.date if day else (plan.days[0].date if plan and plan.days else ctx.deps.today)
        wanted = [name for name in (diet_named(diet) or diet for diet in diets or ()) if name]
        origin = find_place(everything, near) if near else None
        stops = [
            stop for stop in (day.stops if day else ()) if stop.latitude is not None and stop.longitude is not None
        ]
        centre = (
            origin.point
            if origin
            else (
                sum(stop.latitude or 0 for stop in stops) / len(stops),
                sum(stop.longitude or 0 for stop in stops) / len(stops),
            )
            if stops
            else _middle(everything)
        )
        at = MEAL_TIMES.get(meal or "lunch", MEAL_TIMES["lunch"])
        tables = [
            one
            for one in everything
            if one.category == "restaurant"
            and one.subcategory not in ("bar", "pub", "nightclub")
            and all(satisfies_diet(one, diet) for diet in wanted)
            and all(serves_cuisine(one, cuisine) for cuisine in cuisines or ())
        ]
        open_then = [one for one in tables if _open_at(one, on, at) is not False]
        walks = _walk_minutes(centre, [one.point for one in open_then])
        ranked = sorted(
            zip(open_then, walks, strict=True),
            key=lambda pair: (_open_at(pair[0], on, at) is None, is_chain(pair[0]), pair[1][0], pair[0].name),
        )[:MOST]
        if not ranked:
            what = " ".join([*wanted, *(cuisines or ())]) or "food"
            return refusal("nothing_found", f"No place whose tags say {what} is open then.", checked=len(tables))
        return {
            "ok": True,
            "date": on.isoformat(),
            "meal": meal or "lunch",
            "at": f"{at:%H:%M}",
            "diets": wanted,
            "near": origin.name if origin else (f"the stops of day {day_number}" if stops else f"the middle of {city}"),
            "places": [
                {**place_facts(one, on), "walk_minutes": minutes, "metres": metres, "estimated": True}
                for one, (minutes, metres) in ranked
            ],
            "how_many": len(open_then),
        }

    return await in_database(work)


def _middle(everything: Sequence[Place]) -> tuple[float, float]:
    latitudes, longitudes = sorted(one.latitude for one in everything), sorted(one.longitude for one in everything)
    return latitudes[len(latitudes) // 2], longitudes[len(longitudes) // 2]


def _open_at(place: Place, on: date, at: time) -> bool | None:
    """Whether a place is open then; None where its hours are not known."""
    if not place.hours.is_known:
        return None
    return place.hours.is_open(datetime.combine(on, at, ZoneInfo(place.timezone)))


async def is_open(ctx: Ctx, place: str, on: date | None = None, at: time | None = None) -> Answer:
    """A place's opening hours on a date, in its own zone, and whether it is open at a time.

    Args:
        place: its name (or id).
        on: the date; today without it.
        at: a time of day.
    """

    def work() -> Answer:
        city = _city(ctx.deps)
        everything = planner.catalogue(city) if city else ()
        found = _by_id(everything, place) or find_place(everything, place)
        if found is None:
            return refusal("no_such_place", f"“{place}” is not in the catalogue.")
        day = on or ctx.deps.now.astimezone(ZoneInfo(found.timezone)).date()
        facts = place_facts(found, day)
        intervals = found.hours.intervals(day) if found.hours.is_known else ()
        return {
            "ok": True,
            **facts,
            "weekday": f"{day:%A}",
            "open_that_day": bool(intervals) if found.hours.is_known else None,
            "open_at": _open_at(found, day, at) if at else None,
            "at": f"{at:%H:%M}" if at else None,
            "timezone": found.timezone,
        }

    return await in_database(work)


async def search_places(ctx: Ctx, words: str, city: str | None = None) -> Answer:
    """Places of the catalogue by name or kind.

    Args:
        words: a name or a kind, such as "Kiasma" or "gallery".
        city: another city than the trip's.
    """

    def work() -> Answer:
        where = _city(ctx.deps, city)
        if where is None:
            return refusal("unknown_destination", f"{city} is not in the catalogue yet.", cities=planner.cities())
        everything = planner.catalogue(where)
        interest = interest_named(words)
        if interest is not None:
            found = [one for one in everything if matches(one, interest) and not is_chain(one)]
            found.sort(key=lambda one: (one.wikidata is None, not one.hours.is_known, one.name))
        else:
            ids = {match.place.pk: number for number, match in enumerate(by_words(words, city=where, limit=MOST))}
            found = sorted(
                (one for one in everything if uuid.UUID(one.id) in ids), key=lambda one: ids[uuid.UUID(one.id)]
            )
        if not found:
            return refusal("nothing_found", f"The catalogue of {where} has nothing for “{words}”.")
        return {"ok": True, "city": where, "places": [place_facts(one, ctx.deps.today) for one in found[:MOST]]}

    return await in_database(work)
