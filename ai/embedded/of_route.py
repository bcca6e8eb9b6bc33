"""Messages after a way from one place to another was told: by other means, and what there is on it."""

from __future__ import annotations

from ai.embedded.grammar import Env
from ai.embedded.types import Understanding

SURE = 0.92
MOST_TOKENS = 12
ENDS = ("place", "stop_id", "location_id", "other_place", "other_stop_id", "other_location_id")
NEAR = (("near_place", "other_place"), ("near_stop_id", "other_stop_id"), ("near_location_id", "other_location_id"))
# What a look for something on the way may be taken for.
LOOKS = frozenset({"suggest", "unknown", "find_places", "nearby", "find_food", "find_events", "show_plan"})


def by_other_means(env: Env, own: Understanding) -> Understanding | None:
    """ "And by tram?", "would a taxi be quicker?": the same way, by each means that is known."""
    last, tokens, settings = env.context.last, env.chart.tokens, env.language.settings
    if last is None or last.intent != "route" or len(tokens) > MOST_TOKENS:
        return None
    ends = {key: last.slots[key] for key in ENDS if last.slots.get(key)}
    means = {str(edge.value) for edge in env.chart.all(("transport",))}
    named = {own.slots.get(key) for key in ("stop_id", "location_id", "other_stop_id", "other_location_id")} - {None}
    if not means or named - set(ends.values()) or "other_place" not in ends or "place" not in ends:
        return None
    leads = max((edge.end for edge in env.chart.starting(0, "lead")), default=0)
    goes_on = tokens[min(leads, len(tokens) - 1)].norm in settings["means_starts"] or tokens[-1].norm == "?"
    if not goes_on:
        return None
    return Understanding("route", {**ends, "transport": sorted(means)[0]}, own.spans, SURE)


def on_the_way(env: Env, own: Understanding) -> Understanding | None:
    """ "What could we see on the way?": close to where the way leads."""
    last, norms = env.context.last, [token.norm for token in env.chart.tokens]
    if last is None or last.intent != "route" or own.intent not in LOOKS or "other_place" not in last.slots:
        return None
    phrases = [text.split() for text in env.language.settings["on_the_way"]]
    if not any(norms[at : at + len(one)] == one for one in phrases for at in range(len(norms))):
        return None
    near = {to: last.slots[key] for to, key in NEAR if last.slots.get(key)}
    kept = {key: value for key, value in own.slots.items() if not key.startswith("near_")}
    if own.intent == "find_food":
        return Understanding("find_food", {**kept, **near}, own.spans, SURE)
    seen = {} if "category" in kept else {"to_see": True}
    return Understanding("nearby", {**kept, **near, **seen}, own.spans, SURE)


WAYS = (by_other_means, on_the_way)
