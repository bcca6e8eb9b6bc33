"""Messages that go on with a sum that was just spoken of: a price that is corrected, a limit of "one" or "it"."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ai.embedded.grammar import Env
from ai.embedded.semantics.values import Money
from ai.embedded.text import fold
from ai.embedded.types import Understanding

SURE = 0.92
MOST_WORDS = 7
OF_MONEY = frozenset({"record_expense", "budget_left", "spent", "what_if"})
# What a limit that is named by its sum alone may be read as.
OF_A_LIMIT = frozenset({"change_budget", "limit_category", "record_expense", "unknown"})


def corrected_cost(env: Env, own: Understanding) -> Understanding | None:
    """ "Sorry, it was 48, not 38": what was paid, with the other figure."""
    recent, settings = env.context.last, env.language.settings
    last = recent if recent is not None and recent.intent == "record_expense" else env.context.paid
    if last is None or recent is None or recent.intent not in OF_MONEY:
        return None
    is_it = any(one.kind == "pronoun" for one in own.assumed)
    if own.intent == "record_expense" and not is_it and not _is_same_expense(own.slots, last.slots):
        return None
    norms = {token.norm for token in env.chart.tokens}
    if not norms & set(settings["correcting_words"]):
        return None
    before = Decimal(str(last.slots.get("budget_amount") or 0))
    edges = [edge for edge in env.chart.all(("money", "amount", "number")) if edge.value is not None]
    # Of "14.50" neither the 14 nor the 50.
    inside = [e for e in edges if any(o.start <= e.start and e.end <= o.end and o.length > e.length for o in edges)]
    said = [edge.value for edge in edges if edge not in inside]
    figures = {Decimal(str(one.amount if isinstance(one, Money) else one)) for one in said if _is_figure(one)} - {
        before
    }
    if len(figures) != 1:
        return None
    return Understanding(
        "record_expense", {**last.slots, "budget_amount": f"{figures.pop():f}", "corrects": True}, own.spans, SURE
    )


def _is_same_expense(slots: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """ "Sorry, the coffee was 14.50": named as before, and no other place or day."""
    named = ("expense", "place", "other_place", "meal")
    said = {key for key in (*named, "day_number", "date") if slots.get(key)}
    words = {str(before[key]).casefold() for key in named if before.get(key)}
    return bool(said & set(named)) and all(
        str(slots[key]).casefold() in words or slots[key] == before.get(key) for key in said
    )


def _is_figure(value: Any) -> bool:
    return isinstance(value, Money | int | Decimal) and not isinstance(value, bool)


def removed_entry(env: Env, own: Understanding) -> Understanding | None:
    """ "Delete the taxi again": the cost that was noted as that, which is no stop."""
    trip, chart = env.context.trip, env.chart
    removes: list[object] = [edge for edge in chart.all(("remove",)) if not edge.start or chart.starting(0, "lead")]
    removes += [token for token in chart.tokens[:2] if token.norm in env.language.settings["taking_out"]]
    if trip is None or not removes or {"stop_id", "location_id", "day_number"} & own.slots.keys():
        return None
    said = {token.norm for token in chart.tokens}
    named = [(key, title) for key, title in trip.entries if set(fold(title).split()) <= said]
    if len({title for _, title in named}) != 1:
        return None
    key, title = named[-1]
    return Understanding("remove_stop", {"place": title, "stop_id": key}, own.spans, SURE)


def limit_of_it(env: Env, own: Understanding) -> Understanding | None:
    """ "Set one at 120 euros" after the limit of one category was spoken of: of that category, not of the trip."""
    last, settings = env.context.last, env.language.settings
    amount = {key: value for key, value in own.slots.items() if key.startswith("budget_") and key != "budget_change"}
    if last is None or own.intent not in OF_A_LIMIT or "budget_amount" not in amount or own.slots.get("place"):
        return None
    category = last.slots.get("expense_category")
    if last.intent not in ("budget_left", "limit_category") or category is None:
        return None
    norms = {token.norm for token in env.chart.tokens}
    if norms & set(settings["whole_words"]) or not norms & set(settings["limiting_words"]):
        return None
    return Understanding("limit_category", {"expense_category": category, **amount}, own.spans, SURE)


def do_what_was_reckoned(env: Env, own: Understanding) -> Understanding | None:
    """ "All right, do that" after what it would save to leave a stop out: that one is to go, which is asked first."""
    last, context = env.context.last, env.context
    if last is None or last.intent != "what_if" or context.waiting or context.pending is not None:
        return None
    if own.intent not in ("confirm", "accept", "fix_conflicts", "unknown") or not last.slots.get("stop_id"):
        return None
    norms = [token.norm for token in env.chart.tokens if token.is_word]
    phrases = [text.split() for text in env.language.settings["doing_that"]]
    if len(norms) > MOST_WORDS or not any(
        norms[at : at + len(one)] == one for one in phrases for at in range(len(norms))
    ):
        return None
    slots: dict[str, Any] = {key: last.slots[key] for key in ("place", "stop_id", "day_number") if key in last.slots}
    return Understanding("remove_stop", slots, own.spans, SURE)
