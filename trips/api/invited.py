"""Invitations to oneself: what waits for an answer, yes and no."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from tripos.api import conditional
from tripos.api.answers import TAG, Answer, Refer, list_of
from tripos.api.base import ApiView
from tripos.api.problems import Problem
from tripos.api.resources import Schema
from trips import sharing
from trips.actions import NotPossible
from trips.api.resources import TRIP
from trips.api.trips import TripsView
from trips.enums import MemberRole

_TIME: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}


def _waiting(_refer: Refer) -> Schema:
    properties: dict[str, Schema] = {
        "id": {"type": "string", "format": "uuid"},
        "role": {"type": "string", "enum": list(MemberRole.values), "description": "What you would be."},
        "created_at": _TIME,
        "expires_at": _TIME,
        "inviter": {"type": ["string", "null"], "description": "How its owner calls themselves."},
        "title": {"type": "string", "description": "The trip's."},
        "destination": {"type": "string"},
        "start_date": _DAY,
        "end_date": _DAY,
    }
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


EXAMPLE = {
    "id": "f806fdf9-7777-4a53-9c39-0f5a1f0d2a11",
    "role": "editor",
    "created_at": "2026-03-01T09:30:00.123456+00:00",
    "expires_at": "2026-03-15T09:30:00.123456+00:00",
    "inviter": "Alice",
    "title": "Helsinki in May",
    "destination": "Helsinki",
    "start_date": "2026-05-14",
    "end_date": "2026-05-16",
}


class Waiting(ApiView):
    """Open invitations to trips that were sent to a confirmed e-mail address of yours, the latest first."""

    tag = "Members"
    read_scope = "trips:read"
    summaries: ClassVar[dict[str, str]] = {"get": "List invitations to you"}
    answers: ClassVar[dict[str, Answer]] = {"get": list_of(_waiting, EXAMPLE, "What waits for your answer.")}

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        found = [_told(one) for one in sharing.my_invitations()]
        body = json.dumps({"results": found}, ensure_ascii=False)
        return self.reply(body, tag=conditional.tag_of(body))


def _told(one: sharing.WaitingInvite) -> dict[str, Any]:
    values = asdict(one)
    times = {name: value.isoformat() for name, value in values.items() if isinstance(value, date)}
    return {**values, **times, "id": str(one.id)}


class AnswersInvitation(TripsView):
    """A yes or a no to an invitation to oneself."""

    tag = "Members"
    accepts: ClassVar[bool]

    def _answered(self, pk: Any) -> Any:
        """Answer; return the trip's id.

        Raises:
            Problem: none is open with this id for the person who asks (404).
        """
        try:
            with transaction.atomic():
                return sharing.answer_mine(pk, accepts=self.accepts)
        except NotPossible as over:
            raise Problem("not-found") from over


class InvitationAcceptance(AnswersInvitation):
    """Accept an invitation to you: you are a companion of the trip from now on."""

    accepts = True
    summaries: ClassVar[dict[str, str]] = {"post": "Accept an invitation"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Accepted an invitation")}
    answers: ClassVar[dict[str, Answer]] = {"post": Answer(200, TRIP, "The trip.", headers=TAG)}

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        body, version = self.document(self._answered(kwargs["pk"]))
        return self.reply(body, tag=conditional.tag_of(body, version))


class InvitationRejection(AnswersInvitation):
    """Decline an invitation to you."""

    accepts = False
    summaries: ClassVar[dict[str, str]] = {"post": "Decline an invitation"}
    reasons: ClassVar[dict[str, Any]] = {"post": _("Declined an invitation")}
    answers: ClassVar[dict[str, Answer]] = {"post": Answer(204, None, "Declined.")}

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        self._answered(kwargs["pk"])
        return HttpResponse(status=204)
