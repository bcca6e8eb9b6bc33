"""The oldest supported PostgreSQL runs the same migrations and keeps the same access matrix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg.conninfo import make_conninfo

from tripos.db.embedded import Cluster
from tripos.testing import database
from tripos.testing.access import Stage
from tripos.testing.catalogue import fingerprint
from tripos.tests.matrix_effects import EFFECTS
from tripos.tests.matrix_rows import make_rows
from tripos.tests.test_access_matrix import CELLS, mismatches

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
NAME = "tripos_on_15"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (PROGRAMS / "postgres").exists(), reason="Debian's PostgreSQL 15 is not installed"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A migrated database on a PostgreSQL 15 of its own."""
    cluster = Cluster(tmp_path_factory.mktemp("fifteen") / "postgres", durable=False, bin_dir=PROGRAMS)
    try:
        url = cluster.ensure_running().url()
        database.create_database(url, NAME)
        with django_db_blocker.unblock(), database.pointed_at(url, NAME):
            database.migrate()
        yield url
    finally:
        cluster.stop()


def test_it_is_fifteen(server: str) -> None:
    with psycopg.connect(server) as connection:
        assert connection.info.server_version // 10000 == 15


def test_migrations_reverse_and_apply_again(server: str, django_db_blocker: Any) -> None:
    with psycopg.connect(make_conninfo(server, dbname=NAME), autocommit=True) as connection:
        first = fingerprint(connection.cursor())
        with django_db_blocker.unblock(), database.pointed_at(server, NAME):
            call_command("migrate", "tripos_db", "zero", verbosity=0, interactive=False)
            call_command("migrate", verbosity=0, interactive=False)
            connections["owner"].close()
        assert fingerprint(connection.cursor()) == first


def test_access_is_as_the_matrix_says(server: str) -> None:
    with psycopg.connect(make_conninfo(server, dbname=NAME)) as connection:
        stage = Stage(connection)
        make_rows(stage.cursor)
        assert mismatches(stage, CELLS) == []
        found = {effect.what: stage.check(effect.actor, effect.statement, effect.query) for effect in EFFECTS}
        assert found == {effect.what: effect.expected for effect in EFFECTS}
        connection.rollback()
