"""Answers to what waits, given where agents may not act: the worker carries them out, and the page waits a moment.

Carrying out an approval writes what only agents may write (stops marked as theirs, their messages). The web's login
cannot become an agent, so it hands the answer over; a worker answers at once.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ai.enums import ApprovalStatus
from ai.models import Approval
from conversations import approving
from conversations.approving import Outcome
from conversations.models import Message
from tripos.jobs.app import enqueue

# How long a page waits for the worker, and how often it looks, in seconds.
PATIENCE, LOOK = 10.0, 0.05


def answer(user: Any, approval_id: uuid.UUID, *, yes: bool) -> Outcome:
    """Answer what waits, here or by the worker.

    Inside a transaction nothing can be waited for: the outcome then says that the answer is on its way.

    Args:
        user: whose approval it is; they are bound.
        approval_id: which.
        yes: whether it is to be carried out.

    Raises:
        Approval.DoesNotExist: there is none such of theirs.
    """
    if _may_act_as_agent():
        return approving.approve(user, approval_id) if yes else approving.deny(user, approval_id)
    waiting = Approval.objects.for_user(user).get(pk=approval_id)
    if waiting.status != ApprovalStatus.PENDING:
        return Outcome(False, approving.answered_words(waiting), waiting)
    in_transaction = connection.in_atomic_block
    with transaction.atomic():
        enqueue(
            "conversations.answer_approval", user, lock=f"approval:{waiting.pk}", approval_id=str(waiting.pk), yes=yes
        )
    until = time.monotonic() + (0 if in_transaction else PATIENCE)
    while time.monotonic() < until:
        time.sleep(LOOK)
        now = Approval.objects.for_user(user).get(pk=approval_id)
        if now.status != ApprovalStatus.PENDING:
            wanted = ApprovalStatus.APPROVED if yes else ApprovalStatus.DENIED
            return Outcome(now.status == wanted, _told(user, now), now)
    return Outcome(True, _("Your answer is being carried out: look again in a moment."), waiting)


def _may_act_as_agent() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_has_role(session_user, 'tripos_agent', 'member')")
        return bool(cursor.fetchone()[0])


def _told(user: Any, approval: Approval) -> str:
    """What the worker wrote into the conversation about it."""
    if approval.conversation_id is None:
        return approving.answered_words(approval)
    about = Message.objects.for_user(user).filter(
        conversation_id=approval.conversation_id, metadata__approval_id=str(approval.pk)
    )
    message = about.order_by("-position").first()
    return message.content if message is not None else approving.answered_words(approval)
