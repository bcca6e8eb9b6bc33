"""A long-lived process of ours: how it is started, watched, and stopped with all its children."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tripos.db import processes
from tripos.run.progress import StartError, say, tail

QUICK_SECONDS = 10.0
"""A process that ends sooner than this after its start has not really started."""
QUICK_DEATHS = 5
LONGEST_PAUSE = 8.0
STOP_SECONDS = 15.0


@dataclass
class Service:
    """A command to keep running.

    name: what the state calls it. title: what lines for people call it.
    command, environment, folder: as for any process. log: where it writes.
    stop_seconds: how long it may take to finish what it is doing. clock: seconds that only grow.
    """

    name: str
    title: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    clock: Callable[[], float] = time.monotonic
    stop_seconds: float = 15.0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    quick_deaths: int = field(default=0, init=False)
    started: float = field(default=0.0, init=False)
    start_again_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start the process in a session of its own, so that a Ctrl-C reaches only its supervisor."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started = self.clock()

    @property
    def pid(self) -> int | None:
        """The id of the process, None while it does not run."""
        return self.process.pid if self.process is not None and self.process.poll() is None else None

    def watch(self) -> None:
        """Start the process again if it died, after a pause that doubles with each quick death.

        Raises StartError when it died quickly QUICK_DEATHS times in a row.
        """
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self._bury(code)
        if self.clock() >= self.start_again_at:
            self.start()

    def _bury(self, code: int) -> None:
        """Note how the process ended, and when to start it again."""
        lived = self.clock() - self.started
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        end_group(self.process.pid if self.process else 0)  # a killed parent leaves its children behind
        self.process = None
        self.quick_deaths = self.quick_deaths + 1 if lived < QUICK_SECONDS else 0
        if self.quick_deaths >= QUICK_DEATHS:
            raise StartError(
                f"The {self.title} ended {QUICK_DEATHS} times right after its start ({how}); the end of"
                f" {self.log}:\n{tail(self.log)}"
            )
        pause = min(0.5 * 2 ** (self.quick_deaths - 1), LONGEST_PAUSE) if self.quick_deaths else 0.0
        self.start_again_at = self.clock() + pause
        say(f"  The {self.title} ended ({how}); starting it again" + (f" in {pause:.1f} s." if pause else "."))

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it is doing and end."""
        if self.pid is not None:
            processes.send(self.pid, signal.SIGTERM)

    def stop(self) -> None:
        """Stop the process, with force after `stop_seconds`, and whatever it started."""
        self.ask_to_stop()
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.stop_seconds)
        end_group(self.process.pid)
        self.process.wait()
        self.process = None


def end_group(leader: int) -> None:
    """Kill what is left in the process group that `leader` opened."""
    if leader > 1:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


def end_processes(pids: Sequence[int], seconds: float = STOP_SECONDS) -> None:
    """Ask processes that are not our children to end, and kill those that do not within `seconds`."""
    started = {pid: processes.started_at(pid) for pid in pids}
    for pid in pids:
        processes.send(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for pid, since in started.items():
        if not processes.wait_until_gone(pid, since, max(0.0, deadline - time.monotonic())):
            processes.send(pid, signal.SIGKILL)
            processes.wait_until_gone(pid, since, 5.0)
