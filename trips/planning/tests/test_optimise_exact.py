"""The exact order of a day against every permutation."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest

from trips.planning.optimise import Day, Meal, PresentVisit, Problem, ProblemError, Stop, optimization_score
from trips.planning.optimise import reorder_day as reorder
from trips.planning.optimise.arrays import travel_matrix
from trips.planning.optimise.timeline import Step, Timeline

H = 3600


def random_day(number: int, stops: int, lunch: bool = False) -> Problem:
    """One day that visits all its stops, with windows, an asymmetric matrix and perhaps a pause."""
    rnd = Random(number)
    nodes = [Stop("hotel")]
    for k in range(stops):
        low = rnd.randrange(16, 26) * H // 2
        windows = None if rnd.random() < 0.1 else {"d": [(low, low + rnd.randrange(1, 3) * H)]}
        nodes.append(Stop(f"s{k}", rnd.randrange(10, 60) * 60, 1.0, windows=windows))
    travel = [[0 if i == j else rnd.randrange(60, 3000) for j in range(stops + 1)] for i in range(stops + 1)]
    meals = (Meal("lunch", 12 * H, 14 * H, 2700),) if lunch else ()
    return Problem(
        (Day("d", 8 * H, 21 * H, "hotel", rnd.choice(("hotel", None)), meals),),
        tuple(nodes),
        travel,
        present=tuple(PresentVisit(stop.id, "d") for stop in nodes[1:]),
    )


def best_by_trying(problem: Problem) -> tuple[int, int] | None:
    """Least travel and earliest end over all feasible orders."""
    timeline = Timeline(problem, travel_matrix(problem))
    steps = [Step(row) for row in range(1, len(problem.stops))] + [Step(-1, meal) for meal in problem.days[0].meals]
    results = []
    for order in permutations(steps):
        route, feasible = timeline.route(0, order)
        if feasible:
            results.append((route.travel, route.returns))
    return min(results, default=None)


@pytest.mark.parametrize("number", range(40))
def test_order_is_the_best_of_all(number: int) -> None:
    problem = random_day(number, 4 + number % 3, lunch=number % 4 == 0)
    expected = best_by_trying(problem)
    change = reorder(problem, "d")
    if expected is None:
        assert change.because is not None
    else:
        route = change.solution.routes[0]
        assert change.solution.proven
        assert change.because is None
        assert (route.travel, route.returns) == expected
        assert {visit.stop for visit in route.visits if visit.stop} == {stop.id for stop in problem.stops[1:]}


def test_some_of_the_random_days_are_possible_and_some_are_not() -> None:
    outcomes = [best_by_trying(random_day(number, 4 + number % 3, number % 4 == 0)) is None for number in range(20)]
    assert 2 < sum(outcomes) < 18


def test_fourteen_stops_are_proven() -> None:
    rnd = Random(5)
    points = [(rnd.random(), rnd.random()) for _ in range(15)]
    travel = [[round(2000 * abs(complex(*a) - complex(*b))) for b in points] for a in points]
    stops = (Stop("hotel"), *(Stop(f"s{k}", 900, 1.0) for k in range(14)))
    present = tuple(PresentVisit(stop.id, "d") for stop in stops[1:])
    problem = Problem((Day("d", 8 * H, 22 * H, "hotel", "hotel"),), stops, travel, present=present)
    change = reorder(problem, "d")
    assert change.solution.proven
    assert change.gain.travel > 0
    assert change.reordered == ("d",)
    assert optimization_score(problem, change.solution.routes) == 1.0


def test_booking_stays_at_its_time_when_the_day_is_reordered() -> None:
    problem = random_day(3, 5)
    stops = tuple(replace(stop, windows=None) for stop in problem.stops)
    booked = replace(stops[2], day="d", time=15 * H)
    change = reorder(replace(problem, stops=(*stops[:2], booked, *stops[3:])), "d")
    assert change.because is None
    assert [v.start for v in change.solution.routes[0].visits if v.stop == booked.id] == [15 * H]


def test_unknown_day_is_refused() -> None:
    with pytest.raises(ProblemError, match="unknown day"):
        reorder(random_day(1, 3), "d9")
