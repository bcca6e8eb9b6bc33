"""The catalogue in the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from places.models import Location


@admin.register(Location)
class LocationAdmin(admin.ModelAdmin):
    list_display = ["name", "category", "subcategory", "city", "country", "source", "is_verified", "is_active", "as_of"]
    list_filter = ["category", "is_verified", "is_active", "source", "city"]
    search_fields = ["name", "city", "external_id"]
    readonly_fields = ["source", "external_id", "created_by", "created_at", "updated_at", "staff_edited_fields"]
    exclude = ["images", "metadata", "hours_of_operation"]
    list_per_page = 50

    def save_model(self, request: HttpRequest, obj: Location, form: Any, change: bool) -> None:
        """Remember which fields staff edited: the next import leaves them alone."""
        if change:
            obj.staff_edited_fields = sorted({*obj.staff_edited_fields, *form.changed_data})
        else:
            obj.source = obj.source or "manual_import"
        super().save_model(request, obj, form, change)
