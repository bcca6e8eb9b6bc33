"""Runs of agents in the back office: to look at, never to change."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from ai.models import AgentLimit, AIRun, UserAIStats
from tripos.web.staff import LookOnly, StaffModelAdmin

# What a traveller and an agent wrote: the staff's role may not read these columns, so no list may ask for them.
WORDS = ("input_data", "output_data")


@admin.register(AIRun)
class AIRunAdmin(LookOnly):
    list_display = [
        "created_at",
        "agent_name",
        "status",
        "model_name",
        "total_tokens",
        "estimated_cost_usd",
        "duration_ms",
    ]
    list_filter = ["status", "agent_type", "model_name"]
    date_hierarchy = "created_at"
    search_fields = ["agent_name", "model_name", "user__email"]
    exclude = [*WORDS, "conversation"]
    readonly_fields = ["trace"]

    @admin.display(description="Steps and tools")
    def trace(self, run: AIRun) -> str:
        """The way to the page that tells what happened in it."""
        return format_html('<a href="{}">{}</a>', reverse("ai_trace", args=[run.pk]), "What it did, step by step")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AIRun]:
        return super().get_queryset(request).defer(*WORDS)


@admin.register(UserAIStats)
class UserAIStatsAdmin(LookOnly):
    list_display = ["user", "total_runs", "total_tokens", "total_cost", "unknown_cost_runs", "last_run_at"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__full_name"]


@admin.register(AgentLimit)
class AgentLimitAdmin(StaffModelAdmin):
    """The kill switch and other limits than the settings': for everybody, an agent, a traveller, or both."""

    list_display = [
        "__str__",
        "is_enabled",
        "reason",
        "run_tokens",
        "day_runs",
        "day_tokens",
        "day_cost_usd",
        "updated_at",
    ]
    list_filter = ["is_enabled", "agent_type"]
    list_select_related = ["user"]
    search_fields = ["agent_type", "reason", "user__email"]
    date_hierarchy = "updated_at"
    autocomplete_fields = ["user"]
    fieldsets = [
        (None, {"fields": ["agent_type", "user", "is_enabled", "reason"]}),
        ("The most that one answer may use", {"fields": ["run_calls", "run_tokens", "run_seconds", "run_cost_usd"]}),
        (
            "The most in 24 hours, all agents together",
            {"fields": ["day_runs", "day_calls", "day_tokens", "day_seconds", "day_cost_usd"]},
        ),
    ]
