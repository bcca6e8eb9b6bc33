"""Estimated travel times between places, without a routing service.

distance on the way = great-circle distance x detour factor of the mode
time = distance / speed + fixed minutes, rounded up to whole minutes, + a buffer

The detour factors and speeds are cautious: published circuity is 1.2 to 1.23 on foot and by road (Ballou et
al. 2002; Giacomin and Levinson 2015), walkers do about 4.8 km/h on the flat. All of it is labelled
"estimated". A routing service can stand in later: anything with the same `matrix()` (see `MatrixProvider`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, ceil, cos, inf, radians, sin, sqrt
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_METRES = 6_371_008.8  # mean radius R1 of the GRS 80 ellipsoid (IUGG)

Mode = Literal["walk", "bicycle", "transit", "car"]
MODES: tuple[Mode, ...] = ("walk", "bicycle", "transit", "car")

Point = tuple[float, float]  # latitude, longitude in degrees

# Below this the next place is next door: a minute to walk over, no buffer.
SAME_PLACE_METRES = 20.0
NEXT_DOOR_SECONDS = 60
DEFAULT_BUFFER_SECONDS = 120
# Further than this people take the tram where one is allowed, even when walking would be faster.
COMFORTABLE_WALK_MINUTES = 25


@dataclass(frozen=True, slots=True)
class ModeFigures:
    """How a mode moves: detour factor, speed in km/h (rising to `top_speed` by `top_at_km`), fixed minutes a
    leg.
    """

    detour: float
    speed: float
    fixed_minutes: float = 0.0
    top_speed: float | None = None
    top_from_km: float = 0.0
    top_at_km: float = 0.0


FIGURES: dict[Mode, ModeFigures] = {
    "walk": ModeFigures(detour=1.25, speed=4.5),
    "bicycle": ModeFigures(detour=1.3, speed=14.0),
    "transit": ModeFigures(detour=1.3, speed=18.0, fixed_minutes=8.0),  # the way to the stop, and waiting there
    "car": ModeFigures(
        detour=1.35, speed=18.0, fixed_minutes=5.0, top_speed=60.0, top_from_km=3.0, top_at_km=40.0
    ),  # streets at 18, out of town up to 60; five minutes to park
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One way between two points. `minutes` is time on the way, `seconds` that and the buffer."""

    mode: Mode
    minutes: int
    seconds: int
    metres: int
    estimated: bool = True


@dataclass(frozen=True, slots=True)
class Matrix:
    """Ways between all pairs of points: `seconds[i, j]` (buffer included), `metres[i, j]`, index of the mode
    used.
    """

    seconds: NDArray[np.int64]
    metres: NDArray[np.int64]
    mode_index: NDArray[np.int64]
    modes: tuple[Mode, ...]
    buffer_seconds: int
    estimated: bool = True

    def leg(self, origin: int, destination: int) -> Leg:
        """The way from one point to another, as a value."""
        seconds = int(self.seconds[origin, destination])
        return Leg(
            self.modes[int(self.mode_index[origin, destination])],
            max(1, (seconds - self.buffer_seconds) // 60) if seconds else 0,
            seconds,
            int(self.metres[origin, destination]),
            self.estimated,
        )


class MatrixProvider(Protocol):
    """What the planner needs of a source of travel times."""

    def matrix(self, points: Sequence[Point], modes: Sequence[Mode]) -> Matrix:
        """Ways between all pairs of `points` with the best of the allowed `modes`."""
        ...


def distance_metres(origin: Point, destination: Point) -> float:
    """Great-circle distance by the haversine formula (Sinnott 1984), right at the poles and across 180
    degrees.
    """
    latitude_a, latitude_b = radians(origin[0]), radians(destination[0])
    half_latitude = (latitude_b - latitude_a) / 2
    half_longitude = radians(destination[1] - origin[1]) / 2
    chord = sin(half_latitude) ** 2 + cos(latitude_a) * cos(latitude_b) * sin(half_longitude) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(min(1.0, chord)))


def distances_metres(points: Sequence[Point]) -> NDArray[np.float64]:
    """All pairwise great-circle distances, in metres."""
    degrees = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if degrees.size and (np.abs(degrees[:, 0]).max() > 90 or not np.isfinite(degrees).all()):
        raise ValueError("a latitude beyond 90 degrees, or not a number")
    latitude, longitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    half_latitude = (latitude[:, None] - latitude[None, :]) / 2
    half_longitude = (longitude[:, None] - longitude[None, :]) / 2
    chord = (
        np.sin(half_latitude) ** 2 + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * np.sin(half_longitude) ** 2
    )
    found: NDArray[np.float64] = 2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return found


