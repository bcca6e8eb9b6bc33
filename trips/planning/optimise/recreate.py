"""Recreate: inserting absent visits one by one in one of several orders, with blinks (Christiaens & Vanden Berghe
2020). Compiled like `kernel`.
"""

from __future__ import annotations

from math import exp

from . import layout as at
from .compiled import inline, jit
from .insertion import best_position, insert_best
from .kernel import NEVER, Floats, Ints, allowed, allowed_at_all, draw

BY_SCORE, BY_RATE, BY_SCORE_AND_SPAN, BY_SPAN = range(4)
ALL_DAYS = 64  # in one of so many rounds every visit is tried on every day
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
def want(a: Ints, f: Floats, s: Ints, g: Floats, u: int, size: int, way: int, choosing: bool, shift: bool) -> int:
    """Put visit u, where it is absent and the rules over the trip allow it, on the list of the `size` visits to insert.

    Returns the new length of the list.
    """
    if s[a[at.ON_DAY] + u] >= 0 or not allowed_at_all(a, s, u):
        return size
    score, span = int(f[at.F_SCORE]), int(f[at.F_SPAN])
    tier = a[a[at.TIER] + u]
    noise = draw(s, 1024) / 1024.0
    if choosing and tier == 1 and a[a[at.SLOT] + u] >= 0:
        rank = appeal(a, f, s, u, noise, shift)
        if rank == 0.0:
            return size
    elif way == BY_SCORE:
        rank = f[score + u] * (0.8 + 0.4 * noise)
    elif way == BY_RATE:
        rank = f[score + u] / (a[a[at.SERVICE] + u] + f[at.TYPICAL_WAY]) * (0.7 + 0.6 * noise)
    elif way == BY_SPAN:
        rank = 1.0 / (1.0 + f[span + u]) * (0.7 + 0.6 * noise)
    else:
        rank = f[score + u] / (1.0 + f[span + u]) * (0.7 + 0.6 * noise)
    g[at.KEY + u] = tier + rank / (1.0 + rank)
    s[a[at.HEAP] + size] = u
    return size + 1


@jit
def recreate(
    a: Ints, f: Floats, s: Ints, g: Floats, way: int, blinks: bool, limit: int, shift: bool, around: int
) -> None:
    """Insert absent visits one by one in order `way`, higher tiers first, at most `limit` optional ones
    tried.

    With `around` >= 0, optional ones only where they were just removed or are neighbours of that visit.
    """
    heap, tier, now = a[at.HEAP], a[at.TIER], s[at.ROUNDS]
    all_days = not blinks or draw(s, ALL_DAYS) == 0
    choosing = blinks and draw(s, 100) < CHOSEN_MEALS
    size = 0
    longest = NEVER  # the longest visit for which a changed day has room
    if not all_days:
        longest = 0
        for d in range(a[at.DAYS]):
            if s[a[at.TOUCHED] + d] == 1:
                longest = max(longest, s[a[at.SLACK] + d])
    if around < 0:
        for u in range(a[at.VISITS]):
            if s[a[at.ON_DAY] + u] < 0 and (
                a[a[at.SERVICE] + u] <= longest or a[tier + u] > 0 or s[a[at.STAMP] + u] == now
            ):
                size = want(a, f, s, g, u, size, way, choosing, shift)
    else:
        for k in range(a[at.SLOTS]):
            if s[a[at.SLOT_USED] + k] == 0:
                for u in range(a[a[at.SLOT_VISITS] + k], a[a[at.SLOT_VISITS] + k + 1]):
                    size = want(a, f, s, g, u, size, way, choosing, shift)
        k = a[at.FIRM]
        while a[k] >= 0:
            size = want(a, f, s, g, a[k], size, way, choosing, shift)
            k += 1
        for k in range(a[at.GONE], a[at.GONE] + s[at.REMOVED]):
            if a[tier + s[k]] == 0:
                size = want(a, f, s, g, s[k], size, way, choosing, shift)
        near = a[at.NEAR] + around * a[at.NEIGHBOURS]
        for k in range(near - 1, near + a[at.NEIGHBOURS]):
            u = around if k < near else a[k]
            if a[tier + u] == 0 and a[a[at.SERVICE] + u] <= longest and s[a[at.STAMP] + u] != now:
                size = want(a, f, s, g, u, size, way, choosing, shift)
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
        everywhere = all_days or s[a[at.STAMP] + u] == now or a[tier + u] > 0
        insert_best(a, f, s, u, everywhere, blinks and a[tier + u] < 3, shift)
        size -= 1
        s[heap] = s[heap + size]
        sink(s, g, heap, 0, size)
