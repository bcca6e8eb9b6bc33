"""What was changed, and taking it back."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from tripos.api.answers import Answer, Refer
from tripos.api.problems import Problem
from tripos.api.resources import Resource, Schema, column, computed
from tripos.api.views import ApiView
from tripos.audit.models import ChangeKind, ChangeSet, ChangeSetQuerySet
from tripos.db.context import change_set
from tripos.db.paging import Keyset
from trips import actions
from trips.access import trip_for
from trips.api.children import ListsOfTrip
from trips.models import Trip

CHANGE = Resource(
    "ChangeSet",
    ChangeSet,
    column("id", example="c5d3cac6-4444-4a53-9c39-0f5a1f0d2a11"),
    column("trip_id", example="5f0c1c4e-6c1f-4a53-9c39-0f5a1f0d2a11"),
    column("kind", example="request"),
    column("reason", "what was done, as a sentence", example="Added a stop"),
    computed(
        "actor_id",
        "case when {t}.actor_role <> 'tripos_staff' then {t}.actor_id end",
        {"type": ["string", "null"], "format": "uuid"},
        "who did it; null for periodic work and for support",
        example="0b8f5c0e-9a55-4f0a-8a53-2f8f6f0c7d11",
    ),
    computed(
        "actor_name",
        "case when {t}.actor_role = 'tripos_staff' then 'Tripos support'"
        " else (select c.full_name from companions c where c.id = {t}.actor_id) end",
        {"type": ["string", "null"]},
        "how they call themselves",
        example="Alice",
    ),
    column("run_id", "the agents' run that did it", example=None),
    column("undoes_id", "the change that this one took back", source="undoes", example=None),
    computed(
        "undone_at",
        "(select max(u.created_at) from change_sets u where u.undoes_id = {t}.id)",
        {"type": ["string", "null"], "format": "date-time"},
        "when it was taken back",
        example=None,
    ),
    column("created_at", example="2026-03-02T18:04:11.654321+00:00"),
    description="What was changed together: by one request, one turn of an agent, one job.",
)


class History(ListsOfTrip):
    """Every change of a trip, the latest first."""

    steady = True
    resource = CHANGE
    tag = "History"
    orders: ClassVar[dict[str, Keyset]] = {"-created_at": ChangeSetQuerySet.paging}
    summaries: ClassVar[dict[str, str]] = {"get": "List changes of a trip"}

    def rows(self) -> QuerySet[Any]:
        trips = Trip.objects.for_user(self.request.user).filter(pk=OuterRef("trip_id"))
        return ChangeSet.objects.of_trip(self.kwargs["trip"]).filter(Exists(trips))


def _report(refer: Refer) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["change_set_id", "undone", "left"],
        "properties": {
            "change_set_id": {
                "type": "string",
                "format": "uuid",
                "description": "The reversal itself: it can be taken back too.",
            },
            "undone": {"type": "integer", "minimum": 0, "description": "Rows that are as they were."},
            "left": {"type": "array", "items": {"type": "string"}, "description": "What stays, and why, as sentences."},
        },
    }


class ChangeSetReversal(ApiView):
    """Take back everything that one change did. What was changed again since stays, and is named."""

    resource = CHANGE
    tag = "History"
    write_scope = "trips:write"
    summaries: ClassVar[dict[str, str]] = {"post": "Undo a change"}
    answers: ClassVar[dict[str, Answer]] = {
        "post": Answer(
            200,
            _report,
            "What was taken back.",
            {"change_set_id": "d6e4dbd7-5555-4a53-9c39-0f5a1f0d2a11", "undone": 2, "left": []},
        )
    }

    def post(self, request: Any, pk: uuid.UUID, **kwargs: Any) -> HttpResponse:
        found = ChangeSet.objects.filter(pk=pk).first()  # the policies show one's own and those of shared trips
        if found is None:
            raise Problem("not-found")
        self._check(request.user, found)
        reason = _("Did again: %(what)s") if found.kind == ChangeKind.UNDO else _("Undid: %(what)s")
        words = {"what": actions.without_undoing(found.reason)}
        with change_set(reason % words, kind=ChangeKind.UNDO, undoes_id=found.pk) as change:
            report = actions.undo(found.pk)
        return self.reply_json({"change_set_id": change.id, "undone": report.undone, "left": list(report.left)})

    def _check(self, user: Any, found: ChangeSet) -> None:
        try:
            if found.trip_id is not None:
                trip_for(user, found.trip_id, edit=True)
                return
        except Http404:
            pass  # it is in the trash, and its owner may bring it back by undo
        if user.pk not in (found.actor_id, found.user_id):
            raise Problem("not-found")
