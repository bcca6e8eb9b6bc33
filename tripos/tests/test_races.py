"""Counters and money under parallel writers: right in every round, and no deadlock reaches a writer (S29)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

WRITERS = 8
ROUNDS = [5, pytest.param(100, marks=pytest.mark.slow)]
Job = Callable[["Writer"], None]


class Writer:
    """One connection that acts as one traveller, a transaction at a time."""

    def __init__(self, server: str, number: int) -> None:
        self.number = number
        self.connection = psycopg.connect(server, autocommit=True)

    def run(self, user: uuid.UUID, *statements: str) -> None:
        """Run statements in one transaction of a few milliseconds."""
        with self.connection.transaction():
            self.connection.execute(f"set local role tripos_app; set local app.user_id = '{user}'".encode())
            for statement in statements:
                self.connection.execute(statement.encode())
            self.connection.execute("select pg_sleep(0.002)")


class Race:
    def __init__(self, server: str) -> None:
        self.owner = psycopg.connect(server, autocommit=True)
        self.owner.execute("set role tripos_owner")
        self.writers = [Writer(server, number) for number in range(WRITERS)]
        self.pool = ThreadPoolExecutor(WRITERS)
        self.alice = self.person("alice")

    def close(self) -> None:
        self.pool.shutdown()
        for writer in self.writers:
            writer.connection.close()
        self.owner.close()

    def one(self, statement: str) -> Any:
        row = self.owner.execute(statement.encode()).fetchone()
        assert row is not None
        return row[0] if len(row) == 1 else row

    def person(self, name: str) -> uuid.UUID:
        key = uuid.uuid4()
        self.owner.execute(
            "insert into users (id, email, password, is_superuser, is_staff, is_active)"
            " values (%s, %s, '', false, false, true)",
            [key, f"{name}-{key}@example.org"],
        )
        return key

    def trip(self) -> uuid.UUID:
        return self.one(
            f"insert into trips (user_id, title, destination, start_date, end_date, currency) values ('{self.alice}', 'T',"
            " 'D', '2026-05-01', '2026-05-09', 'EUR') returning id"
        )

    def item(self, trip: uuid.UUID, cost: int) -> uuid.UUID:
        return self.one(
            "insert into itinerary_items (trip_id, title, type, day_number, cost, currency) "
            f"values ('{trip}', 'Stop', 'activity', 1, {cost}, 'EUR') returning id"
        )

    def go(self, job: Job) -> None:
        """All writers do their job at once; the first error is raised here."""
        barrier = Barrier(WRITERS)

        def start(writer: Writer) -> None:
            barrier.wait()
            job(writer)

        for future in [self.pool.submit(start, writer) for writer in self.writers]:
            future.result(timeout=60)

    def assert_budget(self, trip: uuid.UUID) -> None:
        stored, version, real = self.one(
            f"""select b.total_pending, t.content_version, coalesce((select sum(i.cost) from itinerary_items i
                  where i.trip_id = t.id and i.deleted_at is null), 0)
                  from trips t join budget_tracking b on b.trip_id = t.id where t.id = '{trip}'"""
        )
        assert stored == real
        assert version > 1


@pytest.fixture
def race(database_copy: str, postgres: str) -> Iterator[Race]:
    server = make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"], user="tripos_test")
    race = Race(server)
    try:
        yield race
    finally:
        race.close()


INSERT = "insert into itinerary_items (trip_id, title, type, day_number, cost, currency) values ('{}', 'S', 'event', 1, {}, 'EUR')"


@pytest.mark.parametrize("rounds", ROUNDS)
def test_s29_parallel_item_inserts_keep_the_budget_right(race: Race, rounds: int) -> None:
    for _ in range(rounds):
        trip = race.trip()

        def insert(writer: Writer, trip: uuid.UUID = trip) -> None:
            for n in range(3):
                writer.run(race.alice, INSERT.format(trip, writer.number + n))

        race.go(insert)
        race.assert_budget(trip)
        assert (
            race.one(f"select total_pending from budget_tracking where trip_id = '{trip}'") == 3 * sum(range(8)) + 8 * 3
        )


@pytest.mark.parametrize("rounds", ROUNDS)
def test_items_moved_to_and_fro_keep_both_budgets_right(race: Race, rounds: int) -> None:
    for _ in range(rounds):
        trips = race.trip(), race.trip()
        items = [race.item(trips[n % 2], 2**n) for n in range(WRITERS)]

        def move(writer: Writer, trips: Any = trips, items: Any = items) -> None:
            for n in range(1, 4):
                target = trips[(writer.number + n) % 2]
                writer.run(
                    race.alice, f"update itinerary_items set trip_id = '{target}' where id = '{items[writer.number]}'"
                )

        race.go(move)
        for trip in trips:
            race.assert_budget(trip)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_soft_delete_and_restore_keep_the_budget_right(race: Race, rounds: int) -> None:
    for _ in range(rounds):
        trip = race.trip()
        items = [race.item(trip, 2**n) for n in range(WRITERS)]

        def toggle(writer: Writer, items: Any = items) -> None:
            for n in range(3 + writer.number % 2):
                at = "now()" if n % 2 == 0 else "null"
                # A shared row beside one's own: writers wait for each other's rows too.
                for item in sorted((items[writer.number], items[0])):
                    writer.run(race.alice, f"update itinerary_items set deleted_at = {at} where id = '{item}'")

        race.go(toggle)
        race.assert_budget(trip)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_parallel_messages_are_counted_and_ordered(race: Race, rounds: int) -> None:
    for _ in range(rounds):
        conversation = race.one(
            f"insert into conversations (user_id, title, agent_type) values ('{race.alice}', 'C', 'local_scout') returning id"
        )

        def say(writer: Writer, conversation: uuid.UUID = conversation) -> None:
            text = f"insert into messages (conversation_id, role, content) values ('{conversation}', 'user', 'Hi')"
            for _ in range(3):
                writer.run(race.alice, text)

        race.go(say)
        count, last = race.one(f"select message_count, last_position from conversations where id = '{conversation}'")
        positions = race.one(
            f"select array_agg(position order by position) from messages where conversation_id = '{conversation}'"
        )
        assert (count, last) == (3 * WRITERS, 3 * WRITERS)
        assert positions == list(range(1, 3 * WRITERS + 1))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_parallel_saves_and_moves_keep_the_collections_counts_right(race: Race, rounds: int) -> None:
    places = [
        race.one(f"insert into locations (name, category, source) values ('P{n}', 'other', 'osm') returning id")
        for n in range(WRITERS)
    ]
    for _ in range(rounds):
        person = race.person("saver")
        collections = [
            race.one(f"insert into collections (user_id, name) values ('{person}', 'C{n}') returning id")
            for n in range(2)
        ]

        def save(writer: Writer, person: Any = person, collections: Any = collections) -> None:
            place = places[writer.number]
            mine = f"where user_id = '{person}' and location_id = '{place}'"
            first, second = (collections[(writer.number + n) % 2] for n in range(2))
            writer.run(person, "insert into saved_places (user_id, location_id, collection_id) "
                       f"values ('{person}', '{place}', '{first}')")  # fmt: skip
            writer.run(person, f"update saved_places set collection_id = '{second}' {mine}")
            if writer.number % 4 == 0:
                writer.run(person, f"delete from saved_places {mine}")
            elif writer.number % 4 == 1:
                writer.run(person, f"update saved_places set collection_id = null {mine}")
            else:
                writer.run(person, f"update saved_places set collection_id = '{first}' {mine}")

        race.go(save)
        wrong = race.one(
            f"""select count(*) from collections c where c.user_id = '{person}'
                 and c.item_count <> (select count(*) from saved_places s where s.collection_id = c.id)"""
        )
        assert wrong == 0
        assert race.one(f"select sum(item_count) from collections where user_id = '{person}'") == 4


@pytest.mark.parametrize("rounds", ROUNDS)
def test_currency_and_stops_changed_at_once_end_in_one_currency(race: Race, rounds: int) -> None:
    race.owner.execute("insert into exchange_rates (currency, rate_date, rate) values ('SEK', '2026-01-01', 10)")
    for _ in range(rounds):
        trip = race.trip()
        items = [race.item(trip, 10) for _ in range(WRITERS)]

        def change(writer: Writer, trip: uuid.UUID = trip, items: Any = items) -> None:
            if writer.number == 0:
                writer.run(race.alice, f"update trips set currency = 'SEK' where id = '{trip}'")
            else:
                writer.run(race.alice, f"update itinerary_items set cost = 20 where id = '{items[writer.number]}'")

        race.go(change)
        stored, real = race.one(
            f"""select b.total_pending, (select sum(i.cost) * 10 from itinerary_items i where i.trip_id = b.trip_id)
                  from budget_tracking b where b.trip_id = '{trip}'"""
        )
        assert stored == real == 1500
