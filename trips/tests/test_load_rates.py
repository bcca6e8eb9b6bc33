"""`load_rates`: the bundled reference rates in the table, each once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from trips.management.commands.load_rates import load_rates
from trips.models import ExchangeRate
from trips.providers.exchange_rates import last_day, rates_since

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_load_rates_fills_the_last_days_and_again_adds_nothing():
    expected = set(rates_since(last_day() - dt.timedelta(days=20)))

    assert load_rates("owner", days=20) == len(expected)
    assert load_rates("owner", days=20) == 0
    stored = ExchangeRate.objects.using("owner").values_list("rate_date", "currency", "rate")
    assert set(stored) == expected


def test_load_rates_fills_gaps_and_keeps_what_is_there():
    load_rates("owner", days=20)
    ExchangeRate.objects.using("owner").filter(currency="SEK").delete()
    ExchangeRate.objects.using("owner").filter(currency="USD", rate_date=last_day()).update(
        rate=Decimal(2), source="staff"
    )

    load_rates("owner", days=40)

    rates = ExchangeRate.objects.using("owner")
    assert rates.get(currency="USD", rate_date=last_day()).rate == 2
    assert rates.filter(currency="SEK").count() == rates.filter(currency="CZK").count()


def test_load_rates_command_says_how_old_the_newest_are():
    out = StringIO()

    call_command("load_rates", "--days", "3", stdout=out)

    assert f"the newest are of {last_day()}." in out.getvalue()
