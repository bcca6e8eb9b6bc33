"""Answers that are kept for a day, so that a client that lost one can ask again without doing the thing twice."""

from __future__ import annotations

from django.db import models

from tripos.accounts.models import Profile
from tripos.db import fields
from tripos.db.ownership import OwnedQuerySet


class IdempotencyKeyQuerySet(OwnedQuerySet["IdempotencyKey"]):
    pass


class IdempotencyKey(models.Model):
    """One POST with an ``Idempotency-Key``: what was asked, and the answer. Written with the change that it names."""

    id = fields.key()
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="idempotency_keys", db_index=False)
    key = models.TextField()
    request_sha256 = models.TextField(help_text="of method, address and body")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    body = models.TextField(default="", blank=True, db_default="")
    created_at = fields.created()
    expires_at = models.DateTimeField()

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        db_table = "idempotency_keys"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="unique_idempotency_key"),
            models.CheckConstraint(
                condition=models.Q(request_sha256__regex="^[0-9a-f]{64}$"), name="hashed_idempotent_request"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="idx_idempotency_keys_expiry")]

    def __str__(self) -> str:
        return self.key
