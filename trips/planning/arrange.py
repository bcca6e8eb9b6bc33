"""The whole of a plan as one problem: for a better order of its stops, and to score the order it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from trips.planning import optimise
from trips.planning.catalogue import Place
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop
from trips.planning.money import NO_RATES, Rates
from trips.planning.prepare import PACES, MealPlan, Option, Prepared, Settings, build, day_id
from trips.planning.retime import day_clock, in_currency, kept_option
from trips.planning.windows import MEAL_MINUTES, meal_band

TIDY_ROUNDS = 1500


def is_located(stop: PlannedStop) -> bool:
    """Whether a stop is somewhere: a place or an address of one's own, not time kept free for a meal."""
    return stop.place_id is not None or (stop.meal is None and stop.latitude is not None)


def whole_trip(plan: Plan, places: Mapping[str, Place], rates: Rates = NO_RATES) -> Prepared:
    """The problem of a plan's own stops over all its days, with the plan as what is present.

    Meals stay on their days; so do stops that are locked, booked, or planned against their places' hours.
    What else there is may change its day.
    """
    country = next((place.country for place in places.values() if place.country), None)
    clocks = {day_id(day.date): day_clock(plan, day.date) for day in plan.days}
    options: dict[str, Option] = {}
    meals: dict[str, tuple[MealPlan, ...]] = {}
    present: list[optimise.PresentVisit] = []
    for day in plan.days:
        name = day_id(day.date)
        clock = clocks[name]
        of_day = []
        for stop in day.stops:
            if is_located(stop):
                option = kept_option(stop, places, clock)
                options[stop.key] = option
                present.append(optimise.PresentVisit(stop.key, name, clock.seconds_at(stop.start), stop.meal))
            if stop.meal is not None:
                band = meal_band(stop.meal, country, plan.request)
                at = clock.seconds_at(stop.start)
                opens, closes = min(clock.seconds_of(band[0]), at), max(clock.seconds_of(band[1]), at)
                if is_located(stop):
                    of_day.append(MealPlan(stop.meal, opens, closes, stop.minutes, (stop.key,), pause=False))
                else:
                    minutes = stop.minutes or MEAL_MINUTES[stop.meal]
                    of_day.append(MealPlan(stop.meal, opens, closes, minutes, (), pause=True))
        meals[name] = tuple(of_day)
    movable = {
        key: option if _stays(plan, option) else replace(option, pinned_day=None) for key, option in options.items()
    }
    return build(
        plan.request,
        movable,
        meals,
        clocks,
        plan.stay,
        plan.currency,
        country,
        costs={key: in_currency(option.cost, plan.currency, rates) for key, option in movable.items()},
        budget=None,
        settings=Settings(
            iterations=TIDY_ROUNDS,
            present=tuple(present),
            any_pace=True,
            keep=None,
            day_starts={day.date: start_of(plan, day) for day in plan.days},
        ),
    )


def _stays(plan: Plan, option: Option) -> bool:
    stop = plan.stop(option.id)
    return option.any_hours or option.meal is not None or (stop is not None and (stop.locked or stop.booked))


def start_of(plan: Plan, day: PlannedDay) -> time:
    """When a day may start: as early as it does now, and no later than the request or its pace says."""
    usual = plan.request.day_start or PACES[plan.request.pace].day_start
    begins = day.departs or (day.stops[0].arrive if day.stops else None)
    return min(usual, begins.time()) if begins is not None else usual


def routes_of(plan: Plan) -> tuple[optimise.Route, ...]:
    """A plan's days as the solver's routes: the stops in their order, at their times."""
    routes = []
    for day in plan.days:
        clock = day_clock(plan, day.date)
        visits = tuple(
            optimise.Visit(
                stop.key if is_located(stop) else None,
                clock.seconds_at(stop.arrive),
                clock.seconds_at(stop.start),
                clock.seconds_at(stop.leave),
                stop.travel.seconds if stop.travel else 0,
                stop.meal,
            )
            for stop in day.stops
        )
        departs = clock.seconds_at(day.departs) if day.departs else 0
        returns = clock.seconds_at(day.returns) if day.returns else 0
        routes.append(optimise.Route(day_id(day.date), visits, departs, returns, 0, 0))
    return tuple(routes)


def optimization_score(plan: Plan, places: Mapping[str, Place], rates: Rates = NO_RATES) -> float:
    """How good the order of a plan is for its own stops, 0 to 1, four digits (formula in `docs/solver.md`).

    1 is an order with as little travel as the solver can find, at times that all hold.
    """
    prepared = whole_trip(plan, places, rates)
    return round(optimise.optimization_score(prepared.problem, routes_of(plan)), 4)
