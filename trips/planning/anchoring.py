"""A stored plan made ready for the solver: what is nowhere in particular gets a place, and keeps its time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from trips.planning.itinerary import Plan, PlannedDay, PlannedStop, Stay


def anchored(plan: Plan, fixed: Collection[str] = ()) -> Plan:
    """The plan with every stop somewhere.

    A call, a rest, a friend's visit without an address happens where one is then: at the stop before it, else at the
    one after it, else where the day begins. The solver knows stops by their points only, so without one it would lose
    them. They, and the stops of `fixed` (a train leaves when it leaves), keep their times.
    """
    days = tuple(
        replace(day, stops=tuple(_anchored(day, index, plan.stay, fixed) for index in range(len(day.stops))))
        for day in plan.days
    )
    return replace(plan, days=days)


def _anchored(day: PlannedDay, index: int, stay: Stay | None, fixed: Collection[str]) -> PlannedStop:
    stop = day.stops[index]
    if stop.latitude is not None or stop.place_id is not None:
        return replace(stop, booked=True) if stop.key in fixed else stop
    if stop.meal is not None:
        return stop
    near = [*reversed(day.stops[:index]), *day.stops[index + 1 :]]
    point = next(((one.latitude, one.longitude) for one in near if one.latitude is not None), None)
    if point is None:
        point = (stay.latitude, stay.longitude) if stay is not None else (0.0, 0.0)
    return replace(stop, latitude=point[0], longitude=point[1], booked=True)
