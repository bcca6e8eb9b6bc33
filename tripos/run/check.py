"""`bin/check`: everything that must hold before a change is accepted, and what CI runs.

`--full` adds the slow tests, and a run on PostgreSQL 15 (the oldest supported) where the machine has it.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tripos.db.embedded import Cluster
from tripos.run import databases
from tripos.run.progress import in_one_sentence, say
from tripos.run.setup import root
from tripos.run.test import environment_for, run_pytest, throwaway_cluster

OLDEST_POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
MOST_LINES = 80
"""How much of a failing gate's words are shown."""
EVERYTHING = ["-m", "slow or not slow"]


@dataclass(frozen=True)
class Gate:
    """A command that must succeed."""

    name: str
    command: Sequence[str]


def gates(checkout: Path) -> list[Gate]:
    """Return the checks that come before the tests, the quickest first."""
    tools = Path(sys.executable).parent
    templates = sorted(str(path.relative_to(checkout)) for path in checkout.glob("**/templates/**/*.html"))
    templates = [path for path in templates if not path.startswith(".")]
    python = sys.executable
    found = [
        Gate("ruff check", [str(tools / "ruff"), "check", "--output-format", "concise", "."]),
        Gate("ruff format", [str(tools / "ruff"), "format", "--check", "."]),
        Gate("import order", [str(tools / "lint-imports")]),
        Gate("templates", [str(tools / "djade"), "--check", "--target-version", "5.2", *templates]),
        Gate("mypy", [python, "-m", "mypy", "."]),
        Gate("models and migrations agree", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ]
    return found if templates else [gate for gate in found if gate.name != "templates"]


def run_gate(gate: Gate, checkout: Path, environment: Mapping[str, str]) -> bool:
    """Run one gate; print its line, and what it said if it failed."""
    begun = time.monotonic()
    done = subprocess.run(
        gate.command,
        cwd=checkout,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    passed = done.returncode == 0
    say(f"  {gate.name:<40}{'ok' if passed else 'FAILED':<8}{time.monotonic() - begun:6.1f} s")
    if not passed:
        lines = done.stdout.rstrip().splitlines()
        say("\n".join(lines[:MOST_LINES]))
        if len(lines) > MOST_LINES:
            say(f"    … and {len(lines) - MOST_LINES} more lines of: {shlex.join(gate.command)}"[:300])
    return passed


def gate_environment(cluster: Cluster, checkout: Path) -> dict[str, str]:
    """Return what the gates get: a bootstrapped, empty database and its three logins."""
    urls = databases.make_ready(cluster, checkout / "tripos" / "db" / "bootstrap.sql")
    return environment_for(cluster, os.environ) | urls.environment("web", "owner", "jobs")


def main() -> int:
    """Run every gate and the tests, whatever fails, and return 0 if nothing did."""
    parser = argparse.ArgumentParser(prog="bin/check", description="Everything that must hold.")
    parser.add_argument("--full", action="store_true", help="with the slow tests, and PostgreSQL 15")
    options = parser.parse_args()
    checkout = root()
    failed: list[str] = []
    selection = EVERYTHING if options.full else []
    with throwaway_cluster() as cluster:
        environment = gate_environment(cluster, checkout)
        failed += [gate.name for gate in gates(checkout) if not run_gate(gate, checkout, environment)]
        if options.full and OLDEST_POSTGRESQL.is_dir():
            with throwaway_cluster(OLDEST_POSTGRESQL) as oldest:
                say("  Tests on PostgreSQL 15")
                if run_pytest(oldest, selection) != 0:
                    failed.append("tests on PostgreSQL 15")
        elif options.full:
            say(f"  PostgreSQL 15 is not in {OLDEST_POSTGRESQL}: its run is skipped.")
        say("  Tests")
        if run_pytest(cluster, selection) != 0:
            failed.append("tests")
    if failed:
        sys.stderr.write(f"Failed: {', '.join(failed)}.\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(in_one_sentence(main))
