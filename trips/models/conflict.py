from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tripos.accounts.models import Profile
from tripos.db import fields
from tripos.db.enums import PgEnumField
from trips.enums import ConflictType, ResolutionStatus
from trips.models.trip import Trip
from trips.querysets import ConflictQuerySet


class ConflictResolution(models.Model):
    """Something wrong with a trip, its evidence, its ways out, and what became of it."""

    id = fields.key()
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="conflicts", db_index=False)
    # The trip's owner, copied like owner_id of the other children.
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="conflicts", editable=False)
    type = PgEnumField(ConflictType, "conflict_type")
    severity = models.IntegerField()
    title = models.TextField()
    description = models.TextField()
    affected_items = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    status = PgEnumField(
        ResolutionStatus, "resolution_status", default=ResolutionStatus.DETECTED, db_default=ResolutionStatus.DETECTED
    )
    resolution_options = models.JSONField(null=True, blank=True)
    selected_resolution = models.JSONField(null=True, blank=True)
    resolved_by = models.TextField(null=True, blank=True, choices=[("ai", "An agent"), ("user", "A person")])
    detected_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True, blank=True)
    stable_key = models.TextField(help_text="the same cause has the same key")
    metadata = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    created_at = fields.created()
    updated_at = fields.updated()

    objects = ConflictQuerySet.as_manager()

    class Meta:
        db_table = "conflict_resolutions"
        constraints = [
            models.CheckConstraint(condition=Q(severity__range=(1, 10)), name="valid_severity"),
            models.CheckConstraint(condition=Q(resolved_by__in=["ai", "user"]), name="valid_resolved_by"),
            models.UniqueConstraint(fields=["trip", "stable_key"], name="unique_conflict"),
        ]
        indexes = [
            models.Index(
                fields=["trip", "status"],
                condition=Q(status__in=["detected", "pending_review"]),
                name="idx_conflicts_unresolved",
            ),
            models.Index(fields=["trip", "user"], name="idx_conflicts_trip_id"),
        ]

    def __str__(self) -> str:
        return self.title
