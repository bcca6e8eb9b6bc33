"""No traveller's binding reaches another's statement, under threads, pools, errors and killed backends."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from tripos.db.backend.base import DatabaseWrapper
from tripos.db.context import acting_as, bound
from trips.models import Trip

ALIAS = "load"
THREADS = 8
Seen = set[uuid.UUID]


class Leak(AssertionError):
    """A statement showed rows that its actor may not see."""


def trips() -> Seen:
    """Whose trips an unfiltered query shows."""
    return set(Trip.objects.using(ALIAS).values_list("user_id", flat=True))


def expect(person: uuid.UUID | None, seen: Seen) -> None:
    if seen - ({person} if person else set()):
        raise Leak(f"{person} saw {seen}")
    if person and not seen:
        raise AssertionError("one's own trip is missing: the test would prove nothing")


def autocommit(person: uuid.UUID | None, other: uuid.UUID) -> None:
    with acting_as(person):
        expect(person, trips())


def in_a_transaction(person: uuid.UUID | None, other: uuid.UUID) -> None:
    with acting_as(person), transaction.atomic(using=ALIAS):
        expect(person, trips())
        expect(person, trips())


def failing_view(person: uuid.UUID | None, other: uuid.UUID) -> None:
    with suppress(ZeroDivisionError), acting_as(person), transaction.atomic(using=ALIAS):
        expect(person, trips())
        raise ZeroDivisionError
    with acting_as(other):
        expect(other, trips())


def failing_statement(person: uuid.UUID | None, other: uuid.UUID) -> None:
    with suppress(DatabaseError), acting_as(person), transaction.atomic(using=ALIAS):
        expect(person, trips())
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("select 1 / 0")
    with acting_as(other):
        expect(other, trips())


def switch_in_a_savepoint(person: uuid.UUID | None, other: uuid.UUID) -> None:
    with acting_as(person), transaction.atomic(using=ALIAS):
        expect(person, trips())
        with suppress(ZeroDivisionError), transaction.atomic(using=ALIAS):
            with acting_as(other):
                expect(other, trips())
            raise ZeroDivisionError
        expect(person, trips())
        with acting_as(other), transaction.atomic(using=ALIAS):
            expect(other, trips())
        expect(person, trips())


def stream(person: uuid.UUID | None, other: uuid.UUID) -> None:
    with acting_as(person), transaction.atomic(using=ALIAS):
        rows = Trip.objects.using(ALIAS).values_list("user_id", flat=True).iterator(chunk_size=1)
        expect(person, set(rows))


def reading(person: uuid.UUID | None, other: uuid.UUID) -> None:
    with acting_as(person, read_only=True), transaction.atomic(using=ALIAS):
        expect(person, trips())
    with acting_as(other), transaction.atomic(using=ALIAS):
        Trip.objects.using(ALIAS).update(description="seen")


def unbound(person: uuid.UUID | None, other: uuid.UUID) -> None:
    with bound(None):
        try:
            seen = trips()
        except DatabaseError as error:
            if isinstance(error, OperationalError | InterfaceError):
                raise
            return
        raise Leak(f"nobody saw {seen}")


REQUESTS: list[Callable[[uuid.UUID | None, uuid.UUID], None]] = [
    autocommit, in_a_transaction, failing_view, failing_statement, switch_in_a_savepoint, stream, reading, unbound,
]  # fmt: skip


def make_people(server: str, count: int = 12) -> list[uuid.UUID]:
    people = [uuid.uuid4() for _ in range(count)]
    with psycopg.connect(server) as connection:
        connection.execute("set role tripos_owner")
        for person in people:
            connection.execute(
                "insert into users (id, email, password, is_superuser, is_staff, is_active)"
                " values (%s, %s, '', false, false, true)",
                [person, f"{person}@example.org"],
            )
            connection.execute(
                "insert into trips (user_id, title, destination, start_date, end_date)"
                " values (%s, 'T', 'D', '2026-05-01', '2026-05-02')",
                [person],
            )
    return people


def play(settings: dict[str, Any], people: list[uuid.UUID], seed: int, count: int, pooled: bool) -> Counter[str]:
    """One thread's requests; what became of them."""
    chance = random.Random(seed)
    wrapper = DatabaseWrapper(settings, ALIAS)
    connections[ALIAS] = wrapper
    done: Counter[str] = Counter()
    for _ in range(count):
        request = chance.choice(REQUESTS)
        person, other = chance.choice([*people, None]), chance.choice(people)
        try:
            request(person, other)
            done["right"] += 1
        except Leak:
            done["leaks"] += 1
        except (OperationalError, InterfaceError, psycopg.OperationalError):  # a stream's end comes as psycopg's own
            done["killed"] += 1
            wrapper.close()
        if pooled:
            wrapper.close()  # back to the pool, as at the end of a request
    wrapper.close()
    return done


