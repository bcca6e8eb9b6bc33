"""Learning intents from the examples of a language: what ``./manage.py learn_examples`` does.

Softmax regression, fitted by stochastic gradient descent on the cross entropy, with a falling rate and weights that
shrink a little every round (ridge). The order is drawn from a fixed seed, so that equal examples give equal weights.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from pathlib import Path

import numpy

from ai.embedded.charting import Limits, build_chart, empty_chart
from ai.embedded.language import LANGUAGES, load_language
from ai.embedded.mentions import Mentions
from ai.embedded.resembling import LEARNT, Recogniser, features_of, masked, softmax
from ai.embedded.text import tokenise
from ai.embedded.types import Context
from ai.embedded.typos import correct

SEED = 2026
EPOCHS = 14
RATE, RATE_FALLS, SHRINK, BIAS_RATE = 0.5, 0.3, 0.998, 0.1
# Features that only one example has teach nothing.
LEAST_SEEN = 2
NO_LIMITS = Limits(float("inf"), float("inf"))
MOST_TOKENS = 256


def examples_of(code: str) -> list[tuple[str, str]]:
    """The examples of a language as (text, intent), in the order of its files."""
    found: list[tuple[str, str]] = []
    for path in _files(code):
        for intent, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found += [(text, intent) for text in table["examples"]]
    return found


def learn(context: Context) -> Recogniser:
    """Learn from the examples of the context's language.

    Args:
        context: with the cities that the language's users speak of; without a trip or places.

    Raises:
        UnknownLanguage: when the language has no folder.
    """
    return fit([(features_of(words_of(text, context)), intent) for text, intent in examples_of(context.language)])


def words_of(text: str, context: Context) -> list[str]:
    """The masked words of a text."""
    language = load_language(context.language)
    tokens = tokenise(text, language.settings["clitics"], MOST_TOKENS)
    tokens, _ = correct(empty_chart(text, tokens, context, language, NO_LIMITS), tokens)
    env = build_chart(text, tokens, context, language, NO_LIMITS)
    return masked(env.chart, Mentions(env))


def fit(examples: list[tuple[set[str], str]]) -> Recogniser:
    """Learn from features and their intents."""
    seen = Counter(feature for features, _ in examples for feature in features)
    index = {name: at for at, name in enumerate(sorted(f for f, count in seen.items() if count >= LEAST_SEEN))}
    intents = tuple(sorted({intent for _, intent in examples}))
    weights = numpy.zeros((len(index), len(intents)), numpy.float32)
    bias = numpy.zeros(len(intents), numpy.float32)
    rows = [
        (numpy.array(sorted(index[f] for f in features if f in index), numpy.intp), intents.index(intent))
        for features, intent in examples
    ]
    order = numpy.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        rate = RATE / (1 + epoch * RATE_FALLS)
        for at in order.permutation(len(rows)):
            known, right = rows[at]
            if not len(known):
                continue
            scale = len(known) ** -0.5
            error = softmax(weights[known].sum(axis=0) * scale + bias)
            error[right] -= 1
            weights[known] -= rate * scale * error
            bias -= BIAS_RATE * rate * error
        weights *= SHRINK
    return Recogniser(intents, index, weights, bias)


def keep(recogniser: Recogniser, code: str) -> Path:
    """Write what was learnt beside the examples."""
    path = LANGUAGES / code / LEARNT
    numpy.savez_compressed(
        path,
        features=_letters("\n".join(recogniser.features)),
        intents=_letters("\n".join(recogniser.intents)),
        weights=recogniser.weights.astype(numpy.float16),
        bias=recogniser.bias,
        digest=_letters(digest(code)),
    )
    return path


def is_learnt(code: str) -> bool:
    """Whether what is kept was learnt from the examples as they stand."""
    path = LANGUAGES / code / LEARNT
    if not path.is_file():
        return False
    with numpy.load(path, allow_pickle=False) as kept:
        return bytes(kept["digest"]).decode() == digest(code)


def digest(code: str) -> str:
    """SHA-256 of the examples' files."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in _files(code))).hexdigest()


def _files(code: str) -> list[Path]:
    return sorted((LANGUAGES / code).glob("examples*.toml"))


def _letters(text: str) -> numpy.ndarray[tuple[int], numpy.dtype[numpy.uint8]]:
    return numpy.frombuffer(text.encode(), numpy.uint8)
