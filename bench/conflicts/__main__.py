"""The cost of conflict detection: `python -m bench.conflicts` (from the root of the checkout).

A trip of 14 days with 8 stops a day, made up but with hours, points and costs, is checked by all seven
detectors: as it is, and with one, five and twenty of its stops shifted so that they clash; once for what is
wrong alone (`check`), once with ways out that were tried (`detect`). Target: under 20 ms for the check.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # `python bench/conflicts`
    sys.path.insert(0, str(ROOT))

from trips.planning.catalogue import Place  # noqa: E402
from trips.planning.conflicts import Conflict, DayForecast, LoadedItem, LoadedTrip, Preferences, check, detect  # noqa: E402
from trips.planning.money import Cost, Money  # noqa: E402

DAYS, STOPS = 14, 8
ZONE = "Europe/Helsinki"
TARGET_MS = 20.0
WIDTHS = (10, 14, 7, 17, 7)


def made_up_trip(seed: int = 1) -> LoadedTrip:
    """14 days of 8 stops, an hour each, 35 minutes apart, within two kilometres, open when visited."""
    chance = Random(seed)
    first = date(2026, 6, 1)
    items = []
    for day in range(DAYS):
        for number in range(STOPS):
            on = first + timedelta(days=day)
            starts = datetime(on.year, on.month, on.day, 9, tzinfo=ZoneInfo(ZONE)) + timedelta(minutes=95 * number)
            place = Place(
                id=f"{day}-{number}",
                name=f"Place {day}-{number}",
                category="attraction",
                subcategory=chance.choice(("museum", "park", "place_of_worship")),
                latitude=60.17 + chance.uniform(-0.006, 0.006),
                longitude=24.94 + chance.uniform(-0.006, 0.006),
                timezone=ZONE,
                country="FI",
                opening_hours=f"Mo-Su 0{chance.randrange(6, 9)}:00-23:00; PH 07:00-23:00",
            )
            items.append(
                LoadedItem(
                    id=place.id,
                    title=place.name,
                    type="activity",
                    day=on,
                    starts=starts,
                    ends=starts + timedelta(minutes=60),
                    point=place.point,
                    place=place,
                    cost=Cost("known", Money(Decimal(5), "EUR")),
                )
            )
    dates = tuple(first + timedelta(days=day) for day in range(DAYS))
    return LoadedTrip(
        "made-up",
        dates,
        ZONE,
        tuple(items),
        country="FI",
        budget=Money(Decimal(5000), "EUR"),
        preferences=Preferences(diets=("vegan",), wheelchair=True, dislikes=("zoo",), walking_limit_metres=30_000),
        forecasts={day: DayForecast(precipitation_mm=0, issued=datetime(2026, 5, 30, tzinfo=UTC)) for day in dates},
    )


def broken(trip: LoadedTrip, count: int, seed: int = 2) -> LoadedTrip:
    """The trip with `count` stops shifted onto the one before them."""
    chosen = Random(seed).sample([n for n in range(len(trip.items)) if n % STOPS], count)
    items = list(trip.items)
    for index in chosen:
        item = items[index]
        assert item.starts is not None and item.ends is not None
        shift = timedelta(minutes=-50)
        items[index] = replace(item, starts=item.starts + shift, ends=item.ends + shift)
    return replace(trip, items=tuple(items))


def milliseconds(
    find: Callable[[LoadedTrip], list[Conflict]], trip: LoadedTrip, rounds: int
) -> tuple[float, float, int]:
    """Median and worst CPU time of a detection on a freshly loaded trip, and the number of conflicts."""
    times = []
    found = 0
    for _ in range(rounds):
        fresh = replace(trip, items=tuple(replace(item) for item in trip.items))
        begun = time.process_time()
        found = len(find(fresh))
        times.append((time.process_time() - begun) * 1000)
    return median(times), max(times), found


def main() -> int:
    """Print the table; exit status 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    rounds = parser.parse_args().rounds
    quiet = made_up_trip()
    begun = time.process_time()
    detect(quiet)
    cold = (time.process_time() - begun) * 1000
    print(f"{DAYS} days x {STOPS} stops, {rounds} rounds; CPU ms of one thread (first, cold: {cold:.1f})\n")
    titles = ("conflicts", "check, median", "worst", "ways out, median", "worst")
    print("stops shifted  " + " ".join(f"{title:>{width}}" for title, width in zip(titles, WIDTHS, strict=True)))
    ok = True
    for count in (0, 1, 5, 20):
        trip = broken(quiet, count) if count else quiet
        middle, worst, found = milliseconds(check, trip, rounds)
        dear, dearest, same = milliseconds(detect, trip, rounds)
        assert found == same
        print(f"{count:>14} {found:>10} {middle:>14.2f} {worst:>7.2f} {dear:>17.2f} {dearest:>7.2f}")
        ok = ok and middle < TARGET_MS
    print(f"\ntarget: a check under {TARGET_MS:.0f} ms: {'met' if ok else 'MISSED'}")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
