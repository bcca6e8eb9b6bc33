"""Your profile: what you tell about yourself, and what the agents may do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

import tripos.accounts.constraints  # noqa: F401  (registers the sentences)
from tripos.accounts import pictures
from tripos.accounts.models import Profile
from tripos.api.resources import Resource, column
from tripos.api.views import Changes
from tripos.api.writing import Writer

PROFILE = Resource(
    "Profile",
    Profile,
    column("id", example="0b8f5c0e-9a55-4f0a-8a53-2f8f6f0c7d11"),
    column("email", "where you sign in; changed on the site", example="alice@example.org"),
    column("full_name", example="Alice"),
    column("avatar_url", example=None),
    column("timezone", "IANA zone", example="Europe/Helsinki"),
    column("currency", "ISO 4217", example="EUR"),
    column("language", "BCP 47", example="en"),
    column("ai_enabled", "the agents may work for you", example=True),
    column("proactive_suggestions_enabled", "the agents may speak up by themselves", example=True),
    column("notification_preferences", "kind of notice -> wanted", example={"email": True, "push": False}),
    column("travel_preferences", "what the planner goes by", example={"pace": "relaxed", "interests": ["museums"]}),
    column("onboarding_completed", example=True),
    column("created_at", example="2026-03-01T09:30:00.123456+00:00"),
    column("updated_at", example="2026-03-02T18:04:11.654321+00:00"),
    description="What a traveller tells about themselves.",
)


class ProfileWriter(Writer):
    full_name = serializers.CharField(max_length=200, allow_null=True, required=False)
    timezone = serializers.CharField(max_length=64, required=False)
    currency = serializers.CharField(max_length=3, required=False)
    language = serializers.CharField(max_length=35, required=False)
    notification_preferences = serializers.DictField(child=serializers.BooleanField(), required=False)
    travel_preferences = serializers.DictField(required=False)

    example: ClassVar[dict[str, Any]] = {"full_name": "Alice", "currency": "EUR"}

    def validate_avatar_url(self, address: str | None) -> str | None:
        """Pictures are uploaded on the settings' page; a program may take one away, or leave it."""
        if address is not None and not pictures.is_own(self.context["view"].request.user.pk, address):
            raise serializers.ValidationError(_("Only a picture that you uploaded here, or null."), "not_own")
        return address

    class Meta:
        model = Profile
        fields: ClassVar[list[str]] = [
            "full_name",
            "avatar_url",
            "timezone",
            "currency",
            "language",
            "ai_enabled",
            "proactive_suggestions_enabled",
            "notification_preferences",
            "travel_preferences",
            "onboarding_completed",
        ]


class ProfileDetail(Changes):
    """Your own profile."""

    steady = True
    resource = PROFILE
    tag = "Profile"
    read_scope = "profile:read"
    write_scope = "profile:write"
    writers: ClassVar[dict[str, Any]] = {"patch": ProfileWriter}
    summaries: ClassVar[dict[str, str]] = {"get": "Read your profile", "patch": "Change your profile"}
    reasons: ClassVar[dict[str, Any]] = {"patch": _("Changed the settings")}

    def key(self) -> Any:
        return self.request.user.pk

    def rows(self) -> QuerySet[Any]:
        return Profile.objects.for_user(self.request.user)

    def editable(self) -> QuerySet[Any]:
        return Profile.objects.editable_by(self.request.user)

    def change(self, row: Any, content: dict[str, Any]) -> None:
        for name, value in content.items():
            setattr(row, name, value)
        row.save(update_fields=list(content))
        if content.get("avatar_url", row.avatar_url) is None:
            transaction.on_commit(lambda: pictures.forget(row.pk))
