"""Whole starts, kills and stops, in a checkout of which everything but the start is a stand-in."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tripos.db import processes
from tripos.db.embedded import Cluster
from tripos.run.home import MARK
from tripos.run.setup import root

MANAGE = """
import json, os, sys, time
command = sys.argv[1]
if os.environ.get("BREAK") == command:
    sys.exit(f"{command} is broken")
note = os.path.join(os.environ["TRIPOS_HOME"], command + ".json")
if command in ("migrate", "load_demo"):
    with open(note, "w") as file:
        json.dump(dict(os.environ), file)
if command == "migrate":
    import psycopg
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        connection.execute("SET ROLE tripos_owner")
        columns = "id int, app text, name text, applied text"
        connection.execute(f"CREATE TABLE IF NOT EXISTS django_migrations ({columns})")
if command == "worker":
    import psycopg
    with psycopg.connect(os.environ["DATABASE_JOBS_URL"]) as connection:
        while True:
            connection.execute("SELECT 1")
            time.sleep(0.2)
"""
WSGI = """
import json, os, psycopg
def application(environ, start_response):
    try:
        psycopg.connect(os.environ["DATABASE_URL"]).close()
        status, said = "200 OK", {"names": sorted(n for n in os.environ if n.startswith("DATABASE_"))}
    except psycopg.Error as error:
        status, said = "503 Service Unavailable", {"error": str(error)}
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(said).encode()]
"""


class Site:
    """A stand-in checkout, in a path with a space, and bin/run on it."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "a checkout"
        self.home = self.checkout / ".tripos"
        package = self.checkout / "tripos"
        shutil.copytree(root() / "tripos" / "run", package / "run", ignore=shutil.ignore_patterns("__pycache__"))
        (package / "db").mkdir()
        for source in ("embedded.py", "programs.py", "processes.py", "unprivileged.py", "bootstrap.sql"):
            shutil.copy(root() / "tripos" / "db" / source, package / "db")
        shutil.copy(root() / "tripos" / "gunicorn_conf.py", package)
        for init in (package, package / "db"):
            (init / "__init__.py").touch()
        (package / "wsgi.py").write_text(WSGI)
        (self.checkout / "manage.py").write_text(MANAGE)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start bin/run's program; its lines go to pipes."""
        ours = ("DATABASE_", "TRIPOS_", "DJANGO_", "SECRET_KEY", "ALLOWED_HOSTS", "HOST")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return subprocess.Popen(
            [sys.executable, "-m", "tripos.run", *arguments],
            cwd=self.checkout,
            env={**kept, "PORT": str(self.port), "PYTHONUNBUFFERED": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        """Run bin/run's program to its end; return exit code, output and errors."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def state(self) -> dict[str, Any]:
        """Return what the supervisor noted."""
        found: dict[str, Any] = json.loads((self.home / "run" / "state.json").read_text())
        return found

    def pids(self) -> dict[str, int]:
        """Return the ids of the four processes by name."""
        server = Cluster(self.home / "postgres").running()
        state = self.state()
        return {
            "supervisor": state["pid"],
            "postgresql": server.pid if server else 0,
            **{name: entry["pid"] for name, entry in state["services"].items()},
        }

    def living(self) -> list[int]:
        """Return every process that still belongs to this data folder."""
        return processes.with_environment(MARK, str(self.home)) + processes.working_in(self.home / "postgres")

    def await_ready(self, seconds: float = 60.0) -> str:
        """Return what --status says once all is up again."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            code, said, _ = self.call("--status")
            if code == 0 and "(ready)" in said and "being started" not in said:
                return said
            time.sleep(0.2)
        raise AssertionError(said)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.call("--stop")
    assert made.living() == []


def test_background_status_second_start_and_stop(site: Site) -> None:
    code, said, error = site.call("--background")
    assert (code, error) == (0, "")
    assert f"Tripos is ready at http://localhost:{site.port}\n" in said
    assert "  traveller  demo@tripos.example       password tripos-demo\n" in said
    code, said, error = site.call("--status")
    assert code == 0
    assert said.startswith(f"Tripos runs at http://localhost:{site.port} (ready)\n")
    assert all(f"process {pid}" in said for pid in site.pids().values())
    code, said, error = site.call()
    assert (code, said) == (1, "")
    assert error.startswith(f"Tripos is already running at http://localhost:{site.port} (process ")
    assert site.call("--background")[0] == 0
    assert site.call("--stop")[:2] == (0, "Tripos stopped.\n")
    assert site.living() == []
    assert site.call("--stop")[:2] == (0, "Tripos was not running.\n")
    assert site.call("--status")[:2] == (3, "Tripos is not running.\n")


def test_interrupt_stops_everything_and_each_command_got_its_logins(site: Site) -> None:
    process = site.start("--no-demo", TRIPOS_DEMO_PASSWORD="another")
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    assert "password" not in "".join(lines)
    assert not (site.home / "load_demo.json").exists()
    given = json.loads((site.home / "migrate.json").read_text())
    urls = json.loads((site.home / "run" / "database_urls.json").read_text())
    assert {given["DATABASE_URL"], given["DATABASE_OWNER_URL"], given["DATABASE_JOBS_URL"]} == set(urls.values())
    assert [url.split("@")[0] for url in urls.values()] == [
        "postgresql://tripos_web",
        "postgresql://tripos_migrator",
        "postgresql://tripos_jobs",
    ]
    assert (given["TRIPOS_DEMO"], given["SECRET_KEY"]) == (
        "1",
        (site.home / "secret_key").read_text().strip(),
    )
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=30)
    assert (process.returncode, error) == (0, "")
    assert out.endswith("Stopping …\nStopped.\n")
    assert site.living() == []


def test_port_of_another_program_ends_the_start_in_one_sentence(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", site.port))
        taken.listen()
        code, _, error = site.call("--background")
    assert code == 1
    assert not (site.home / "postgres").exists()
    assert site.call("--status")[0] == 3
    assert error == ""  # the background's lines all arrive on one stream


def test_failing_migration_ends_the_start_with_its_last_words(site: Site) -> None:
    code, _, error = site.call(BREAK="migrate")
    assert code == 1
    assert error.startswith("manage.py migrate --no-input failed; the end of ")
    assert error.endswith("    migrate is broken\n")
    assert site.living() == []


def test_unchanged_code_and_database_are_not_prepared_twice(site: Site) -> None:
    def steps() -> list[str]:
        code, said, _ = site.call("--background")
        assert code == 0
        site.call("--stop")
        return [name for name in ("Migrations", "Demo data") if name in said]

    assert steps() == ["Migrations", "Demo data"]
    assert steps() == []
    (site.checkout / "tripos" / "new.py").touch()
    assert steps() == ["Migrations", "Demo data"]
    cluster = Cluster(site.home / "postgres")
    cluster.ensure_running()
    cluster.psql("INSERT INTO django_migrations VALUES (1, 'trips', '0001', 'now')", "tripos")
    assert steps() == ["Migrations", "Demo data"]


@pytest.mark.slow
def test_each_killed_process_is_started_again(site: Site) -> None:
    site.call("--background")
    for name in ("postgresql", "web", "worker"):
        before = site.pids()
        os.kill(before[name], signal.SIGKILL)
        assert processes.wait_until_gone(before[name], None, 5.0)
        site.await_ready()
        after = site.pids()
        assert after[name] not in (0, before[name])
        assert after["supervisor"] == before["supervisor"]
    log = (site.home / "logs" / "run.log").read_text()
    assert "PostgreSQL ended; started again in" in log
    assert "The web server ended (SIGKILL); starting it again" in log
    assert "The worker ended (SIGKILL); starting it again" in log


@pytest.mark.slow
@pytest.mark.parametrize("names", [["supervisor"], ["supervisor", "web", "worker", "postgresql"]])
def test_next_start_recovers_from_kill_9(site: Site, names: list[str]) -> None:
    site.call("--background")
    before = site.pids()
    Cluster(site.home / "postgres").psql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)", "tripos")
    for name in names:
        os.kill(before[name], signal.SIGKILL)
    assert processes.wait_until_gone(before["supervisor"], None, 5.0)
    assert site.call("--status")[0] == 3
    code, said, error = site.call("--background")
    assert (code, error) == (0, "")
    assert "Ending what an earlier run left behind" in said
    after = site.pids()
    assert all(after[name] != before[name] for name in ("supervisor", "web", "worker"))
    assert not any(processes.is_running(before[name]) for name in ("supervisor", "web", "worker"))
    assert Cluster(site.home / "postgres").psql("SELECT n FROM kept", "tripos") == [(1,)]


@pytest.mark.slow
def test_worker_that_cannot_live_ends_the_start_with_its_last_words(site: Site) -> None:
    code, said, error = site.call(BREAK="worker")
    assert code == 1
    assert "starting it again in 4.0 s" in said
    assert error.startswith("The worker ended 5 times right after its start (exit code 1)")
    assert error.endswith("    worker is broken\n")
    assert site.living() == []
