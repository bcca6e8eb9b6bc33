"""Cutting a message into tokens that remember where they stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_TOKEN = re.compile(rf"\d+|(?:{_LETTER})+(?:['’ʼ](?:{_LETTER})+)*|\S")
_DASHES = frozenset("-‐‑‒–—−")
_QUOTES = str.maketrans("’ʼ‘`´", "'''''")
# Letters that carry no combining mark but are typed without their stroke.
_STROKES = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a run of digits or one sign. ``norm`` is folded; ``glued`` means no white space before it."""

    text: str
    norm: str
    start: int
    end: int
    glued: bool
    number: int | None = None

    @property
    def is_word(self) -> bool:
        """True for letters (not digits, not signs)."""
        return self.number is None and self.norm[:1].isalpha()

    @property
    def is_capital(self) -> bool:
        """True when the first letter is a capital."""
        return self.text[:1].isupper()


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return ``text`` without case and accents, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_QUOTES).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_STROKES)


def tokenise(text: str, clitics: Iterable[str] = (), limit: int = 10_000) -> list[Token]:
    """Cut ``text`` into at most ``limit`` tokens.

    Args:
        clitics: endings that are split off a word ("'s"), longest first.

    A hyphen before a letter ("two-day", "step-free") is dropped and leaves the next token ``glued``; one
    before a
    digit ("14-15") stays a token, and every other dash becomes "-".
    """
    tokens: list[Token] = []
    previous_end = -1
    for found in _TOKEN.finditer(text):
        raw, start, end = found.group(), found.start(), found.end()
        glued = start == previous_end
        previous_end = end
        if raw in _DASHES:
            joins = glued and raw in "-‐‑" and end < len(text) and text[end].isalpha()
            if not joins:
                tokens.append(Token(raw, "-", start, end, glued))
        elif raw.isdecimal():
            # Longer runs are no quantity anyone means, and int() refuses very long ones.
            number = int(raw) if len(raw) <= 9 else None
            tokens.append(Token(raw, str(number) if number is not None else raw[:12], start, end, glued, number))
        else:
            tokens.extend(_split_clitic(raw, start, glued, clitics))
        if len(tokens) >= limit:
            break
    return tokens


def _split_clitic(raw: str, start: int, glued: bool, clitics: Iterable[str]) -> list[Token]:
    norm = fold(raw)
    for clitic in clitics:
        cut = len(raw) - len(clitic)
        if norm.endswith(clitic) and cut > 0 and fold(raw[:cut]) + clitic == norm:
            return [
                Token(raw[:cut], fold(raw[:cut]), start, start + cut, glued),
                Token(raw[cut:], clitic, start + cut, start + len(raw), True),
            ]
    return [Token(raw, norm or raw, start, start + len(raw), glued)]
