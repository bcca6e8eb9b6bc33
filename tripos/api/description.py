"""The description of the API as JSON, and the page that shows it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from tripos.api import conditional
from tripos.api.answers import TAG, Answer, Refer
from tripos.api.base import ApiView
from tripos.api.resources import Schema


def make_schema() -> dict[str, Any]:
    """The OpenAPI description of every address."""
    with translation.override(settings.LANGUAGE_CODE):
        generator: Any = SchemaGenerator(  # type: ignore[no-untyped-call]
            urlconf=settings.SPECTACULAR_SETTINGS["SERVE_URLCONF"]
        )
        found: dict[str, Any] = generator.get_schema(request=None, public=True)
    return found


@cache
def schema_text() -> str:
    """The description as JSON; it is the same as long as the process runs."""
    return json.dumps(make_schema(), ensure_ascii=False, default=str)


def _any_object(refer: Refer) -> Schema:
    return {"type": "object"}


class SchemaView(ApiView):
    """This description (OpenAPI 3.1)."""

    tag = "Description"
    anonymous = frozenset({"GET", "HEAD"})
    summaries: ClassVar[dict[str, str]] = {"get": "Read this description"}
    answers: ClassVar[dict[str, Answer]] = {"get": Answer(200, _any_object, "OpenAPI 3.1.", None, TAG)}

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        body = schema_text()
        return self.reply(body, tag=conditional.tag_of(body))


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The description as pages to try the API on; everything comes from this site."""
    return render(request, "api/docs.html")
