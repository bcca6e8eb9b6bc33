"""What addresses do, to be mixed: list, create, show, change, remove.

class TripList(Lists, Creates): ...
class TripDetail(Changes, Removes): ...
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters import FilterSet

from tripos.api import conditional, query, statements
from tripos.api.answers import PLACE, TAG, Answer, page_of
from tripos.api.base import ApiView
from tripos.api.problems import Problem, invalid_parameter
from tripos.api.query import Parameter, Selection
from tripos.api.resources import joined, object_of
from tripos.db.paging import BadCursor, Keyset

__all__ = ["ApiView", "Changes", "Creates", "Lists", "Reads", "Removes", "Shows", "Writes"]


class Reads(ApiView):
    """Rows that the person who asks may see.

    Attributes:
        steady: ``rows()`` depends on nothing but ``self.request.user.pk``, ``self.request.method`` and the ids in
            ``self.kwargs``, so that its statements are compiled once.
        lookup: the column that the address names one row by.
    """

    steady: ClassVar[bool] = False
    lookup: ClassVar[str] = "pk"

    def rows(self) -> QuerySet[Any]:
        """All rows that this address is about, for ``self.request.user``."""
        raise NotImplementedError

    def document(self, pk: Any, chosen: Selection = Selection()) -> tuple[str, str]:  # noqa: B008 - immutable
        """One row's JSON and version.

        Raises:
            Problem: there is none of theirs (404).
        """

        def with_key(rows: QuerySet[Any], key: Any) -> QuerySet[Any, Any]:
            document = self.resource.selected(chosen.only, chosen.expand)
            return rows.filter(**{self.lookup: key}).order_by().values_list(document, self.resource.version)[:1]

        found = statements.fetch(self, ("one", chosen), with_key, pk) if self.steady else with_key(self.rows(), pk)
        for body, version in found:
            return body, version
        raise Problem("not-found")


class Lists(Reads):
    """``GET`` of many rows: a page, its order, filters, search.

    Attributes:
        orders: name -> order; the first is the default.
        filters: named filters.
        searches: whether ``search()`` is there.
    """

    orders: ClassVar[Mapping[str, Keyset]]
    filters: ClassVar[type[FilterSet] | None] = None
    searches: ClassVar[bool] = False

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """The rows with these words."""
        raise NotImplementedError

    def parameters(self, method: str) -> list[Parameter]:
        if method not in ("get", "head"):
            return super().parameters(method)
        return [
            *query.filtering(self.filters),
            *([query.searching()] if self.searches else []),
            query.ordering(self.orders),
            *query.selecting(self.resource),
            *query.paging(),
        ]

    def answer_of(self, method: str) -> Answer:
        return page_of(self.resource) if method == "get" else super().answer_of(method)

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        chosen = query.selection(request, self.resource)
        order = query.order(request, self.orders)
        size = query.size(request)
        given = request.query_params.get(query.CURSOR)
        words = query.words(request) if self.searches else ""
        rows: QuerySet[Any] | None = None
        if not self.steady or given or words or query.filters(request, self.filters):
            rows = query.filtered(request, self.rows(), self.filters)
            rows = self.search(rows, words) if words else rows
        documents, cursor = self._page(rows, order, given, size, chosen)
        address = None if cursor is None else self._address(request, cursor)
        body = object_of({"results": joined(documents), "next": json.dumps(address)})
        headers = {} if address is None else {"Link": f'<{address}>; rel="next"'}
        return self.reply(body, tag=conditional.tag_of(body), headers=headers)

    def _page(
        self, rows: QuerySet[Any] | None, order: Keyset, cursor: str | None, size: int, chosen: Selection
    ) -> tuple[list[str], str | None]:
        names = [column.lstrip("-") for column in order.columns]

        def page(rows: QuerySet[Any], _key: Any = None) -> QuerySet[Any, Any]:
            document = self.resource.selected(chosen.only, chosen.expand)
            return order.after(rows, cursor).values_list(document, *names)[: size + 1]

        try:
            if rows is None:
                found = statements.fetch(self, ("page", order.columns, chosen, size), page)
            else:
                found = list(page(rows))
        except BadCursor as error:
            raise invalid_parameter(query.CURSOR, str(error)) from error
        more = len(found) > size
        last = SimpleNamespace(**dict(zip(names, found[size - 1][1:], strict=True))) if more else None
        return [row[0] for row in found[:size]], None if last is None else order.cursor(last)  # type: ignore[arg-type]

    def _address(self, request: Any, cursor: str) -> str:
        parameters = {**request.query_params.dict(), query.CURSOR: cursor}
        return str(request.build_absolute_uri(f"{request.path}?{urlencode(parameters)}"))


class Creates(Reads):
    """``POST`` of a new row."""

    def create(self, content: dict[str, Any]) -> Any:
        """Write the row; return its key."""
        raise NotImplementedError

    def address_of(self, pk: Any) -> str:
        """Where the new row is."""
        return f"{self.request.path}{pk}/"

    def answer_of(self, method: str) -> Answer:
        if method == "post" and method not in self.answers:
            return Answer(201, self.resource, "The new one.", headers=PLACE)
        return super().answer_of(method)

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        pk = self.create(self.content(request))
        body, version = self.document(pk)
        address = request.build_absolute_uri(self.address_of(pk))
        return self.reply(body, 201, tag=conditional.tag_of(body, version), headers={"Location": address})


class Shows(Reads):
    """``GET`` of one row."""

    def key(self) -> Any:
        """The row's key, from the address."""
        return self.kwargs["pk"]

    def parameters(self, method: str) -> list[Parameter]:
        return query.selecting(self.resource) if method in ("get", "head") else super().parameters(method)

    def answer_of(self, method: str) -> Answer:
        if method == "get":
            return Answer(200, self.resource, "As it is now.", headers=TAG)
        return super().answer_of(method)

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        body, version = self.document(self.key(), query.selection(request, self.resource))
        return self.reply(body, tag=conditional.tag_of(body, version))


