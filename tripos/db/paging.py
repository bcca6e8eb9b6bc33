"""Keyset paging: the next page starts after the last row seen, so that page 1,000 costs what page 1 costs.

    NEWEST = Keyset("-created_at", "id")
    page = NEWEST.page(AIRun.objects.for_user(user), cursor=request.GET.get("after"), size=50)
    page.rows, page.next_cursor

A cursor holds the last row's values of the order and nothing secret; it is not signed, because it cannot reach beyond
the queryset it is used with, and the database's policies hold for that. Rows that are added or deleted between two
pages neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)

MAX_SIZE = 200
"""Rows on one page at most."""
_MAX_CURSOR = 2_000


class BadCursor(ValueError):
    """A cursor that is damaged, or that belongs to a list in another order."""


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows in order, and the cursor of the next page; None on the last one."""

    rows: list[M]
    next_cursor: str | None


class Keyset:
    """An order whose columns together are unique, such as ``Keyset("-created_at", "id")``.

    Args:
        columns: fields of the model, with a minus to descend. Rows without a value come last, whichever way. The last
            column must make the order unique: end with the primary key, or with a number that is unique in the list.
    """

    def __init__(self, *columns: str) -> None:
        if not columns:
            raise ValueError("An order has at least one column.")
        self.columns = columns

    def __repr__(self) -> str:
        return f"Keyset({', '.join(map(repr, self.columns))})"

    def order(self, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        """The rows in this order."""
        return rows.order_by(*(_ordering(rows.model, column) for column in self.columns))

    def after(self, rows: models.QuerySet[M], cursor: str | None) -> models.QuerySet[M]:
        """The rows after ``cursor``, in this order; all rows without one.

        Raises:
            BadCursor: the cursor is not one of this order.
        """
        ordered = self.order(rows)
        return ordered.filter(self._condition(rows.model, self._decode(rows.model, cursor))) if cursor else ordered

    def page(self, rows: models.QuerySet[M], *, cursor: str | None = None, size: int = 50) -> Page[M]:
        """One page of at most ``size`` rows (1 to ``MAX_SIZE``), with one query.

        Raises:
            BadCursor: the cursor is not one of this order.
        """
        size = max(1, min(size, MAX_SIZE))
        found = list(self.after(rows, cursor)[: size + 1])
        more = len(found) > size
        return Page(found[:size], self.cursor(found[size - 1]) if more else None)

    def cursor(self, row: models.Model) -> str:
        """The cursor that continues after ``row``."""
        values = [_text(getattr(row, column.lstrip("-"))) for column in self.columns]
        packed = json.dumps([*self.columns, *values], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    def _decode(self, model: type[models.Model], cursor: str) -> list[Any]:
        count = len(self.columns)
        try:
            if len(cursor) > _MAX_CURSOR:
                raise BadCursor("The cursor is too long.")
            packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            content = json.loads(packed)
        except (binascii.Error, UnicodeError, ValueError, RecursionError) as problem:
            raise BadCursor("The cursor is damaged.") from problem
        if not isinstance(content, list) or len(content) != 2 * count or content[:count] != list(self.columns):
            raise BadCursor("The cursor belongs to another list.")
        values: list[Any] = []
        for column, text in zip(self.columns, content[count:], strict=True):
            field = _field(model, column)
            if text is None and field.null:
                values.append(None)
                continue
            if not isinstance(text, str) or "\x00" in text:
                raise BadCursor("The cursor is damaged.")
            try:
                value = field.to_python(text)
                field.run_validators(value)
            except (ValidationError, ValueError, OverflowError) as problem:
                raise BadCursor("The cursor is damaged.") from problem
            values.append(value)
        return values

    def _condition(self, model: type[models.Model], values: list[Any]) -> Q:
        """What rows after these values have: a later first column, or the same and a later second one, and so on."""
        later = Q(pk__in=[])
        same = Q()
        for column, value in zip(self.columns, values, strict=True):
            name = column.lstrip("-")
            beyond = "lt" if column.startswith("-") else "gt"
            if value is None:  # nulls are last: nothing is beyond them
                same &= Q(**{f"{name}__isnull": True})
                continue
            step = Q(**{f"{name}__{beyond}": value})
            if _field(model, column).null:
                step |= Q(**{f"{name}__isnull": True})
            later |= same & step
            same &= Q(**{name: value})
        first, value = self.columns[0], values[0]
        if value is None or _field(model, first).null or len(values) == 1:
            return later
        # Says nothing new, but is what an index can start from.
        return Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": value}) & later


def _field(model: type[models.Model], column: str) -> Any:
    try:
        return model._meta.get_field(column.lstrip("-"))
    except FieldDoesNotExist as problem:
        raise ValueError(f"{model.__name__} has no column {column.lstrip('-')!r} to order by.") from problem


def _ordering(model: type[models.Model], column: str) -> Any:
    if not _field(model, column).null:
        return column
    expression = F(column.lstrip("-"))
    return expression.desc(nulls_last=True) if column.startswith("-") else expression.asc(nulls_last=True)


def _text(value: Any) -> str | None:
    """A value as its field's ``to_python`` reads it, to the microsecond."""
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
