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
    """A whole number in [0, bound): L'Ecuyer's combined generator (1988); its products stay below 2**47."""
    s[at.RNG1] = s[at.RNG1] * 40014 % 2147483563
    s[at.RNG2] = s[at.RNG2] * 40692 % 2147483399
    return (s[at.RNG1] + s[at.RNG2]) % bound


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
    seq, est, lst, spot = a[at.SEQ] + base, a[at.EST] + base, a[at.LST] + base, a[at.SPOT] + base
    leaves, legs = a[at.LEAVE] + base, a[at.LEG] + base
    last = s[a[at.LENGTH] + d] - 1
    opens, closes = a[a[at.OPENS] + d], a[a[at.CLOSES] + d]
    on_way, waiting, late, active = 0, 0, 0, 0
    place = a[loc + n + d]
    s[spot] = place
    s[est] = opens
    s[leaves] = opens
    leave = opens
    for p in range(1, last + 1):
        u = s[seq + p]
        to = a[loc + u]
        way = 0
        if to < 0:
            to = place
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
        s[est + p] = start
        s[spot + p] = to
        s[legs + p] = way
        place = to
        leave = start + a[service + u]
        s[leaves + p] = leave
    active += on_way
    if active > a[a[at.MAX_ACTIVE] + d] and last > 1:
        return False
    bound = closes
    s[lst + last] = bound
    for p in range(last - 1, 0, -1):
        u = s[seq + p]
        bound -= s[legs + p + 1]
        w = windows + u * nd + d
        bound = latest(a, a[w], a[w + 1], bound - a[service + u])
        s[lst + p] = bound
    s[lst] = opens
    slack = 0
    for p in range(last):
        room = s[lst + p + 1] - s[leaves + p]
        slack = max(slack, room)
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


@inline
def best_position(a: Ints, s: Ints, u: int, d: int, bound: float, blinks: bool, shift: bool) -> tuple[int, float]:
    """The cheapest feasible place for visit u on day d that costs less than `bound`: (position or -1, cost).

    cost: extra travel, or with `shift` half of that and half of the time taken from the rest of the day,
    which also counts waiting. With `blinks`, one position in a hundred is overlooked.
    """
    nd, nl = a[at.DAYS], a[at.LOCATIONS]
    loc, service, windows = a[at.LOC], a[at.SERVICE], a[at.WINDOWS]
    base = d * a[at.WIDTH]
    seq, est, lst, spot = a[at.SEQ] + base, a[at.EST] + base, a[at.LST] + base, a[at.SPOT] + base
    leaves, legs = a[at.LEAVE] + base, a[at.LEG] + base
    end = s[a[at.LENGTH] + d] - 1
    first, last = a[windows + u * nd + d], a[windows + u * nd + d + 1]
    opens, shut = a[first], a[last - 1]
    one_window = last - first == 2
    lu = a[loc + u]
    is_pause = lu < 0
    to_u, from_u = a[at.REVERSE] + lu * nl, a[at.TRAVEL] + lu * nl
    takes = a[service + u]
    room = a[a[at.MAX_ACTIVE] + d] - s[a[at.ACTIVE] + d] - a[a[at.COUNTED] + u] * takes
    best, found = bound, -1
    blink = s[at.BLINK]
    for p in range(end):
        leave = s[leaves + p]
        if leave > shut:
            break
        q = p + 1
        last_start = s[lst + q]
        if last_start < max(leave, opens) + takes:
            continue
        if blinks:
            blink -= 1
            if blink <= 0:
                blink = 1 + draw(s, 199)
                continue
        la = s[spot + p]
        to_here = 0 if is_pause else a[to_u + la]
        ready = leave + to_here
        if ready > shut:
            continue
        ready = (max(ready, opens) if one_window else earliest(a, first, last, ready)) + takes
        v = s[seq + q]
        while a[loc + v] < 0:  # pauses after it move along with the new visit
            w = windows + v * nd + d
            ready = earliest(a, a[w], a[w + 1], ready)
            if ready == NEVER:
                break
            ready += a[service + v]
            q += 1
            v = s[seq + q]
        if ready == NEVER:
            continue
        lb = s[spot + q]
        onward = a[a[at.TRAVEL] + la * nl + lb] if is_pause else a[from_u + lb]
        ready += onward
        if ready > s[lst + q]:
            continue
        extra = to_here + onward - s[legs + q]
        if extra > room:
            continue
        price = float(extra)
        if shift:
            if q < end:
                w = windows + v * nd + d
                ready = earliest(a, a[w], a[w + 1], ready)
            price = 0.5 * extra + 0.5 * (ready - s[est + q])
        if price < best:
            best = price
            found = p
    s[at.BLINK] = blink
    return found, best


@jit
def insert_best(a: Ints, f: Floats, s: Ints, u: int, everywhere: bool, blinks: bool, shift: bool) -> bool:
    """Insert visit u at its cheapest place over all days, or all touched days; False where it fits
    nowhere."""
    if not allowed_at_all(a, s, u):
        return False
    nd = a[at.DAYS]
    at_day, after, best = -1, -1, 1e300
    if a[a[at.TIER] + u] == 0:
        best = a[a[at.VALUE] + u] / f[at.W_TRAVEL]  # no further than it is worth
    mean = 0.0
    if f[at.W_BALANCE] > 0.0:
        for d in range(nd):
            mean += s[a[at.ACTIVE] + d]
        mean /= nd
    for d in range(nd):
        if not everywhere and s[a[at.TOUCHED] + d] == 0:
            continue
        if not allowed(a, s, u, d):
            continue
        bias = 0.0
        if f[at.W_BALANCE] > 0.0:
            bias += (s[a[at.ACTIVE] + d] - mean) * 0.25
        present = a[a[at.PRESENT] + u]
        if present >= 0 and present != d:
            bias += f[at.W_MOVE] / f[at.W_TRAVEL]
        p, price = best_position(a, s, u, d, best - bias, blinks, shift)
        if p >= 0:
            at_day, after, best = d, p, price + bias
    if at_day < 0:
        return False
    touch(a, s, at_day)
    put(a, s, u, at_day, after)
    refresh(a, s, at_day)
    return True


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
