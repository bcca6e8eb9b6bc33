"""Suggestions for a trip, of nine types, from evidence alone.

    found = suggest(scene)
    choice = choose(stored, found)

Pure functions: the caller loads the scene, stores the suggestions and applies an accepted one as one change set. What
is not known is never taken for a fact. No suggestion is made that would bring the trip a new hard conflict.
"""

from __future__ import annotations

from collections.abc import Callable

from trips.planning.suggestions.add_activity import find_activities
from trips.planning.suggestions.afterwards import harms
from trips.planning.suggestions.book_restaurant import find_tables_to_book
from trips.planning.suggestions.budget_alert import due_alerts, entry_of, find_budget_alerts
from trips.planning.suggestions.choose import MOST_OPEN, Choice, Stored, choose
from trips.planning.suggestions.conflict_warning import find_conflicts_to_settle
from trips.planning.suggestions.cost_savings import find_savings
from trips.planning.suggestions.data import FACTS, Data, data_of, read_data
from trips.planning.suggestions.local_event import find_local_events
from trips.planning.suggestions.model import (
    AGENTS,
    Alert,
    Happening,
    Idea,
    OpenConflict,
    Scene,
    Step,
    Suggestion,
    SuggestionType,
)
from trips.planning.suggestions.optimize_route import find_shorter_days
from trips.planning.suggestions.time_optimization import find_better_times
from trips.planning.suggestions.weather_alert import find_weather_alerts

PRODUCERS: dict[SuggestionType, Callable[[Scene], list[Suggestion]]] = {
    "add_activity": find_activities,
    "optimize_route": find_shorter_days,
    "book_restaurant": find_tables_to_book,
    "budget_alert": find_budget_alerts,
    "conflict_warning": find_conflicts_to_settle,
    "time_optimization": find_better_times,
    "weather_alert": find_weather_alerts,
    "local_event": find_local_events,
    "cost_savings": find_savings,
}


def suggest(scene: Scene) -> list[Suggestion]:
    """Every suggestion that the scene gives reason for, the best first, each cause once."""
    found: dict[str, Suggestion] = {}
    for produce in PRODUCERS.values():
        for suggestion in produce(scene):
            if suggestion.expires > scene.now and not harms(scene, suggestion):
                found.setdefault(suggestion.key, suggestion)
    return sorted(found.values(), key=lambda suggestion: suggestion.rank)


__all__ = [
    "AGENTS",
    "FACTS",
    "MOST_OPEN",
    "PRODUCERS",
    "Alert",
    "Choice",
    "Data",
    "Happening",
    "Idea",
    "OpenConflict",
    "Scene",
    "Step",
    "Stored",
    "Suggestion",
    "SuggestionType",
    "choose",
    "data_of",
    "due_alerts",
    "entry_of",
    "read_data",
    "suggest",
]
