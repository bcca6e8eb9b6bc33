"""The catalogue: places, what is near, what has these words, what travellers add."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

import places.constraints  # noqa: F401  (registers the sentences)
from places.api.filters import LocationFilters
from places.api.resources import LOCATION
from places.models import Location, LocationCategory
from places.search import MAX_RADIUS_KM, MOST, Point, nearby_places, search_places_sql
from tripos.api import conditional, query
from tripos.api.answers import Answer, Refer, list_of
from tripos.api.problems import invalid_parameter
from tripos.api.query import Parameter
from tripos.api.resources import Schema, joined, object_of
from tripos.api.views import ApiView, Changes, Creates, Lists
from tripos.api.writing import Writer
from tripos.db.paging import Keyset

CATEGORY = Parameter("category", {"type": "string", "enum": LocationCategory.values}, "Places of this kind.")

LIMIT = Parameter(query.LIMIT, {"type": "integer", "minimum": 1, "maximum": MOST, "default": 20}, "Places at most.")


class LocationWriter(Writer):
    name = serializers.CharField(max_length=300)
    category = serializers.ChoiceField(choices=LocationCategory.choices)
    details = serializers.DictField(required=False)

    example: ClassVar[dict[str, Any]] = {
        "name": "Grandmother's bench",
        "category": "other",
        "latitude": 60.1699,
        "longitude": 24.9384,
    }

    class Meta:
        model = Location
        fields: ClassVar[list[str]] = [
            "name",
            "description",
            "category",
            "subcategory",
            "tags",
            "address",
            "city",
            "region",
            "country",
            "postal_code",
            "latitude",
            "longitude",
            "timezone",
            "details",
            "cuisine_types",
            "price_level",
            "dietary_options",
            "event_start_time",
            "event_end_time",
            "event_type",
            "ticket_url",
            "opening_hours",
            "capacity",
            "phone",
            "email",
            "website",
            "language",
        ]


class LocationsView(ApiView):
    steady = True
    resource = LOCATION
    tag = "Locations"
    read_scope = "places:read"
    write_scope = "places:write"


class LocationList(LocationsView, Lists, Creates):
    """The public catalogue. A place that you add is marked as a traveller's until staff have looked at it."""

    orders: ClassVar[dict[str, Keyset]] = {
        "name": Keyset("name", "id"),
        "-updated_at": Keyset("-updated_at", "id"),
        "-created_at": Keyset("-created_at", "id"),
        "-rating": Keyset("-rating", "id"),
    }
    filters = LocationFilters
    writers: ClassVar[dict[str, Any]] = {"post": LocationWriter}
    summaries: ClassVar[dict[str, str]] = {"get": "List places", "post": "Add a place"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Added a place")}

    def rows(self) -> QuerySet[Any]:
        if self.request.method == "POST":  # what was just added may be an event that is over
            return Location.objects.known_to(self.request.user)
        return Location.objects.for_user(self.request.user)

    def create(self, content: dict[str, Any]) -> Any:
        place = Location(created_by_id=self.request.user.pk, source="user_created", **content)
        place.save(force_insert=True)
        return place.pk


class LocationDetail(LocationsView, Changes):
    """One place, also one that has closed. A place that you added may be changed until staff have looked at it."""

    writers: ClassVar[dict[str, Any]] = {"patch": LocationWriter}
    summaries: ClassVar[dict[str, str]] = {"get": "Read a place", "patch": "Change a place that you added"}
    reasons: ClassVar[dict[str, Any]] = {"patch": gettext_lazy("Changed a place")}

    def rows(self) -> QuerySet[Any]:
        return Location.objects.known_to(self.request.user).filter(deleted_at__isnull=True)

    def editable(self) -> QuerySet[Any]:
        return Location.objects.editable_by(self.request.user)

    def change(self, row: Any, content: dict[str, Any]) -> None:
        for name, value in content.items():
            setattr(row, name, value)
        row.save(update_fields=list(content))


def _near(refer: Refer) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["distance_km", "location"],
        "properties": {
            "distance_km": {"type": "number", "minimum": 0, "description": "Along the great circle."},
            "location": refer(LOCATION),
        },
    }


def _match(refer: Refer) -> Schema:
    found = _near(refer)
    found["required"] = ["matched", "score", "distance_km", "location"]
    found["properties"] = {
        "matched": {"type": "string", "enum": ["exact", "name", "words", "similar"]},
        "score": {"type": "number", "description": "Higher is better; scores of different searches do not compare."},
        "distance_km": {
            "type": ["number", "null"],
            "description": "Null without a point, or for a place without one.",
        },
        "location": refer(LOCATION),
    }
    return found


