"""Named filters of places, saved places and collections."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from places.models import LocationCategory


class LocationFilters(filters.FilterSet):
    category = filters.ChoiceFilter(choices=LocationCategory.choices, help_text="Places of this kind.")
    subcategory = filters.CharFilter("subcategory", help_text="Places of this narrower kind, such as museum.")
    city = filters.CharFilter("city", help_text="Places in this city, as the catalogue writes it.")
    country = filters.CharFilter("country", help_text="Places in this country (ISO 3166-1 alpha-2).")
    source = filters.CharFilter("source", help_text="Places that this source told about.")
    external_id = filters.CharFilter("external_id", help_text="The place with this id in its source.")
    tag = filters.CharFilter("tags", "contains", method="with_tag", help_text="Places with this tag.")
    is_verified = filters.BooleanFilter("is_verified", help_text="Places that staff have looked at.")
    mine = filters.BooleanFilter(method="added_by_me", help_text="Places that you added (true).")

    def with_tag(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(tags__contains=[value])

    def added_by_me(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        me = self.request.user.pk
        return rows.filter(created_by_id=me) if value else rows.exclude(created_by_id=me)


class SavedPlaceFilters(filters.FilterSet):
    location_id = filters.UUIDFilter("location_id", help_text="What you kept of this place.")
    collection_id = filters.UUIDFilter("collection_id", help_text="Places in this collection.")
    is_favorite = filters.BooleanFilter("is_favorite", help_text="Favourites (true), or the others.")
    category = filters.ChoiceFilter(
        "location__category", choices=LocationCategory.choices, help_text="Places of this kind."
    )
    tag = filters.CharFilter("tags", method="with_tag", help_text="Places with this tag of yours.")

    def with_tag(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(tags__contains=[value])


class CollectionFilters(filters.FilterSet):
    is_public = filters.BooleanFilter("is_public", help_text="Collections that anybody may read (true).")
