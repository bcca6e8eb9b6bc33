"""Two tabs, a double click, a yes beside a no: an approval is answered once, and carried out at most once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from conversations import approving
from tripos.db.context import acting_as, change_set

CLICKS = 6


@pytest.fixture
def owner(database_copy: str, postgres: str) -> Iterator[psycopg.Connection[Any]]:
    server = make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"], user="tripos_test")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("set role tripos_owner")
        yield connection


def one(owner: psycopg.Connection[Any], statement: str, *params: Any) -> Any:
    row = owner.execute(statement.encode(), params).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def waiting(owner: psycopg.Connection[Any]) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """A traveller, their stop, and the question whether it may go."""
    user = uuid.uuid4()
    owner.execute(
        "insert into users (id, email, password, is_superuser, is_staff, is_active)"
        " values (%s, %s, '', false, false, true)",
        [user, f"{user}@example.org"],
    )
    trip = one(
        owner,
        "insert into trips (user_id, title, destination, start_date, end_date, timezone)"
        " values (%s, 'T', 'D', '2026-05-01', '2026-05-03', 'UTC') returning id",
        user,
    )
    stop = one(
        owner,
        "insert into itinerary_items (trip_id, title, type, day_number) values (%s, 'A', 'custom', 1) returning id",
        trip,
    )
    conversation = one(
        owner,
        "insert into conversations (user_id, title, agent_type, trip_id) values (%s, 'C', 'general_concierge', %s)"
        " returning id",
        user,
        trip,
    )
    approval = one(
        owner,
        "insert into approvals (user_id, conversation_id, trip_id, tool_call_id, tool_name, arguments, preview,"
        " expires_at) values (%s, %s, %s, 'remove_stop_0', 'remove_stop', %s, '{\"lines\": [\"A\"]}',"
        " now() + interval '1 hour') returning id",
        user,
        conversation,
        trip,
        json.dumps({"trip_id": str(trip), "item_ids": [str(stop)]}),
    )
    return user, stop, approval


@pytest.mark.parametrize("answers", [("approve",) * CLICKS, ("approve", "deny") * (CLICKS // 2)])
def test_answers_at_the_same_moment_count_once(
    owner: psycopg.Connection[Any],
    waiting: tuple[uuid.UUID, uuid.UUID, uuid.UUID],
    answers: tuple[str, ...],
    django_db_blocker: Any,
) -> None:
    user, stop, approval = waiting
    barrier = Barrier(len(answers))

    def click(answer: str) -> approving.Outcome:
        try:
            with acting_as(user), change_set("Answered"):
                barrier.wait(timeout=30)
                return getattr(approving, answer)(user, approval)  # type: ignore[no-any-return]
        finally:
            connections.close_all()

    with django_db_blocker.unblock(), ThreadPoolExecutor(len(answers)) as pool:
        outcomes = list(pool.map(click, answers))
    taken = [answer for answer, outcome in zip(answers, outcomes, strict=True) if outcome.taken]
    assert len(taken) == 1
    said_yes = taken == ["approve"]
    assert one(owner, "select status from approvals where id = %s", approval) == ("approved" if said_yes else "denied")
    assert one(owner, "select deleted_at is not null from itinerary_items where id = %s", stop) is said_yes
    changes = "select count(*) from audit_logs where row_id = %s and operation = 'UPDATE' and change_set_id = %s"
    assert one(owner, changes, stop, approval) == int(said_yes)
    assert one(owner, "select count(*) from messages where role = 'assistant' and owner_id = %s", user) == 1
    assert one(owner, "select version from ai_context where owner_id = %s", user) == 2
