"""Learn the intents of a language from its examples."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ai.embedded import learning
from ai.embedded.language import UnknownLanguage
from ai.embedded.types import Context
from ai.embedded.world import large_cities


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
        now = datetime.now(UTC)
        try:
            context = Context(today=now.date(), now=now, language=code, cities=large_cities(code))
        except UnknownLanguage as error:
            raise CommandError(f"There is no grammar for the language {code}.") from error
        recogniser = learning.learn(context)
        path = learning.keep(recogniser, code)
        self.stdout.write(
            f"{len(recogniser.features)} features of {len(recogniser.intents)} intents: {path.name}, "
            f"{path.stat().st_size // 1024} kB"
        )
