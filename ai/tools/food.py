"""The tool that looks for tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from ai.draft import TurnDeps
from ai.tools.base import (
    MOST,
    Answer,
    Ctx,
    answered,
    catalogue_city,
    day_at_hand,
    plan_at_hand,
    present_plan,
    refusal,
    short,
    shown_name,
)
from ai.tools.looking import open_at, place_facts, planned_place, unsuitable, walks_from
from trips import planner
from trips.planning.catalogue import Place
from trips.planning.interests import diet_named, satisfies_diet, serves_cuisine
from trips.planning.itinerary import PlannedDay
from trips.planning.kinds import is_chain

MEAL_TIMES = {"breakfast": time(9), "lunch": time(12, 30), "coffee": time(15), "dinner": time(19)}
NO_TABLES = ("bar", "pub", "nightclub")
Point = tuple[float, float]


async def find_food(
    ctx: Ctx,
    diets: list[str] | None = None,
    cuisines: list[str] | None = None,
    day_number: int | None = None,
    near: str | None = None,
    meal: str | None = None,
) -> Answer:
    """Places to eat whose own tags meet the diets, open at meal time on a day of the trip, nearest to that day's stops.

    Diets that the traveller asked to be remembered hold where none are named; remembered cuisines come first.

    Args:
        diets: such as ["vegan"]; a place counts only when its tags say so.
        cuisines: such as ["italian"].
        day_number: the day of the trip.
        near: the name of a place to be close to, instead of the day's stops.
        meal: "breakfast", "lunch", "coffee" or "dinner"; lunch without it.
    """

    def work() -> Answer:
        deps = ctx.deps
        day = _day(deps, day_number)
        city = catalogue_city(deps)
        everything = planner.catalogue(city)
        plan = present_plan(deps)
        on = day.date if day else (plan.days[0].date if plan and plan.days else deps.today)
        remembered = not diets and bool(deps.preferences.get("diets"))
        asked = [str(diet) for diet in diets or deps.preferences.get("diets", ())][:MOST]
        wanted = [diet_named(diet) or diet for diet in asked]
        liked = [] if cuisines else [str(one) for one in deps.preferences.get("cuisines", ())]
        origin = planned_place(deps, everything, near) if near else None
        stops = [stop for stop in (day.stops if day else ()) if stop.latitude is not None]
        points = [(stop.latitude or 0.0, stop.longitude or 0.0) for stop in stops]
        centre = origin.point if origin else _middle(points or [one.point for one in everything])
        at = MEAL_TIMES.get(meal or "lunch", MEAL_TIMES["lunch"])
        tables = [one for one in everything if _serves(deps, one, wanted, cuisines or ())]
        open_then = [one for one in tables if open_at(one, on, at) is not False]
        walks = walks_from(centre, [one.point for one in open_then])
        ranked = sorted(
            zip(open_then, walks, strict=True),
            key=lambda pair: (
                open_at(pair[0], on, at) is None,
                is_chain(pair[0]),
                not any(serves_cuisine(pair[0], cuisine) for cuisine in liked),
                pair[1][0],
                pair[0].name,
            ),
        )[:MOST]
        if not ranked:
            what = short(" ".join([*wanted, *(cuisines or ())]) or "food")
            return refusal("nothing_found", f"No place whose tags say {what} is open then.", checked=len(tables))
        around = shown_name(origin.name, origin.name_en) if origin else None
        return {
            "ok": True,
            "date": on.isoformat(),
            "meal": meal if meal in MEAL_TIMES else "lunch",
            "at": f"{at:%H:%M}",
            "diets": wanted,
            "diets_remembered": remembered,
            "near": around or (f"the stops of day {day_number}" if stops else f"the middle of {city}"),
            "places": [
                {**place_facts(one, on), "walk_minutes": minutes, "metres": metres, "estimated": True}
                for one, (minutes, metres) in ranked
            ],
            "how_many": len(open_then),
        }

    return await answered(work)


def _day(deps: TurnDeps, day_number: int | None) -> PlannedDay | None:
    if day_number is None:
        return None
    plan = plan_at_hand(deps)
    day_at_hand(plan, day_number)
    return next(day for day in plan.days if day.number == day_number)


def _serves(deps: TurnDeps, place: Place, diets: Sequence[str], cuisines: Sequence[str]) -> bool:
    return (
        place.category == "restaurant"
        and place.subcategory not in NO_TABLES
        and all(satisfies_diet(place, diet) for diet in diets)
        and all(serves_cuisine(place, cuisine) for cuisine in cuisines)
        and not unsuitable(deps, place)
    )


def _middle(points: Sequence[Point]) -> Point:
    latitudes, longitudes = sorted(point[0] for point in points), sorted(point[1] for point in points)
    return latitudes[len(latitudes) // 2], longitudes[len(longitudes) // 2]
