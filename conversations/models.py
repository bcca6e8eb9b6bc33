"""Conversations with agents, their messages, and what the agents remember of them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import BooleanField, F, Field, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from ai.enums import AgentType
from tripos.accounts.models import Profile
from tripos.db import fields
from tripos.db.columns import GeneratedColumn
from tripos.db.context import user_key
from tripos.db.enums import PgEnumField
from tripos.db.ownership import OwnedQuerySet, SoftDeletedQuerySet
from tripos.db.paging import Keyset
from trips.models import Trip


class ConversationStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    ARCHIVED = "archived", _("Archived")
    COMPLETED = "completed", _("Done")
    ABANDONED = "abandoned", _("Idle")


class MessageRole(models.TextChoices):
    USER = "user", _("Traveller")
    ASSISTANT = "assistant", _("Agent")
    SYSTEM = "system", _("System")
    FUNCTION = "function", _("Tool")


NOBODY = uuid.UUID(int=0)


def _says(words: str) -> Func:
    """Whether a row's words, stored by the database, hold all of ``words`` or of their beginnings."""
    query = Func(Value(words.replace("\x00", "")), Value("en"), function="app.search_query", output_field=Field())
    return Func(
        GeneratedColumn("search", Field()),
        query,
        template="coalesce(%(expressions)s, true)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


class ConversationQuerySet(SoftDeletedQuerySet["Conversation"]):
    paging: ClassVar[Keyset] = Keyset("-last_message_at", "-id")

    def recent_first(self) -> Self:
        return self.order_by(F("last_message_at").desc(nulls_last=True), "-id")

    def matching(self, words: str, user: Any) -> Self:
        """Conversations with all these words, or beginnings of words, in the title or in one message.

        Args:
            words: what was typed; none, or nothing but punctuation, means all conversations.
            user: whose messages are read: their owner's index narrows them down before words are compared.
        """
        if not words.strip():
            return self
        said = Message.objects.filter(_says(words), owner_id=user_key(user) or NOBODY).values("conversation_id")
        return self.filter(_says(words) | Q(pk__in=said))


class Conversation(models.Model):
    id = fields.key()
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="conversations", db_index=False)
    title = models.TextField()
    agent_type = PgEnumField(AgentType, "agent_type")
    status = PgEnumField(
        ConversationStatus,
        "conversation_status",
        default=ConversationStatus.ACTIVE,
        db_default=ConversationStatus.ACTIVE,
    )
    trip = models.ForeignKey(Trip, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations")
    session_data = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    last_message_at = models.DateTimeField(null=True, blank=True, editable=False)
    message_count = models.IntegerField(default=0, db_default=0, editable=False)
    last_position = models.BigIntegerField(default=0, db_default=0, editable=False)
    created_at = fields.created()
    updated_at = fields.updated()
    deleted_at = fields.deleted()

    objects = ConversationQuerySet.as_manager()

    class Meta:
        db_table = "conversations"
        constraints = [
            models.CheckConstraint(condition=Q(message_count__gte=0), name="valid_message_count"),
            models.UniqueConstraint(fields=["id", "user"], name="conversations_id_user"),
        ]
        indexes = [
            models.Index(
                F("user"), F("last_message_at").desc(nulls_last=True), F("id").desc(), name="idx_conversations_user_id"
            ),
        ]

    def __str__(self) -> str:
        # Staff may not read titles: where the row was asked for without it, its key is its name.
        return str(self.pk) if "title" in self.get_deferred_fields() else self.title

    @property
    def live_trip(self) -> Trip | None:
        """The trip that this is about, unless it is in the trash or no longer its owner's to see."""
        try:
            trip = self.trip
        except Trip.DoesNotExist:  # row security hides a trip that one has left
            return None
        return trip if trip is not None and trip.deleted_at is None else None


class MessageQuerySet(OwnedQuerySet["Message"]):
    owner_field: ClassVar[str] = "owner_id"
    paging: ClassVar[Keyset] = Keyset("-position")

    def for_user(self, user: Any) -> Self:
        return super().for_user(user).filter(conversation__deleted_at__isnull=True)

    def of_conversation(self, conversation: Conversation) -> Self:
        """Messages of one conversation, the latest first; page by ``position``."""
        return self.filter(conversation_id=conversation.pk, owner_id=conversation.user_id).order_by("-position")


class Message(models.Model):
    """One line of a conversation, or one tool step (role ``function``). ``position`` orders them."""

    id = fields.key()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    owner_id = fields.owner_copy()
    position = models.BigIntegerField(db_default=0, editable=False)
    role = PgEnumField(MessageRole, "message_role")
    content = models.TextField(blank=True)
    # The run that answered, or that this message asked for.
    run_id = models.UUIDField(null=True, blank=True, editable=False)
    agent_name = fields.text()
    function_call = models.JSONField(null=True, blank=True)
    function_response = models.JSONField(null=True, blank=True)
    input_tokens = models.IntegerField(null=True, blank=True)
    output_tokens = models.IntegerField(null=True, blank=True)
    total_tokens = models.IntegerField(null=True, blank=True)
    latency_ms = models.IntegerField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    created_at = fields.created()

    objects = MessageQuerySet.as_manager()

    class Meta:
        db_table = "messages"
        constraints = [
            models.CheckConstraint(
                condition=Q(input_tokens__isnull=True, output_tokens__isnull=True, total_tokens__isnull=True)
                # All or none: a comparison with null would pass the check.
                | Q(
                    input_tokens__isnull=False,
                    output_tokens__isnull=False,
                    total_tokens__isnull=False,
                    input_tokens__gte=0,
                    output_tokens__gte=0,
                    total_tokens=F("input_tokens") + F("output_tokens"),
                ),
                name="valid_tokens",
            ),
            models.CheckConstraint(condition=Q(latency_ms__gte=0), name="valid_latency"),
            models.UniqueConstraint(fields=["conversation", "position"], name="unique_position"),
        ]
        indexes = [
            models.Index(fields=["owner_id", "conversation", "-position"], name="idx_messages_conversation_id"),
            models.Index(fields=["run_id"], condition=Q(run_id__isnull=False), name="idx_messages_run"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.position}"


def empty_entities() -> dict[str, Any]:
    return {"places": [], "dates": [], "people": [], "preferences": {}, "constraints": {}}


class AIContextQuerySet(OwnedQuerySet["AIContext"]):
    owner_field: ClassVar[str] = "owner_id"

    def for_user(self, user: Any) -> Self:
        return super().for_user(user).filter(conversation__deleted_at__isnull=True)


class AIContext(models.Model):
    """What an agent keeps of a conversation, in three layers; ``version`` refuses a stale write."""

    id = fields.key()
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="context")
    owner_id = fields.owner_copy()
    session_context = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    user_context = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    global_context = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    entities = models.JSONField(default=empty_entities)
    current_intent = fields.text()
    pending_actions = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    version = models.IntegerField(default=1, db_default=1)
    created_at = fields.created()
    updated_at = fields.updated()

    objects = AIContextQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "AI context", "AI contexts"
        db_table = "ai_context"
        indexes = [models.Index(fields=["owner_id"], name="idx_ai_context_owner")]

    def __str__(self) -> str:
        return f"Context of {self.conversation_id}"
