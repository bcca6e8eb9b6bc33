"""What is wrong with a trip, and its ways out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import serializers

from tripos.api import conditional
from tripos.api.answers import TAG, Answer
from tripos.api.problems import Problem
from tripos.api.views import Reads, Shows
from tripos.api.writing import Strict
from tripos.db.context import set_reason
from tripos.db.paging import Keyset
from trips import resolutions
from trips.access import trip_for
from trips.api.children import ListsOfTrip, OfTrip, told
from trips.api.filters import ConflictFilters
from trips.api.resources import CONFLICT
from trips.models import ConflictResolution, Trip
from trips.sentences import title_of, way_of


class ConflictsView(OfTrip):
    steady = True
    resource = CONFLICT
    tag = "Conflicts"

    def rows(self) -> QuerySet[Any]:
        return ConflictResolution.objects.for_user(self.request.user)


class ConflictList(ConflictsView, ListsOfTrip):
    """What is wrong with a trip, the worst first, with what was answered already."""

    orders: ClassVar[dict[str, Keyset]] = {
        "-severity": Keyset("-severity", "id"),
        "-detected_at": Keyset("-detected_at", "id"),
    }
    filters = ConflictFilters
    summaries: ClassVar[dict[str, str]] = {"get": "List conflicts"}

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(trip_id=self.kwargs["trip"])


class ConflictDetail(ConflictsView, Shows):
    """One conflict, with its evidence and ways out."""

    summaries: ClassVar[dict[str, str]] = {"get": "Read a conflict"}


class ResolutionWriter(Strict):
    option = serializers.CharField(
        max_length=200, allow_null=True, help_text="The `key` of a way out; null leaves it as it is, for good."
    )

    example: ClassVar[dict[str, Any]] = {"option": "later:7d1b2c3e"}


class ConflictResolutionView(ConflictsView, Reads):
    """Take a way out, as one change that can be undone; or, with null, leave the conflict as it is.

    A way out that removes a stop removes it: look at its `changes` first.
    """

    writers: ClassVar[dict[str, Any]] = {"post": ResolutionWriter}
    summaries: ClassVar[dict[str, str]] = {"post": "Settle a conflict"}
    answers: ClassVar[dict[str, Answer]] = {"post": Answer(200, CONFLICT, "As it is after the answer.", headers=TAG)}

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        row = self.rows().filter(pk=kwargs["pk"]).first()
        if row is None:
            raise Problem("not-found")
        trip = _editable(request.user, row)
        key = self.content(request)["option"]
        with told():
            if key is None:
                set_reason(_("Left as it is: %(what)s") % {"what": title_of(row)})
                resolutions.ignore_conflict(trip, row)
            else:
                option = resolutions.option_of(row, key)
                set_reason(f"{way_of(option)} ({title_of(row)})")
                resolutions.resolve_conflict(trip, row, key)
        body, version = self.document(row.pk)
        return self.reply(body, tag=conditional.tag_of(body, version))


def _editable(user: Any, row: ConflictResolution) -> Trip:
    """The conflict's trip, locked.

    Raises:
        Problem: it is gone (404).
        django.core.exceptions.PermissionDenied: theirs to see only.
    """
    try:
        return trip_for(user, row.trip_id, edit=True, lock=True).trip
    except Http404 as error:
        raise Problem("not-found") from error
