"""Ruin and recreate (Schrimpf et al. 2000; strings of neighbours and blinks: Christiaens & Vanden Berghe
2020).

Each round removes a few strings of stops near one another, inserts absent ones again in one of several
orders, and keeps the result with the probability of simulated annealing. Compiled like `kernel`.
"""

from __future__ import annotations

from math import log

from . import layout as at
from .compiled import inline, jit
from .kernel import (
    Floats,
    Ints,
    allowed_at_all,
    count,
    draw,
    insert_best,
    keep_best,
    objective,
    refresh,
    restore,
    touch,
)

LONGEST_STRING = 10
REMOVED = 10  # about so many visits go per round
RANDOM, BY_SCORE, BY_RATE, BY_SPAN, BY_SCORE_AND_SPAN = range(5)
ORDERS = 5
FOCUS = 95  # in so many of a hundred rounds only what lies near the ruin is tried


@jit
def cut(a: Ints, s: Ints, d: int, first: int, size: int) -> int:
    """Remove up to `size` visits from position `first` of day d (booked ones stay); how many went."""
    touch(a, s, d)
    seq, length = a[at.SEQ] + d * a[at.WIDTH], a[at.LENGTH] + d
    gone = 0
    write = first
    for p in range(first, s[length]):
        u = s[seq + p]
        if p < first + size and p < s[length] - 1 and a[a[at.FIXED] + u] == 0:
            count(a, s, u, d, -1)
            s[a[at.STAMP] + u] = s[at.ROUNDS]
            gone += 1
        else:
            s[seq + write] = u
            write += 1
    s[length] = write
    return gone


@jit
def cut_strings(a: Ints, s: Ints, around: int) -> int:
    """Remove strings of visits near visit `around`, at most one a day; how many went."""
    nd, near = a[at.DAYS], a[at.NEIGHBOURS]
    length = a[at.LENGTH]
    total = 0
    for d in range(nd):
        total += s[length + d] - 2
    longest = min(LONGEST_STRING, max(1, total // nd))
    strings = 1 + draw(s, max(1, min(nd, 4 * REMOVED // (1 + longest))))
    gone = 0
    for k in range(-1, near):
        u = around if k < 0 else a[a[at.NEAR] + around * near + k]
        d = s[a[at.ON_DAY] + u]
        if d < 0 or s[a[at.TOUCHED] + d] == 1:
            continue
        size = 1 + draw(s, min(longest, s[length + d] - 2))
        p = 1
        while s[a[at.SEQ] + d * a[at.WIDTH] + p] != u:
            p += 1
        low = max(1, p - size + 1)
        high = min(p, s[length + d] - 1 - size)
        gone += cut(a, s, d, low + draw(s, high - low + 1), size)
        strings -= 1
        if strings == 0:
            break
    return gone


@inline
def mark_near(a: Ints, s: Ints, around: int) -> None:
    """Mark visit `around` and its neighbours for this round."""
    near = a[at.NEAR] + around * a[at.NEIGHBOURS]
    s[a[at.NEARBY] + around] = s[at.ROUNDS]
    for k in range(near, near + a[at.NEIGHBOURS]):
        s[a[at.NEARBY] + a[k]] = s[at.ROUNDS]


@jit
def cut_single(a: Ints, s: Ints, how_many: int) -> int:
    """Remove single visits at random; how many went."""
    gone = 0
    for _ in range(how_many):
        d = draw(s, a[at.DAYS])
        length = s[a[at.LENGTH] + d]
        if length > 2:
            gone += cut(a, s, d, 1 + draw(s, length - 2), 1)
    return gone


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
    size = 0
    for u in range(a[at.VISITS]):
        if s[a[at.ON_DAY] + u] >= 0:
            continue
        if focus and a[tier + u] == 0 and s[a[at.NEARBY] + u] != s[at.ROUNDS] and s[a[at.STAMP] + u] != s[at.ROUNDS]:
            continue
        if not allowed_at_all(a, s, u):
            continue
        noise = draw(s, 1024) / 1024.0
        if way == RANDOM:
            rank = noise
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


@jit
def search(a: Ints, f: Floats, s: Ints, g: Floats, rounds: int, heat: float) -> None:
    """`rounds` rounds of ruin and recreate at temperature `heat`."""
    n, nd, touched = a[at.VISITS], a[at.DAYS], a[at.TOUCHED]
    for _ in range(rounds):
        s[at.ROUNDS] += 1
        for d in range(nd):
            s[touched + d] = 0
        focus = False
        if draw(s, 10) < 8:
            around = draw(s, n)
            cut_strings(a, s, around)
            focus = draw(s, 100) < FOCUS
            if focus:
                mark_near(a, s, around)
        else:
            cut_single(a, s, 1 + draw(s, 6))
        feasible = True
        for d in range(nd):
            # Removing can be infeasible: the matrix breaks the triangle inequality, a pause lost its place.
            if s[touched + d] == 1 and not refresh(a, s, d):
                feasible = False
                break
        value = 0.0
        if feasible:
            recreate(a, f, s, g, draw(s, ORDERS), True, a[at.ORDER_LIMIT], draw(s, 2) == 0, focus)
            value = objective(a, f, s)
            uniform = (1 + draw(s, 1 << 20)) / float(1 << 20)
            feasible = value > g[at.NOW] + heat * log(uniform)
        if not feasible:
            restore(a, s)
            continue
        g[at.NOW] = value
        if value > g[at.BEST] + 1e-9:
            keep_best(a, s, g, value)
