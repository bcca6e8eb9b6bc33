"""Conversations in a traveller's trash (``tripos.web.trash``)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation
from tripos.web.trash import Source


def conversations_discarded(user: Any) -> QuerySet[Any]:
    """The user's discarded conversations."""
    rows: QuerySet[Any] = Conversation.objects.trash(user).annotate(
        binned=JSONObject(id=F("id"), title=F("title"), at=F("deleted_at"))
    )
    return rows


CONVERSATIONS = Source(
    _("Conversations"),
    "chat",
    conversations_discarded,
    lambda row: reverse("conversations:conversation_restoration", args=[row["id"]]),
    40,
)
