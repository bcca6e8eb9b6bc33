"""PostgreSQL notifications for streams: one listening connection a process, many waiting threads.

The listener logs in as the web's login, which may read nothing; a notification carries only an id, and whoever is
woken reads rows as its own user.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

logger = logging.getLogger(__name__)

CHANNEL = "tripos_run"
RETRY_SECONDS = 1.0


class Listener:
    """Wakes threads that wait for a key when a notification names it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, set[threading.Event]] = defaultdict(set)
        self._thread: threading.Thread | None = None

    @contextmanager
    def waiting_for(self, key: str) -> Iterator[threading.Event]:
        """An event that is set whenever ``key`` is notified, until the block ends."""
        event = threading.Event()
        with self._lock:
            self._waiting[key].add(event)
            if self._thread is None or not self._thread.is_alive():
                parameters = _parameters()
                self._thread = threading.Thread(
                    target=self._listen, args=(parameters,), name="notifications", daemon=True
                )
                self._thread.start()
        try:
            yield event
        finally:
            with self._lock:
                self._waiting[key].discard(event)
                if not self._waiting[key]:
                    del self._waiting[key]

    @property
    def waiting(self) -> int:
        """How many threads wait now."""
        with self._lock:
            return sum(len(events) for events in self._waiting.values())

    def wake(self, key: str) -> None:
        with self._lock:
            for event in self._waiting.get(key, ()):
                event.set()

    def wake_all(self) -> None:
        with self._lock:
            for events in self._waiting.values():
                for event in events:
                    event.set()

    def _listen(self, parameters: dict[str, Any]) -> None:
        while True:
            try:
                with psycopg.connect(**parameters, autocommit=True) as listening:
                    listening.execute(f"listen {CHANNEL}")
                    self.wake_all()  # what was said while nobody listened is read now
                    for notification in listening.notifies():
                        self.wake(notification.payload)
            except psycopg.Error as error:
                logger.warning("Not listening for notifications: %s", error)
            time.sleep(RETRY_SECONDS)


def _parameters() -> dict[str, Any]:
    wanted = ("dbname", "user", "password", "host", "port", "sslmode", "connect_timeout")
    given: dict[str, Any] = connection.get_connection_params()
    return {name: given[name] for name in wanted if given.get(name)}


listener = Listener()
