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
    "taste": ("interest", "genre", "diet", "cuisine", "accessibility", "nuisance", "allergen"),
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
    "event_kind": ("genre", "event_kind"),
    "city": ("city",),
    "distance": ("distance",),
    "mood": ("mood",),
    "price": ("price",),
    "near": (),
    "currency": ("currency",),
}
# Only meant when they are refused.
ONLY_NEGATED = frozenset({"nuisance", "allergen"})
TASTES = frozenset(
    {"genre", "event_kind", "interest", "diet", "cuisine", "kind", "lodging", "transport", *ONLY_NEGATED}
)
# What a correction may replace: of each of these groups, the later one holds.
CORRECTED = (
    ("range", "date", "period"),
    ("party",),
    ("budget",),
    ("duration",),
    ("timespan",),
    ("city",),
    ("lodging",),
    ("transport",),
)


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
    away = [(edge.start, edge.end) for edge in env.chart.all(("absent",))]
    for edge in edges:
        if edge.category == "party" and (any(low <= edge.start < high for low, high in away) or _is_length(env, edge)):
            continue
        tokens = set(range(edge.start, edge.end))
        if tokens & used:
            continue
        negated = edge.category in TASTES and any(low <= edge.start < high for low, high in scopes)
        if edge.category in ONLY_NEGATED and not negated:
            continue
        used |= tokens
        chosen.append(Feature(edge, negated))
    return _without_taken_back(env, sorted(chosen, key=lambda feature: feature.edge.start))


def _without_taken_back(env: Env, chosen: list[Feature]) -> list[Feature]:
    """Leave out what is corrected: "14 to 16 May, no wait, 15 to 17 May", "5 people not 4"."""
    gone: set[int] = set()
    for edge in env.chart.all(("correction",)):
        for sorts in CORRECTED:
            before = [i for i, f in enumerate(chosen) if f.category in sorts and f.edge.end <= edge.start]
            after = [f for f in chosen if f.category in sorts and f.edge.start >= edge.end]
            between = [f for f in chosen if edge.end <= f.edge.start and after and f.edge.end <= after[0].edge.start]
            # "Two grown-ups, no spicy food for the little ones" corrects nobody.
            if before and after and not between and _is_near(env, edge.end, after[0].edge.start):
                gone.add(before[-1])
    for edge in env.chart.all(("not_this",)):
        for sorts in CORRECTED:
            refused = [i for i, f in enumerate(chosen) if f.category in sorts and _follows(env, edge, f.edge)]
            others = [f for i, f in enumerate(chosen) if f.category in sorts and i not in refused]
            if refused and others:
                gone.update(refused)
    for index in gone:
        env.chart.taken_back.update(range(chosen[index].edge.start, chosen[index].edge.end))
    return [feature for index, feature in enumerate(chosen) if index not in gone]


def _follows(env: Env, edge: Edge, other: Edge) -> bool:
    """Whether one edge stands right after another, or with an article between ("rather than a hotel")."""
    articles = env.language.settings["articles"]
    between = other.start - edge.end
    return between == 0 or (between == 1 and env.chart.tokens[edge.end].norm in articles)


def _is_length(env: Env, edge: Edge) -> bool:
    """ "For one day": the last word begins a length of time."""
    return any(other.end > edge.end for other in env.chart.starting(edge.end - 1, "duration"))


def _is_near(env: Env, low: int, high: int) -> bool:
    """Whether the corrected value follows the word of correction within the clause."""
    return high - low <= 4 and not any(env.chart.is_break(at) for at in range(low, high))


def _is_meant(env: Env, edge: Edge) -> bool:
    """False for a greeting, and for a word with a second meaning ("may", "sun") unless a capital or a preposition makes
    it a date.
    """
    settings, tokens = env.language.settings, env.chart.tokens
    if is_greeting(env, edge):
        return False
    if edge.category == "cuisine" and any(
        e.value in settings["no_food"] for e in env.chart.starting(edge.end, "interest")
    ):
        return False  # "Finnish design" is not eaten
    if edge.length > 1 or edge.category not in ("period", "date", "range", "city"):
        return True
    token = tokens[edge.start]
    if token.norm not in settings["two_meanings"]:
        return True
    before = tokens[edge.start - 1].norm if edge.start else ""
    return before in settings["date_prepositions"] or (token.is_capital and edge.start > 0)


def is_greeting(env: Env, edge: Edge) -> bool:
    """ "Good morning, …" names no time."""
    is_part = edge.category in ("daypart", "daypart_at") and edge.start == 1
    return is_part and env.chart.tokens[0].norm in env.language.settings["greeting_starts"]


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
