"""Periodic work on the jobs themselves."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

DONE_HOURS = 7 * 24
FAILED_HOURS = 30 * 24
"""How long a job that is done, and one that failed or was called off, can be looked at before its row goes."""


@app.periodic(cron="57 2 * * *")
@app.task(name="jobs.remove_finished", queueing_lock="jobs.remove_finished", pass_context=True)
async def remove_finished(context: JobContext, timestamp: int) -> None:
    """Remove the rows of jobs that ended long ago, with their events; those that wait or run stay."""
    jobs = context.app.job_manager
    await jobs.delete_old_jobs(nb_hours=DONE_HOURS)
    await jobs.delete_old_jobs(nb_hours=FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)
