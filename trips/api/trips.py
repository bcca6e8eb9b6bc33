"""Trips: the list, one trip, its trash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

import trips.constraints  # noqa: F401  (registers the sentences)
from tripos.api import conditional
from tripos.api.answers import PLACE, Answer
from tripos.api.views import Changes, Creates, Lists, Reads, Removes
from tripos.api.writing import Strict, Writer
from tripos.db.paging import Keyset
from trips import actions, arrangement, changes, copying
from trips.access import trip_for
from trips.api.filters import TripFilters
from trips.api.plans import PlanField, check_places
from trips.api.resources import TRIP
from trips.enums import TripStatus
from trips.models import Trip
from trips.starting import by_a_person

WRITABLE = [
    "title",
    "description",
    "destination",
    "country",
    "start_date",
    "end_date",
    "timezone",
    "destination_latitude",
    "destination_longitude",
    "adults",
    "children_ages",
    "budget_total",
    "currency",
    "status",
    "is_public",
    "show_costs",
    "cover_image_url",
]


class TripWriter(Writer):
    title = serializers.CharField(max_length=200, required=False, help_text="The destination, when it is left out.")
    destination = serializers.CharField(max_length=200)
    timezone = serializers.CharField(max_length=64, required=False, help_text="IANA zone; your own by default.")
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217; your own by default.")
    status = serializers.ChoiceField(choices=TripStatus.choices, required=False)

    example: ClassVar[dict[str, Any]] = {
        "title": "Helsinki in May",
        "destination": "Helsinki",
        "start_date": "2026-05-14",
        "end_date": "2026-05-16",
        "adults": 2,
        "budget_total": "900.00",
        "currency": "EUR",
    }

    class Meta:
        model = Trip
        fields: ClassVar[list[str]] = WRITABLE


class TripMaker(TripWriter):
    """A trip as it is made: from its columns, or from a plan."""

    destination = serializers.CharField(max_length=200, required=False, help_text="Needed without a plan.")
    start_date = serializers.DateField(required=False, help_text="Needed without a plan.")
    end_date = serializers.DateField(required=False, help_text="Needed without a plan.")
    plan = PlanField(required=False, help_text="What `POST trips/plans/` answered; only `title` may go with it.")

    class Meta(TripWriter.Meta):
        fields: ClassVar[list[str]] = [*WRITABLE, "plan"]

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and "plan" not in data:
            for name in ("destination", "start_date", "end_date"):
                self.fields[name].required = True
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        more = attrs.keys() - {"plan", "title"} if "plan" in attrs else ()
        if more:
            words = str(_("The plan says this already: change the trip afterwards."))
            raise serializers.ValidationError({name: [ErrorDetail(words, "planned")] for name in sorted(more)})
        return attrs


class TripsView(Reads):
    steady = True
    resource = TRIP
    tag = "Trips"
    read_scope = "trips:read"
    write_scope = "trips:write"

    def rows(self) -> QuerySet[Any]:
        return Trip.objects.for_user(self.request.user)


class TripList(TripsView, Lists, Creates):
    """Your trips and those shared with you; a new one, without stops or with those of a plan."""

    orders: ClassVar[dict[str, Keyset]] = {
        "-start_date": Keyset("-start_date", "id"),
        "start_date": Keyset("start_date", "id"),
        "-created_at": Keyset("-created_at", "id"),
        "created_at": Keyset("created_at", "id"),
        "-updated_at": Keyset("-updated_at", "id"),
        "title": Keyset("title", "id"),
    }
    filters = TripFilters
    searches = True
    writers: ClassVar[dict[str, Any]] = {"post": TripMaker}
    summaries: ClassVar[dict[str, str]] = {"get": "List trips", "post": "Make a trip"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Made a trip")}

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.matching(words)  # type: ignore[attr-defined]
        return found

    def create(self, content: dict[str, Any]) -> Any:
        user: Any = self.request.user
        if "plan" in content:
            check_places(user, content["plan"])
            return actions.create_trip_from_plan(user, by_a_person(content["plan"]), title=content.get("title", "")).pk
        defaults = {
            "title": content["destination"],
            "timezone": user.profile.timezone,
            "currency": user.profile.currency,
        }
        trip = Trip(user_id=user.pk, **{**defaults, **content})
        trip.save(force_insert=True)
        changes.changed(trip.pk)
        return trip.pk


class TripDetail(TripsView, Changes, Removes):
    """One trip. Deleting puts it in its owner's trash for thirty days.

    When its days change, stops keep their dates; those outside the new days become ideas without a day. When both days
    move by the same, the stops move along.
    """

    writers: ClassVar[dict[str, Any]] = {"patch": TripWriter}
    summaries: ClassVar[dict[str, str]] = {
        "get": "Read a trip",
        "patch": "Change a trip",
        "delete": "Put a trip in the trash",
    }
    reasons: ClassVar[dict[str, Any]] = {"patch": _("Changed the trip"), "delete": _("Moved the trip to the trash")}

    def editable(self) -> QuerySet[Any]:
        user = self.request.user
        if self.request.method == "DELETE":
            return Trip.objects.owned_by(user).filter(deleted_at__isnull=True)
        return Trip.objects.editable_by(user)

    def change(self, row: Any, content: dict[str, Any]) -> None:
        start: date = content.pop("start_date", row.start_date)
        end: date = content.pop("end_date", row.end_date)
        if (start, end) != (row.start_date, row.end_date):
            if end < start:  # nothing to lay the days out by; the database names the field
                content |= {"start_date": start, "end_date": end}
            else:
                arrangement.change_dates(row, start, end)
        if content:
            for name, value in content.items():
                setattr(row, name, value)
            row.save(update_fields=list(content))
        changes.changed(row.pk)

    def remove(self, row: Any) -> None:
        actions.discard_trip(row)


class CopyWriter(Strict):
    title = serializers.CharField(max_length=200, required=False, help_text='"Copy of …" by default.')
    start_date = serializers.DateField(required=False, help_text="The copy's first day; the same by default.")

    example: ClassVar[dict[str, Any]] = {"title": "Helsinki again", "start_date": "2027-05-13"}


class TripCopy(TripsView):
    """Copy a trip that you may see: a draft of yours with its stops, without bookings, companions and links."""

    writers: ClassVar[dict[str, Any]] = {"post": CopyWriter}
    summaries: ClassVar[dict[str, str]] = {"post": "Copy a trip"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Copied a trip")}
    answers: ClassVar[dict[str, Answer]] = {"post": Answer(201, TRIP, "The copy.", headers=PLACE)}

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        trip = trip_for(request.user, kwargs["trip"]).trip
        copy = copying.copy_trip(request.user, trip, **self.content(request))
        body, version = self.document(copy.pk)
        address = request.build_absolute_uri(reverse("api:trip", args=[copy.pk]))
        return self.reply(body, 201, tag=conditional.tag_of(body, version), headers={"Location": address})
