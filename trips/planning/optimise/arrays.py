"""From a Problem to the kernel's flat arrays, and from the kernel's sequences back to ids.

A stop becomes one visit; a choice of a meal becomes a visit of its own (the stop's windows cut to the meal's
band on that day), and so does a pause. `place` keeps a stop from being visited twice, `slot` a meal from
being eaten twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import layout as at
from .layout import as_kernel, pack
from .problem import Meal, Problem, ProblemError, Window
from .reading import BOOKED, MUST, WANTED, Index, allowed_windows, is_wanted, tier_of

POINTS = 100_000.0  # fixed-point value of the best score
NO_LIMIT = 1 << 50
NEIGHBOURS = 25
ORDER_LIMIT = 60  # optional visits tried per round
GUIDE = 0.5  # what the search takes off for time on the way, as a part of the temperature per time of a mean stop


@dataclass(frozen=True, slots=True)
class VisitKind:
    """What a kernel visit stands for: `stop` is a row of Problem.stops (-1 a pause), `day` and `meal` its
    slot."""

    stop: int
    day: int = -1
    meal: Meal | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The kernel's view of a problem."""

    problem: Problem
    a: Any
    f: Any
    plan_size: int
    travel: NDArray[np.int64]  # between stops
    kinds: list[VisitKind]
    slots: list[tuple[int, Meal]]  # (day, meal) of each slot
    points: float  # fixed-point value of one score point


def cents(cost: float | None) -> int:
    """Cost in hundredths, rounded up so that a sum within the budget is within it to the last digit."""
    return 0 if cost is None else math.ceil(round(cost * 100, 6))


def travel_matrix(problem: Problem) -> NDArray[np.int64]:
    """Travel between stops as an array. Raises ProblemError where it is not square, whole or non-negative."""
    size = len(problem.stops)
    rows = [len(row) for row in problem.travel]
    if rows != [size] * size:
        raise ProblemError(f"the travel matrix must have {size} rows of {size}, one for each stop")
    raw = np.asarray(problem.travel).reshape(size, size)
    matrix = raw.astype(np.int64)
    if (raw != matrix).any() or (matrix < 0).any():
        raise ProblemError("travel times must be whole numbers, not negative")
    return matrix


def _locations(problem: Problem, index: Index, matrix: NDArray[np.int64]) -> NDArray[np.int64]:
    """Travel between stops, then each day's start and end (rows of zeros for anywhere), gaps added."""
    size, nd = len(problem.stops), len(problem.days)
    ends = [*(day.start for day in problem.days), *(day.end for day in problem.days)]
    full = np.zeros((size + 2 * nd, size + 2 * nd), np.int64)
    full[:size, :size] = matrix + problem.min_gap
    for k, name in enumerate(ends, start=size):
        if name is not None:
            row = index.stop_row(name)
            full[k, :size], full[:size, k] = matrix[row], matrix[:, row]
    for d, day in enumerate(problem.days):
        if day.start is not None and day.end is not None:
            straight = matrix[index.stop_row(day.start), index.stop_row(day.end)]
            full[size + d, size + nd + d] = full[size + nd + d, size + d] = straight  # back: for symmetry only
    return full


class _Visits:
    """The kernel's visits while they are collected."""

    def __init__(self, problem: Problem, index: Index) -> None:
        self.problem, self.index = problem, index
        self.kinds: list[VisitKind] = []
        self.windows: list[list[list[Window]]] = []
        self.tiers: list[int] = []
        self.slot: list[int] = []
        self.slots: list[tuple[int, Meal]] = []
        self.taken: set[int] = set()  # booked stops that are a meal

    def add_meals(self, allowed: list[list[list[Window]]]) -> None:
        """A visit for every choice and pause of every meal."""
        for d, day in enumerate(self.problem.days):
            for meal in day.meals:
                if meal.closes < meal.opens:
                    raise ProblemError(f"{meal.name} of {day.id}: the band ends before it begins")
                self.slots.append((d, meal))
                for name in meal.choices:
                    row = self.index.stop_row(name)
                    band = [
                        (max(low, meal.opens), min(high, meal.closes))
                        for low, high in allowed[row][d]
                        if max(low, meal.opens) <= min(high, meal.closes)
                    ]
                    if not band:
                        continue
                    tier = max(WANTED, tier_of(self.problem, self.index, self.problem.stops[row]))
                    if tier == BOOKED:
                        self.taken.add(row)
                    self._append(VisitKind(row, d, meal), d, band, tier)
                if meal.pause or not meal.choices:
                    self._append(VisitKind(-1, d, meal), d, [(meal.opens, meal.closes)], WANTED)

    def _append(self, kind: VisitKind, d: int, windows: list[Window], tier: int) -> None:
        per_day: list[list[Window]] = [[] for _ in self.problem.days]
        per_day[d] = windows
        self.kinds.append(kind)
        self.windows.append(per_day)
        self.tiers.append(tier)
        self.slot.append(len(self.slots) - 1)

    def add_stops(self, allowed: list[list[list[Window]]]) -> None:
        """A visit for every stop that may be visited for its own sake and is open on some day."""
        for row, stop in enumerate(self.problem.stops):
            if stop.meal_only or row in self.taken or not is_wanted(stop, self.index) or not any(allowed[row]):
                continue
            self.kinds.append(VisitKind(row))
            self.windows.append(allowed[row])
            self.tiers.append(tier_of(self.problem, self.index, stop))
            self.slot.append(-1)


