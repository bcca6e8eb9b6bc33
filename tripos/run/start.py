"""One start of Tripos, from an unknown state of the machine to a site that answers."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tripos.db import processes
from tripos.db.embedded import Cluster
from tripos.run import databases, freshness, language_models
from tripos.run.home import MARK, Home
from tripos.run.progress import StartError, say, step, tail
from tripos.run.services import Service, end_processes
from tripos.run.supervisor import Supervisor

DEMO_PASSWORD = "tripos-demo"
DEMO_LOGINS = {
    "traveller": "demo@tripos.example",
    "companion": "companion@tripos.example",
    "staff": "staff@tripos.example",
    "editor": "editor@tripos.example",
    "support": "support@tripos.example",
    "AI staff": "aiops@tripos.example",
}
ANY_ADDRESS = ("0.0.0.0", "::", "*")


@dataclass
class Plan:
    """What was asked for: where, in which environment, with the demo or empty, detached or at a terminal."""

    checkout: Path
    home: Home
    environment: dict[str, str]
    demo: bool = True
    detached: bool = False

    @property
    def host(self) -> str:
        """The address to listen on."""
        return self.environment.get("HOST") or "127.0.0.1"

    @property
    def port(self) -> int:
        """The port to listen on. Raises StartError when PORT is no port."""
        said = self.environment.get("PORT") or "8000"
        if not said.isdecimal() or not 0 < int(said) < 65536:
            raise StartError(f"PORT={said} is no port: name a number from 1 to 65535.")
        return int(said)

    @property
    def url(self) -> str:
        """Where a person finds the site."""
        host = "localhost" if self.host in (*ANY_ADDRESS, "127.0.0.1", "::1", "localhost") else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def base_environment(self) -> dict[str, str]:
        """Return what every process of ours gets: the demo's settings, and no connection string."""
        base = {name: value for name, value in self.environment.items() if name not in databases.NAMES.values()}
        base.setdefault("TRIPOS_DEMO", "1")
        base.setdefault("TRIPOS_DEMO_PASSWORD", DEMO_PASSWORD)
        if not base.get("SECRET_KEY"):
            base["SECRET_KEY"] = self.home.secret_key()
        if self.host in ANY_ADDRESS:
            base.setdefault("ALLOWED_HOSTS", "*")  # whoever asks for every address asks for every name of them
        elif self.host not in ("127.0.0.1", "::1", "localhost"):
            base.setdefault("ALLOWED_HOSTS", f"{self.host},localhost,127.0.0.1")
        base |= {
            "TRIPOS_HOME": str(self.home.path),
            "HOST": self.host,
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            MARK: str(self.home.path),
        }
        return base


def check_port(host: str, port: int) -> None:
    """Raise StartError when the site could not listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            None if host == "*" else host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise StartError(f"Port {port} may only be opened by root: choose another, such as PORT=8000.") from error
    except socket.gaierror as error:
        raise StartError(f"HOST={host} is no address of this machine: leave it away for 127.0.0.1.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"Port {port} is taken by another program: choose another, such as PORT={port + 1} bin/run."
            ) from error
        raise StartError(f"Cannot listen on {host} port {port} ({error.strerror}): change HOST or PORT.") from error


def without_password(url: str) -> str:
    """Return a connection string that may be shown."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":…@", 1)))


def manage(plan: Plan, text: str, command: list[str], environment: dict[str, str]) -> None:
    """Run a management command as a step of the start. Raises StartError with the end of what it said."""
    log = plan.home.logs / f"{command[0]}.log"
    with step(text), log.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=plan.checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise StartError(f"manage.py {' '.join(command)} failed; the end of {log}:\n{tail(log)}")


def prepare_database(plan: Plan) -> tuple[databases.Urls, Cluster | None]:
    """Start, find or make the database; return its connection strings and the cluster if it is ours."""
    urls = databases.given(plan.environment)
    if urls is not None:
        (plan.home.run / "database_urls.json").unlink(missing_ok=True)
        with step("Reaching the database"):
            databases.check_reachable(urls)
        return urls, None
    cluster = Cluster(plan.home.postgres, log_file=plan.home.logs / "postgresql.log")
    new = not plan.home.postgres.exists()
    with step("Making the embedded PostgreSQL" if new else "Starting the embedded PostgreSQL"):
        databases.start_embedded(cluster)
    with step("Roles and extensions"):
        urls = databases.make_ready(cluster, plan.checkout / "tripos" / "db" / "bootstrap.sql")
    databases.publish(plan.home, urls)
    return urls, cluster


def wanted_data(plan: Plan) -> str:
    """Return the fingerprint of what a start of this plan would put into the database."""
    password = plan.base_environment()["TRIPOS_DEMO_PASSWORD"]
    return freshness.fingerprint(plan.checkout, {"demo": str(plan.demo), "password": password})


def is_prepared(plan: Plan, cluster: Cluster | None) -> bool:
    """Tell whether nothing changed since the last start; an operator's database is always looked at."""
    if cluster is None:
        return False
    database = freshness.identity(cluster, databases.NAME)
    return freshness.is_prepared(plan.home, wanted_data(plan), database)


