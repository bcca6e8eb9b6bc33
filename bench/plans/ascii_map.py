"""A plan as text: for each day a grid with its stops, north up, and beside it what happens when."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, zip_longest
from math import cos, radians

from trips.planning.itinerary import Plan, PlannedDay, PlannedStop, Stay

WIDTH, HEIGHT = 46, 15
CHARACTER = 0.5  # a character is about twice as high as wide
METRES_PER_DEGREE = 111_195.0
MARKS = "123456789abcdefghijklmnopqrstuvwxyz"
STAY = "H"


def ascii_of(plan: Plan) -> str:
    """The plan's days, one under the other. ``H`` is where the days start and end, a dot a part of the way."""
    lines = [f"{plan.city}, {plan.request.start_date:%a %d %B %Y}, {len(plan.days)} days; cost: {plan.totals}"]
    for day in plan.days:
        lines += ["", *_day(day, plan.stay)]
    return "\n".join(lines)


def _day(day: PlannedDay, stay: Stay | None) -> list[str]:
    holiday = f", {day.holiday}" if day.holiday else ""
    head = f"Day {day.number}, {day.date:%A %d %B}{holiday}: {day.walk_metres / 1000:.1f} km on foot"
    numbered = list(zip(MARKS, day.stops, strict=False))
    rows = [_row(mark, stop) for mark, stop in numbered]
    placed = [(mark, stop.latitude, stop.longitude) for mark, stop in numbered]
    home = [(STAY, stay.latitude, stay.longitude)] if stay is not None else []
    points = [(mark, lat, lon) for mark, lat, lon in [*home, *placed, *home] if lat is not None and lon is not None]
    if not points:
        return [head, "  (nothing planned)"]
    grid, metres = _grid(points)
    return [
        f"{head}; one column is {metres:.0f} m",
        *(f"{a:<{WIDTH}}  {b}" for a, b in zip_longest(grid, rows, fillvalue="")),
    ]


def _row(mark: str, stop: PlannedStop) -> str:
    way = f" [{stop.travel.minutes} min {stop.travel.mode}]" if stop.travel else ""
    return f"{mark} {stop.start:%H:%M}-{stop.leave:%H:%M} {stop.name[:38]} ({stop.meal or stop.subcategory}){way}"


def _grid(points: Sequence[tuple[str, float, float]]) -> tuple[list[str], float]:
    """The lines of the map and how many metres a column is."""
    middle = radians(sum(lat for _, lat, _ in points) / len(points))
    plane = [(mark, lon * cos(middle) * METRES_PER_DEGREE, lat * METRES_PER_DEGREE) for mark, lat, lon in points]
    west, north = min(x for _, x, _ in plane), max(y for _, _, y in plane)
    wide = max(x for _, x, _ in plane) - west
    high = north - min(y for _, _, y in plane)
    metres = max(wide / (WIDTH - 1), high * CHARACTER / (HEIGHT - 1), 1.0)
    cells = [(mark, round((x - west) / metres), round((north - y) * CHARACTER / metres)) for mark, x, y in plane]
    rows = max(row for _, _, row in cells) + 1
    grid = [[" "] * WIDTH for _ in range(rows)]
    for (_, x0, y0), (_, x1, y1) in pairwise(cells):
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for step in range(1, steps):
            column, row = round(x0 + (x1 - x0) * step / steps), round(y0 + (y1 - y0) * step / steps)
            grid[row][column] = "."
    taken: set[tuple[int, int]] = set()
    for mark, column, row in cells:
        if mark == STAY and (column, row) in taken:
            continue
        free = next(
            (c for c in (column, column + 1, column - 1, column + 2, column - 2) if _is_free(c, row, taken)), column
        )
        taken.add((free, row))
        grid[row][free] = mark
    return ["".join(line).rstrip() for line in grid], metres


def _is_free(column: int, row: int, taken: set[tuple[int, int]]) -> bool:
    return 0 <= column < WIDTH and (column, row) not in taken
