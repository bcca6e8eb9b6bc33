"""Several requests in one message: "Move the Ateneum to day 1 and drop the last stop"."""

from __future__ import annotations

from itertools import pairwise

from ai.embedded.grammar import Env
from ai.embedded.types import Understanding

MOST_CLAUSES = 5
# A whole trip is described in several sentences; they belong together.
WHOLE = frozenset({"plan_trip", "swap_stops", "confirm", "deny", "what_if", "remember_preference"})


def split_clauses(env: Env, understanding: Understanding) -> list[tuple[int, int]]:
    """Return the character ranges of clauses that may be requests of their own; one range when there is only
    one.

    A message is split after a sentence, and before "and", "then", "also" (with or without a comma) when a
    verb of a request
    follows at once.
    """
    chart = env.chart
    text = chart.source
    if understanding.intent in WHOLE:
        return [(0, len(text))]
    settings = env.language.settings
    cuts: list[int] = []
    for at in range(1, len(chart.tokens)):
        before = chart.tokens[at - 1]
        if chart.is_break(at - 1) and _starts_request(env, at):
            cuts.append(chart.tokens[at].start)
        elif chart.tokens[at].norm in settings["split_words"] and before.norm not in settings["split_words"]:
            following = at + 1
            while following < len(chart.tokens) and chart.tokens[following].norm in (
                *settings["split_words"],
                ",",
            ):
                following += 1
            if _starts_request(env, following):
                cuts.append(chart.tokens[at].start)
    if not cuts or len(cuts) >= MOST_CLAUSES:
        return [(0, len(text))]
    edges = [0, *cuts, len(text)]
    return [(low, high) for low, high in pairwise(edges) if text[low:high].strip()]


def joints(env: Env) -> list[tuple[int, int, bool]]:
    """Where a message may fall in two: the end of the first part, the start of the second, and whether the first may be
    but a reason for the second ("…, so …").
    """
    chart, settings = env.chart, env.language.settings
    words, reasons = settings["joining_words"], settings["so_words"]
    found: list[tuple[int, int, bool]] = []
    at = 1
    while at < len(chart.tokens) - 1:
        low = at
        while at < len(chart.tokens) - 1 and (chart.tokens[at].norm in (*words, *reasons) or chart.is_break(at)):
            at += 1
        if at > low:
            is_reason = any(chart.tokens[index].norm in reasons for index in range(low, at))
            found.append((chart.tokens[low].start, chart.tokens[at].start, is_reason))
        at += 1
    return found


def _starts_request(env: Env, at: int) -> bool:
    """True when a verb of a request stands here, perhaps after a polite beginning."""
    chart = env.chart
    for _ in range(3):
        if at >= len(chart.tokens):
            return False
        if any(chart.starting(at, category) for category in env.language.settings["request_verbs"]):
            return True
        if chart.tokens[at].norm in env.language.settings["request_words"]:
            return True
        lead = chart.starting(at, "lead")
        if not lead:
            return False
        at = lead[0].end
    return False
