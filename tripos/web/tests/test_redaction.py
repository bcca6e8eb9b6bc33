"""Secrets in addresses stay out of the logs."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from structlog.stdlib import ProcessorFormatter

from tripos.web.redaction import masked

SECRET = "Zm9vYmFyYmF6cXV4LXNlY3JldA"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"GET /s/{SECRET}/", "GET /s/[secret]/"),
        (f"/s/{SECRET}/copy/?day=1", "/s/[secret]/copy/?day=1"),
        (f"/s/c/{SECRET}/", "/s/c/[secret]/"),
        (f"Not Found: /invitations/{SECRET}/answer/", "Not Found: /invitations/[secret]/answer/"),
        (f"https://trips.example/accounts/password/reset/key/1f-{SECRET}/", None),
        (f"/accounts/confirm-email/Mw:1abc:{SECRET}/", None),
        ("/trips/4c2d/stops/", "/trips/4c2d/stops/"),
        (f"'Bearer tripos_1a2b3c4d_{SECRET}'", "'Bearer [secret]'"),
    ],
)
def test_what_opens_something_is_masked(address: str, shown: str | None) -> None:
    assert SECRET not in masked(address)
    assert shown is None or masked(address) == shown


def line(record: logging.LogRecord) -> str:
    """What the site writes of a record."""
    how: dict[str, Any] = {key: value for key, value in settings.LOGGING["formatters"]["line"].items() if key != "()"}
    return ProcessorFormatter(**how).format(record)


def test_lines_of_the_log_hold_no_secret(caplog: pytest.LogCaptureFixture, db: None) -> None:
    with caplog.at_level(logging.INFO):
        assert Client().get(f"/s/{SECRET}/").status_code == 404
    lines = [line(record) for record in caplog.records]
    assert sum("[secret]" in one for one in lines) >= 2, "the request, and Django's own warning"
    assert [one for one in lines if SECRET in one] == []


def test_a_traceback_is_masked_too() -> None:
    try:
        raise ValueError(f"no trip at /s/{SECRET}/")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    assert "ValueError: no trip at /s/[secret]/" in line(record)
    assert SECRET not in line(record)
