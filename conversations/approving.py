"""The traveller's answer to what waits: carried out exactly as shown, once, in time; or not at all."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

import ai.kinds  # noqa: F401  (registers the kinds of action)
from ai import plan_actions
from ai.approvals import KINDS, steps_of
from ai.enums import ApprovalStatus
from ai.models import AIRun, Approval
from conversations.models import AIContext, Conversation, Message, MessageRole
from tripos.db.context import acting_as, change_set, user_key
from trips import actions
from trips.models import Trip

logger = logging.getLogger(__name__)

MOST_REASONS = 5


@dataclass(frozen=True)
class Outcome:
    """What came of an answer: whether it was taken, a sentence that says what happened, and the approval as it is."""

    taken: bool
    words: str
    approval: Approval


class _Expired(Exception):
    """The database's clock says that the yes comes too late."""


@transaction.atomic
def approve(user: Any, approval_id: uuid.UUID, *, tells: bool = True) -> Outcome:
    """Carry out what waits: one change set with the approval's own id, so that it happens once and can be undone.

    Args:
        user: who says yes; the approval is theirs, and they are bound.
        approval_id: which.
        tells: whether a message of its own says what became of it; not where the agent's answer does.

    Raises:
        Approval.DoesNotExist: there is none such of theirs.
    """
    approval = Approval.objects.for_user(user).select_for_update().get(pk=approval_id)
    if approval.status != ApprovalStatus.PENDING:
        return Outcome(False, answered_words(approval), approval)
    if approval.expires_at <= timezone.now():
        return _too_late(user, approval, tells)
    try:
        with transaction.atomic():
            done = _carry_out(user, approval)
    except _Expired:
        return _too_late(user, approval, tells)
    except actions.NotPossible as why:
        words = _("%(why)s So this no longer fits, and nothing was changed.") % {"why": why}
        _close(user, approval, ApprovalStatus.EXPIRED, words, ask_again=True, tells=tells)
        return Outcome(False, words, approval)
    if [step["kind"] for step in steps_of(approval.tool_name, approval.arguments)] == [plan_actions.EDIT_STOPS]:
        done = [_reason(approval)]
    words = _("Done, as you approved: %(what)s.") % {"what": "; ".join(done).rstrip(".")}
    _tell(user, approval, words, tells=tells)
    return Outcome(True, words, approval)


@transaction.atomic
def deny(user: Any, approval_id: uuid.UUID, *, tells: bool = True) -> Outcome:
    """Say no: nothing happens, and the agent is told.

    Args:
        user: whose approval it is; they are bound.
        approval_id: which.
        tells: whether a message of its own says so.

    Raises:
        Approval.DoesNotExist: there is none such of theirs.
    """
    approval = Approval.objects.for_user(user).select_for_update().get(pk=approval_id)
    if approval.status != ApprovalStatus.PENDING:
        return Outcome(False, answered_words(approval), approval)
    what = "; ".join(row["what"] for row in _main_rows(approval)) or "; ".join(approval.preview.get("lines", ())[:5])
    words = _("You said no, so nothing was changed: %(what)s.") % {"what": what}
    _close(user, approval, ApprovalStatus.DENIED, words, tells=tells)
    return Outcome(True, words, approval)


def answered_words(approval: Approval) -> str:
    """Why an answer to it counts no more."""
    if approval.status == ApprovalStatus.EXPIRED:
        return _("This question has expired: ask again.")
    return _("This was answered already.")


def _carry_out(user: Any, approval: Approval) -> list[str]:
    """Do every step as the role that its kind asks for; return a sentence of each.

    Raises:
        actions.NotPossible: what is stored no longer fits the arguments.
        _Expired: it is too late.
    """
    try:
        _set_status(user, approval, ApprovalStatus.APPROVED)
    except IntegrityError as error:
        logger.info("Approval %s was refused by the database", approval.pk)
        raise _Expired from error
    steps = steps_of(approval.tool_name, approval.arguments)
    reasons = dict.fromkeys(str(step.get("reason") or "") for step in steps)
    reason = "; ".join(one for one in reasons if one) or _reason(approval)
    key = user_key(user)
    assert key is not None
    done = []
    for step in steps:
        kind = KINDS[step["kind"]]
        with acting_as(key, role=kind.role), _as_agreed(approval, reason):
            done.append(kind.carry_out(key, step["arguments"]))
    if any(step["kind"] == plan_actions.CREATE_TRIP for step in steps) and approval.conversation_id is not None:
        _link(key, approval)
    return [sentence.replace("\n", " ") for sentence in done]


