"""The European Central Bank's reference rates as bundled."""

from __future__ import annotations

import csv
import datetime as dt
import os
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from trips.providers.exchange_rates import currencies, last_day, rate, rates_since

SHARED = Path(os.environ.get("TRIPOS_SHARED", Path(__file__).parents[3] / "shared"))
REFERENCE = SHARED / "data" / "reference" / "ecb-eur-rates.csv"


def test_rate_to_the_euro_and_back():
    # 29 December 2023, published by the bank: 1 EUR = 1.1050 USD.
    day = dt.date(2023, 12, 29)

    assert rate("EUR", "USD", day) == (Decimal("1.1050"), day)
    assert rate("usd", "eur", day) == (Decimal("0.904977375566"), day)


def test_rate_of_two_other_currencies_is_crossed_through_the_euro():
    day = dt.date(2023, 12, 29)

    assert rate("USD", "JPY", day) == (Decimal("141.475113122"), day)  # 156.33 / 1.1050


@pytest.mark.parametrize(
    ("asked", "published"),
    [
        (dt.date(2023, 12, 31), dt.date(2023, 12, 29)),  # a Sunday
        (dt.date(2024, 4, 1), dt.date(2024, 3, 28)),  # Easter Monday
        (dt.date(1999, 1, 4), dt.date(1999, 1, 4)),
    ],
)
def test_rate_on_a_day_without_one_is_the_last_before(asked, published):
    assert rate("EUR", "USD", asked)[1] == published


def test_rate_in_the_future_is_the_newest_and_says_so():
    assert rate("EUR", "USD", dt.date(2999, 1, 1)) == rate("EUR", "USD", last_day())
    assert rate("EUR", "USD", dt.date(2999, 1, 1))[1] == last_day()


@pytest.mark.parametrize(
    ("currency", "day"),
    [
        ("COP", dt.date(2024, 1, 2)),
        ("VND", dt.date(2024, 1, 2)),
        ("RUB", dt.date(2024, 1, 2)),  # not quoted since 2 March 2022
        ("HRK", dt.date(2024, 1, 2)),  # the euro since 2023
        ("USD", dt.date(1998, 12, 31)),
        ("banana", dt.date(2024, 1, 2)),
    ],
)
def test_rate_that_was_not_quoted_is_none(currency, day):
    assert rate("EUR", currency, day) is None
    assert rate(currency, "EUR", day) is None


def test_rate_of_a_former_currency_is_known_for_its_time():
    assert rate("EUR", "RUB", dt.date(2021, 6, 1))[1] == dt.date(2021, 6, 1)


def test_rate_of_a_currency_in_itself_is_one():
    assert rate("COP", "cop", dt.date(2024, 1, 2)) == (Decimal(1), dt.date(2024, 1, 2))


def test_currencies_are_those_of_today():
    assert {"EUR", "USD", "GBP", "SEK", "JPY"} <= currencies()
    assert not {"RUB", "HRK", "COP", "VND", ""} & currencies()


def test_rates_since_is_in_order_and_complete():
    found = list(rates_since(dt.date(2024, 1, 1)))

    assert found[0][0] == dt.date(2024, 1, 2)
    assert [row[0] for row in found] == sorted(row[0] for row in found)
    assert len({row[:2] for row in found}) == len(found)
    assert all(per_euro > 0 for _, _, per_euro in found)
    assert (dt.date(2024, 1, 2), "USD", Decimal("1.0956")) in found
    assert list(rates_since(last_day() + dt.timedelta(days=1))) == []


def test_rates_since_agrees_with_the_reference_table():
    if not REFERENCE.exists():
        pytest.skip(f"needs {REFERENCE}")
    ours = {(day.isoformat(), code): per_euro for day, code, per_euro in rates_since(dt.date(2015, 1, 1))}
    with REFERENCE.open(newline="") as lines:
        for row in islice(csv.DictReader(lines), 200):
            day = row.pop("Date")
            for code, cell in row.items():
                if day <= last_day().isoformat():
                    assert ours.get((day, code)) == (Decimal(cell) if cell else None)
