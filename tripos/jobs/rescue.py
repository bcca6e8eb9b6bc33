"""Jobs of a worker that died: ``kill -9`` leaves them "doing", and a living worker takes them up again.

A loop beside the worker's own does it, not a periodic job: a look every two seconds would fill the table of jobs.
"""

from __future__ import annotations

import asyncio
import logging

from procrastinate import App
from procrastinate.exceptions import ProcrastinateException

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 8.0
"""A worker that is silent for this long is taken for dead: four heartbeats."""


async def rescue_stalled_jobs(app: App) -> int:
    """Let the jobs of dead workers run again; return how many.

    Args:
        app: an open one, with a connector of the worker.

    Raises:
        procrastinate.exceptions.ConnectorException: the database cannot be reached.
    """
    rescued = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await app.job_manager.retry_job(job)
        rescued += 1
        logger.warning("Job %s (%s) was left by a worker that died; it runs again", job.id, job.task_name)
    return rescued


async def keep_rescuing(app: App) -> None:
    """Look for stalled jobs until cancelled."""
    while True:
        try:
            await rescue_stalled_jobs(app)
        except ProcrastinateException as error:
            logger.warning("Could not look for stalled jobs: %s", error)
        await asyncio.sleep(HEARTBEAT_SECONDS)
