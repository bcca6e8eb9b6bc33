"""Which rule keeps an absent visit out of a finished plan. Compiled like `kernel`."""

from __future__ import annotations

from . import layout as at
from .compiled import jit
from .insertion import best_position
from .kernel import Ints, allowed

FITS, NO_TIME, TAKEN, BUDGET, TRIP_CAP, DAY_CAP, MAX_STOPS, MAX_ACTIVE, MAX_MOVES = range(9)
FREE = 1 << 50


@jit
def obstacle(a: Ints, s: Ints, u: int) -> int:
    """The code of the first rule that blocks visit u, on the day where it comes furthest."""
    if s[a[at.PLACE_USED] + a[a[at.PLACE] + u]] > 0:
        return TAKEN
    slot = a[a[at.SLOT] + u]
    if slot >= 0 and s[a[at.SLOT_USED] + slot] > 0:
        return TAKEN
    c = a[a[at.CATEGORY] + u]
    found = NO_TIME
    for d in range(a[at.DAYS]):
        w = a[at.WINDOWS] + u * a[at.DAYS] + d
        if a[w] == a[w + 1]:
            continue
        active = s[a[at.ACTIVE] + d]
        s[a[at.ACTIVE] + d] = -FREE
        fits, _ = best_position(a, s, u, d, 1e300, False, False)
        s[a[at.ACTIVE] + d] = active
        if fits < 0:
            continue
        if s[at.SUM_COST] + a[a[at.COST] + u] > a[at.BUDGET]:
            return BUDGET
        if c >= 0 and s[a[at.BY_TRIP] + c] >= a[a[at.TRIP_CAP] + c]:
            return TRIP_CAP
        if allowed(a, s, u, d):  # the active time, set aside above, now counts
            fits, _ = best_position(a, s, u, d, 1e300, False, False)
            if fits >= 0:
                return FITS
            found = MAX_ACTIVE
        elif a[a[at.COUNTED] + u] == 1 and s[a[at.STOPS] + d] >= a[a[at.MAX_STOPS] + d]:
            found = MAX_STOPS
        elif c >= 0 and s[a[at.BY_DAY] + d * a[at.CATEGORIES] + c] >= a[a[at.DAY_CAP] + c]:
            found = DAY_CAP
        else:
            found = MAX_MOVES
    return found


@jit
def obstacles(a: Ints, s: Ints) -> None:
    """The code of every absent visit, into the order's store (HEAP)."""
    for u in range(a[at.VISITS]):
        if s[a[at.ON_DAY] + u] < 0:
            s[a[at.HEAP] + u] = obstacle(a, s, u)
