"""Conflicts that the trip cannot go on with, each with its best way out."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from trips.planning.conflicts import HARD
from trips.planning.said import say
from trips.planning.suggestions.data import ConflictWarning
from trips.planning.suggestions.model import OpenConflict, Scene, Step, Suggestion, key_of, touching

# Told by types of their own.
_ELSEWHERE = ("weather_issue", "budget_exceeded")


def find_conflicts_to_settle(scene: Scene) -> list[Suggestion]:
    """Open conflicts of severity 6 and more that have a way out; accepting takes the one that disturbs least.

    Those that weather or money make are told as `weather_alert` and `budget_alert`.
    """
    return [
        suggestion
        for conflict in scene.conflicts
        if conflict.severity >= HARD and conflict.type not in _ELSEWHERE and conflict.ways
        if (suggestion := _suggested(scene, conflict)) is not None
    ]


def _suggested(scene: Scene, conflict: OpenConflict) -> Suggestion | None:
    way = conflict.ways[0]
    starts = [item.starts for key in conflict.affected if (item := scene.by_id.get(key)) and item.starts is not None]
    last = datetime.combine(scene.trip.dates[-1] + timedelta(days=1), time(0), scene.trip.zone)
    expires = min(starts, default=last)
    if expires <= scene.now:
        return None
    removes = bool(way["removes"])
    facts = ConflictWarning(
        conflict_id=conflict.id,
        conflict=conflict.type,
        severity=conflict.severity,
        text=conflict.description,
        way=str(way["description"]),
        removes=removes,
    )
    return Suggestion(
        type="conflict_warning",
        key=key_of("conflict_warning", conflict.type, conflict.key),
        title=conflict.title,
        description=say("{way}, and that is settled.", way=way["description"]),
        reasoning=conflict.description,
        confidence=0.7 if removes else 0.85,
        priority=min(10, conflict.severity),
        expires=expires,
        facts=facts,
        accept=way["description"],
        steps=(Step("way_out", None, {"conflict_id": conflict.id, "key": str(way["key"])}),),
        asks=removes,
        touches=touching(items=conflict.affected),
    )
