"""`manage.py solve` with input that means harm: one clear sentence, or a right answer that the checker passed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from trips.planning.optimise import actions as actions_module
from trips.planning.optimise import check
from trips.planning.optimise.actions import solve
from trips.planning.optimise.io import problem_from_json
from trips.planning.optimise.problem import InvalidPlanError, Violation

Change = Callable[[dict[str, Any]], object]

PROBLEM: dict[str, Any] = {
    "days": [
        {"id": "d1", "opens": 0, "closes": 100, "start": "hotel", "end": "hotel"},
        {"id": "d2", "opens": 0, "closes": 100, "start": "hotel", "end": None},
    ],
    "nodes": [
        {"id": "hotel"},
        {"id": "a", "service": 10, "score": 5, "cost": 2.5, "windows": {"d1": [[0, 50]], "d2": [[20, 90]]}},
        {"id": "b", "service": 20, "score": 4, "category": "museum"},
        {"id": "c", "service": 30, "score": 9.5, "cost": 4, "category": "museum", "windows": None},
    ],
    "travel": {"seconds": [[0, 5, 5, 7], [5, 0, 5, 60], [5, 5, 0, 5], [90, 5, 5, 0]]},
    "iterations": 60,
}


def answer(tmp_path: Path, text: str) -> Any:
    file = tmp_path / "problem.json"
    file.write_text(text)
    out = io.StringIO()
    call_command("solve", str(file), stdout=out)
    return json.loads(out.getvalue())


def solved(tmp_path: Path, change: Change = lambda raw: None) -> Any:
    raw = deepcopy(PROBLEM)
    change(raw)
    return answer(tmp_path, json.dumps(raw))


def where(solution: Any) -> dict[str, str]:
    return {stop["id"]: route["day"] for route in solution["routes"] for stop in route["stops"]}


def node(raw: dict[str, Any], name: str) -> dict[str, Any]:
    return next(node for node in raw["nodes"] if node["id"] == name)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw.pop("days"), "days: expected a list"),
        (lambda raw: raw.pop("nodes"), "nodes: expected a list"),
        (lambda raw: raw.pop("travel"), "travel: expected an object"),
        (lambda raw: raw.update(days=[]), "at least one day"),
        (lambda raw: raw["days"][0].pop("id"), "days[0].id: expected a name"),
        (lambda raw: raw["days"][0].pop("opens"), "days[0].opens: expected a whole number"),
        (lambda raw: raw["days"][1].update(closes=-1), "d2: closes before it opens"),
        (lambda raw: raw["days"][1].update(id="d1"), "two days have the same id"),
        (lambda raw: raw["days"][0].update(start="nowhere"), "unknown stop 'nowhere'"),
        (lambda raw: raw["days"][0].update(max_stops=-1), "d1: max_stops and max_active"),
        (lambda raw: raw["nodes"][2].update(id="a"), "two stops have the same id"),
        (lambda raw: raw["nodes"].append(7), "nodes[4]: expected an object"),
        (lambda raw: node(raw, "a").update(service=-1), "a: service, score and cost"),
        (lambda raw: node(raw, "a").update(service=1.5), "nodes[1].service: expected a whole number, not 1.5"),
        (lambda raw: node(raw, "a").update(score=-3), "a: service, score and cost"),
        (lambda raw: node(raw, "a").update(score=10**400), "nodes[1].score: expected a number"),
        (lambda raw: node(raw, "a").update(day="d9"), "unknown day 'd9'"),
        (lambda raw: node(raw, "a").update(time=30), "a has a time but no day"),
        (lambda raw: node(raw, "a").update(locked=True), "a is locked but has neither"),
        (lambda raw: node(raw, "a").update(windows={"d1": [[50, 10]]}), "a: the window 50"),
        (lambda raw: node(raw, "a").update(windows={"d1": [[1, 2, 3]]}), "a window is a pair"),
        (lambda raw: node(raw, "a").update(windows=[[1, 2]]), "nodes[1]: expected an object"),
        (lambda raw: node(raw, "a").update(windows={"d1": None}), "nodes[1].windows: expected a list"),
        (lambda raw: raw["travel"]["seconds"].pop(), "must have 4 rows of 4"),
        (lambda raw: raw["travel"]["seconds"][2].append(1), "must have 4 rows of 4"),
        (lambda raw: raw["travel"]["seconds"][2].__setitem__(1, -5), "not negative"),
        (lambda raw: raw["travel"]["seconds"][2].__setitem__(1, None), "travel.seconds: expected a whole number"),
        (lambda raw: raw["travel"]["seconds"][2].__setitem__(1, 1e300), "travel.seconds: expected a whole number"),
        (lambda raw: raw.update(budget=-1), "budget must not be negative"),
        (lambda raw: raw.update(budget="all"), "budget: expected a number, not 'all'"),
        (lambda raw: raw.update(objective="money"), "objective: expected score or comfort"),
        (lambda raw: raw.update(objective=None), "objective: expected score or comfort"),
        (lambda raw: raw.update(max_moves=-1), "max_moves must not be negative"),
        (lambda raw: raw.update(time_limit=-1), "time_limit must not be negative"),
        (lambda raw: raw.update(iterations=-1), "iterations must not be negative"),
        (lambda raw: raw.update(weights={"travel": -1}), "weight travel must not be negative"),
        (
            lambda raw: raw.update(weights={"travel": 1e14}, days=[{"id": "d1", "opens": 0, "closes": 10**14}]),
            "too large to be counted",
        ),
        (lambda raw: raw.update(min_gap=-60), "the gap must not be negative"),
        (lambda raw: raw.update(seed="lucky"), "seed: expected a whole number"),
        (lambda raw: raw.update(present=[{"day": "d1", "stops": ["zoo"]}]), "unknown stop 'zoo'"),
        (lambda raw: raw.update(present=[{"day": "d1", "stops": ["a", "a"]}]), "visits a stop twice"),
        (
            lambda raw: raw["days"][0].update(meals=[{"name": "lunch", "opens": 9, "closes": 1, "duration": 1}]),
            "lunch of d1: the band ends",
        ),
    ],
)
def test_harm_is_told_in_one_sentence(tmp_path: Path, change: Change, message: str) -> None:
    with pytest.raises(CommandError) as error:
        solved(tmp_path, change)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"days": NaN}', "1" * 5_000, '"text"', "null"])
def test_what_is_no_problem_at_all_is_told_in_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError) as error:
        answer(tmp_path, text)
    assert "\n" not in str(error.value)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="is not JSON"):
        call_command("solve", str(file))


def test_negative_times_are_times_like_any_other(tmp_path: Path) -> None:
    def earlier(raw: dict[str, Any]) -> None:
        for day in raw["days"]:
            day["opens"] -= 1000
            day["closes"] -= 1000
        for spans in node(raw, "a")["windows"].values():
            spans[0] = [time - 1000 for time in spans[0]]

    now, then = solved(tmp_path), solved(tmp_path, earlier)
    assert where(now) == where(then)
    starts = [stop["start"] for route in now["routes"] for stop in route["stops"]]
    assert [stop["start"] + 1000 for route in then["routes"] for stop in route["stops"]] == starts


def test_whole_numbers_may_be_written_as_floats_and_names_as_numbers(tmp_path: Path) -> None:
    def written(raw: dict[str, Any]) -> None:
        raw["days"][0] |= {"opens": 0.0, "closes": 1e2, "id": 1}
        node(raw, "a")["windows"] = {"1": [[0.0, 50.0]]}

    assert where(solved(tmp_path, written))["a"] == "1"


def test_day_without_end_may_stop_anywhere(tmp_path: Path) -> None:
    """From c the way home takes 90: only where the day ends anywhere can it be."""
    assert where(solved(tmp_path))["c"] == "d2"


def test_triangle_breaking_ways_are_walked_as_given(tmp_path: Path) -> None:
    def one_day(raw: dict[str, Any]) -> None:
        raw["days"] = raw["days"][:1]

    (route,) = solved(tmp_path, one_day)["routes"]
    assert [stop["id"] for stop in route["stops"]][-1] != "c"
    assert {stop["id"] for stop in route["stops"]} == {"a", "b", "c"}


def test_pin_budget_cap_and_must_are_kept(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        node(raw, "a")["day"] = "d2"
        node(raw, "b")["must"] = True
        raw |= {"budget": 3, "trip_caps": {"museum": 1}}

    solution = solved(tmp_path, change)
    assert where(solution)["a"] == "d2"
    assert set(where(solution)) == {"a", "b"}
    assert solution["cost"] == 2.5
    assert {out["id"]: out["rule"] for out in solution["dropped"]} == {"c": "budget"}


def test_must_dos_that_clash_are_named_as_a_pair(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        node(raw, "a").update(must=True, windows={"d1": [[10, 10]]})
        node(raw, "b").update(must=True, windows={"d1": [[12, 12]]})

    solution = solved(tmp_path, change)
    (clash,) = solution["clashes"]
    assert {clash["first"], clash["second"]} == {"a", "b"}
    assert solution["checked"] is True


def test_nothing_to_see_is_an_empty_plan(tmp_path: Path) -> None:
    solution = answer(
        tmp_path, '{"days": [{"id": "d", "opens": 0, "closes": 9}], "nodes": [], "travel": {"seconds": []}}'
    )
    assert solution["routes"][0]["stops"] == []
    assert solution["checked"] is True


def test_random_damage_never_ends_in_a_traceback(tmp_path: Path) -> None:
    """Values anywhere in the problem replaced by others: a sentence or a plan that the checker passes."""
    values: list[Any] = [None, -1, 0, 3, 1e9, 1.5, "", "a", "d1", [], {}, True, [[0, 9]], 10**15]
    sentences: list[str] = []
    plans: list[bool] = []
    for number in range(400):
        rnd = Random(number)
        raw: Any = deepcopy(PROBLEM) | {"iterations": 5}
        place: Any = raw
        while True:
            key = rnd.choice(list(place) if isinstance(place, dict) else range(len(place)))
            if not isinstance(place[key], dict | list) or not place[key] or rnd.random() < 0.1:
                break
            place = place[key]
        if key == "time_limit":
            continue
        place[key] = rnd.choice(values)
        if raw.get("iterations") not in range(10):
            raw["iterations"] = 5
        try:
            solution = answer(tmp_path, json.dumps(raw))
        except CommandError as error:
            sentences.append(str(error))
        else:
            plans.append(solution["checked"])
    assert min(len(sentences), len(plans)) > 50
    assert all(plans)
    assert not any("\n" in sentence or "please report" in sentence for sentence in sentences)


def test_plan_that_the_checker_refuses_is_withheld(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_module, "check", lambda problem, solution: [Violation("late", "too late", "a", "d1")])
    with pytest.raises(InvalidPlanError, match="late a d1"):
        solve(problem_from_json(PROBLEM))
    with pytest.raises(CommandError, match="withheld"):
        solved(tmp_path)


def test_checked_is_said_only_after_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def spy(problem: Any, solution: Any) -> list[Violation]:
        seen.append(solution.checked)
        return check(problem, solution)

    monkeypatch.setattr(actions_module, "check", spy)
    assert solve(problem_from_json(PROBLEM)).checked is True
    assert seen == [False]
