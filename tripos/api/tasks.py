"""Periodic work of the API."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tripos.api.models import IdempotencyKey
from tripos.db.context import acting_as_worker


@app.periodic(cron="53 * * * *")
@app.task(name="api.drop_expired_keys", queueing_lock="api.drop_expired_keys")
def drop_expired_keys(timestamp: int) -> int:
    """Delete the answers that are a day old; return how many."""
    with acting_as_worker():
        expired = IdempotencyKey.objects.filter(expires_at__lte=timezone.now())
        return expired._raw_delete(using="default")
