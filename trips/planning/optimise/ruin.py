"""Ruin: what a round removes (Schrimpf et al. 2000; strings of neighbours: Christiaens & Vanden Berghe 2020).

Strings near one another, the same hours of several days, single visits, or those that an absent stop displaces.
Compiled like `kernel`.
"""

from __future__ import annotations

from . import layout as at
from .compiled import inline, jit
from .kernel import Floats, Ints, allowed, allowed_at_all, count, draw, earliest, put, refresh, touch

LONGEST_STRING = 10
REMOVED = 10  # about so many visits go per round
FOCUS = 95  # in so many of a hundred rounds only what lies near the ruin is tried
# so many of a hundred rounds remove the same hours of days, make room for an absent stop, remove strings; else single
HOURS, ROOM, STRINGS = 15, 45, 35
LONGEST_HOURS = 4  # stops of the first day whose hours are removed
MOST_DISPLACED = 3
COMPARED = 3  # absent visits of which the best is given room
GUIDED_WAY = 0.3  # price of the way when room is made, as a part of the mean score per time


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
            s[a[at.GONE] + s[at.REMOVED]] = u
            s[at.REMOVED] += 1
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
    longest = min(LONGEST_STRING, max(1, total // (2 * nd)))  # half a day at most
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
    low = s[a[at.TIMES] + (base + p) * at.TIMES_EACH + at.EST]
    high = s[a[at.TIMES] + (base + min(length - 2, p + draw(s, LONGEST_HOURS))) * at.TIMES_EACH + at.LEAVE]
    gone = 0
    for _ in range(1 + draw(s, min(nd, 3))):
        if s[a[at.TOUCHED] + d] == 0:
            times = a[at.TIMES] + d * a[at.WIDTH] * at.TIMES_EACH
            end = s[a[at.LENGTH] + d] - 1
            first = 1
            while first < end and s[times + first * at.TIMES_EACH + at.LEAVE] <= low:
                first += 1
            last = first
            while last < end and s[times + last * at.TIMES_EACH + at.EST] < high:
                last += 1
            if last > first:
                gone += cut(a, s, d, first, last - first)
        d = draw(s, nd)
    return gone


@inline
def some_absent(a: Ints, f: Floats, s: Ints) -> int:
    """An optional visit that the rules over the trip would let in, or -1 where none is met soon.

    Of some that are met the one that scores most for its time.
    """
    found, best, met = -1, -1.0, 0
    for _ in range(20):
        u = draw(s, a[at.VISITS])
        if s[a[at.ON_DAY] + u] < 0 and a[a[at.TIER] + u] == 0 and allowed_at_all(a, s, u):
            rate = f[int(f[at.F_SCORE]) + u] / (a[a[at.SERVICE] + u] + f[at.TYPICAL_WAY])
            if rate > best:
                found, best = u, rate
            met += 1
            if met == COMPARED:
                break
    return found


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
        seq, times = a[at.SEQ] + base, a[at.TIMES] + base * at.TIMES_EACH
        end = s[a[at.LENGTH] + d] - 1
        for p in range(end):
            t = times + p * at.TIMES_EACH
            leave = s[t + at.LEAVE]
            if leave > shut:
                break
            if s[times + min(end, p + MOST_DISPLACED + 1) * at.TIMES_EACH + at.LST] < max(leave, opens) + takes:
                continue
            way = a[to_u + s[t + at.SPOT]]
            ready = leave + way
            if ready > shut:
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
                    way -= s[times + q * at.TIMES_EACH + at.LEG]
                if a[loc + s[seq + q + 1]] < 0:
                    continue  # a pause would move along
                t = times + (q + 1) * at.TIMES_EACH
                onward = a[from_u + s[t + at.SPOT]]
                if ready + onward > s[t + at.LST]:
                    continue
                price = lost + GUIDED_WAY * f[at.RATE] * (way + onward - s[t + at.LEG])
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


@jit
def ruin(a: Ints, f: Floats, s: Ints) -> int:
    """Remove some visits in one of four ways.

    Returns the visit whose neighbours alone, beside what was removed, are to be tried afterwards, or -1: all are.
    """
    s[at.REMOVED] = 0
    kind = draw(s, 100)
    around = draw(s, a[at.VISITS])
    if kind < ROOM:
        u = some_absent(a, f, s)
        if u < 0:
            return around
        make_room(a, f, s, u)
        return u
    if kind < ROOM + HOURS:
        cut_hours(a, s)
        return around
    if kind < ROOM + HOURS + STRINGS:
        cut_strings(a, s, around)
        return around if draw(s, 100) < FOCUS else -1
    cut_single(a, s, 1 + draw(s, 6))
    return -1
