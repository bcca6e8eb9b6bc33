"""A day's sequence with its times, in plain Python: what travellers see, and what a present plan really
takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .problem import Day, Meal, Problem, Route, Visit, Window
from .reading import Index, allowed_windows


@dataclass(frozen=True, slots=True)
class Step:
    """One visit of a sequence: a row of Problem.stops (-1 a pause) and the meal that it is, if one."""

    stop: int
    meal: Meal | None = None


class Timeline:
    """Turns sequences into routes; built once per problem."""

    def __init__(self, problem: Problem, travel: NDArray[np.int64]) -> None:
        self.problem = problem
        self.travel = travel
        self.index = Index(problem)
        self._windows: dict[int, list[list[Window]]] = {}

    def windows(self, row: int) -> list[list[Window]]:
        """Allowed starts of a stop per day."""
        if row not in self._windows:
            self._windows[row] = allowed_windows(self.problem, self.index, self.problem.stops[row])
        return self._windows[row]

    def starts(self, step: Step, d: int) -> list[Window]:
        """Allowed starts of a step on day d."""
        meal = step.meal
        if step.stop < 0:
            return [(meal.opens, meal.closes)] if meal is not None else []
        windows = self.windows(step.stop)[d]
        if meal is None:
            return windows
        return [
            (max(low, meal.opens), min(high, meal.closes))
            for low, high in windows
            if max(low, meal.opens) <= min(high, meal.closes)
        ]

    def service(self, step: Step) -> int:
        """How long a step takes."""
        own = self.problem.stops[step.stop].service if step.stop >= 0 else 0
        return own or (step.meal.duration if step.meal is not None else 0)

    def way(self, here: int, there: int, *, from_stop: bool) -> int:
        """Time from one row to another, -1 = anywhere; with the gap between two stops."""
        if here < 0 or there < 0:
            return 0
        return int(self.travel[here, there]) + (self.problem.min_gap if from_stop else 0)

    def route(self, d: int, steps: Sequence[Step]) -> tuple[Route, bool]:
        """The earliest schedule of a sequence, and whether it keeps every window and the day's end.

        A window that is missed is ignored (service starts on arrival), so that a broken plan can still be
        shown.
        """
        day = self.problem.days[d]
        place = self._row(day.start)
        at_stop, valid = False, True
        clock = day.opens
        total = idle = 0
        visits: list[Visit] = []
        for step in steps:
            way = 0
            if step.stop >= 0:
                way = self.way(place, step.stop, from_stop=at_stop)
                place, at_stop = step.stop, True
            arrive = clock + way
            start = next((max(arrive, low) for low, high in self.starts(step, d) if arrive <= high), None)
            valid = valid and start is not None
            start = arrive if start is None else start
            clock = start + self.service(step)
            total += way
            idle += start - arrive if visits else 0
            stop_id = self.problem.stops[step.stop].id if step.stop >= 0 else None
            visits.append(Visit(stop_id, arrive, start, clock, way, step.meal.name if step.meal else None))
        home = self.way(place, self._row(day.end), from_stop=False)
        total += home
        departs = visits[0].start - visits[0].travel if visits else day.opens
        route = Route(day.id, tuple(visits), departs, clock + home, total, idle)
        return route, valid and route.returns <= day.closes

    def _row(self, name: str | None) -> int:
        return -1 if name is None else self.index.stop[name]


def meal_named(day: Day, name: str | None) -> Meal | None:
    """The day's meal of that name."""
    return next((meal for meal in day.meals if meal.name == name), None) if name is not None else None


def present_steps(problem: Problem, index: Index) -> list[list[Step]]:
    """The present plan as sequences per day. A choice of a meal counts as that meal where the visit says so,
    and where its stop is for meals only."""
    result: list[list[Step]] = [[] for _ in problem.days]
    for visit in problem.present:
        d, row = index.day[visit.day], index.stop[visit.stop]
        day = problem.days[d]
        meal = meal_named(day, visit.meal)
        if meal is None and problem.stops[row].meal_only:
            eaten = {step.meal.name for step in result[d] if step.meal is not None}
            meal = next((m for m in day.meals if visit.stop in m.choices and m.name not in eaten), None)
        result[d].append(Step(row, meal))
    return result


def steps_of(problem: Problem, route: Route, stop_rows: Mapping[str, int]) -> list[Step]:
    """A route back as a sequence."""
    day = next(day for day in problem.days if day.id == route.day)
    return [
        Step(-1 if visit.stop is None else stop_rows[visit.stop], meal_named(day, visit.meal)) for visit in route.visits
    ]
