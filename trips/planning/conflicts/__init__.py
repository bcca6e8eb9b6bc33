"""What is wrong with a trip: seven detectors over a loaded trip, and what becomes of conflicts found before.

    conflicts = detect(trip)
    outcome = reconcile(stored, conflicts)

Pure functions: the caller loads the trip, stores the conflicts and applies a chosen way out as one change
set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from trips.planning.conflicts.booking_unavailable import find_unavailable
from trips.planning.conflicts.budget_exceeded import find_over_budget
from trips.planning.conflicts.capacity_issue import find_too_small
from trips.planning.conflicts.location_distance import find_too_far
from trips.planning.conflicts.model import (
    HARD,
    Change,
    Conflict,
    ConflictType,
    DayForecast,
    Elsewhere,
    LoadedItem,
    LoadedTrip,
    Preferences,
    WayOut,
)
from trips.planning.conflicts.preference_mismatch import find_mismatches
from trips.planning.conflicts.proving import Trial
from trips.planning.conflicts.time_overlap import find_overlaps
from trips.planning.conflicts.weather_issue import find_bad_weather

DETECTORS: dict[ConflictType, Callable[[LoadedTrip], list[Conflict]]] = {
    "time_overlap": find_overlaps,
    "location_distance": find_too_far,
    "booking_unavailable": find_unavailable,
    "budget_exceeded": find_over_budget,
    "preference_mismatch": find_mismatches,
    "weather_issue": find_bad_weather,
    "capacity_issue": find_too_small,
}


WITHOUT_MONEY = tuple(detector for kind, detector in DETECTORS.items() if kind != "budget_exceeded")


def detect(trip: LoadedTrip) -> list[Conflict]:
    """Every conflict of a trip, the worst first, each cause once, with ways out that were tried: see `proving`.

    Trying them is the dear part: `check` finds the same conflicts without them.
    """
    found: dict[str, Conflict] = {}
    trial = Trial(trip, WITHOUT_MONEY)
    for detector in DETECTORS.values():
        for conflict in detector(trip):
            if conflict.key in found:
                continue
            if trip.without_ways_out:
                found[conflict.key] = replace(conflict, ways_out=())
            else:
                found[conflict.key] = trial.proven(conflict)
    return sorted(found.values(), key=lambda conflict: (-conflict.severity, conflict.type, conflict.key))


def check(trip: LoadedTrip) -> list[Conflict]:
    """Every conflict of a trip as `detect` finds them, without ways out."""
    return detect(replace(trip, without_ways_out=True))


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What to write after a detection. new: conflicts to store. present: keys of open ones to refresh (their
    texts and ways out may have changed). gone: keys of open and ignored ones whose cause has gone: they become
    `auto_resolved`. back: keys of ones whose cause had gone, by itself or by a way out, and that are here again:
    they are open once more.
    """

    new: tuple[Conflict, ...]
    present: tuple[str, ...]
    gone: tuple[str, ...]
    back: tuple[str, ...]


def reconcile(stored: Mapping[str, str], found: list[Conflict]) -> Reconciled:
    """Compare stored conflicts (status by key) with those found now.

    Ignored ones stay so while their cause is the same: a new cause has a new key. A resolved one had its cause
    taken away, so one that is found again is open again: its way out was undone, or was not enough.
    """
    keys = {conflict.key for conflict in found}
    still_open = {key for key, status in stored.items() if status in ("detected", "pending_review")}
    ignored = {key for key, status in stored.items() if status == "ignored"}
    return Reconciled(
        tuple(conflict for conflict in found if conflict.key not in stored),
        tuple(sorted(still_open & keys)),
        tuple(sorted((still_open | ignored) - keys)),
        tuple(sorted(key for key in keys if stored.get(key) in ("auto_resolved", "user_resolved"))),
    )


__all__ = [
    "DETECTORS",
    "HARD",
    "Change",
    "Conflict",
    "ConflictType",
    "DayForecast",
    "Elsewhere",
    "LoadedItem",
    "LoadedTrip",
    "Preferences",
    "Reconciled",
    "WayOut",
    "check",
    "detect",
    "reconcile",
]
