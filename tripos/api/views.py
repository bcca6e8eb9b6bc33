"""Views of the API. A resource's view says what it reads and writes; everything else is here.

    class TripList(Lists, Creates, ApiView): ...
    class TripDetail(Shows, Changes, Removes, ApiView): ...

Every answer passes ``finalize_response``: gzip, rate limit. Every write passes ``_written``: deferred constraints are
checked while a refusal can still be told, and ``Idempotency-Key`` is kept.
"""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.signals import got_request_exception
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django_filters import FilterSet
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView, set_rollback

from tripos.api import conditional, idempotency, limits, query
from tripos.api.answers import PLACE, TAG, Answer, page_of
from tripos.api.authentication import CHALLENGE, StrictJSONParser, TokenOrSession
from tripos.api.problems import Problem, Words, invalid_parameter, problem_of
from tripos.api.query import Parameter, Selection
from tripos.api.resources import Resource, joined, object_of
from tripos.db.context import set_reason
from tripos.db.paging import BadCursor, Keyset

logger = logging.getLogger(__name__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
JSON = "application/json"
VARY = "Accept, Accept-Encoding, Authorization, Cookie, Accept-Language"
WORTH_COMPRESSING = 1_000  # bytes


class ApiView(APIView):
    """One address.

    Attributes:
        resource: what it answers with.
        tag: the heading that the documentation puts it under.
        read_scope, write_scope: what a token must hold; empty for what every token may do.
        anonymous: methods that nobody needs to be signed in for.
        summaries: method (lower case) -> what it does, for the documentation.
        reasons: method -> the sentence in the history.
        writers: method -> serializer of the body.
        answers: method -> what it answers with, where the mixins do not say.
        rate: the name of its rate in ``API_RATES``.
        keeps_answers: whether ``Idempotency-Key`` is handled here (else the view does it itself).
    """

    resource: ClassVar[Resource]
    tag: ClassVar[str] = ""
    read_scope: ClassVar[str] = ""
    write_scope: ClassVar[str] = ""
    anonymous: ClassVar[frozenset[str]] = frozenset()
    summaries: ClassVar[Mapping[str, str]] = {}
    reasons: ClassVar[Mapping[str, Words]] = {}
    writers: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}
    answers: ClassVar[Mapping[str, Answer]] = {}
    rate: ClassVar[str] = "default"
    keeps_answers: ClassVar[bool] = True

    authentication_classes = (TokenOrSession,)
    permission_classes = ()
    parser_classes = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)

    # -- before the handler --------------------------------------------------------------------------------------

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        method = (request.method or "").lower()
        if request.method not in SAFE and hasattr(self, method):
            setattr(self, method, partial(self._written, getattr(self, method)))
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        self.standing: limits.Standing | None = None
        super().initial(request, *args, **kwargs)
        if request.method == "OPTIONS":
            return
        if request.auth is not None:
            who = f"token:{request.auth.token_id}"
        elif request.user is not None:
            who = f"user:{request.user.pk}"
        else:
            who = f"address:{limits.address_of(request)}"
        self.standing = limits.count(limits.Rate.of_setting(self.rate), who)
        self._check_scope(request)
        if hasattr(self, request.method.lower()):
            query.check_known(request, self.parameters(request.method.lower()))

    def _check_scope(self, request: Any) -> None:
        if request.user is None:
            if request.method not in self.anonymous:
                raise Problem("not-authenticated")
            return
        scope = self.scope_of(request.method)
        if scope and request.auth is not None and scope not in request.auth.scopes:
            challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'
            raise Problem("missing-scope", headers={"WWW-Authenticate": challenge})

    def scope_of(self, method: str) -> str:
        """The scope that a token needs for a method; empty for none."""
        return self.read_scope if method in SAFE else self.write_scope

    def parameters(self, method: str) -> list[Parameter]:
        """The query parameters of a method (lower case)."""
        return []

    def answer_of(self, method: str) -> Answer:
        """What a method (lower case) answers when all goes well."""
        return self.answers[method]

    def problems(self, method: str) -> list[str]:
        """The kinds of problems that a method may answer with."""
        found = ["unknown-parameter", "invalid-parameter", "invalid-token", "expired-token", "not-acceptable"]
        found += ["too-many-requests", "internal"]
        if method.upper() not in self.anonymous:
            found += ["not-authenticated", "missing-scope"]
        if method.upper() not in SAFE:
            found += ["csrf", "not-allowed"]
        if method in ("get", "patch", "delete") or not self.writers:
            found.append("not-found")
        if method in self.writers:
            found += ["malformed", "too-large", "unsupported-media-type", "invalid", "conflict"]
        if method == "post":
            found += ["in-progress", "key-reused"]
        if method in ("patch", "delete"):
            found += ["precondition-failed", "conflict"]
        return found

    def permission_denied(self, request: Any, message: str | None = None, code: str | None = None) -> Any:
        raise Problem("not-allowed")

    # -- around a write ------------------------------------------------------------------------------------------

    def _written(self, handler: Callable[..., HttpResponse], request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method.lower() in self.reasons:
            set_reason(str(self.reasons[request.method.lower()]))

        def answer() -> HttpResponse:
            response = handler(request, *args, **kwargs)
            # Foreign keys are checked at commit, when the answer is on its way; check them now.
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate; set constraints all deferred")
            return response

        if request.method == "POST" and self.keeps_answers and request.user is not None:
            return idempotency.once(request._request, request.user, answer)
        return answer()

    def content(self, request: Any, *, partial: bool = False) -> dict[str, Any]:
        """The body as this method's serializer reads it.

        Raises:
            rest_framework.exceptions.ValidationError: it is not valid.
        """
        writer = self.writers[request.method.lower()](data=request.data, partial=partial, context={"view": self})
        writer.is_valid(raise_exception=True)
        return dict(writer.validated_data)

    # -- answers -------------------------------------------------------------------------------------------------

    def reply(
        self, body: str, status: int = 200, *, tag: str | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """An answer of JSON text; 304 where the client has it already."""
        if tag and self.request.method in SAFE and conditional.is_known(self.request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        response = HttpResponse(body, status=status, content_type=JSON, headers=dict(headers or {}))
        if tag:
            response["ETag"] = tag
        return response

    def reply_json(self, content: Any, status: int = 200, **more: Any) -> HttpResponse:
        """An answer of a Python value: for small ones that no table holds."""
        return self.reply(json.dumps(content, ensure_ascii=False, default=str), status, **more)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return HttpResponse(status=204)

    def handle_exception(self, exc: Exception) -> Any:
        problem = problem_of(exc)
        if problem is None:
            logger.error("The API failed: %s", self.request._request.path, exc_info=exc)
            got_request_exception.send(sender=type(self), request=self.request._request)
            problem = Problem("internal")
        set_rollback()
        response = problem.response()
        if problem.kind.status == 401 and "WWW-Authenticate" not in response:
            response["WWW-Authenticate"] = CHALLENGE
        return response

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {"Allow": ", ".join(self.allowed_methods), "Vary": VARY}

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        standing = getattr(self, "standing", None)
        if standing is not None:
            for name, value in standing.headers().items():
                response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return _compressed(request, response)


def _compressed(request: Any, response: HttpResponseBase) -> HttpResponseBase:
    """The answer by gzip, where the client takes it and it pays."""
    if (
        not isinstance(response, HttpResponse)
        or response.streaming
        or len(response.content) < WORTH_COMPRESSING
        or "Content-Encoding" in response
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    response.content = gzip.compress(response.content, compresslevel=4, mtime=0)
    response["Content-Encoding"] = "gzip"
    tag = response.get("ETag", "")
    if tag.startswith('"'):
        response["ETag"] = f"W/{tag}"
    return response


class UnknownAddress(ApiView):
    """What is no address of the API: the same answer as for an unknown id."""

    schema = None
    anonymous: ClassVar[frozenset[str]] = frozenset(
        {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
    )

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Problem("not-found")


class Reads(ApiView):
    """Rows that the person who asks may see."""

    def rows(self) -> QuerySet[Any]:
        """All rows that this address is about, for ``self.request.user``."""
        raise NotImplementedError

    def document(self, pk: Any, chosen: Selection = Selection()) -> tuple[str, str]:  # noqa: B008 - immutable
        """One row's JSON and version.

        Raises:
            Problem: there is none of theirs (404).
        """
        found = self.rows().filter(pk=pk).order_by().values_list(
            self.resource.selected(chosen.only, chosen.expand), self.resource.version
        )[:1]  # fmt: skip
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
        rows = query.filtered(request, self.rows(), self.filters)
        words = query.words(request) if self.searches else ""
        if words:
            rows = self.search(rows, words)
        documents, cursor = self._page(rows, order, request.query_params.get(query.CURSOR), size, chosen)
        address = None if cursor is None else self._address(request, cursor)
        body = object_of({"results": joined(documents), "next": json.dumps(address)})
        headers = {} if address is None else {"Link": f'<{address}>; rel="next"'}
        return self.reply(body, tag=conditional.tag_of(body), headers=headers)

    def _page(
        self, rows: QuerySet[Any], order: Keyset, cursor: str | None, size: int, chosen: Selection
    ) -> tuple[list[str], str | None]:
        names = [column.lstrip("-") for column in order.columns]
        try:
            after = order.after(rows, cursor)
        except BadCursor as error:
            raise invalid_parameter(query.CURSOR, str(error)) from error
        document = self.resource.selected(chosen.only, chosen.expand)
        found = list(after.values_list(document, *names)[: size + 1])
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
        rows = self.editable().filter(pk=self.key()).order_by()
        row = rows.annotate(api_version=self.resource.version).select_for_update(of=("self",)).first()
        if row is None:
            raise Problem("not-allowed" if self.rows().filter(pk=self.key()).exists() else "not-found")
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
