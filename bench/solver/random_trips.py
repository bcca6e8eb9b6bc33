"""Random trips with every feature of the problem, from a number: for the benchmark and the property tests."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from trips.planning.optimise import Day, Meal, PresentVisit, Problem, Stop

HOUR = 3600
CATEGORIES = ("museum", "park", "church", "view", "market")


def _opening(rnd: Random) -> list[tuple[int, int]]:
    """Start windows of one weekday: open all day, a museum's day, split hours, an evening, or closed."""
    kind = rnd.randrange(8)
    if kind == 0:
        return []
    if kind == 1:
        return [(0, 24 * HOUR)]
    if kind == 2:
        return [(9 * HOUR, 12 * HOUR), (15 * HOUR, 18 * HOUR)]
    if kind == 3:
        return [(18 * HOUR, 23 * HOUR)]
    opens = rnd.choice((8, 9, 10, 11)) * HOUR
    return [(opens, opens + rnd.choice((5, 6, 7, 8)) * HOUR)]


def _matrix(rnd: Random, points: list[tuple[float, float]], twisted: bool) -> list[list[int]]:
    """Walking seconds; `twisted`: one-way detours and breaks of the triangle inequality."""
    rows = []
    for i, a in enumerate(points):
        row = []
        for j, b in enumerate(points):
            way = 0 if i == j else round(math.dist(a, b) / 1.25 * 1.25)
            if twisted and i != j:
                way = way * rnd.randrange(70, 180) // 100 + rnd.randrange(0, 240)
            row.append(way)
        rows.append(row)
    return rows


def sightseeing(number: int, days: int, places: int, **limits: object) -> Problem:
    """An ordinary trip: opening hours by weekday, lunch and dinner at one of several restaurants, two
    bookings."""
    rnd = Random(number)
    restaurants = max(8, places // 8)
    points = [(rnd.gauss(0, 1800), rnd.gauss(0, 1800)) for _ in range(1 + places + restaurants)]
    day_ids = [f"d{k + 1}" for k in range(days)]
    stops = [Stop("hotel")]
    for k in range(places):
        weekly = _opening(rnd) or [(10 * HOUR, 17 * HOUR)]
        closed = rnd.randrange(7)
        stops.append(
            Stop(
                f"p{k}",
                service=rnd.choice((20, 30, 45, 60, 60, 90, 120)) * 60,
                score=float(rnd.randrange(1, 51)),
                cost=rnd.choice((None, 0.0, 5.0, 12.5, 18.0)),
                windows={day: weekly for d, day in enumerate(day_ids) if d % 7 != closed},
                category=rnd.choice(CATEGORIES),
            )
        )
    tables = [f"r{k}" for k in range(restaurants)]
    for name in tables:
        stops.append(Stop(name, 60 * 60, float(rnd.randrange(1, 20)), 20.0, category="food", meal_only=True))
    for k in rnd.sample(range(1, places + 1), min(2, places)):
        stops[k] = replace(stops[k], day=rnd.choice(day_ids), time=rnd.choice((10, 14, 16)) * HOUR, windows=None)
    travel = _matrix(rnd, points, False)

    def near_by(low: int, high: int, name: str) -> Meal:
        return Meal(name, low * HOUR, high * HOUR, 45 * 60, tuple(rnd.sample(tables, min(8, restaurants))))

    trip = tuple(
        Day(day, 9 * HOUR, 21 * HOUR, "hotel", "hotel", (near_by(12, 14, "lunch"), near_by(18, 20, "dinner")))
        for day in day_ids
    )
    return Problem(trip, tuple(stops), travel, **limits)  # type: ignore[arg-type]


def random_trip(number: int, **limits: object) -> Problem:
    """A small trip that may have anything: clashing bookings, impossible days, caps, a present plan, odd
    matrices."""
    rnd = Random(number)
    days = rnd.randrange(1, 6)
    places = rnd.randrange(0, 31)
    day_ids = [f"d{k}" for k in range(days)]
    names = [f"s{k}" for k in range(places)]
    points = [(rnd.gauss(0, 2500), rnd.gauss(0, 2500)) for _ in range(places + 1)]
    stops = [Stop("hotel", score=rnd.choice((0.0, 0.0, 3.0)), service=rnd.choice((0, 1800)))]
    for name in names:
        windows = None if rnd.random() < 0.2 else {day: _opening(rnd) for day in day_ids if rnd.random() < 0.9}
        booked = rnd.random() < 0.05
        pinned = booked or rnd.random() < 0.06
        stops.append(
            Stop(
                name,
                service=rnd.choice((0, 600, 1800, 3600, 5400)),
                score=round(rnd.random() * rnd.choice((1, 10, 60)), rnd.choice((0, 2))),
                cost=rnd.choice((None, 0.0, 3.35, 12.0, 40.0)),
                windows=windows,
                must=rnd.random() < 0.12,
                day=rnd.choice(day_ids) if pinned else None,
                time=rnd.randrange(8 * 12, 22 * 12) * 300 if booked else None,
                category=rnd.choice((None, *CATEGORIES)),
                meal_only=rnd.random() < 0.1,
            )
        )
    trip = []
    for day in day_ids:
        opens = rnd.randrange(6, 12) * HOUR
        meals = tuple(
            Meal(
                name,
                low * HOUR,
                high * HOUR,
                rnd.choice((0, 1800, 3600)),
                tuple(rnd.sample(names, rnd.randrange(0, min(6, places) + 1))),
                rnd.random() < 0.7,
            )
            for name, low, high in (("lunch", 12, 14), ("dinner", 18, 20))
            if rnd.random() < 0.5
        )
        trip.append(
            Day(
                day,
                opens,
                opens + rnd.randrange(2, 14) * HOUR,
                rnd.choice(("hotel", "hotel", None)),
                rnd.choice(("hotel", "hotel", None)),
                meals,
                rnd.choice((None, None, 3, 5)),
                rnd.choice((None, None, 4 * HOUR, 8 * HOUR)),
            )
        )
    present: list[PresentVisit] = []
    if places and rnd.random() < 0.5:
        for name in rnd.sample(names, rnd.randrange(1, places + 1)):
            stop = stops[1 + names.index(name)]
            if stop.day is None and not stop.meal_only:
                start = rnd.randrange(9 * 12, 18 * 12) * 300 if rnd.random() < 0.5 else None
                present.append(PresentVisit(name, rnd.choice(day_ids), start))
        for visit in present:
            if rnd.random() < 0.1:
                row = 1 + names.index(visit.stop)
                stops[row] = replace(stops[row], locked=True)
    return Problem(
        tuple(trip),
        tuple(stops),
        _matrix(rnd, points, rnd.random() < 0.4),
        budget=rnd.choice((None, None, 50.0, 99.9)),
        day_caps={"museum": 2} if rnd.random() < 0.3 else {},
        trip_caps={"church": 1} if rnd.random() < 0.3 else {},
        min_gap=rnd.choice((0, 0, 300, 900)),
        present=tuple(present),
        max_moves=rnd.choice((None, 0, 2)) if present else None,
        **limits,  # type: ignore[arg-type]
    )