class LocationNearby(LocationsView):
    """Places around a point, the nearest first."""

    summaries: ClassVar[dict[str, str]] = {"get": "Places around a point"}
    answers: ClassVar[dict[str, Answer]] = {
        "get": list_of(_near, {"distance_km": 0.41, "location": LOCATION.example()}, "The nearest first.")
    }

    def parameters(self, method: str) -> list[Parameter]:
        return [
            Parameter("latitude", {"type": "number", "minimum": -90, "maximum": 90}, "WGS 84.", required=True,
                      example=60.1699),
            Parameter("longitude", {"type": "number", "minimum": -180, "maximum": 180}, "WGS 84.", required=True,
                      example=24.9384),
            Parameter("radius_km", {"type": "number", "minimum": 0, "maximum": MAX_RADIUS_KM, "default": 10},
                      "How far away at most."),
            CATEGORY,
            LIMIT,
            *query.selecting(LOCATION)[:1],
        ]  # fmt: skip

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        centre = Point(
            query.number(request, "latitude", None, -90, 90), query.number(request, "longitude", None, -180, 180)
        )
        radius = query.number(request, "radius_km", 10, 0, MAX_RADIUS_KM)
        limit = query.size(request, default=20, most=MOST)
        document = LOCATION.selected(query.selection(request, LOCATION).only)
        found = nearby_places(centre, radius_km=radius, category=category_of(request))
        body = object_of({
            "results": joined(
                f'{{"distance_km":{distance!r},"location":{text}}}'
                for text, distance in found.values_list(document, "distance_km")[:limit]
            )
        })  # fmt: skip
        return self.reply(body, tag=conditional.tag_of(body))


class LocationSearch(LocationsView):
    """Places with these words, whole or as typed so far, the best first; misspellings are forgiven."""

    summaries: ClassVar[dict[str, str]] = {"get": "Search places by words"}
    answers: ClassVar[dict[str, Answer]] = {
        "get": list_of(
            _match,
            {"matched": "exact", "score": 12.5, "distance_km": None, "location": LOCATION.example()},
            "The best first.",
        )
    }

    def parameters(self, method: str) -> list[Parameter]:
        return [
            Parameter("q", {"type": "string", "minLength": 1, "maxLength": 200}, "What was typed.", required=True,
                      example="ateneum"),
            CATEGORY,
            Parameter("city", {"type": "string"}, "Places whose city or neighbourhood has these words."),
            Parameter("latitude", {"type": "number", "minimum": -90, "maximum": 90}, "Nearer places come first."),
            Parameter("longitude", {"type": "number", "minimum": -180, "maximum": 180}, "Goes with `latitude`."),
            LIMIT,
            *query.selecting(LOCATION)[:1],
        ]  # fmt: skip

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        words = request.query_params.get("q", "").strip()
        if not words or len(words) > 200:
            raise invalid_parameter("q", _("1 to 200 characters."))
        statement, values = search_places_sql(
            words,
            category=category_of(request),
            city=request.query_params.get("city"),
            near=self._point(request),
            limit=query.size(request, default=20, most=MOST),
            language=request.user.profile.language,
            select=LOCATION.document("l", query.selection(request, LOCATION).only).replace("%", "%%") + "::text",
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows = cursor.fetchall()
        body = object_of({
            "results": joined(
                f'{{"matched":"{matched}","score":{score!r},'
                f'"distance_km":{"null" if distance is None else repr(distance)},"location":{text}}}'
                for text, score, matched, distance in rows
            )
        })  # fmt: skip
        return self.reply(body, tag=conditional.tag_of(body))

    def _point(self, request: Any) -> Point | None:
        if not request.query_params.keys() & {"latitude", "longitude"}:
            return None
        return Point(
            query.number(request, "latitude", None, -90, 90), query.number(request, "longitude", None, -180, 180)
        )


def category_of(request: Any) -> str | None:
    """Read ``category``.

    Raises:
        Problem: there is no such category (400).
    """
    text: str | None = request.query_params.get("category")
    if text is not None and text not in LocationCategory.values:
        raise invalid_parameter(
            "category", _("Choose one of: %(known)s.") % {"known": ", ".join(LocationCategory.values)}
        )
    return text
