"""The tool that looks for tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import Literal

from ai.draft import TurnDeps
from ai.facts import cost_words
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
from ai.tools.looking import no_more, open_at, place_facts, planned_place, unsuitable, walks_from
from trips import planner
from trips.planning.catalogue import Place
from trips.planning.cuisines import serves_cuisine
from trips.planning.estimates import cost_of
from trips.planning.interests import diet_named, satisfies_diet
from trips.planning.itinerary import PlannedDay
from trips.planning.kinds import is_chain, kind_named, kind_of
from trips.planning.money import Cost
from trips.planning.request import Party
from trips.sentences import saying

MEAL_TIMES = {"breakfast": time(9), "lunch": time(12, 30), "coffee": time(15), "dinner": time(19)}
NO_TABLES = ("bar", "pub", "nightclub")
# Kinds that are asked for by one name.
ALIKE = {"bar": ("bar", "pub")}
Point = tuple[float, float]
Price = Literal["cheap", "moderate", "fancy"]
# The price level, of four, that the dearest kind of place by the planner's estimates stands for.
TYPICAL_DEAREST = Decimal(3)
# Hours of the day at which a time alone means this meal.
MEAL_HOURS = (("breakfast", range(5, 11)), ("lunch", range(11, 15)), ("coffee", range(15, 17)))


async def find_food(
    ctx: Ctx,
    diets: list[str] | None = None,
    cuisines: list[str] | None = None,
    day_number: int | None = None,
    near: str | None = None,
    meal: str | None = None,
    at: time | None = None,
    price: Price | None = None,
    without: list[str] | None = None,
    kind: str | None = None,
    skip: int = 0,
) -> Answer:
    """Places to eat whose own tags meet the diets, open at meal time on a day of the trip, nearest to that day's stops.

    Diets that the traveller asked to be remembered hold where none are named; remembered cuisines come first.

    Args:
        diets: such as ["vegan"]; a place counts only when its tags say so.
        cuisines: such as ["italian"], or ["local"] for those of the country; one of several will do.
        day_number: the day of the trip.
        near: the name of a place to be close to, instead of the day's stops.
        meal: "breakfast", "lunch", "coffee" or "dinner"; the one of ``at``'s hour without it, else lunch.
        at: the time of day at which it has to be open; the meal's usual time without it.
        price: "cheap" puts the cheapest first, "fancy" the dearest, by known price levels and the planner's estimates
            for kinds of place, "moderate" what lies between.
        without: kinds or cuisines that are not wanted, such as ["fast_food"].
        kind: only this kind of place, such as "cafe", "bakery" or "bar".
        skip: how many of the first to leave out, to see further ones.
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
        served = meal if meal in MEAL_TIMES else _meal_at(at)
        hour = at.replace(tzinfo=None) if at else MEAL_TIMES[served]
        tables = [one for one in everything if _serves(deps, one, wanted, cuisines or (), kind)]
        tables = [one for one in tables if not _is_any(one, without)]
        open_then = [one for one in tables if open_at(one, on, hour) is not False]
        dear = _dearness(deps, open_then, served) if price else {}
        walks = walks_from(centre, [one.point for one in open_then])
        ranked = sorted(
            zip(open_then, walks, strict=True),
            key=lambda pair: (
                open_at(pair[0], on, hour) is None,
                is_chain(pair[0]) and price != "cheap",
                _by_price(dear.get(pair[0].id), price),
                not any(serves_cuisine(pair[0], cuisine) for cuisine in liked),
                pair[1][0],
                pair[0].name,
            ),
        )
        if ranked and not ranked[max(skip, 0) :]:
            return no_more(len(ranked))
        ranked = ranked[max(skip, 0) :][:MOST]
        if not ranked:
            what = short(" ".join([*wanted, *(cuisines or ())]) or kind or "food")
            return refusal(
                "nothing_found", saying("No place whose tags say {what} is open then.", what=what), checked=len(tables)
            )
        around = shown_name(origin.name, origin.name_en) if origin else None
        return {
            "ok": True,
            "date": on.isoformat(),
            "meal": served,
            "at": f"{hour:%H:%M}",
            "price": price,
            "kind": short(kind) if kind else None,
            "diets": wanted,
            "diets_remembered": remembered,
            "near": around or _around(day_number if stops else None, city),
            "places": [
                {
                    **place_facts(one, on),
                    "walk_minutes": minutes,
                    "metres": metres,
                    "estimated": True,
                    **_price_facts(deps, one, served),
                }
                for one, (minutes, metres) in ranked
            ],
            "how_many": len(open_then),
            "skipped": max(skip, 0),
        }

    return await answered(work)


