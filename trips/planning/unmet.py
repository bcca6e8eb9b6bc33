"""What a plan could not meet: must-sees, meals and words, each with its rule and the nearest possible."""

from __future__ import annotations

from collections.abc import Sequence

from trips.planning import optimise
from trips.planning.drafting import Drafted, converted, same_kind_open
from trips.planning.interests import matches
from trips.planning.itinerary import Alternative, PlannedDay, Reason, Unmet, Value
from trips.planning.money import Rates
from trips.planning.prepare import (
    day_id,
)
from trips.planning.request import MealWish
from trips.planning.tables import nearest_table


def unmet_musts(drafted: Drafted, solution: optimise.Solution) -> list[Unmet]:
    """Must-sees that the solver could not place, each with its rule or the must-see it clashes with."""
    visited = {visit.stop for route in solution.routes for visit in route.visits}
    why = {dropped.stop: dropped for dropped in solution.dropped}
    clashes = {(clash.first, clash.second): clash.because for clash in solution.clashes}
    found = []
    for _, option in drafted.musts:
        if option.id in visited:
            continue
        clash = next((pair for pair in clashes if option.id in pair), None)
        dropped = why.get(option.id)
        if clash is not None:
            other = clash[1] if clash[0] == option.id else clash[0]
            named = drafted.prepared.options[other].place.name if other in drafted.prepared.options else other
            reason = Reason("clash", {"name": option.place.name, "other": named, "because": clashes[clash]})
        else:
            because = dropped.because if dropped else ""
            reason = Reason("did_not_fit", {"name": option.place.name, "because": because})
        found.append(Unmet(option.place.name, reason, None, same_kind_open(drafted.prepared.options, option.place)))
    return found


def unmet_meals(drafted: Drafted, days: Sequence[PlannedDay], left: float | None, rates: Rates) -> list[Unmet]:
    """Meals without a table: for each the rule, and the nearest table that would do, if any.

    left: what is left of the budget, in the trip's currency; None without one.
    """
    found = []
    prepared, request = drafted.prepared, drafted.prepared.request
    for day in days:
        clock = prepared.clocks[day_id(day.date)]
        for meal in prepared.meals[day_id(day.date)]:
            served = [stop for stop in day.stops if stop.meal == meal.name]
            if any(stop.place_id for stop in served):
                continue
            wish = request.meal(meal.name) or MealWish(meal.name)
            said = " ".join((*wish.diets, meal.name))
            code = "meal_did_not_fit" if meal.choices else "no_table_open"
            values: dict[str, Value] = {
                "meal": meal.name,
                "diet": " and ".join(wish.diets),
                "kept_free": bool(served),
            }
            costs = [converted(prepared.options[name].cost, prepared.currency, rates) for name in meal.choices]
            cheapest = min((cost for cost in costs if cost is not None), default=None)
            if left is not None and cheapest is not None and None not in costs and cheapest > left:
                code = "meal_over_budget"
                values.update(cheapest=f"{cheapest:.2f}", left=f"{left:.2f}", currency=prepared.currency)
            alternative = None
            if not meal.choices:
                alternative = nearest_table(drafted.places, drafted.taste, wish, clock, drafted.heart, meal.opens)
            found.append(Unmet(said, Reason(code, values), day.date, alternative))
    return found


def unmet_words(drafted: Drafted, days: Sequence[PlannedDay]) -> list[Unmet]:
    """Wishes that nobody understood, interests that the catalogue or the plan has nothing for."""
    request, taste = drafted.prepared.request, drafted.taste
    found = [Unmet(word, Reason("not_understood", {"word": word})) for word in taste.unknown_words]
    found.extend(Unmet(word, Reason("not_understood", {"word": word})) for word in request.other_wishes)
    found.extend(Unmet(word, Reason("accessibility_unknown", {"word": word})) for word in request.unread_accessibility)
    by_id = {place.id: place for place in drafted.places}
    visited = [by_id[stop.place_id] for day in days for stop in day.stops if stop.place_id in by_id]
    for interest in taste.interests:
        if any(matches(place, interest) for place in visited):
            continue
        offered = [option for option in drafted.prepared.options.values() if matches(option.place, interest)]
        best = min(offered, key=lambda option: (-option.scored.points, option.id), default=None)
        if best is None:
            found.append(Unmet(interest.name, Reason("no_such_place", {"what": interest.name})))
        else:
            nearest = Alternative(best.place.id, best.place.name, Reason("would_fit_alone"))
            found.append(
                Unmet(
                    interest.name,
                    Reason("did_not_fit", {"name": interest.name, "because": ""}),
                    None,
                    nearest,
                )
            )
    return found
