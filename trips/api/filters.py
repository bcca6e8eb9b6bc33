"""Named filters of the trip's resources."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from trips.enums import TripStatus


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
