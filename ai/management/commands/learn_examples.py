"""Learn the intents of a language from its examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ai.embedded import learning
from ai.embedded.language import UnknownLanguage
from ai.embedded.types import Context, Stop, TripSnapshot
from ai.embedded.world import large_cities

# Examples speak of days, weekdays and a few stops: they are read on a day before this trip, with it and without.
TODAY = datetime(2026, 5, 6, 9, tzinfo=UTC)
STOPS = (
    ("Kiasma", 1, "museum,attraction,activity", 10),
    ("Café Ekberg", 1, "lunch,cafe,restaurant", 13),
    ("Helsinki Cathedral", 1, "church,attraction,activity", 15),
    ("Ateneum Art Museum", 2, "museum,attraction,activity", 10),
    ("Soupster", 2, "lunch,restaurant", 13),
    ("Suomenlinna", 2, "castle,attraction,activity", 15),
    ("Ravintola Savoy", 2, "dinner,restaurant", 19),
    ("Market Square", 3, "market,attraction,activity", 10),
    ("Temppeliaukio Church", 3, "church,attraction,activity", 12),
    ("Allas Sea Pool", 3, "sauna,attraction,activity", 14),
)
TRIP = TripSnapshot(
    id="example",
    start_date=date(2026, 5, 14),
    end_date=date(2026, 5, 16),
    destination="Helsinki",
    currency="EUR",
    stops=tuple(
        Stop(id=str(at), name=name, day_number=day, position=at, kind=kind, start=time(hour), end=time(hour + 1))
        for at, (name, day, kind, hour) in enumerate(STOPS, 1)
    ),
)


class Command(BaseCommand):
    help = "Learn what travellers ask for from examples*.toml of a language; --check only tells whether that was done."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("language", nargs="?", default="en")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["language"]
        if options["check"]:
            if not learning.is_learnt(code):
                raise CommandError(f"The examples have changed: run ./manage.py learn_examples {code}.")
            return
        try:
            context = Context(today=TODAY.date(), now=TODAY, language=code, cities=large_cities(code))
        except UnknownLanguage as error:
            raise CommandError(f"There is no grammar for the language {code}.") from error
        recogniser = learning.learn([replace(context, trip=TRIP), context])
        path = learning.keep(recogniser, code)
        self.stdout.write(
            f"{len(recogniser.features)} features of {len(recogniser.intents)} intents: {path.name}, "
            f"{path.stat().st_size // 1024} kB"
        )
