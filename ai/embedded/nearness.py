"""What something is to be near to: "near the church", "closer to the hotel"."""

from __future__ import annotations

from typing import Any

from ai.embedded.grammar import Env
from ai.embedded.mentions import Mentions

LONGEST = 5


def near_slots(env: Env, mentions: Mentions | None = None) -> dict[str, Any]:
    """The place that stands after a word of nearness, as slots; nothing where no known place does."""
    names = mentions or Mentions(env)
    for edge in env.chart.all(("near",)):
        for hole in env.chart.holes(edge.end, LONGEST):
            if names.sort(hole) not in ("known", "reference", "kind", "pronoun"):
                continue
            said = {token.norm for token in env.chart.tokens[hole.start : hole.end] if token.is_word}
            if said <= {*env.language.settings["landscape_words"], *env.language.settings["articles"]}:
                return {}  # "by the sea" is near no statue of that name
            mention = names.resolve(hole, near=True)
            if mention.stop is not None:
                return {"near_place": mention.stop.name, "near_stop_id": mention.stop.id}
            if mention.location is not None:
                return {"near_place": mention.location.name, "near_location_id": mention.location.id}
    return {}
