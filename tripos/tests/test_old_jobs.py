"""Rows of jobs that ended long ago go, by the worker's own login; the others stay."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db import connections
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from psycopg.conninfo import make_conninfo

from tripos.jobs.tasks import remove_finished

# Status of a job, and the days since its last event; whether its row stays.
JOBS = (
    ("succeeded", 8, False),
    ("succeeded", 6, True),
    ("failed", 8, True),
    ("failed", 31, False),
    ("cancelled", 31, False),
    ("todo", 90, True),
    ("doing", 90, True),
)


async def removed(conninfo: str) -> None:
    with app.replace_connector(PsycopgConnector(conninfo=conninfo)) as worker_app:
        async with worker_app.open_async():
            context: Any = SimpleNamespace(app=worker_app)
            await remove_finished.func(context, timestamp=0)


def test_jobs_that_ended_long_ago_are_removed(database_copy: str, postgres: str) -> None:
    here = make_conninfo(postgres, dbname=connections["default"].settings_dict["NAME"])
    with psycopg.connect(here, autocommit=True) as owner:
        stay = []
        for status, days, stays in JOBS:
            made = owner.execute(
                "insert into procrastinate_jobs (queue_name, task_name, status, attempts)"
                " values ('default', 'old', %s, 1) returning id",
                [status],
            ).fetchone()
            assert made is not None
            owner.execute("delete from procrastinate_events where job_id = %s", made)
            owner.execute(
                "insert into procrastinate_events (job_id, type, at)"
                " values (%s, 'deferred', now() - %s * interval '1 day')",
                [made[0], days],
            )
            stay += [made[0]] if stays else []
        asyncio.run(removed(make_conninfo(here, user="tripos_jobs")))
        assert [pk for (pk,) in owner.execute("select id from procrastinate_jobs order by id")] == stay
        assert [pk for (pk,) in owner.execute("select job_id from procrastinate_events order by job_id")] == stay
