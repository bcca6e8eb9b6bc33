"""Times that a person would write down: starts on five-minute marks, and holes filled by staying longer.

The solver's times are the earliest possible, to the minute. Here, with its order and its ways untouched, each start
moves to the next mark where its windows and everything after it allow; and where one would stand about before the
next stop, the visits before it are lengthened a little. Nothing is moved that is booked or locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trips.planning import optimise
from trips.planning.clock import DayClock, on_mark
from trips.planning.kinds import kind_of
from trips.planning.prepare import Option, Prepared
from trips.planning.windows import visit_windows

MARK = 300  # seconds
ROUNDING = 150  # kept free on every way by the solver: what a start on a mark takes on average
HOLE = 600  # shorter idle times are left as they are
LONGER = 0.4  # at most this share of a visit is added to it
Window = tuple[int, int]


def settled(prepared: Prepared, solution: optimise.Solution, *, longer: bool = True) -> optimise.Solution:
    """The solution with every day's times settled; `longer`: whether visits may be lengthened."""
    routes = tuple(settled_route(prepared, route, longer=longer) for route in solution.routes)
    return replace(solution, routes=routes)


def settled_route(prepared: Prepared, route: optimise.Route, *, longer: bool = True) -> optimise.Route:
    """One day's route with starts on marks, and with `longer` also with holes filled. Order and ways stay."""
    if not route.visits:
        return route
    day = next(day for day in prepared.problem.days if day.id == route.day)
    route = _without_gaps(prepared, route)
    home = _home(route)
    windows = [_starts(prepared, day, visit) for visit in route.visits]
    visits = _on_marks(day, list(route.visits), windows, home)
    if longer:
        room = _room(day, route)
        for number in range(len(visits) - 1, 0, -1):
            room = _fill_before(prepared, visits, windows, number, room, route.day)
    waiting = sum(visit.waiting for visit in visits[1:])
    departs = visits[0].start - visits[0].travel
    return optimise.Route(route.day, tuple(visits), departs, visits[-1].leave + home, route.travel, waiting)


def _without_gaps(prepared: Prepared, route: optimise.Route) -> optimise.Route:
    """The route with its ways as long as they are: the gap that the solver kept free is what the marks may use."""
    gap = prepared.problem.min_gap
    seen = False
    visits: list[optimise.Visit] = []
    for visit in route.visits:
        less = gap if seen and visit.stop is not None else 0
        seen = seen or visit.stop is not None
        visits.append(replace(visit, arrive=visit.arrive - less, travel=visit.travel - less))
    return replace(route, visits=tuple(visits), travel=sum(visit.travel for visit in visits) + _home(route))


def _home(route: optimise.Route) -> int:
    return route.returns - route.visits[-1].leave


def _starts(prepared: Prepared, day: optimise.Day, visit: optimise.Visit) -> Sequence[Window]:
    """When a visit may start: its own windows within its meal's band; just as it is where it is booked or locked."""
    open_end = ((0, day.closes),)
    windows: Sequence[Window] = open_end
    if visit.stop is not None:
        stop = prepared.problem.stops[prepared.index[visit.stop]]
        if stop.booked or stop.locked:
            return ((visit.start, visit.start),)
        if stop.windows is not None:
            windows = stop.windows.get(day.id, ())
    meal = next((meal for meal in day.meals if meal.name == visit.meal), None)
    if meal is not None:
        windows = [(max(low, meal.opens), min(high, meal.closes)) for low, high in windows]
    # A plan that breaks a window keeps its time: what it shows is what it was.
    return windows if any(low <= visit.start <= high for low, high in windows) else ((visit.start, visit.start),)


