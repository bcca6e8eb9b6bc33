"""Secrets in addresses stay out of the logs: whoever reads a log must not open what a link opens."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

MASK = "[secret]"
# The part after each of these opens something by itself: shared trips and collections, invitations, and the letters
# that confirm an address or reset a password.
_SECRET = re.compile(
    r"(?P<before>/s/(?:c/)?|/invitations/|/accounts/confirm-email/|/accounts/password/reset/key/)"
    r"(?!c/)(?P<secret>[^/\s?#'\"]+)"
)
# Tokens of the API, wherever they were put by mistake.
_TOKEN = re.compile(r"\btripos_[0-9a-f]{8}_[\w-]{20,}")


def masked(text: str) -> str:
    """The text without what opens something."""
    return _TOKEN.sub(MASK, _SECRET.sub(rf"\g<before>{MASK}", text))


def mask_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask every text of a log line: a processor of structlog, the last before a line is written."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = masked(value)
    return event
