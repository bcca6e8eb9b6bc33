"""A psycopg connection whose ``BEGIN`` carries the actor in the same message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import errors, generators
from psycopg.pq import ExecStatus, TransactionStatus


class BoundConnection(psycopg.Connection[Any]):
    """Asks ``begin_sql`` for the statements that open a transaction, and sends them as one message.

    psycopg opens transactions lazily, in ``_start_query``, with a bare ``BEGIN``. Here the binding is appended and
    both go in one simple-protocol message, so that it costs no round trip. If any part of it fails, a database error
    is raised and the transaction is left in its failed state. Pinned by ``tripos/tests/test_binding.py``, since the
    method is psycopg's own.
    """

    begin_sql: Callable[[], str] | None = None

    def _start_query(self) -> Any:
        if self.begin_sql is None:
            yield from super()._start_query()
            return
        if self._autocommit or self.pgconn.transaction_status != TransactionStatus.IDLE:
            return
        self._check_connection_ok()
        self.pgconn.send_query(self.begin_sql().encode(self.pgconn._encoding))
        for result in (yield from generators.execute(self.pgconn)):
            if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
                raise errors.error_from_result(result, encoding=self.pgconn._encoding)
