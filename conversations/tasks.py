"""Jobs of conversations."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from conversations.models import Conversation, ConversationStatus
from tripos.db.context import acting_as_worker

IDLE = timedelta(days=30)


# A database that goes away for a moment fails the try, not the turn (see answering.MOST_TRIES for how often).
AGAIN = RetryStrategy(wait=1, retry_exceptions={OperationalError, InterfaceError})


@app.task(name="conversations.answer", queue="turns", retry=AGAIN, pass_context=True)
def answer(context: JobContext, user_id: str, run_id: str) -> None:
    """Answer one message."""
    # Only the worker needs the engine: it takes a second to load, which pages and commands are spared.
    from conversations import answering

    answering.answer(uuid.UUID(user_id), uuid.UUID(run_id), tries=context.job.attempts)


@app.periodic(cron="17 3 * * *")
@app.task(name="conversations.abandon_idle", queueing_lock="conversations.abandon_idle")
def abandon_idle(timestamp: int) -> None:
    """Mark conversations abandoned that nobody wrote in for thirty days."""
    with acting_as_worker("Marked idle conversations"):
        Conversation.objects.filter(status=ConversationStatus.ACTIVE, last_message_at__lt=timezone.now() - IDLE).update(
            status=ConversationStatus.ABANDONED
        )
