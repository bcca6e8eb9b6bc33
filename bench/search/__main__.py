"""The search's benchmark: `python -m bench.search [--places 100000] [--rounds 60]` (from the root of the checkout).

Makes a throwaway database with made-up places and runs each kind of search as the specification writes it and as the
product does, in turns and with the same arguments, as the traveller's role. Prints the median of the times that the
client waits, and their ratio; ratios are what to compare between machines. Where the specification has no query for
something, the plain way to ask its columns stands in, and is marked with a star.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg

import tripos.testing.plugin  # noqa: F401  (settings for a database of our own)

PLACES = """
    insert into locations (name, category, subcategory, city, country, latitude, longitude, cuisine_types, source,
                           external_id, description)
    select initcap(a.word || ' ' || b.word || ' ' || c.word), (enum_range(null::location_category))[1 + s.n %% 7],
           'kind ' || s.n %% 40, 'City ' || s.n %% 50, 'FI', -60 + (s.n * 7919::bigint %% 1200000) / 10000.0,
           -180 + (s.n * 104729::bigint %% 3600000) / 10000.0, array['kitchen' || s.n %% 60], 'bench', s.n::text,
           'A ' || c.word || ' by the ' || a.word || ' of ' || b.word
      from generate_series(1, %(places)s) s (n)
      join words a on a.n = s.n %% 1009 join words b on b.n = (s.n / 7) %% 1013 join words c on c.n = (s.n / 49) %% 1019
"""
WORDS = """
    create temp table words as
    select n, (select string_agg(substr('bcdfghklmnprstv', 1 + (abs(hashint4(n * 31 + s)) %% 15), 1)
                              || substr('aeiou', 1 + (abs(hashint4(n * 17 + s)) %% 5), 1), '')
                 from generate_series(1, 2 + n %% 3) s) as word
      from generate_series(0, 1020) n
"""
SPECIFIED_NEARBY = """
    create function specified_nearby(
      p_latitude decimal, p_longitude decimal, p_category location_category, p_limit integer)
    returns table (id uuid, name text, category location_category, distance_km decimal)
    language plpgsql as $$
    #variable_conflict use_column
    begin
      return query
      select l.id, l.name, l.category,
             (6371 * acos(cos(radians(p_latitude)) * cos(radians(l.latitude))
                          * cos(radians(l.longitude) - radians(p_longitude))
                          + sin(radians(p_latitude)) * sin(radians(l.latitude))))::decimal as distance_km
        from locations l
       where l.is_active = true and l.deleted_at is null and l.latitude is not null and l.longitude is not null
         and (p_category is null or l.category = p_category)
       order by distance_km asc limit p_limit;
    end $$;
    grant execute on function specified_nearby(decimal, decimal, location_category, integer) to tripos_app;
"""
SPECIFIED_TEXT = """
    select id from locations
     where to_tsvector('english', name || ' ' || coalesce(description, '') || ' ' || coalesce(city, '') || ' '
                       || coalesce(array_to_string(tags, ' '), '')) @@ plainto_tsquery('english', %s)
       and is_active and deleted_at is null limit 20
