"""Rounds of ruin and recreate with simulated annealing, the first plan and the last insertions: what Python calls.

Each round removes a few visits (`ruin`), inserts absent ones again (`recreate`), and keeps the result with the
probability of simulated annealing. The functions with an underscore see pointers, the others arrays.
"""

from __future__ import annotations

from math import log

from . import layout as at
from .compiled import inline, jit, pointer
from .kernel import Floats, Ints, draw, keep_best, load_best, objective, refresh, restore, touch
from .recreate import BY_RATE, BY_SCORE, BY_SPAN, recreate, some_order
from .ruin import ruin


@inline
def guided(a: Ints, f: Floats, s: Ints, value: float, heat: float) -> float:
    """The plan's value as the search sees it: of plans of one score the one with less way leaves more room.

    The price of the way falls with the temperature, so that in the end only the true value counts.
    """
    way = 0
    for d in range(a[at.DAYS]):
        way += s[a[at.WAY] + d]
    return value - max(0.0, f[at.W_GUIDE] * heat - f[at.W_TRAVEL]) * way


@jit
def _search(a: Ints, f: Floats, s: Ints, g: Floats, rounds: int, heat: float) -> None:
    nd, touched = a[at.DAYS], a[at.TOUCHED]
    g[at.NOW] = guided(a, f, s, objective(a, f, s), heat)
    for _ in range(rounds):
        s[at.ROUNDS] += 1
        for d in range(nd):
            s[touched + d] = 0
        around = ruin(a, f, s)
        feasible = True
        for d in range(nd):
            # Removing can be infeasible: the matrix breaks the triangle inequality, a pause lost its place.
            if s[touched + d] == 1 and not refresh(a, s, d):
                feasible = False
                break
        value = seen = 0.0
        if feasible:
            recreate(a, f, s, g, some_order(s), True, a[at.ORDER_LIMIT], draw(s, 2) == 0, around)
            value = objective(a, f, s)
            seen = guided(a, f, s, value, heat)
            uniform = (1 + draw(s, 1 << 20)) / float(1 << 20)
            feasible = seen > g[at.NOW] + heat * log(uniform)
        if not feasible:
            restore(a, s)
            continue
        g[at.NOW] = seen
        if value > g[at.BEST] + 1e-9:
            keep_best(a, s, g, value)


@jit
def search(a: Ints, f: Floats, s: Ints, g: Floats, rounds: int, heat: float) -> None:
    """`rounds` rounds of ruin and recreate at temperature `heat`."""
    _search(pointer(a), pointer(f), pointer(s), pointer(g), rounds, heat)


@jit
def _first_plan(a: Ints, f: Floats, s: Ints, g: Floats) -> None:
    nd = a[at.DAYS]
    for d in range(nd):
        refresh(a, s, d)
    for way in (BY_RATE, BY_SCORE, BY_SPAN):
        for d in range(nd):
            touch(a, s, d)
        recreate(a, f, s, g, way, False, a[at.VISITS], way == BY_SCORE, -1)
        value = objective(a, f, s)
        if value > g[at.BEST]:
            keep_best(a, s, g, value)
        restore(a, s)
    load_best(a, s, g)


@jit
def first_plan(a: Ints, f: Floats, s: Ints, g: Floats) -> None:
    """The best of one greedy plan per order; what is already in the plan stays in."""
    _first_plan(pointer(a), pointer(f), pointer(s), pointer(g))


@jit
def _fill(a: Ints, f: Floats, s: Ints, g: Floats) -> None:
    load_best(a, s, g)
    recreate(a, f, s, g, BY_SCORE, False, a[at.VISITS], False, -1)
    value = objective(a, f, s)
    if value > g[at.BEST]:
        keep_best(a, s, g, value)
    else:
        load_best(a, s, g)


@jit
def fill(a: Ints, f: Floats, s: Ints, g: Floats) -> None:
    """Take the best plan and insert whatever still fits."""
    _fill(pointer(a), pointer(f), pointer(s), pointer(g))