def kill_backends(server: str, stop: Event) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        while not stop.wait(0.05):
            connection.execute(
                """select pg_terminate_backend(pid) from pg_stat_activity
                    where usename = 'tripos_test' and datname = current_database() order by random() limit 2"""
            )


def under_load(server: str, requests: int, *, pooled: bool, kill: bool, threads: int = THREADS) -> Counter[str]:
    people = make_people(server)
    settings = {**connections["default"].settings_dict, "CONN_MAX_AGE": 0 if pooled else None}
    options = {key: value for key, value in settings["OPTIONS"].items() if key != "pool"}
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": 4, "timeout": 30}
    settings["OPTIONS"] = options
    stop = Event()
    with ThreadPoolExecutor(threads + 1) as pool:
        killer = pool.submit(kill_backends, server, stop) if kill else None
        try:
            played = [pool.submit(play, settings, people, seed, requests, pooled) for seed in range(threads)]
            total = sum((future.result(timeout=300) for future in played), Counter())
        finally:
            stop.set()
            if killer is not None:
                killer.result(timeout=10)
            if pooled:
                DatabaseWrapper(settings, ALIAS).close_pool()
    return total


@pytest.fixture
def server(database_copy: str, postgres: str) -> str:
    return make_conninfo(postgres, dbname=database_copy)


@pytest.mark.parametrize("kill", [False, True], ids=["calm", "killed"])
@pytest.mark.parametrize("pooled", [False, True], ids=["persistent", "pooled"])
def test_no_binding_reaches_another_request(server: str, pooled: bool, kill: bool) -> None:
    total = under_load(server, 30, pooled=pooled, kill=kill)
    assert total["leaks"] == 0
    assert total["right"] > (100 if kill else 239)
    assert total.total() == THREADS * 30


@pytest.mark.slow
@pytest.mark.parametrize("kill", [False, True], ids=["calm", "killed"])
@pytest.mark.parametrize("pooled", [False, True], ids=["persistent", "pooled"])
def test_no_binding_reaches_another_request_in_thousands(server: str, pooled: bool, kill: bool) -> None:
    total = under_load(server, 350, pooled=pooled, kill=kill, threads=16)
    assert total["leaks"] == 0
    assert total["right"] > 1000


def test_the_control_leaks(server: str) -> None:
    """The same rows behind a binding of the session: whoever comes next without one sees the last one's trips."""
    people = make_people(server)
    leaks = 0

    def play_naively(pool: ConnectionPool, seed: int) -> int:
        chance, found = random.Random(seed), 0
        for _ in range(20):
            person = chance.choice([*people, None])
            with pool.connection() as connection:
                if person is not None:
                    connection.execute(
                        "select set_config('role', 'tripos_app', false), set_config('app.user_id', %s, false)",
                        [str(person)],
                    )
                    connection.commit()
                try:
                    seen = {row[0] for row in connection.execute("select user_id from trips").fetchall()}
                except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable):
                    connection.rollback()
                    continue
                found += bool(seen) and seen != {person}
            time.sleep(0.001)
        return found

    with (
        ConnectionPool(make_conninfo(server, user="tripos_test"), min_size=2, max_size=4) as pool,
        ThreadPoolExecutor(4) as threads,
    ):
        leaks = sum(future.result(timeout=60) for future in [threads.submit(play_naively, pool, n) for n in range(4)])
    assert leaks > 0
