"""The worker: runs jobs and periodic work as tripos_jobs (DATABASE_JOBS_URL, TRIPOS_PROCESS=worker)."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.worker import Worker

from tripos.jobs.rescue import HEARTBEAT_SECONDS, STALLED_SECONDS, keep_rescuing

QUEUES = ["turns", "default"]
# A new job is told of, but not that the lock is free for which one waits, such as the second of two quick messages.
LOOK_SECONDS = 0.5


def closing_connections(run: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Give the thread's connections back after a job, so that the next one never starts on a dead connection."""
    try:
        return run()
    finally:
        connections.close_all()


async def work(app: App, *, concurrency: int, once: bool) -> None:
    """Run jobs until told to stop; with ``once`` those that wait."""
    rescuing = None if once else asyncio.create_task(keep_rescuing(app))
    try:
        await app.run_worker_async(
            queues=QUEUES,
            concurrency=concurrency,
            wait=not once,
            listen_notify=not once,
            fetch_job_polling_interval=LOOK_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=20,
            task_middleware=[closing_connections],
        )
    finally:
        if rescuing is not None:
            rescuing.cancel()


class Command(BaseCommand):
    help = "Run jobs and periodic work until it is told to stop."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--concurrency", type=int, default=int(os.environ.get("WORKER_CONCURRENCY", "4")))
        parser.add_argument("--once", action="store_true", help="run what waits, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.WORKER and not settings.TESTING:
            raise CommandError("Start the worker with TRIPOS_PROCESS=worker, so that it uses DATABASE_JOBS_URL.")
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        asyncio.run(self._work(options))

    async def _work(self, options: Any) -> None:
        connector: Any = app.connector
        with app.replace_connector(connector.get_worker_connector()) as worker_app:
            async with worker_app.open_async():
                await work(worker_app, concurrency=options["concurrency"], once=options["once"])
