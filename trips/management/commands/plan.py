"""`./manage.py plan --request FILE|-`: a request in, a day-by-day plan out.

Places and prices come from the database, or with `--places` from a file of newline-delimited JSON: then no
database is needed.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from places.gazetteer import city_among
from tripos.db.context import acting_as
from trips.planning.catalogue import Place, load_places
from trips.planning.estimates import Estimates
from trips.planning.explain import explain_plan
from trips.planning.plan import UnknownDestinationError, plan_trip
from trips.planning.plan_command import read_estimates, read_request
from trips.planning.request import PlanRequest, RequestError


class Command(BaseCommand):
    """Reads a request as JSON (`trips/planning/request.py` names its fields) and prints the plan."""

    help = "Plan a trip from a JSON request; prints it in words, or with --json as data."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the request and, if not from the database, the places come from."""
        parser.add_argument("--request", required=True, metavar="FILE", help="a JSON file, or - for standard input")
        parser.add_argument("--json", action="store_true", help="print the plan as JSON")
        parser.add_argument("--indent", type=int, default=None, help="spaces to indent the JSON with")
        parser.add_argument(
            "--places", metavar="FILE", help="places as newline-delimited JSON, instead of the database"
        )
        parser.add_argument("--estimates", metavar="FILE", help="with --places: cost estimates, a JSON list of rows")
        parser.add_argument("--today", type=date.fromisoformat, help="the day on which the plan is made (default: now)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan and print. What cannot be read or is no request is said in one sentence, exit code 2; a city that is not
        in the catalogue too, exit code 1.
        """
        try:
            request = read_request(_text(options["request"]))
            if options["places"]:
                places = load_places(Path(options["places"]))
                estimates = _estimates(options["estimates"])
            else:
                places, estimates = _from_database(request)
            plan = plan_trip(request, places, estimates, options["today"] or timezone.localdate())
        except OSError as error:
            raise CommandError(f"Cannot read {error.filename}: {error.strerror}", returncode=2) from error
        except UnknownDestinationError as error:
            raise CommandError(f"Cannot plan this: {error}") from error
        except (RequestError, json.JSONDecodeError, UnicodeDecodeError, KeyError) as error:
            raise CommandError(f"Cannot plan this: {error}", returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(plan.to_json(), ensure_ascii=False, indent=options["indent"]))
        else:
            self.stdout.write(explain_plan(plan))


def _text(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")


def _estimates(name: str | None) -> Estimates:
    if name is None:
        return Estimates()
    rows = json.loads(Path(name).read_text(encoding="utf-8"))
    if not isinstance(rows, list):
        raise RequestError(f"{name} is not a JSON list")
    return read_estimates(rows)


def _from_database(request: PlanRequest) -> tuple[list[Place], Estimates]:
    """The city's places and the prices, read as an anonymous visitor may read them."""
    from trips import planner  # the models are not needed with --places

    with acting_as(None, read_only=True):
        cities = planner.cities()
        city = city_among(request.destination, cities)
        if city is None and not request.destination.strip() and len(cities) == 1:
            city = cities[0]
        if city is None:
            raise UnknownDestinationError(request.destination, cities)
        currency = request.currency or (request.budget.currency if request.budget else None)
        return list(planner.catalogue(city)), planner.estimates([currency] if currency else [])
