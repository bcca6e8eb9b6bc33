"""Simulated annealing around the kernel: first plan, cooling by the clock or by rounds, last touches."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from . import kernel, rounds
from . import layout as at
from .arrays import Prepared, empty_plan
from .compiled import IS_COMPILED
from .exact import PROVEN_STOPS, best_order
from .timeline import Step

START_HEAT = 0.8  # temperatures in mean scores
END_HEAT = 0.07
RETURNS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)  # parts of a run after which it goes back to the best
STEPS = 200  # temperature changes in a run
DEFAULT_ROUNDS = 20_000  # where neither time nor rounds are given
SHORTENED = 12  # longest day that is put into the exact order at the end
NO_END = 1e9


class Clock:
    """How much of the time and of the rounds is used up; CPU seconds count from `began`."""

    def __init__(self, time_limit: float | None, iterations: int | None, began: float) -> None:
        if iterations is None and time_limit is None:
            iterations = DEFAULT_ROUNDS
        self.iterations, self.began = iterations, began
        self.seconds = time_limit
        if time_limit is not None:  # what comes after the search takes two thirds of what came before
            self.seconds = time_limit - 0.67 * (time.thread_time() - began)

    @property
    def reserve(self) -> float:
        """CPU seconds that the search leaves for the last touches."""
        return 0.0 if self.seconds is None else min(0.02, 0.05 * self.seconds)

    def left(self) -> float:
        """CPU seconds left."""
        return NO_END if self.seconds is None else self.seconds - (time.thread_time() - self.began)

    def part(self, done: int) -> float:
        """0 at the start, 1 at the end."""
        if self.iterations is not None:
            return done / self.iterations if done < self.iterations else 1.0
        return 1.0 if not self.seconds or self.seconds <= 0 else min(1.0, 1.0 - self.left() / self.seconds)


def anneal(prepared: Prepared, s: Any, g: Any, heat: float, clock: Clock) -> None:
    """Search until the clock has run out, or nothing is missing and nothing gets better."""
    a = prepared.a
    patience = 2_000 + 100 * int(a[at.VISITS])
    chunk = 20 if IS_COMPILED else 1
    if clock.iterations is not None:
        chunk = max(1, clock.iterations // STEPS)
    done = quiet = 0
    found = s[at.FOUND]
    returns = list(RETURNS)
    while (part := clock.part(done)) < 1.0 and clock.left() > clock.reserve:
        step = chunk if clock.iterations is None else min(chunk, clock.iterations - done)
        before = clock.left()
        if returns and part >= returns[0]:
            del returns[0]
            kernel.load_best(a, s, g)
        rounds.search(a, prepared.f, s, g, step, heat * START_HEAT * (END_HEAT / START_HEAT) ** part)
        done += step
        quiet = quiet + step if s[at.FOUND] == found else 0
        found = s[at.FOUND]
        if quiet > patience and kernel.is_full(a, s):
            break
        if clock.iterations is None and clock.seconds is not None:
            took = max(1e-6, before - clock.left())
            chunk = max(1, min(100_000, int(chunk * min(4.0, clock.seconds / STEPS / took))))


def shorten(prepared: Prepared, s: Any, g: Any, clock: Clock) -> None:
    """The exact order for every day of the best plan, where it improves the plan and while time is left."""
    a, f = prepared.a, prepared.f
    kernel.load_best(a, s, g)
    for d in range(int(a[at.DAYS])):
        seq, length = a[at.SEQ] + d * a[at.WIDTH], int(s[a[at.LENGTH] + d])
        if not 2 < length - 2 <= SHORTENED or clock.left() <= 0:
            continue
        order, _ = best_order(a, [int(s[seq + p]) for p in range(1, length - 1)], d)
        if order is None:
            continue
        kernel.touch(a, s, d)
        for p, u in enumerate(order, start=1):
            s[seq + p] = u
        if kernel.refresh(a, s, d) and (value := kernel.objective(a, f, s)) > g[at.BEST]:
            kernel.keep_best(a, s, g, value)
            s[a[at.TOUCHED] + d] = 0
        else:
            kernel.restore(a, s)


def _append(prepared: Prepared, s: Any, d: int, visits: Sequence[int], *, each: bool) -> bool:
    """Append visits to a day as the rules allow; with `each`, those that break its times are taken out
    again."""
    a = prepared.a
    for u in visits:
        length = int(s[a[at.LENGTH] + d])
        if not kernel.allowed_at_all(a, s, u) or not kernel.allowed(a, s, u, d):
            continue
        kernel.put(a, s, u, d, length - 2)
        if each and not kernel.refresh(a, s, d):
            kernel.pull(a, s, d, length - 1)
            kernel.refresh(a, s, d)
    return bool(kernel.refresh(a, s, d))


def load(prepared: Prepared, s: Any, orders: Sequence[Sequence[int]]) -> None:
    """Put kernel visits into empty days in this order, as far as rules and times allow."""
    a = prepared.a
    for d, visits in enumerate(orders):
        kernel.refresh(a, s, d)
        if not _append(prepared, s, d, visits, each=False):
            while s[a[at.LENGTH] + d] > 2:
                kernel.pull(a, s, d, 1)
            kernel.refresh(a, s, d)
            _append(prepared, s, d, visits, each=True)


def loaded(prepared: Prepared, orders: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """The arrays of exactly this plan."""
    s, g = empty_plan(prepared)
    load(prepared, s, orders)
    kernel.keep_best(prepared.a, s, g, kernel.objective(prepared.a, prepared.f, s))
    return s, g


def present_orders(prepared: Prepared, present: Sequence[Sequence[Step]]) -> list[list[int]]:
    """The present plan as kernel visits; the booked ones come first where the order as it is does not fit."""
    number = {(kind.stop, kind.day if kind.meal else -1, kind.meal): u for u, kind in enumerate(prepared.kinds)}
    result = []
    for d, steps in enumerate(present):
        keys = [(step.stop, d if step.meal else -1, step.meal) for step in steps]
        result.append([number[key] for key in keys if key in number])
    return result


def everything_in_a_day(prepared: Prepared) -> tuple[Any, Any] | None:
    """The exact plan of a single day that has room for all that is asked, or None."""
    a = prepared.a
    n = int(a[at.VISITS])
    if int(a[at.DAYS]) != 1 or not 0 < n <= PROVEN_STOPS or len(prepared.slots) > n:
        return None
    stops = {kind.stop for kind in prepared.kinds if kind.stop >= 0}
    slots = {kind.meal for kind in prepared.kinds if kind.meal is not None}
    pauses = sum(1 for kind in prepared.kinds if kind.stop < 0)
    meals = sum(1 for kind in prepared.kinds if kind.meal is not None)
    if len(stops) + pauses != n or meals != len(slots) or meals != len(prepared.slots):
        return None  # alternatives: not everything can be
    order, _ = best_order(a, range(n), 0)
    if order is None:
        return None
    s, g = loaded(prepared, [order])
    return (s, g) if int(s[a[at.LENGTH]]) == n + 2 else None


def run(prepared: Prepared, present: Sequence[Sequence[Step]], began: float) -> tuple[Any, Any]:
    """The whole search; the best plan is the current one of the arrays that come back."""
    a, f, problem = prepared.a, prepared.f, prepared.problem
    s, g = empty_plan(prepared)
    n = int(a[at.VISITS])
    load(prepared, s, present_orders(prepared, present))
    rounds.first_plan(a, f, s, g)
    if n:
        score = int(f[at.F_SCORE])
        mean = prepared.points * sum(float(value) for value in f[score : score + n]) / n
        clock = Clock(problem.time_limit, problem.iterations, began)
        anneal(prepared, s, g, mean, clock)
        shorten(prepared, s, g, clock)
        rounds.fill(a, f, s, g)
    return s, g
