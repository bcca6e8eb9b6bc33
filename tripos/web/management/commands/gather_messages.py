"""``./manage.py gather_messages LANGUAGE``: what is to be translated, in ``locale/LANGUAGE/LC_MESSAGES/django.po``."""

from __future__ import annotations

from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.core import UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

from tripos.web.messages import gather


class Command(BaseCommand):
    """Gathers every sentence into a language's catalogue and compiles what is translated of it."""

    help = "Gathers every sentence into a language's catalogue, keeps what is translated, and compiles it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The language, and where its catalogue lies."""
        parser.add_argument("language", help="its code, as fi or pt-br")
        parser.add_argument("--folder", type=Path, default=None, help="instead of locale/ in the project")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the catalogue and its compiled form."""
        name = to_locale(options["language"])
        folder: Path = (options["folder"] or settings.BASE_DIR / "locale") / name / "LC_MESSAGES"
        try:
            catalog = gather(settings.BASE_DIR, name)
        except (UnknownLocaleError, ValueError) as error:
            raise CommandError(f"No language has the code {options['language']}.") from error
        path = folder / "django.po"
        if path.exists():
            present = read_po(BytesIO(path.read_bytes()), locale=name)
            present.update(catalog)
            catalog = present
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, sort_output=True)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        done = sum(1 for message in catalog if message.id and message.string and message.string != ("", ""))
        self.stdout.write(f"{path}: {len(catalog)} sentences, {done} translated.")
