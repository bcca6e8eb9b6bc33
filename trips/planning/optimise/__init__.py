"""The planning engine's solver: which stops, on which day, in which order, at what time.

    solution = solve(Problem(days=…, stops=…, travel=…))

Pure Python; numba compiles the kernel on the first solve where it is installed (never on import). Documented
in `docs/solver.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

from .problem import (
    Change,
    Clash,
    Day,
    Dropped,
    Gain,
    InvalidPlanError,
    Meal,
    Move,
    PresentVisit,
    Problem,
    ProblemError,
    Route,
    Solution,
    Stop,
    UnmetMeal,
    Violation,
    Visit,
    Weights,
)

__all__ = [
    "Change",
    "Clash",
    "Day",
    "Dropped",
    "Gain",
    "InvalidPlanError",
    "Meal",
    "Move",
    "PresentVisit",
    "Problem",
    "ProblemError",
    "Route",
    "Solution",
    "Stop",
    "UnmetMeal",
    "Violation",
    "Visit",
    "Weights",
    "check",
    "optimization_score",
    "plan_for_me",
    "reorder_day",
    "solve",
    "tidy_trip",
    "warm_up",
]


def solve(problem: Problem) -> Solution:
    """Choose, place, order and time the stops of a trip, within `problem.time_limit` or `problem.iterations`.

    Raises ProblemError where the problem contradicts itself.
    """
    from .actions import solve as run

    return run(problem)


def plan_for_me(problem: Problem) -> Change:
    """Choose and order: `solve`, told as a difference from `problem.present`.

    Stable: for each must-do or booking that the present plan lacks, at most two of its stops change their day
    (unless `problem.max_moves` says otherwise).
    """
    from .actions import plan_for_me as run

    return run(problem)


def tidy_trip(problem: Problem) -> Change:
    """Better order and days for the stops of `problem.present`: nothing added, nothing dropped, fewest
    moves."""
    from .actions import tidy_trip as run

    return run(problem)


def reorder_day(problem: Problem, day_id: str) -> Change:
    """The order of one day of `problem.present` with the least travel; proven optimal up to 14 stops."""
    from .actions import reorder_day as run

    return run(problem, day_id)


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every rule that a plan breaks, found without the kernel's code. Empty = a valid plan."""
    from .checker import check as run

    return run(problem, solution)


def optimization_score(problem: Problem, routes: Sequence[Route]) -> float:
    """How close a plan comes to the best one known for the same stops, 0 to 1 (formula in
    `docs/solver.md`)."""
    from .actions import optimization_score as run

    return run(problem, routes)


def warm_up() -> None:
    """Compile the kernel (or load it from the cache): about ten seconds the first time, under one
    afterwards."""
    from .warm import warm_up as run

    run()
