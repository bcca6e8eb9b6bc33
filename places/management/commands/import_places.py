"""`./manage.py import_places osm FILE`: bring the places of a map file into the catalogue."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from places.imports import ImportReport, import_places
from places.providers import osm
from places.providers.records import PlaceFileError, PlaceRecord, Progress

Reader = Callable[[Path, Progress, Counter[str]], Iterator[PlaceRecord]]
FORMATS: dict[str, tuple[str, Reader]] = {"osm": (osm.SOURCE, osm.read_places)}
BAR = 30


class Command(BaseCommand):
    help = "Import places into the catalogue from a file, e.g. import_places osm Helsinki.osm.pbf"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS), help="osm: OpenStreetMap, .osm.pbf")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--deactivate-missing",
            action="store_true",
            help="hide places of the file's area that it no longer has",
        )
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        source, read = FORMATS[options["format"]]
        path: Path = options["file"]
        skipped: Counter[str] = Counter()
        bar = ProgressBar(self.stderr)
        try:
            report = import_places(
                read(path, bar, skipped),
                source,
                reason=f"Import {path.name}",
                dry_run=options["dry_run"],
                deactivate_missing=options["deactivate_missing"],
                using=catalogue_alias(),
            )
        except PlaceFileError as problem:
            raise CommandError(str(problem)) from problem
        finally:
            bar.close()
        report.skipped.update(skipped)
        self.stdout.write(json.dumps(report.as_dict(), indent=2) if options["json"] else in_words(report))


def catalogue_alias() -> str:
    """The database alias that commands write the catalogue through: the owner's, which no serving process has.

    Raises:
        CommandError: DATABASE_OWNER_URL is not set.
    """
    if "owner" not in settings.DATABASES:
        raise CommandError("Writing the catalogue needs DATABASE_OWNER_URL (or run bin/run first, which makes one).")
    return "owner"


def in_words(report: ImportReport) -> str:
    """The counts as a few lines for a person."""
    lines = [f"Would import from {report.source}:" if report.dry_run else f"Imported from {report.source}:"]
    lines += [f"  {report.added:>7,} added", f"  {report.changed:>7,} changed{_list(report.changed_fields)}"]
    lines += [f"  {count:>7,} kept: {reason}" for reason, count in report.kept.most_common()]
    lines += [f"  {count:>7,} skipped: {reason}" for reason, count in report.skipped.most_common()]
    if report.protected_fields:
        lines.append(f"  Left as staff wrote them{_list(report.protected_fields)}")
    if report.missing:
        hidden = f"; {report.deactivated:,} of them hidden now" if report.deactivated else ""
        lines.append(f"  {report.missing:>7,} places of this area are no longer in the file{hidden}")
    return "\n".join(lines)


def _list(counts: Counter[str]) -> str:
    return ": " + ", ".join(f"{name} {count:,}" for name, count in counts.most_common(8)) if counts else ""


class ProgressBar:
    """Draws one line on a terminal; elsewhere it is silent."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.live = out.isatty()
        self._drawn = 0

    def __call__(self, step: str, done: int, total: int | None) -> None:
        if not self.live:
            return
        if total is None:
            text = f"{step}: {done:,} objects"
        else:
            share = done * 100 // max(1, total)
            if share == self._drawn and done < total:
                return
            self._drawn = share
            filled = share * BAR // 100
            text = f"{step}: [{'#' * filled}{'.' * (BAR - filled)}] {done:,} of {total:,}"
        self._draw(text)

    def close(self) -> None:
        """Leave the line."""
        if self.live:
            self._draw("")

    def _draw(self, text: str) -> None:
        self.out.write(f"\r\x1b[K{text}", style_func=str, ending="")
        self.out.flush()
