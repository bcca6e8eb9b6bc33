"""The checker: it passes a right plan and finds every kind of tampering."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trips.planning.optimise import (
    Day,
    Dropped,
    Meal,
    PresentVisit,
    Problem,
    Route,
    Solution,
    Stop,
    Visit,
    check,
)

H = 3600
LUNCH = Meal("lunch", 12 * H, 13 * H, 1800, ("r",))
STOPS = (
    Stop("hotel"),
    Stop("a", H, 5.0, 10.0, {"d1": ((10 * H, 11 * H),)}, category="museum"),
    Stop("b", H, 3.0, 20.0, category="museum"),
    Stop("c", H, 2.0, None, must=True),
    Stop("r", H, 1.0, 15.0, meal_only=True),
)
PROBLEM = Problem(
    (Day("d1", 9 * H, 18 * H, "hotel", "hotel", (LUNCH,)),),
    STOPS,
    [[0 if i == j else 600 for j in range(5)] for i in range(5)],
    present=(PresentVisit("c", "d1"),),
)


def route(*visits: Visit, **other: int) -> Route:
    """A route whose sums are right unless told otherwise."""
    home = 600 if any(visit.stop for visit in visits) else 0
    sums = {
        "departs": visits[0].start - visits[0].travel,
        "returns": visits[-1].leave + home,
        "travel": sum(visit.travel for visit in visits) + home,
        "waiting": sum(visit.waiting for visit in visits[1:]),
        **other,
    }
    return Route("d1", visits, **sums)


A = Visit("a", 9 * H + 600, 10 * H, 11 * H, 600)
R = Visit("r", 11 * H + 600, 12 * H, 13 * H, 600, "lunch")
C = Visit("c", 13 * H + 600, 13 * H + 600, 14 * H + 600, 600)
GOOD = Solution((route(A, R, C),), 8.0, 25.0, (Dropped("b", "no_time", "no time left"),), (), (), ("c",))


def found(solution: Solution, problem: Problem = PROBLEM) -> set[str]:
    return {violation.rule for violation in check(problem, solution)}


def with_visits(*visits: Visit, **other: int) -> Solution:
    """GOOD with other visits, sums kept right."""
    chosen = [stop for stop in STOPS if stop.id in {visit.stop for visit in visits}]
    return replace(
        GOOD,
        routes=(route(*visits, **other),),
        score=sum(stop.score for stop in chosen),
        cost=sum(stop.cost or 0 for stop in chosen),
        unknown_costs=tuple(stop.id for stop in chosen if stop.cost is None),
    )


def test_right_plan_passes() -> None:
    assert check(PROBLEM, GOOD) == []


@pytest.mark.parametrize(
    ("solution", "rule"),
    [
        (replace(GOOD, score=9.0), "score"),
        (replace(GOOD, cost=24.0), "cost"),
        (replace(GOOD, unknown_costs=()), "unknown_costs"),
        (replace(GOOD, dropped=()), "not_told"),
        (replace(GOOD, dropped=(*GOOD.dropped, Dropped("a", "x", "x"))), "dropped_and_visited"),
        (replace(GOOD, dropped=GOOD.dropped * 2), "dropped_twice"),
        (replace(GOOD, dropped=(Dropped("b", "no_time", ""),)), "no_reason"),
        (replace(GOOD, routes=()), "days"),
        (replace(GOOD, routes=GOOD.routes * 2), "day_twice"),
        (replace(GOOD, routes=(replace(GOOD.routes[0], day="d9"),)), "unknown_day"),
        (with_visits(A, R, replace(C, stop="z")), "unknown_stop"),
        (with_visits(A, R, C, replace(C, arrive=C.leave + 600, start=C.leave + 600, leave=C.leave + 4200)),
         "visited_twice"),
        (with_visits(replace(A, start=11 * H + 1, leave=12 * H + 1), R, C), "closed"),
        (with_visits(replace(A, start=9 * H + 700, leave=10 * H + 700), R, C), "closed"),
        (with_visits(replace(A, arrive=9 * H), R, C), "too_fast"),
        (with_visits(A, replace(R, travel=500), C), "travel"),
        (with_visits(A, R, replace(C, start=C.arrive - 1, leave=C.leave - 1)), "starts_before_arrival"),
        (with_visits(A, R, replace(C, leave=C.leave - 60)), "duration"),
        (with_visits(A, replace(R, start=13 * H + 60, leave=14 * H + 60),
                     replace(C, arrive=15 * H, start=15 * H, leave=16 * H)), "meal_time"),
        (with_visits(A, replace(R, meal=None), C), "only_for_meals"),
        (with_visits(A, replace(R, meal=None), C), "meal_missing"),
        (with_visits(A, replace(R, meal="tea"), C), "unknown_meal"),
        (with_visits(A, R, replace(C, meal="lunch")), "meal_choice"),
        (with_visits(A, R, replace(C, meal="lunch")), "meal_twice"),
        (with_visits(A, R, Visit(None, 13 * H, 13 * H, 13 * H)), "nothing"),
        (with_visits(A, R, replace(C, start=17 * H + 601, leave=18 * H + 601)), "day_over"),
        (with_visits(A, R, C, travel=0), "route_sums"),
        (with_visits(A, R, C, departs=A.start), "departs"),
    ],
)  # fmt: skip
def test_tampering_is_found(solution: Solution, rule: str) -> None:
    assert rule in found(solution)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"budget": 24.99}, "over_budget"),
        ({"trip_caps": {"museum": 0}}, "category_cap"),
        ({"day_caps": {"museum": 0}}, "category_cap"),
        ({"min_gap": 60}, "travel"),
        ({"days": (replace(PROBLEM.days[0], max_stops=1),)}, "too_many_stops"),
        ({"days": (replace(PROBLEM.days[0], max_active=2 * H + 2399),)}, "too_active"),
        ({"days": (replace(PROBLEM.days[0], meals=(replace(LUNCH, name="brunch"),)),)}, "unknown_meal"),
        ({"present": (PresentVisit("c", "d2"),), "max_moves": 0}, "too_many_moves"),
        ({"stops": (*STOPS[:3], replace(STOPS[3], day="d2"), STOPS[4])}, "wrong_day"),
        ({"stops": (*STOPS[:3], replace(STOPS[3], day="d1", time=14 * H), STOPS[4])}, "booking_moved"),
        ({"stops": (*STOPS[:3], replace(STOPS[3], locked=True), STOPS[4]),
          "present": (PresentVisit("c", "d1", 15 * H),)}, "booking_moved"),
    ],
)  # fmt: skip
def test_rule_of_the_problem_is_found(change: dict[str, object], rule: str) -> None:
    assert rule in found(GOOD, replace(PROBLEM, **change))  # type: ignore[arg-type]


def test_limits_may_be_reached_exactly() -> None:
    tight = replace(
        PROBLEM,
        budget=25.0,
        day_caps={"museum": 1},
        days=(replace(PROBLEM.days[0], max_stops=2, max_active=2 * H + 2400, closes=14 * H + 1200),),
    )
    assert check(tight, GOOD) == []


def test_pause_has_no_way_of_its_own() -> None:
    pause = Visit(None, 11 * H, 12 * H, 12 * H + 1800, 0, "lunch")
    after = Visit("c", 12 * H + 2400, 12 * H + 2400, 13 * H + 2400, 600)
    assert found(with_visits(A, pause, after)) == set()
    strict = replace(PROBLEM, days=(replace(PROBLEM.days[0], meals=(replace(LUNCH, pause=False),)),))
    assert found(with_visits(A, pause, after), strict) == {"meal_pause"}
