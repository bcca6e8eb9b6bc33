"""Money as the reader writes it: ``{{ trip.total_budget|money:trip.currency }}``."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_currency, get_currency_precision
from django import template
from django.utils.translation import gettext as _

from tripos.web.reader import reader_locale

register = template.Library()


@lru_cache(maxsize=4096)
def _money(amount: Decimal, currency: str, locale: Locale) -> str:
    pattern = locale.currency_formats["standard"].pattern
    digits = get_currency_precision(currency)
    if amount == amount.to_integral_value():
        digits = 0
    whole = pattern.replace(".00", "." + "0" * digits if digits else "")
    said = str(format_currency(amount, currency, format=whole, locale=locale, currency_digits=False))
    # CLDR's spacing of currencies, which Babel leaves out: letters and figures stand apart (SEK 300, but US$300).
    return re.sub(r"([^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", lambda found: f"{found[0]}\N{NO-BREAK SPACE}", said)


def format_money(amount: Any, currency: str) -> str:
    """Print an amount in the reader's language.

    Args:
        amount: anything that a Decimal can be made of; None is "unknown", never zero.
        currency: ISO 4217 code.

    Returns:
        The currency's own number of decimals, none at all for a whole amount: €12.50, €300, ¥1,200.
    """
    if amount is None or amount == "":
        return _("unknown")
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return _("unknown")
    return _money(value, str(currency), reader_locale())


@register.filter
def money(amount: Any, currency: str) -> str:
    """``{{ amount|money:"EUR" }}``; see :func:`format_money`."""
    return format_money(amount, currency)
