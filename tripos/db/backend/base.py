"""Django's PostgreSQL backend, with every statement bound to the current actor.

The rules this holds (each has a test in ``tripos/tests/test_binding.py``):

* the binding travels with ``BEGIN`` and is local to the transaction, so that a pooled connection carries nothing over;
* a statement outside a transaction gets a bound transaction of its own;
* the binding is forgotten on commit, rollback, close and savepoint rollback, and sent again when the actor changes;
* a binding that fails raises a database error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import IsolationLevel
from psycopg.pq import TransactionStatus

from tripos.db.backend.connection import BoundConnection
from tripos.db.context import Actor, binding_sql, current_actor

# The transaction's binding is not known, so it is sent again; None is a binding of its own (nobody acts).
UNKNOWN = object()


class BoundCursor(CursorWrapper):
    def _execute(self, sql: Any, params: Any, *ignored: Any) -> Any:
        with self.db.bound_statement():
            return super()._execute(sql, params, *ignored)  # type: ignore[misc]

    def _executemany(self, sql: Any, param_list: Any, *ignored: Any) -> Any:
        with self.db.bound_statement():
            return super()._executemany(sql, param_list, *ignored)  # type: ignore[misc]


class BoundDebugCursor(BoundCursor, CursorDebugWrapper):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self._bound: Any = UNKNOWN
        pool = settings_dict["OPTIONS"].get("pool")
        if isinstance(pool, dict):
            pool.setdefault("connection_class", BoundConnection)

    # -- connections ---------------------------------------------------------------------------------------------

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if self.pool:
            connection = super().get_new_connection(conn_params)
        else:
            self.isolation_level = IsolationLevel.READ_COMMITTED
            connection = BoundConnection.connect(**conn_params)
        connection.begin_sql = self._begin_sql
        self._bound = UNKNOWN
        return connection

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self._bound = UNKNOWN

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.begin_sql = None
        self._bound = UNKNOWN
        super()._close()  # type: ignore[misc]

    # -- binding -------------------------------------------------------------------------------------------------

    def _begin_sql(self) -> str:
        actor = current_actor()
        begin = "begin read only" if actor is not None and actor.read_only else "begin"
        self._bound = actor
        return f"{begin}; {binding_sql(actor)}"

    def _bind_again(self, actor: Actor | None) -> None:
        with self.wrap_database_errors:
            self._bound = UNKNOWN
            with self.connection.cursor() as cursor:
                cursor.execute(binding_sql(actor))
            self._bound = actor

    @contextmanager
    def bound_statement(self) -> Iterator[None]:
        """Run one statement as the current actor, in a transaction of its own when none is open."""
        connection = self.connection
        if connection is None or connection.closed:
            yield
            return
        if not connection.autocommit:
            status = connection.info.transaction_status
            actor = current_actor()
            if status == TransactionStatus.INTRANS and self._bound != actor:
                self._bind_again(actor)
            yield
            return
        if current_actor() is None:
            yield
            return
        with self.wrap_database_errors:
            connection.autocommit = False
            try:
                yield
            except BaseException:
                if not connection.closed:
                    connection.rollback()
                raise
            else:
                connection.commit()
            finally:
                self._bound = UNKNOWN
                if not connection.closed:
                    connection.autocommit = True

    def make_cursor(self, cursor: Any) -> Any:
        return BoundCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> Any:
        return BoundDebugCursor(cursor, self)

    # -- forgetting ----------------------------------------------------------------------------------------------

    def _commit(self) -> Any:
        self._bound = UNKNOWN
        return super()._commit()  # type: ignore[misc]

    def _rollback(self) -> Any:
        self._bound = UNKNOWN
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._bound = UNKNOWN