def tier_weights(values: list[int], tiers: list[int], penalty: float) -> list[int]:
    """What a visit of each tier is worth beyond its score: more than everything below it together.

    Raises ProblemError where that leaves 64 bits.
    """
    wanted = sum(1 for tier in tiers if tier == WANTED)
    must = sum(1 for tier in tiers if tier == MUST)
    first = sum(values) + math.ceil(penalty) + 1
    second = first * (2 * wanted + 1)
    third = second * (must + 1)
    if third * (len(values) + 1) >= 1 << 62:
        raise ProblemError("the weights and times are too large to be counted together")
    return [0, first, second, third]


def prepare(problem: Problem) -> Prepared:
    """Build the arrays. Raises ProblemError."""
    index = Index(problem)
    stops, days = problem.stops, problem.days
    nd, rows = len(days), len(stops)
    allowed = [allowed_windows(problem, index, stop) for stop in stops]
    visits = _Visits(problem, index)
    visits.add_meals(allowed)
    visits.add_stops(allowed)
    kinds, tiers = visits.kinds, visits.tiers
    n = len(kinds)
    top = max((stop.score for stop in stops), default=0.0)
    points = POINTS / top if top > 0 else POINTS
    horizon = sum(day.closes - day.opens for day in days) or 1
    scores = [stops[kind.stop].score if kind.stop >= 0 else 0.0 for kind in kinds]
    keep = problem.weights.keep or 0.0
    values = [
        round(points * (score + (keep if kind.stop >= 0 and stops[kind.stop].id in index.present else 0.0)))
        for score, kind in zip(scores, kinds, strict=True)
    ]
    smallest = min((score for score in scores if score > 0), default=1.0)
    w = problem.weights
    tie = 0.5 * smallest * points / horizon
    per_unit = points / 3600
    weights = [w.travel * per_unit + tie, w.waiting * per_unit, w.balance * per_unit, w.move * points]
    penalty = (sum(weights[:3]) + w.late * per_unit) * horizon * 2 + weights[3] * n
    worth = tier_weights(values, tiers, penalty)
    value = [
        v + worth[tier] + (worth[WANTED] if kind.meal is not None and kind.stop >= 0 else 0)
        for v, tier, kind in zip(values, tiers, kinds, strict=True)
    ]
    matrix = travel_matrix(problem)
    full = _locations(problem, index, matrix)
    size = len(full)
    is_symmetric = np.array_equal(full, full.T)
    categories = sorted({stop.category for stop in stops if stop.category is not None})
    number = {name: k for k, name in enumerate(categories)}
    wptr: list[int] = [0]
    pairs: list[int] = []
    spans: list[float] = []
    for windows in visits.windows:
        span = 0
        for per_day in windows:
            for low, high in per_day:
                pairs += (low, high)
                span += high - low
            wptr.append(len(pairs))
        spans.append(float(span))
    spots = np.array([kind.stop for kind in kinds], np.int64)
    near, count = _neighbours(full, spots)
    way = float(np.mean(np.sort(full[:rows, :rows], axis=1)[:, 1 : min(rows, 6)])) if rows > 1 else 1.0

    def of(kind: VisitKind, name: str) -> Any:
        return getattr(stops[kind.stop], name) if kind.stop >= 0 else None

    def service_of(kind: VisitKind) -> int:
        own = stops[kind.stop].service if kind.stop >= 0 else 0
        return own or (kind.meal.duration if kind.meal is not None else 0)

    a, length = pack(
        sizes={
            at.VISITS: n,
            at.DAYS: nd,
            at.LOCATIONS: size,
            at.CATEGORIES: max(1, len(categories)),
            at.NEIGHBOURS: count,
            at.SLOTS: len(visits.slots),
            at.WIDTH: n + 2,
            at.ORDER_LIMIT: ORDER_LIMIT,
            at.BUDGET: NO_LIMIT if problem.budget is None else math.floor(round(problem.budget * 100, 6)),
            at.MAX_MOVES: NO_LIMIT if problem.max_moves is None else problem.max_moves,
        },
        fields={
            at.LOC: [*(kind.stop for kind in kinds), *range(rows, rows + 2 * nd)],
            at.SERVICE: [*(service_of(kind) for kind in kinds), *([0] * 2 * nd)],
            at.VALUE: value,
            at.COST: [cents(of(kind, "cost")) for kind in kinds],
            at.TIER: tiers,
            at.FIXED: [int(tier == BOOKED) for tier in tiers],
            at.WINDOWS: [0] * (n * nd + 1 + len(pairs)),
            at.TRAVEL: full,
            at.REVERSE: [] if is_symmetric else full.T,
            at.OPENS: [day.opens for day in days],
            at.CLOSES: [day.closes for day in days],
            at.SLOT: visits.slot,
            at.PLACE: [kind.stop if kind.stop >= 0 else rows + k for k, kind in enumerate(kinds)],
            at.CATEGORY: [number.get(of(kind, "category"), -1) for kind in kinds],
            at.DAY_CAP: [problem.day_caps.get(name, NO_LIMIT) for name in categories],
            at.TRIP_CAP: [problem.trip_caps.get(name, NO_LIMIT) for name in categories],
            at.COUNTED: [int(kind.meal is None) for kind in kinds],
            at.MAX_STOPS: [NO_LIMIT if day.max_stops is None else day.max_stops for day in days],
            at.MAX_ACTIVE: [NO_LIMIT if day.max_active is None else day.max_active for day in days],
            at.PRESENT: [_present_day(index, of(kind, "id")) for kind in kinds],
            at.NEAR: near,
            at.FIRM: [*(u for u in range(n) if tiers[u] > 0 and visits.slot[u] < 0), -1],
            at.SLOT_VISITS: [sum(1 for k in visits.slot if 0 <= k < slot) for slot in range(len(visits.slots) + 1)],
        },
        state={
            at.SEQ: nd * (n + 2),
            at.LENGTH: nd,
            at.TIMES: nd * (n + 2) * at.TIMES_EACH,
            at.ON_DAY: n,
            at.WAY: nd,
            at.WAITING: nd,
            at.LATE: nd,
            at.ACTIVE: nd,
            at.STOPS: nd,
            at.BY_DAY: nd * max(1, len(categories)),
            at.BY_TRIP: len(categories),
            at.SLOT_USED: len(visits.slots),
            at.PLACE_USED: rows + n,
            at.SAVED_SEQ: nd * (n + 2),
            at.SAVED_LENGTH: nd,
            at.TOUCHED: nd,
            at.BEST_SEQ: nd * (n + 2),
            at.BEST_LENGTH: nd,
            at.HEAP: n,
            at.STAMP: n,
            at.GONE: n,
            at.SLACK: nd,
            at.HAS_PAUSE: nd,
        },
    )
    if is_symmetric:
        a[at.REVERSE] = a[at.TRAVEL]
    begin = int(a[at.WINDOWS])
    pairs_at = begin + n * nd + 1
    a[begin:pairs_at] = np.array(wptr) + pairs_at
    a[pairs_at : pairs_at + len(pairs)] = pairs
    mean = sum(scores) / max(1, n)
    mean_time = max(1.0, way + sum(map(service_of, kinds)) / max(1, n))
    f = [*weights, way, at.F_HEADER, at.F_HEADER + n, w.late * per_unit, GUIDE / mean_time, mean, mean / mean_time]
    f += [max(score, smallest * 0.1) for score in scores] + spans
    return Prepared(
        problem, as_kernel(a, np.int64), as_kernel(f, np.float64), length, matrix, kinds, visits.slots, points
    )


