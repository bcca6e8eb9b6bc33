"""Which part of the back office the bound staff member may enter: the database's answer, as the policies give it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

AREAS = ("places", "trips", "accounts", "ai", "operations")


def areas_of(request: HttpRequest) -> frozenset[str]:
    """The parts that the bound account works on. One query a request."""
    known: frozenset[str] | None = getattr(request, "_staff_areas", None)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select area from unnest(%s::text[]) as area where app.staff_may(area)",
                [list(AREAS)],
            )
            known = frozenset(row[0] for row in cursor.fetchall())
        request._staff_areas = known  # type: ignore[attr-defined]
    return known


def staff_page(*areas: str) -> Callable[[Callable[..., HttpResponseBase]], Any]:
    """A page of the back office for those who work on one of ``areas``; to others it is forbidden.

    Visitors are led to the sign-in page, as by the admin's own pages.
    """

    def wrap(view: Callable[..., HttpResponseBase]) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if areas_of(request).isdisjoint(areas):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        @wraps(guarded)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Looked up when asked: the admin's site may be replaced while the pages are imported.
            return admin.site.admin_view(guarded)(request, *args, **kwargs)

        return entered

    return wrap


def staff_context(request: HttpRequest, title: Any, **more: Any) -> dict[str, Any]:
    """What every page of the back office hands to its template."""
    return {**admin.site.each_context(request), "title": title, "areas": areas_of(request), **more}
