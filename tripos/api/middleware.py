"""What every request to the API passes before its view: cross-origin rules, its id, and the holder of its token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from tripos.accounts.tokens import bearer_of, note_use

PATH = "/api/"
NOTHING = "default-src 'none'; frame-ancestors 'none'"
EXPOSED = "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Idempotent-Replayed"
_ALLOWED_HEADERS = "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"


class ApiMiddleware:
    """Makes a token's holder the request's user, before the actor is bound; the view says what was wrong with a token.

    A request with an ``Authorization`` header never acts by its session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PATH):
            return self.get_response(request)
        asked: Any = request
        asked.bearer = asked.bearer_problem = None
        header = request.headers.get("Authorization")
        if header is not None:
            self._authenticate(asked, header)
        response = self.get_response(request)
        if asked.bearer is not None:
            note_use(asked.bearer)
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            response.headers["X-Request-Id"] = str(request_id)
        return response

    def _authenticate(self, request: Any, header: str) -> None:
        scheme, _space, token = header.partition(" ")
        bearer = bearer_of(token.strip()) if scheme.lower() == "bearer" else None
        request.user = AnonymousUser()
        if bearer is None or bearer.ended == "revoked":
            request.bearer_problem = "invalid-token"
        elif bearer.ended:
            request.bearer_problem = "expired-token"
        else:
            request.bearer, request.user = bearer, bearer.user


class ShortWayMiddleware:
    """Takes requests with a token past what only pages need: sessions, CSRF, messages, the pages' content policy.

    The chain of ``API_MIDDLEWARE`` ends in the site's own views. Nothing that protects is left out: a request with an
    ``Authorization`` header never acts by a cookie, so nobody can forge one from another site, and answers that hold
    JSON allow a browser nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        site: Any = BaseHandler()
        site._view_middleware = site._template_response_middleware = site._exception_middleware = ()
        chain: Any = convert_exception_to_response(site._get_response)
        for name in reversed(settings.API_MIDDLEWARE):
            chain = convert_exception_to_response(import_string(name)(chain))
        self.short_way = chain

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not (request.path_info.startswith(PATH) and "Authorization" in request.headers):
            return self.get_response(request)
        response: HttpResponseBase = self.short_way(request)
        response.headers.setdefault("Content-Security-Policy", NOTHING)
        response.headers.setdefault("X-Frame-Options", "DENY")
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


class CorsMiddleware:
    """Lets pages of the origins in ``API_CORS_ORIGINS`` use the API with a token; cookies never travel.

    ``"*"`` allows every origin. Nothing is said while the setting is empty.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        origins = settings.API_CORS_ORIGINS
        if not origins or not request.path_info.startswith(PATH):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        allowed = origin if origin in origins else "*" if "*" in origins and origin else ""
        preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if preflight else self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        if allowed:
            response.headers["Access-Control-Allow-Origin"] = allowed
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
            if preflight:
                response.headers["Access-Control-Allow-Methods"] = "GET, POST, PATCH, PUT, DELETE"
                response.headers["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
                response.headers["Access-Control-Max-Age"] = "600"
        return response
