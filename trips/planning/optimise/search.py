"""Simulated annealing around the kernel: first plan, cooling by the clock or by rounds, last touches."""

from __future__ import annotations

import time

from typing import Any

from . import kernel, ruin
from . import layout as at
from .arrays import Prepared, empty_plan
from .compiled import IS_COMPILED

START_HEAT = 0.35  # temperatures in mean scores
END_HEAT = 0.02
CYCLES = 1
STEPS = 200  # temperature changes in a run
ORDERS = 5


def first_plan(a: Any, f: Any, s: Any, g: Any) -> None:
    """The best of one greedy plan per order; what is already in the plan stays in."""
    nd = int(a[at.DAYS])
    for d in range(nd):
        kernel.refresh(a, s, d)
    for way in (ruin.BY_RATE, ruin.BY_SCORE, ruin.BY_SPAN):
        for d in range(nd):
            kernel.touch(a, s, d)
        ruin.recreate(a, f, s, g, way, False, int(a[at.VISITS]), way == ruin.BY_SCORE)
        value = kernel.objective(a, f, s)
        if value > g[at.BEST]:
            kernel.keep_best(a, s, g, value)
        kernel.restore(a, s)
    kernel.load_best(a, s, g)


def anneal(
    prepared: Prepared, s: Any, g: Any, heat: float, time_limit: float | None, iterations: int | None, began: float
) -> None:
    """Search until the CPU time (counted from `began`) or the rounds are used up."""
    if iterations is None and time_limit is None:
        iterations = 20_000
    chunk = max(1, iterations // STEPS) if iterations is not None else (20 if IS_COMPILED else 1)
    done = 0
    while True:
        now = time.thread_time()
        if time_limit is not None and now - began >= time_limit:
            break
        if iterations is not None:
            if done >= iterations:
                break
            part = done / iterations
        else:
            assert time_limit is not None
            part = (now - began) / time_limit
        part = part * CYCLES % 1.0
        step = chunk if iterations is None else min(chunk, iterations - done)
        ruin.search(prepared.a, prepared.f, s, g, step, heat * START_HEAT * (END_HEAT / START_HEAT) ** part)
        done += step
        if iterations is None:
            assert time_limit is not None
            took = max(1e-6, time.thread_time() - now)
            chunk = max(1, min(100_000, int(chunk * min(4.0, time_limit / STEPS / took))))


def fill(a: Any, f: Any, s: Any, g: Any) -> None:
    """Take the best plan and insert whatever still fits."""
    kernel.load_best(a, s, g)
    ruin.recreate(a, f, s, g, ruin.BY_SCORE, False, int(a[at.VISITS]), False)
    value = kernel.objective(a, f, s)
    if value > g[at.BEST]:
        kernel.keep_best(a, s, g, value)
    else:
        kernel.load_best(a, s, g)


def run(prepared: Prepared, began: float) -> tuple[Any, Any]:
    """The whole search; the best plan is the current one of the arrays that come back."""
    a, f, problem = prepared.a, prepared.f, prepared.problem
    s, g = empty_plan(prepared)
    n = int(a[at.VISITS])
    first_plan(a, f, s, g)
    if n:
        score = int(f[at.F_SCORE])
        mean = prepared.points * sum(float(value) for value in f[score : score + n]) / n
        anneal(prepared, s, g, mean, problem.time_limit, problem.iterations, began)
        fill(a, f, s, g)
    return s, g
