"""The backup of docs/operations.md: roles first, then the database, and everything is as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tripos.db.embedded import Cluster
from tripos.db.programs import wheel_bin_dir
from tripos.run import databases
from tripos.run.setup import root

pytestmark = pytest.mark.slow

POLICIES = """
    SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check
    FROM pg_policies ORDER BY 1, 2
"""
PROTECTION = """
    SELECT c.relname, c.relowner::regrole::text, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text
    FROM pg_class c WHERE c.relnamespace IN ('public'::regnamespace, 'app'::regnamespace) ORDER BY 1
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text, p.proowner::regrole::text, p.prosecdef, p.proacl::text, md5(p.prosrc)
    FROM pg_proc p WHERE p.pronamespace = 'app'::regnamespace ORDER BY 1
"""
TRIGGERS = """
    SELECT tgrelid::regclass::text, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""
MEMBERS = """
    SELECT roleid::regrole::text, member::regrole::text, inherit_option, set_option
    FROM pg_auth_members WHERE roleid::regrole::text LIKE 'tripos%' ORDER BY 1, 2
"""
DATABASE = "SELECT datacl::text FROM pg_database WHERE datname = 'tripos'"
DEFAULTS = "SELECT defaclrole::regrole::text, defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1, 2"
EVERYTHING = (POLICIES, PROTECTION, FUNCTIONS, TRIGGERS, MEMBERS, DATABASE, DEFAULTS)


@pytest.fixture
def clusters(tmp_path: Path) -> Iterator[tuple[Cluster, Cluster]]:
    pair = Cluster(tmp_path / "original", durable=False), Cluster(tmp_path / "copy", durable=False)
    for cluster in pair:
        cluster.ensure_running()
    yield pair
    for cluster in pair:
        cluster.destroy()


def client(program: str, cluster: Cluster, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's client programs as the superuser."""
    server = cluster.running()
    assert server is not None
    connect = {"PGHOST": str(server.socket_dir), "PGPORT": str(server.port), "PGUSER": "postgres"}
    return subprocess.run(
        [str(wheel_bin_dir() / program), *arguments],
        env={**os.environ, **connect},
        capture_output=True,
        text=True,
        check=False,
    )


def migrate(urls: databases.Urls) -> None:
    """Bring the database to the present schema, as a release does."""
    environment = {**os.environ, **urls.environment("web", "owner", "jobs")}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input"],
        cwd=root(),
        env=environment,
        check=True,
        capture_output=True,
    )


def test_backup_restores_policies_owners_privileges_and_rows(clusters: tuple[Cluster, Cluster], tmp_path: Path) -> None:
    original, copy = clusters
    urls = databases.make_ready(original, root() / "tripos" / "db" / "bootstrap.sql")
    migrate(urls)
    original.psql(
        "INSERT INTO exchange_rates (rate_date, currency, rate) VALUES ('2026-01-02', 'USD', 1.1)",
        "tripos",
    )
    roles, dump = tmp_path / "roles.sql", tmp_path / "tripos.dump"

    for program, arguments in (
        ("pg_dumpall", ["--roles-only", f"--file={roles}"]),
        ("pg_dump", ["--format=custom", "--create", f"--file={dump}", "tripos"]),
    ):
        done = client(program, original, *arguments)
        assert (done.returncode, done.stderr) == (0, "")
    complaints = client("psql", copy, "--quiet", "--dbname=postgres", f"--file={roles}").stderr
    assert complaints.count("ERROR") == 1
    assert 'role "postgres" already exists' in complaints
    done = client("pg_restore", copy, "--exit-on-error", "--create", "--dbname=postgres", str(dump))
    assert (done.returncode, done.stderr) == (0, "")

    for query in EVERYTHING:
        rows = original.psql(query, "tripos")
        assert rows
        assert copy.psql(query, "tripos") == rows
    for (table,) in original.psql("SELECT relid::regclass::text FROM pg_stat_user_tables", "tripos"):
        count = f"SELECT count(*) FROM {table}"
        assert copy.psql(count, "tripos") == original.psql(count, "tripos"), table


def test_backup_as_a_login_is_refused_rather_than_partial(clusters: tuple[Cluster, Cluster]) -> None:
    original = clusters[0]
    migrate(databases.make_ready(original, root() / "tripos" / "db" / "bootstrap.sql"))
    for login in ("tripos_web", "tripos_jobs", "tripos_migrator"):
        done = client("pg_dump", original, "--username", login, "tripos")
        assert done.returncode == 1, login
        assert "permission denied" in done.stderr or "row-level security" in done.stderr, login
