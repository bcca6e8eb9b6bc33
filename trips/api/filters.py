"""Named filters of the trip's resources."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone

from trips.enums import (
    BookingStatus,
    ConflictType,
    ItemType,
    ResolutionStatus,
    SuggestionStatus,
    SuggestionType,
    TripStatus,
)


class TripFilters(filters.FilterSet):
    status = filters.ChoiceFilter(choices=TripStatus.choices, help_text="Trips in this state.")
    starts_from = filters.DateFilter("start_date", "gte", help_text="Trips that start on this day or later.")
    starts_until = filters.DateFilter("start_date", "lte", help_text="Trips that start on this day or before.")
    ends_from = filters.DateFilter("end_date", "gte", help_text="Trips that end on this day or later.")
    ends_until = filters.DateFilter("end_date", "lte", help_text="Trips that end on this day or before.")
    country = filters.CharFilter("country", help_text="Trips to this country (ISO 3166-1 alpha-2).")
    owned = filters.BooleanFilter(method="by_owner", help_text="Your own trips (true), or those of others (false).")

    def by_owner(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        me = self.request.user.pk
        return rows.filter(user_id=me) if value else rows.exclude(user_id=me)


class ItemFilters(filters.FilterSet):
    day_number = filters.NumberFilter("day_number", help_text="Stops of this day; 1 is the trip's first.")
    type = filters.ChoiceFilter(choices=ItemType.choices, help_text="Stops of this kind.")
    booking_status = filters.ChoiceFilter(choices=BookingStatus.choices, help_text="Stops whose booking is so.")
    location_id = filters.UUIDFilter("location_id", help_text="Stops at this place of the catalogue.")
    is_idea = filters.BooleanFilter("day_number", "isnull", help_text="Ideas (true), or stops with a day (false).")


class ConflictFilters(filters.FilterSet):
    status = filters.ChoiceFilter(choices=ResolutionStatus.choices, help_text="Conflicts in this state.")
    type = filters.ChoiceFilter(choices=ConflictType.choices, help_text="Conflicts of this kind.")
    is_open = filters.BooleanFilter(method="by_state", help_text="Those that wait for an answer (true), or the others.")

    def by_state(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        waiting = [ResolutionStatus.DETECTED, ResolutionStatus.PENDING_REVIEW]
        return rows.filter(status__in=waiting) if value else rows.exclude(status__in=waiting)


class SuggestionFilters(filters.FilterSet):
    status = filters.ChoiceFilter(choices=SuggestionStatus.choices, help_text="Suggestions in this state.")
    type = filters.ChoiceFilter(choices=SuggestionType.choices, help_text="Suggestions of this kind.")
    is_live = filters.BooleanFilter(method="by_life", help_text="Those that can be answered now (true), or the others.")

    def by_life(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        live = rows.live(timezone.now()).order_by()  # type: ignore[attr-defined]
        return live if value else rows.exclude(pk__in=live.values("pk"))
