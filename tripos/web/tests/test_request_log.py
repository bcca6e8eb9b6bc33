"""Which address the log notes: the connection's, or the one that trusted proxies wrote."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from django.test import RequestFactory

from tripos.web.request_log import RequestLogMiddleware


@pytest.mark.parametrize(
    ("proxies", "forwarded", "noted"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
    ],
)
def test_address_is_never_the_one_that_a_client_claims(
    settings: Any, proxies: int, forwarded: str | None, noted: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with structlog.contextvars.bound_contextvars():
        RequestLogMiddleware.bind_ip(RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1"))
        assert structlog.contextvars.get_contextvars()["ip"] == noted
        structlog.contextvars.clear_contextvars()
