"""The log's lines about requests: whose address they come from is decided as sign-in and rate limits decide it."""

from __future__ import annotations

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """Notes the client's address behind as many proxies as are trusted, never the one that a client claims."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        try:
            address = get_adapter().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):  # a header that cannot be: what it claims is not written down
            address = request.META.get("REMOTE_ADDR")
        structlog.contextvars.bind_contextvars(ip=address)
