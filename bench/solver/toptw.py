"""Published team-orienteering instances with time windows, read as problems.

Files in the format of Righini & Salani (see FORMAT.txt beside the instances). Travel times are Euclidean
distances CUT (not rounded) to a fixed number of decimals: one for Solomon's instances, two for Cordeau's;
everything is multiplied by ten or a hundred, so that all times are whole numbers.
"""

from __future__ import annotations

import csv
import math
import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from trips.planning.optimise import Day, Problem, Stop

SCALE = 10_000  # coordinates have up to four decimals (Cordeau's have three)


@dataclass(frozen=True, slots=True)
class Case:
    """One instance with a number of routes and the best-known score."""

    name: str
    routes: int
    best_known: float
    proven: bool


def data_folder() -> Path:
    """The folder of the benchmarks: TRIPOS_SHARED, or `shared` next to the checkout."""
    root = os.environ.get("TRIPOS_SHARED") or Path(__file__).resolve().parents[3] / "shared"
    return Path(root) / "data" / "benchmarks" / "toptw-solomon"


def cases(folder: Path) -> list[Case]:
    """Every case of `bks.csv`."""
    with (folder / "bks.csv").open(newline="") as lines:
        return [
            Case(row["instance"], int(row["m"]), float(row["bks"]), row["proven"] == "yes")
            for row in csv.DictReader(lines)
        ]


def cut_distance(a: tuple[int, int], b: tuple[int, int], unit: int, scale: int) -> int:
    """Distance in 1/unit, cut down; coordinates are whole multiples of 1/scale, so the arithmetic is exact."""
    squared = (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
    return math.isqrt(squared * unit * unit // (scale * scale))


def read(path: Path, routes: int, decimals: int = 1, **limits: object) -> Problem:
    """The instance as a trip of `routes` equal days; `limits` go into the Problem (seed, time_limit,
    iterations)."""
    unit = 10**decimals
    rows = [line.split() for line in path.read_text().splitlines()[2:] if line.strip()]
    points = [(int(Decimal(row[1]) * SCALE), int(Decimal(row[2]) * SCALE)) for row in rows]
    travel = [[cut_distance(a, b, unit, SCALE) for b in points] for a in points]
    days = tuple(Day(f"d{k + 1}", 0, int(Decimal(rows[0][-1]) * unit), rows[0][0], rows[0][0]) for k in range(routes))
    stops = [Stop(rows[0][0])]
    for row in rows[1:]:
        window = (int(Decimal(row[-2]) * unit), int(Decimal(row[-1]) * unit))
        stops.append(
            Stop(
                row[0],
                service=int(Decimal(row[3]) * unit),
                score=float(row[4]),
                windows={day.id: (window,) for day in days},
            )
        )
    return Problem(days, tuple(stops), travel, **limits)  # type: ignore[arg-type]
