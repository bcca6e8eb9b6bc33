"""Why a stop was left out: the rule that blocked it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from . import layout as at
from . import obstacles
from .arrays import Prepared
from .problem import Clash, Dropped, Problem, Stop, UnmetMeal
from .reading import is_wanted
from .timeline import Step, Timeline

RULES = {
    "closed": "closed on all days",
    "closed_on": "closed on {day}",
    "out_of_hours": "cannot be reached and left again within the hours of any day",
    "no_time": "no time left",
    "clash": "clashes with {kind} {other}",
    "budget": "over the budget",
    "trip_cap": "category cap: enough of {category} on the trip",
    "day_cap": "category cap: enough of {category} on each day that has time",
    "max_stops": "pace: the days that have time have stops enough",
    "max_active": "pace: too much for one day",
    "max_moves": "would move more stops of the present plan than asked for",
    "not_worth": "not worth the way",
    "no_score": "of no interest (score 0)",
    "only_for_meals": "only for meals, and no meal took it",
    "taken": "its place in the plan is taken by another choice of the same meal",
}

_BY_CODE = {
    obstacles.FITS: "not_worth",
    obstacles.NO_TIME: "no_time",
    obstacles.TAKEN: "taken",
    obstacles.BUDGET: "budget",
    obstacles.TRIP_CAP: "trip_cap",
    obstacles.DAY_CAP: "day_cap",
    obstacles.MAX_STOPS: "max_stops",
    obstacles.MAX_ACTIVE: "max_active",
    obstacles.MAX_MOVES: "max_moves",
}


def is_firm(stop: Stop) -> bool:
    """Whether it must be in the plan."""
    return stop.must or stop.booked or stop.locked


def kind_of(stop: Stop) -> str:
    """What makes a stop firm, in words."""
    if stop.booked:
        return "booking"
    return "locked stop" if stop.locked else "must-do"


class Explainer:
    """Finds the reasons for one finished plan."""

    def __init__(self, prepared: Prepared, timeline: Timeline, s: Any, visited: set[str]) -> None:
        self.problem: Problem = prepared.problem
        self.prepared = prepared
        self.timeline = timeline
        self.visited = visited
        self.firm = [row for row, stop in enumerate(self.problem.stops) if is_firm(stop)]
        self.firm_days = {row: self._days_alone(row) for row in self.firm}
        a = prepared.a
        obstacles.obstacles(a, s)
        self.codes: dict[int, int] = {}
        for u, kind in enumerate(prepared.kinds):
            if kind.stop >= 0 and s[a[at.ON_DAY] + u] < 0 and (kind.meal is None or kind.stop not in self.codes):
                self.codes[kind.stop] = int(s[a[at.HEAP] + u])

    def dropped(self) -> Iterator[Dropped]:
        """Every stop that is not in the plan and could have been, in the order of the problem."""
        index = self.timeline.index
        lodging = {name for day in self.problem.days for name in (day.start, day.end)}
        for row, stop in enumerate(self.problem.stops):
            if stop.id in self.visited:
                continue
            if not is_wanted(stop, index):
                if not stop.meal_only and stop.id not in lodging:
                    yield self._say(stop, "no_score")
            elif stop.meal_only and not is_firm(stop) and stop.id not in index.present:
                continue
            else:
                yield self._reason(row, stop)

    def _say(self, stop: Stop, rule: str, **words: str) -> Dropped:
        because = RULES[rule].format(category=stop.category, **words)
        return Dropped(stop.id, rule, because, words.get("other"))

    def _reason(self, row: int, stop: Stop) -> Dropped:
        windows = self.timeline.windows(row)
        if not any(windows):
            if stop.day is None:
                return self._say(stop, "closed")
            return self._say(stop, "closed_on", day=stop.day)
        if self.codes.get(row) is None:
            return self._say(stop, "only_for_meals")
        code = self.codes[row]
        if code in (obstacles.NO_TIME, obstacles.MAX_ACTIVE):
            mine = self._days_alone(row)
            if not mine:
                return self._say(stop, "out_of_hours")
            if len(mine) == 1 and (other := self._clashing(row, mine[0])) is not None:
                return self._say(stop, "clash", kind=kind_of(other), other=other.id)
        return self._say(stop, _BY_CODE[code])

    def _fits(self, rows: list[int], d: int) -> bool:
        if any(not self.timeline.windows(row)[d] for row in rows):
            return False
        return self.timeline.route(d, [Step(row) for row in rows])[1]

    def _days_alone(self, row: int) -> list[int]:
        """The first two days that have room for this stop alone; with two it clashes with no single other."""
        days = (d for d in range(len(self.problem.days)) if self._fits([row], d))
        return list(islice(days, 2))

    def _clashing(self, row: int, d: int) -> Stop | None:
        """A firm stop with which no plan can hold this one, other stops aside: both have only day d."""
        for other in self.firm:
            if other == row or self.firm_days[other] != [d]:
                continue
            if not self._fits([row, other], d) and not self._fits([other, row], d):
                return self.problem.stops[other]
        return None

    def clashes(self, dropped: list[Dropped]) -> list[Clash]:
        """The pairs of firm stops that cannot both be."""
        by_id = {stop.id: stop for stop in self.problem.stops}
        result = []
        for out in dropped:
            if out.other is not None and is_firm(by_id[out.stop]):
                pair = (f"{kind_of(by_id[name])} {name}" for name in (out.other, out.stop))
                result.append(Clash(out.other, out.stop, f"{' and '.join(pair)} cannot both be kept"))
        return result

    def unmet_meals(self, eaten: set[tuple[str, str]]) -> list[UnmetMeal]:
        """The meals that the plan lacks."""
        result = []
        for d, meal in self.prepared.slots:
            day = self.problem.days[d]
            if (day.id, meal.name) in eaten:
                continue
            offered = any(kind.day == d and kind.meal is meal for kind in self.prepared.kinds)
            because = "no time left in its hours" if offered else "no choice is open in its hours"
            result.append(UnmetMeal(day.id, meal.name, because))
        return result
