"""Verbs of a conversation: say something, try again, stop. Callers are bound to the traveller."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ai import limits
from ai.enums import AgentType
from ai.models import AIRun
from conversations.models import Conversation, Message, MessageRole
from tripos.accounts import onboarding
from tripos.accounts.models import Profile
from tripos.db.context import user_key
from tripos.jobs.app import enqueue
from trips.models import Trip

MOST_CHARACTERS = 4000
TITLE_CHARACTERS = 60


class NotSaid(Exception):
    """The message was not taken; the text is a sentence for the traveller."""


def _clean(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise NotSaid(_("Write something first."))
    if len(text) > MOST_CHARACTERS:
        raise NotSaid(_("That is too long: %(most)s characters are the most.") % {"most": MOST_CHARACTERS})
    return text


@transaction.atomic
def start(
    profile: Profile, text: str, *, agent: AgentType = AgentType.GENERAL_CONCIERGE, trip: Trip | None = None
) -> tuple[Conversation, AIRun]:
    """Start a conversation with a first message.

    Raises:
        NotSaid: agents are off, a limit is reached, or there is nothing to say.
    """
    text = _clean(text)
    conversation = Conversation.objects.create(
        user=profile, title=Truncator(text.splitlines()[0]).chars(TITLE_CHARACTERS), agent_type=agent, trip=trip
    )
    onboarding.complete(profile)
    return conversation, say(profile, conversation, text)


@transaction.atomic
def say(profile: Profile, conversation: Conversation, text: str) -> AIRun:
    """Add the traveller's message and ask for an answer; the job is handed over in the same transaction.

    Raises:
        NotSaid: agents are off, a limit is reached, or there is nothing to say.
    """
    text = _clean(text)
    message = Message.objects.create(conversation=conversation, role=MessageRole.USER, content=text)
    return _ask(profile, conversation, text, message.pk)


@transaction.atomic
def say_again(profile: Profile, run: AIRun) -> AIRun:
    """Ask for an answer to the message of a run that failed or was stopped.

    Raises:
        NotSaid: agents are off, or a limit is reached.
    """
    text = _clean(str(run.input_data.get("text", "")))
    conversation = Conversation.objects.for_user(profile).get(pk=str(run.conversation_id))
    return _ask(profile, conversation, text, uuid.UUID(str(run.input_data["message_id"])))


def _ask(profile: Profile, conversation: Conversation, text: str, message_id: uuid.UUID) -> AIRun:
    try:
        limits.check_may_ask(profile, conversation.agent_type)
    except limits.NotAllowed as error:
        raise NotSaid(str(error)) from error
    run = AIRun.objects.create(
        user=profile,
        conversation_id=conversation.pk,
        agent_name=conversation.agent_type,
        agent_type=conversation.agent_type,
        input_data={"message_id": str(message_id), "text": text},
    )
    # One lock a conversation: two quick messages are answered one after the other.
    enqueue("conversations.answer", profile, queue="turns", lock=f"conversation:{conversation.pk}", run_id=str(run.pk))
    return run


@transaction.atomic
def stop(user: Any, run_id: uuid.UUID) -> bool:
    """Ask a run to stop; the worker looks between its steps. False when it had ended."""
    return bool(
        AIRun.objects.for_user(user)
        .unfinished()
        .filter(pk=run_id, cancel_requested_at__isnull=True)
        .update(cancel_requested_at=timezone.now())
    )


def live_run(user: Any, conversation: Conversation) -> AIRun | None:
    """The run that is being answered, or that will be next: messages are answered in the order in which they came."""
    runs = AIRun.objects.for_user(user_key(user)).unfinished().filter(conversation_id=conversation.pk)
    return runs.order_by("created_at", "pk").first()


def latest_run(user: Any, conversation: Conversation) -> AIRun | None:
    """The conversation's last run."""
    return (
        AIRun.objects.for_user(user_key(user)).filter(conversation_id=conversation.pk).order_by("-created_at").first()
    )
