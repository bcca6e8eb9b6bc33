"""Server time of a trip's page of 14 days with 8 stops each: `python -m bench.pages` (from the root of the checkout).

Through every middleware and signed in, the page of an empty trip of one day and the full trip's page are asked for in
turn, the full one each time after one edit of one of its stops (not timed). CPU of Python and of its PostgreSQL backend
is read from the system. Target: after an edit the full page costs at most 5 times the empty one. `--profile` prints
where the time of the full page goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from datetime import date
from datetime import time as clock
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # `python bench/pages`
    sys.path.insert(0, str(ROOT))

import django  # noqa: E402

import tripos.testing.plugin  # noqa: E402, F401  (the environment of a test run)

django.setup()

import logging  # noqa: E402

import structlog  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from places.models import Location  # noqa: E402
from tripos.db.context import acting_as, change_set  # noqa: E402
from tripos.run.test import throwaway_cluster  # noqa: E402
from tripos.testing import database  # noqa: E402
from tripos.testing.cast import make_trip, make_user  # noqa: E402
from tripos.testing.pages import signed_in  # noqa: E402
from trips.models import ItineraryItem, Trip  # noqa: E402

NAME = "tripos_bench_pages"
DAYS, STOPS = 14, 8
TARGET = 5.0
HOURS = ("Tu-Su 10:00-18:00", "Mo-Su 08:00-21:00", None, "Mo-Fr 09:00-17:00; Sa-Su 10:00-16:00; PH off")


def make_trips() -> tuple[Any, Trip, Trip]:
    """Alice, a trip of hers with nothing in it, and one with 14 × 8 stops in a city's places."""
    alice = make_user("alice")
    empty = make_trip(alice, title="Empty", end_date=date(2026, 5, 14))
    full = make_trip(alice, title="Full", end_date=date(2026, 5, 13 + DAYS))
    with acting_as(None, role="worker"):
        places = Location.objects.bulk_create(
            Location(name=f"Place {n}", category="attraction", subcategory="museum", source="openstreetmap",
                     latitude=60.16 + n % 11 / 900, longitude=24.93 + n % 13 / 700, city="Helsinki", country="FI",
                     timezone="Europe/Helsinki", opening_hours=HOURS[n % len(HOURS)], as_of=date(2026, 1, 1),
                     address=f"Kaivokatu {n}", tags=["notable"])
            for n in range(DAYS * STOPS)
        )  # fmt: skip
    with acting_as(alice), change_set("Filled"):
        ItineraryItem.objects.bulk_create(
            ItineraryItem(trip=full, title=place.name, type="activity", location=place, latitude=place.latitude,
                          longitude=place.longitude, day_number=1 + n // STOPS, sort_order=n % STOPS,
                          start_time=clock(9 + n % STOPS), end_time=clock(9 + n % STOPS, 45), cost=Decimal(10 + n),
                          currency="EUR")
            for n, place in enumerate(places)
        )  # fmt: skip
    return alice, empty, full


def backend_cpu(pid: int) -> float:
    """CPU seconds of a PostgreSQL backend so far, to the scheduler's nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def cost(ask: Callable[[], object]) -> tuple[float, float, float]:
    """CPU milliseconds of Python and of PostgreSQL, and milliseconds of the clock, of one request."""
    connection.ensure_connection()
    bare: Any = connection.connection
    pid = bare.info.backend_pid
    python, postgres, wall = time.process_time(), backend_cpu(pid), time.perf_counter()
    ask()
    return (
        (time.process_time() - python) * 1000,
        (backend_cpu(pid) - postgres) * 1000,
        (time.perf_counter() - wall) * 1000,
    )


def page(client: Client, trip: Trip) -> Callable[[], object]:
    address = reverse("trips:trip_detail", args=[trip.pk])

    def ask() -> object:
        response = client.get(address)
        assert response.status_code == 200
        return response

    return ask


def edit(alice: Any, trip: Trip, number: int) -> None:
    """Change the words of one stop."""
    with acting_as(alice), change_set("Edited"):
        keys = list(ItineraryItem.objects.of_trip(trip).values_list("pk", flat=True))
        ItineraryItem.objects.filter(pk=keys[number * 7 % len(keys)]).update(notes=f"Edit {number}")


def run(rounds: int, *, profile: bool) -> bool:
    """Measure and print; True when the target is met."""
    alice, empty, full = make_trips()
    client = signed_in(alice)
    ways = {"empty page": page(client, empty), "full, unchanged": page(client, full), "full, after an edit": None}
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
    cold = cost(page(client, full))
    for number in range(rounds + 2):
        for name, ask in ways.items():
            if ask is None:
                edit(alice, full, number)
            measured = cost(ask or page(client, full))
            if number > 1:  # the first rounds warm up
                found[name].append(measured)
    print(f"{DAYS} days of {STOPS} stops, signed in, every middleware; median of {rounds}")
    print(f"  {'milliseconds':22}{'Python':>9}{'PostgreSQL':>12}{'CPU':>8}{'clock':>8}")
    sums: dict[str, float] = {}
    for name, rows in {**found, "full, the first time": [cold]}.items():
        python, postgres, wall = (median(row[part] for row in rows) for part in range(3))
        sums[name] = python + postgres
        print(f"  {name:22}{python:9.1f}{postgres:12.1f}{python + postgres:8.1f}{wall:8.1f}")
    ratio = sums["full, after an edit"] / sums["empty page"]
    print(f"  after an edit / empty: {ratio:.2f} (target: at most {TARGET:.0f})")
    if profile:
        profiler = cProfile.Profile()
        for number in range(20):
            edit(alice, full, 1000 + number)
            profiler.runcall(page(client, full))
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)
    return ratio <= TARGET


def main() -> int:
    """Print the table; 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with throwaway_cluster() as cluster:
        server = cluster.running()
        assert server is not None
        database.create_database(server.url(), NAME)
        database.point_at(server.url(), NAME)
        database.migrate()
        met = run(options.rounds, profile=options.profile)
        connection.close()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
