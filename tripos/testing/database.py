"""The tests' database: made on the run's own throwaway cluster, migrated as the owner, used as a restricted login.

``tripos_test`` is a login of the test cluster alone. It has no rights of its own and may become any of the acting
roles, because one test plays several actors in one transaction.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tripos.run.test import OWN_POSTGRESQL, throwaway_cluster

BOOTSTRAP = Path(__file__).resolve().parent.parent / "db" / "bootstrap.sql"
PRISTINE = "_pristine"
TEST_LOGIN = """
do $$ begin
  if not exists (select from pg_roles where rolname = 'tripos_test') then
    create role tripos_test login noinherit;
  end if;
end $$;
grant tripos_app, tripos_agent, tripos_auth, tripos_staff, tripos_worker, tripos_owner, tripos_helper to tripos_test;
"""


@contextmanager
def cluster_url() -> Iterator[str]:
    """A superuser's connection string on a throwaway server: the run's (bin/test) or one of our own.

    Each of several workers has its own: tests look at a server's sessions, roles and statistics, which databases share.
    """
    given = os.environ.get("TRIPOS_TEST_CLUSTER_URL")
    if given and "PYTEST_XDIST_WORKER" not in os.environ:
        yield given
        return
    programs = os.environ.get(OWN_POSTGRESQL)
    with throwaway_cluster(Path(programs) if programs else None) as cluster:
        server = cluster.running()
        assert server is not None, "the PostgreSQL for the tests ended on its own"
        yield server.url()


def create_database(server: str, name: str, template: str | None = None) -> None:
    """Create database ``name`` as superuser: bootstrapped and empty, or a copy of ``template``."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        if template is not None:
            # A copy needs a source that nobody is connected to: the run keeps an untouched one beside its own database.
            pristine = connection.execute(
                "select datname from pg_database where datname = %s", [template + PRISTINE]
            ).fetchone()
            template = pristine[0] if pristine else template
            connection.execute(
                sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
            )
            connection.execute(
                sql.SQL("grant connect on database {} to tripos_migrator, tripos_web, tripos_jobs, tripos_test").format(
                    sql.Identifier(name)
                )
            )
            return
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    with psycopg.connect(make_conninfo(server, dbname=name), autocommit=True) as connection:
        connection.execute(BOOTSTRAP.read_bytes())
        connection.execute(TEST_LOGIN)
        connection.execute(sql.SQL("grant connect on database {} to tripos_test").format(sql.Identifier(name)))


def drop_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def point_at(server: str, name: str) -> None:
    """Point Django's ``default`` and ``owner`` connections at a database of ``server``."""
    parts: dict[str, Any] = dict(conninfo_to_dict(server))
    for alias, login in {"default": "tripos_test", "owner": "tripos_migrator"}.items():
        connections[alias].close()
        connections[alias].settings_dict.update(
            NAME=name, USER=login, PASSWORD="", HOST=parts.get("host", ""), PORT=str(parts.get("port", ""))
        )


def migrate(verbosity: int = 0) -> None:
    call_command("migrate", verbosity=verbosity, interactive=False)
    connections["owner"].close()


@contextmanager
def pointed_at(server: str, name: str) -> Iterator[None]:
    """Point Django's connections at another database of ``server`` for the block."""
    before = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
    point_at(server, name)
    try:
        yield
    finally:
        for alias, settings in before.items():
            connections[alias].close()
            connections[alias].settings_dict.update(settings)


@contextmanager
def clone(server: str, template: str) -> Iterator[str]:
    """A copy of database ``template``, dropped afterwards. Nobody may be connected to the template meanwhile."""
    name = f"{template}_copy"
    for alias in connections:
        connections[alias].close()
    create_database(server, name, template=template)
    try:
        yield name
    finally:
        drop_database(server, name)
