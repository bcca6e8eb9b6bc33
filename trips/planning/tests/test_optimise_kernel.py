"""Compiled and plain kernel agree, numba is loaded late, and random trips never break a rule."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.solver.random_trips import random_trip, sightseeing
from trips.planning.optimise import check, optimization_score, reorder_day, solve, tidy_trip
from trips.planning.optimise.compiled import COMPILED_FILES, IS_COMPILED, cache_dir

ROOT = Path(__file__).resolve().parents[3]
PLANS = """
import json
from bench.solver.random_trips import random_trip, sightseeing
from trips.planning.optimise import solve
trips = [random_trip(k, iterations=30, time_limit=None) for k in range(12)]
trips.append(sightseeing(1, 2, 20, iterations=20, time_limit=None))
print(json.dumps([[r.stop_ids for r in solve(trip).routes] for trip in trips]))
"""


def run_python(code: str, **environment: str) -> str:
    """Standard output of a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_plain_python_gives_the_same_plans() -> None:
    if not IS_COMPILED:
        pytest.skip("numba is switched off here")
    plain = json.loads(run_python(PLANS, TRIPOS_NUMBA="0"))
    trips = [random_trip(k, iterations=30, time_limit=None) for k in range(12)]
    trips.append(sightseeing(1, 2, 20, iterations=20, time_limit=None))
    assert plain == [[list(route.stop_ids) for route in solve(trip).routes] for trip in trips]


def test_numba_is_not_imported_with_the_package() -> None:
    code = "import sys, trips.planning, trips.planning.optimise; print('numba' in sys.modules)"
    assert run_python(code).strip() == "False"


def test_compiled_code_is_kept_where_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "given"))
    assert cache_dir().parent == tmp_path / "given"
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setenv("TRIPOS_HOME", str(tmp_path))
    assert cache_dir().parent == tmp_path / "numba"


def test_every_file_with_compiled_code_is_part_of_the_cache_key() -> None:
    folder = ROOT / "trips" / "planning" / "optimise"
    decorator = re.compile(r"^@(jit|inline)$", re.MULTILINE)
    marked = {path.name for path in folder.glob("*.py") if decorator.search(path.read_text())}
    assert marked | {"compiled.py", "layout.py"} <= set(COMPILED_FILES)
    assert "kernel.py" in marked


def every_answer_is_valid(number: int) -> None:
    """Solve and tidy a random trip; solve itself raises where the checker objects."""
    problem = random_trip(number, iterations=150, time_limit=None, seed=number)
    solution = solve(problem)
    assert check(problem, solution) == []
    assert solution.checked
    if number % 5 == 0:
        tidy_trip(problem)
        reorder_day(problem, problem.days[0].id)
        assert 0.0 <= optimization_score(problem, solution.routes) <= 1.0


def test_random_trips_break_no_rule() -> None:
    for number in range(250):
        every_answer_is_valid(number)


@pytest.mark.slow
def test_ten_thousand_random_trips_break_no_rule() -> None:
    for number in range(1_000, 11_000):
        every_answer_is_valid(number)


def test_ordinary_trip_misses_no_meal_and_no_booking() -> None:
    for number in range(4):
        problem = sightseeing(number, 3, 60, iterations=300, time_limit=None)
        solution = solve(problem)
        assert solution.unmet_meals == ()
        booked = {stop.id for stop in problem.stops if stop.booked}
        kept = {name for route in solution.routes for name in route.stop_ids}
        told = {out.stop for out in solution.dropped if out.rule in ("clash", "out_of_hours")}
        assert booked <= kept | told
