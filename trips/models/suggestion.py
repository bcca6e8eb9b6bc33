from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tripos.accounts.models import Profile
from tripos.db import fields
from tripos.db.enums import PgEnumField
from trips.enums import SuggestionStatus, SuggestionType
from trips.models.trip import Trip
from trips.querysets import SuggestionQuerySet


class ProactiveSuggestion(models.Model):
    """Something an agent proposes unasked; the recipient accepts or rejects it."""

    id = fields.key()
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="suggestions", db_index=False)
    trip = models.ForeignKey(Trip, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions")
    type = PgEnumField(SuggestionType, "suggestion_type")
    title = models.TextField()
    description = models.TextField()
    agent_name = models.TextField()
    confidence_score = fields.score()
    reasoning = fields.text()
    suggestion_data = models.JSONField()
    action_url = fields.text()
    status = PgEnumField(
        SuggestionStatus, "suggestion_status", default=SuggestionStatus.PENDING, db_default=SuggestionStatus.PENDING
    )
    shown_at = models.DateTimeField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    response_reason = models.TextField(null=True, blank=True, help_text="why it was rejected")
    priority = models.IntegerField(default=5, db_default=5)
    expires_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True, help_text="put off by the recipient until then")
    change_set_id = models.UUIDField(null=True, blank=True, editable=False, help_text="what applied it, once accepted")
    stable_key = models.TextField(help_text="the same advice has the same key, so that it is never given twice")
    metadata = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    created_at = fields.created()

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        db_table = "proactive_suggestions"
        constraints = [
            models.CheckConstraint(condition=Q(confidence_score__range=(0, 1)), name="valid_suggestion_confidence"),
            models.CheckConstraint(condition=Q(priority__range=(1, 10)), name="valid_priority"),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")), name="valid_expiry"
            ),
            models.UniqueConstraint(fields=["user", "stable_key"], name="unique_suggestion"),
        ]
        indexes = [
            models.Index(fields=["user", "expires_at"], condition=Q(status="pending"), name="idx_suggestions_active"),
            models.Index(fields=["user", "-created_at"], name="idx_suggestions_user_id"),
        ]

    def __str__(self) -> str:
        return self.title
