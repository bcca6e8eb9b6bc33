"""Problems and solutions as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trips.planning.optimise import Meal, PresentVisit, ProblemError, solve
from trips.planning.optimise.io import problem_from_json, solution_to_json


def example() -> dict[str, Any]:
    return {
        "days": [{"id": "d1", "opens": 32400, "closes": 75600, "start": "hotel", "end": "hotel"}],
        "nodes": [
            {"id": "hotel"},
            {
                "id": "ateneum",
                "service": 5400,
                "score": 30,
                "cost": 18.0,
                "windows": {"d1": [[36000, 61200]]},
                "must": False,
                "day": None,
                "category": "museum",
            },
        ],
        "travel": {"seconds": [[0, 420], [430, 0]]},
        "budget": None,
        "time_limit": 0.05,
        "seed": 1,
        "objective": "score",
    }


def test_documented_example_is_solved() -> None:
    answer = json.loads(json.dumps(solution_to_json(solve(problem_from_json(example())))))
    seconds, rounds = answer.pop("seconds"), answer.pop("iterations")
    assert 0 <= seconds < 5
    assert rounds >= 0
    assert answer == {
        "routes": [
            {
                "day": "d1",
                "stops": [{"id": "ateneum", "arrive": 32820, "start": 36000, "leave": 41400}],
                "departs": 35580,
                "returns": 41830,
                "travel": 850,
                "waiting": 0,
            }
        ],
        "score": 30,
        "cost": 18,
        "unknown_costs": [],
        "dropped": [],
        "unmet_meals": [],
        "clashes": [],
        "checked": True,
        "proven": True,
    }


def test_everything_optional_is_read() -> None:
    raw = example()
    raw["days"][0] |= {
        "max_stops": 3,
        "max_active": 9000,
        "meals": [{"name": "lunch", "opens": 1, "closes": 2, "duration": 3, "choices": ["ateneum"], "pause": False}],
    }
    raw["nodes"][1] |= {"time": 40000, "day": "d1", "locked": True, "meal_only": True, "must": True}
    raw |= {
        "present": [{"day": "d1", "stops": [{"id": "ateneum", "start": 5}, {"id": None, "meal": "lunch"}]}],
        "day_caps": {"museum": 2},
        "trip_caps": {"park": 1},
        "min_gap": 60,
        "max_moves": 2,
        "iterations": 10,
        "weights": {"travel": 1.5, "keep": None},
    }
    problem = problem_from_json(raw)
    day, stop = problem.days[0], problem.stops[1]
    assert day.meals == (Meal("lunch", 1, 2, 3, ("ateneum",), False),)
    assert (day.max_stops, day.max_active) == (3, 9000)
    assert (stop.time, stop.day, stop.locked, stop.meal_only, stop.must) == (40000, "d1", True, True, True)
    assert problem.present == (PresentVisit("ateneum", "d1", 5),)
    assert (problem.day_caps, problem.trip_caps) == ({"museum": 2}, {"park": 1})
    assert (problem.min_gap, problem.max_moves, problem.iterations) == (60, 2, 10)
    assert (problem.weights.travel, problem.weights.keep) == (1.5, None)


def test_travel_by_mode_is_estimated_from_coordinates() -> None:
    raw = example()
    raw["travel"] = {"mode": "walk"}
    raw["nodes"][0] |= {"latitude": 60.1699, "longitude": 24.9384}
    raw["nodes"][1] |= {"latitude": 60.1701, "longitude": 24.9440}
    travel = problem_from_json(raw).travel
    assert travel[0][0] == 0
    assert 240 <= travel[0][1] == travel[1][0] <= 720


def test_comfort_weighs_the_way() -> None:
    assert problem_from_json(example() | {"objective": "comfort"}).weights.travel == 15.0
    assert problem_from_json(example()).weights.travel == 0.0


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("days",), None, "days: expected a list"),
        (("days", 0, "opens"), "nine", "days[0].opens: expected a whole number, not 'nine'"),
        (("days", 0, "opens"), 1.5, "days[0].opens: expected a whole number, not 1.5"),
        (("days", 0, "closes"), float("nan"), "days[0].closes: expected a whole number, not nan"),
        (("nodes", 1, "id"), "", "nodes[1].id: expected a name, not ''"),
        (("nodes", 1, "score"), True, "nodes[1].score: expected a number, not True"),
        (("nodes", 1, "must"), 1, "nodes[1].must: expected true or false, not 1"),
        (("nodes", 1, "windows"), {"d1": [[1]]}, "nodes[1].windows: a window is a pair [opens, closes]"),
        (("travel",), [], "travel: expected an object"),
        (("travel",), {"mode": "rocket"}, "travel.mode: expected some of walk, bicycle, transit, car"),
        (("travel",), {"mode": "walk"}, "nodes[0].latitude: expected a number, not None"),
        (("objective",), "fun", "objective: expected score or comfort, not 'fun'"),
    ],
)
def test_bad_input_is_named(path: tuple[Any, ...], value: Any, message: str) -> None:
    raw: Any = example()
    place = raw
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(ProblemError) as error:
        problem_from_json(raw)
    assert message in str(error.value)


def test_a_list_is_no_problem() -> None:
    with pytest.raises(ProblemError, match="expected an object"):
        problem_from_json([])
