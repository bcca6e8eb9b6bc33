"""The hot queries stay on indexes, planned as the traveller's role, over tables that have grown."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from ai.models import AIRun
from conversations.models import Conversation
from places.models import Location
from tripos.accounts.models import User
from tripos.testing import database
from tripos.tests.hot_queries import HOT, NOW, Asked, Scene, Statement
from trips.models import Trip

VOLUME = Path(__file__).with_name("volume.sql")
MANY = 10_000
USER = uuid.UUID("00000000-0000-4000-8000-000000000007")
GROWING = {
    "ai_run_events", "ai_runs", "approvals", "audit_logs", "budget_tracking", "change_sets", "conflict_resolutions",
    "conversations", "itinerary_items", "locations", "messages", "proactive_suggestions", "saved_places", "trips",
}  # fmt: skip
EMPTY_AT_VOLUME = {
    "collections in the trash", "invitations", "places searched, none", "share links",
}  # fmt: skip
EXPLAIN = (
    "load 'auto_explain'",
    "set auto_explain.log_min_duration = 0",
    "set auto_explain.log_nested_statements = on",
    "set auto_explain.log_format = json",
    "set auto_explain.log_level = notice",
)


class Planner:
    """Runs statements as the traveller and keeps their plans, and those of the functions that they call."""

    def __init__(self, url: str) -> None:
        self.raw = psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor)
        self.plans: list[Any] = []
        self.raw.add_notice_handler(self._keep)

    def _keep(self, notice: Any) -> None:
        _, found, plan = (notice.message_primary or "").partition("plan:\n")
        if found:
            self.plans.append(json.loads(plan)["Plan"])

    def rows(self, statement: str, params: Any = None) -> list[Any]:
        return self.raw.execute(statement, params).fetchall()  # type: ignore[arg-type]

    def become_traveller(self) -> None:
        for statement in EXPLAIN:
            self.raw.execute(statement)
        self.raw.execute(f"set app.user_id = '{USER}'")
        self.raw.execute("set role tripos_app")

    def seq_scans(self, asked: Asked) -> list[str]:
        """Names of the tables that the statement, or a function that it calls, reads from end to end."""
        self.plans.clear()
        if isinstance(asked, Statement):
            self.raw.execute(asked.sql, asked.params)  # type: ignore[arg-type]
        else:
            self.raw.execute(*asked.query.sql_with_params())  # type: ignore[arg-type]
        assert self.plans
        return [node["Relation Name"] for plan in self.plans for node in nodes(plan) if node["Node Type"] == "Seq Scan"]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


@pytest.fixture(scope="module")
def copy(postgres: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """An empty database like the tests' own, for rows that stay."""
    name = f"tripos_volume_{os.getpid()}"
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
        database.create_database(postgres, name, template=str(connections["default"].settings_dict["NAME"]))
    yield make_conninfo(postgres, dbname=name)
    database.drop_database(postgres, name)


@pytest.fixture(scope="module")
def empty(copy: str) -> Iterator[Planner]:
    planner = Planner(copy)
    planner.become_traveller()
    planner.raw.execute("set enable_seqscan = off")
    yield planner
    planner.raw.close()


@pytest.fixture(scope="module")
def full(copy: str) -> Iterator[Planner]:
    planner = Planner(copy)
    planner.raw.execute("set role tripos_owner")
    planner.raw.execute(VOLUME.read_bytes())
    planner.raw.execute("reset role")
    planner.raw.execute("vacuum analyze")
    planner.become_traveller()
    yield planner
    planner.raw.close()


def scene_of(planner: Planner) -> Scene:
    """The volume's seventh traveller, who owns trips and is a member of others."""

    def first(statement: str) -> Any:
        rows = planner.rows(statement, [USER])
        return rows[0] if rows else (uuid.uuid4(), NOW)

    return Scene(
        user=User(pk=USER),
        own_trip=Trip(
            pk=first("select id from trips where user_id = %s and deleted_at is null order by start_date")[0],
            user_id=USER,
            start_date=NOW.date(),
        ),
        shared_trip=Trip(
            pk=first("select trip_id from trip_members where user_id = %s order by trip_id")[0],
            user_id=first("select owner_id from trip_members where user_id = %s order by trip_id")[0],
        ),
        conversation=Conversation(
            pk=first("select id from conversations where user_id = %s order by id")[0],
            user_id=USER,
            last_message_at=NOW + timedelta(days=36_500),
        ),
        run=AIRun(pk=first("select id from ai_runs where user_id = %s order by id")[0], created_at=NOW),
        place=Location(pk=first("select location_id from saved_places where user_id = %s order by id")[0]),
    )


@pytest.mark.parametrize("name", HOT)
def test_hot_query_has_an_index_to_use(empty: Planner, name: str) -> None:
    """Told to avoid sequential scans, the planner can: there is an index that the policies let it use."""
    found = empty.seq_scans(HOT[name](scene_of(empty)))
    assert not GROWING & set(found)


@pytest.mark.slow
@pytest.mark.parametrize("plans", ["auto", "force_generic_plan"])
def test_hot_queries_stay_on_indexes_at_volume(full: Planner, plans: str) -> None:
    full.raw.execute(f"set plan_cache_mode = {plans}")
    sizes = dict(
        full.rows(
            "select relname, reltuples::bigint from pg_class where relkind = 'r' and relname = any (%s)", [[*GROWING]]
        )
    )
    assert {name for name, count in sizes.items() if count > MANY} >= {"locations", "itinerary_items", "audit_logs"}
    assert (sizes["locations"], sizes["trips"], sizes["itinerary_items"]) == (20_000, 2_000, 40_000)
    scene = scene_of(full)
    scans = {name: full.seq_scans(build(scene)) for name, build in HOT.items()}
    bad = {name: tables for name, found in scans.items() if (tables := [t for t in found if sizes.get(t, 0) > MANY])}
    assert bad == {}


@pytest.mark.slow
def test_hot_queries_find_something_at_volume(full: Planner) -> None:
    """A plan for rows that the traveller cannot see would show nothing."""
    scene = scene_of(full)
    empty = set()
    for name, build in HOT.items():
        asked = build(scene)
        statement, params = (asked.sql, asked.params) if isinstance(asked, Statement) else asked.query.sql_with_params()
        if not full.rows(statement, params):
            empty.add(name)
    assert empty == EMPTY_AT_VOLUME
