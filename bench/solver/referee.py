"""PyVRP as the referee on the same instances (requirements-bench.txt; left out of the table where not
installed)."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from trips.planning.optimise import Problem

PRIZE = 10_000  # one score point outweighs any distance, so that the score comes first as it does for us


def is_installed() -> bool:
    """Whether the referee can play."""
    return find_spec("pyvrp") is not None


def score(problem: Problem, seconds: float, seed: int) -> float:
    """What PyVRP collects in `seconds` of wall time, on a problem whose days are all alike and have one
    window a stop.

    The answer is walked again with our own matrix; a visit out of its window raises ValueError.
    """
    model: Any = import_module("pyvrp").Model()
    day = problem.days[0]
    depot_row = next(row for row, stop in enumerate(problem.stops) if stop.id == day.start)
    places = [model.add_location(0, 0, name=stop.id) for stop in problem.stops]
    depot = model.add_depot(places[depot_row], tw_early=day.opens, tw_late=day.closes)
    rows = [row for row in range(len(problem.stops)) if row != depot_row]
    for row in rows:
        stop = problem.stops[row]
        low, high = (stop.windows or {})[day.id][0]
        model.add_client(
            places[row],
            service_duration=stop.service,
            tw_early=low,
            tw_late=high,
            prize=round(stop.score * PRIZE),
            required=False,
            name=stop.id,
        )
    model.add_vehicle_type(
        num_available=len(problem.days),
        start_depot=depot,
        end_depot=depot,
        tw_early=day.opens,
        tw_late=day.closes,
    )
    for i, here in enumerate(places):
        for j, there in enumerate(places):
            way = int(problem.travel[i][j])
            model.add_edge(here, there, distance=way, duration=way)
    best = model.solve(
        import_module("pyvrp.stop").MaxRuntime(seconds), seed=seed, display=False, collect_stats=False
    ).best
    if not best.is_feasible():
        return 0.0
    return sum(_walk(problem, [rows[k] for k in visits], depot_row) for visits in _visits(best))


def _visits(solution: Any) -> list[list[int]]:
    return [[activity.idx for activity in route if activity.is_client()] for route in solution.routes()]


def _walk(problem: Problem, rows: list[int], depot_row: int) -> float:
    day = problem.days[0]
    clock, here, total = day.opens, depot_row, 0.0
    for row in rows:
        stop = problem.stops[row]
        low, high = (stop.windows or {})[day.id][0]
        clock = max(low, clock + int(problem.travel[here][row]))
        if clock > high:
            raise ValueError(f"the referee is late at {stop.id}")
        clock, here, total = clock + stop.service, row, total + stop.score
    if clock + int(problem.travel[here][depot_row]) > day.closes:
        raise ValueError("the referee is home too late")
    return total
