"""From the solver's solution back to a plan: local times, ways, hours, costs, and the reasons for
each stop.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from trips.planning import optimise
from trips.planning.catalogue import Place
from trips.planning.clock import DayClock
from trips.planning.itinerary import Left, PlannedDay, PlannedStop, Reason
from trips.planning.kinds import kind_of
from trips.planning.prepare import STAY_ID, Option, Prepared
from trips.planning.travel_time import Leg
from trips.planning.windows import holiday_name

NEAR_MINUTES = 10
WAIT_WORTH_SAYING = 5


def assemble_days(prepared: Prepared, solution: optimise.Solution) -> tuple[PlannedDay, ...]:
    """The days of a solution as a traveller sees them."""
    routes = {route.day: route for route in solution.routes}
    return tuple(
        _day(prepared, number, name, clock, routes.get(name))
        for number, (name, clock) in enumerate(prepared.clocks.items(), start=1)
    )


def _day(prepared: Prepared, number: int, name: str, clock: DayClock, route: optimise.Route | None) -> PlannedDay:
    holiday = holiday_name(clock.day, prepared.country)
    if route is None or not route.visits:
        return PlannedDay(clock.day, number, (), holiday=holiday)
    stops: list[PlannedStop] = []
    here: str | None = STAY_ID if prepared.stay else None
    for visit in route.visits:
        if visit.stop is None:
            stops.append(_free_meal(prepared, clock, visit, stops))
            continue
        option = prepared.options[visit.stop]
        leg = _leg(prepared, here, visit.stop)
        arrive = visit.arrive
        if not stops:  # one leaves later instead of standing before closed doors
            arrive = max(arrive, min(visit.start, route.departs + (leg.seconds if leg else 0)))
        stops.append(_stop(prepared, clock, option, visit, arrive, leg, holiday, after_stay=here == STAY_ID))
        here = visit.stop
    return PlannedDay(
        clock.day,
        number,
        tuple(stops),
        departs=min(clock.local(route.departs), stops[0].arrive),
        returns=clock.local(route.returns),
        return_travel=_leg(prepared, here, STAY_ID) if prepared.stay else None,
        holiday=holiday,
    )


def _leg(prepared: Prepared, origin: str | None, destination: str) -> Leg | None:
    if origin is None or origin == destination:
        return None
    return prepared.matrix.leg(prepared.index[origin], prepared.index[destination])


def _free_meal(prepared: Prepared, clock: DayClock, visit: optimise.Visit, before: list[PlannedStop]) -> PlannedStop:
    meal = visit.meal or "meal"
    here = before[-1] if before else None
    return PlannedStop(
        key=f"free|{clock.day.isoformat()}|{meal}",
        place_id=None,
        name=f"Time for {meal}",
        kind="coffee" if meal == "coffee" else "meal",
        arrive=clock.local(visit.arrive if before else visit.start),
        start=clock.local(visit.start),
        leave=clock.local(visit.leave),
        timezone=clock.timezone,
        latitude=here.latitude if here else None,
        longitude=here.longitude if here else None,
        meal=meal,
        hours="",
        hours_known=False,
        reasons=(Reason("free_meal", {"meal": meal}),),
    )


def _stop(
    prepared: Prepared,
    clock: DayClock,
    option: Option,
    visit: optimise.Visit,
    arrive: int,
    leg: Leg | None,
    holiday: str | None,
    *,
    after_stay: bool,
) -> PlannedStop:
    place = option.place
    start = clock.local(visit.start)
    reasons = [*option.scored.reasons]
    if option.asked:
        reasons.insert(0, Reason("must_see"))
    if option.any_hours:
        hours, known = "", False
    else:
        hours, known = place.hours.describe(clock.day), place.hours.is_known
        reasons.extend(_hours_reasons(place, clock, start, clock.local(visit.leave), holiday))
    if leg is not None and leg.minutes <= NEAR_MINUTES and leg.seconds:
        before = "your stay" if after_stay else "the stop before"
        reasons.append(Reason("near", {"minutes": leg.minutes, "mode": leg.mode, "from": before}))
    waiting = (visit.start - arrive) // 60
    if waiting >= WAIT_WORTH_SAYING:
        reasons.append(Reason("waits", {"minutes": waiting}))
    return PlannedStop(
        key=option.id,
        place_id=None if option.private else place.id,
        name=place.name,
        kind=option.kind,
        arrive=clock.local(arrive),
        start=start,
        leave=clock.local(visit.leave),
        timezone=clock.timezone,
        latitude=place.latitude,
        longitude=place.longitude,
        subcategory=place.subcategory,
        meal=option.meal,
        travel=leg,
        hours=hours,
        hours_known=known,
        hours_as_of=place.as_of,
        cost=option.cost,
        reasons=tuple(reasons),
        locked=option.locked,
        booked=option.booked_at is not None,
    )


def _hours_reasons(
    place: Place, clock: DayClock, start: datetime, leave: datetime, holiday: str | None
) -> Iterable[Reason]:
    hours = place.hours
    if not hours.is_known:
        usual = kind_of(place).typical
        yield Reason("hours_unknown", {"from": f"{usual[0]:%H:%M}", "to": f"{usual[1]:%H:%M}", "why": hours.reason})
        return
    for piece in hours.intervals(clock.day):
        if piece.start <= start < piece.end:
            if not piece.certain:
                yield Reason("hours_uncertain", {"comment": piece.comment})
            elif piece.length.total_seconds() < 86_400:
                closes = f"{piece.end:%H:%M}" if piece.end.hour or piece.end.minute else "24:00"
                yield Reason("open_until", {"time": closes, "weekday": f"{clock.day:%A}"})
            if piece.certain and piece.comment:
                yield Reason("hours_comment", {"comment": piece.comment})
    if holiday and "PH" not in hours.text and "24/7" not in hours.text:
        yield Reason("holiday_hours", {"holiday": holiday})


def left_out(prepared: Prepared, solution: optimise.Solution, most: int = 12) -> tuple[Left, ...]:
    """The best of what the solver left out, with the rule for each.

    What costs more than is left of the budget is left out for that, whatever else stood in its way.
    """
    budget = prepared.problem.budget
    spare = budget - solution.cost if budget is not None else None
    visited = {
        prepared.options[visit.stop].place.id
        for route in solution.routes
        for visit in route.visits
        if visit.stop is not None
    }
    found: dict[str, tuple[float, Left]] = {}
    for dropped in solution.dropped:
        option = prepared.options.get(dropped.stop)
        if option is None or option.place.id in visited or option.meal is not None:
            continue
        other = prepared.options.get(dropped.other or "")
        cost = prepared.problem.stops[prepared.index[option.id]].cost
        rule, because = dropped.rule, dropped.because
        if spare is not None and cost is not None and cost > spare + 0.005:
            rule = "budget"
            because = f"costs {cost:.2f} {prepared.currency}, {max(0.0, spare):.2f} of the budget are left"
        elif spare is not None and cost is not None and rule == "budget":
            because = f"costs {cost:.2f} {prepared.currency}; the last {spare:.2f} of the budget are kept in hand"
        left = Left(option.place.id, option.place.name, rule, because, other.place.name if other else None)
        found.setdefault(option.place.id, (option.scored.points, left))
    best = sorted(found.values(), key=lambda row: (-row[0], row[1].place_id))
    return tuple(left for _, left in best[:most])
