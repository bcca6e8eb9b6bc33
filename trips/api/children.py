"""What addresses below a trip share: the trip, and refusals of its verbs as answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db.models import QuerySet

from tripos.api.problems import Problem
from tripos.api.query import Selection
from tripos.api.views import ApiView, Lists
from tripos.db.paging import Keyset
from trips.access import Access, trip_for
from trips.actions import NotPossible


@contextmanager
def told() -> Iterator[None]:
    """Tell what a verb refuses as a conflict with what is there (409)."""
    try:
        yield
    except NotPossible as refused:
        raise Problem("conflict", str(refused)) from refused


class OfTrip(ApiView):
    """An address below a trip, whose id is ``trip`` in it."""

    read_scope = "trips:read"
    write_scope = "trips:write"

    def access(self, *, edit: bool = False, own: bool = False, lock: bool = False) -> Access:
        """The trip and the asker's part in it.

        Raises:
            django.http.Http404: it is none of theirs.
            django.core.exceptions.PermissionDenied: they may see it, but not do this.
        """
        return trip_for(self.request.user, self.kwargs["trip"], edit=edit, own=own, lock=lock)


class ListsOfTrip(OfTrip, Lists):
    """``GET`` of rows of a trip. That the trip is theirs is asked only where there are no rows.

    Attributes:
        owner_only: companions may not look.
    """

    owner_only: ClassVar[bool] = False

    def _page(
        self, rows: QuerySet[Any] | None, order: Keyset, cursor: str | None, size: int, chosen: Selection
    ) -> tuple[list[str], str | None]:
        found = super()._page(rows, order, cursor, size, chosen)
        if not found[0]:
            self.access(own=self.owner_only)
        return found
