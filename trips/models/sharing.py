from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tripos.accounts.models import Profile
from tripos.db import fields
from tripos.db.context import user_key
from tripos.db.ownership import OwnedQuerySet
from trips.enums import MemberRole
from trips.models.trip import Trip
from trips.querysets import TripChildQuerySet


class TripMemberQuerySet(TripChildQuerySet["TripMember"]):
    def editable_by(self, user: Any) -> Self:
        """The owner manages members; a member may leave."""
        key = user_key(user)
        return self.none() if key is None else self.filter(Q(owner_id=key) | Q(user_id=key))


class TripMember(models.Model):
    """A companion of a trip, as viewer or editor."""

    id = fields.key()
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="members", db_index=False)
    owner_id = fields.owner_copy()
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="memberships")
    role = models.TextField(choices=MemberRole.choices)
    created_at = fields.created()

    objects = TripMemberQuerySet.as_manager()

    class Meta:
        db_table = "trip_members"
        constraints = [
            models.UniqueConstraint(fields=["trip", "user"], name="unique_member"),
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="valid_member_role"),
        ]
        indexes = [models.Index(fields=["owner_id", "trip"], name="idx_trip_members_owner")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.trip_id}"


class OwnerOnlyQuerySet(OwnedQuerySet[Any]):
    owner_field: ClassVar[str] = "owner_id"


class Invitation(models.Model):
    """An invitation to an e-mail address, before or without an account; only the token's SHA-256 is stored."""

    id = fields.key()
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    owner_id = fields.owner_copy()
    email = models.TextField("e-mail address")
    role = models.TextField(choices=MemberRole.choices)
    token_sha256 = models.TextField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = fields.created()

    objects = OwnerOnlyQuerySet.as_manager()

    class Meta:
        db_table = "invitations"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="valid_invitation_role"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="normalised_invitation_email"),
            models.UniqueConstraint(fields=["token_sha256"], name="unique_invitation_token"),
            models.CheckConstraint(condition=Q(token_sha256__regex="^[0-9a-f]{64}$"), name="hashed_invitation_token"),
            models.UniqueConstraint(
                fields=["trip", "email"],
                condition=Q(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation",
            ),
        ]
        indexes = [
            models.Index(fields=["trip", "owner_id"], name="idx_invitations_trip"),
            models.Index(fields=["email"], name="idx_invitations_email"),
        ]

    def __str__(self) -> str:
        return self.email


class TripShare(models.Model):
    """A link to a trip: only the token's SHA-256 is stored; it expires and can be revoked."""

    id = fields.key()
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="shares", db_index=False)
    owner_id = fields.owner_copy()
    token_sha256 = models.TextField()
    label = models.TextField(default="", blank=True, db_default="")
    show_costs = models.BooleanField(default=False, db_default=False)
    show_times = models.BooleanField(default=True, db_default=True, help_text="hours of stops, else their order alone")
    show_notes = models.BooleanField(default=False, db_default=False, help_text="what travellers noted at stops")
    show_people = models.BooleanField(default=False, db_default=False, help_text="names of owner and companions")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = fields.created()

    objects = OwnerOnlyQuerySet.as_manager()

    class Meta:
        db_table = "trip_shares"
        constraints = [
            models.UniqueConstraint(fields=["token_sha256"], name="unique_share_token"),
            models.CheckConstraint(condition=Q(token_sha256__regex="^[0-9a-f]{64}$"), name="hashed_share_token"),
        ]
        indexes = [models.Index(fields=["trip", "owner_id"], name="idx_trip_shares_trip")]

    def __str__(self) -> str:
        return self.label or str(self.id)


class Companion(models.Model):
    """What members of a trip see of each other: a projection view over ``profiles``."""

    id = models.UUIDField(primary_key=True)
    full_name = fields.text()
    avatar_url = fields.text()

    class Meta:
        managed = False
        db_table = "companions"

    def __str__(self) -> str:
        return self.full_name or "Companion"


class WaitingInvitation(models.Model):
    """An open invitation to a confirmed address of the bound person: a view, for the inbox."""

    id = models.UUIDField(primary_key=True)
    role = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    inviter = models.TextField(null=True)
    title = models.TextField()
    destination = models.TextField()
    start_date = models.DateField()
    end_date = models.DateField()

    class Meta:
        managed = False
        db_table = "waiting_invitations"

    def __str__(self) -> str:
        return self.title
