"""Tidy the trip, plan for me, the score of a plan: what changes and what is gained."""

from __future__ import annotations

from dataclasses import replace

from trips.planning.optimise import (
    Day,
    Meal,
    Move,
    PresentVisit,
    Problem,
    Stop,
    check,
    optimization_score,
    plan_for_me,
    reorder_day,
    solve,
    tidy_trip,
)

H = 3600
EAST = [1, 2, 3]
WEST = [11, 12, 13]


def two_quarters(present: list[tuple[str, str]], **rest: object) -> Problem:
    """Three stops in the east, three in the west, an hour apart; the hotel between them."""
    places = [6, *EAST, *WEST]
    stops = (Stop("hotel"), *(Stop(f"s{x}", H, 5.0, 2.0) for x in EAST + WEST))
    travel = [[abs(a - b) * 360 for b in places] for a in places]
    days = tuple(Day(name, 9 * H, 18 * H, "hotel", "hotel") for name in ("d1", "d2"))
    visits = tuple(PresentVisit(stop, day) for stop, day in present)
    limits: dict[str, object] = {"iterations": 1000, "time_limit": None, **rest}
    return Problem(days, stops, travel, present=visits, **limits)  # type: ignore[arg-type]


MIXED = [("s1", "d1"), ("s11", "d1"), ("s2", "d1"), ("s12", "d2"), ("s3", "d2"), ("s13", "d2")]


def test_tidy_keeps_every_stop_and_moves_the_fewest() -> None:
    change = tidy_trip(two_quarters(MIXED))
    assert change.moved == (Move("s3", "d2", "d1"), Move("s11", "d1", "d2"))
    assert (change.added, change.removed, change.because) == ((), (), None)
    assert (change.gain.score, change.gain.cost) == (0.0, 0.0)
    assert change.gain.travel > H
    assert [set(route.stop_ids) for route in change.solution.routes] == [
        {"s1", "s2", "s3"},
        {"s11", "s12", "s13"},
    ]


def test_tidy_leaves_a_tidy_trip_alone() -> None:
    tidy = [("s3", "d1"), ("s2", "d1"), ("s1", "d1"), ("s11", "d2"), ("s12", "d2"), ("s13", "d2")]
    change = tidy_trip(two_quarters(tidy))
    assert change.moved == ()
    assert change.gain.travel == 0


def test_tidy_adds_nothing_that_was_not_planned() -> None:
    change = tidy_trip(two_quarters(MIXED[:4]))
    assert {name for route in change.solution.routes for name in route.stop_ids} == {"s1", "s11", "s2", "s12"}


def test_tidy_respects_the_allowed_moves() -> None:
    assert len(tidy_trip(two_quarters(MIXED, max_moves=1)).moved) <= 1
    assert tidy_trip(two_quarters(MIXED, max_moves=0)).moved == ()


def test_tidy_says_why_a_plan_cannot_be_kept() -> None:
    problem = two_quarters(MIXED)
    closed = tuple(replace(s, windows={}) if s.id == "s2" else s for s in problem.stops)
    change = tidy_trip(replace(problem, stops=closed))
    assert change.removed == ("s2",)
    assert change.because == "s2: closed on all days"


def test_plan_for_me_reports_the_difference() -> None:
    problem = two_quarters([("s1", "d1"), ("s11", "d1")])
    change = plan_for_me(problem)
    assert set(change.added) == {"s2", "s3", "s12", "s13"}
    assert change.gain.score == 20.0
    assert change.gain.cost == 8.0
    assert check(problem, change.solution) == []


def test_plan_for_me_without_present_plan_adds_all() -> None:
    change = plan_for_me(two_quarters([]))
    assert len(change.added) == 6
    assert not change.is_empty


def test_reorder_keeps_the_chosen_restaurant() -> None:
    lunch = Meal("lunch", 12 * H, 13 * H, 1800, ("s11", "s12"))
    problem = two_quarters([("s3", "d1"), ("s1", "d1"), ("s12", "d1")])
    problem = replace(
        problem,
        days=(replace(problem.days[0], meals=(lunch,)), problem.days[1]),
        present=(*problem.present[:2], PresentVisit("s12", "d1", None, "lunch")),
    )
    change = reorder_day(problem, "d1")
    assert [v.stop for v in change.solution.routes[0].visits if v.meal == "lunch"] == ["s12"]
    assert change.removed == ()
    assert [route.day for route in change.solution.routes] == ["d1"]


def test_score_of_a_plan_is_one_for_the_best_and_less_for_others() -> None:
    problem = two_quarters(MIXED)
    best = tidy_trip(problem).solution.routes
    assert optimization_score(problem, best) == 1.0
    worse = solve(replace(problem, max_moves=0)).routes
    score = optimization_score(problem, worse)
    assert 0.5 < score < 1.0


def test_score_counts_only_visits_that_keep_the_rules() -> None:
    problem = two_quarters(MIXED)
    routes = tidy_trip(problem).solution.routes
    late = tuple(replace(s, windows={"d1": [(0, H)], "d2": [(0, H)]}) if s.id == "s2" else s for s in problem.stops)
    assert optimization_score(replace(problem, stops=late), routes) <= 5 / 6 + 0.01


def test_score_of_an_empty_plan_is_one() -> None:
    problem = two_quarters([])
    empty = solve(replace(problem, stops=tuple(replace(s, score=0.0) for s in problem.stops))).routes
    assert optimization_score(problem, empty) == 1.0
