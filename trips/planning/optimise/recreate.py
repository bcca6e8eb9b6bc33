"""Recreate: inserting absent visits one by one in one of several orders, with blinks (Christiaens & Vanden Berghe
2020). Compiled like `kernel`.
"""

from __future__ import annotations

from math import exp

from . import layout as at
from .compiled import inline, jit
from .kernel import Floats, Ints, allowed, allowed_at_all, best_position, draw, insert_best

BY_SCORE, BY_RATE, BY_SCORE_AND_SPAN, BY_SPAN = range(4)
CHOSEN_MEALS = 80  # in so many of a hundred rounds the choice of a meal is made by score and way


@inline
def sink(s: Ints, g: Floats, heap: int, root: int, size: int) -> None:
    """Restore the heap below `root`, largest key on top."""
    while True:
        child = 2 * root + 1
        if child >= size:
            return
        if child + 1 < size and g[at.KEY + s[heap + child + 1]] > g[at.KEY + s[heap + child]]:
            child += 1
        if g[at.KEY + s[heap + child]] <= g[at.KEY + s[heap + root]]:
            return
        top = s[heap + root]
        s[heap + root] = s[heap + child]
        s[heap + child] = top
        root = child


@jit
def appeal(a: Ints, f: Floats, s: Ints, u: int, noise: float, shift: bool) -> float:
    """How much a choice of a meal brings, its way and the time that it takes considered; 0 where it does not fit."""
    price = 1e300
    for d in range(a[at.DAYS]):
        if allowed(a, s, u, d):
            _, price = best_position(a, s, u, d, price, True, shift)
    if price >= 1e300:
        return 0.0
    net = f[int(f[at.F_SCORE]) + u] - f[at.RATE] * price * (0.6 + 0.8 * noise)
    return exp(max(-20.0, min(20.0, 5.0 * net / f[at.MEAN_SCORE])))


@inline
def some_order(s: Ints) -> int:
    """An order in which to insert: three tenths each for those that go by score, a tenth for the tightest first."""
    k = draw(s, 10)
    return k % 3 if k < 9 else BY_SPAN


@jit
def recreate(
    a: Ints, f: Floats, s: Ints, g: Floats, way: int, blinks: bool, limit: int, shift: bool, focus: bool
) -> None:
    """Insert absent visits one by one in order `way`, higher tiers first, at most `limit` optional ones
    tried.

    With `focus`, optional ones only where they were just removed or lie near the ruin.
    """
    heap, tier = a[at.HEAP], a[at.TIER]
    score, span = int(f[at.F_SCORE]), int(f[at.F_SPAN])
    all_days = not blinks or draw(s, 16) == 0
    choosing = blinks and draw(s, 100) < CHOSEN_MEALS
    size = 0
    for u in range(a[at.VISITS]):
        if s[a[at.ON_DAY] + u] >= 0:
            continue
        if focus and a[tier + u] == 0 and s[a[at.NEARBY] + u] != s[at.ROUNDS] and s[a[at.STAMP] + u] != s[at.ROUNDS]:
            continue
        if not allowed_at_all(a, s, u):
            continue
        noise = draw(s, 1024) / 1024.0
        if choosing and a[tier + u] == 1 and a[a[at.SLOT] + u] >= 0:
            rank = appeal(a, f, s, u, noise, shift)
            if rank == 0.0:
                continue
        elif way == BY_SCORE:
            rank = f[score + u] * (0.8 + 0.4 * noise)
        elif way == BY_RATE:
            rank = f[score + u] / (a[a[at.SERVICE] + u] + f[at.TYPICAL_WAY]) * (0.7 + 0.6 * noise)
        elif way == BY_SPAN:
            rank = 1.0 / (1.0 + f[span + u]) * (0.7 + 0.6 * noise)
        else:
            rank = f[score + u] / (1.0 + f[span + u]) * (0.7 + 0.6 * noise)
        g[at.KEY + u] = a[tier + u] + rank / (1.0 + rank)
        s[heap + size] = u
        size += 1
    for root in range(size // 2 - 1, -1, -1):
        sink(s, g, heap, root, size)
    tries = 0
    while size > 0:
        u = s[heap]
        if a[tier + u] == 0:
            tries += 1
            if tries > limit:
                break
        # What did not fit into an untouched day before still does not: only what was just removed looks
        # everywhere.
        everywhere = all_days or s[a[at.STAMP] + u] == s[at.ROUNDS] or a[tier + u] > 0
        insert_best(a, f, s, u, everywhere, blinks and a[tier + u] < 3, shift)
        size -= 1
        s[heap] = s[heap + size]
        sink(s, g, heap, 0, size)
