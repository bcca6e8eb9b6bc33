"""The independent checker: every rule tested on the answer alone.

Nothing of the solver is imported here, only the dataclasses. It reads the problem anew, walks each route with
the clock in hand and looks at the sums, so that an error in the solver cannot hide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .problem import Day, Meal, Problem, Route, Solution, Stop, Violation, Visit

MONEY = 0.005  # half a hundredth


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every rule that the plan breaks; an empty list is a valid plan."""
    return [
        *check_routes(problem, solution.routes),
        *_all_days(problem, solution),
        *_left_out(problem, solution),
        *_meals(problem, solution),
        *_sums(problem, solution),
    ]


def check_routes(problem: Problem, routes: Sequence[Route]) -> list[Violation]:
    """The rules that routes can break by themselves, whatever is said about the stops left out."""
    found = list(_known(problem, routes))
    if found:
        return found
    days = {day.id: day for day in problem.days}
    for route in routes:
        found += _Walk(problem, days[route.day]).walk(route)
        found += _pace(problem, days[route.day], route)
    found += _whole_trip(problem, routes)
    return found


def _known(problem: Problem, routes: Sequence[Route]) -> Iterator[Violation]:
    stops = {stop.id for stop in problem.stops}
    days = {day.id for day in problem.days}
    for name, times in Counter(route.day for route in routes).items():
        if name not in days:
            yield Violation("unknown_day", f"{name} is not a day of the trip", day=name)
        if times > 1:
            yield Violation("day_twice", f"{name} has {times} routes", day=name)
    visited = Counter(visit.stop for route in routes for visit in route.visits if visit.stop is not None)
    for name, times in visited.items():
        if name not in stops:
            yield Violation("unknown_stop", f"{name} is not a stop of the problem", stop=name)
        if times > 1:
            yield Violation("visited_twice", f"{name} is visited {times} times", stop=name)


class _Walk:
    """One day walked with the clock in hand."""

    def __init__(self, problem: Problem, day: Day) -> None:
        self.problem, self.day = problem, day
        self.row = {stop.id: number for number, stop in enumerate(problem.stops)}
        self.present = {visit.stop: visit for visit in problem.present}

    def seconds(self, here: str | None, there: str | None) -> int:
        if here is None or there is None:
            return 0
        return int(self.problem.travel[self.row[here]][self.row[there]])

    def walk(self, route: Route) -> Iterator[Violation]:
        here, moving_from_stop = self.day.start, False
        free = self.day.opens
        travel = waiting = 0
        for number, visit in enumerate(route.visits):
            way = 0
            if visit.stop is not None:
                way = self.seconds(here, visit.stop)
                if moving_from_stop:
                    way += self.problem.min_gap
                here, moving_from_stop = visit.stop, True
            yield from self._clock(visit, free, way)
            if visit.stop is not None:
                yield from self._place(visit, self.problem.stops[self.row[visit.stop]])
            yield from self._meal(visit)
            free = visit.leave
            travel += way
            waiting += visit.start - visit.arrive if number else 0
        home = self.seconds(here, self.day.end)
        if route.visits and free + home > self.day.closes:  # without visits the day is as it was given
            late = free + home - self.day.closes
            yield Violation("day_over", f"{self.day.id} ends {late} too late", day=self.day.id)
        if (route.travel, route.waiting, route.returns) != (travel + home, waiting, free + home):
            yield Violation("route_sums", f"{self.day.id}: travel, waiting or return do not add up", day=self.day.id)
        if route.visits:
            first = route.visits[0]
            if not self.day.opens <= route.departs <= first.start - first.travel:
                yield Violation(
                    "departs", f"{self.day.id}: the departure does not fit the first visit", day=self.day.id
                )

    def _clock(self, visit: Visit, free: int, way: int) -> Iterator[Violation]:
        name, day = visit.stop, self.day.id
        if visit.travel != way:
            yield Violation("travel", f"the way takes {way}, not {visit.travel}", name, day)
        if visit.arrive < free + way:
            yield Violation("too_fast", f"arrives at {visit.arrive}, {free + way} is the earliest", name, day)
        if visit.start < visit.arrive:
            yield Violation("starts_before_arrival", f"starts at {visit.start}, arrives at {visit.arrive}", name, day)
        takes = self.problem.stops[self.row[name]].service if name is not None else 0
        if takes == 0 and (meal := self._meal_of(visit)) is not None:
            takes = meal.duration
        if visit.leave != visit.start + takes:
            yield Violation("duration", f"stays {visit.leave - visit.start}, not {takes}", name, day)

    def _place(self, visit: Visit, stop: Stop) -> Iterator[Violation]:
        day, time = stop.day, stop.time
        if stop.locked and stop.id in self.present:
            day = self.present[stop.id].day
            kept = self.present[stop.id].start
            time = kept if kept is not None else time
        if day is not None and day != self.day.id:
            yield Violation("wrong_day", f"belongs to {day}", stop.id, self.day.id)
        if time is not None:
            if visit.start != time:
                yield Violation("booking_moved", f"starts at {visit.start}, fixed at {time}", stop.id, self.day.id)
        elif stop.windows is not None:
            spans = stop.windows.get(self.day.id) or ()
            if not any(low <= visit.start <= high for low, high in spans):
                yield Violation("closed", f"is closed to whoever arrives at {visit.start}", stop.id, self.day.id)
        if stop.meal_only and visit.meal is None:
            yield Violation("only_for_meals", "is visited, but not for a meal", stop.id, self.day.id)

    def _meal_of(self, visit: Visit) -> Meal | None:
        return next((meal for meal in self.day.meals if meal.name == visit.meal), None)

    def _meal(self, visit: Visit) -> Iterator[Violation]:
        if visit.meal is None:
            if visit.stop is None:
                yield Violation("nothing", "a visit that is neither a stop nor a meal", day=self.day.id)
            return
        meal = self._meal_of(visit)
        if meal is None:
            yield Violation("unknown_meal", f"{self.day.id} has no {visit.meal}", visit.stop, self.day.id)
            return
        if not meal.opens <= visit.start <= meal.closes:
            yield Violation("meal_time", f"{meal.name} at {visit.start} is out of its band", visit.stop, self.day.id)
        if visit.stop is not None and visit.stop not in meal.choices:
            yield Violation("meal_choice", f"is no choice for {meal.name}", visit.stop, self.day.id)
        if visit.stop is None and meal.choices and not meal.pause:
            yield Violation("meal_pause", f"{meal.name} may not be a pause", day=self.day.id)


