"""`./manage.py load_demo`: Helsinki, estimates and the demo accounts; quick when they are there already."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from places.management.commands.import_places import ProgressBar, catalogue_alias, in_words
from tripos.demo import loading
from trips.management.commands.load_rates import load_rates

DEFAULT_PASSWORD = "tripos-demo"


class Command(BaseCommand):
    help = "Load the demo: places of Helsinki, estimates to plan with, and three accounts. Safe to repeat."
    # It runs at every start, right after `migrate`; checking all URLs and models again would double its time.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="apply the data even if it was applied before")

    def handle(self, *args: Any, **options: Any) -> None:
        using = catalogue_alias()
        mark = loading.fingerprint()
        if options["again"] or not loading.is_applied(mark, using):
            bar = ProgressBar(self.stderr)
            try:
                report, admissions, estimates = loading.load_catalogue(mark, using, bar)
            finally:
                bar.close()
            self.stdout.write(in_words(report))
            self.stdout.write(f"  {admissions:>7,} admissions and {estimates:,} estimates set")
        else:
            self.stdout.write("The demo's places and prices are loaded already.")
        self.stdout.write(f"Exchange rates: {load_rates(using):,} added.")
        password = os.environ.get("TRIPOS_DEMO_PASSWORD") or DEFAULT_PASSWORD
        made = loading.load_accounts(password, using)
        self.stdout.write(f"Demo accounts: {', '.join(made) if made else 'there already'}.")
