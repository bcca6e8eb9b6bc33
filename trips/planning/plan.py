"""Plan a trip: from a structured request and a catalogue to days of timed stops, with nothing swept under the
rug.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trips.planning import optimise
from trips.planning.assemble import assemble_days, left_out
from trips.planning.catalogue import Place
from trips.planning.drafting import Drafted, UnknownDestinationError, draft, in_destination, normalised
from trips.planning.estimates import Estimates
from trips.planning.itinerary import Plan, PlannedDay, Reason, Stay, Unmet
from trips.planning.money import add_up
from trips.planning.prepare import Settings
from trips.planning.request import PlanRequest
from trips.planning.rhythm import ROUNDING, settled
from trips.planning.travel_time import MatrixProvider
from trips.planning.unmet import unmet_meals, unmet_musts, unmet_words
from trips.planning.verify import verify

# Share of the budget that a plan leaves unspent: estimates are estimates.
HEADROOM = 0.04


def plan_trip(
    request: PlanRequest,
    catalogue: Sequence[Place],
    estimates: Estimates,
    today: date,
    *,
    settings: Settings | None = None,
    provider: MatrixProvider | None = None,
) -> Plan:
    """A full trip for a request.

    Arguments:
        catalogue: all places that may be used; those of other cities are passed over.
        estimates: prices by kind, and exchange rates; without a row a cost is unknown.
        today: the traveller's date, to say that a trip is past or that hours are old.
        settings: how long the solver works (default: a fixed number of rounds, so that the same input gives
            the same plan).
        provider: travel times; default estimates from distance.

    Raises RequestError (UnknownDestinationError) when no plan can answer; what cannot be met of a wish that
    can be planned is told in `Plan.unmet`.
    """
    request.check()
    request = normalised(request)
    city, places = in_destination(catalogue, request)
    drafted = draft(request, places, estimates, settings or Settings(gap=ROUNDING), provider)
    solution = settled(drafted.prepared, solve_within(drafted))
    return finish(drafted, solution, city, estimates, today)


def solve_within(drafted: Drafted) -> optimise.Solution:
    """The solver's plan with a little of the budget kept in hand, unless a must-see or a table would be lost by it."""
    problem = drafted.prepared.problem
    if problem.budget is None:
        return optimise.solve(problem)
    careful = optimise.solve(replace(problem, budget=problem.budget * (1 - HEADROOM)))
    if _kept(drafted, careful) == _asked(drafted):
        return careful
    generous = optimise.solve(problem)
    return max(careful, generous, key=lambda solution: _kept(drafted, solution))


def _asked(drafted: Drafted) -> tuple[int, int]:
    meals = sum(1 for day in drafted.prepared.problem.days for meal in day.meals if meal.choices)
    return len(drafted.musts), meals


def _kept(drafted: Drafted, solution: optimise.Solution) -> tuple[int, int]:
    """How many must-sees and how many meals at a table a solution has."""
    visits = [visit for route in solution.routes for visit in route.visits if visit.stop is not None]
    stops = {visit.stop for visit in visits}
    return sum(option.id in stops for _, option in drafted.musts), sum(visit.meal is not None for visit in visits)


def finish(drafted: Drafted, solution: optimise.Solution, city: str, estimates: Estimates, today: date) -> Plan:
    """The plan of a solution, checked."""
    prepared, request = drafted.prepared, drafted.prepared.request
    days = assemble_days(prepared, solution)
    costs = [stop.cost for day in days for stop in day.stops]
    if prepared.stay is not None and prepared.stay.counted:
        costs.append(prepared.stay.cost)
    totals = add_up(costs, prepared.currency, estimates.rates)
    dropped = left_out(prepared, solution)
    left = float(request.budget.amount - totals.counted.amount) if request.budget else None
    unmet = [
        *drafted.unmet,
        *unmet_musts(drafted, solution),
        *unmet_meals(drafted, days, left, estimates.rates),
        *unmet_words(drafted, days),
    ]
    if request.budget is not None and totals.counted.amount > request.budget.amount:
        over = totals.counted.amount - request.budget.amount
        unmet.append(Unmet("budget", Reason("over_budget", {"over": str(over), "currency": totals.known.currency})))
    timezone = next(iter(prepared.clocks.values())).timezone
    plan = Plan(
        request,
        city,
        timezone,
        prepared.currency,
        days,
        totals,
        prepared.stay,
        tuple(unmet),
        dropped,
        _notes(request, days, prepared.stay, today),
        round(solution.score, 3),
    )
    return replace(plan, checked=not verify(plan, {place.id: place for place in drafted.places}))


def _notes(request: PlanRequest, days: Sequence[PlannedDay], stay: Stay | None, today: date) -> tuple[Reason, ...]:
    notes = [
        Reason(
            "dates",
            {"start": request.start_date.isoformat(), "end": request.end_date.isoformat(), "days": len(days)},
        )
    ]
    if request.end_date < today:
        notes.append(Reason("past", {"today": today.isoformat()}))
    for day in days:
        if day.holiday:
            notes.append(Reason("holiday", {"date": day.date.isoformat(), "holiday": day.holiday}))
    ages = sorted(stop.hours_as_of for day in days for stop in day.stops if stop.hours_known and stop.hours_as_of)
    if ages:
        months = (today.year - int(ages[0][:4])) * 12 + today.month - int(ages[0][5:7])
        notes.append(Reason("hours_age", {"oldest": ages[0], "months": months}))
    unknown = sum(1 for day in days for stop in day.stops if stop.place_id and not stop.hours_known)
    if unknown:
        notes.append(Reason("hours_unknown_count", {"count": unknown}))
    if stay is not None and stay.suggested and stay.nights and not stay.counted:
        notes.append(Reason("lodging_not_counted", {"name": stay.name, "nights": stay.nights}))
    return tuple(notes)


__all__ = ["Plan", "UnknownDestinationError", "finish", "plan_trip"]
