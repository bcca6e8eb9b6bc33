"""What kind of place a stop of the plan is."""

from __future__ import annotations

from ai.embedded.grammar import Env
from ai.embedded.places import name_tokens
from ai.embedded.types import Stop


def is_of_kind(env: Env, stop: Stop, kind: str) -> bool:
    """True when the stop is of a kind, by its own word, by its name, or as a meal at a restaurant."""
    if stop.kind == kind or kind in stop.kind.split(","):
        return True
    hours = env.language.settings["meal_hours"].get(kind)
    if hours is not None:
        if stop.kind not in ("restaurant", "cafe", "bakery", "bar"):
            return False
        return stop.start is None or hours[0] <= stop.start.hour < hours[1]
    words = {value for norms, category, value in _words_of(env, stop.name) if category == "kind"}
    return kind in words


def meal_within(env: Env, start: int, end: int, kind: str) -> str:
    """ "Our lunch place" is where the plan has lunch, whatever kind of place that is."""
    meals = [edge for edge in env.chart.all(("meal",)) if start <= edge.start and edge.end <= end]
    return str(meals[0].value) if meals and kind == "restaurant" else kind


def _words_of(env: Env, name: str) -> list[tuple[tuple[str, ...], str, object]]:
    return [entry for norm in name_tokens(name) for entry in env.language.lexicon.get(norm, ())]
