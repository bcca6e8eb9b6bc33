"""`bin/run`: start Tripos and keep it running; or stop it, or tell what runs."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from tripos.db import processes
from tripos.db.embedded import Cluster, EmbeddedError
from tripos.run import start
from tripos.run.home import Home, from_environment, read_dotenv
from tripos.run.progress import StartError, in_one_sentence, say
from tripos.run.services import end_processes
from tripos.run.setup import root
from tripos.run.supervisor import readiness

STOP_SECONDS = 60.0
NOT_RUNNING = 3  # what init scripts answer to "status" of a service that does not run


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Start Tripos with its database, web server and worker; Ctrl-C stops them.",
        epilog="Environment: PORT (8000), HOST (127.0.0.1), TRIPOS_HOME (.tripos), DATABASE_URL with"
        " DATABASE_OWNER_URL and DATABASE_JOBS_URL (else an embedded PostgreSQL), TRIPOS_EXTRAS.",
    )
    verb = parser.add_mutually_exclusive_group()
    verb.add_argument("--background", action="store_true", help="return when the site is ready")
    verb.add_argument("--stop", action="store_true", help="stop everything that runs on the data folder")
    verb.add_argument("--status", action="store_true", help="tell what runs where (exit code 3: nothing does)")
    verb.add_argument("--detached", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--no-demo", action="store_true", help="start empty, without demo accounts and places")
    return parser.parse_args(arguments)


def run_in_background(home: Home, arguments: Sequence[str]) -> int:
    """Start a detached supervisor, pass on its lines until the site is ready, and return its fate."""
    home.prepare()
    child = subprocess.Popen(
        [sys.executable, "-m", "tripos.run", "--detached", *(a for a in arguments if a != "--background")],
        cwd=root(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    try:
        for line in child.stdout:  # ends when the child turns to its log, or ends itself
            say(line.rstrip("\n"))
    except KeyboardInterrupt:
        child.terminate()
        child.communicate()
        raise
    state = home.read_state()
    if state.get("pid") == child.pid and state.get("ready"):
        return 0
    return child.wait() or 1


def stop(home: Home) -> int:
    """Stop the supervisor, or what an earlier one left behind."""
    state = home.read_state()
    pid, since = int(state.get("pid", 0)), state.get("started")
    was_running = bool(pid) and processes.is_running(pid, since)
    if was_running:
        end_processes([pid], STOP_SECONDS)
    leftovers = home.leftovers()
    end_processes(leftovers)
    try:
        database = Cluster(home.postgres).stop()
    except EmbeddedError as error:
        raise StartError(str(error)) from error
    if home.run.is_dir():
        home.forget_state()
    say("Tripos stopped." if was_running or leftovers or database else "Tripos was not running.")
    return 0


def status(home: Home) -> int:
    """Print what runs where."""
    state = home.read_state()
    server = Cluster(home.postgres).running()
    supervisor = int(state.get("pid", 0))
    alive = bool(supervisor) and processes.is_running(supervisor, state.get("started"))
    if not alive:
        leftovers = home.leftovers() + ([server.pid] if server else [])
        say("Tripos is not running.")
        if leftovers:
            say(f"  An earlier run left processes {', '.join(map(str, leftovers))}; bin/run --stop ends them.")
        return NOT_RUNNING
    ready, said = readiness(state["host"], state["port"])
    say(f"Tripos runs at {state['url']} ({'ready' if ready else f'not ready: {said}'})")
    for name, entry in {"supervisor": state, **state["services"]}.items():
        living = processes.is_running(entry["pid"], entry["started"])
        say(f"  {name:<12}" + (f"process {entry['pid']}" if living else "being started again"))
    where = f"embedded PostgreSQL, process {server.pid}, " if server else ""
    say(f"  {'database':<12}{where}{start.without_password(state['database'])}")
    say(f"  {'data':<12}{home.path}")
    say(f"  {'logs':<12}{home.logs}")
    return 0


def already_running(home: Home, *, background: bool) -> int:
    """Say that somebody else runs on the data folder."""
    deadline = time.monotonic() + 2.0
    while not home.read_state().get("url") and time.monotonic() < deadline:
        time.sleep(0.1)
    state = home.read_state()
    where = f" at {state['url']} (process {state['pid']})" if state.get("url") else ""
    sys.stderr.write(f"Tripos is already running{where}; bin/run --stop stops it.\n")
    return 0 if background and state.get("ready") else 1


def main() -> int:
    """Do what the command line says; return the exit code."""
    os.umask(0o077)  # logs and data are nobody else's business
    arguments = sys.argv[1:]
    options = parse(arguments)
    checkout = root()
    environment: Mapping[str, str] = {**read_dotenv(checkout / ".env"), **os.environ}
    home = from_environment(checkout, environment)
    if options.stop:
        return stop(home)
    if options.status:
        return status(home)
    home.prepare()
    if options.background:
        if home.is_locked():
            return already_running(home, background=True)
        return run_in_background(home, arguments)
    lock = home.lock()
    if lock is None:
        return already_running(home, background=False)
    plan = start.Plan(checkout, home, dict(environment), demo=not options.no_demo, detached=options.detached)
    return start.run(plan)


if __name__ == "__main__":
    sys.exit(in_one_sentence(main))
