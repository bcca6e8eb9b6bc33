"""Reading a problem: rows by id, the windows that really apply, how firmly a stop belongs into the plan."""

from __future__ import annotations

from collections.abc import Sequence

from .problem import Problem, ProblemError, Stop, Weights, Window

OPTIONAL, WANTED, MUST, BOOKED = range(4)
MOST = 1e12  # scores and costs stay below
MOST_TIME = 1e15  # limits stay below


def normal_windows(stop: Stop, windows: Sequence[Window]) -> list[Window]:
    """Sorted, overlapping ones merged. Raises ProblemError where one ends before it begins."""
    if len(windows) == 1 and windows[0][0] <= windows[0][1]:  # the usual case, met thousands of times
        return [(int(windows[0][0]), int(windows[0][1]))]
    result: list[Window] = []
    for low, high in sorted((int(low), int(high)) for low, high in windows):
        if high < low:
            raise ProblemError(f"{stop.id}: the window {low}–{high} ends before it begins")
        if result and low <= result[-1][1]:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result


def _check_limits(problem: Problem) -> None:
    """Raises ProblemError where a limit of the whole trip cannot be meant."""
    limits = {
        "the gap": problem.min_gap,
        "budget": problem.budget,
        "max_moves": problem.max_moves,
        "time_limit": problem.time_limit,
        "iterations": problem.iterations,
    }
    limits |= {f"weight {name}": getattr(problem.weights, name) for name in Weights.__slots__}
    for name, limit in limits.items():
        if limit is not None and not 0 <= limit < MOST_TIME:
            raise ProblemError(f"{name} must not be negative or endless")


class Index:
    """Rows by id, with the checks that every id is known and none twice."""

    def __init__(self, problem: Problem) -> None:
        self.stop = {stop.id: row for row, stop in enumerate(problem.stops)}
        self.day = {day.id: row for row, day in enumerate(problem.days)}
        if len(self.stop) != len(problem.stops):
            raise ProblemError("two stops have the same id")
        if len(self.day) != len(problem.days):
            raise ProblemError("two days have the same id")
        if not problem.days:
            raise ProblemError("a trip needs at least one day")
        self.present = {visit.stop: visit for visit in problem.present}
        if len(self.present) != len(problem.present):
            raise ProblemError("the present plan visits a stop twice")
        for visit in problem.present:
            self.stop_row(visit.stop)
            self.day_row(visit.day)
        for stop in problem.stops:
            if stop.service < 0 or not (0 <= stop.score < MOST) or not (0 <= (stop.cost or 0) < MOST):
                raise ProblemError(f"{stop.id}: service, score and cost must not be negative or endless")
        _check_limits(problem)
        for day in problem.days:
            if (day.max_stops or 0) < 0 or (day.max_active or 0) < 0:
                raise ProblemError(f"{day.id}: max_stops and max_active must not be negative")
            if any(meal.duration < 0 for meal in day.meals):
                raise ProblemError(f"{day.id}: a meal must not take less than no time")
            if len({meal.name for meal in day.meals}) != len(day.meals):
                raise ProblemError(f"{day.id}: two meals have the same name")
            if day.closes < day.opens:
                raise ProblemError(f"{day.id}: closes before it opens")
            for place in (day.start, day.end):
                if place is not None:
                    self.stop_row(place)

    def stop_row(self, name: str) -> int:
        """Row of a stop."""
        if name not in self.stop:
            raise ProblemError(f"unknown stop {name!r}")
        return self.stop[name]

    def day_row(self, name: str) -> int:
        """Row of a day."""
        if name not in self.day:
            raise ProblemError(f"unknown day {name!r}")
        return self.day[name]


def allowed_windows(problem: Problem, index: Index, stop: Stop) -> list[list[Window]]:
    """Per day the windows for the start of service, after pins, bookings and locks."""
    days = problem.days
    pinned, time = stop.day, stop.time
    if stop.locked:
        if (present := index.present.get(stop.id)) is not None:
            pinned = present.day
            time = present.start if present.start is not None else time
        elif pinned is None:
            raise ProblemError(f"{stop.id} is locked but has neither a day nor a place in the present plan")
    if time is not None and pinned is None:
        if len(days) > 1:
            raise ProblemError(f"{stop.id} has a time but no day")
        pinned = days[0].id
    if pinned is not None:
        index.day_row(pinned)
    result: list[list[Window]] = []
    for day in days:
        if pinned is not None and day.id != pinned:
            result.append([])
        elif time is not None:
            result.append([(int(time), int(time))])
        elif stop.windows is None:
            result.append([(day.opens, day.closes)])
        else:
            result.append(normal_windows(stop, stop.windows.get(day.id) or ()))
    return result


def tier_of(problem: Problem, index: Index, stop: Stop) -> int:
    """How firmly a stop belongs into the plan."""
    if stop.locked or stop.booked:
        return BOOKED
    if stop.must:
        return MUST
    if stop.id in index.present and problem.weights.keep is None:
        return WANTED
    return OPTIONAL


def is_wanted(stop: Stop, index: Index) -> bool:
    """Whether a stop may be visited for its own sake."""
    return stop.score > 0 or stop.must or stop.booked or stop.locked or stop.id in index.present
