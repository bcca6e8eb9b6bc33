"""`./manage.py load_rates`: put the European Central Bank's bundled reference rates into `exchange_rates`."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Max

from trips.models import ExchangeRate
from trips.providers.exchange_rates import last_day, rates_since

DAYS = 400
BATCH = 2000


class Command(BaseCommand):
    help = "Load the European Central Bank's reference rates that came with the installation. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help="how far back to go from the newest rate")

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in settings.DATABASES:
            raise CommandError("Loading rates needs DATABASE_OWNER_URL (or run bin/run first, which makes one).")
        added = load_rates("owner", options["days"])
        self.stdout.write(f"{added:,} exchange rates added; the newest are of {last_day()}.")


def load_rates(using: str, days: int = DAYS) -> int:
    """Add the rates of the last `days` days that the table lacks, in one transaction.

    Returns:
        How many were added. Rates that are there, whoever wrote them, stay.
    """
    rates = ExchangeRate.objects.using(using)
    since = last_day() - dt.timedelta(days=days)
    bounds = rates.filter(source="ECB").aggregate(newest=Max("rate_date"))
    if (
        bounds["newest"] == last_day()
        and rates.filter(source="ECB", rate_date__lte=since + dt.timedelta(days=7)).exists()
    ):
        return 0
    present = set(rates.filter(rate_date__gte=since).values_list("currency", "rate_date"))
    fresh: Iterator[ExchangeRate] = (
        ExchangeRate(currency=currency, rate_date=day, rate=per_euro, source="ECB")
        for day, currency, per_euro in rates_since(since)
        if (currency, day) not in present
    )
    added = 0
    with transaction.atomic(using=using):
        while batch := list(islice(fresh, BATCH)):
            rates.bulk_create(batch, ignore_conflicts=True)
            added += len(batch)
    return added