def _on_marks(
    day: optimise.Day, visits: list[optimise.Visit], windows: Sequence[Sequence[Window]], home: int
) -> list[optimise.Visit]:
    latest = [0] * len(visits)
    bound = max(day.closes, visits[-1].leave + home) - home
    for number in range(len(visits) - 1, -1, -1):
        visit = visits[number]
        bound -= visit.leave - visit.start
        fitting = [min(high, bound) for low, high in windows[number] if low <= bound and low <= high]
        bound = latest[number] = max([visit.start, *fitting])
        bound -= visit.travel
    found: list[optimise.Visit] = []
    for number, visit in enumerate(visits):
        arrive = found[-1].leave + visit.travel if found else visit.arrive
        allowed = _within(windows[number], arrive)
        soonest = max(arrive, visit.start) if allowed is None else allowed
        marked = _within(windows[number], on_mark(soonest, MARK))
        start = marked if marked is not None and marked % MARK == 0 and marked <= latest[number] else soonest
        found.append(replace(visit, arrive=arrive, start=start, leave=start + visit.leave - visit.start))
    return found


def _within(windows: Sequence[Window], ready: int) -> int | None:
    """The first allowed start not before `ready`."""
    return min((max(low, ready) for low, high in windows if max(low, ready) <= high), default=None)


def _room(day: optimise.Day, route: optimise.Route) -> int:
    """How much longer one may be on one's feet this day."""
    if day.max_active is None:
        return day.closes
    meals = sum(visit.leave - visit.start for visit in route.visits if visit.meal is not None)
    idle = route.waiting
    active = route.returns - route.departs - meals - idle
    return max(0, day.max_active - active)


def _fill_before(
    prepared: Prepared,
    visits: list[optimise.Visit],
    windows: Sequence[Sequence[Window]],
    number: int,
    room: int,
    day: str,
) -> int:
    """Fill the idle time before visit `number` by a longer visit before it, else by that one's later start (its own
    idle time is filled in turn). Returns what is left of `room`.
    """
    visit, before = visits[number], visits[number - 1]
    idle = visit.start - before.leave - visit.travel
    if idle < HOLE:
        return room
    clock = prepared.clocks[day]
    option = prepared.options.get(before.stop or "")
    extra = 0
    if option is not None and option.kind == "sight" and not option.any_hours and option.booked_at is None:
        extra = _extra(option, clock, before, min(idle, room))
    shift = 0
    if before.meal in (None, "coffee") and _can_be_longer(prepared, visits[: number - 1]):
        shift = (idle - extra) // MARK * MARK
        while shift > 0 and _within(windows[number - 1], before.start + shift) != before.start + shift:
            shift -= MARK
        if shift > 0 and extra and not _is_open(option, clock, before.start + shift, before, extra):
            shift = 0
    moved = replace(before, start=before.start + shift, leave=before.leave + shift + extra)
    visits[number - 1] = moved
    visits[number] = replace(visit, arrive=moved.leave + visit.travel)
    return room - extra


def _extra(option: Option, clock: DayClock, visit: optimise.Visit, most: int) -> int:
    """How much longer a visit may last, in whole marks."""
    length = visit.leave - visit.start
    extra = min(most, int(length * LONGER), 2400) // MARK * MARK
    while extra > 0 and not _is_open(option, clock, visit.start, visit, extra):
        extra -= MARK
    return max(0, extra)


def _is_open(option: Option | None, clock: DayClock, start: int, visit: optimise.Visit, extra: int) -> bool:
    """Whether a visit that starts then and lasts `extra` longer keeps the place's hours."""
    if option is None:
        return True
    found = visit_windows(option.place, clock, (visit.leave - visit.start + extra) // 60)
    return any(low <= start <= high for low, high in found.windows)


def _can_be_longer(prepared: Prepared, visits: Sequence[optimise.Visit]) -> bool:
    """Whether the visit right before is one that can take up time, going back over coffee but not over a meal."""
    for visit in reversed(visits):
        option = prepared.options.get(visit.stop or "")
        if option is not None and option.kind == "sight":
            return kind_of(option.place).minutes >= 20
        if visit.meal != "coffee":
            return False
    return False