class Writes(Shows):
    """One row that may be changed: locked, and held against ``If-Match``."""

    def editable(self) -> QuerySet[Any]:
        """The rows that the person who asks may change."""
        raise NotImplementedError

    def locked(self) -> Any:
        """The row, locked until the request ends.

        Raises:
            Problem: none of theirs (404), theirs to see only (403), or changed since they read it (412).
        """
        one = {self.lookup: self.key()}
        rows = self.editable().filter(**one).order_by()
        row = rows.annotate(api_version=self.resource.version).select_for_update(of=("self",)).first()
        if row is None:
            raise Problem("not-allowed" if self.rows().filter(**one).exists() else "not-found")
        conditional.check_match(self.request, row.api_version)
        return row


class Changes(Writes):
    """``PATCH`` of one row: what is left out stays."""

    def change(self, row: Any, content: dict[str, Any]) -> None:
        """Write what was sent."""
        raise NotImplementedError

    def answer_of(self, method: str) -> Answer:
        if method == "patch":
            return Answer(200, self.resource, "As it is after the change.", headers=TAG)
        return super().answer_of(method)

    def patch(self, request: Any, **kwargs: Any) -> HttpResponse:
        row = self.locked()
        content = self.content(request, partial=True)
        if content:
            self.change(row, content)
        body, version = self.document(self.key())
        return self.reply(body, tag=conditional.tag_of(body, version))


class Removes(Writes):
    """``DELETE`` of one row."""

    def remove(self, row: Any) -> None:
        """Put it in the trash, or delete it where there is none."""
        raise NotImplementedError

    def answer_of(self, method: str) -> Answer:
        return Answer(204, None, "Gone.") if method == "delete" else super().answer_of(method)

    def delete(self, request: Any, **kwargs: Any) -> HttpResponse:
        self.remove(self.locked())
        return HttpResponse(status=204)
