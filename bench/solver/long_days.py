"""Team-orienteering instances in the manner of Cordeau, Gendreau and Laporte's (1997), from a number.

The published ones (pr01 to pr20) are not part of the project; these have the same make-up, so that the solver can
be looked at where they are hard: 48 to 288 places in clusters of uneven density on a square of 200 by 200, a day
of 1,000, visits of 1 to 25, scores of 1 to 25, one window a place, narrow (90 to 180 long) or wide (180 to 360),
distances cut to two decimals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from bench.solver.toptw import cut_distance
from trips.planning.optimise import Day, Problem, Stop

UNIT = 100  # two decimals
DAY = 1000
SIDE = 100.0  # places lie within -SIDE … SIDE
SIZES = (48, 96, 144, 192, 240, 288)


@dataclass(frozen=True, slots=True)
class Shape:
    """One instance: number of places, kind of windows, and the random number that it comes from."""

    places: int
    wide: bool
    number: int = 0

    @property
    def name(self) -> str:
        """For the report."""
        return f"{self.places}{'w' if self.wide else 'n'}{self.number}"


SHAPES = tuple(Shape(places, wide) for wide in (False, True) for places in SIZES)


def _points(rnd: Random, places: int) -> list[tuple[float, float]]:
    """The depot and the places: a place is kept with a probability that falls with the distance from a centre."""
    centres = [(rnd.uniform(-SIDE / 2, SIDE / 2), rnd.uniform(-SIDE / 2, SIDE / 2)) for _ in range(rnd.choice((4, 6)))]
    decay = 0.05
    points = [(rnd.uniform(-20, 20), rnd.uniform(-20, 20))]
    while len(points) <= places:
        point = (rnd.uniform(-SIDE, SIDE), rnd.uniform(-SIDE, SIDE))
        near = min(math.dist(point, centre) for centre in centres)
        if rnd.random() < math.exp(-decay * near) + 0.05:
            points.append(point)
    return points


def long_days(shape: Shape, routes: int, **limits: object) -> Problem:
    """The instance as a trip of `routes` equal days; `limits` go into the Problem (seed, time_limit, iterations)."""
    rnd = Random(f"{shape.places} {shape.wide} {shape.number}")
    thousandths = [(round(x * 1000), round(y * 1000)) for x, y in _points(rnd, shape.places)]
    travel = [[cut_distance(a, b, UNIT, 1000) for b in thousandths] for a in thousandths]
    days = tuple(Day(f"d{k + 1}", 0, DAY * UNIT, "0", "0") for k in range(routes))
    stops = [Stop("0")]
    for k in range(1, shape.places + 1):
        opens = rnd.randrange(60, 301 if shape.wide else 481)
        length = rnd.randrange(180, 361) if shape.wide else rnd.randrange(90, 181)
        window = (opens * UNIT, (opens + length) * UNIT)
        stops.append(
            Stop(
                str(k),
                service=rnd.randrange(1, 26) * UNIT,
                score=float(rnd.randrange(1, 26)),
                windows={day.id: (window,) for day in days},
            )
        )
    return Problem(days, tuple(stops), travel, **limits)  # type: ignore[arg-type]
