"""A language for tests: German as far as dates, numbers and money go, and every sentence of ours in wide letters.

What stays in plain letters on a page was never given to gettext, or is data.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.mofile import write_mo

from tripos.web.messages import gather

CODE = "de"
# What a translator leaves as it is: places for values, elements, entities, addresses of links, format codes.
_KEPT = re.compile(r"(%\(\w+\)[sd]|%%|\{\w+\}|<[^>]*>|&\w+;|\]\([^)]*\)|https?://\S+)")
_WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}


def widened(text: str) -> str:
    """A sentence in wide letters, its places untouched."""
    return "".join(part if _KEPT.fullmatch(part) else part.translate(_WIDE) for part in _KEPT.split(text))


def write_catalogue(root: Path, folder: Path) -> None:
    """Write the compiled catalogue of the test's language.

    Args:
        root: of the project whose sentences it has.
        folder: for ``LOCALE_PATHS``.
    """
    catalog = gather(root, CODE)
    for message in catalog:
        if message.id:
            texts = message.id
            message.string = widened(texts) if isinstance(texts, str) else tuple(widened(text) for text in texts)
    target = folder / CODE / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "django.mo").open("wb") as file:
        write_mo(file, catalog)
