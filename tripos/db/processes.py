"""What is running on this machine: the little that starting and stopping needs, from the standard library.

A process id alone proves nothing: after a crash or a restart of the machine it may belong to a stranger.
So everything here speaks of a process by its id *and* its start time, and a zombie counts as gone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

_PROC = Path("/proc")
_HAS_PROC = (_PROC / "self" / "stat").exists()


def started_at(pid: int) -> str | None:
    """Return an opaque word for when process `pid` started, or None when it is gone (or a zombie).

    Two calls return the same word as long as the id belongs to the same process.
    """
    if pid <= 0:
        return None
    if _HAS_PROC:
        return _started_at_linux(pid)
    answer = subprocess.run(
        ["ps", "-o", "state=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    ).stdout.split(maxsplit=1)
    return None if len(answer) < 2 or answer[0].startswith("Z") else answer[1].strip()


def _started_at_linux(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    # The second field is the command in brackets and may itself hold spaces and brackets.
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in ("Z", "X") else fields[18]


def is_running(pid: int, since: str | None = None) -> bool:
    """Tell whether process `pid` lives and, where `since` is given, is the one that `started_at` named so."""
    start = started_at(pid)
    return start is not None and (since is None or start == since)


def working_directory(pid: int) -> Path | None:
    """Return the working directory of process `pid`; None when it is gone or this machine does not tell."""
    try:
        return (_PROC / str(pid) / "cwd").readlink()
    except OSError:
        return None


def working_in(folder: Path) -> list[int]:
    """Return the ids of the live processes that work in `folder` (none where /proc is missing)."""
    if not _HAS_PROC:
        return []
    target = folder.resolve()
    ids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    return [pid for pid in ids if working_directory(pid) == target and is_running(pid)]


def wait_until_gone(pid: int, since: str | None, seconds: float) -> bool:
    """Wait up to `seconds` until the process is gone, reaping a child of ours. True when it went."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not is_running(pid, since):
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.02)


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal; a process that is gone already is no error."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def with_environment(name: str, value: str) -> list[int]:
    """Return the ids of the live processes started with NAME=value (none where /proc is missing)."""
    if not _HAS_PROC:
        return []
    wanted = os.fsencode(f"{name}={value}")
    found = []
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if wanted in (entry / "environ").read_bytes().split(b"\0") and is_running(int(entry.name)):
                found.append(int(entry.name))
    return found
