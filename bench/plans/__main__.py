"""Plans over real places: `python -m bench.plans` (from the root of the checkout).

Helsinki for 1 to 3 days and Barcelona for 1 to 7, starting on each weekday and on a public holiday; two people who
like museums and good coffee, with a vegan lunch. Each plan is verified from the places' own hours and drawn as an
SVG into `.tripos/plans`, and with `--ascii` as text maps beside it. Printed: what is wrong (should be nothing), and
what the days are like.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import mean, median

from bench.plans.ascii_map import ascii_of
from bench.plans.cities import ROOT, barcelona, estimates, helsinki
from bench.plans.drawn import svg_of
from trips.planning.arrange import optimization_score
from trips.planning.catalogue import Place
from trips.planning.estimates import Estimates
from trips.planning.itinerary import Plan, PlannedDay
from trips.planning.money import Money
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, Party, PlanRequest
from trips.planning.verify import verify

MONDAY = date(2026, 5, 18)
WEEK = tuple(MONDAY + timedelta(days=offset) for offset in range(7))
TODAY = date(2026, 5, 6)
MEALS = (MealWish("lunch", ("vegan",)), MealWish("dinner"))
HOLIDAYS = {"Helsinki": date(2026, 5, 14), "Barcelona": date(2026, 6, 24)}
LENGTHS = {"Helsinki": (1, 2, 3), "Barcelona": (1, 2, 3, 4, 5, 6, 7)}


def say(text: str = "") -> None:
    """One line of the report, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def request(city: str, start: date, days: int) -> PlanRequest:
    """The newcomer's sentence for a city; Helsinki with its budget of 150 euros a day."""
    return PlanRequest(
        start_date=start,
        end_date=start + timedelta(days=days - 1),
        destination=city,
        party=Party(2),
        budget=Money(Decimal(150 * days), "EUR") if city == "Helsinki" else None,
        interests=("museums", "good coffee"),
        meals=MEALS,
    )


def longest_idle(day: PlannedDay) -> int:
    """The longest time of a day, in minutes, that is neither visit, meal nor way."""
    gaps = [0]
    for before, stop in zip(day.stops, day.stops[1:], strict=False):
        free = (stop.start - before.leave).total_seconds() / 60
        gaps.append(round(free - (stop.travel.minutes if stop.travel else 0)))
    return max(gaps)


def report(city: str, days: int, plans: Sequence[tuple[Plan, float]], places: Sequence[Place]) -> int:
    """One row for the plans of a length. Returns how many of them have faults."""
    by_id = {place.id: place for place in places}
    every = [day for plan, _ in plans for day in plan.days]
    faulty = [plan for plan, _ in plans if verify(plan, by_id) or not plan.checked]
    meals = [stop for day in every for stop in day.stops if stop.meal in ("lunch", "dinner")]
    starts = [day.stops[0].start for day in every if day.stops]
    lunches = [f"{stop.start:%H:%M}" for stop in meals if stop.meal == "lunch"]
    dinners = [f"{stop.start:%H:%M}" for stop in meals if stop.meal == "dinner"]
    stops = [stop for day in every for stop in day.stops]
    score = mean(optimization_score(plan, by_id) for plan, _ in plans)
    say(
        f"{city:<10} {days:>4} {len(plans):>6} {len(faulty):>7} {sum(s.place_id is not None for s in meals):>4}/"
        f"{2 * len(every):<4} {min(starts, key=lambda s: s.time()):%H:%M}-{max(starts, key=lambda s: s.time()):%H:%M} "
        f"{min(lunches)}-{max(lunches)} {min(dinners)}-{max(dinners)} "
        f"{mean(sum(s.kind == 'sight' for s in day.stops) for day in every):>6.1f} "
        f"{mean(day.walk_metres for day in every) / 1000:>5.1f} {max(longest_idle(day) for day in every):>5} "
        f"{100 * mean(s.start.minute % 5 == 0 for s in stops):>6.0f} {score:>6.3f} "
        f"{1000 * median(seconds for _, seconds in plans):>6.0f}"
    )
    return len(faulty)


def planned(
    city: str,
    places: Sequence[Place],
    prices: Estimates,
    folder: Path,
    lengths: Sequence[int],
    starts: Sequence[date],
    *,
    ascii_maps: bool,
) -> int:
    """Plan, verify, draw and report everything of a city. Returns the number of plans with faults."""
    faulty = 0
    maps: list[str] = []
    for days in lengths:
        plans = []
        for start in starts:
            began = time.thread_time()
            plan = plan_trip(request(city, start, days), places, prices, TODAY)
            plans.append((plan, time.thread_time() - began))
            name = f"{city.lower()}-{days}-{start:%a}{'-holiday' if start == HOLIDAYS[city] else ''}.svg".lower()
            (folder / name).write_text(svg_of(plan, places), encoding="utf-8")
            if ascii_maps:
                drawn = ascii_of(plan)
                (folder / name).with_suffix(".txt").write_text(drawn + "\n", encoding="utf-8")
                maps.append(drawn)
        faulty += report(city, days, plans, places)
    for drawn in maps:
        say(f"\n{drawn}")
    return faulty


def main() -> int:
    """Parse the options, print the table, write the drawings; 1 where a plan has a fault."""
    parser = argparse.ArgumentParser(prog="python -m bench.plans", description=__doc__)
    parser.add_argument("--city", choices=sorted(LENGTHS), help="one city only")
    parser.add_argument("--days", type=int, nargs="+", help="these lengths only")
    parser.add_argument("--folder", type=Path, default=ROOT / ".tripos" / "plans", help="where the drawings go")
    parser.add_argument("--start", type=date.fromisoformat, nargs="+", help="these first days only")
    parser.add_argument("--ascii", action="store_true", help="print small maps too, a grid a day, north up")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    prices = estimates()
    say(
        f"{'city':<10} {'days':>4} {'plans':>6} {'faulty':>7} {'meals':>9} {'first stop':<11} {'lunch':<11} "
        f"{'dinner':<11} {'sights':>6} {'km':>5} {'idle':>5} {'marks%':>6} {'score':>6} {'ms':>6}"
    )
    faulty = 0
    for city, read in (("Helsinki", helsinki), ("Barcelona", barcelona)):
        if options.city not in (None, city):
            continue
        places = read()
        if not places:
            say(f"No places of {city}: set TRIPOS_SHARED. Left out.")
            continue
        lengths, starts = options.days or LENGTHS[city], options.start or (*WEEK, HOLIDAYS[city])
        faulty += planned(city, places, prices, options.folder, lengths, starts, ascii_maps=options.ascii)
    say(f"Drawings in {options.folder}")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
