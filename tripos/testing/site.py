"""The whole site as ``bin/run`` starts it, for tests: gunicorn and the worker, on a copy of the demo's database.

Use it by importing the fixture into a ``conftest.py``: ``from tripos.testing.site import demo_template, site``.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg.conninfo import make_conninfo

from tripos.environment import home
from tripos.run import databases, start
from tripos.run.home import Home
from tripos.run.progress import tail
from tripos.run.services import Service
from tripos.run.setup import root
from tripos.run.supervisor import Supervisor
from tripos.testing import database

NOW = "2026-05-06T09:00:00+00:00"
"""The day that the demo's tests are about: a Wednesday, a week before the trip."""
PASSWORD = start.DEMO_PASSWORD
WARM_SECONDS = 120.0
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "TRIPOS_NUMBA")


@dataclass
class Site:
    """A running site.

    Attributes:
        url: where it answers, without a slash at its end.
        superuser: a connection string to its database, for a test's own questions.
    """

    url: str
    superuser: str
    plan: start.Plan
    supervisor: Supervisor

    def service(self, name: str) -> Service:
        """``web`` or ``worker``."""
        return next(service for service in self.supervisor.services if service.name == name)

    def kill(self, name: str) -> None:
        """``kill -9`` of a service and its children; the supervisor starts it again."""
        process = self.service(name).process
        assert process is not None
        os.killpg(process.pid, 9)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement as superuser: what really is in the tables."""
        with psycopg.connect(self.superuser) as connection:
            cursor = connection.execute(statement, values or None)  # type: ignore[call-overload]
            return list(cursor.fetchall()) if cursor.description else []

    def logs(self, lines: int = 40) -> str:
        """The end of what the services wrote."""
        return "\n".join(f"== {s.name}\n{tail(s.log, lines)}" for s in self.supervisor.services)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], what: str, seconds: float = 20.0) -> Any:
    """The first true answer of ``condition``.

    Raises:
        AssertionError: none came within ``seconds``.
    """
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)
    return found


@contextmanager
def serving(superuser: str, folder: Path, **environment: str) -> Iterator[Site]:
    """Serve a database of the test cluster as ``bin/run`` does, with its logins, and keep the services running.

    Args:
        superuser: the connection string of a superuser, naming the database.
        folder: for logs and state.
        environment: more variables for the services.
    """
    port = free_port()
    given = {name: os.environ[name] for name in KEPT if name in os.environ}
    given |= {
        "PORT": str(port),
        "TRIPOS_TESTING": "1",
        "LOG_LEVEL": "WARNING",
        "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR") or str(home() / "numba"),
        **environment,
    }
    data = Home(folder)
    data.prepare()
    plan = start.Plan(root(), data, given)
    urls = databases.Urls(**{login: make_conninfo(superuser, user=user) for login, user in databases.LOGINS.items()})
    supervisor = Supervisor(start.services(plan, urls))
    site = Site(f"http://localhost:{port}", superuser, plan, supervisor)
    watching = threading.Thread(target=supervisor.run, name="supervisor", daemon=True)
    warming = start.warm_solver(plan)
    try:
        supervisor.start()
        supervisor.wait_until_ready(plan.host, port)
        watching.start()
        if warming is not None:  # the first answer would wait for it anyway
            warming.wait(WARM_SECONDS)
        yield site
    finally:
        supervisor.stopping = True
        if watching.ident is not None:
            watching.join(5.0)
        supervisor.stop()


@pytest.fixture(scope="session")
def demo_template(postgres: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with the demo's places, prices and accounts, to make copies of."""
    with django_db_blocker.unblock():
        migrated = connections["default"].settings_dict["NAME"]
        name = f"{migrated}_demo"
        for alias in connections:
            connections[alias].close()
        database.create_database(postgres, name, template=migrated)
        with database.pointed_at(postgres, name):
            call_command("load_demo", stdout=StringIO(), stderr=StringIO())
    yield name
    database.drop_database(postgres, name)


@contextmanager
def demo_copy(postgres: str, template: str, name: str) -> Iterator[str]:
    """A superuser's connection string to a copy of the demo's database, dropped afterwards."""
    database.create_database(postgres, name, template=template)
    try:
        yield make_conninfo(postgres, dbname=name)
    finally:
        database.drop_database(postgres, name)


@pytest.fixture(scope="session")
def site(postgres: str, demo_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo's site on the day of ``NOW``, one for the whole run."""
    with (
        demo_copy(postgres, demo_template, f"{demo_template}_site") as superuser,
        serving(superuser, tmp_path_factory.mktemp("site"), TRIPOS_NOW=NOW) as running,
    ):
        yield running