def prepare_data(plan: Plan, urls: databases.Urls, supervisor: Supervisor) -> bool:
    """Apply migrations and demo data; False when told to stop meanwhile."""
    wanted = wanted_data(plan)
    environment = plan.base_environment() | urls.environment("web", "owner", "jobs")
    commands = [("Migrations", ["migrate", "--no-input"])]
    if plan.demo:
        commands.append(("Demo data", ["load_demo"]))
    for text, command in commands:
        if supervisor.stopping:
            return False
        manage(plan, text, command, environment)
    if supervisor.cluster is not None:
        freshness.note_prepared(plan.home, wanted, freshness.identity(supervisor.cluster, databases.NAME))
    return not supervisor.stopping


def services(plan: Plan, urls: databases.Urls) -> list[Service]:
    """Return the web server and the worker, each with the one login that it needs."""
    base = plan.base_environment()
    web = [sys.executable, "-m", "gunicorn", "tripos.wsgi:application", "--config", "tripos/gunicorn_conf.py"]
    worker = [sys.executable, "manage.py", "worker"]
    return [
        Service(
            "web",
            "web server",
            web,
            base | urls.environment("web"),
            plan.checkout,
            plan.home.logs / "web.log",
        ),
        Service(
            "worker",
            "worker",
            worker,
            base | urls.environment("jobs") | {"TRIPOS_PROCESS": "worker"},
            plan.checkout,
            plan.home.logs / "worker.log",
            stop_seconds=25.0,  # it gives its jobs 20
        ),
    ]


def warm_solver(plan: Plan) -> subprocess.Popen[bytes] | None:
    """Compile the solver's kernels for later, beside everything else; None where there is nothing to warm."""
    if not (plan.checkout / "trips" / "planning" / "optimise" / "warm.py").exists():
        return None
    with (plan.home.logs / "warm.log").open("wb") as log:
        return subprocess.Popen(
            ["nice", "-n", "10", sys.executable, "-m", "trips.planning.optimise.warm"],
            cwd=plan.checkout,
            env=plan.base_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def state_of(plan: Plan, supervisor: Supervisor, database: str, *, ready: bool) -> dict[str, Any]:
    """Return what --status, --stop and the next start want to know."""
    return {
        "pid": os.getpid(),
        "started": processes.started_at(os.getpid()),
        "url": plan.url,
        "host": plan.host,
        "port": plan.port,
        "database": database,
        "ready": ready,
        "services": {  # process 0: ended, and not yet started again
            service.name: {"pid": service.pid or 0, "started": processes.started_at(service.pid or 0)}
            for service in supervisor.services
        },
    }


def greet(plan: Plan) -> None:
    """Print where the site is and how to sign in."""
    say(f"\nTripos is ready at {plan.url}")
    if plan.demo:
        password = plan.base_environment()["TRIPOS_DEMO_PASSWORD"]
        for who, email in DEMO_LOGINS.items():
            say(f"  {who:<11}{email:<26}password {password}")
    say(f"  logs       {plan.home.logs}")
    missing = language_models.problem(plan.environment)
    if missing:
        say(f"  agents     {missing}")
    say("  bin/run --stop stops it." if plan.detached else "  Ctrl-C stops it.")


def run(plan: Plan) -> int:
    """Start everything, say so, watch it until told to stop, stop everything; return the exit code.

    The caller holds the data folder's lock.
    """
    leftovers = plan.home.leftovers()
    if leftovers:
        with step("Ending what an earlier run left behind"):
            end_processes(leftovers)
    check_port(plan.host, plan.port)
    supervisor = Supervisor([])
    supervisor.catch_signals(hangup=not plan.detached)
    warming = None
    try:
        plan.home.write_state(state_of(plan, supervisor, "", ready=False))
        urls, supervisor.cluster = prepare_database(plan)
        prepared = is_prepared(plan, supervisor.cluster)
        if not prepared:
            warming = warm_solver(plan)
            if not prepare_data(plan, urls, supervisor):
                return 130
        supervisor.services = services(plan, urls)
        with step("Starting web and worker"):
            supervisor.start()
            plan.home.write_state(state_of(plan, supervisor, urls.web, ready=False))
            if not supervisor.wait_until_ready(plan.host, plan.port):
                return 130
        greet(plan)
        if prepared:  # compiled already, most likely: no reason to slow the start down
            warming = warm_solver(plan)
        noted = state_of(plan, supervisor, urls.web, ready=True)
        plan.home.write_state(noted)
        if plan.detached:
            turn_to_log(plan.home)
        while not supervisor.stopping:
            supervisor.watch_once()
            now = state_of(plan, supervisor, urls.web, ready=True)
            if now != noted:
                plan.home.write_state(now)
                noted = now
    except StartError:
        if not supervisor.stopping:
            raise
        return 130  # a Ctrl-C reached a step before us
    finally:
        if supervisor.services:
            say("\nStopping …")
        supervisor.stop()
        if warming is not None and warming.poll() is None:
            warming.terminate()
        plan.home.forget_state()
    say("Stopped.")
    return 0


def turn_to_log(home: Home) -> None:
    """Leave the terminal: from here on our lines go to a log."""
    log = os.open(home.logs / "run.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
