"""Trips, their companions and who has them: to find and to look at. A traveller's trip is changed by travellers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from tripos.accounts.models import Profile
from tripos.web.staff import LookOnly
from trips.models import Trip, TripMember


@admin.register(Profile)
class ProfileAdmin(LookOnly):
    """Who has an account, as relations name them; preferences are the traveller's own affair."""

    list_display = ["email", "full_name", "language", "timezone", "created_at", "last_active_at", "deleted_at"]
    list_display_links = ["email"]
    list_filter = ["language", "onboarding_completed", "ai_enabled"]
    search_fields = ["email", "full_name"]
    date_hierarchy = "created_at"
    ordering = ["email", "id"]
    fields = [
        "email",
        "full_name",
        ("language", "timezone", "currency"),
        ("ai_enabled", "proactive_suggestions_enabled", "ai_approve_first"),
        ("created_at", "last_active_at", "deleted_at"),
    ]


@admin.register(Trip)
class TripAdmin(LookOnly):
    """Where and when, and whose; what is in a trip is looked at with a reason."""

    list_display = ["title", "destination", "user", "start_date", "end_date", "status", "is_public", "deleted_at"]
    list_filter = ["status", "is_public", "country"]
    search_fields = ["title", "destination", "user__email"]
    date_hierarchy = "start_date"
    ordering = ["-start_date", "id"]
    list_select_related = ["user"]
    fields = [
        "title",
        "user",
        ("destination", "country", "timezone"),
        ("start_date", "end_date", "status"),
        ("adults", "currency", "budget_total", "budget_spent"),
        ("is_public", "is_optimized", "last_optimized_at"),
        ("created_at", "deleted_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # What a traveller wrote and asked for is not read for a page that does not show it.
        return super().get_queryset(request).defer("description", "plan_request", "metadata", "images")


@admin.register(TripMember)
class TripMemberAdmin(LookOnly):
    """Who travels along, and may do what."""

    list_display = ["trip", "user", "role", "created_at"]
    list_filter = ["role"]
    search_fields = ["trip__title", "user__email"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "id"]
    list_select_related = ["trip", "user"]
    fields = ["trip", "user", "role", "created_at"]
