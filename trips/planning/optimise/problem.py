"""What goes into the solver and what comes out of it.

Everything is a frozen dataclass of plain values: no Django, no clock, no zone. Times are whole numbers in one
unit (the rest of Tripos uses seconds from the local midnight that begins the day; after midnight simply runs
past 86,400), and each day has a time line of its own. Windows bound the START of a stop's service; whoever
arrives early waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    Matrix = Sequence[Sequence[int]] | NDArray[Any]
else:
    Matrix = Sequence

Window = tuple[int, int]


class ProblemError(ValueError):
    """The problem contradicts itself (an unknown id, a window that ends before it begins, a matrix of another
    size)."""


class InvalidPlanError(AssertionError):
    """The independent checker refused a plan of the kernel. It never leaves the module; this is a defect."""


@dataclass(frozen=True, slots=True)
class Meal:
    """A meal that a day must hold: one of several restaurants, or a pause.

    opens, closes: the band in which the meal STARTS. duration: length of the pause; a restaurant takes its
    own `Stop.service`, or this where that is 0. choices: ids of stops of which exactly one is taken (their
    windows and the band both hold). pause: whether a pause anywhere may stand in where no choice fits; with
    no choices the meal is always a pause. A pause happens where the stop before it is.
    """

    name: str
    opens: int
    closes: int
    duration: int
    choices: tuple[str, ...] = ()
    pause: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """One day, hence one route.

    start, end: ids of stops (usually the lodging), None = anywhere. opens: earliest departure from `start`.
    closes: latest arrival at `end` (latest leaving of the last stop where `end` is None). max_stops: most
    stops, meals not counted. max_active: most time travelling and visiting (waiting, pauses and meals not
    counted).
    """

    id: str
    opens: int
    closes: int
    start: str | None = None
    end: str | None = None
    meals: tuple[Meal, ...] = ()
    max_stops: int | None = None
    max_active: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A place with what a visit takes and gives. Its position in `Problem.stops` is its row in the travel
    matrix.

    windows: None = always; otherwise day id -> windows for the start of service, a day that is missing is one
    on which it is closed. day: pinned to this day. time: a booking, service starts exactly then (opening
    windows are then not asked: the booking is the better witness); needs `day`, or a problem of one day.
    locked: stays on the day and at the time that `Problem.present` has. cost: None = unknown, counted as 0
    and reported. meal_only: visited only as a choice of a meal. A stop with score 0 that is neither must,
    booked, locked nor present is never visited (a lodging, for example).
    """

    id: str
    service: int = 0
    score: float = 0.0
    cost: float | None = None
    windows: Mapping[str, Sequence[Window]] | None = None
    must: bool = False
    day: str | None = None
    time: int | None = None
    locked: bool = False
    category: str | None = None
    meal_only: bool = False

    @property
    def booked(self) -> bool:
        """Whether it has a fixed start."""
        return self.time is not None


@dataclass(frozen=True, slots=True)
class PresentVisit:
    """A stop of the traveller's present plan; `start` None = the order is known but not the time."""

    stop: str
    day: str
    start: int | None = None
    meal: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What else counts beside the scores, in score points. All 0: the score alone, travel only breaks ties.

    travel, waiting: per hour (3,600 units of time). late: per idle hour before the first stop of a day. balance:
    per hour by which a day's active time differs from the mean of the days. move: per stop of the present plan
    that changes its day. keep: per stop of the present plan that would be dropped (None = never dropped for
    others, as a must-do).
    """

    travel: float = 0.0
    waiting: float = 0.0
    balance: float = 0.0
    move: float = 0.0
    keep: float | None = 0.0
    late: float = 0.0

    @classmethod
    def comfort(cls, mean_score: float) -> Weights:
        """The weights of objective "comfort": an hour on the way costs half a mean stop, an idle one a
        quarter, one before the first stop an eighth."""
        return cls(
            travel=0.5 * mean_score,
            waiting=0.25 * mean_score,
            balance=0.1 * mean_score,
            move=0.2 * mean_score,
            late=0.125 * mean_score,
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """A trip to plan.

    travel: square matrix, `travel[i][j]` from stop i to stop j, whole numbers; may be asymmetric and may
    break the triangle inequality. budget: most cost over the trip. day_caps / trip_caps: most stops of a
    category on one day / over the trip. min_gap: time kept free on each way between two stops. present: the
    present plan, each day's visits in order. max_moves: most stops of the present plan that may change their
    day (None = any number). time_limit: CPU seconds of one thread. iterations: most rounds of ruin and
    recreate; with `time_limit` None the same problem and seed give the same plan on every machine.
    """

    days: tuple[Day, ...]
    stops: tuple[Stop, ...]
    travel: Matrix
    budget: float | None = None
    day_caps: Mapping[str, int] = field(default_factory=dict)
    trip_caps: Mapping[str, int] = field(default_factory=dict)
    min_gap: int = 0
    present: tuple[PresentVisit, ...] = ()
    max_moves: int | None = None
    weights: Weights = field(default_factory=Weights)
    seed: int = 1
    time_limit: float | None = 1.0
    iterations: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a route, or a pause (`stop` None). `travel`: time on the way from the place before.

    `arrive` of a day's first stop is when one arrives leaving at the day's `opens`; see `Route.departs`.
    """

    stop: str | None
    arrive: int
    start: int
    leave: int
    travel: int = 0
    meal: str | None = None

    @property
    def waiting(self) -> int:
        """Time between arriving and the start of service."""
        return self.start - self.arrive


