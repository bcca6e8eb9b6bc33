"""Statements compiled once: Django needs a millisecond to make SQL of a queryset, more than PostgreSQL needs to run it.

A view whose rows depend on nothing but who asks and on the ids in the address (``steady``) has its queryset made for a
stand-in; the statement is kept, and each request puts its own ids where the stand-ins' are. Row security holds whatever
would go wrong here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import QuerySet

MOST = 1_000
"""Statements that are kept; clients make up selections of fields."""
_kept: dict[Any, tuple[str, tuple[Any, ...]]] = {}


@cache
def stand_in(name: str) -> uuid.UUID:
    """An id that nobody has, always the same for a name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:tripos:stand-in:{name}")


ASKER, KEY = stand_in(" user"), stand_in(" key")  # a space: no name in an address has one


def fetch(view: Any, name: Any, build: Callable[[QuerySet[Any], Any], Any], pk: uuid.UUID | None = None) -> list[Any]:
    """Rows of ``build(view.rows(), pk)``.

    Args:
        view: a view with ``rows()``, ``request`` and ``kwargs``.
        name: tells this statement from the view's others: everything that ``build`` depends on, but the ids.
        build: makes a ``values_list`` of the rows and a key.
        pk: the key, where one row is wanted.
    """
    place = type(view), view.request.method, name
    found = _kept.get(place)
    if found is None:
        found = _compiled(view, build)
        if len(_kept) < MOST:
            _kept[place] = found
    sql, parameters = found
    ids = {stand_in(name): value for name, value in view.kwargs.items()}
    ids[ASKER], ids[KEY] = view.request.user.pk, pk
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids.get(each, each) if isinstance(each, uuid.UUID) else each for each in parameters])
        rows: list[Any] = cursor.fetchall()
    return rows


def _compiled(view: Any, build: Callable[[QuerySet[Any], Any], Any]) -> tuple[str, tuple[Any, ...]]:
    other = type(view)()
    other.request = SimpleNamespace(user=SimpleNamespace(pk=ASKER), method=view.request.method)
    other.kwargs = {name: stand_in(name) for name in view.kwargs}
    sql, parameters = build(other.rows(), KEY).query.get_compiler(connection=connection).as_sql()
    return sql, tuple(parameters)
