"""From a message to a chart with everything that a language knows about it."""

from __future__ import annotations

from dataclasses import dataclass

from ai.embedded import semantics  # noqa: F401  (registers the actions)
from ai.embedded.chart import Chart, Edge
from ai.embedded.cities import add_cities
from ai.embedded.grammar import Env, apply_rules, look_up_numbers, look_up_words
from ai.embedded.language import Language
from ai.embedded.mentions import Mentions
from ai.embedded.text import Token
from ai.embedded.types import Context


@dataclass(frozen=True, slots=True)
class Limits:
    """When to give up: on the clock of the wall, and on that of the thread's work."""

    deadline: float
    least: float


def empty_chart(text: str, tokens: list[Token], context: Context, language: Language, limits: Limits) -> Env:
    """A chart over the tokens that knows nothing yet."""
    settings = language.settings
    chart = Chart(
        tokens,
        sentence_ends=frozenset(settings["sentence_ends"]),
        hole_breaks=frozenset(settings["hole_breaks"]),
        hole_boundaries=frozenset(settings["hole_boundaries"]),
        hole_trim=frozenset(settings["hole_trim"]),
        possessive=frozenset(settings["possessive"]),
        deadline=limits.deadline,
        least=limits.least,
        source=text,
    )
    return Env(context, language, chart)


def build_chart(text: str, tokens: list[Token], context: Context, language: Language, limits: Limits) -> Env:
    """Fill a chart with everything the language knows about the tokens."""
    env = empty_chart(text, tokens, context, language, limits)
    look_up_words(env)
    look_up_numbers(env)
    _add_currency_codes(env)
    add_cities(env, Mentions(env))
    apply_rules(env)
    return env


def _add_currency_codes(env: Env) -> None:
    """Three capitals next to a figure are a currency if Babel knows the code."""
    tokens = env.chart.tokens
    for at, token in enumerate(tokens):
        if len(token.text) == 3 and token.text.isupper() and token.text in env.language.currency_codes:
            beside = tokens[max(at - 1, 0) : at] + tokens[at + 1 : at + 2]
            if any(other.number is not None for other in beside):
                env.chart.add(Edge("code", at, at + 1, token.text))
