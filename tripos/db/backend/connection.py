"""A psycopg connection whose ``BEGIN`` carries the actor in the same message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg


class BoundConnection(psycopg.Connection[Any]):
    """Asks ``begin_sql`` for the statement that opens a transaction.

    psycopg sends what ``_get_tx_start_command`` returns as one simple-protocol message, so a binding that is
    appended to ``BEGIN`` costs no round trip. If any part of it fails, psycopg raises a database error.
    """

    begin_sql: Callable[[], str] | None = None

    def _get_tx_start_command(self) -> bytes:
        if self.begin_sql is None:
            return super()._get_tx_start_command()
        return self.begin_sql().encode(self.pgconn._encoding)
