"""The sign-in account and the traveller's profile: two tables, one key."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from tripos.accounts.preferences import default_notifications, default_travel_preferences
from tripos.accounts.scopes import SCOPES
from tripos.db import fields
from tripos.db.context import current_actor
from tripos.db.ownership import OwnedQuerySet


class UserManager(BaseUserManager["User"]):
    use_in_migrations = False

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The whole address in lower case: one mailbox, one account."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalize_email(username), deleted_at__isnull=True)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; the database makes its profile.

        Raises:
            IntegrityError: the address is in use.
        """
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Credentials and staff flags. Only sign-in code and the admin reach this table."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.TextField("e-mail address")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "users"
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(deleted_at__isnull=True),
                name="unique_live_email",
                violation_error_message="There is an account with this e-mail address already.",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="normalised_email"),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = UserManager.normalize_email(self.email)


class ProfileQuerySet(OwnedQuerySet["Profile"]):
    owner_field = "id"


class Profile(models.Model):
    """What a traveller tells about themselves; ``id`` is the account's."""

    id = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, db_column="id", related_name="profile")
    email = models.TextField("e-mail address", editable=False)
    full_name = models.TextField("name", null=True, blank=True)
    avatar_url = models.TextField(null=True, blank=True)
    timezone = models.TextField("time zone", db_default="UTC", default="UTC")
    currency = models.TextField(db_default="USD", default="USD")
    language = models.TextField(db_default="en", default="en")
    ai_enabled = models.BooleanField("agents", db_default=True, default=True)
    proactive_suggestions_enabled = models.BooleanField("suggestions", db_default=True, default=True)
    ai_approve_first = models.BooleanField(
        "ask before agents change a trip", db_default=False, default=False, help_text="else at once, with an undo"
    )
    notification_preferences = models.JSONField(default=default_notifications)
    travel_preferences = models.JSONField(default=default_travel_preferences)
    onboarding_completed = models.BooleanField(db_default=False, default=False)
    last_active_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        db_table = "profiles"
        indexes = [
            models.Index(
                models.F("last_active_at").desc(), condition=Q(deleted_at__isnull=True), name="idx_profiles_last_active"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=Q(deleted_at__isnull=True), name="idx_profiles_email"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.full_name or self.email.split("@")[0]

    @classmethod
    def current(cls) -> Profile | None:
        """The bound user's profile, or None for an anonymous visitor."""
        actor = current_actor()
        if actor is None or actor.user_id is None:
            return None
        return cls.objects.filter(pk=actor.user_id).first()


class ApiTokenQuerySet(OwnedQuerySet["ApiToken"]):
    def live(self, now: datetime) -> Self:
        """Tokens that still open something."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)


class ApiToken(models.Model):
    """A personal token of the API: its SHA-256, what it may do and until when. The token itself is nowhere."""

    id = fields.key()
    user = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.TextField(help_text="what uses it, in the words of its owner")
    prefix = models.TextField(editable=False, help_text="the token's beginning, to tell it from others")
    token_sha256 = models.TextField(editable=False)
    scopes = ArrayField(models.TextField())
    expires_at = models.DateTimeField(null=True, blank=True, help_text="null: does not expire")
    last_used_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="written at most every five minutes"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = fields.created()

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        db_table = "api_tokens"
        constraints = [
            models.UniqueConstraint(fields=["token_sha256"], name="unique_api_token"),
            models.CheckConstraint(condition=Q(token_sha256__regex="^[0-9a-f]{64}$"), name="hashed_api_token"),
            models.CheckConstraint(condition=~Q(name=""), name="named_api_token"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=list(SCOPES), scopes__len__gt=0), name="known_scopes"
            ),
        ]

    def __str__(self) -> str:
        return self.name
