"""The solver: small cases with known answers, the rules one by one, and determinism."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from trips.planning.optimise import (
    Day,
    Meal,
    PresentVisit,
    Problem,
    ProblemError,
    Solution,
    Stop,
    Weights,
    check,
    solve,
)

H = 3600
LINE = [0, 1, 2, 3, 4, 5, 6]  # places on a street, ten minutes apart


def street(stops: list[Stop], days: list[Day], **rest: object) -> Problem:
    """A trip along a street: stop k is k × 10 minutes from the hotel."""
    places = (Stop("hotel"), *stops)
    travel = [[abs(i - j) * 600 for j in range(len(places))] for i in range(len(places))]
    limits: dict[str, object] = {"iterations": 400, "time_limit": None, **rest}
    return Problem(tuple(days), places, travel, **limits)  # type: ignore[arg-type]


def day(name: str = "d1", opens: int = 9, closes: int = 18, **rest: object) -> Day:
    return Day(name, opens * H, closes * H, "hotel", "hotel", **rest)  # type: ignore[arg-type]


def rules(solution: Solution) -> dict[str, str]:
    return {out.stop: out.rule for out in solution.dropped}


def visited(solution: Solution) -> set[str]:
    return {name for route in solution.routes for name in route.stop_ids}


def test_one_stop_gets_exact_times() -> None:
    museum = Stop("museum", 5400, 30.0, 18.0, {"d1": [(10 * H, 17 * H)]})
    solution = solve(street([museum], [day()]))
    (route,) = solution.routes
    (visit,) = route.visits
    assert (visit.stop, visit.arrive, visit.start, visit.leave) == (
        "museum",
        9 * H + 600,
        10 * H,
        10 * H + 5400,
    )
    assert (route.departs, route.returns) == (10 * H - 600, 10 * H + 5400 + 600)
    assert (route.travel, route.waiting) == (1200, 0)
    assert (solution.score, solution.cost, solution.dropped, solution.checked) == (30.0, 18.0, (), True)


def test_a_day_with_room_for_all_is_proven() -> None:
    stops = [Stop(f"s{k}", 1800, 1.0) for k in (3, 1, 4, 2, 5)]
    solution = solve(street(stops, [day()]))
    assert solution.proven
    assert solution.travel == 2 * 5 * 600
    assert solution.iterations == 0


def test_best_score_is_chosen_when_not_all_fit() -> None:
    stops = [Stop("a", 4 * H, 5.0), Stop("b", 4 * H, 9.0), Stop("c", 4 * H, 8.0)]
    solution = solve(street(stops, [day(closes=19)]))
    assert visited(solution) == {"b", "c"}
    assert rules(solution) == {"a": "no_time"}


def test_split_hours_use_the_second_window() -> None:
    church = Stop("church", 1800, 5.0, windows={"d1": [(8 * H, 9 * H), (16 * H, 17 * H)]})
    (route,) = solve(street([church], [day()])).routes
    assert route.visits[0].start == 16 * H


def test_closed_days_are_avoided_and_named() -> None:
    stops = [
        Stop("monday", H, 1.0, windows={"d1": [(9 * H, 17 * H)]}),
        Stop("never", H, 9.0, windows={}),
        Stop("pinned", H, 9.0, windows={"d1": [(9 * H, 17 * H)]}, day="d2"),
        Stop("night", H, 9.0, windows={"d1": [(22 * H, 23 * H)]}),
    ]
    solution = solve(street(stops, [day("d1"), day("d2")]))
    assert visited(solution) == {"monday"}
    assert rules(solution) == {"never": "closed", "pinned": "closed_on", "night": "out_of_hours"}
    assert {out.stop: out.because for out in solution.dropped}["never"] == "closed on all days"


def test_many_must_dos_with_narrow_windows_are_all_kept() -> None:
    """A feasible order exists by construction; greedy insertion alone does not find it."""
    for number in range(6):
        rnd = Random(number)
        clock, stops = [9 * H, 9 * H], []
        for k in range(24):
            d = k % 2
            clock[d] += 600 * (k + 1) if len(stops) < 2 else 1200
            window = (clock[d] - rnd.randrange(3000), clock[d] + rnd.randrange(300))
            stops.append(Stop(f"s{k}", 900, 1.0, must=True, windows={f"d{d + 1}": [window]}))
            clock[d] += 900
        rnd.shuffle(order := list(range(24)))
        places = (Stop("hotel"), *(stops[k] for k in order))
        spots = [0, *(k + 1 for k in order)]
        travel = [[abs(a - b) * 600 for b in spots] for a in spots]
        days = (day("d1", closes=24), day("d2", closes=24))
        solution = solve(Problem(days, places, travel, iterations=4000, time_limit=None))
        assert solution.dropped == ()


def test_must_do_beats_any_score() -> None:
    stops = [Stop("dull", 5 * H, 0.0, must=True), Stop("great", 5 * H, 1000.0)]
    solution = solve(street(stops, [day()]))
    assert visited(solution) == {"dull"}
    assert rules(solution) == {"great": "clash"}
    assert solution.dropped[0].because == "clashes with must-do dull"


def test_clashing_must_dos_are_named_as_a_pair() -> None:
    stops = [
        Stop("opera", 2 * H, 5.0, must=True, windows={"d1": [(14 * H, 14 * H)]}),
        Stop("match", 2 * H, 5.0, must=True, windows={"d1": [(15 * H, 15 * H)]}),
        Stop("park", H, 1.0, must=True),
    ]
    solution = solve(street(stops, [day()]))
    (clash,) = solution.clashes
    assert {clash.first, clash.second} == {"opera", "match"}
    assert "park" in visited(solution)


def test_booking_keeps_its_minute_even_when_said_closed() -> None:
    stops = [Stop("table", H, 0.0, windows={}, day="d2", time=13 * H + 300), Stop("a", 6 * H, 50.0)]
    solution = solve(street(stops, [day("d1"), day("d2")]))
    assert [(v.stop, v.start) for v in solution.routes[1].visits] == [("table", 13 * H + 300)]


def test_two_bookings_at_once_leave_one_out() -> None:
    stops = [Stop("x", H, 1.0, day="d1", time=12 * H), Stop("y", H, 2.0, day="d1", time=12 * H)]
    solution = solve(street(stops, [day()]))
    assert len(visited(solution)) == 1
    assert {solution.clashes[0].first, solution.clashes[0].second} == {"x", "y"}


def test_locked_stop_stays_where_the_present_plan_has_it() -> None:
    stops = [Stop("a", H, 1.0, locked=True), Stop("b", H, 1.0)]
    present = (PresentVisit("a", "d2", 15 * H), PresentVisit("b", "d1"))
    solution = solve(street(stops, [day("d1"), day("d2")], present=present))
    assert ("a", 15 * H) in [(v.stop, v.start) for v in solution.routes[1].visits]


def test_budget_holds_over_the_trip_and_unknown_costs_are_told() -> None:
    stops = [
        Stop("a", H, 5.0, 30.1),
        Stop("b", H, 4.0, 30.2),
        Stop("c", H, 1.0, None),
        Stop("d", H, 3.0, 0.0),
    ]
    solution = solve(street(stops, [day("d1"), day("d2")], budget=60.2))
    assert visited(solution) == {"a", "c", "d"}
    assert (solution.cost, solution.unknown_costs, rules(solution)) == (30.1, ("c",), {"b": "budget"})


def test_budget_may_be_spent_to_the_last_cent() -> None:
    stops = [Stop("a", H, 1.0, 18.1), Stop("b", H, 1.0, 0.2)]
    assert solve(street(stops, [day()], budget=18.3)).cost == 18.3


def test_category_caps_per_day_and_trip() -> None:
    stops = [Stop(f"m{k}", 1800, 5.0, category="museum") for k in range(4)]
    stops += [Stop(f"c{k}", 1800, 5.0, category="church") for k in range(2)]
    solution = solve(street(stops, [day("d1"), day("d2")], day_caps={"museum": 1}, trip_caps={"church": 1}))
    assert [sum(name[0] == "m" for name in route.stop_ids) for route in solution.routes] == [1, 1]
    assert sum(name[0] == "c" for name in visited(solution)) == 1
    assert sorted(rules(solution).values()) == ["day_cap", "day_cap", "trip_cap"]


def test_pace_limits_stops_and_active_time() -> None:
    stops = [Stop(f"s{k}", 1800, 5.0) for k in range(6)]
    assert len(visited(solve(street(stops, [day(max_stops=2)])))) == 2
    slow = solve(street(stops, [day(max_active=2 * H)]))
    assert slow.travel + 1800 * len(visited(slow)) <= 2 * H
    assert set(rules(slow).values()) == {"max_active"}


def test_gap_is_kept_between_stops_only() -> None:
    solution = solve(street([Stop("a", H, 1.0), Stop("b", H, 1.0)], [day()], min_gap=900))
    first, second = solution.routes[0].visits
    assert first.travel in (600, 1200)
    assert second.arrive - first.leave == 600 + 900


def test_meal_takes_exactly_one_choice_in_its_band() -> None:
    lunch = Meal("lunch", 12 * H, 13 * H, 1800, ("r1", "r2"))
    stops = [Stop(f"s{k}", H, 5.0) for k in range(4)]
    stops += [
        Stop("r1", H, 1.0, meal_only=True),
        Stop("r2", H, 2.0, meal_only=True, windows={"d1": [(0, 12 * H)]}),
    ]
    solution = solve(street(stops, [day(meals=(lunch,))]))
    meals = [v for v in solution.routes[0].visits if v.meal]
    assert [(v.meal, v.stop) for v in meals] == [("lunch", "r2")]
    assert meals[0].start == 12 * H
    assert solution.dropped == ()


def test_meal_becomes_a_pause_where_no_choice_is_open() -> None:
    lunch = Meal("lunch", 12 * H, 13 * H, 1800, ("r1",))
    stops = [Stop("s", H, 5.0), Stop("r1", H, 1.0, meal_only=True, windows={"d1": [(18 * H, 20 * H)]})]
    solution = solve(street(stops, [day(meals=(lunch,))]))
    (pause,) = [v for v in solution.routes[0].visits if v.meal]
    assert (pause.stop, pause.leave - pause.start, pause.travel) == (None, 1800, 0)
    strict = solve(street(stops, [day(meals=(replace(lunch, pause=False),))]))
    assert [(m.day, m.meal, m.because) for m in strict.unmet_meals] == [
        ("d1", "lunch", "no choice is open in its hours")
    ]


def test_no_restaurant_twice() -> None:
    lunch = Meal("lunch", 12 * H, 13 * H, 1800, ("r1",))
    solution = solve(street([Stop("r1", H, 1.0, meal_only=True)], [day(d, meals=(lunch,)) for d in ("d1", "d2")]))
    assert sorted(v.stop or "" for route in solution.routes for v in route.visits) == ["", "r1"]


def test_open_ends_need_no_way() -> None:
    solution = solve(street([Stop("a", H, 1.0)], [Day("d1", 9 * H, 10 * H)]))
    (route,) = solution.routes
    assert (route.visits[0].start, route.returns, route.travel) == (9 * H, 10 * H, 0)


def test_odd_matrix_is_taken_as_it_is() -> None:
    """Only by way of b can c be reached in time, and the way back is longer than the way there."""
    travel = [[0, 100, 9999], [500, 0, 100], [100, 9999, 0]]
    stops = (Stop("hotel"), Stop("b", 10, 1.0), Stop("c", 10, 1.0))
    problem = Problem((Day("d", 0, 400, "hotel", "hotel"),), stops, travel, iterations=500, time_limit=None)
    exact = solve(replace(problem, present=(PresentVisit("b", "d"), PresentVisit("c", "d"))))
    assert [v.start for v in exact.routes[0].visits] == [100, 210]
    assert exact.routes[0].returns == 320


def test_at_most_two_stops_move_when_one_is_added() -> None:
    names = [f"s{k}" for k in range(8)]
    stops = [Stop(name, 5400, 5.0) for name in names] + [Stop("new", 3 * H, 9.0, must=True, day="d1")]
    days = [day("d1"), day("d2"), day("d3")]
    present = tuple(PresentVisit(name, f"d{1 + k % 2}") for k, name in enumerate(names))
    solution = solve(street(stops, days, present=present, max_moves=2, weights=Weights(keep=None)))
    now = {name: route.day for route in solution.routes for name in route.stop_ids}
    assert now["new"] == "d1"
    assert sum(now.get(visit.stop) != visit.day for visit in present) <= 2


def test_balance_spreads_the_stops() -> None:
    stops = [Stop(f"s{k}", H, 1.0) for k in range(6)]
    solution = solve(street(stops, [day("d1"), day("d2"), day("d3")], weights=Weights(balance=0.5)))
    assert [len(route.visits) for route in solution.routes] == [2, 2, 2]


def test_comfort_leaves_out_what_is_not_worth_the_way() -> None:
    stops = [Stop(f"s{k}", H, 10.0) for k in range(4)] + [Stop("far", H, 1.0)]
    places = (Stop("hotel"), *stops)
    travel = [[0 if i == j else 2 * H if 5 in (i, j) else 600 for j in range(6)] for i in range(6)]
    problem = Problem((day(closes=22),), places, travel, iterations=500, time_limit=None)
    comfort = solve(replace(problem, weights=Weights.comfort(8.0), days=(day("d1", closes=21), day("d2"))))
    assert rules(comfort) == {"far": "not_worth"}
    assert visited(solve(problem)) == {stop.id for stop in stops}


def test_same_seed_and_rounds_give_the_same_plan() -> None:
    stops = [Stop(f"s{k}", H + 60 * k, 1.0 + k * 7 % 5) for k in range(12)]
    problem = street(stops, [day("d1", closes=14), day("d2", closes=13)], iterations=300, seed=7)
    first, again = solve(problem), solve(problem)
    assert first.routes == again.routes
    assert first.iterations == again.iterations <= 300


def test_problem_without_stops_has_empty_days() -> None:
    solution = solve(street([], [day("d1"), day("d2")]))
    assert [route.visits for route in solution.routes] == [(), ()]
    assert check(street([], [day("d1"), day("d2")]), solution) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"days": ()}, "at least one day"),
        ({"days": (day(), day())}, "same id"),
        ({"stops": (Stop("hotel"), Stop("hotel"))}, "same id"),
        ({"travel": [[0]]}, "matrix"),
        ({"travel": [[0, -1], [1, 0]]}, "not negative"),
        ({"travel": [[0, 1.5], [1, 0]]}, "whole"),
        ({"days": (Day("d1", 5, 4),)}, "closes before it opens"),
        ({"days": (Day("d1", 0, 4, "nowhere"),)}, "unknown stop"),
        ({"stops": (Stop("hotel"), Stop("a", windows={"d1": [(5, 4)]}))}, "ends before"),
        ({"stops": (Stop("hotel"), Stop("a", day="d9"))}, "unknown day"),
        ({"stops": (Stop("hotel"), Stop("a", locked=True))}, "locked"),
        ({"stops": (Stop("hotel"), Stop("a", service=-1))}, "negative"),
        ({"stops": (Stop("hotel"), Stop("a", score=float("nan")))}, "negative or endless"),
        ({"stops": (Stop("hotel"), Stop("a", cost=-0.5))}, "negative"),
        ({"min_gap": -1}, "gap"),
        ({"days": (day(meals=(Meal("m", 0, 1, 1), Meal("m", 2, 3, 1))),)}, "same name"),
        ({"days": (day(meals=(Meal("m", 0, 1, -1),)),)}, "less than no time"),
        ({"travel": [[0, 1], [1]]}, "2 rows of 2"),
        ({"present": (PresentVisit("a", "d1"), PresentVisit("a", "d1"))}, "twice"),
    ],
)
def test_contradictions_are_refused(change: dict[str, object], message: str) -> None:
    problem = replace(street([Stop("a")], [day()]), **change)  # type: ignore[arg-type]
    with pytest.raises(ProblemError, match=message):
        solve(problem)


def test_idle_time_before_the_first_stop_costs_only_with_its_weight() -> None:
    """A is open early and late, B from noon: going to A late needs less walking, going early wastes no morning."""
    early = Stop("a", H, 5.0, windows={"d1": ((9 * H, 10 * H), (13 * H, 14 * H))})
    noon = Stop("b", H, 5.0, windows={"d1": ((12 * H, 12 * H),)})
    problem = Problem(
        (day(),), (Stop("hotel"), early, noon), [[0, 600, 60], [60, 0, 600], [600, 60, 0]], iterations=200
    )
    (route,) = solve(replace(problem, weights=Weights(travel=1.0))).routes
    assert route.stop_ids == ("b", "a") and route.late == 3 * H - 60
    (route,) = solve(replace(problem, weights=Weights(travel=1.0, late=2.0))).routes
    assert route.stop_ids == ("a", "b") and route.late == 0
    assert route.departs == 9 * H
