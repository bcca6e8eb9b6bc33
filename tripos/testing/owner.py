"""Raw SQL inside a test's transaction, as any role: what row security must hold against."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from tripos.db.backend.base import UNKNOWN

Params = Sequence[Any] | Mapping[str, Any] | None


def run_as(role: str, statement: str, params: Params = None, user: uuid.UUID | None = None) -> list[Any]:
    """Run a statement as ``role`` (``tripos_owner``, ``tripos_app``, …) in the open transaction; return its rows.

    Raises:
        psycopg.Error: PostgreSQL's own error, not wrapped.
    """
    connection.ensure_connection()
    raw: Any = connection.connection
    with raw.cursor() as cursor:
        cursor.execute(
            "select set_config('role', %s, true), set_config('app.user_id', %s, true),"
            " set_config('app.change_set', '', true), set_config('app.link', '', true)",
            [role, str(user or "")],
        )
        connection._bound = UNKNOWN  # type: ignore[attr-defined]
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else [cursor.rowcount]


def as_owner(statement: str, params: Params = None) -> list[Any]:
    """Run a statement as the owner of all tables: set-up that no product role may do."""
    return run_as("tripos_owner", statement, params)
