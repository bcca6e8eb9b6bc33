"""Periodic work about accounts."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tripos.accounts import closing


@app.periodic(cron="17 4 * * *")
@app.task(name="accounts.erase_closed", queueing_lock="accounts.erase_closed")
def erase_closed(timestamp: int) -> int:
    """Erase the accounts that were closed thirty days ago; return how many."""
    return closing.erase_closed(timezone.now())
