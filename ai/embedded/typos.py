"""Slips of the keyboard."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ai.embedded.grammar import Env
from ai.embedded.language import Language, load_language
from ai.embedded.mentions import Mentions
from ai.embedded.places import city_index
from ai.embedded.text import Token

MOST_CORRECTIONS = 12
REPEATED = re.compile(r"(.)\1{2,}")


def correct(env: Env, tokens: list[Token]) -> tuple[list[Token], tuple[tuple[str, str], ...]]:
    """Read unknown words as known ones where one slip (two in long words) lies between.

    Capitalised words within a sentence, names of the trip's stops and of cities, and words that are like a
    name of the
    catalogue stay as they are.

    Returns:
        The tokens with the folded word replaced, and the pairs (written, read).
    """
    language, mentions = env.language, Mentions(env)
    cities = city_index(env.context.cities)
    corrected: list[tuple[str, str]] = []
    result = list(tokens)
    for at, token in enumerate(tokens):
        env.chart.tick()
        if len(corrected) >= MOST_CORRECTIONS:
            break
        if not token.is_word or token.norm in language.known_words or cities.has_word(token.norm):
            continue
        within = at > 0 and not env.chart.is_break(at - 1)
        if token.is_capital and within and not token.text.isupper():
            continue
        found = _without_repeats(language, token.norm) or _nearest(language.code, token.norm)
        if found is None:
            continue
        if any(
            match.score >= 0.9
            for match in (*mentions.stops_like(token.text)[:1], *mentions.places_like(token.text)[:1])
        ):
            continue
        result[at] = replace(token, norm=found)
        corrected.append((token.text, found))
    return result, tuple(corrected)


def _without_repeats(language: Language, norm: str) -> str | None:
    """ "Heyyy", "sooo": letters that are held down."""
    for kept in (r"\1", r"\1\1"):
        short = REPEATED.sub(kept, norm)
        if short != norm and short in language.known_words:
            return short
    return None


@lru_cache(maxsize=4096)
def _nearest(code: str, norm: str) -> str | None:
    language: Language = load_language(code)
    typos = language.settings["typos"]
    if norm in _spelt(code):
        return None
    if not typos["shortest"] <= len(norm) <= 20 or not norm.isascii():
        return None
    slips = 2 if len(norm) >= typos["two_slips"] else 1
    best = process.extract(norm, language.vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=4)
    # The first letter is rarely wrong; without it too many names would be "corrected".
    alike = [
        (word, distance) for word, distance, _ in best if word[0] == norm[0] and abs(len(word) - len(norm)) <= slips
    ]
    if len(norm) == typos["shortest"]:
        alike = [(word, distance) for word, distance in alike if sorted(word) == sorted(norm) or len(word) > len(norm)]
    return alike[0][0] if alike else None


@lru_cache(maxsize=8)
def _spelt(code: str) -> frozenset[str]:
    """Words that are right as they stand, though the grammar has none of them."""
    return frozenset(load_language(code).settings["typos"]["spelt"].split())
