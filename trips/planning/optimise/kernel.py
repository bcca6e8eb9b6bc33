"""The inner loops: a day's times, insertion in O(1), counters. Compiled by numba, equally valid plain Python.

Only flat arrays (see `layout`), whole numbers and loops, so that both ways give the same plan. Node numbers:
0 … n-1 visits, n + d the start of day d, n + days + d its end. EST holds the earliest and LST the latest
start of service that keeps the rest of the day feasible, so an insertion is tested with one comparison
(Savelsbergh's push-forward test, 1992, here with several windows: the latest start is the largest allowed
time not after the bound). A pause has no place: it happens where the visit before it is (SPOT holds the place
of each position).

Arguments everywhere: `a`, `f` the problem, `s`, `g` the plan, `u` a visit, `d` a day.
"""

from __future__ import annotations

from . import layout as at
from .compiled import inline, jit

NEVER = 1 << 60  # later than any time; -NEVER: no allowed time
Ints = list[int]  # a list in plain Python, a flat array when compiled
Floats = list[float]


@inline
def draw(s: Ints, bound: int) -> int:
    """A whole number in [0, bound), bound <= 2**31: Marsaglia's multiply-with-carry (1994); all below 2**62."""
    state = 698769069 * (s[at.RNG] & 0xFFFFFFFF) + (s[at.RNG] >> 32)
    s[at.RNG] = state
    return (state & 0xFFFFFFFF) * bound >> 32


@inline
def earliest(a: Ints, first: int, last: int, ready: int) -> int:
    """The earliest allowed start not before `ready`, or NEVER; the windows are a[first] … a[last - 1]."""
    for k in range(first, last, 2):
        if ready <= a[k + 1]:
            return max(ready, a[k])
    return NEVER


@inline
def latest(a: Ints, first: int, last: int, bound: int) -> int:
    """The latest allowed start not after `bound`, or -NEVER."""
    for k in range(last - 2, first - 1, -2):
        if bound >= a[k]:
            return min(bound, a[k + 1])
    return -NEVER


@jit
def refresh(a: Ints, s: Ints, d: int) -> bool:
    """Recompute times and sums of one day; False where its order breaks a window or the pace.

    A day without visits is never refused: it is what it is, even where the way alone takes too long.
    """
    n, nd, nl = a[at.VISITS], a[at.DAYS], a[at.LOCATIONS]
    loc, service, windows, travel = a[at.LOC], a[at.SERVICE], a[at.WINDOWS], a[at.TRAVEL]
    base = d * a[at.WIDTH]
    seq, times = a[at.SEQ] + base, a[at.TIMES] + base * at.TIMES_EACH
    last = s[a[at.LENGTH] + d] - 1
    opens, closes = a[a[at.OPENS] + d], a[a[at.CLOSES] + d]
    on_way, waiting, late, active, pauses = 0, 0, 0, 0, 0
    place = a[loc + n + d]
    s[times + at.SPOT] = place
    s[times + at.EST] = opens
    s[times + at.LEAVE] = opens
    leave = opens
    for p in range(1, last + 1):
        u = s[seq + p]
        to = a[loc + u]
        way = 0
        if to < 0:
            to = place
            pauses = 1
        else:
            way = a[travel + place * nl + to]
        start = leave + way
        on_way += way
        if p == last:
            if start > closes and last > 1:
                return False
        else:
            ready = start
            w = windows + u * nd + d
            start = earliest(a, a[w], a[w + 1], ready)
            if start == NEVER:
                return False
            active += a[a[at.COUNTED] + u] * a[service + u]
            if p > 1:
                waiting += start - ready
            else:
                late = start - ready
        place = to
        leave = start + a[service + u]
        t = times + p * at.TIMES_EACH
        s[t + at.EST] = start
        s[t + at.SPOT] = to
        s[t + at.LEG] = way
        s[t + at.LEAVE] = leave
    active += on_way
    if active > a[a[at.MAX_ACTIVE] + d] and last > 1:
        return False
    bound = closes
    t = times + last * at.TIMES_EACH
    s[t + at.LST] = bound
    slack = max(0, bound - s[t - at.TIMES_EACH + at.LEAVE])
    for p in range(last - 1, 0, -1):
        u = s[seq + p]
        bound -= s[t + at.LEG]
        t -= at.TIMES_EACH
        w = windows + u * nd + d
        bound = latest(a, a[w], a[w + 1], bound - a[service + u])
        s[t + at.LST] = bound
        slack = max(slack, bound - s[t - at.TIMES_EACH + at.LEAVE])
    s[times + at.LST] = opens
    s[a[at.HAS_PAUSE] + d] = pauses
    s[a[at.SLACK] + d] = slack
    s[a[at.WAY] + d], s[a[at.WAITING] + d], s[a[at.ACTIVE] + d] = on_way, waiting, active
    s[a[at.LATE] + d] = late
    return True


