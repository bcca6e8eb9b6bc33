"""The history of every change: what the audit triggers write, and the change sets that hold it together."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Now

from tripos.db.context import user_key
from tripos.db.paging import Keyset


class ChangeKind(models.TextChoices):
    REQUEST = "request", "A traveller's change"
    AGENT = "agent", "An agent's change"
    JOB = "job", "Periodic work"
    STAFF = "staff", "A staff edit"
    IMPORT = "import", "An import"
    UNDO = "undo", "An undo"
    LOOK = "look", "A look by support"


class XidField(models.Field):  # type: ignore[type-arg]
    """PostgreSQL's 64-bit transaction id."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class ChangeSetQuerySet(models.QuerySet["ChangeSet"]):
    paging: ClassVar[Keyset] = Keyset("-created_at", "-id")

    def for_user(self, user: Any) -> Self:
        """Change sets made by the user or of the user's data; the policies add those of shared trips."""
        key = user_key(user)
        return self.none() if key is None else self.filter(models.Q(actor_id=key) | models.Q(user_id=key))

    def of_trip(self, trip_id: uuid.UUID) -> Self:
        """Change sets that touched a trip, the latest first."""
        return self.filter(trip_id=trip_id).order_by("-created_at", "-id")


class ChangeSet(models.Model):
    """One request, agent turn, job or staff edit, with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=ChangeKind.choices)
    reason = models.TextField()
    actor_id = models.UUIDField(null=True)
    actor_role = models.TextField()
    user_id = models.UUIDField(null=True)
    trip_id = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="undone_by")
    created_at = models.DateTimeField(db_default=Now())

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        db_table = "change_sets"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ChangeKind.values), name="valid_change_kind"),
        ]
        indexes = [
            models.Index(fields=["trip_id", "-created_at"], name="idx_change_sets_trip"),
            models.Index(fields=["user_id", "-created_at"], name="idx_change_sets_user"),
            models.Index(fields=["actor_id", "-created_at"], name="idx_change_sets_actor"),
            models.Index(fields=["run_id"], name="idx_change_sets_run"),
        ]

    def __str__(self) -> str:
        return self.reason


class AuditLogQuerySet(models.QuerySet["AuditLog"]):
    paging: ClassVar[Keyset] = Keyset("-sequence")

    def for_user(self, user: Any) -> Self:
        key = user_key(user)
        return self.none() if key is None else self.filter(user_id=key)


class AuditLog(models.Model):
    """One row's change, written by a trigger, or a look at it by support; nobody updates or deletes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sequence = models.BigIntegerField(editable=False)
    table_name = models.TextField()
    operation = models.TextField()
    row_id = models.UUIDField()
    trip_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_role = models.TextField()
    change_set = models.ForeignKey(ChangeSet, null=True, on_delete=models.DO_NOTHING, related_name="entries")
    txid = XidField()
    old_data = models.JSONField(null=True)
    new_data = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = AuditLogQuerySet.as_manager()

    class Meta:
        db_table = "audit_logs"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operation__in=["INSERT", "UPDATE", "DELETE", "READ"]), name="valid_operation"
            ),
        ]
        indexes = [
            models.Index(fields=["table_name", "row_id", "sequence"], name="idx_audit_logs_table"),
            models.Index(fields=["-created_at"], name="idx_audit_logs_created_at"),
            models.Index(fields=["trip_id", "-sequence"], name="idx_audit_logs_trip"),
            models.Index(fields=["user_id", "-sequence"], name="idx_audit_logs_user"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"
