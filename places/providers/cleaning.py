"""Text from strangers, made fit for a column: one line, no control characters, checked shapes.

Map data is written by anyone. What does not look like what it should be is dropped (None), never repaired by guessing.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"[+(]{0,2}\s?\d[\d\s()./-]{3,28}")
_JOINERS = "\u200c\u200d"  # Persian and Indic names are misspelt without them
_HOST = re.compile(r"([^\s./:@]+\.)+[^\s./:@\d]{2,}\.?")


def one_line(text: str | None, limit: int = 300) -> str | None:
    """Text in NFC on one line, without control and direction-changing characters, at most `limit` characters."""
    if not text:
        return None
    shown = (" " if unicodedata.category(c) in ("Zl", "Zp") or c in "\t\n\r\v\f" else c for c in text)
    visible = "".join(c for c in shown if unicodedata.category(c)[0] != "C" or c in _JOINERS)
    line = " ".join(unicodedata.normalize("NFC", visible).split())
    return line[:limit].rstrip() or None


def several(text: str | None, limit: int = 100) -> tuple[str, ...]:
    """The values of a list written with semicolons, in order, each once."""
    parts = (one_line(part, limit) for part in (text or "").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def web_address(text: str | None) -> str | None:
    """The first http(s) address in `text`; a bare host ("www.example.fi") gets http://; anything else is None."""
    for part in several(text, 1000):
        address = part if "://" in part else f"http://{part}"
        try:
            pieces = urlsplit(address)
            host = pieces.hostname or ""
        except ValueError:
            continue
        safe = pieces.scheme.lower() in ("http", "https") and not pieces.username and " " not in address
        if safe and _HOST.fullmatch(host):
            return address
    return None


def email_address(text: str | None) -> str | None:
    """The first e-mail address of a list, in the shape name@host.tld, or None."""
    return next((part for part in several(text, 254) if _EMAIL.fullmatch(part)), None)


def phone_number(text: str | None) -> str | None:
    """The first phone number of a list, as written, or None."""
    return next((part for part in several(text) if _PHONE.fullmatch(part)), None)


def whole_number(text: str | None, most: int) -> int | None:
    """A plain count between 0 and `most`, or None ("about 50", "12;14" and "-3" are unknown)."""
    line = (text or "").strip()
    return int(line) if line.isascii() and line.isdigit() and len(line) < 10 and int(line) <= most else None
