"""Assert that the database refuses something, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, transaction

from tripos.testing.access import CONSTRAINT, GRANT, GUARD, POLICY, refusal

__all__ = ["CONSTRAINT", "GRANT", "GUARD", "POLICY", "refused"]


@contextmanager
def refused(code: str, name: str | None = None) -> Iterator[None]:
    """The block fails in a savepoint of its own, for this reason (see ``tripos.testing.access``).

    Args:
        code: ``GRANT``, ``POLICY``, ``GUARD`` or ``CONSTRAINT``.
        name: the constraint or protected column that PostgreSQL names.
    """
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert refusal(cause) == code, cause
    if name is not None:
        assert name in (cause.diag.constraint_name, cause.diag.column_name), cause
