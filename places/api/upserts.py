"""The catalogue kept by a program: many places of one source at once, each added or changed by its id there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

import places.constraints  # noqa: F401  (registers the sentences)
from places.imports import RowOutcome, import_places
from places.models import Location, LocationCategory
from places.providers.records import PlaceRecord
from places.staging import may_keep_places
from tripos.accounts.scopes import CATALOGUE
from tripos.api.answers import Answer, Refer
from tripos.api.base import ApiView
from tripos.api.problems import FieldError, Problem, field_errors
from tripos.api.resources import Schema
from tripos.api.writing import Strict
from tripos.db.context import acting_as

MOST_ROWS = 500
RESULTS = {"added": "created", "changed": "updated", "kept": "unchanged", "skipped": "refused"}
RESERVED = "user_created"


class UpsertRow(Strict):
    external_id = serializers.CharField(max_length=200)
    name = serializers.CharField(max_length=300)
    category = serializers.ChoiceField(choices=LocationCategory.choices)
    latitude = serializers.FloatField(min_value=-90, max_value=90)
    longitude = serializers.FloatField(min_value=-180, max_value=180)
    subcategory = serializers.CharField(max_length=100, required=False, allow_null=True)
    description = serializers.CharField(max_length=10_000, required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=100), max_length=100, required=False)
    address = serializers.CharField(max_length=500, required=False, allow_null=True)
    city = serializers.CharField(max_length=200, required=False, allow_null=True)
    region = serializers.CharField(max_length=200, required=False, allow_null=True)
    country = serializers.RegexField("^[A-Z]{2}$", required=False, allow_null=True, help_text="ISO 3166-1 alpha-2.")
    postal_code = serializers.CharField(max_length=40, required=False, allow_null=True)
    timezone = serializers.CharField(max_length=64, required=False, allow_null=True)
    details = serializers.DictField(required=False)
    cuisine_types = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50, required=False)
    dietary_options = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50, required=False)
    vehicle_type = serializers.CharField(max_length=100, required=False, allow_null=True)
    opening_hours = serializers.CharField(max_length=1000, required=False, allow_null=True)
    phone = serializers.CharField(max_length=100, required=False, allow_null=True)
    email = serializers.CharField(max_length=254, required=False, allow_null=True)
    website = serializers.CharField(max_length=2000, required=False, allow_null=True)
    capacity = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False, allow_null=True)
    external_url = serializers.CharField(max_length=2000, required=False, allow_null=True)
    as_of = serializers.DateField(required=False, allow_null=True)

    def record(self, source: str) -> PlaceRecord:
        """The row as an importer would give it."""
        values = dict(self.validated_data)
        for name in ("tags", "cuisine_types", "dietary_options"):
            if name in values:
                values[name] = tuple(values[name])
        return PlaceRecord(source=source, **values)


class UpsertWriter(Strict):
    source = serializers.RegexField(  # type: ignore[assignment]
        "^[a-z0-9][a-z0-9._-]{0,62}$", help_text="Who tells about these places."
    )
    rows = serializers.ListField(
        child=serializers.DictField(),
        min_length=1,
        max_length=MOST_ROWS,
        help_text="Each place as the source knows it now: what a row leaves out is unknown.",
    )

    example: ClassVar[dict[str, Any]] = {
        "source": "harbour-office",
        "rows": [
            {
                "external_id": "pier-7",
                "name": "Pier 7",
                "category": "transport",
                "latitude": 60.1621,
                "longitude": 24.9525,
                "as_of": "2026-10-01",
            }
        ],
    }

    def validate_source(self, value: str) -> str:
        if value == RESERVED:
            raise serializers.ValidationError(_("This source is travellers' own."), "reserved")
        return value


def _results(refer: Refer) -> Schema:
    error = {
        "type": "object",
        "required": ["code", "detail", "pointer"],
        "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
    }
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": ["external_id", "result", "id", "fields", "errors"],
        "properties": {
            "external_id": {"type": ["string", "null"]},
            "result": {"type": "string", "enum": list(RESULTS.values())},
            "id": {"type": ["string", "null"], "format": "uuid"},
            "fields": {"type": "array", "items": {"type": "string"}, "description": "What was changed."},
            "errors": {"type": "array", "items": error},
        },
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["results"],
        "properties": {"results": {"type": "array", "items": row}},
    }


class LocationUpserts(ApiView):
    """Adds and changes places of one source by `(source, external_id)`, with a result for each row, in their order.

    Good rows are written even when others are refused. A field that staff edited stays as they wrote it, a place that
    staff removed stays removed, and older data (`as_of`) never replaces newer. The same rows again change nothing.
    """

    tag = "Locations"
    read_scope = write_scope = CATALOGUE
    writers: ClassVar[dict[str, Any]] = {"post": UpsertWriter}
    summaries: ClassVar[dict[str, str]] = {"post": "Add and change many places of a source (staff)"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Upserted places through the API")}
    answers: ClassVar[dict[str, Answer]] = {
        "post": Answer(
            200,
            _results,
            "What became of each row.",
            {
                "results": [
                    {
                        "external_id": "pier-7",
                        "result": "created",
                        "id": "1d3f7a52-0c1b-4f0e-9a55-66b1e0a1c007",
                        "fields": [],
                        "errors": [],
                    }
                ]
            },
        )
    }

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        with acting_as(request.user, role="staff"):
            if not may_keep_places():
                raise Problem("not-allowed", _("Only staff who keep places may write the catalogue."))
        content = self.content(request)
        source, rows = content["source"], content["rows"]
        records, refused = self._read(source, rows)
        outcomes: dict[str, RowOutcome] = {}
        with acting_as(request.user, role="staff"):
            import_places(
                records.values(),
                source,
                reason=_("Upserted places of %(source)s through the API") % {"source": source},
                on_row=lambda outcome: outcomes.__setitem__(outcome.external_id, outcome),
                count_missing=False,
            )
            known = Location.objects.known_to(request.user).filter(source=source, external_id__in=list(outcomes))
            keys = dict(known.values_list("external_id", "pk"))
        results = [
            _refusal(row, refused[number]) if number in refused else _result(outcomes[row["external_id"]], number, keys)
            for number, row in enumerate(rows)
        ]
        return self.reply_json({"results": results})

    def _read(self, source: str, rows: list[Any]) -> tuple[dict[int, PlaceRecord], dict[int, list[FieldError]]]:
        """The rows that are valid, and what is wrong with the others, by their number."""
        records: dict[int, PlaceRecord] = {}
        refused: dict[int, list[FieldError]] = {}
        seen: set[str] = set()
        for number, row in enumerate(rows):
            reader = UpsertRow(data=row)
            if not reader.is_valid():
                refused[number] = list(field_errors(reader.errors, f"rows/{number}"))
                continue
            external_id = row["external_id"] = reader.validated_data["external_id"]
            if external_id in seen:
                where = f"rows/{number}/external_id"
                refused[number] = [FieldError(where, _("The same id stands in a row before."), "repeated")]
                continue
            seen.add(external_id)
            records[number] = reader.record(source)
        return records, refused


def _refusal(row: dict[str, Any], errors: list[FieldError]) -> dict[str, Any]:
    external_id = row.get("external_id")
    return {
        "external_id": external_id if isinstance(external_id, str) else None,
        "result": "refused",
        "id": None,
        "fields": [],
        "errors": [error.as_dict() for error in errors],
    }


def _result(outcome: RowOutcome, number: int, keys: dict[str | None, Any]) -> dict[str, Any]:
    result = RESULTS[outcome.action]
    rule = outcome.reason.rpartition(": ")[2]
    errors = [FieldError(f"rows/{number}", outcome.reason, rule).as_dict()] if result == "refused" else []
    return {
        "external_id": outcome.external_id,
        "result": result,
        "id": keys.get(outcome.external_id),
        "fields": list(outcome.fields),
        "errors": errors,
    }
