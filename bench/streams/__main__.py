"""Open streams, a thread each or all on one event loop: `python -m bench.streams` (from the root of the checkout).

The site is served twice, by gunicorn's gthread worker with a synchronous generator per stream (what bin/run does) and
by its ASGI worker with an asynchronous one. With no stream open and with fifty, it measures how long a page and an
empty view take, how soon an event reaches all the streams, the memory, and the database's connections.
"""

from __future__ import annotations

import argparse
import http.client
import http.cookiejar
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # `python bench/streams`
    sys.path.insert(0, str(ROOT))

import django  # noqa: E402

import tripos.testing.plugin  # noqa: E402, F401  (the environment of a test run)

django.setup()

import psycopg  # noqa: E402
from django.core.management import call_command  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402

from tripos.run.setup import root  # noqa: E402
from tripos.run.start import DEMO_PASSWORD  # noqa: E402
from tripos.run.test import throwaway_cluster  # noqa: E402
from tripos.testing import database  # noqa: E402
from tripos.testing.site import free_port  # noqa: E402

NAME = "tripos_streams"
KINDS = {
    "threads": ["tripos.wsgi:application", "--worker-class", "gthread"],
    "event loop": ["bench.streams.loop:application", "--worker-class", "asgi"],
}


@dataclass
class Reader(threading.Thread):
    """One open stream; notes when each event's frame arrived."""

    port: int
    path: str
    cookie: str
    arrived: list[float] = field(default_factory=list)
    opened: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        connection.request("GET", self.path, headers={"Cookie": self.cookie, "Accept": "text/event-stream"})
        answer = connection.getresponse()
        assert answer.status == 200, answer.status
        while line := answer.readline():
            if line.startswith(b"retry:"):
                self.opened.set()
            elif line.startswith(b"data:"):
                self.arrived.append(time.monotonic())


def sign_in(port: int) -> str:
    """Sign the demo traveller in; return the Cookie header."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = f"http://localhost:{port}/accounts/login/"
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', opener.open(page).read().decode())
    assert found
    form = {"login": "demo@tripos.example", "password": DEMO_PASSWORD, "csrfmiddlewaretoken": found[1]}
    opener.open(page, urllib.parse.urlencode(form).encode())
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def make_run(superuser: str) -> str:
    """A run of the demo traveller's that is under way; returns its id."""
    with psycopg.connect(superuser) as connection:
        run = str(uuid.uuid4())
        connection.execute(
            "insert into ai_runs (id, user_id, agent_name, agent_type, status, input_data)"
            " select %s, id, 'bench', 'general_concierge', 'running', '{}' from users where email = %s",
            [run, "demo@tripos.example"],
        )
    return run


@contextmanager
def served(superuser: str, command: list[str], home: str, streams: int) -> Iterator[tuple[int, int]]:
    """The site by one kind of worker: its port and the process's id."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")},
        "DATABASE_URL": make_conninfo(superuser, user="tripos_web"),
        "PORT": str(port),
        "TRIPOS_HOME": home,
        "LOG_LEVEL": "ERROR",
        "TRIPOS_DEMO": "1",
        "WEB_THREADS": str(streams + 30),  # none of them is sent away
    }
    with (Path(home) / "web.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "tripos/gunicorn_conf.py", *command],
            cwd=root(),
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://localhost:{port}/healthz").read()
                break
            except OSError:
                time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def seconds_of(port: int, path: str, cookie: str, times: int) -> list[float]:
    """How long each of some requests takes, one after the other on one connection."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
        taken.append(time.perf_counter() - began)
    return taken


def megabytes(pid: int) -> float:
    """Resident memory of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in [str(pid), *children])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def connections_of(superuser: str) -> int:
    with psycopg.connect(superuser) as connection:
        row = connection.execute("select count(*) from pg_stat_activity where usename = 'tripos_web'").fetchone()
        return int(row[0]) if row else 0


def measure(superuser: str, port: int, pid: int, streams: int, rounds: int) -> dict[str, float]:
    """Everything about one kind of worker, in milliseconds, megabytes and numbers."""
    cookie = sign_in(port)
    found: dict[str, float] = {}

    def pages(name: str) -> None:
        seconds_of(port, "/concierge/", cookie, 5)
        page = seconds_of(port, "/concierge/", cookie, rounds)
        found[f"page, {name}, median ms"] = median(page) * 1000
        found[f"page, {name}, 95 % ms"] = quantiles(page, n=20)[-1] * 1000
        found[f"empty view, {name}, median ms"] = median(seconds_of(port, "/healthz", cookie, rounds)) * 1000
        found[f"memory, {name}, MB"] = megabytes(pid)

    pages("no stream")
    run = make_run(superuser)
    readers = [Reader(port, f"/concierge/runs/{run}/events/", cookie) for _ in range(streams)]
    for reader in readers:
        reader.start()
    assert all(reader.opened.wait(60) for reader in readers)
    time.sleep(1.0)
    pages(f"{streams} streams")
    found["database connections, streams waiting"] = connections_of(superuser)
    delays: list[float] = []
    with psycopg.connect(superuser, autocommit=True) as connection:
        for number in range(1, rounds + 1):
            began = time.monotonic()
            data = json.dumps({"text": f"Piece {number}. "})
            connection.execute(
                "insert into ai_run_events (run_id, sequence, kind, data) values (%s, %s, 'delta', %s)",
                [run, number, data],
            )
            deadline = time.monotonic() + 30
            while any(len(reader.arrived) < number for reader in readers):
                assert time.monotonic() < deadline, "an event did not reach every stream"
                time.sleep(0.002)
            delays += [reader.arrived[number - 1] - began for reader in readers]
        connection.execute("update ai_runs set status = 'success' where id = %s", [run])
    found["event to a stream, median ms"] = median(delays) * 1000
    found["event to the last stream, ms"] = max(delays) * 1000
    return found


def main() -> int:
    """Measure both and print them side by side with their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    with throwaway_cluster() as cluster, tempfile.TemporaryDirectory() as home:
        server = cluster.running()
        assert server is not None
        database.create_database(server.url(), NAME)
        database.point_at(server.url(), NAME)
        database.migrate()
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())
        superuser = make_conninfo(server.url(), dbname=NAME)
        for kind, command in KINDS.items():
            with served(superuser, command, home, options.streams) as (port, pid):
                results[kind] = measure(superuser, port, pid, options.streams, options.rounds)
    first, second = KINDS
    print(f"{'':42}{first:>12}{second:>12}{'ratio':>8}")
    for name, value in results[first].items():
        other = results[second][name]
        print(f"{name:42}{value:>12.1f}{other:>12.1f}{other / value:>8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
