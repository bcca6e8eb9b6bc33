"""Several requests in one message: "Move the Ateneum to day 1 and drop the last stop"."""

from __future__ import annotations

from typing import NamedTuple

from ai.embedded.gaps import Gap, gaps_of
from ai.embedded.grammar import Env
from ai.embedded.mentions import Mentions
from ai.embedded.types import Understanding

MOST_CLAUSES = 5
# A whole trip is described in several sentences; they belong together.
WHOLE = frozenset({"plan_trip", "swap_stops", "confirm", "deny", "what_if", "remember_preference"})


class Clause(NamedTuple):
    """The characters of a part of a message, and the verb that it shares with the part before it, or none."""

    low: int
    high: int
    verb: str = ""


def split_clauses(env: Env, mentions: Mentions, understanding: Understanding) -> list[Clause]:
    """Return the clauses that may be requests of their own; one when there is only one.

    A message is split after a sentence, and before "and", "then", "also" (with or without a comma) when a
    verb of a request
    follows at once, or a stop with a goal of its own ("the Ateneum to day 1 and Suomenlinna to day 2").
    """
    chart = env.chart
    text = chart.source
    gaps = gaps_of(env, mentions, understanding)
    if understanding.intent in WHOLE and not gaps and not _asks_then(env, understanding):
        return [Clause(0, len(text))]
    settings = env.language.settings
    cuts = [Gap(chart.tokens[0].start, chart.tokens[0].start), *gaps]
    for at in range(1, len(chart.tokens)):
        before = chart.tokens[at - 1]
        is_edit = before.norm in settings["clause_signs"] and _starts_edit(env, at, understanding)
        if is_edit or (chart.is_break(at - 1) and _starts_request(env, at)):
            cuts.append(Gap(chart.tokens[at].start, chart.tokens[at].start))
        elif _only_leads_up(env, at):
            continue  # "could you also …" is one request
        elif chart.tokens[at].norm in settings["split_words"] and before.norm not in settings["split_words"]:
            following = at + 1
            while following < len(chart.tokens) and chart.tokens[following].norm in (
                *settings["split_words"],
                ",",
            ):
                following += 1
            if _starts_request(env, following):
                cuts.append(Gap(chart.tokens[at].start, chart.tokens[at].start))
    if not 1 < len(cuts) <= MOST_CLAUSES:
        return [Clause(0, len(text))]
    cuts.sort()
    ends = [*(cut.end for cut in cuts[1:]), len(text)]
    clauses = [Clause(cut.start, end, cut.verb) for cut, end in zip(cuts, ends, strict=True)]
    return [clause for clause in clauses if text[clause.low : clause.high].strip()]


def _asks_then(env: Env, understanding: Understanding) -> bool:
    """ "One of us can't have milk. Is the dinner all right for that?": what is told is kept, and a question follows."""
    tokens, settings = env.chart.tokens, env.language.settings
    breaks = [at for at in range(len(tokens) - 1) if env.chart.is_break(at)]
    if understanding.intent != "remember_preference" or not breaks or tokens[-1].norm != "?":
        return False
    return tokens[breaks[-1] + 1].norm in settings["whether_starts"]


def _only_leads_up(env: Env, end: int) -> bool:
    """Whether nothing but a polite beginning stands before a word."""
    at = 0
    while at < end:
        ends = [edge.end for edge in env.chart.starting(at, "lead") if edge.end <= end]
        if not ends:
            return False
        at = max(ends)
    return True


def _starts_edit(env: Env, at: int, understanding: Understanding) -> bool:
    """True when a verb that changes the plan stands here, and not of what was just named ("…, drop it").

    After a search "it" is what is found: "a concert on Saturday, can you fit it in?" asks for two things.
    """
    settings, chart = env.language.settings, env.chart
    is_search = understanding.intent in settings["searches"]
    at = max((edge.end for edge in chart.starting(at, "lead")), default=at) if is_search else at
    categories = [*settings["edit_verbs"], *(("fit_in",) if is_search else ())]
    verbs = [edge for category in categories for edge in chart.starting(at, category)]
    end = max((edge.end for edge in verbs), default=0)
    return bool(verbs) and (is_search or not any(edge.value.pronoun for edge in chart.starting(end, "stopref")))


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