@inline
def count(a: Ints, s: Ints, u: int, d: int, sign: int) -> None:
    """Book a visit in (sign 1) or out (-1) of the counters."""
    s[a[at.ON_DAY] + u] = d if sign > 0 else -1
    s[at.SUM_VALUE] += sign * a[a[at.VALUE] + u]
    s[at.SUM_COST] += sign * a[a[at.COST] + u]
    s[a[at.PLACE_USED] + a[a[at.PLACE] + u]] += sign
    present = a[a[at.PRESENT] + u]
    if present >= 0 and present != d:
        s[at.MOVES] += sign
    slot = a[a[at.SLOT] + u]
    if slot >= 0:
        s[a[at.SLOT_USED] + slot] += sign
    s[a[at.STOPS] + d] += sign * a[a[at.COUNTED] + u]
    c = a[a[at.CATEGORY] + u]
    if c >= 0:
        s[a[at.BY_DAY] + d * a[at.CATEGORIES] + c] += sign
        s[a[at.BY_TRIP] + c] += sign


@inline
def put(a: Ints, s: Ints, u: int, d: int, p: int) -> None:
    """Insert visit u after position p of day d, without refreshing times."""
    seq, length = a[at.SEQ] + d * a[at.WIDTH], a[at.LENGTH] + d
    for q in range(s[length] - 1, p, -1):
        s[seq + q + 1] = s[seq + q]
    s[seq + p + 1] = u
    s[length] += 1
    count(a, s, u, d, 1)


@jit
def pull(a: Ints, s: Ints, d: int, p: int) -> None:
    """Remove the visit at position p of day d, whatever it is, without refreshing times."""
    seq, length = a[at.SEQ] + d * a[at.WIDTH], a[at.LENGTH] + d
    count(a, s, s[seq + p], d, -1)
    s[length] -= 1
    for q in range(p, s[length]):
        s[seq + q] = s[seq + q + 1]


@jit
def copy_day(a: Ints, s: Ints, d: int, from_seq: int, from_length: int, to_seq: int, to_length: int) -> None:
    """Copy one day's sequence between two of the plan's stores (addresses from the header)."""
    base = d * a[at.WIDTH]
    length = s[from_length + d]
    s[to_length + d] = length
    for p in range(base, base + length):
        s[to_seq + p] = s[from_seq + p]


@jit
def count_day(a: Ints, s: Ints, d: int, sign: int) -> None:
    """Book a whole day in or out."""
    seq = a[at.SEQ] + d * a[at.WIDTH]
    for p in range(1, s[a[at.LENGTH] + d] - 1):
        count(a, s, s[seq + p], d, sign)


@inline
def touch(a: Ints, s: Ints, d: int) -> None:
    """Remember a day before its first change, so that the round can be undone."""
    if s[a[at.TOUCHED] + d] == 0:
        s[a[at.TOUCHED] + d] = 1
        copy_day(a, s, d, a[at.SEQ], a[at.LENGTH], a[at.SAVED_SEQ], a[at.SAVED_LENGTH])


