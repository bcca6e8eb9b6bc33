"""What trashes share: a list of what lies there, and the way back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse

from tripos.api import conditional
from tripos.api.answers import TAG, Answer
from tripos.api.problems import Problem
from tripos.api.resources import Field, computed
from tripos.api.views import Lists, Reads
from tripos.db.paging import Keyset
from tripos.web.trash import KEPT

DISCARDED_AT = "2026-03-01T09:30:00.123456+00:00"
BY_DISCARD = {
    "-deleted_at": Keyset("-deleted_at", "id"),
    "deleted_at": Keyset("deleted_at", "id"),
}
"""The orders of a trash: the last discarded first, or the first."""


def kept_until() -> Field:
    """When a discarded thing goes for good."""
    return computed(
        "kept_until",
        f"({{t}}.deleted_at + interval '{KEPT.days} days')",
        {"type": "string", "format": "date-time"},
        "when it goes for good",
        example="2026-03-31T09:30:00.123456+00:00",
    )


class Trash(Lists):
    """``GET`` of what was discarded; ``rows()`` is what lies there."""

    steady = True
    orders: ClassVar[dict[str, Keyset]] = BY_DISCARD


class Restores(Reads):
    """``POST`` that takes one out of the trash; it answers with what came back."""

    def discarded(self) -> QuerySet[Any]:
        """What the person who asks may take out of the trash."""
        raise NotImplementedError

    def restore(self, row: Any) -> None:
        """Take it out."""
        raise NotImplementedError

    def answer_of(self, method: str) -> Answer:
        if method == "post":
            return Answer(200, self.resource, "As it is back.", headers=TAG)
        return super().answer_of(method)

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        row = self.discarded().filter(pk=kwargs["pk"]).order_by().select_for_update(of=("self",)).first()
        if row is None:
            raise Problem("not-found")
        self.restore(row)
        body, version = self.document(row.pk)
        return self.reply(body, tag=conditional.tag_of(body, version))
