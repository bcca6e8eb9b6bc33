"""Periodic work of the job system itself."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException

logger = logging.getLogger(__name__)

STALLED_SECONDS = 10


@app.periodic(cron="* * * * * */10")
@app.task(name="jobs.rescue_stalled", queue="default", queueing_lock="jobs.rescue_stalled", pass_context=False)
async def rescue_stalled_jobs(timestamp: int) -> int:
    """Run the jobs of a worker that died (kill -9 leaves them "doing") again; return how many."""
    rescued = 0
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        try:
            await manager.retry_job(job)
        except ProcrastinateException:
            logger.exception("Job %s could not be retried", job.id)
            continue
        rescued += 1
        logger.warning("Job %s (%s) was left by a worker that died; it runs again", job.id, job.task_name)
    return rescued