def _day(deps: TurnDeps, day_number: int | None) -> PlannedDay | None:
    if day_number is None:
        return None
    plan = plan_at_hand(deps)
    day_at_hand(plan, day_number)
    return next(day for day in plan.days if day.number == day_number)


def _serves(
    deps: TurnDeps, place: Place, diets: Sequence[str], cuisines: Sequence[str], kind: str | None = None
) -> bool:
    of_kind = kind_named(kind) if kind else None
    is_one = kind_of(place).name in ALIKE.get(of_kind, (of_kind,)) if of_kind else place.subcategory not in NO_TABLES
    return (
        place.category == "restaurant"
        and is_one
        and all(satisfies_diet(place, diet) for diet in diets)
        and (not cuisines or any(serves_cuisine(place, cuisine) for cuisine in cuisines))
        and not unsuitable(deps, place)
    )


def _is_any(place: Place, kinds: Sequence[str] | None) -> bool:
    """Whether a place is of one of the kinds or cuisines that are not wanted."""
    return any(kind == place.subcategory or serves_cuisine(place, kind) for kind in kinds or ())


def _meal_at(at: time | None) -> str:
    if at is None:
        return "lunch"
    return next((meal for meal, hours in MEAL_HOURS if at.hour in hours), "dinner")


def _cost(deps: TurnDeps, place: Place, meal: str) -> Cost:
    """What one person pays for a meal there, as the planner reckons."""
    plan = present_plan(deps)
    currency = plan.currency if plan else deps.currency
    return cost_of(place, Party(), planner.estimates([currency]), currency, meal=meal)


def _price_facts(deps: TurnDeps, place: Place, meal: str) -> dict[str, object]:
    cost = _cost(deps, place, meal)
    facts: dict[str, object] = {"price_level": place.price_level} if place.price_level is not None else {}
    return facts | ({"price_each": cost_words(cost)} if cost.money is not None else {})


def _dearness(deps: TurnDeps, places: Sequence[Place], meal: str) -> dict[str, Decimal]:
    """How dear places are from 0 up, by id: the price level that a source gives, else the estimate for their kind,
    brought to the same measure; what neither knows is left out.
    """
    costs = {one.id: cost.money.amount for one in places if (cost := _cost(deps, one, meal)).money is not None}
    most = max(costs.values(), default=Decimal(0))
    found = {key: TYPICAL_DEAREST * amount / most for key, amount in costs.items() if most}
    return found | {one.id: Decimal(one.price_level) for one in places if one.price_level is not None}


def _by_price(dearness: Decimal | None, price: Price | None) -> Decimal:
    """What to sort by, the wanted price first and the unknown last."""
    if price is None:
        return Decimal(0)
    if dearness is None:
        return Decimal(100)
    return {"cheap": dearness, "moderate": abs(dearness - TYPICAL_DEAREST / 2), "fancy": -dearness}[price]


def _middle(points: Sequence[Point]) -> Point:
    latitudes, longitudes = sorted(point[0] for point in points), sorted(point[1] for point in points)
    return latitudes[len(latitudes) // 2], longitudes[len(longitudes) // 2]


def _around(day_number: int | None, city: str) -> str:
    """What tables are sought around, where nobody named a place."""
    if day_number is None:
        return saying("the middle of {city}", city=city)
    return saying("the stops of day {number}", number=day_number)
