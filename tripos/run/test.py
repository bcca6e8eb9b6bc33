"""`bin/test`: run pytest on a PostgreSQL of its own, which is gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tripos.db import processes
from tripos.db.embedded import Cluster, EmbeddedError
from tripos.run.progress import StartError, in_one_sentence, step
from tripos.run.setup import root

PREFIX = "tripos-test-"
OWNER = "owner.json"
OWN_POSTGRESQL = "TRIPOS_TEST_POSTGRESQL"
"""In a test run's environment: the folder of another PostgreSQL's programs than the wheel's."""
MOST_WORKERS = 8


@contextlib.contextmanager
def throwaway_cluster(bin_dir: Path | None = None) -> Iterator[Cluster]:
    """Start a cluster in a folder under the temporary one, and remove it all at the end.

    bin_dir: the programs of another PostgreSQL than the wheel's. Raises StartError.
    """
    remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    note = {"pid": os.getpid(), "started": processes.started_at(os.getpid())}
    (folder / OWNER).write_text(json.dumps(note))
    cluster = Cluster(folder / "postgres", durable=False, bin_dir=bin_dir)
    try:
        try:
            cluster.ensure_running()
        except EmbeddedError as error:
            raise StartError(str(error)) from error
        yield cluster
    finally:
        cluster.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the clusters of runs that were killed: whose owner is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, ValueError, KeyError, EmbeddedError):
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            owner = json.loads((folder / OWNER).read_text())
            if not processes.is_running(owner["pid"], owner["started"]):
                Cluster(folder / "postgres", durable=False).destroy()
                shutil.rmtree(folder, ignore_errors=True)


def environment_for(cluster: Cluster, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what pytest gets: the cluster, a data folder of its own, and nobody's connection strings."""
    server = cluster.running()
    if server is None:
        raise StartError("The PostgreSQL for the tests ended on its own.")
    kept = {name: value for name, value in environment.items() if not name.startswith("DATABASE_")}
    return kept | {
        "TRIPOS_TEST_CLUSTER_URL": server.url(),
        "TRIPOS_HOME": str(cluster.data_dir.parent / "home"),
        "TRIPOS_TESTING": "1",
        OWN_POSTGRESQL: str(cluster.bin_dir or ""),
        # Compiling the solver takes ten seconds; what was compiled for these sources serves every run.
        "NUMBA_CACHE_DIR": environment.get("NUMBA_CACHE_DIR", str(root() / ".tripos" / "numba")),
    }


def among_workers(arguments: Sequence[str]) -> list[str]:
    """Return pytest's arguments with a worker for each core, where all tests are to run and nobody said how many.

    A part of the tests runs in one process: starting a second one costs more than it saves.
    """
    affinity = getattr(os, "sched_getaffinity", None)
    cores = min(len(affinity(0)) if affinity else os.cpu_count() or 1, MOST_WORKERS)
    named = any(not word.startswith("-") and (root() / word.split("::")[0]).exists() for word in arguments)
    chosen = any(word in {"-n", "--pdb", "--co", "--collect-only"} for word in arguments)
    if cores < 2 or named or chosen:
        return list(arguments)
    return ["-n", str(cores), "--dist", "loadscope", "--no-loadscope-reorder", *arguments]


def run_pytest(cluster: Cluster, arguments: Sequence[str]) -> int:
    """Run pytest and return its exit code; a signal to stop reaches it first."""
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest", *among_workers(arguments)],
        cwd=root(),
        env=environment_for(cluster, os.environ),
    )

    def pass_on(number: int, frame: object) -> None:
        child.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def main() -> int:
    """Run the tests with the arguments of the command line."""
    with contextlib.ExitStack() as stack:
        with step("A PostgreSQL for the tests"):
            cluster = stack.enter_context(throwaway_cluster())
        return run_pytest(cluster, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(in_one_sentence(main))
