"""Compiles the kernel ahead of time: `python -m trips.planning.optimise.warm`."""

from __future__ import annotations

from functools import cache


@cache
def warm_up() -> None:
    """Compile every function of the kernel, or load it from the cache. Once per process; later calls are
    free."""
    from .actions import solve_prepared
    from .problem import Day, Meal, PresentVisit, Problem, Stop

    stops = (
        Stop("home"),
        *(Stop(f"s{k}", service=10, score=1.0 + k, cost=1.0, category="c") for k in range(5)),
    )
    travel = [[abs(i - j) for j in range(6)] for i in range(6)]
    day = Day("d", 0, 70, "home", "home", meals=(Meal("lunch", 20, 60, 5),))
    # This present plan does not fit whole, so that both ways of loading it are compiled.
    present = tuple(PresentVisit(stop.id, "d") for stop in stops[:0:-1])
    solve_prepared(Problem((day,), stops, travel, budget=4.0, present=present, iterations=20, time_limit=None))


if __name__ == "__main__":
    warm_up()
