"""Periodic work of agents."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from ai.enums import ApprovalStatus
from ai.models import Approval
from tripos.db.context import acting_as_worker


@app.periodic(cron="23 2 * * *")
@app.task(name="ai.refresh_stats", queueing_lock="ai.refresh_stats")
def refresh_stats(timestamp: int) -> None:
    """Bring everybody's thirty days of usage up to date."""
    with acting_as_worker("Refreshed usage statistics"), connection.cursor() as cursor:
        cursor.execute("select refresh_user_ai_stats()")


@app.periodic(cron="*/10 * * * *")
@app.task(name="ai.expire_approvals", queueing_lock="ai.expire_approvals")
def expire_approvals(timestamp: int) -> int:
    """Close questions that nobody answered in time."""
    with acting_as_worker("Questions expired"):
        return Approval.objects.filter(status=ApprovalStatus.PENDING, expires_at__lte=timezone.now()).update(
            status=ApprovalStatus.EXPIRED
        )
