"""Jobs in the same PostgreSQL: handed over in the transaction of the change that causes them."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from tripos.db.context import user_key

__all__ = ["app", "enqueue"]


def enqueue(
    task: str, user: Any, *, queue: str = "default", lock: str | None = None, once: str | None = None, **arguments: Any
) -> int:
    """Hand a job to the worker; it is gone if the transaction rolls back.

    Args:
        task: the task's name, as given to ``app.task(name=…)``.
        user: whom the job acts for; it must be the bound user.
        lock: jobs with the same lock run one after the other.
        once: while a job with this key waits, no second one is made.
        arguments: JSON values that the task gets beside ``user_id``.

    Returns:
        The job's number.

    Raises:
        django.db.ProgrammingError: the user is not the bound one.
    """
    values = json.dumps({"user_id": str(user_key(user)), **arguments})
    with connection.cursor() as cursor:
        cursor.execute("select app.enqueue_job(%s, %s, %s, %s, %s)", [task, values, queue, lock, once])
        return int(cursor.fetchone()[0])
