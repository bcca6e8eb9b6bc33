"""Choosing, among all that the chart holds, the parts that a message is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ai.embedded.chart import Chart, Edge
from ai.embedded.grammar import Env

# Groups of slots that an intent may ask for, and the categories that they are read from.
GROUPS: dict[str, tuple[str, ...]] = {
    "when": ("range", "date", "period", "dayref"),
    "duration": ("duration",),
    "party": ("party",),
    "budget": ("budget",),
    "taste": ("interest", "diet", "cuisine", "accessibility", "nuisance", "allergen"),
    "diet": ("diet", "allergen"),
    "cuisine": ("cuisine",),
    "accessibility": ("accessibility",),
    "avoid": ("nuisance",),
    "pace": ("pace",),
    "lodging": ("lodging",),
    "transport": ("transport",),
    "time": ("timespan",),
    "daypart": ("daypart_at",),
    "meal": ("meal",),
    "kind": ("kind",),
    "event_kind": ("event_kind",),
    "city": ("city",),
    "distance": ("distance",),
    "mood": ("mood",),
    "price": ("price",),
    "near": (),
    "currency": ("currency",),
}
# Only meant when they are refused.
ONLY_NEGATED = frozenset({"nuisance", "allergen"})
TASTES = frozenset({"interest", "diet", "cuisine", "kind", "lodging", "transport", *ONLY_NEGATED})


@dataclass(frozen=True, slots=True)
class Feature:
    """A chosen edge; ``negated`` when a "no" reaches it."""

    edge: Edge
    negated: bool = False

    @property
    def category(self) -> str:
        return self.edge.category

    @property
    def value(self) -> Any:
        return self.edge.value


def select(env: Env, groups: Iterable[str], taken: set[int]) -> list[Feature]:
    """Choose edges of the groups that do not overlap each other or the ``taken`` tokens: the longest first.

    "plan_trip" reads durations with "when", so that "three days" is not lost; every other category must be
    asked for.
    """
    # In the order of the groups: of two readings of the same words the first group wins.
    wanted = list(dict.fromkeys(category for group in groups for category in GROUPS.get(group, ())))
    scopes = negation_scopes(env)
    edges = [edge for edge in env.chart.all(wanted) if _is_meant(env, edge)]
    edges.sort(key=lambda edge: (-edge.length * edge.weight, edge.start, wanted.index(edge.category)))
    used = set(taken)
    chosen: list[Feature] = []
    for edge in edges:
        tokens = set(range(edge.start, edge.end))
        if tokens & used:
            continue
        negated = edge.category in TASTES and any(low <= edge.start < high for low, high in scopes)
        if edge.category in ONLY_NEGATED and not negated:
            continue
        used |= tokens
        chosen.append(Feature(edge, negated))
    return sorted(chosen, key=lambda feature: feature.edge.start)


def _is_meant(env: Env, edge: Edge) -> bool:
    """False for a word with a second meaning ("may", "sun") unless a capital or a preposition makes it a date."""
    settings, tokens = env.language.settings, env.chart.tokens
    if edge.length > 1 or edge.category not in ("period", "date", "range", "city"):
        return True
    token = tokens[edge.start]
    if token.norm not in settings["two_meanings"]:
        return True
    before = tokens[edge.start - 1].norm if edge.start else ""
    return before in settings["date_prepositions"] or (token.is_capital and edge.start > 0)


def negation_scopes(env: Env) -> list[tuple[int, int]]:
    """Token ranges under a "no": from the word to the end of the clause, or to "but" or a new "we like".

    A comma ends the range unless the word governs a list ("avoid …") or an "or" follows within the sentence.
    """
    chart, settings = env.chart, env.language.settings
    exceptions = [(e.start, e.end) for e in chart.all(("negator_exception",))]
    scopes: list[tuple[int, int]] = []
    for edge in chart.all(("negator",)):
        if any(low <= edge.start and edge.end <= high for low, high in exceptions):
            continue
        end = edge.end
        while end < len(chart.tokens) and not chart.is_break(end):
            if any(e.start == end for e in chart.starting(end, "restart")):
                break
            norm = chart.tokens[end].norm
            if norm == "," and edge.value != "list" and not _or_follows(chart, end, settings["negated_or"]):
                break
            if norm in settings["negated_stop"] and end > edge.end:
                break
            end += 1
        scopes.append((edge.end, end))
    return scopes


def _or_follows(chart: Chart, at: int, words: list[str]) -> bool:
    for index in range(at, len(chart.tokens)):
        if chart.is_break(index) or any(chart.starting(index, "restart")):
            return False
        if chart.tokens[index].norm in words:
            return True
    return False
