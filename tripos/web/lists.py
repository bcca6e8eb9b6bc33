"""Growing lists in pages: the next page by keyset, and a way back to the first one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.http import Http404, HttpRequest

from tripos.db.paging import BadCursor, Keyset

M = TypeVar("M", bound=models.Model)
AFTER = "after"


@dataclass(frozen=True)
class ListPage(Generic[M]):
    """Rows, and where ``components/pagination.html`` leads; empty addresses lead nowhere."""

    rows: list[M]
    previous_url: str
    next_url: str

    @property
    def has_other_pages(self) -> bool:
        return bool(self.previous_url or self.next_url)


def list_page(request: HttpRequest, order: Keyset, rows: models.QuerySet[M], size: int) -> ListPage[M]:
    """The page of ``rows`` that the address asks for (``?after=``), with one query.

    Raises:
        Http404: the cursor is damaged or of another list.
    """
    cursor = request.GET.get(AFTER, "")
    try:
        found = order.page(rows, cursor=cursor or None, size=size)
    except BadCursor as problem:
        raise Http404 from problem
    kept = {name: value for name, value in request.GET.items() if name != AFTER}
    following = _address({**kept, AFTER: found.next_cursor}) if found.next_cursor else ""
    return ListPage(found.rows, _address(kept) if cursor else "", following)


def _address(parameters: dict[str, Any]) -> str:
    return f"?{urlencode(parameters)}"
