"""The solver's benchmark: `python -m bench.solver` (from the root of the checkout; `--help` for less than
everything).

Prints five tables: gaps to the best-known scores of published instances, the same for large instances in the
manner of Cordeau's (against the best found by anyone in the run), trip-shaped cases, exact orders of a day,
and random trips through the checker. Needs the instances under `../shared` for the first (TRIPOS_SHARED); PyVRP
plays on every `--referee-every`-th case where it is installed (requirements-bench.txt).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from statistics import mean, median

from bench.solver import referee, toptw
from bench.solver.long_days import SHAPES, long_days
from bench.solver.random_trips import random_trip, sightseeing
from trips.planning.optimise import (
    Day,
    InvalidPlanError,
    PresentVisit,
    Problem,
    Solution,
    Stop,
    check,
    reorder_day,
    solve,
    warm_up,
)
from trips.planning.optimise.compiled import IS_COMPILED

BEST_TRIPS = Path(__file__).parent / "best_trips.json"


def say(text: str = "") -> None:
    """One line of the report, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass
class Gaps:
    """Gaps in percent of one solver with one time limit."""

    name: str
    by_routes: dict[int, list[float]] = field(default_factory=dict)

    def add(self, routes: int, best: float, score: float) -> None:
        self.by_routes.setdefault(routes, []).append(100 * (best - score) / best)

    def row(self) -> str:
        every = [gap for gaps in self.by_routes.values() for gap in gaps]
        columns = " ".join(f"{mean(gaps):7.2f}" for _, gaps in sorted(self.by_routes.items()))
        return f"{self.name:<22} {len(every):>5} {mean(every):7.2f} {median(every):7.2f} {max(every):7.2f} {columns}"


def head(routes: Sequence[int]) -> str:
    """The line above rows of gaps."""
    columns = " ".join(f"{f'm={m}':>7}" for m in routes)
    return f"{'solver':<22} {'cases':>5} {'mean':>7} {'median':>7} {'worst':>7} {columns}"


def published(options: argparse.Namespace) -> None:
    """Gaps to the best-known scores."""
    folder = toptw.data_folder()
    if not (folder / "bks.csv").exists():
        say(f"No instances in {folder}: set TRIPOS_SHARED. First table left out.")
        return
    cases = [case for case in toptw.cases(folder) if case.routes in options.routes]
    if options.instances:
        cases = [case for case in cases if case.name in options.instances]
    cases = cases[:: options.every]
    with_referee = referee.is_installed() and not options.no_referee
    say(f"Published instances: {len(cases)} cases, gap to the best known in %")
    rows: list[Gaps] = []
    better: list[str] = []
    for limit in options.limits:
        ours, same, theirs = Gaps(f"ours {limit:g} s"), Gaps("  on the next row's"), Gaps(f"PyVRP {limit:g} s")
        for number, case in enumerate(cases):
            problem = toptw.read(folder / f"{case.name}.txt", case.routes, time_limit=limit, seed=options.seed)
            score = solve(problem).score
            ours.add(case.routes, case.best_known, score)
            if options.each:
                say(f"  {case.name:<6} m={case.routes} {limit:g} s {score:>7g} of {case.best_known:>7g}")
            if score > case.best_known:
                better.append(f"{case.name} m={case.routes}: {score:g} > {case.best_known:g}")
            if with_referee and number % options.referee_every == 0:
                same.add(case.routes, case.best_known, score)
                theirs.add(case.routes, case.best_known, referee.score(problem, limit, options.seed))
        rows += [ours, same, theirs] if with_referee else [ours]
    say(head(options.routes))
    for row in rows:
        say(row.row())
    if not with_referee:
        say("(PyVRP is not installed: pip install -r requirements-bench.txt)")
    if better:
        say("Above the stored best known: " + "; ".join(sorted(set(better))))
    say()


def large(options: argparse.Namespace) -> None:
    """Gaps to the best found in this run, on instances in the manner of Cordeau's."""
    cases = [(shape, routes) for shape in SHAPES for routes in options.routes][:: options.every]
    with_referee = referee.is_installed() and not options.no_referee
    say(
        f"Long days, 48 to 288 places: {len(cases)} cases, gap to the best of this run (two of {options.long:g} s more)"
    )
    ours = {limit: Gaps(f"ours {limit:g} s") for limit in options.limits}
    theirs = {limit: Gaps(f"PyVRP {limit:g} s") for limit in options.limits}
    for number, (shape, routes) in enumerate(cases):
        problem = long_days(shape, routes, seed=options.seed)
        scores = {limit: solve(replace(problem, time_limit=limit)).score for limit in options.limits}
        judged = with_referee and number % options.referee_every == 0
        others = {limit: referee.score(problem, limit, options.seed) for limit in options.limits if judged}
        longer = [solve(replace(problem, time_limit=options.long, seed=seed)).score for seed in (2, 3)]
        best = max(*scores.values(), *others.values(), *longer)
        for limit, score in scores.items():
            ours[limit].add(routes, best, score)
        for limit, score in others.items():
            theirs[limit].add(routes, best, score)
        if options.each:
            told = ", ".join(f"{limit:g} s {score:g}" for limit, score in scores.items())
            say(f"  {shape.name:<6} m={routes} {told}; best {best:g}; PyVRP {max(others.values(), default=0):g}")
    say(head(options.routes))
    for limit in options.limits:
        say(ours[limit].row())
        if with_referee:
            say(theirs[limit].row())
    say()


