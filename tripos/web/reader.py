"""The reader's language as a Babel locale, for numbers, money and dates."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

# Plain English says neither which day comes first nor which clock: the wider use is 14 May and 18:30.
_REGIONS = {"en": "en_GB"}
_DEFAULT = "en_GB"


@lru_cache(maxsize=64)
def _locale_of(language: str) -> Locale:
    name = _REGIONS.get(language, language.replace("-", "_"))
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_DEFAULT)


def reader_locale() -> Locale:
    """Return the locale of the active Django language; English when Babel does not know it."""
    return _locale_of(get_language() or "en")
