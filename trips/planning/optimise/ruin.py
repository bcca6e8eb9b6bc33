"""Ruin and recreate (Schrimpf et al. 2000; strings of neighbours and blinks: Christiaens & Vanden Berghe
2020).

Each round removes a few stops (strings near one another, the same hours of several days, single ones, or those
that an absent stop displaces), inserts absent ones again in one of several orders, and keeps the result with
the probability of simulated annealing. Compiled like `kernel`.
"""

from __future__ import annotations

from math import exp, log

from . import layout as at
from .compiled import inline, jit
from .kernel import (
    Floats,
    Ints,
    allowed,
    allowed_at_all,
    best_position,
    count,
    draw,
    earliest,
    insert_best,
    keep_best,
    objective,
    put,
    refresh,
    restore,
    touch,
)

LONGEST_STRING = 10
REMOVED = 10  # about so many visits go per round
RANDOM, BY_SCORE, BY_RATE, BY_SPAN, BY_SCORE_AND_SPAN = range(5)
ORDERS = 5
FOCUS = 95  # in so many of a hundred rounds only what lies near the ruin is tried
# so many of a hundred rounds remove the same hours of days, make room for an absent stop, remove strings; else single
HOURS, ROOM, STRINGS = 20, 30, 40
LONGEST_HOURS = 4  # stops of the first day whose hours are removed
MOST_DISPLACED = 3
GUIDED_WAY = 0.3  # price of the way when room is made, as a part of the mean score per time
CHOSEN_MEALS = 80  # in so many of a hundred rounds the choice of a meal is made by score and way


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


@jit
def cut_hours(a: Ints, s: Ints) -> int:
    """Remove what lies in the same hours of one to three days; how many went."""
    nd = a[at.DAYS]
    d = draw(s, nd)
    length = s[a[at.LENGTH] + d]
    if length <= 2:
        return 0
    base = d * a[at.WIDTH]
    p = 1 + draw(s, length - 2)
    low = s[a[at.EST] + base + p]
    high = s[a[at.LEAVE] + base + min(length - 2, p + draw(s, LONGEST_HOURS))]
    gone = 0
    for _ in range(1 + draw(s, min(nd, 3))):
        if s[a[at.TOUCHED] + d] == 0:
            base = d * a[at.WIDTH]
            end = s[a[at.LENGTH] + d] - 1
            first = 1
            while first < end and s[a[at.LEAVE] + base + first] <= low:
                first += 1
            last = first
            while last < end and s[a[at.EST] + base + last] < high:
                last += 1
            if last > first:
                gone += cut(a, s, d, first, last - first)
        d = draw(s, nd)
    return gone


@inline
def some_absent(a: Ints, s: Ints) -> int:
    """An optional visit that the rules over the trip would let in, or -1 where none is met soon."""
    for _ in range(20):
        u = draw(s, a[at.VISITS])
        if s[a[at.ON_DAY] + u] < 0 and a[a[at.TIER] + u] == 0 and allowed_at_all(a, s, u):
            return u
    return -1


@jit
def make_room(a: Ints, f: Floats, s: Ints, u: int) -> bool:
    """Put absent visit u where it displaces the least score and adds the least way; False where it fits nowhere.

    Only up to MOST_DISPLACED optional visits in a row are displaced. Chance widens every price by up to a half.
    """
    nd, nl = a[at.DAYS], a[at.LOCATIONS]
    loc, score = a[at.LOC], int(f[at.F_SCORE])
    takes = a[a[at.SERVICE] + u]
    to_u, from_u = a[at.REVERSE] + a[loc + u] * nl, a[at.TRAVEL] + a[loc + u] * nl
    best, at_day, after, displaced = 1e300, -1, 0, 0
    for d in range(nd):
        w = a[at.WINDOWS] + u * nd + d
        first, last = a[w], a[w + 1]
        if first == last:
            continue
        opens, shut = a[first], a[last - 1]
        base = d * a[at.WIDTH]
        seq, lst, spot = a[at.SEQ] + base, a[at.LST] + base, a[at.SPOT] + base
        leaves, legs = a[at.LEAVE] + base, a[at.LEG] + base
        end = s[a[at.LENGTH] + d] - 1
        for p in range(end):
            if s[leaves + p] > shut:
                break
            way = a[to_u + s[spot + p]]
            ready = s[leaves + p] + way
            if ready > shut or s[lst + min(end, p + MOST_DISPLACED + 1)] < max(ready, opens) + takes:
                continue
            ready = earliest(a, first, last, ready) + takes
            lost = 0.0
            for size in range(min(MOST_DISPLACED, end - 1 - p) + 1):
                q = p + size
                if size > 0:
                    v = s[seq + q]
                    if a[a[at.TIER] + v] > 0:
                        break
                    lost += f[score + v]
                    way -= s[legs + q]
                if a[loc + s[seq + q + 1]] < 0:
                    continue  # a pause would move along
                onward = a[from_u + s[spot + q + 1]]
                if ready + onward > s[lst + q + 1]:
                    continue
                price = lost + GUIDED_WAY * f[at.RATE] * (way + onward - s[legs + q + 1])
                price *= 1.0 + draw(s, 1024) / 2048.0
                if price < best:
                    best, at_day, after, displaced = price, d, p, size
                break
    if at_day < 0:
        return False
    touch(a, s, at_day)
    if displaced > 0:
        cut(a, s, at_day, after + 1, displaced)
    if not refresh(a, s, at_day) or not allowed_at_all(a, s, u) or not allowed(a, s, u, at_day):
        return False
    put(a, s, u, at_day, after)
    return True


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
        elif way == RANDOM:
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
def ruin(a: Ints, f: Floats, s: Ints) -> bool:
    """Remove some visits in one of four ways; whether only what lies near is to be tried afterwards."""
    kind = draw(s, 100)
    if kind < ROOM:
        u = some_absent(a, s)
        if u >= 0 and make_room(a, f, s, u):
            mark_near(a, s, u)
        return True
    u = draw(s, a[at.VISITS])
    if kind < ROOM + HOURS:
        cut_hours(a, s)
        mark_near(a, s, u)
        return True
    if kind < ROOM + HOURS + STRINGS:
        cut_strings(a, s, u)
        if draw(s, 100) < FOCUS:
            mark_near(a, s, u)
            return True
        return False
    cut_single(a, s, 1 + draw(s, 6))
    return False


@jit
def search(a: Ints, f: Floats, s: Ints, g: Floats, rounds: int, heat: float) -> None:
    """`rounds` rounds of ruin and recreate at temperature `heat`."""
    nd, touched = a[at.DAYS], a[at.TOUCHED]
    g[at.NOW] = guided(a, f, s, objective(a, f, s), heat)
    for _ in range(rounds):
        s[at.ROUNDS] += 1
        for d in range(nd):
            s[touched + d] = 0
        focus = ruin(a, f, s)
        feasible = True
        for d in range(nd):
            # Removing can be infeasible: the matrix breaks the triangle inequality, a pause lost its place.
            if s[touched + d] == 1 and not refresh(a, s, d):
                feasible = False
                break
        value = seen = 0.0
        if feasible:
            recreate(a, f, s, g, draw(s, ORDERS), True, a[at.ORDER_LIMIT], draw(s, 2) == 0, focus)
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