"""
OURS = "select id from app.search_locations(%s)"

Arguments = tuple[Any, ...]


@dataclass
class Case:
    """One kind of search in both versions; `arguments` makes those of a round."""

    title: str
    specified: str
    ours: str
    arguments: Callable[[random.Random, list[str]], tuple[Arguments, Arguments]]
    times: dict[str, list[float]] = field(default_factory=lambda: {"specified": [], "ours": []})
    errors: int = 0


def at_random(rolls: random.Random, names: list[str]) -> tuple[Arguments, Arguments]:
    point = (rolls.uniform(-60, 60), rolls.uniform(-180, 180))
    return point, point


def words_of(rolls: random.Random, names: list[str]) -> tuple[Arguments, Arguments]:
    words = " ".join(rolls.choice(names).split()[:2])
    return (words,), (words,)


def beginnings_of(rolls: random.Random, names: list[str]) -> tuple[Arguments, Arguments]:
    words = rolls.choice(names)[: rolls.randint(3, 6)].strip()
    return (f"%{words}%",), (words,)


def misspelt(rolls: random.Random, names: list[str]) -> tuple[Arguments, Arguments]:
    name = rolls.choice(names)
    at = rolls.randrange(len(name))
    words = name[:at] + rolls.choice("aeioulnrst") + name[at + 1 :]
    return (words, words), (words,)


def cases() -> list[Case]:
    return [
        Case(
            "nearby, top 20",
            "select * from specified_nearby(%s::decimal, %s::decimal, null, 20)",
            "select * from search_nearby_locations(%s::decimal, %s::decimal, 500)",
            at_random,
        ),
        Case(
            "nearby of a category",
            "select * from specified_nearby(%s::decimal, %s::decimal, 'restaurant', 20)",
            "select * from search_nearby_locations(%s::decimal, %s::decimal, 500, 'restaurant')",
            at_random,
        ),
        Case("full text, two words", SPECIFIED_TEXT, OURS, words_of),
        Case(
            "as you type *",
            "select id from locations where name ilike %s and is_active and deleted_at is null limit 20",
            OURS,
            beginnings_of,
        ),
        Case(
            "one letter wrong *",
            "select id from locations where is_active and deleted_at is null"
            " and public.similarity(name, %s) > 0.3 order by public.similarity(name, %s) desc limit 20",
            OURS,
            misspelt,
        ),
    ]


@contextmanager
def database_of(places: int) -> Iterator[str]:
    """A migrated database with so many places, and the specification's function beside ours."""
    import django

    django.setup()
    from tripos.db.embedded import Cluster
    from tripos.testing import database

    with tempfile.TemporaryDirectory(prefix="tripos-bench-") as folder:
        cluster = Cluster(Path(folder) / "postgres", durable=False)
        try:
            server = cluster.ensure_running()
            database.create_database(server.url(), "bench")
            database.point_at(server.url(), "bench")
            database.migrate()
            with psycopg.connect(server.url("bench"), autocommit=True) as connection:
                connection.execute("set role tripos_owner")
                connection.execute(WORDS.replace("%%", "%"))
                connection.execute(SPECIFIED_NEARBY)
                connection.execute(PLACES, {"places": places})
                connection.execute("reset role")
                connection.execute("vacuum analyze locations")
            yield server.url("bench")
        finally:
            cluster.stop()


def measure(url: str, rounds: int, found: list[Case]) -> None:
    """Run all cases in turns; fill in their times in milliseconds."""
    rolls = random.Random(11)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set role tripos_app")
        names = [row[0] for row in connection.execute("select name from locations order by id limit 2000")]
        for number in range(rounds + 3):
            for case in found:
                first, second = case.arguments(rolls, names)
                for version, statement, arguments in (
                    ("specified", case.specified, first),
                    ("ours", case.ours, second),
                ):
                    started = time.perf_counter()
                    try:
                        connection.execute(statement, arguments).fetchall()  # type: ignore[arg-type]
                    except psycopg.errors.NumericValueOutOfRange:
                        case.errors += 1
                    if number >= 3:  # the first rounds warm caches
                        case.times[version].append(1000 * (time.perf_counter() - started))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--places", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    found = cases()
    with database_of(options.places) as url:
        measure(url, options.rounds, found)
    line = "{:<24}{:>14}{:>12}{:>12}{:>9}\n"
    sys.stdout.write(f"{options.places:,} places, {options.rounds} rounds, medians in ms (* stands in)\n")
    sys.stdout.write(line.format("search", "specification", "ours", "ours p95", "ratio"))
    for case in found:
        before, after = median(case.times["specified"]), median(case.times["ours"])
        slow = quantiles(case.times["ours"], n=20)[-1]
        sys.stdout.write(
            line.format(case.title, f"{before:.2f}", f"{after:.2f}", f"{slow:.2f}", f"{before / after:.0f}×")
        )
        if case.errors:
            sys.stdout.write(f"  the specification's raised {case.errors} errors\n")


if __name__ == "__main__":
    main()
