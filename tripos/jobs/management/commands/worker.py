"""The worker: runs jobs and periodic work as tripos_jobs (DATABASE_JOBS_URL, TRIPOS_PROCESS=worker)."""

from __future__ import annotations

import logging
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from procrastinate.contrib.django import app

from tripos.db.checks import refuse_unsafe_role

QUEUES = ["turns", "default"]


class Command(BaseCommand):
    help = "Run jobs and periodic work until it is told to stop."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--concurrency", type=int, default=int(os.environ.get("WORKER_CONCURRENCY", "4")))
        parser.add_argument("--once", action="store_true", help="run what waits, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.WORKER and not settings.TESTING:
            raise CommandError("Start the worker with TRIPOS_PROCESS=worker, so that it uses DATABASE_JOBS_URL.")
        refuse_unsafe_role()
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        connector: Any = app.connector
        with app.replace_connector(connector.get_worker_connector()) as worker_app:
            worker_app.run_worker(
                queues=QUEUES,
                concurrency=options["concurrency"],
                wait=not options["once"],
                listen_notify=not options["once"],
                # A killed worker's jobs are taken up again within seconds (tripos.jobs.tasks.rescue_stalled_jobs).
                update_heartbeat_interval=2,
                stalled_worker_timeout=10,
                shutdown_graceful_timeout=20,
            )
