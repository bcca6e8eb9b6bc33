"""One address of the API: what happens before its handler, around a write, and after it.

Every answer passes ``finalize_response``: gzip, rate limit. Every write passes ``_written``: deferred constraints are
checked while a refusal can still be told, and ``Idempotency-Key`` is kept.
"""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView, set_rollback

from tripos.api import conditional, idempotency, limits, query
from tripos.api.answers import Answer
from tripos.api.authentication import CHALLENGE, StrictJSONParser, TokenOrSession
from tripos.api.problems import FieldError, Problem, Words, problem_of
from tripos.api.query import Parameter
from tripos.api.resources import Resource
from tripos.api.writing import UNKNOWN
from tripos.db.context import set_reason

logger = logging.getLogger(__name__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
JSON = "application/json"
VARY = "Accept, Accept-Encoding, Authorization, Cookie, Accept-Language"
WORTH_COMPRESSING = 1_000  # bytes


def missing_scope(scope: str) -> Problem:
    """What a token without a scope is told (403)."""
    challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'
    return Problem("missing-scope", headers={"WWW-Authenticate": challenge})


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
        more_answers: method -> further statuses without a body, and what they mean.
        request_headers: method -> headers that it reads beside those of every address, and what they say.
        rate: the name of its rate in ``API_RATES``.
        keeps_answers: whether ``Idempotency-Key`` is handled here (else the view does it itself).
        atomic: whether a request is one transaction; one that waits for the worker is none.
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
    more_answers: ClassVar[Mapping[str, Mapping[int, str]]] = {}
    request_headers: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    rate: ClassVar[str] = "default"
    keeps_answers: ClassVar[bool] = True
    atomic: ClassVar[bool] = True

    authentication_classes = (TokenOrSession,)
    permission_classes = ()
    parser_classes = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view = super().as_view(**initkwargs)
        return view if cls.atomic else transaction.non_atomic_requests(view)

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
        if request.query_params and hasattr(self, request.method.lower()):
            query.check_known(request, self.parameters(request.method.lower()))

    def _check_scope(self, request: Any) -> None:
        if request.user is None:
            if request.method not in self.anonymous:
                raise Problem("not-authenticated")
            return
        scope = self.scope_of(request.method)
        if scope and request.auth is not None and scope not in request.auth.scopes:
            raise missing_scope(scope)

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
        """The kinds of problems that a method may answer with; 404 follows from the address."""
        found = ["unknown-parameter", "invalid-parameter", "invalid-token", "expired-token", "not-acceptable"]
        found += ["too-many-requests", "internal"]
        if method.upper() not in self.anonymous:
            found += ["not-authenticated", "missing-scope"]
        if method.upper() not in SAFE:
            found += ["csrf", "not-allowed"]
        if method in self.writers or method == "post":
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
            self._refuse_body(request)
            response = handler(request, *args, **kwargs)
            if self.atomic:
                # Foreign keys are checked at commit, when the answer is on its way; check them now.
                with connection.cursor() as cursor:
                    cursor.execute("set constraints all immediate; set constraints all deferred")
            return response

        if request.method == "POST" and self.keeps_answers and request.user is not None:
            return idempotency.once(request._request, request.user, answer)
        return answer()

    def _refuse_body(self, request: Any) -> None:
        """What takes no body must not drop one in silence."""
        if request.method == "POST" and "post" not in self.writers and request.data:
            names = sorted(map(str, request.data)) if isinstance(request.data, Mapping) else [""]
            raise Problem("invalid", errors=[FieldError(name, UNKNOWN, "unknown") for name in names])

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
        if self.atomic:
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
