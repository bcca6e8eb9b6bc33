"""A change that finds a job waiting is still seen by it: detection waits for whoever is changing the trip. What a page
notes of a suggestion by the way waits for nobody.
"""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from trips import detection, suggestion_answers


@pytest.fixture
def server(database_copy: str, postgres: str) -> str:
    return make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"], user="tripos_test")


def detect(trip: uuid.UUID, user: uuid.UUID) -> detection.Detected | None:
    try:
        return detection.detect_conflicts(trip, user)
    finally:
        connections.close_all()


def make_trip(owner: psycopg.Connection[Any]) -> tuple[uuid.UUID, uuid.UUID]:
    """The ids of a traveller and of a trip of theirs, made as the tables' owner."""
    user = uuid.uuid4()
    owner.execute("set role tripos_owner")
    owner.execute(
        "insert into users (id, email, password, is_superuser, is_staff, is_active)"
        " values (%s, %s, '', false, false, true)",
        [user, f"{user}@example.org"],
    )
    made = owner.execute(
        "insert into trips (user_id, title, destination, start_date, end_date, timezone)"
        " values (%s, 'T', 'D', '2026-05-01', '2026-05-03', 'UTC') returning id",
        [user],
    ).fetchone()
    assert made is not None
    return user, made[0]


def mark_shown(suggestion: uuid.UUID, user: uuid.UUID) -> int:
    try:
        return suggestion_answers.mark_shown([suggestion], user)
    finally:
        connections.close_all()


def test_detection_waits_for_a_change_under_way_and_sees_it(server: str, django_db_blocker: Any) -> None:
    with psycopg.connect(server, autocommit=True) as owner, psycopg.connect(server) as writer:
        user, trip = make_trip(owner)
        for title, start, end in (("First", "10:00", "12:00"), ("Second", "13:00", "14:00")):
            owner.execute(
                "insert into itinerary_items (trip_id, title, type, day_number, start_time, end_time)"
                " values (%s, %s, 'custom', 1, %s, %s)",
                [trip, title, start, end],
            )
        with django_db_blocker.unblock(), ThreadPoolExecutor(1) as pool:
            assert pool.submit(detect, trip, user).result(timeout=60) == detection.Detected(0, 0)
            writer.execute(f"set local role tripos_app; set local app.user_id = '{user}'".encode())
            writer.execute("update itinerary_items set start_time = '11:00', end_time = '12:30' where title = 'Second'")
            found = pool.submit(detect, trip, user)
            with pytest.raises(TimeoutError):
                found.result(timeout=0.5)
            writer.commit()
            assert found.result(timeout=60) == detection.Detected(1, 1)


def test_page_that_shows_a_suggestion_does_not_wait_for_the_worker(server: str, django_db_blocker: Any) -> None:
    with psycopg.connect(server, autocommit=True) as owner, psycopg.connect(server) as worker:
        user, trip = make_trip(owner)
        made = owner.execute(
            "insert into proactive_suggestions (user_id, trip_id, type, agent_name, title, description, stable_key,"
            " suggestion_data, confidence_score, priority) values (%s, %s, 'local_event', 'event_curator', 'T', 'D', 'k',"
            " '{}', 0.9, 5) returning id",
            [user, trip],
        ).fetchone()
        assert made is not None
        # As it makes suggestions anew: the trip first, then its suggestions. A page that held one would lock it out.
        worker.execute(f"set local role tripos_agent; set local app.user_id = '{user}'".encode())
        worker.execute("select from trips where id = %s for update", [trip])
        with django_db_blocker.unblock(), ThreadPoolExecutor(1) as pool:
            assert pool.submit(mark_shown, made[0], user).result(timeout=5) == 0
            worker.execute("update proactive_suggestions set status = 'expired' where id = %s", [made[0]])
            worker.rollback()
            assert pool.submit(mark_shown, made[0], user).result(timeout=5) == 1
        assert owner.execute("select status::text from proactive_suggestions").fetchall() == [("shown",)]
