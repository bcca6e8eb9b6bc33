"""Records to look at: what happened, without travellers' words.

The staff's role has no privilege on the columns that hold them (see ``docs/staff.md``), so every list asks only for the
columns that it shows, and no relation is followed whose row would bring words along: keys stand for those.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from ai.models import AIRunEvent, Approval
from conversations.models import AIContext, Conversation
from places.models import ImportRow
from tripos.audit.models import AuditLog, ChangeSet
from tripos.web.staff import LookOnly


class Record(LookOnly):
    """Rows by their key; ``shown`` are the columns that are read."""

    shown: ClassVar[tuple[str, ...]] = ()
    relations: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).only(*self.shown, *self.relations)


def key_of(name: str, label: Any) -> Any:
    """A column of a relation's key: the row behind it is not read."""

    @admin.display(description=label, ordering=name)
    def shown(row: Model) -> str:
        return str(getattr(row, name) or "–")

    return shown


RUN = key_of("run_id", gettext_lazy("run"))
CONVERSATION = key_of("conversation_id", gettext_lazy("conversation"))


@admin.register(ImportRow)
class ImportRowAdmin(Record):
    """What each row of a file became; the preview of an import shows them side by side."""

    shown = ("id", "place_import_id", "number", "external_id", "name", "action", "reason", "protected")
    relations = ("place_import__file_name",)
    list_display = ["number", "name", "external_id", "action", "reason", "place_import"]
    list_filter = ["action"]
    list_select_related = ["place_import"]
    search_fields = ["name", "external_id", "place_import__file_name"]
    date_hierarchy = "place_import__created_at"
    ordering = ["-id"]
    fields = ["place_import", "number", "name", "external_id", "action", "reason", "protected"]


@admin.register(AIRunEvent)
class AIRunEventAdmin(Record):
    """The steps of runs, by kind; what they said is behind the run's look."""

    shown = ("id", "run_id", "sequence", "kind", "created_at")
    list_display = ["created_at", RUN, "sequence", "kind"]
    list_filter = ["kind"]
    search_fields = ["=run__id", "kind"]
    date_hierarchy = "created_at"
    ordering = ["-id"]
    fields = [RUN, "sequence", "kind", "created_at"]
    readonly_fields = [RUN]


@admin.register(Approval)
class ApprovalAdmin(Record):
    """Changes that waited for a traveller's yes; their arguments are behind a look."""

    shown = ("id", "user_id", "run_id", "conversation_id", "trip_id", "tool_name", "status", "expires_at",
             "answered_at", "created_at")  # fmt: skip
    relations = ("user__email", "user__full_name")
    list_display = ["tool_name", "status", "user", "created_at", "expires_at", "answered_at"]
    list_filter = ["status", "tool_name"]
    list_select_related = ["user"]
    search_fields = ["tool_name", "user__email"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "id"]
    fields = ["tool_name", "status", "user", RUN, CONVERSATION, "trip_id", "created_at", "expires_at", "answered_at"]
    readonly_fields = [RUN, CONVERSATION]


@admin.register(Conversation)
class ConversationAdmin(Record):
    """That there are conversations, and how long; titles and messages are behind a look."""

    shown = ("id", "user_id", "agent_type", "status", "trip_id", "message_count", "last_message_at", "created_at",
             "deleted_at")  # fmt: skip
    relations = ("user__email", "user__full_name", "trip__title")
    list_display = ["created_at", "user", "agent_type", "status", "message_count", "last_message_at", "deleted_at"]
    list_filter = ["status", "agent_type"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "id"]
    fields = ["user", "agent_type", "status", "trip", "message_count", "last_message_at", "created_at", "deleted_at"]


@admin.register(AIContext)
class AIContextAdmin(Record):
    """That agents remember something of a conversation, and how often it changed."""

    shown = ("id", "conversation_id", "version", "created_at", "updated_at")
    list_display = ["updated_at", CONVERSATION, "version", "created_at"]
    search_fields = ["=conversation__id"]
    date_hierarchy = "updated_at"
    ordering = ["-updated_at", "id"]
    fields = [CONVERSATION, "version", "created_at", "updated_at"]
    readonly_fields = [CONVERSATION]


@admin.register(ChangeSet)
class ChangeSetAdmin(Record):
    """What staff and imports did, in a sentence each."""

    shown = ("id", "kind", "reason", "actor_id", "actor_role", "user_id", "trip_id", "created_at")
    list_display = ["created_at", "kind", "reason", "actor_role", "actor_id"]
    list_filter = ["kind", "actor_role"]
    search_fields = ["reason", "=actor_id", "=trip_id", "=user_id"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "id"]
    fields = ["kind", "reason", "actor_role", "actor_id", "user_id", "trip_id", "created_at"]


@admin.register(AuditLog)
class AuditLogAdmin(Record):
    """Which row of which table changed, when, by whom; what it was is on the row's own history page."""

    shown = ("id", "sequence", "table_name", "operation", "row_id", "trip_id", "user_id", "actor_id", "actor_role",
             "change_set_id", "created_at")  # fmt: skip
    relations = ("change_set__reason",)
    list_display = ["created_at", "table_name", "operation", "row_id", "actor_role", "change_set"]
    list_filter = ["operation", "table_name", "actor_role"]
    list_select_related = ["change_set"]
    search_fields = ["table_name", "=row_id", "=actor_id", "=trip_id"]
    date_hierarchy = "created_at"
    ordering = ["-sequence"]
    fields = ["table_name", "operation", "row_id", "trip_id", "user_id", "actor_role", "actor_id", "change_set",
              "created_at"]  # fmt: skip
