"""Jobs of conversations."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from ai.enums import RunStatus
from ai.models import AIRun, AIRunEvent
from conversations.answering_words import SORRY
from conversations.models import Conversation, ConversationStatus
from tripos.db.context import acting_as, acting_as_worker
from tripos.web import trash
from tripos.web.reader import speaking_to

IDLE = timedelta(days=30)
# A run whose job is gone waits this long: a rescued job is back within seconds (tripos/jobs/rescue.py).
ORPHANED = timedelta(minutes=2)


# A database that goes away for a moment fails the try, not the turn (see answering.MOST_TRIES for how often).
AGAIN = RetryStrategy(wait=1, retry_exceptions={OperationalError, InterfaceError})


@app.task(name="conversations.answer", queue="turns", retry=AGAIN, pass_context=True)
def answer(context: JobContext, user_id: str, run_id: str) -> None:
    """Answer one message."""
    # Only the worker needs the engine: it takes a second to load, which pages and commands are spared.
    from conversations import answering

    answering.answer(uuid.UUID(user_id), uuid.UUID(run_id), tries=context.job.attempts)


@app.task(name="conversations.answer_approval", retry=AGAIN)
def answer_approval(user_id: str, approval_id: str, yes: bool) -> None:
    """Carry a traveller's answer to an approval out, or close it; answered once, it stays as it is."""
    from conversations import approving

    with acting_as(uuid.UUID(user_id)), speaking_to(uuid.UUID(user_id)):
        (approving.approve if yes else approving.deny)(uuid.UUID(user_id), uuid.UUID(approval_id))


@app.periodic(cron="17 3 * * *")
@app.task(name="conversations.abandon_idle", queueing_lock="conversations.abandon_idle")
def abandon_idle(timestamp: int) -> None:
    """Mark conversations abandoned that nobody wrote in for thirty days."""
    with acting_as_worker("Marked idle conversations"):
        Conversation.objects.filter(status=ConversationStatus.ACTIVE, last_message_at__lt=timezone.now() - IDLE).update(
            status=ConversationStatus.ABANDONED
        )


@app.periodic(cron="*/2 * * * *")
@app.task(name="conversations.end_orphaned_runs", queueing_lock="conversations.end_orphaned_runs")
def end_orphaned_runs(timestamp: int) -> int:
    """End the runs whose job is gone, so that nobody waits for them; return how many."""
    with acting_as_worker("Ended answers that nobody was working on"):
        with connection.cursor() as cursor:
            cursor.execute("select run_id, user_id from app.runs_without_job(%s::interval)", [str(ORPHANED)])
            orphans = cursor.fetchall()
        return sum(_end_orphan(run_id, user_id) for run_id, user_id in orphans)


@transaction.atomic
def _end_orphan(run_id: uuid.UUID, user_id: uuid.UUID | None) -> bool:
    run = AIRun.objects.unfinished().select_for_update().filter(pk=run_id).first()
    if run is None:
        return False
    status = RunStatus.ERROR if run.cancel_requested_at is None else RunStatus.CANCELLED
    now = timezone.now()
    took = None if run.started_at is None else max(0, round((now - run.started_at).total_seconds() * 1000))
    AIRun.objects.filter(pk=run_id).update(
        status=status, error_message="its job is gone", completed_at=now, duration_ms=took
    )
    last = AIRunEvent.objects.filter(run_id=run_id).order_by("-sequence").values_list("sequence", flat=True).first()
    told = {"text": SORRY[status], "status": status.value}
    AIRunEvent.objects.create(run_id=run_id, sequence=(last or 0) + 1, kind="error", data=told)
    if user_id is not None:
        with connection.cursor() as cursor:
            cursor.execute("select refresh_user_ai_stats(%s)", [user_id])
    return True


@app.periodic(cron="43 3 * * *")
@app.task(name="conversations.empty_trash", queueing_lock="conversations.empty_trash")
def empty_trash(timestamp: int) -> int:
    """Delete conversations for good that lay in the trash for thirty days; return how many."""
    with acting_as_worker("Emptied the trash after thirty days"):
        return Conversation.objects.filter(deleted_at__lt=timezone.now() - trash.KEPT)._raw_delete(using="default")
