"""What of a message no slot and no pattern accounts for, and how sure the rest makes the reading."""

from __future__ import annotations

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env
from ai.embedded.intents import KNOWN_CITY, Candidate
from ai.embedded.mentions import Mentions
from ai.embedded.slots import Reading

# So many words without a capital are hardly a name.
LEAST_PROSE = 3
SMALL_WORDS = ("lead", "polite", "negator", "positive", "restart", "limit", "correction", "not_this", "absent")


def not_understood(env: Env, reading: Reading, best: Candidate) -> tuple[str, ...]:
    """Content words that neither the pattern, nor a slot, nor small talk accounts for, as phrases."""
    covered = told(env, reading) | _literal_tokens(env, best)
    return phrases(env, {index for index in range(len(env.chart.tokens)) if index not in covered})


def told(env: Env, reading: Reading) -> set[int]:
    """Tokens that a slot, a correction or a small word accounts for."""
    covered = reading.used | env.chart.taken_back
    for edge in env.chart.all(SMALL_WORDS):
        covered |= set(range(edge.start, edge.end))
    return covered


def _literal_tokens(env: Env, best: Candidate) -> set[int]:
    """Tokens within the match that the language has a word for: a gap may hold anything, and only words
    count.
    """
    words: set[int] = set()
    for index in best.touched:
        token = env.chart.tokens[index]
        if token.norm in env.language.known_words or not token.is_word:
            words.add(index)
    for _, edge in best.captures:
        words |= set(range(edge.start, edge.end))
    return words


def phrases(env: Env, indexes: set[int]) -> tuple[str, ...]:
    """Neighbouring tokens as phrases, those that are only filler left out."""
    filler = env.language.settings["filler"]
    found: list[str] = []
    run: list[int] = []
    for index in [*sorted(indexes), -1]:
        if run and index != run[-1] + 1:
            if any(_is_content(env, i, filler) for i in run):
                while run and not _is_content(env, run[0], filler):
                    run.pop(0)
                while run and not _is_content(env, run[-1], filler):
                    run.pop()
                tokens = env.chart.tokens
                found.append(env.chart.source[tokens[run[0]].start : tokens[run[-1]].end])
            run = []
        if index >= 0:
            run.append(index)
    return tuple(found)


def _is_content(env: Env, index: int, filler: list[str]) -> bool:
    token = env.chart.tokens[index]
    return (token.is_word and token.norm not in filler) or token.number is not None


def confidence_of(env: Env, reading: Reading, best: Candidate, leftover: tuple[str, ...]) -> float:
    """The pattern's weight, less for words left over; small talk and yes/no lose most by them."""
    filler = env.language.settings["filler"]
    content = [i for i in range(len(env.chart.tokens)) if _is_content(env, i, filler)]
    missed = sum(len(phrase.split()) for phrase in leftover)
    share = 1 - missed / max(len(content), missed, 1)
    score = min(best.score, 1.0)
    return round(max(0.0, min(1.0, score * (0.52 + 0.48 * share))), 4)


def is_off_topic(env: Env) -> bool:
    """Jokes, votes and tax returns, where no city and no stretch of days is spoken of."""
    chart = env.chart
    trip_like = any(edge.weight >= KNOWN_CITY for edge in chart.all(("city",))) or chart.all(("range", "dayref"))
    off = chart.all(("off_topic",))
    return any(edge.value == "always" for edge in off) or (bool(off) and not trip_like)


def is_prose(mentions: Mentions, edge: Edge) -> bool:
    """Three words or more, none of them with a capital: hardly a name."""
    start, end = mentions.trim(edge)
    tokens = mentions.env.chart.tokens[start:end]
    return len(tokens) >= LEAST_PROSE and not any(token.is_capital for token in tokens)
