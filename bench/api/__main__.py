"""CPU a request of three ways to a list: `python -m bench.api` (from the root of the checkout).

The same rows are asked for by the API's own views, by plain Django REST framework (`bench/api/plain.py`), and by
psycopg alone running the very statement of the API's view. First the three must give the same values; then each is
asked in turn, and the CPU of Python and of its PostgreSQL backend is read from the system. A request is measured twice:
the view alone (signed in, actor bound, transaction open) and whole. The whole plain request passes the site's ordinary
middlewares and reads its token in the view, as projects do; the third line gives plain views the API's short way too.
Target: the plain view costs at least 4 times ours; whole requests share what both pay.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # `python bench/api`
    sys.path.insert(0, str(ROOT))

import django  # noqa: E402

import tripos.testing.plugin  # noqa: E402, F401  (the environment of a test run)

django.setup()

import logging  # noqa: E402

import structlog  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.handlers.base import BaseHandler  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402

from bench.api import plain  # noqa: E402
from places.api.locations import LocationList  # noqa: E402
from places.api.saved import SavedPlaceList  # noqa: E402
from places.models import Location, SavedPlace  # noqa: E402
from tripos.accounts.tokens import bearer_of  # noqa: E402
from tripos.db.context import acting_as  # noqa: E402
from tripos.run.test import throwaway_cluster  # noqa: E402
from tripos.testing import database  # noqa: E402
from tripos.testing.api_client import make_api_token  # noqa: E402
from tripos.testing.cast import make_user  # noqa: E402
from tripos.urls import urlpatterns as site  # noqa: E402
from trips.api.trips import TripList  # noqa: E402
from trips.models import Trip  # noqa: E402

NAME = "tripos_bench_api"
ROWS = 50
TARGET = 4.0


@dataclass
class Case:
    """One list: the API's view and its address, and the plain one."""

    name: str
    address: str
    ours: Any
    plain: Any


CASES = [
    Case("50 trips", "/api/v1/trips/", TripList, plain.TripsPlain),
    Case("50 places (40 fields)", "/api/v1/locations/", LocationList, plain.LocationsPlain),
    Case("50 saved places with theirs", "/api/v1/saved-places/?expand=location&ordering=-saved_at", SavedPlaceList,
         plain.SavedPlacesPlain),
]  # fmt: skip
urlpatterns = [
    *[path(f"api/plain/{n}/", case.plain.as_view()) for n, case in enumerate(CASES)],
    *[path(f"usual/{n}/", plain.usual(case.plain).as_view()) for n, case in enumerate(CASES)],
    *site,
]


def make_rows() -> str:
    """Fifty of each for alice; the text of a token of hers."""
    alice = make_user("alice")
    with acting_as(alice):
        Trip.objects.bulk_create(
            Trip(user=alice, title=f"Helsinki {n}", description="Museums, the sea and coffee " * 3,
                 destination="Helsinki", country="FI", timezone="Europe/Helsinki", start_date="2026-05-14",
                 end_date="2026-05-18", destination_latitude=60.1699, destination_longitude=24.9384,
                 budget_total="900.00", currency="EUR", children_ages=[7])
            for n in range(ROWS + 9)
        )  # fmt: skip
        places = Location.objects.bulk_create(
            Location(name=f"Café {n}", description="Coffee and cake " * 4, category="restaurant", tags=["notable"],
                     source="user_created", created_by=alice, address=f"Kaivokatu {n}", city="Helsinki",
                     country="FI", latitude=60.17, longitude=24.94, timezone="Europe/Helsinki",
                     details={"wheelchair": "yes", "name_en": "Café"}, cuisine_types=["coffee_shop"],
                     opening_hours="Mo-Su 09:00-18:00", website="https://example.org/")
            for n in range(ROWS + 9)
        )  # fmt: skip
        SavedPlace.objects.bulk_create(
            SavedPlace(user=alice, location=place, notes="Closed on Mondays", tags=["rainy days"]) for place in places
        )
    return make_api_token(alice)


# -- asking ----------------------------------------------------------------------------------------------------------


def view_alone(view: Any, address: str, bearer: Any) -> Callable[[], bytes]:
    """Asks a view: signed in, bound and in a transaction, as the middlewares leave a request."""
    factory, called = RequestFactory(), view.as_view()

    def ask() -> bytes:
        request: Any = factory.get(address)
        request.bearer, request.bearer_problem, request.user = bearer, None, bearer.user
        with acting_as(bearer.user, read_only=True), transaction.atomic():
            response = called(request)
            if hasattr(response, "render"):
                response.render()
        assert response.status_code == 200, response.content
        return bytes(response.content)

    return ask


def whole(handler: BaseHandler, address: str, token: str) -> Callable[[], bytes]:
    """Asks the site, through every middleware."""
    factory = RequestFactory()

    def ask() -> bytes:
        response = handler.get_response(factory.get(address, headers={"Authorization": f"Bearer {token}"}))
        assert response.status_code == 200, response.content
        return bytes(response.content)

    return ask


