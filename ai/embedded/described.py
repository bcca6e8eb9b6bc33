"""Stops that are described, not named: "the rock church", "the fancy dinner"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai.embedded.kinds import is_of_kind
from ai.embedded.types import Stop

if TYPE_CHECKING:
    from ai.embedded.mentions import Mentions

# How sure a stop is that is meant by its kind and a word that its name lacks.
DESCRIBED = 0.75


def described(mentions: Mentions, start: int, end: int, day_number: int | None) -> list[Stop]:
    """The stops of the kind that the words end in, where they begin with a definite article and hold no name.

    Args:
        mentions: the names of the message.
        start: the first word, behind the article.
        end: behind the last word.
        day_number: the day on which it is looked for (None: any).
    """
    chart, trip = mentions.env.chart, mentions.env.context.trip
    if trip is None or end - start < 2 or not start:
        return []
    if chart.tokens[start - 1].norm not in mentions.env.language.settings["definite"]:
        return []
    for at in range(start + 1, end):
        for category in ("kind", "meal"):
            for edge in chart.starting(at, category):
                if edge.end == end and not any(token.is_capital for token in chart.tokens[start:at]):
                    return [one for one in trip.stops_on(day_number) if is_of_kind(mentions.env, one, str(edge.value))]
    return []
