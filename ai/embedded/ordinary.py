"""Words that name no place although some name has them."""

from __future__ import annotations

from ai.embedded.grammar import Env
from ai.embedded.places import PlaceIndex, name_tokens
from ai.embedded.text import fold
from ai.embedded.types import PlaceLookup

# From here on, the words are the whole name.
WHOLE_NAME = 0.97


def is_common(env: Env, text: str, index: PlaceIndex | PlaceLookup) -> bool:
    """Whether words are ordinary ones that no name has ("the place" is not a slip for "Palace"), or the most ordinary
    ones, which are part of a name by chance ("how long" does not speak of the Long Wall).
    """
    norms = name_tokens(text)
    known, filler = env.language.known_words, env.language.settings["filler"]
    if norms and all(norm in filler for norm in norms):
        found = index.match(text, 1)
        return not found or found[0].score < WHOLE_NAME
    return all(norm in known for norm in norms) and not any(index.has_word(norm) for norm in norms)


def is_a_city(env: Env, text: str) -> bool:
    """Whether words name a whole city, and no place in it: "Helsinki" is not its railway station."""
    return any(fold(text) == fold(name) for city in env.context.cities for name in (city.name, *city.aliases))


def is_titled(env: Env, start: int, end: int) -> bool:
    """Whether a kind of place stands in capitals as a name does ("the Design Museum") and not all else."""
    tokens = env.chart.tokens
    named = [token for token in tokens[start:end] if token.is_word]
    others = [token for token in (*tokens[1:start], *tokens[end:]) if token.is_word]
    return len(named) > 1 and all(t.is_capital for t in named) and any(not t.is_capital for t in others)