def minutes_of(mode: Mode, metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minutes on the way for great-circle distances in metres, not yet rounded."""
    figures = FIGURES[mode]
    kilometres = metres / 1000 * figures.detour
    speed = np.full_like(kilometres, figures.speed)
    if figures.top_speed is not None:
        share = np.clip((kilometres - figures.top_from_km) / (figures.top_at_km - figures.top_from_km), 0, 1)
        speed = figures.speed + (figures.top_speed - figures.speed) * share
    found: NDArray[np.float64] = kilometres / speed * 60 + figures.fixed_minutes
    return found


@dataclass(frozen=True, slots=True)
class Estimator:
    """Travel times from distances alone (a `MatrixProvider`).

    buffer_seconds: added to every way. comfortable_walk_minutes: up to here one walks if walking is allowed;
    further the fastest other mode is taken, and one walks only where there is none.
    """

    buffer_seconds: int = DEFAULT_BUFFER_SECONDS
    comfortable_walk_minutes: float = COMFORTABLE_WALK_MINUTES

    def matrix(self, points: Sequence[Point], modes: Sequence[Mode]) -> Matrix:
        """Ways between all pairs of `points` by the best of `modes`, rounded up to minutes (at least one), buffer
        included.

        Raises ValueError for no mode, an unknown mode, or a latitude beyond the poles.
        """
        allowed = tuple(dict.fromkeys(modes))
        if not allowed or any(mode not in FIGURES for mode in allowed):
            raise ValueError(f"travel modes must be some of {', '.join(MODES)}, not {list(modes)}")
        straight = distances_metres(points)
        minutes = np.stack([minutes_of(mode, straight) for mode in allowed])
        ranked = minutes.copy()
        if "walk" in allowed:
            walk = allowed.index("walk")
            ranked[walk] = np.where(minutes[walk] <= self.comfortable_walk_minutes, -1.0, np.inf)
        best = np.argmin(ranked, axis=0)
        chosen = np.take_along_axis(minutes, best[None], axis=0)[0]
        detour = np.array([FIGURES[mode].detour for mode in allowed])[best]
        # The subtraction keeps float noise from turning exactly 6 minutes into 7.
        seconds = np.ceil(chosen - 1e-9).astype(np.int64) * 60 + self.buffer_seconds
        seconds[straight < SAME_PLACE_METRES] = NEXT_DOOR_SECONDS
        np.fill_diagonal(seconds, 0)
        metres = np.ceil(straight * detour).astype(np.int64)
        return Matrix(seconds, metres, best.astype(np.int64), allowed, self.buffer_seconds)


@lru_cache(maxsize=65_536)
def leg_between(
    origin: Point,
    destination: Point,
    modes: tuple[Mode, ...],
    *,
    buffer_seconds: int = DEFAULT_BUFFER_SECONDS,
    comfortable_walk_minutes: float = COMFORTABLE_WALK_MINUTES,
) -> Leg:
    """The way between two points, the same figures as `Estimator.matrix` gives, without a matrix.

    Next door is said to be a minute away, but needs none: a plan of ours keeps the minute free, and nobody whose
    plan does not is told off for it. The same point twice is no way at all.
    """
    straight = distance_metres(origin, destination)
    best: tuple[float, Mode] | None = None
    for mode in dict.fromkeys(modes):
        figures = FIGURES[mode]
        kilometres = straight / 1000 * figures.detour
        speed = figures.speed
        if figures.top_speed is not None:
            share = (kilometres - figures.top_from_km) / (figures.top_at_km - figures.top_from_km)
            speed += (figures.top_speed - figures.speed) * min(1.0, max(0.0, share))
        minutes = kilometres / speed * 60 + figures.fixed_minutes
        rank = minutes
        if mode == "walk":
            rank = -1.0 if minutes <= comfortable_walk_minutes else inf
        if best is None or rank < best[0]:
            best = rank, mode
            taken = minutes
    if best is None:
        raise ValueError("no way to travel is allowed")
    metres = ceil(straight * FIGURES[best[1]].detour)
    if straight < SAME_PLACE_METRES:
        return Leg(best[1], int(origin != destination), 0, metres)
    whole = ceil(taken - 1e-9)
    return Leg(best[1], whole, whole * 60 + buffer_seconds, metres)


def matrix(points: Sequence[Point], modes: Sequence[Mode], *, buffer_seconds: int = DEFAULT_BUFFER_SECONDS) -> Matrix:
    """`Estimator().matrix` with a chosen buffer."""
    return Estimator(buffer_seconds).matrix(points, modes)