def raw(ours: Callable[[], bytes], bearer: Any) -> Callable[[], bytes]:
    """Asks psycopg alone for what the API's view asked the database, and joins it."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ours()
    statements = [(sql, params) for sql, params in seen if sql.lstrip().startswith("SELECT")]
    assert len(statements) == 1, seen
    sql, params = statements[0]

    def ask() -> bytes:
        with acting_as(bearer.user, read_only=True), transaction.atomic():
            connection.ensure_connection()
            bare: Any = connection.connection
            with bare.cursor() as cursor:
                cursor.execute(sql, params)
                rows = cursor.fetchall()
        return b'{"results":[' + ",".join(row[0] for row in rows[:ROWS]).encode() + b"]}"

    return ask


# -- measuring -------------------------------------------------------------------------------------------------------


def values(body: bytes) -> Any:
    """The results, with times as times: "Z" and "+00:00" are the same."""

    def read(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: read(each) for name, each in value.items()}
        if isinstance(value, list):
            return [read(each) for each in value]
        if isinstance(value, str) and len(value) > 19 and value[10] == "T":
            return datetime.fromisoformat(value)
        return value

    return read(json.loads(body)["results"])


def backend_cpu(pid: int) -> float:
    """CPU seconds of a PostgreSQL backend so far, to the scheduler's nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


@dataclass
class Cost:
    """CPU milliseconds a request."""

    python: float
    postgres: float

    @property
    def total(self) -> float:
        return self.python + self.postgres


def measure(ways: dict[str, Callable[[], bytes]], rounds: int, requests: int) -> dict[str, Cost]:
    """The median over rounds; the ways take turns, so that a busy machine is busy for all of them."""
    connection.ensure_connection()
    bare: Any = connection.connection
    pid = bare.info.backend_pid
    found: dict[str, list[Cost]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, ask in ways.items():
            python, postgres = time.process_time(), backend_cpu(pid)
            for _request in range(requests):
                ask()
            cost = Cost(
                (time.process_time() - python) / requests * 1000, (backend_cpu(pid) - postgres) / requests * 1000
            )
            if number:  # the first round warms up
                found[name].append(cost)
    return {
        name: Cost(median(cost.python for cost in costs), median(cost.postgres for cost in costs))
        for name, costs in found.items()
    }


def compare(case: Case, number: int, token: str, handler: BaseHandler, options: argparse.Namespace) -> bool:
    """Prove, measure and print one list; True when the target is met."""
    bearer = bearer_of(token)
    assert bearer is not None
    ours = view_alone(case.ours, case.address, bearer)
    theirs = view_alone(case.plain, f"/api/plain/{number}/", bearer)
    ways = {
        "psycopg alone": raw(ours, bearer),
        "API, view": ours,
        "plain DRF, view": theirs,
        "API, whole": whole(handler, case.address, token),
        "plain DRF, our way": whole(handler, f"/api/plain/{number}/", token),
        "plain DRF, whole": whole(handler, f"/usual/{number}/", token),
    }
    answers = {name: values(ask()) for name, ask in ways.items()}
    first = answers["API, view"]
    assert len(first) == ROWS
    for name, answer in answers.items():
        assert answer == first, f"{name} answers otherwise"
    costs = measure(ways, options.rounds, options.requests)
    print(f"{case.name} (same values, {len(ours())} bytes)")
    print(f"  {'CPU ms a request':20}{'Python':>9}{'PostgreSQL':>12}{'sum':>8}")
    for name, cost in costs.items():
        print(f"  {name:20}{cost.python:9.2f}{cost.postgres:12.2f}{cost.total:8.2f}")
    view = costs["plain DRF, view"].total / costs["API, view"].total
    request = costs["plain DRF, whole"].total / costs["API, whole"].total
    short = costs["plain DRF, our way"].total / costs["API, whole"].total
    over = costs["API, view"].total / costs["psycopg alone"].total
    print(
        f"  plain DRF / API: {view:.1f} (view), {request:.1f} (whole request), {short:.1f} (plain behind the API's own"
    )
    print(f"  short way through the middlewares); API / psycopg alone: {over:.1f}\n")
    return view >= TARGET


def main() -> int:
    """Print the three lists; 1 when one misses the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=40, help="a round")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    settings.ROOT_URLCONF = "bench.api.__main__" if __name__ != "__main__" else __name__
    settings.API_RATES = {**settings.API_RATES, "default": "100000000/60"}
    with throwaway_cluster() as cluster:
        server = cluster.running()
        assert server is not None
        database.create_database(server.url(), NAME)
        database.point_at(server.url(), NAME)
        database.migrate()
        token = make_rows()
        handler = BaseHandler()
        handler.load_middleware()
        met = [compare(case, number, token, handler, options) for number, case in enumerate(CASES)]
        connection.close()
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