def _present_day(index: Index, stop: str | None) -> int:
    visit = index.present.get(stop) if stop is not None else None
    return -1 if visit is None else index.day[visit.day]


def _neighbours(full: NDArray[np.int64], spots: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """For each visit the nearest others (by the shorter way), nearest first; a pause has arbitrary ones."""
    n = len(spots)
    count = min(NEIGHBOURS, max(0, n - 1))
    if count == 0:
        return np.zeros(1, np.int64), 0
    both = np.minimum(full, full.T)[np.ix_(np.maximum(spots, 0), np.maximum(spots, 0))]
    np.fill_diagonal(both, -1)
    some = np.argpartition(both, count, axis=1)[:, : count + 1]
    order = np.argsort(np.take_along_axis(both, some, axis=1), axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1)[:, 1:], count


def empty_plan(prepared: Prepared) -> tuple[Any, Any]:
    """The arrays of a plan of empty days: `s` and `g` of `layout`."""
    a = prepared.a
    n, nd, width = int(a[at.VISITS]), int(a[at.DAYS]), int(a[at.WIDTH])
    s = np.zeros(prepared.plan_size, np.int64)
    for d in range(nd):
        for seq, length in ((at.SEQ, at.LENGTH), (at.BEST_SEQ, at.BEST_LENGTH)):
            s[a[seq] + d * width], s[a[seq] + d * width + 1] = n + d, n + nd + d
            s[a[length] + d] = 2
    s[a[at.ON_DAY] : a[at.ON_DAY] + n] = -1
    s[at.RNG] = 1 + (1 + prepared.problem.seed * 2654435761) % (2_999_999_999 * 10**9)  # any start below a * 2**32 - 1
    g = np.zeros(at.KEY + n, np.float64)
    g[at.BEST] = -1e300
    return as_kernel(s, np.int64), as_kernel(g, np.float64)
