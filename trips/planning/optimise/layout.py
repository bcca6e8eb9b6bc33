"""How the kernel's four flat arrays are laid out.

Four arrays instead of forty: numba passes each array as seven machine words and counts references to it,
which cost more than the work (300 µs a round against 8). So there is one array of whole numbers and one of
floats for the problem (`a`, `f`, read-only) and for the plan (`s`, `g`). `a` begins with sizes and limits,
then with the address of every field; `a[SERVICE]` is where the services begin, `a[a[SERVICE] + u]` the
service of visit u.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiled import IS_COMPILED

# a[0] … a[15]: sizes and limits
VISITS, DAYS, LOCATIONS, CATEGORIES, NEIGHBOURS, WIDTH, ORDER_LIMIT, BUDGET, MAX_MOVES, SLOTS = range(10)

# fields of `a`: addresses of the problem's whole numbers
(
    LOC,  # location of a node, -1 for a pause
    SERVICE,
    VALUE,  # score in fixed point plus the worth of its tier
    COST,
    TIER,  # 0 optional … 3 booked
    FIXED,  # 1: never removed once placed
    WINDOWS,  # visit u on day d: a[WINDOWS][u * days + d] … [+ 1] are addresses of (low, high) pairs
    TRAVEL,  # locations × locations
    OPENS,
    CLOSES,
    SLOT,  # the meal that it would be, else -1
    PLACE,  # the stop that it stands for (one visit each)
    CATEGORY,  # -1 none
    DAY_CAP,
    TRIP_CAP,
    COUNTED,  # 1: counts for the pace
    MAX_STOPS,
    MAX_ACTIVE,
    PRESENT,  # day in the present plan, else -1
    NEAR,  # neighbours of each visit, nearest first
    REVERSE,  # `TRAVEL` transposed, the ways to a location side by side; `TRAVEL` itself where it is symmetric
    FIRM,  # visits of a tier above 0 that are no meal's, closed by -1
    SLOT_VISITS,  # where the visits of each meal begin; they lie side by side
) = range(16, 39)

# fields of `s`, whose addresses are in `a` too: the plan being changed, its undo, the best so far
(
    SEQ,  # per day `WIDTH` node numbers: start, visits, end
    LENGTH,
    TIMES,  # `TIMES_EACH` numbers at each position, see below
    ON_DAY,  # day of each visit, -1 absent
    WAY,  # per day: time on the way
    WAITING,
    LATE,  # per day: idle time before the first visit
    ACTIVE,
    STOPS,
    BY_DAY,
    BY_TRIP,
    SLOT_USED,
    PLACE_USED,
    SAVED_SEQ,
    SAVED_LENGTH,
    TOUCHED,
    BEST_SEQ,
    BEST_LENGTH,
    HEAP,
    STAMP,  # the round in which a visit was last removed
    SLACK,  # per day: the longest visit that could fit somewhere, ways left out
    GONE,  # visits removed in this round
    HAS_PAUSE,  # per day: 1 where a pause is in it
) = range(39, 62)
HEADER = 62

# The times of a position, side by side (one line of the cache): earliest start of service, latest start that keeps the
# rest of the day feasible, location, earliest end of service, time on the way to it
EST, LST, SPOT, LEAVE, LEG = range(5)
TIMES_EACH = 8

# s[0] … s[6]
SUM_VALUE, SUM_COST, MOVES, RNG, ROUNDS, FOUND, REMOVED = range(7)
TOTALS = 7

# f: weights per unit of time (travel, waiting, balance), per move, typical way, two fields, weight of a late start;
# what the search, and only it, takes off for a unit on the way and of temperature; mean score, also per unit of time
W_TRAVEL, W_WAITING, W_BALANCE, W_MOVE, TYPICAL_WAY, F_SCORE, F_SPAN, W_LATE, W_GUIDE, MEAN_SCORE, RATE = range(11)
F_HEADER = 11

# g: objective of the current and the best plan; then the keys of the order
NOW, BEST = range(2)
KEY = 2


def as_kernel(values: Any, dtype: Any) -> Any:
    """An array for the compiled kernel, a list for the plain one (faster there); always a copy."""
    array = np.array(values, dtype=dtype).ravel()
    return array if IS_COMPILED else array.tolist()


def pack(
    sizes: Mapping[int, int], fields: Mapping[int, Any], state: Mapping[int, int]
) -> tuple[NDArray[np.int64], int]:
    """One array from sizes, the problem's fields and the lengths of the plan's fields; and the length of
    `s`."""
    header = np.zeros(HEADER, np.int64)
    for key, size in sizes.items():
        header[key] = size
    parts = [header]
    at = HEADER
    for key, values in fields.items():
        part = np.asarray(values, dtype=np.int64).ravel()
        header[key] = at
        at += len(part)
        parts.append(part)
    address = TOTALS
    for key, length in state.items():
        header[key] = address
        address += length
    return np.concatenate(parts), address
