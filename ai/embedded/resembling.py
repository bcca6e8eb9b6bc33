"""What a message resembles: a second opinion on its intent, learnt from a language's examples.

Patterns read what they were written for; people write otherwise. ``examples*.toml`` of a language holds sentences for
each intent; ``learning`` finds from them how much every word, pair of words and beginning of a word speaks for each
intent, and keeps that in ``learnt.npz`` beside them. Names, dates, amounts and numbers are masked, so that an example
stands for all of its kind. Only the intent is learnt: places, days and amounts come from the chart as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy
from numpy.typing import NDArray

from ai.embedded.chart import Chart
from ai.embedded.grammar import Env
from ai.embedded.intents import Candidate
from ai.embedded.language import LANGUAGES
from ai.embedded.mentions import Mentions

LEARNT = "learnt.npz"
# What stands in for the words of an edge; of several edges from one place the longest counts.
MASKS = {
    "range": "DAY",
    "date": "DAY",
    "period": "DAY",
    "dayref": "DAY",
    "timespan": "TIME",
    "clock": "TIME",
    "budget": "MONEY",
    "money": "MONEY",
    "price": "MONEY",
    "duration": "LENGTH",
    "city": "CITY",
    "distance": "DISTANCE",
    "number": "NUMBER",
}
NAME, KIND = "NAME", "KIND"
KINDS = ("kind", "event_kind")
# How many tokens a name may have, and how many letters of a longer word stand for its family.
LONGEST_NAME = 4
STEM = 4
# More words than these tell stories beside the request; the first ones are read.
MOST_WORDS = 60
# How many of the patterns' findings count, and how far ahead the first one is clear.
RANKED = 3
CLEARLY = 0.1


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Weights of features for intents, as multinomial logistic regression has them."""

    intents: tuple[str, ...]
    features: dict[str, int]
    weights: NDArray[numpy.float32]
    bias: NDArray[numpy.float32]

    def likely(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each intent is (the sum is 1), given the features of a message."""
        known = [self.features[feature] for feature in sorted(features) if feature in self.features]
        scores = self.weights[known].sum(axis=0) / max(len(known), 1) ** 0.5 + self.bias
        return dict(zip(self.intents, softmax(scores).tolist(), strict=True))


def resembling(env: Env, mentions: Mentions, ranked: Sequence[Candidate]) -> dict[str, float]:
    """How likely each intent is for the message, by the examples of its language; empty where it has none.

    Args:
        ranked: what the patterns make of it, best first: what was learnt says how far that is to be trusted.
    """
    recogniser = recogniser_of(env.language.code)
    return recogniser.likely(features_of(env, mentions, ranked)) if recogniser else {}


@lru_cache(maxsize=8)
def recogniser_of(code: str) -> Recogniser | None:
    """What was learnt from the examples of a language, or None."""
    path = LANGUAGES / code / LEARNT
    if not path.is_file():
        return None
    with numpy.load(path, allow_pickle=False) as kept:
        names = bytes(kept["features"]).decode().split("\n")
        return Recogniser(
            tuple(bytes(kept["intents"]).decode().split("\n")),
            {name: at for at, name in enumerate(names)},
            kept["weights"].astype(numpy.float32) * kept["scale"],
            kept["bias"].astype(numpy.float32),
        )


def masked(chart: Chart, mentions: Mentions) -> list[str]:
    """The words of a message, with masks for what varies: names, days, times, amounts."""
    words: list[str] = []
    at = 0
    while at < len(chart.tokens) and len(words) < MOST_WORDS:
        token = chart.tokens[at]
        edges = [(edge.end, mask) for category, mask in MASKS.items() for edge in chart.starting(at, category)[:1]]
        if edges:
            at, mask = max(edges)
            words.append(mask)
            continue
        end = _name_end(chart, mentions, at) if token.is_word else at
        if end > at:
            if words[-1:] != [NAME]:
                words.append(NAME)
            at = end
            continue
        words.append(token.norm)
        if any(chart.starting(at, category) for category in KINDS):
            words.append(KIND)
        at += 1
    return words


def _name_end(chart: Chart, mentions: Mentions, at: int) -> int:
    """Where a name that begins at a token ends; the token itself where none does."""
    token = chart.tokens[at]
    plain = token.norm in mentions.env.language.known_words
    if token.is_capital or not plain:
        for hole in chart.holes(at, LONGEST_NAME):
            if hole.start == at and mentions.sort(hole) == "known":
                return hole.end
    return at + 1 if token.is_capital and at and not plain else at


def features_of(env: Env, mentions: Mentions, ranked: Sequence[Candidate]) -> set[str]:
    """What may speak for an intent: words, kinds of words, and what the patterns found."""
    features = _of_words(masked(env.chart, mentions))
    features.update(key for at in range(len(env.chart.tokens)) for key in env.chart.keys(at) if key.startswith("<"))
    features.update(f"kind: {edge.value}" for edge in env.chart.all(KINDS))
    features.add("with a trip" if env.context.trip else "without a trip")
    if not ranked:
        features.add("best: none")
    for candidate in ranked[:RANKED]:
        features.add(f"among: {candidate.intent.name}")
    for candidate in ranked[:1]:
        features.add(f"best: {candidate.intent.name}")
        features.add(f"best: {candidate.intent.name} {int(candidate.score * 10)}")
        if len(ranked) == 1 or ranked[1].score < candidate.score - CLEARLY:
            features.add(f"clearly: {candidate.intent.name}")
    return features


def _of_words(words: list[str]) -> set[str]:
    """Words, pairs of neighbours, pairs with one word between, and the first letters of longer words."""
    framed = ["^", *words, "$"]
    features = set(words)
    features.update(f"{first} {second}" for first, second in pairwise(framed))
    features.update(f"{first} _ {third}" for first, third in zip(framed, framed[2:], strict=False))
    features.update(f"{word[:STEM]}*" for word in words if len(word) > STEM and word.islower())
    if len(words) > 1:
        features.add(f"^ {words[0]} {words[1]}")
    return features


def softmax(scores: NDArray[numpy.float32]) -> NDArray[numpy.float32]:
    """Shares that add up to 1, each the exponential of its score."""
    powers = numpy.exp(scores - scores.max())
    shares: NDArray[numpy.float32] = powers / powers.sum()
    return shares