@dataclass(frozen=True, slots=True)
class Route:
    """One day's visits in order.

    departs: latest departure from the day's start that delays nothing. returns: arrival at the day's end
    (leaving of the last stop where the end is anywhere). travel: total time on the way. waiting: total
    waiting except before the first stop (one simply leaves later: `late`).
    """

    day: str
    visits: tuple[Visit, ...]
    departs: int
    returns: int
    travel: int
    waiting: int

    @property
    def late(self) -> int:
        """Idle time before the first stop: by how much later than the day allows one leaves for it."""
        return self.visits[0].waiting if self.visits else 0

    @property
    def stop_ids(self) -> tuple[str, ...]:
        """Ids in order, pauses left out."""
        return tuple(visit.stop for visit in self.visits if visit.stop is not None)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stop left out. rule: short code (see `explain.RULES`), because: the sentence, other: the stop it
    clashes with."""

    stop: str
    rule: str
    because: str
    other: str | None = None


@dataclass(frozen=True, slots=True)
class UnmetMeal:
    """A meal for which neither a choice nor a pause fits."""

    day: str
    meal: str
    because: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Two must-dos (or bookings, or locked stops) that no plan can hold together."""

    first: str
    second: str
    because: str


@dataclass(frozen=True, slots=True)
class Solution:
    """A checked plan: a route for every day, in the order of the days.

    score: sum over the visited stops. cost: sum of the known costs. unknown_costs: visited stops whose cost
    is not known. seconds: CPU seconds. proven: no better plan exists (only ever claimed by the exact method).
    """

    routes: tuple[Route, ...]
    score: float
    cost: float
    dropped: tuple[Dropped, ...] = ()
    unmet_meals: tuple[UnmetMeal, ...] = ()
    clashes: tuple[Clash, ...] = ()
    unknown_costs: tuple[str, ...] = ()
    checked: bool = False
    proven: bool = False
    iterations: int = 0
    seconds: float = 0.0

    @property
    def travel(self) -> int:
        """Time on the way over all days."""
        return sum(route.travel for route in self.routes)

    @property
    def waiting(self) -> int:
        """Waiting over all days."""
        return sum(route.waiting for route in self.routes)


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks, found by the checker. rule: short code; stop, day: where."""

    rule: str
    message: str
    stop: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A stop that changes its day (`from_day` differs from `to_day`) or only its place within the day."""

    stop: str
    from_day: str
    to_day: str


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change brings against the present plan: positive travel and waiting are time saved."""

    travel: int
    waiting: int
    score: float
    cost: float


@dataclass(frozen=True, slots=True)
class Change:
    """The answer of an action: the new plan and what it changes in the present one.

    moved: stops on another day. reordered: days whose order changed. because: why nothing better can be
    offered (then `solution` holds what is possible), else None.
    """

    solution: Solution
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[Move, ...]
    reordered: tuple[str, ...]
    gain: Gain
    because: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the plan stays as it is."""
        return not (self.added or self.removed or self.moved or self.reordered)