def _pace(problem: Problem, day: Day, route: Route) -> Iterator[Violation]:
    services = {stop.id: stop.service for stop in problem.stops}
    sights = [visit.stop for visit in route.visits if visit.stop is not None and visit.meal is None]
    if day.max_stops is not None and len(sights) > day.max_stops:
        yield Violation("too_many_stops", f"{len(sights)} stops, {day.max_stops} are the most", day=day.id)
    active = route.travel + sum(services[name] for name in sights)
    if route.visits and day.max_active is not None and active > day.max_active:
        yield Violation("too_active", f"active for {active}, {day.max_active} is the most", day=day.id)
    kinds = {stop.id: stop.category for stop in problem.stops}
    for category, times in Counter(kinds[name] for name in route.stop_ids).items():
        if category is not None and times > problem.day_caps.get(category, times):
            yield Violation("category_cap", f"{times} of {category} on one day", day=day.id)
    for name, times in Counter(visit.meal for visit in route.visits if visit.meal is not None).items():
        if times > 1:
            yield Violation("meal_twice", f"{name} {times} times", day=day.id)


def _whole_trip(problem: Problem, routes: Sequence[Route]) -> Iterator[Violation]:
    by_id = {stop.id: stop for stop in problem.stops}
    chosen = [by_id[name] for route in routes for name in route.stop_ids]
    spent = sum(stop.cost or 0.0 for stop in chosen)
    if problem.budget is not None and spent > problem.budget + MONEY:
        yield Violation("over_budget", f"costs {spent:.2f}, the budget is {problem.budget:.2f}")
    for category, times in Counter(stop.category for stop in chosen).items():
        if category is not None and times > problem.trip_caps.get(category, times):
            yield Violation("category_cap", f"{times} of {category} on the trip")
    if problem.max_moves is not None:
        now = {name: route.day for route in routes for name in route.stop_ids}
        moved = sum(1 for visit in problem.present if now.get(visit.stop, visit.day) != visit.day)
        if moved > problem.max_moves:
            yield Violation("too_many_moves", f"{moved} stops change their day, {problem.max_moves} may")


def _all_days(problem: Problem, solution: Solution) -> Iterator[Violation]:
    if [route.day for route in solution.routes] != [day.id for day in problem.days]:
        yield Violation("days", "there is not one route for each day, in order")


def _left_out(problem: Problem, solution: Solution) -> Iterator[Violation]:
    visited = {name for route in solution.routes for name in route.stop_ids}
    told = Counter(dropped.stop for dropped in solution.dropped)
    lodging = {name for day in problem.days for name in (day.start, day.end)}
    present = {visit.stop for visit in problem.present}
    for stop in problem.stops:
        firm = stop.must or stop.locked or stop.time is not None or stop.id in present
        if stop.id in visited:
            if told[stop.id]:
                yield Violation("dropped_and_visited", "is both visited and left out", stop.id)
        elif told[stop.id] > 1:
            yield Violation("dropped_twice", "is told twice as left out", stop.id)
        elif not told[stop.id] and (firm or not (stop.meal_only or (stop.id in lodging and stop.score <= 0))):
            yield Violation("not_told", "is left out without a reason", stop.id)
    if any(not dropped.because for dropped in solution.dropped):
        yield Violation("no_reason", "a stop is left out without a reason")


def _meals(problem: Problem, solution: Solution) -> Iterator[Violation]:
    eaten = {(route.day, visit.meal) for route in solution.routes for visit in route.visits}
    unmet = {(meal.day, meal.meal) for meal in solution.unmet_meals}
    for day in problem.days:
        for meal in day.meals:
            if ((day.id, meal.name) in eaten) == ((day.id, meal.name) in unmet):
                yield Violation("meal_missing", f"{meal.name} is neither planned nor told as unmet", day=day.id)


def _sums(problem: Problem, solution: Solution) -> Iterator[Violation]:
    by_id = {stop.id: stop for stop in problem.stops}
    chosen = [by_id[name] for route in solution.routes for name in route.stop_ids if name in by_id]
    if abs(sum(stop.score for stop in chosen) - solution.score) > 1e-6 * max(1.0, abs(solution.score)):
        yield Violation("score", "the score is not the sum of its stops")
    if abs(sum(stop.cost or 0.0 for stop in chosen) - solution.cost) > MONEY:
        yield Violation("cost", "the cost is not the sum of its stops")
    if set(solution.unknown_costs) != {stop.id for stop in chosen if stop.cost is None}:
        yield Violation("unknown_costs", "the stops of unknown cost are not told")
