"""The best order of one day, proven: dynamic programming over sets of stops with labels.

A label is (set visited, place, time, travel); of two labels with the same set and place only those stay of
which neither is both later and longer. A table of relaxed completions (the same, backwards, without windows:
Held & Karp 1962) tells how much travel a label still needs at least. The search is run with a growing bound
on the travel, from the relaxed optimum upwards; the first plan found under a bound is optimal, because
nothing below the bound was cut. The aim: least travel, then the earliest end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import layout as at
from .compiled import IS_COMPILED, jit
from .kernel import NEVER, Ints, earliest
from .layout import as_kernel

# The largest day that is tried; plain Python is two hundred times slower.
PROVEN_STOPS = 16 if IS_COMPILED else 9
LABELS = 400_000 if IS_COMPILED else 20_000
SLACKS = (0.0, 0.02, 0.08, 0.3, 1.0)
FOUND, IMPOSSIBLE, OVERFLOW = 1, 0, -1


@jit
def completions(t: Ints, m: int, h: Ints) -> None:
    """h[set * (m + 1) + place]: least travel to visit the rest and reach the end, windows ignored.

    t: travel of m stops, then the start (index m) and the end (m + 1), flat.
    """
    side, full = m + 2, (1 << m) - 1
    for last in range(m + 1):
        h[full * (m + 1) + last] = t[last * side + m + 1]
    for visited in range(full - 1, -1, -1):
        for last in range(m + 1):
            if last < m and visited >> last & 1 == 0:
                continue
            best = NEVER
            for j in range(m):
                if visited >> j & 1 == 0:
                    way = t[last * side + j] + h[(visited | 1 << j) * (m + 1) + j]
                    best = min(best, way)
            h[visited * (m + 1) + last] = best


@jit
def label_search(
    a: Ints, t: Ints, h: Ints, first: Ints, last_window: Ints, service: Ints, m: int, k: int,
    opens: int, closes: int, bound: int, heads: Ints, labels: Ints, room: int, order: Ints,
) -> int:  # fmt: skip
    """The best order with travel <= bound into `order`; FOUND, IMPOSSIBLE or OVERFLOW.

    Visits 0 … m-1 are stops, m … k-1 pauses; their windows are a[first] … a[last_window - 1]. A label is six
    numbers in `labels`: time, travel, parent, visit, place, next label of the same set and place.
    """
    side = m + 2
    stops = (1 << m) - 1
    for i in range((1 << k) * (m + 1)):
        heads[i] = -1
    labels[0], labels[1], labels[2], labels[3], labels[4], labels[5] = opens, 0, -1, -1, m, -1
    heads[m] = 0
    used = 1
    for visited in range(1 << k):
        for place in range(m + 1):
            label = heads[visited * (m + 1) + place]
            while label >= 0:
                time, travel = labels[label * 6], labels[label * 6 + 1]
                for j in range(k):
                    if visited >> j & 1:
                        continue
                    way = t[place * side + j] if j < m else 0
                    there = j if j < m else place
                    then = visited | 1 << j
                    far = travel + way
                    if far + h[(then & stops) * (m + 1) + there] > bound:
                        continue
                    start = earliest(a, first[j], last_window[j], time + way)
                    if start == NEVER:
                        continue
                    leave = start + service[j]
                    if leave + h[(then & stops) * (m + 1) + there] > closes:
                        continue
                    late = False
                    for i in range(k):
                        if then >> i & 1 == 0 and leave > a[last_window[i] - 1]:
                            late = True
                            break
                    if late:
                        continue
                    cell = then * (m + 1) + there
                    other = heads[cell]
                    before = -1
                    worse = False
                    while other >= 0:
                        if labels[other * 6] <= leave and labels[other * 6 + 1] <= far:
                            worse = True
                            break
                        following = labels[other * 6 + 5]
                        if labels[other * 6] >= leave and labels[other * 6 + 1] >= far:
                            if before < 0:
                                heads[cell] = following
                            else:
                                labels[before * 6 + 5] = following
                        else:
                            before = other
                        other = following
                    if worse:
                        continue
                    if used == room:
                        return OVERFLOW
                    labels[used * 6], labels[used * 6 + 1], labels[used * 6 + 2] = leave, far, label
                    labels[used * 6 + 3], labels[used * 6 + 4], labels[used * 6 + 5] = j, there, heads[cell]
                    heads[cell] = used
                    used += 1
                label = labels[label * 6 + 5]
    best, least, ends = -1, bound + 1, NEVER
    for place in range(m + 1):
        label = heads[((1 << k) - 1) * (m + 1) + place]
        while label >= 0:
            home = t[place * side + m + 1]
            end, far = labels[label * 6] + home, labels[label * 6 + 1] + home
            if end <= closes and (far < least or (far == least and end < ends)):
                best, least, ends = label, far, end
            label = labels[label * 6 + 5]
    if best < 0:
        return IMPOSSIBLE
    for p in range(k - 1, -1, -1):
        order[p] = labels[best * 6 + 3]
        best = labels[best * 6 + 2]
    return FOUND


def _scratch(size: int) -> Any:
    """Working memory, not cleared."""
    return np.empty(size, np.int64) if IS_COMPILED else [0] * size


def best_order(a: Any, visits: Sequence[int], d: int) -> tuple[list[int] | None, bool]:
    """The order of kernel visits on day d with the least travel, and whether the answer is proven.

    (None, True): no order keeps the windows. (None, False): too large, or too many labels.
    """
    nd, nl, n = int(a[at.DAYS]), int(a[at.LOCATIONS]), int(a[at.VISITS])
    loc = a[at.LOC]
    visits = sorted(visits, key=lambda u: (a[loc + u] < 0, u))
    k = len(visits)
    m = sum(1 for u in visits if a[loc + u] >= 0)
    if k > PROVEN_STOPS:
        return None, False
    if k == 0:
        return [], True
    windows = [a[at.WINDOWS] + u * nd + d for u in visits]
    if any(a[w] == a[w + 1] for w in windows):
        return None, True
    places = [int(a[loc + u]) for u in (*visits[:m], n + d, n + nd + d)]
    grid = a[a[at.TRAVEL] : a[at.TRAVEL] + nl * nl]
    t = as_kernel([[grid[here * nl + there] for there in places] for here in places], np.int64)
    h = _scratch((1 << m) * (m + 1))
    completions(t, m, h)
    first = as_kernel([a[w] for w in windows], np.int64)
    last = as_kernel([a[w + 1] for w in windows], np.int64)
    service = as_kernel([a[a[at.SERVICE] + u] for u in visits], np.int64)
    heads, labels, order = _scratch((1 << k) * (m + 1)), _scratch(LABELS * 6), _scratch(k)
    relaxed = int(h[m])
    counted = sum(int(a[a[at.COUNTED] + u]) * int(a[a[at.SERVICE] + u]) for u in visits)
    most = int(a[a[at.MAX_ACTIVE] + d]) - counted
    opens, closes = int(a[a[at.OPENS] + d]), int(a[a[at.CLOSES] + d])
    for slack in SLACKS:
        bound = most if slack == SLACKS[-1] else min(most, relaxed + int(relaxed * slack))
        found = label_search(a, t, h, first, last, service, m, k, opens, closes, bound, heads, labels, LABELS, order)
        if found == FOUND:
            return [visits[int(i)] for i in order], True
        if found == OVERFLOW:
            return None, False
        if bound == most:
            break
    return None, True
