"""Which restaurants and cafés a meal may choose from, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import exp

from trips.planning.catalogue import Place, folded
from trips.planning.clock import DayClock
from trips.planning.estimates import Estimates
from trips.planning.interests import satisfies_diet
from trips.planning.itinerary import Alternative, Reason
from trips.planning.kinds import kind_of
from trips.planning.prepare import MealPlan, Option, table_option
from trips.planning.request import MealWish
from trips.planning.scoring import Scored, Taste
from trips.planning.travel_time import distance_metres
from trips.planning.windows import MEAL_MINUTES, meal_band, narrowed, visit_windows

# Of so many good tables known to be open, nobody has to try one whose hours are unknown.
ENOUGH_KNOWN = 3
CHEAPER = 4
_LOOKED_AT = 250
_ALTERNATIVE_DIETS = {"vegan": "vegetarian", "vegetarian": "pescetarian"}


def serves_meal(place: Place, wish: MealWish) -> bool:
    """Whether a place is of the kind that serves a meal, its diets aside.

    Cafés are for coffee and breakfast; one whose own tags name the diet that is asked for cooks for it as
    well.
    """
    kind = kind_of(place)
    if wish.name in ("coffee", "breakfast"):
        return kind.role == "coffee"
    return kind.role == "restaurant" or (kind.name == "cafe" and bool(wish.diets))


def ranked_tables(catalogue: Iterable[Place], taste: Taste, wish: MealWish, near: tuple[float, float]) -> list[Scored]:
    """Every place that serves the meal and meets its diets, best first: points, less for distance.

    Of several branches under one name only the nearest counts: nobody wants lunch and dinner at the same chain.
    """
    scored = [
        taste.score_table(place, wish.diets, wish.cuisines, wish.name)
        for place in catalogue
        if serves_meal(place, wish)
        and all(satisfies_diet(place, diet) for diet in wish.diets)
        and not taste.rules_out(place)
    ]

    def rank(one: Scored) -> tuple[float, str]:
        return -one.points * exp(-distance_metres(near, one.place.point) / 3000), one.place.id

    branches: dict[str, Scored] = {}
    for one in sorted(scored, key=lambda one: (distance_metres(near, one.place.point), one.place.id)):
        branches.setdefault(folded(one.place.name), one)
    return sorted(branches.values(), key=rank)


def choose_tables(
    catalogue: Sequence[Place],
    taste: Taste,
    clocks: Mapping[str, DayClock],
    near: tuple[float, float],
    estimates: Estimates,
    currency: str,
    country: str | None,
) -> tuple[dict[str, Option], dict[str, tuple[MealPlan, ...]]]:
    """Options for all meals, and each day's meals with the options that are open for them.

    A day's choices are the best by rank, at most three in a square of some 450 m, so that one is near
    wherever the day leads. With a budget, some of the next cheaper kind are among them. Known hours come
    first: places with unknown hours are only taken where fewer than three are known to be open.
    """
    request = taste.request
    options: dict[str, Option] = {}
    meals: dict[str, list[MealPlan]] = {name: [] for name in clocks}
    per_day = 8 + 2 * len(clocks)
    for asked in request.meals:
        wish = request.meal(asked.name) or asked
        ranked = ranked_tables(catalogue, taste, wish, near)
        ranked_options = [table_option(one, wish.name, request, estimates, currency) for one in ranked[:_LOOKED_AT]]
        band = meal_band(wish.name, country, request)
        for name, clock in clocks.items():
            opens, closes = clock.seconds_of(band[0]), clock.seconds_of(band[1])
            chosen = _open_tables(ranked_options, clock, opens, closes, per_day)
            if request.budget is not None:
                chosen.extend(_open_tables(_cheaper(ranked_options, chosen), clock, opens, closes, CHEAPER))
            options.update((option.id, option) for option in chosen)
            meals[name].append(
                MealPlan(
                    wish.name,
                    opens,
                    closes,
                    MEAL_MINUTES[wish.name],
                    tuple(option.id for option in chosen),
                    pause=wish.name != "coffee",
                )
            )
    return options, {name: tuple(of_day) for name, of_day in meals.items()}


def _cheaper(ranked: Sequence[Option], chosen: Sequence[Option]) -> list[Option]:
    """Tables that cost clearly less than any chosen one: with a budget they may buy what is wanted more."""
    prices = [option.cost.money.amount for option in chosen if option.cost.money is not None]
    if not prices:
        return []
    limit = min(prices) * Decimal("0.75")
    return [option for option in ranked if option.cost.money is not None and option.cost.money.amount < limit]


def _open_tables(ranked: Sequence[Option], clock: DayClock, opens: int, closes: int, limit: int) -> list[Option]:
    known: list[Option] = []
    guessed: list[Option] = []
    crowded: dict[tuple[int, int], int] = {}
    for option in ranked:
        found = visit_windows(option.place, clock, option.minutes)
        if not narrowed(found.windows, opens, closes):
            continue
        cell = (round(option.place.latitude * 250), round(option.place.longitude * 125))
        if crowded.get(cell, 0) >= 3:
            continue
        (known if found.known else guessed).append(option)
        if found.known:
            crowded[cell] = crowded.get(cell, 0) + 1
        if len(known) == limit:
            break
    return known if len(known) >= ENOUGH_KNOWN else known + guessed[: limit - len(known)]


def nearest_table(
    catalogue: Sequence[Place],
    taste: Taste,
    wish: MealWish,
    clock: DayClock,
    near: tuple[float, float],
    band_opens: int,
) -> Alternative | None:
    """What comes nearest to a meal that cannot be met: the diet at another hour, else a milder diet.

    None where even that does not exist. The plan never takes it by itself: it is for the traveller to choose.
    """
    best: tuple[int, Alternative] | None = None
    for one in ranked_tables(catalogue, taste, wish, near)[:_LOOKED_AT]:
        found = visit_windows(one.place, clock, kind_of(one.place).minutes)
        for first, last in found.windows:
            off = max(first - band_opens, band_opens - last, 0)
            if best is None or off < best[0]:
                opens = clock.local(first)
                differs = Reason(
                    "other_hours",
                    {
                        "opens": f"{opens:%H:%M}",
                        "hours": one.place.hours.describe(clock.day),
                        "known": found.known,
                    },
                )
                best = off, Alternative(one.place.id, one.place.name, differs)
    if best is not None:
        return best[1]
    milder = tuple(_ALTERNATIVE_DIETS.get(diet, "") for diet in wish.diets)
    if not any(milder):
        return None
    softer = MealWish(wish.name, tuple(diet for diet in milder if diet), wish.cuisines)
    for one in ranked_tables(catalogue, taste, softer, near)[:_LOOKED_AT]:
        if visit_windows(one.place, clock, kind_of(one.place).minutes).windows:
            return Alternative(one.place.id, one.place.name, Reason("milder_diet", {"diet": softer.diets[0]}))
    return None