@jit
def restore(a: Ints, s: Ints) -> None:
    """Undo the changes of all touched days."""
    touched, nd = a[at.TOUCHED], a[at.DAYS]
    for d in range(nd):
        if s[touched + d] == 1:
            count_day(a, s, d, -1)
    for d in range(nd):
        if s[touched + d] == 1:
            copy_day(a, s, d, a[at.SAVED_SEQ], a[at.SAVED_LENGTH], a[at.SEQ], a[at.LENGTH])
            count_day(a, s, d, 1)
            refresh(a, s, d)
            s[touched + d] = 0


@jit
def keep_best(a: Ints, s: Ints, g: Floats, value: float) -> None:
    """Store the current plan as the best."""
    g[at.BEST] = value
    s[at.FOUND] += 1
    for d in range(a[at.DAYS]):
        copy_day(a, s, d, a[at.SEQ], a[at.LENGTH], a[at.BEST_SEQ], a[at.BEST_LENGTH])


@jit
def load_best(a: Ints, s: Ints, g: Floats) -> None:
    """Make the best plan the current one."""
    for d in range(a[at.DAYS]):
        count_day(a, s, d, -1)
    for d in range(a[at.DAYS]):
        copy_day(a, s, d, a[at.BEST_SEQ], a[at.BEST_LENGTH], a[at.SEQ], a[at.LENGTH])
        count_day(a, s, d, 1)
        refresh(a, s, d)
        s[a[at.TOUCHED] + d] = 0
    g[at.NOW] = g[at.BEST]


@inline
def allowed(a: Ints, s: Ints, u: int, d: int) -> bool:
    """Whether the rules other than time let visit u onto day d."""
    w = a[at.WINDOWS] + u * a[at.DAYS] + d
    if a[w] == a[w + 1]:
        return False
    if a[a[at.SERVICE] + u] > s[a[at.SLACK] + d]:
        return False
    if a[a[at.COUNTED] + u] == 1 and s[a[at.STOPS] + d] >= a[a[at.MAX_STOPS] + d]:
        return False
    c = a[a[at.CATEGORY] + u]
    if c >= 0 and s[a[at.BY_DAY] + d * a[at.CATEGORIES] + c] >= a[a[at.DAY_CAP] + c]:
        return False
    present = a[a[at.PRESENT] + u]
    return present < 0 or present == d or s[at.MOVES] < a[at.MAX_MOVES]


@inline
def allowed_at_all(a: Ints, s: Ints, u: int) -> bool:
    """Whether the rules over the whole trip let visit u in."""
    if s[a[at.PLACE_USED] + a[a[at.PLACE] + u]] > 0:
        return False
    slot = a[a[at.SLOT] + u]
    if slot >= 0 and s[a[at.SLOT_USED] + slot] > 0:
        return False
    if s[at.SUM_COST] + a[a[at.COST] + u] > a[at.BUDGET]:
        return False
    c = a[a[at.CATEGORY] + u]
    return c < 0 or s[a[at.BY_TRIP] + c] < a[a[at.TRIP_CAP] + c]


@jit
def objective(a: Ints, f: Floats, s: Ints) -> float:
    """Value of the plan less what the weights take off."""
    nd = a[at.DAYS]
    result = float(s[at.SUM_VALUE]) - f[at.W_MOVE] * s[at.MOVES]
    total = 0
    for d in range(nd):
        result -= f[at.W_TRAVEL] * s[a[at.WAY] + d] + f[at.W_WAITING] * s[a[at.WAITING] + d]
        result -= f[at.W_LATE] * s[a[at.LATE] + d]
        total += s[a[at.ACTIVE] + d]
    if f[at.W_BALANCE] > 0.0:
        for d in range(nd):
            result -= f[at.W_BALANCE] * abs(s[a[at.ACTIVE] + d] - total / nd)
    return result


@jit
def is_full(a: Ints, s: Ints) -> bool:
    """Whether the current plan has every stop and every meal."""
    for u in range(a[at.VISITS]):
        slot = a[a[at.SLOT] + u]
        if slot >= 0:
            if s[a[at.SLOT_USED] + slot] == 0:
                return False
        elif s[a[at.PLACE_USED] + a[a[at.PLACE] + u]] == 0:
            return False
    return True
