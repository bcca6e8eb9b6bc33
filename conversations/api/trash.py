"""Conversations in the trash, and the way back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from conversations.api.talks import ConversationsView
from conversations.models import Conversation
from tripos.api.resources import Resource, column
from tripos.api.restoring import DISCARDED_AT, Restores, Trash, kept_until
from tripos.db.paging import Keyset

DISCARDED_CONVERSATION = Resource(
    "DiscardedConversation",
    Conversation,
    column("id", example="5f6b0c1e-3d41-4c55-8a27-6f5a0c2d9e01"),
    column("title", example="Two days in Helsinki"),
    column("agent_type", example="general_concierge"),
    column("deleted_at", "when it was discarded", example=DISCARDED_AT),
    kept_until(),
    description="A conversation in your trash.",
)


class ConversationTrash(ConversationsView, Trash):
    """Your conversations that were discarded."""

    resource = DISCARDED_CONVERSATION
    orders: ClassVar[dict[str, Keyset]] = Trash.orders
    summaries: ClassVar[dict[str, str]] = {"get": "List discarded conversations"}

    def rows(self) -> QuerySet[Any]:
        return Conversation.objects.trash(self.request.user)


class ConversationRestoration(ConversationsView, Restores):
    """Take a conversation out of the trash, with what was said in it."""

    summaries: ClassVar[dict[str, str]] = {"post": "Take a conversation out of the trash"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Brought a conversation back")}

    def discarded(self) -> QuerySet[Any]:
        return Conversation.objects.trash(self.request.user)

    def restore(self, row: Conversation) -> None:
        row.deleted_at = None
        row.save(update_fields=["deleted_at"])
