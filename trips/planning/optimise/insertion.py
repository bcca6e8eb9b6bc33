"""Where an absent visit goes: its cheapest place in a day, and over the days. Compiled like `kernel`."""

from __future__ import annotations

from . import layout as at
from .compiled import jit
from .kernel import NEVER, Floats, Ints, allowed, allowed_at_all, draw, earliest, put, refresh, touch

BLINK = 100  # one in so many positions that would be taken is overlooked


@jit
def plain_position(a: Ints, s: Ints, u: int, d: int, best: float, blinks: bool, shift: bool) -> tuple[int, float]:
    """`best_position` for a visit with a place and one window on day d, which has no pause."""
    nd, nl, lu = a[at.DAYS], a[at.LOCATIONS], a[a[at.LOC] + u]
    w = a[a[at.WINDOWS] + u * nd + d]
    opens, shut, takes = a[w], a[w + 1], a[a[at.SERVICE] + u]
    to_u, from_u = a[at.REVERSE] + lu * nl, a[at.TRAVEL] + lu * nl
    room = a[a[at.MAX_ACTIVE] + d] - s[a[at.ACTIVE] + d] - a[a[at.COUNTED] + u] * takes
    base = d * a[at.WIDTH]
    t = a[at.TIMES] + base * at.TIMES_EACH
    end = s[a[at.LENGTH] + d] - 1
    found = -1
    for p in range(end):
        q = t + at.TIMES_EACH
        leave = s[t + at.LEAVE]
        if leave > shut:
            break
        if s[q + at.LST] >= max(leave, opens) + takes:
            here, there = s[t + at.SPOT], s[q + at.SPOT]
            to_here = a[to_u + here]
            ready = leave + to_here
            onward = a[from_u + there]
            if ready <= shut:
                ready = max(ready, opens) + takes + onward
                extra = to_here + onward - s[q + at.LEG]
                if ready <= s[q + at.LST] and extra <= room:
                    price = float(extra)
                    if shift:
                        if p + 1 < end:
                            v = a[at.WINDOWS] + s[a[at.SEQ] + base + p + 1] * nd + d
                            ready = earliest(a, a[v], a[v + 1], ready)
                        price = 0.5 * extra + 0.5 * (ready - s[q + at.EST])
                    if price < best:
                        if blinks and draw(s, BLINK) == 0:
                            t = q
                            continue
                        best = price
                        found = p
        t = q
    return found, best


@jit
def best_position(a: Ints, s: Ints, u: int, d: int, bound: float, blinks: bool, shift: bool) -> tuple[int, float]:
    """The cheapest feasible place for visit u on day d that costs less than `bound`: (position or -1, cost).

    cost: extra travel, or with `shift` half of that and half of the time taken from the rest of the day,
    which also counts waiting. With `blinks`, one position in a hundred that would be taken is overlooked.
    """
    nd, nl = a[at.DAYS], a[at.LOCATIONS]
    loc, service, windows = a[at.LOC], a[at.SERVICE], a[at.WINDOWS]
    first, last = a[windows + u * nd + d], a[windows + u * nd + d + 1]
    lu = a[loc + u]
    if last - first == 2 and lu >= 0 and s[a[at.HAS_PAUSE] + d] == 0:
        return plain_position(a, s, u, d, bound, blinks, shift)
    base = d * a[at.WIDTH]
    seq, times = a[at.SEQ] + base, a[at.TIMES] + base * at.TIMES_EACH
    end = s[a[at.LENGTH] + d] - 1
    opens, shut = a[first], a[last - 1]
    is_pause = lu < 0
    to_u, from_u = a[at.REVERSE] + lu * nl, a[at.TRAVEL] + lu * nl
    takes = a[service + u]
    room = a[a[at.MAX_ACTIVE] + d] - s[a[at.ACTIVE] + d] - a[a[at.COUNTED] + u] * takes
    best, found = bound, -1
    for p in range(end):
        t = times + p * at.TIMES_EACH
        leave = s[t + at.LEAVE]
        if leave > shut:
            break
        if s[t + at.TIMES_EACH + at.LST] < max(leave, opens) + takes:
            continue
        la = s[t + at.SPOT]
        to_here = 0 if is_pause else a[to_u + la]
        ready = leave + to_here
        if ready > shut:
            continue
        ready = earliest(a, first, last, ready) + takes
        q = p + 1
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
        t = times + q * at.TIMES_EACH
        lb = s[t + at.SPOT]
        onward = a[a[at.TRAVEL] + la * nl + lb] if is_pause else a[from_u + lb]
        ready += onward
        if ready > s[t + at.LST]:
            continue
        extra = to_here + onward - s[t + at.LEG]
        if extra > room:
            continue
        price = float(extra)
        if shift:
            if q < end:
                w = windows + v * nd + d
                ready = earliest(a, a[w], a[w + 1], ready)
            price = 0.5 * extra + 0.5 * (ready - s[t + at.EST])
        if price < best:
            if blinks and draw(s, BLINK) == 0:
                continue
            best = price
            found = p
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
