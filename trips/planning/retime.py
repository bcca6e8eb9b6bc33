"""One day of a plan as a problem of its own: kept stops as they are, and their times when the order stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from trips.planning import optimise
from trips.planning.assemble import assemble_days
from trips.planning.catalogue import Place
from trips.planning.clock import DayClock, on_mark
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop
from trips.planning.money import Cost, Rates
from trips.planning.prepare import STAY_ID, MealPlan, Option, Prepared, Settings, build, day_id
from trips.planning.scoring import Scored
from trips.planning.windows import MEAL_MINUTES, meal_band, visit_windows

MARK = 300
# Written anew from the times and hours of each version of a day.
FRESH_REASONS = frozenset(
    {
        "open_until",
        "hours_unknown",
        "hours_uncertain",
        "hours_comment",
        "holiday_hours",
        "near",
        "waits",
        "free_meal",
    }
)


def kept_option(stop: PlannedStop, places: Mapping[str, Place], clock: DayClock, *, move: bool = False) -> Option:
    """A stop of the present plan as an option that must stay, under its own key.

    What the traveller has there against its hours stays against its hours; with `move` (to another day) the
    hours of the new day are asked. A booked or locked stop keeps its time.
    """
    place = places.get(stop.place_id or "")
    private = place is None
    if place is None:
        place = Place(
            id=stop.key,
            name=stop.name,
            category="other",
            subcategory=stop.subcategory,
            latitude=stop.latitude or 0.0,
            longitude=stop.longitude or 0.0,
            timezone=stop.timezone,
        )
    found = visit_windows(place, clock, stop.minutes).windows
    at = clock.seconds_at(stop.start)
    against_hours = not move and not any(first <= at <= last for first, last in found)
    reasons = tuple(reason for reason in stop.reasons if reason.code not in FRESH_REASONS)
    return Option(
        id=stop.key,
        place=place,
        kind=stop.kind,
        minutes=stop.minutes,
        scored=Scored(place, 50.0, reasons),
        cost=stop.cost,
        meal=stop.meal,
        must=True,
        pinned_day=clock.day,
        booked_at=at if (stop.booked or stop.locked) and not move else None,
        locked=False,
        category=None,
        any_hours=private or against_hours,
        private=private,
    )


def day_problem(
    plan: Plan,
    clock: DayClock,
    kept: Sequence[Option],
    free_meals: Sequence[PlannedStop],
    added: Sequence[Option],
    country: str | None,
    rates: Rates,
    *,
    budget: float | None = None,
    day_start: time | None = None,
    iterations: int = 1500,
) -> Prepared:
    """The problem of one day: `kept` must stay, each kept meal at its table, and some of `added` may come."""
    meals = []
    for option in kept:
        if option.meal is not None:
            band = meal_band(option.meal, country, plan.request, by_hand=True)
            opens, closes = clock.seconds_of(band[0]), clock.seconds_of(band[1])
            present = next((stop for stop in plan.stops if stop.key == option.id), None)
            if present is not None and present.start.date() == clock.day:
                at = clock.seconds_at(present.start)
                opens, closes = min(opens, at), max(closes, at)
            meals.append(MealPlan(option.meal, opens, closes, option.minutes, (option.id,), pause=False))
    for stop in free_meals:
        if stop.meal is not None:
            band = meal_band(stop.meal, country, plan.request, by_hand=True)
            opens, closes = clock.seconds_of(band[0]), clock.seconds_of(band[1])
            meals.append(MealPlan(stop.meal, opens, closes, MEAL_MINUTES[stop.meal], (), pause=True))
    by_meal: dict[str, list[str]] = {}
    for option in added:
        if option.meal is not None:
            by_meal.setdefault(option.meal, []).append(option.id)
    for meal, choices in by_meal.items():
        band = meal_band(meal, country, plan.request, by_hand=True)
        opens, closes = clock.seconds_of(band[0]), clock.seconds_of(band[1])
        meals = [one for one in meals if one.name != meal]
        meals.append(MealPlan(meal, opens, closes, MEAL_MINUTES[meal], tuple(choices), pause=False))
    name = day_id(clock.day)
    options = {option.id: option for option in (*kept, *added)}
    return build(
        plan.request,
        options,
        {name: tuple(meals)},
        {name: clock},
        plan.stay,
        plan.currency,
        country,
        costs={key: in_currency(option.cost, plan.currency, rates) for key, option in options.items()},
        budget=budget,
        settings=Settings(
            iterations=iterations,
            any_pace=True,
            keep=None,
            day_starts={clock.day: day_start} if day_start else {},
        ),
    )


def in_currency(cost: Cost, currency: str, rates: Rates) -> float | None:
    """A cost in the trip's currency for the solver, which counts without cents' exactness; None where
    unknown.
    """
    changed = rates.convert(cost.money, currency) if cost.money is not None else None
    return float(changed.amount) if changed is not None else None


def sooner(stops: Sequence[PlannedStop], seconds: int) -> tuple[PlannedStop, ...]:
    """The stops as wished so much earlier, in whole steps of five minutes; dinner, an event and what is booked or
    locked keep their times.
    """
    by = timedelta(seconds=seconds // MARK * MARK)
    return tuple(
        stop
        if stop.booked or stop.locked or stop.meal == "dinner" or stop.subcategory == "event"
        else replace(stop, arrive=stop.arrive - by, start=stop.start - by, leave=stop.leave - by)
        for stop in stops
    )


def in_order(prepared: Prepared, stops: Sequence[PlannedStop], day_start: int | None = None) -> optimise.Route | None:
    """Times for `stops` in their present order: `_in_order` on marks of five minutes, else to the minute."""
    return _in_order(prepared, stops, day_start, MARK) or _in_order(prepared, stops, day_start, 1)


def _in_order(
    prepared: Prepared, stops: Sequence[PlannedStop], day_start: int | None, mark: int
) -> optimise.Route | None:
    """Times for `stops` in their present order, each at its present time or as soon after it as one can be
    there.

    None where a stop no longer fits its hours, its booking, or the end of the day. day_start: seconds before
    which nobody leaves.
    """
    (clock,) = prepared.clocks.values()
    (day,) = prepared.problem.days
    opens = day.opens if day_start is None else day_start
    now, here = opens, STAY_ID if prepared.stay else None
    visits: list[optimise.Visit] = []
    departs = opens
    bands = {meal.name: (meal.opens, meal.closes) for meal in prepared.meals[day.id]}
    for stop in stops:
        present = clock.seconds_at(stop.start)
        free = stop.key not in prepared.options
        way = 0
        if not free and here is not None and here != stop.key:
            way = int(prepared.matrix.seconds[prepared.index[here], prepared.index[stop.key]])
        arrive = now + way
        start = present if arrive <= present else on_mark(arrive, mark)
        fits = _soonest(prepared, stop, clock, start, None if free else prepared.options[stop.key], bands)
        if fits is None:
            return None
        if not visits:
            departs = max(opens, fits - way)
        visits.append(
            optimise.Visit(None if free else stop.key, arrive, fits, fits + stop.minutes * 60, way, stop.meal)
        )
        now = fits + stop.minutes * 60
        if not free:
            here = stop.key
    back = int(prepared.matrix.seconds[prepared.index[here], prepared.index[STAY_ID]]) if here and prepared.stay else 0
    if visits and now + back > max(day.closes, clock.seconds_at(stops[-1].leave) + back):
        return None
    waiting = sum(visit.waiting for visit in visits[1:])
    return optimise.Route(day.id, tuple(visits), departs, now + back, sum(v.travel for v in visits) + back, waiting)


def _soonest(
    prepared: Prepared,
    stop: PlannedStop,
    clock: DayClock,
    start: int,
    option: Option | None,
    bands: Mapping[str, tuple[int, int]],
) -> int | None:
    if option is not None and option.booked_at is not None:
        return option.booked_at if start <= option.booked_at else None
    band = bands.get(stop.meal or "")
    if band is not None:
        start = max(start, band[0])
        if start > band[1]:
            return None
    if option is None or option.any_hours:
        return start
    for first, last in visit_windows(option.place, clock, option.minutes).windows:
        fitting = max(first, start)
        if fitting <= last and (band is None or fitting <= band[1]):
            return fitting
    return None


def day_from(prepared: Prepared, route: optimise.Route, number: int, before: Sequence[PlannedStop]) -> PlannedDay:
    """The planned day of a route, numbered, with the keys that its free meals had."""
    solution = optimise.Solution((route,), 0.0, 0.0)
    (day,) = assemble_days(prepared, solution)
    return replace(_keyed(day, before), number=number)


def restored_keys(day: PlannedDay, before: Sequence[PlannedStop], plan: Plan) -> PlannedDay:
    """A day whose free meals have the keys they had, and whose stops are locked where they were."""
    locked = {stop.key for stop in plan.stops if stop.locked}
    keyed = _keyed(day, before)
    return replace(keyed, stops=tuple(replace(stop, locked=stop.key in locked) for stop in keyed.stops))


def _keyed(day: PlannedDay, before: Sequence[PlannedStop]) -> PlannedDay:
    free = {stop.meal: stop.key for stop in before if stop.place_id is None and stop.meal}
    locked = {stop.key: stop.booked for stop in before if stop.locked}
    stops = tuple(
        replace(stop, key=free.get(stop.meal or "", stop.key)) if stop.key.startswith("free|") else stop
        for stop in day.stops
    )
    kept = (
        replace(stop, locked=True, booked=locked[stop.key]) if stop.key in locked else stop for stop in stops
    )  # a fixed time is no booking
    return replace(day, stops=tuple(kept))


def day_clock(plan: Plan, day: date) -> DayClock:
    """The clock of a day of the plan."""
    return DayClock(day, plan.timezone)
