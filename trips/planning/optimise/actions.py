"""What callers ask for: solve, plan for me, tidy the trip, reorder a day; every answer checked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from . import layout as at
from . import search
from .arrays import Prepared, prepare, travel_matrix
from .checker import check, check_routes
from .compiled import IS_COMPILED
from .exact import best_order
from .explain import Explainer
from .problem import (
    Change,
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
    Weights,
)
from .reading import Index
from .timeline import Step, Timeline, present_steps, steps_of
from .warm import warm_up

TIDY = Weights(travel=1.0, waiting=0.25, move=0.25, keep=None, late=0.1)  # a move must save a quarter of an hour
TIDY_ROUNDS = 20_000 if IS_COMPILED else 300
MOVES_PER_ADDED_STOP = 2
BOUND_ROUNDS = 3_000 if IS_COMPILED else 100


def solve(problem: Problem) -> Solution:
    """See `trips.planning.optimise.solve`."""
    warm_up()
    return solve_prepared(problem)


def solve_prepared(problem: Problem) -> Solution:
    """`solve` without warming up first."""
    began = time.thread_time()
    prepared = prepare(problem)
    timeline = Timeline(problem, prepared.travel)
    waits_count = problem.weights.waiting or problem.weights.late
    if not waits_count and (exact := search.everything_in_a_day(prepared)) is not None:
        # All of it, with the least travel: nothing better exists while the score comes first.
        return finish(prepared, timeline, exact[0], began, proven=True)
    s, _ = search.run(prepared, present_steps(problem, timeline.index), began)
    return finish(prepared, timeline, s, began)


def sequences(prepared: Prepared, s: Any) -> list[list[Step]]:
    """The plan of the kernel as steps per day."""
    a, kinds = prepared.a, prepared.kinds
    result = []
    for d in range(len(prepared.problem.days)):
        seq = a[at.SEQ] + d * a[at.WIDTH]
        visits = [int(s[seq + p]) for p in range(1, int(s[a[at.LENGTH] + d]) - 1)]
        result.append([Step(kinds[u].stop, kinds[u].meal) for u in visits])
    return result


def finish(prepared: Prepared, timeline: Timeline, s: Any, began: float, proven: bool = False) -> Solution:
    """Times, reasons and sums for the kernel's plan. Raises InvalidPlanError where the checker objects."""
    problem = prepared.problem
    routes = tuple(timeline.route(d, steps)[0] for d, steps in enumerate(sequences(prepared, s)))
    visited = {name for route in routes for name in route.stop_ids}
    chosen = [stop for stop in problem.stops if stop.id in visited]
    explainer = Explainer(prepared, timeline, s, visited)
    dropped = list(explainer.dropped())
    eaten = {(route.day, visit.meal) for route in routes for visit in route.visits if visit.meal is not None}
    solution = Solution(
        routes=routes,
        score=sum(stop.score for stop in chosen),
        cost=round(sum(stop.cost or 0.0 for stop in chosen), 6),
        dropped=tuple(dropped),
        unmet_meals=tuple(explainer.unmet_meals(eaten)),
        clashes=tuple(explainer.clashes(dropped)),
        unknown_costs=tuple(stop.id for stop in chosen if stop.cost is None),
        proven=proven,
        iterations=int(s[at.ROUNDS]),
    )
    if violations := check(problem, solution):
        raise InvalidPlanError("; ".join(f"{v.rule} {v.stop or ''} {v.day or ''}: {v.message}" for v in violations[:5]))
    return replace(solution, checked=True, seconds=time.thread_time() - began)


def present_routes(problem: Problem, timeline: Timeline) -> list[Route]:
    """The present plan with its times as they would really be."""
    return [timeline.route(d, steps)[0] for d, steps in enumerate(present_steps(problem, timeline.index))]


def change_from_present(problem: Problem, solution: Solution, because: str | None = None) -> Change:
    """What a plan changes in the present one."""
    timeline = Timeline(problem, travel_matrix(problem))
    before = {visit.stop: visit.day for visit in problem.present}
    after = {name: route.day for route in solution.routes for name in route.stop_ids}
    old = present_routes(problem, timeline)
    planned = {route.day for route in solution.routes}
    stops = {stop.id: stop for stop in problem.stops}
    reordered = []
    for route in solution.routes:
        here = [name for name in before if before[name] == route.day and after.get(name) == route.day]
        now = [name for name in route.stop_ids if before.get(name) == route.day]
        if here != now:
            reordered.append(route.day)
    was = [route for route in old if route.day in planned]
    known = [stops[name] for name, day in before.items() if day in planned]
    return Change(
        solution=solution,
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name, day in before.items() if day in planned and name not in after),
        moved=tuple(Move(name, before[name], day) for name, day in after.items() if before.get(name, day) != day),
        reordered=tuple(reordered),
        gain=Gain(
            travel=sum(route.travel for route in was) - solution.travel,
            waiting=sum(route.waiting for route in was) - solution.waiting,
            score=solution.score - sum(stop.score for stop in known),
            cost=round(solution.cost - sum(stop.cost or 0.0 for stop in known), 6),
        ),
        because=because,
    )


def plan_for_me(problem: Problem) -> Change:
    """See `trips.planning.optimise.plan_for_me`."""
    return change_from_present(problem, solve(steadied(problem)))


def steadied(problem: Problem) -> Problem:
    """The problem in which, for each must-do or booking asked for in addition to the present plan, at most two of
    its stops change their day; unchanged where nothing is asked for, or moves are limited already."""
    present = {visit.stop for visit in problem.present}
    asked = sum(1 for stop in problem.stops if (stop.must or stop.booked) and stop.id not in present)
    if not present or not asked or problem.max_moves is not None:
        return problem
    return replace(problem, max_moves=MOVES_PER_ADDED_STOP * asked)


