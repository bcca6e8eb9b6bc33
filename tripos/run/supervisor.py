"""Keep the database, the web server and the worker running until told to stop."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import signal
import time
from collections.abc import Sequence
from types import FrameType

from tripos.db import processes
from tripos.db.embedded import Cluster, EmbeddedError, Server
from tripos.run.progress import StartError, say
from tripos.run.services import Service

READY_SECONDS = 180.0
WATCH_SECONDS = 1.0


class Supervisor:
    """Watches services, and the embedded cluster where there is one.

    Signals arrive through a pipe: a child's death or a Ctrl-C wakes the loop at once.
    """

    def __init__(self, services: Sequence[Service], cluster: Cluster | None = None) -> None:
        self.services = list(services)
        self.cluster = cluster
        self._server: Server | None = None
        self._server_started: str | None = None
        self.stopping = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)

    def catch_signals(self, *, hangup: bool = True) -> None:
        """Stop at SIGINT and SIGTERM, and at SIGHUP unless nobody's terminal is concerned."""
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_stop if hangup else signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self) -> None:
        """Start every service."""
        for service in self.services:
            service.start()

    def watch_once(self, seconds: float = WATCH_SECONDS) -> None:
        """Wait up to `seconds` for something to happen, and start again whatever died.

        Raises StartError when something cannot be kept running.
        """
        with contextlib.suppress(BlockingIOError):
            if select.select([self._wake_read], [], [], seconds)[0]:
                os.read(self._wake_read, 4096)
        if self.stopping:
            return
        self._watch_database()
        for service in self.services:
            service.watch()

    def _watch_database(self) -> None:
        if self.cluster is None:
            return
        if self._server is not None and processes.is_running(self._server.pid, self._server_started):
            return
        first, begun = self._server is None, time.monotonic()
        try:
            self._server = self.cluster.ensure_running()
        except EmbeddedError as error:
            raise StartError(str(error)) from error
        self._server_started = processes.started_at(self._server.pid)
        if not first:
            say(f"  PostgreSQL ended; started again in {time.monotonic() - begun:.1f} s.")

    def wait_until_ready(self, host: str, port: int) -> bool:
        """Watch until the site answers /readyz with 200; False when told to stop before.

        Raises StartError when it takes longer than READY_SECONDS.
        """
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping:
            ready, said = readiness(host, port)
            if ready:
                return True
            if time.monotonic() >= deadline:
                raise StartError(f"The site did not become ready in {READY_SECONDS:.0f} s; it says: {said}")
            self.watch_once(0.2)
        return False

    def run(self) -> None:
        """Watch until told to stop."""
        while not self.stopping:
            self.watch_once()

    def stop(self) -> None:
        """Stop the services, all at once, and then the database under them."""
        for service in self.services:
            service.ask_to_stop()
        for service in self.services:
            service.stop()
        if self.cluster is not None:
            self.cluster.stop()


def readiness(host: str, port: int) -> tuple[bool, str]:
    """Ask /readyz; return whether it answered 200 with JSON, and what it said.

    A host that means every address is asked on this machine's own.
    """
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}", "Accept": "application/json"})
        answer = connection.getresponse()
        text = answer.read(10_000).decode(errors="replace")
        json.loads(text)
    except (OSError, http.client.HTTPException) as error:
        return False, str(error) or type(error).__name__
    except ValueError:
        return False, f"{answer.status} without JSON"
    finally:
        connection.close()
    return answer.status == http.client.OK, text.strip()[:300]
