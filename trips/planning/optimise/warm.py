"""Compiles the kernel ahead of time: `python -m trips.planning.optimise.warm`."""

from __future__ import annotations

from functools import cache


@cache
def warm_up() -> None:
    """Compile every function of the kernel, or load it from the cache. Once per process; later calls are free."""
    from .actions import order_day_exactly, solve_prepared
    from .problem import Day, Meal, Problem, Stop

    stops = (
        Stop("home"),
        *(Stop(f"s{k}", service=10, score=1.0 + k, cost=1.0, category="c") for k in range(4)),
    )
    travel = [[abs(i - j) for j in range(5)] for i in range(5)]
    day = Day("d", 0, 100, "home", "home", meals=(Meal("lunch", 20, 60, 5),))
    problem = Problem((day,), stops, travel, budget=3.0, iterations=20, time_limit=None)
    solve_prepared(problem)
    order_day_exactly(problem, 0, [1, 2, 3])


if __name__ == "__main__":
    warm_up()