def _reason(approval: Approval) -> str:
    """What was shown, as the history's words: "Taken out: Ekberg, day 1, 13:00 to 14:00"."""
    words = {"add": _("Added: %(what)s"), "remove": _("Taken out: %(what)s"), "move": _("Moved: %(what)s")}
    told = [words.get(row.get("kind", ""), "%(what)s") % {"what": row["what"]} for row in _main_rows(approval)]
    return "; ".join(told) or "; ".join(approval.preview.get("lines", ())[:MOST_REASONS])


def _main_rows(approval: Approval) -> list[dict[str, Any]]:
    """What comes, goes or changes its day: that is the change, and other times are what it takes."""
    rows = [row for group in approval.preview.get("groups", ()) for row in group["rows"]]
    main = [row for kind in ("add", "remove", "move") for row in rows if row.get("kind") == kind]
    return (main or rows)[:MOST_REASONS]


def _as_agreed(approval: Approval, reason: str) -> Any:
    """The change set of an approval has its id: the card finds it, and undo does."""
    return change_set(reason, kind="agent", id=approval.pk, run_id=approval.run_id)


def _link(user_id: uuid.UUID, approval: Approval) -> None:
    """A trip that was made of a conversation is its trip from now on."""
    trip = Trip.objects.for_user(user_id).order_by("-created_at").first()
    if trip is not None:
        Conversation.objects.for_user(user_id).filter(pk=str(approval.conversation_id)).update(trip=trip)


def _set_status(user: Any, approval: Approval, status: ApprovalStatus) -> None:
    approval.status, approval.answered_at = status.value, timezone.now()
    Approval.objects.editable_by(user).filter(pk=approval.pk).update(
        status=approval.status, answered_at=approval.answered_at
    )


def _too_late(user: Any, approval: Approval, tells: bool) -> Outcome:
    words = _("This question has expired: ask again. Nothing was changed.")
    _close(user, approval, ApprovalStatus.EXPIRED, words, ask_again=True, tells=tells)
    return Outcome(False, words, approval)


def _close(
    user: Any, approval: Approval, status: ApprovalStatus, words: str, *, ask_again: bool = False, tells: bool = True
) -> None:
    _set_status(user, approval, status)
    _tell(user, approval, words, ask_again=ask_again, tells=tells)


def _tell(user: Any, approval: Approval, words: str, *, ask_again: bool = False, tells: bool = True) -> None:
    """Write down what happened where traveller and model read it, and let what waits no longer be remembered."""
    if approval.conversation_id is None:
        return
    with acting_as(user, role="agent"), change_set("Answered a question of an agent", kind="agent"):
        conversation = Conversation.objects.for_user(user).filter(pk=approval.conversation_id).first()
        if conversation is None:
            return
        question = _asked(approval) if ask_again else None
        if tells:
            Message.objects.create(
                conversation=conversation,
                role=MessageRole.ASSISTANT,
                content=words,
                agent_name=conversation.agent_type,
                metadata={"approval_id": str(approval.pk), "question": question},
            )
        AIContext.objects.filter(conversation=conversation).update(
            pending_actions=pending(conversation.pk), version=F("version") + 1
        )


def _asked(approval: Approval) -> dict[str, Any] | None:
    """The traveller's own words that led to this, as a button to say them again."""
    run = AIRun.objects.filter(pk=approval.run_id).first() if approval.run_id else None
    text = str(run.input_data.get("text", "")) if run is not None else ""
    return {"text": _("Ask again?"), "choices": [text]} if text else None


def pending(conversation_id: uuid.UUID) -> list[dict[str, Any]]:
    """What waits in a conversation, as its context keeps it."""
    rows = Approval.objects.filter(
        conversation_id=conversation_id, status=ApprovalStatus.PENDING, expires_at__gt=timezone.now()
    )
    return [
        {
            "approval_id": str(row.pk),
            "tool": row.tool_name,
            "arguments": row.arguments,
            "line": "; ".join(row.preview.get("lines", ())[:3]),
        }
        for row in rows.order_by("created_at", "pk")
    ]
