"""The reader's language: as a Babel locale, for numbers, money and dates, and in the worker."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

from tripos.accounts.models import Profile

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


@contextmanager
def speaking_to(user_id: uuid.UUID) -> Iterator[None]:
    """Speak a traveller's language where no request says whose it is: in the worker. Acts as whoever is bound."""
    language = Profile.objects.filter(pk=user_id).values_list("language", flat=True).first()
    with translation.override(language or settings.LANGUAGE_CODE):
        yield