def only_present(problem: Problem, days: Sequence[str] | None = None, weights: Weights = TIDY) -> Problem:
    """The problem that keeps just the stops of the present plan (on `days`) and asks for their best order."""
    chosen = set(days) if days is not None else {day.id for day in problem.days}
    present = tuple(visit for visit in problem.present if visit.day in chosen)
    index = Index(problem)
    steps = present_steps(problem, index)
    stays = {visit.stop for visit in present}

    def kept(stop: Stop) -> Stop:
        if stop.id in stays:
            return replace(stop, must=True, score=1.0)
        return replace(stop, must=False, score=0.0, time=None, day=None, locked=False, meal_only=True)

    def meals(d: int) -> tuple[Meal, ...]:
        taken = {step.meal.name: problem.stops[step.stop].id for step in steps[d] if step.meal and step.stop >= 0}
        return tuple(
            replace(meal, choices=(taken[meal.name],), pause=False)
            if meal.name in taken
            else replace(meal, choices=(), pause=True)
            for meal in problem.days[d].meals
        )

    return replace(
        problem,
        days=tuple(replace(day, meals=meals(d)) for d, day in enumerate(problem.days) if day.id in chosen),
        stops=tuple(kept(stop) for stop in problem.stops),
        present=present,
        weights=weights,
        budget=None,
        day_caps={},
        trip_caps={},
    )


def _restored(problem: Problem, solution: Solution) -> Solution:
    """A plan of `only_present` with the scores that the stops really have."""
    visited = {name for route in solution.routes for name in route.stop_ids}
    score = sum(stop.score for stop in problem.stops if stop.id in visited)
    ours = {visit.stop for visit in problem.present}
    return replace(solution, score=score, dropped=tuple(out for out in solution.dropped if out.stop in ours))


def _why_not(solution: Solution) -> str | None:
    """Why not all stops of the present plan could stay, or None."""
    if solution.clashes:
        return "; ".join(clash.because for clash in solution.clashes)
    if solution.dropped:
        return "; ".join(f"{out.stop}: {out.because}" for out in solution.dropped)
    if solution.unmet_meals:
        return "; ".join(f"{meal.meal} on {meal.day}: {meal.because}" for meal in solution.unmet_meals)
    return None


def tidy_trip(problem: Problem) -> Change:
    """See `trips.planning.optimise.tidy_trip`."""
    small = only_present(problem)
    if small.iterations is None and small.time_limit is None:
        small = replace(small, iterations=TIDY_ROUNDS)
    solution = solve(small)
    return change_from_present(problem, _restored(problem, solution), _why_not(solution))


def reorder_day(problem: Problem, day_id: str) -> Change:
    """See `trips.planning.optimise.reorder_day`. The solution holds that day's route only."""
    warm_up()
    began = time.thread_time()
    if day_id not in {day.id for day in problem.days}:
        raise ProblemError(f"unknown day {day_id!r}")
    problem = replace(
        problem,
        days=tuple(day for day in problem.days if day.id == day_id),
        present=tuple(visit for visit in problem.present if visit.day == day_id),
        stops=tuple(_without_other_day(stop, problem, day_id) for stop in problem.stops),
    )
    small = only_present(problem)
    prepared = prepare(small)
    timeline = Timeline(small, prepared.travel)
    order, proven = best_order(prepared.a, range(len(prepared.kinds)), 0)
    if order is not None and proven:
        s, _ = search.loaded(prepared, [order])
        solution = finish(prepared, timeline, s, began, proven=True)
    else:
        solution = solve_prepared(replace(small, iterations=TIDY_ROUNDS, time_limit=None))
        solution = replace(solution, proven=False)
    return change_from_present(problem, _restored(problem, solution), _why_not(solution))


def _without_other_day(stop: Stop, problem: Problem, day_id: str) -> Stop:
    """A stop whose pin names a day that the one-day problem lacks, unpinned (it is not visited there
    anyway)."""
    if stop.day is None or stop.day == day_id:
        return stop
    return replace(stop, day=None, time=None, locked=False)


def optimization_score(problem: Problem, routes: Sequence[Route]) -> float:
    """See `trips.planning.optimise.optimization_score` and docs/solver.md for the formula."""
    known = {stop.id: row for row, stop in enumerate(problem.stops)}
    days = {day.id for day in problem.days}
    if any(name not in known for route in routes for name in route.stop_ids) or any(r.day not in days for r in routes):
        raise ProblemError("the plan names a day or a stop that the problem lacks")
    present = tuple(
        PresentVisit(visit.stop, route.day, visit.start, visit.meal)
        for route in routes
        for visit in route.visits
        if visit.stop is not None
    )
    if not present:
        return 1.0
    trip = replace(problem, present=present, max_moves=None, seed=1, time_limit=None, iterations=BOUND_ROUNDS)
    timeline = Timeline(trip, travel_matrix(trip))
    walked = [timeline.route(timeline.index.day[r.day], steps_of(problem, r, known))[0] for r in routes]
    broken = {(v.stop, v.day) for v in check_routes(problem, walked)}
    spoiled = {day for stop, day in broken if stop is None}
    useful = wasted = 0
    for route in walked:
        for visit in route.visits:
            spent = max(1, visit.leave - visit.start)
            if route.day in spoiled or (visit.stop, route.day) in broken:
                wasted += spent
            else:
                useful += spent
    travel = sum(route.travel for route in walked)
    least = travel
    best = solve(only_present(trip, weights=Weights(travel=1.0, keep=None)))
    if not best.dropped and not best.unmet_meals:
        least = min(travel, best.travel)
    total = useful + wasted
    return useful / total * (total + least) / (total + travel)
