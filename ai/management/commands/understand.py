"""Show how the embedded model reads a message."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections

from ai.embedded.language import UnknownLanguage
from ai.embedded.places import PlaceIndex
from ai.embedded.snapshots import cities_from_json, trip_from_json, trip_from_rows
from ai.embedded.types import City, Context, TripSnapshot
from ai.embedded.understand import understand
from ai.embedded.world import large_cities
from tripos.environment import database

AGENTS = (
    "local_scout",
    "dining_orchestrator",
    "event_curator",
    "itinerary_optimizer",
    "budget_guardian",
    "booking_assistant",
    "general_concierge",
)


class Command(BaseCommand):
    """``./manage.py understand --agent general_concierge --today 2026-05-06 "TEXT"`` prints JSON.

    The database is asked only with ``--trip``.
    """

    help = "Print how the embedded model understands a message, as JSON."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("text", nargs="?", help="the message")
        parser.add_argument("--lines", action="store_true", help="read one message a line from standard input")
        parser.add_argument("--agent", default="general_concierge", choices=AGENTS)
        parser.add_argument("--today", type=date.fromisoformat, help="the traveller's date (YYYY-MM-DD)")
        parser.add_argument("--time-zone", default="UTC", help="IANA time zone of the traveller")
        parser.add_argument("--language", default="en")
        parser.add_argument("--locale", default="", help="such as en_GB: decides how 5/6 is read")
        parser.add_argument("--currency", default="EUR", help="ISO 4217")
        parser.add_argument("--trip", help="id of a trip in the database")
        parser.add_argument("--trip-json", type=Path, help="a trip as a JSON file, instead of --trip")
        parser.add_argument("--cities-json", type=Path, help="a JSON list of the catalogue's cities")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the message or the lines and print one JSON document each."""
        if not options["lines"] and options["text"] is None:
            raise CommandError("Give a message, or --lines to read messages from standard input.")
        try:
            context = self._context(options)
        except UnknownLanguage as error:
            raise CommandError(f"There is no grammar for the language {error}.") from error
        understand("hello there", context)  # What is made on first use is no part of a message's time.
        messages: Iterable[str] = _lines() if options["lines"] else (options["text"],)
        plain = not str(getattr(sys.stdout, "encoding", None) or "utf-8").casefold().startswith("utf")
        for message in messages:
            reading = understand(message, context)
            indent = None if options["lines"] else 2
            said = json.dumps(reading.to_json(), ensure_ascii=plain, indent=indent)
            self.stdout.write(said.encode("utf-8", "replace").decode("utf-8"))
            if options["lines"]:
                self.stdout.flush()

    def _context(self, options: dict[str, Any]) -> Context:
        try:
            zone = ZoneInfo(options["time_zone"])
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise CommandError(f"Unknown time zone: {options['time_zone']}") from error
        now = datetime.now(UTC).astimezone(zone)
        if options["today"] is not None:
            now = now.replace(year=options["today"].year, month=options["today"].month, day=options["today"].day)
        context = Context(
            today=now.date(),
            now=now,
            agent=options["agent"],
            time_zone=options["time_zone"],
            language=options["language"],
            locale=options["locale"],
            currency=options["currency"].upper(),
        )
        if options["cities_json"]:
            context = replace(context, cities=cities_from_json(_load(options["cities_json"])))
        elif not options["trip"]:
            context = replace(context, cities=large_cities(context.language))
        if options["trip_json"]:
            return replace(context, trip=_trip(options["trip_json"]))
        if options["trip"]:
            trip, cities, places = _from_database(options["trip"])
            return replace(context, trip=trip, cities=context.cities or cities, places=places)
        return context


def _lines() -> Iterator[str]:
    """The lines of standard input, one a line feed; bytes that are no UTF-8 are read as the replacement character."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"Cannot read {path}: {error}") from error


def _trip(path: Path) -> TripSnapshot:
    try:
        return trip_from_json(_load(path))
    except (KeyError, ValueError, TypeError) as error:
        raise CommandError(f"{path} is not a trip: {error!r}") from error


def _worker_alias() -> str:
    """The connection that may act as the worker: a shell's own is the site's login, which may not."""
    url = settings.DATABASE_URLS.get("jobs", "")
    with connection.cursor() as cursor:
        cursor.execute("select pg_has_role(session_user, 'tripos_worker', 'member')")
        if cursor.fetchone()[0] or not url:
            return "default"
    connections.databases["jobs"] = {**connections.databases["default"], **database(url)}
    return "jobs"


def _from_database(trip_id: str) -> tuple[TripSnapshot, tuple[City, ...], PlaceIndex]:
    """The trip, the catalogue's cities, and the places of the trip's city, read as the worker."""
    from django.core.exceptions import ValidationError

    from places.models import Location
    from tripos.db.context import acting_as_worker
    from trips.models import Trip

    using = _worker_alias()
    with acting_as_worker("understand"):
        try:
            trip = Trip.objects.using(using).filter(deleted_at__isnull=True).get(pk=trip_id)
        except (Trip.DoesNotExist, ValidationError, ValueError) as error:
            raise CommandError(f"There is no trip {trip_id}.") from error
        items = trip.items.filter(deleted_at__isnull=True).select_related("location")
        snapshot = trip_from_rows(trip, items.order_by("day_number", "sort_order", "start_time"))
        active = Location.objects.using(using).active()
        names = active.exclude(city__isnull=True).order_by("city").values_list("city", flat=True).distinct()
        cities = tuple(City(name) for name in names if name)
        rows = active.filter(city=trip.destination).values_list("id", "name")
        return snapshot, cities, PlaceIndex((str(key), name, ()) for key, name in rows)
