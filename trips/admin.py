"""Suggestions, conflicts, estimates and rates in the back office."""

from __future__ import annotations

from django.contrib import admin

from trips.models import ConflictResolution, CostEstimate, ExchangeRate, ProactiveSuggestion


@admin.register(CostEstimate)
class CostEstimateAdmin(admin.ModelAdmin):
    list_display = ["kind", "city", "country", "amount", "currency", "as_of"]
    list_filter = ["country", "city"]
    search_fields = ["kind", "city"]
    list_per_page = 100


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin):
    list_display = ["currency", "rate_date", "rate", "source"]
    list_filter = ["currency"]
    date_hierarchy = "rate_date"


@admin.register(ProactiveSuggestion)
class ProactiveSuggestionAdmin(admin.ModelAdmin):
    list_display = ["title", "type", "status", "agent_name", "priority", "created_at", "expires_at"]
    list_filter = ["type", "status", "agent_name"]
    search_fields = ["title"]
    raw_id_fields = ["user", "trip"]
    exclude = ["metadata"]


@admin.register(ConflictResolution)
class ConflictResolutionAdmin(admin.ModelAdmin):
    list_display = ["title", "type", "severity", "status", "detected_at", "resolved_at"]
    list_filter = ["type", "status", "severity"]
    search_fields = ["title"]
    raw_id_fields = ["trip"]
    exclude = ["metadata"]
