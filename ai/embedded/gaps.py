"""Parts of a message that share a verb: "move the Ateneum to day 1 and Suomenlinna to day 2"."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from ai.embedded.grammar import Env
from ai.embedded.mentions import Mentions
from ai.embedded.types import Understanding

# Requests with a goal, which each stop may have for itself.
WITH_GOALS = frozenset({"move_stop", "add_stop", "shorten_stop", "lengthen_stop", "replace_stop", "swap_stops"})
# What a goal may be: a day, an hour or part of a day, a length.
GOALS = (("dayref", "date"), ("clock", "bare_hour", "daypart", "number"), ("duration",))
LONGEST_NAME = 4
MOST_LINKS = 2


class Gap(NamedTuple):
    """Where a part begins, where the one before it ends (in characters), and the verb that it goes without."""

    start: int
    end: int
    verb: str = ""


def gaps_of(env: Env, mentions: Mentions, understanding: Understanding) -> list[Gap]:
    """The beginnings of parts that have a name and a goal of their own, but no verb.

    Args:
        env: the whole message.
        mentions: its names.
        understanding: the message read as one request.
    """
    chart, settings = env.chart, env.language.settings
    if understanding.intent not in WITH_GOALS:
        return []
    joins = {*settings["list_joins"], *settings["split_words"]}
    found: list[Gap] = []
    verb, since = "", 0
    for at, token in enumerate(chart.tokens):
        edges = [edge for name in settings["request_verbs"] for edge in chart.starting(at, name)]
        if edges and (not verb or (at and chart.tokens[at - 1].norm in joins)):
            longest = max(edges, key=lambda edge: edge.length)
            verb, since = chart.text(longest.start, longest.end), longest.end
        if not verb or at <= since or token.norm not in joins or chart.tokens[at - 1].norm in joins:
            continue
        start = at
        while start < len(chart.tokens) and chart.tokens[start].norm in joins:
            start += 1
        if _is_purpose(env, start):
            break  # "swap A and B, so that we see A on Friday and B on Saturday" tells what for
        if any(chart.starting(start, name) for name in settings["request_verbs"]):
            continue  # "… and add the poetry evening" has a verb of its own
        goal = _goal_of_a_name(env, mentions, start)
        if goal is not None and goal in _goals_between(env, since, at):
            found.append(Gap(chart.tokens[start].start, token.start, verb))
            since = start
    return found


def _is_purpose(env: Env, end: int) -> bool:
    """Whether "so that" stands before a word."""
    norms = [token.norm for token in env.chart.tokens[:end]]
    return any(f"{one} {other}" in env.language.settings["purpose_words"] for one, other in pairwise(norms))


def _goal_of_a_name(env: Env, mentions: Mentions, at: int) -> int | None:
    """What sort of goal follows the name that begins here; None where no name does, or no goal."""
    for hole in env.chart.holes(at, LONGEST_NAME):
        if mentions.sort(hole) in ("known", "kind", "reference", "unknown"):
            sort = _goal_at(env, hole.end)
            if sort is not None:
                return sort
    return None


def _goal_at(env: Env, at: int) -> int | None:
    """The sort of the goal that stands here, after at most two small words."""
    chart, links = env.chart, env.language.settings["goal_links"]
    if at < len(chart.tokens) and chart.tokens[at].norm in env.language.settings["replacing_words"]:
        return len(GOALS)
    for end in range(at, min(at + MOST_LINKS + 1, len(chart.tokens))):
        for sort, categories in enumerate(GOALS):
            if any(chart.starting(end, category) for category in categories):
                return sort
        if chart.tokens[end].norm not in links:
            return None
    return None


def _goals_between(env: Env, low: int, high: int) -> set[int]:
    """The sorts of goals of the part before."""
    goals = {
        sort
        for sort, categories in enumerate(GOALS)
        for edge in env.chart.all(categories)
        if low <= edge.start and edge.end <= high
    }
    words = env.language.settings["replacing_words"]
    return goals | ({len(GOALS)} if any(token.norm in words for token in env.chart.tokens[low:high]) else set())
