"""Learning intents from the examples of a language: what ``./manage.py learn_examples`` does.

Softmax regression, fitted by stochastic gradient descent on the cross entropy, with a falling rate and weights that
shrink a little every round (ridge). The order is drawn from a fixed seed, so that equal examples give equal weights.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy

from ai.embedded.charting import Limits, build_chart, empty_chart
from ai.embedded.intents import rank
from ai.embedded.language import LANGUAGES, load_language
from ai.embedded.mentions import Mentions
from ai.embedded.resembling import LEARNT, Recogniser, features_of, softmax
from ai.embedded.text import tokenise
from ai.embedded.types import Context
from ai.embedded.typos import correct

SEED = 2026
EPOCHS = 30
RATE, RATE_FALLS, SHRINK, BIAS_RATE = 1.0, 0.3, 0.9995, 0.1
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


def learn(contexts: Sequence[Context]) -> Recogniser:
    """Learn from the examples of the contexts' language, each read in each context.

    Args:
        contexts: with the cities that the language's users speak of; with a trip and without.

    Raises:
        UnknownLanguage: when the language has no folder.
    """
    return fit(
        [
            ([features_in(text, context) for context in contexts if fits(intent, context)], intent)
            for text, intent in examples_of(contexts[0].language)
        ]
    )


def fits(intent: str, context: Context) -> bool:
    """Whether one may ask for the intent there: nothing is moved in a trip that does not exist."""
    known = next((known for known in load_language(context.language).intents if known.name == intent), None)
    return context.trip is not None or known is None or not known.needs_trip


def features_in(text: str, context: Context) -> set[str]:
    """The features of a text in a context."""
    language = load_language(context.language)
    tokens = tokenise(text, language.settings["clitics"], MOST_TOKENS)
    tokens, _ = correct(empty_chart(text, tokens, context, language, NO_LIMITS), tokens)
    env = build_chart(text, tokens, context, language, NO_LIMITS)
    mentions = Mentions(env)
    return features_of(env, mentions, rank(env, mentions))


def fit(examples: list[tuple[list[set[str]], str]]) -> Recogniser:
    """Learn from the features of each example, as it reads in each context, and its intent."""
    seen = Counter(feature for readings, _ in examples for feature in set().union(*readings))
    index = {name: at for at, name in enumerate(sorted(f for f, count in seen.items() if count >= LEAST_SEEN))}
    intents = tuple(sorted({intent for _, intent in examples}))
    weights = numpy.zeros((len(index), len(intents)), numpy.float32)
    bias = numpy.zeros(len(intents), numpy.float32)
    rows = [
        (numpy.array(sorted(index[f] for f in features if f in index), numpy.intp), intents.index(intent))
        for readings, intent in examples
        for features in readings
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
    # A byte for each weight is enough: what is said most strongly of an intent is 127.
    scale = numpy.abs(recogniser.weights).max(axis=0) / 127 + numpy.float32(1e-9)
    numpy.savez_compressed(
        path,
        features=_letters("\n".join(recogniser.features)),
        intents=_letters("\n".join(recogniser.intents)),
        weights=numpy.round(recogniser.weights / scale).astype(numpy.int8),
        scale=scale,
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
