"""Several sums in one sentence, each with what it is for: "150 euros for food and 100 for museums"."""

from __future__ import annotations

from dataclasses import replace

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env
from ai.embedded.semantics.values import Money
from ai.embedded.types import Understanding

PAIRED = frozenset({"limit_category", "record_expense"})
# Words between a sum and what it is for, at most.
MOST_BETWEEN = 3


def each_sum(env: Env, understanding: Understanding) -> Understanding:
    """The same request for each pair; as it was where there is but one."""
    if understanding.intent not in PAIRED or understanding.also or understanding.question is not None:
        return understanding
    if "stop_id" in understanding.slots or "budget_amount" not in understanding.slots:
        return understanding
    pairs = _pairs(env)
    if len({what.start for _, what in pairs}) < 2 or len(pairs) < 2:
        return understanding
    kept = {
        key: value
        for key, value in understanding.slots.items()
        if key not in ("expense", "expense_category", "budget_amount", "place", "location_id", "category", "meal")
    }
    readings = []
    for amount, what in pairs:
        value = amount.value.amount if isinstance(amount.value, Money) else amount.value
        said = {"expense": env.chart.text(what.start, what.end), "expense_category": str(what.value)}
        readings.append(
            replace(understanding, slots={**kept, **said, "budget_amount": f"{value:f}"}, not_understood=())
        )
    return replace(readings[0], also=tuple(readings[1:]))


def _pairs(env: Env) -> list[tuple[Edge, Edge]]:
    """Each sum with the first thing to pay for that follows it closely, before the next sum."""
    sums = _longest([edge for edge in env.chart.all(("money", "amount")) if edge.value is not None])
    things = _longest(list(env.chart.all(("expense",))))
    pairs = []
    for index, amount in enumerate(sums):
        end = sums[index + 1].start if index + 1 < len(sums) else len(env.chart.tokens)
        near = [one for one in things if amount.end <= one.start < end and one.start - amount.end <= MOST_BETWEEN]
        if near:
            pairs.append((amount, min(near, key=lambda edge: edge.start)))
    return pairs if len(pairs) == len(sums) else []


def _longest(edges: list[Edge]) -> list[Edge]:
    """Those that are no part of a longer one, in order, one for each place."""
    outer = [e for e in edges if not any(o.start <= e.start and e.end <= o.end and o.length > e.length for o in edges)]
    return sorted({edge.start: edge for edge in outer}.values(), key=lambda edge: edge.start)
