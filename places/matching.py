"""Where a name has what somebody typed, so that a page can show why it was found. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

MOST_WORDS = 12


class Part(NamedTuple):
    """A piece of a text, and whether it is what was looked for."""

    text: str
    is_match: bool


def parts_of(text: str, words: str) -> list[Part]:
    """Cut ``text`` where its words begin with one of the typed ``words``; joined again the parts are the text.

    Accents and case do not count, as they do not for the search: "café" has "cafe".
    """
    folded, origin = _folded(text)
    marked = [False] * len(text)
    for typed in _folded(words)[0].split()[:MOST_WORDS]:
        for found in re.finditer(rf"(?<!\w){re.escape(typed)}", folded):
            for place in origin[found.start() : found.end()]:
                marked[place] = True
    return _joined(text, marked)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without accents and case, and for each of its letters where it stands in the text."""
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(plain):
                letters.append(plain)
                origin.append(place)
    return "".join(letters), origin


def _joined(text: str, marked: Sequence[bool]) -> list[Part]:
    parts: list[Part] = []
    for letter, is_match in zip(text, marked, strict=True):
        if parts and parts[-1].is_match == is_match:
            parts[-1] = Part(parts[-1].text + letter, is_match)
        else:
            parts.append(Part(letter, is_match))
    return parts
