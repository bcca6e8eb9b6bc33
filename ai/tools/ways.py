"""How to come from one place to another, by the planner's own estimates."""

from __future__ import annotations

from ai.tools.base import Answer, Ctx, answered, catalogue_city, shown_name
from ai.tools.looking import planned_place
from trips import planner
from trips.planning.travel_time import Leg, Mode, Point, leg_between

# What needs neither a car nor a bicycle of one's own.
WAYS: tuple[Mode, ...] = ("walk", "transit")


def fastest(origin: Point, destination: Point) -> list[Leg]:
    """The way of each kind, the fastest first; transit only where it is faster than walking."""
    legs = [leg_between(origin, destination, (mode,), buffer_seconds=0) for mode in WAYS]
    walk = next(leg for leg in legs if leg.mode == "walk")
    return sorted((leg for leg in legs if leg is walk or leg.minutes < walk.minutes), key=lambda leg: leg.minutes)


async def way_between(ctx: Ctx, origin: str, destination: str) -> Answer:
    """How long it takes from one place to another, on foot and by public transport; the minutes are estimated.

    Args:
        origin: the name (or id) of the place or stop to start from.
        destination: the name (or id) of the place or stop to come to.
    """

    def work() -> Answer:
        everything = planner.catalogue(catalogue_city(ctx.deps))
        start, end = (planned_place(ctx.deps, everything, named) for named in (origin, destination))
        return {
            "ok": True,
            "origin": shown_name(start.name, start.name_en),
            "destination": shown_name(end.name, end.name_en),
            "ways": [
                {"mode": leg.mode, "minutes": leg.minutes, "metres": leg.metres}
                for leg in fastest(start.point, end.point)
            ],
            "estimated": True,
        }

    return await answered(work)
