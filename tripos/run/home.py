"""The data folder, `TRIPOS_HOME`: where things are in it, and who runs on it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tripos.db import processes
from tripos.run.progress import StartError, cannot_write

MARK = "TRIPOS_SUPERVISED_FOR"
"""In the environment of every process that bin/run starts: the data folder it belongs to."""
LOG_BYTES = 10_000_000


@dataclass(frozen=True)
class Home:
    """The paths in a data folder."""

    path: Path

    @property
    def postgres(self) -> Path:
        """The embedded cluster."""
        return self.path / "postgres"

    @property
    def logs(self) -> Path:
        """One file a process, the last one kept as `.1`."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """Who runs: the lock, the state, the connection strings."""
        return self.path / "run"

    def prepare(self) -> None:
        """Make the folders, closed to others, and put large logs aside. Raises StartError."""
        try:
            for folder in (self.path, self.logs, self.run):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.path, error) from error
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LOG_BYTES:
                log.replace(log.with_suffix(".log.1"))

    def lock(self) -> int | None:
        """Take the lock that one running Tripos holds; None when another process has it.

        The kernel frees it with the process, however that ends. The answer is a file descriptor to keep.
        """
        handle = os.open(self.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle

    def is_locked(self) -> bool:
        """Tell whether a Tripos runs (or starts, or stops) on this folder."""
        if not self.run.is_dir():
            return False
        handle = self.lock()
        if handle is None:
            return True
        os.close(handle)
        return False

    def read_state(self) -> dict[str, Any]:
        """Return what the last bin/run noted: its process, url, services; empty when there is nothing."""
        try:
            state = json.loads((self.run / "state.json").read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def write_state(self, state: Mapping[str, Any]) -> None:
        """Note who runs, whole or not at all."""
        write_private(self.run / "state.json", json.dumps(state, indent=1))

    def forget_state(self) -> None:
        """Note that nobody runs."""
        (self.run / "state.json").unlink(missing_ok=True)

    def secret_key(self) -> str:
        """Return the demo's secret key, made once."""
        path = self.path / "secret_key"
        with contextlib.suppress(OSError):
            found = path.read_text().strip()
            if found:
                return found
        key = secrets.token_urlsafe(64)
        write_private(path, key + "\n")
        return key

    def leftovers(self) -> list[int]:
        """Return the processes of an earlier run that outlived it: by the state's notes and by their mark."""
        noted = self.read_state().get("services", {})
        found = {int(entry["pid"]) for entry in noted.values() if processes.is_running(entry["pid"], entry["started"])}
        found |= set(processes.with_environment(MARK, str(self.path)))
        return sorted(found - {os.getpid()})


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    unfinished.replace(path)


def read_dotenv(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of an `.env` file (knows comments, `export` and quotes)."""
    found: dict[str, str] = {}
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return found
    for line in lines:
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if not equals or name.startswith("#"):
            continue
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        found[name.strip()] = value
    return found


def from_environment(checkout: Path, environment: Mapping[str, str]) -> Home:
    """Return the data folder that the environment names, or `.tripos` in the checkout."""
    named = environment.get("TRIPOS_HOME", "")
    path = Path(named).expanduser() if named else checkout / ".tripos"
    try:
        return Home(path.resolve())
    except OSError as error:
        raise StartError(f"TRIPOS_HOME={named} is no folder that can be reached ({error.strerror}).") from error