def sights(options: argparse.Namespace) -> None:
    """Trip-shaped cases: time to a full plan, and how far a second comes."""
    known = [float(score) for score in json.loads(BEST_TRIPS.read_text())["scores"]]
    say("Trips with opening hours by weekday, split hours, lunches, dinners and bookings; means over the seeds")
    titles = ("full ms", "at that", "0.2 s", "1 s", "best")
    say(f"{'days/places':<12}" + "".join(f" {title:>8}" for title in titles) + f" {'gap 1 s %':>10} {'worst':>6}")
    for days, places, trips, best_of in ((7, 200, options.trips, known), (14, 500, min(3, options.trips), [])):
        gaps = []
        for number in range(trips):
            problem = sightseeing(number, days, places, time_limit=0.0)
            took, first = quickest(problem)
            full = not first.unmet_meals and all(out.rule != "not_worth" for out in first.dropped)
            seeds = range(1, 1 + options.seeds)
            fifth, second = ([solve(replace(problem, time_limit=t, seed=k)).score for k in seeds] for t in (0.2, 1.0))
            if number < len(best_of):
                longer = [best_of[number]]
            else:
                longer = [solve(replace(problem, time_limit=options.long, seed=seed)).score for seed in (2, 3)]
            best = max(*fifth, *second, *longer)
            own = [100 * (best - score) / best for score in second]
            gaps += own
            say(
                f"{days:>3}/{places:<8} {1000 * took:>7.0f}{' ' if full else '!'} {first.score:>8g} "
                f"{mean(fifth):>8.0f} {mean(second):>8.0f} {best:>8g} {mean(own):>10.2f} {max(own):>6.2f}"
            )
        say(f"{days:>3}/{places:<8} {'':>44} {mean(gaps):>10.2f} {max(gaps):>6.2f}")
    say()


def quickest(problem: Problem, times: int = 3) -> tuple[float, Solution]:
    """The least CPU seconds of some solves of a problem, and the solution."""
    found = []
    for _ in range(times):
        began = time.thread_time()
        solution = solve(problem)
        found.append((time.thread_time() - began, solution))
    return min(found, key=lambda pair: pair[0])


def orders(options: argparse.Namespace) -> None:
    """The exact order of one day."""
    say("One day, order proven optimal: CPU milliseconds (median, worst of 20), without and with windows")
    for size in (8, 10, 12, 14, 16):
        for windows in (False, True):
            times, proven = [], 0
            for number in range(20):
                problem = one_day(number, size, windows)
                began = time.thread_time()
                change = reorder_day(problem, "d")
                times.append(1000 * (time.thread_time() - began))
                proven += change.solution.proven
            kind = "windows" if windows else "open"
            say(f"{size:>3} stops {kind:<8} {median(times):>7.1f} {max(times):>7.1f}   proven {proven}/20")
    say()


def one_day(number: int, size: int, windows: bool) -> Problem:
    """A day of `size` stops that can all be visited: windows are laid around one feasible order."""
    rnd = Random(number)
    points = [complex(rnd.random(), rnd.random()) for _ in range(size + 1)]
    travel = [[round(2400 * abs(a - b)) for b in points] for a in points]
    stops, clock = [Stop("hotel")], 8 * 3600
    for k in range(size):
        clock += travel[k][k + 1]
        span = {"d": ((clock - rnd.randrange(7200), clock + rnd.randrange(7200)),)} if windows else None
        stops.append(Stop(f"s{k}", 1200, 1.0, windows=span))
        clock += 1200
    present = tuple(PresentVisit(stop.id, "d") for stop in stops[1:])
    return Problem((Day("d", 8 * 3600, 23 * 3600, "hotel", "hotel"),), tuple(stops), travel, present=present)


def random_plans(options: argparse.Namespace) -> None:
    """Random trips through the checker."""
    began, wrong = time.thread_time(), 0
    for number in range(options.random):
        problem = random_trip(number, iterations=200, time_limit=None)
        try:
            wrong += bool(check(problem, solve(problem)))
        except InvalidPlanError as error:
            wrong += 1
            say(f"trip {number}: {error}")
    say(f"{options.random} random trips: {wrong} with violations ({time.thread_time() - began:.0f} CPU s)")


def main() -> None:
    """Parse the options and print the tables asked for."""
    tables = {"published": published, "large": large, "sights": sights, "orders": orders, "random": random_plans}
    parser = argparse.ArgumentParser(prog="python -m bench.solver", description=__doc__)
    parser.add_argument("tables", nargs="*", help=f"some of {', '.join(tables)} (all)")
    parser.add_argument("--limits", type=float, nargs="+", default=[1.0, 5.0], help="CPU seconds (1 5)")
    parser.add_argument("--routes", type=int, nargs="+", default=[1, 2, 3, 4], help="numbers of routes (1 2 3 4)")
    parser.add_argument("--instances", nargs="+", help="names of instances (all)")
    parser.add_argument("--every", type=int, default=1, help="every n-th case only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trips", type=int, default=8, help="trips of 7 days; at most 3 of 14 days (8)")
    parser.add_argument("--seeds", type=int, default=3, help="seeds per trip (3)")
    parser.add_argument("--long", type=float, default=20.0, help="CPU seconds of the long runs (20)")
    parser.add_argument("--random", type=int, default=10_000, help="random trips (10,000)")
    parser.add_argument("--each", action="store_true", help="a line for every case")
    parser.add_argument("--referee-every", type=int, default=4, help="PyVRP plays on every n-th case (4; 1 = all)")
    parser.add_argument("--no-referee", action="store_true", help="leave PyVRP out")
    options = parser.parse_args()
    if unknown := set(options.tables) - set(tables):
        parser.error(f"unknown tables: {', '.join(sorted(unknown))}")
    warm_up()
    say(f"Kernel: {'numba' if IS_COMPILED else 'plain Python'}; times are CPU seconds of one thread\n")
    for name in options.tables or tables:
        tables[name](options)


if __name__ == "__main__":
    main()
