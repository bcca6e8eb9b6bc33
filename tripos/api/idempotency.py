"""``Idempotency-Key``: a POST that was answered is not done again (draft-ietf-httpapi-idempotency-key-header-07).

The key's row is written in the transaction of the change: either both are there or neither. A second request with the
same key waits for the first (PostgreSQL's unique index makes it), then gets its answer word for word; after ten seconds
it is told to ask again (409). Another request under the same key is refused (422). Answers that changed nothing (4xx,
5xx) are not kept: the request is simply tried again. Keys live for a day.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tripos.api.models import IdempotencyKey
from tripos.api.problems import MEDIA_TYPE, Problem, invalid_parameter

HEADER = "Idempotency-Key"
LIFE = timedelta(hours=24)
WAIT = "10s"
KEPT_HEADERS = ("ETag", "Location")
_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')


def key_of(request: Any) -> str | None:
    """The request's key; None without one. Quotes, as the draft has them, may be left out.

    Raises:
        Problem: it is no key (400).
    """
    text = request.headers.get(HEADER)
    if text is None:
        return None
    match = _KEY.fullmatch(text.strip())
    if match is None:
        raise invalid_parameter(HEADER, _("A key is 1 to 255 visible characters."))
    return match[1]


def fingerprint(request: Any) -> str:
    """SHA-256 of what is asked: method, address with its query, body."""
    told = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    told.update(request.body)
    return told.hexdigest()


def once(request: Any, user: Any, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a POST once a key.

    Args:
        request: Django's request.
        user: whose key it is; the bound actor.
        answer: does what is asked, in the open transaction.

    Raises:
        Problem: the key was used for something else (422), or its first request is still running (409).
    """
    key = key_of(request)
    if key is None:
        return answer()
    mine = IdempotencyKey.objects.owned_by(user).filter(key=key)
    asked = fingerprint(request)
    row = IdempotencyKey(user_id=user.pk, key=key, request_sha256=asked, expires_at=timezone.now() + LIFE)
    if not _claimed(row):
        found = mine.first()
        if found is not None and found.expires_at <= timezone.now():
            mine.delete()
            found = None if _claimed(row) else mine.first()
        if found is not None:
            return _again(found, asked)
    response = answer()
    _keep(row, response)
    return response


def kept(request: Any, user: Any, answer: Callable[[], tuple[HttpResponse, bool]]) -> HttpResponse:
    """Answer a POST that counts once by itself, and that waits for somebody else's work outside a transaction.

    The answer is kept when it is known, not with the change: a request that is sent again after a crash between the two
    is answered as one that comes too late.

    Args:
        request: Django's request.
        user: whose key it is.
        answer: does what is asked, and says whether the answer is final.

    Raises:
        Problem: the key was used for something else (422).
    """
    key = key_of(request)
    if key is None:
        return answer()[0]
    mine = IdempotencyKey.objects.owned_by(user).filter(key=key)
    asked = fingerprint(request)
    found = mine.first()
    if found is not None and found.expires_at > timezone.now():
        return _again(found, asked)
    response, final = answer()
    if final:
        row = IdempotencyKey(user_id=user.pk, key=key, request_sha256=asked, expires_at=timezone.now() + LIFE)
        with transaction.atomic():
            mine.filter(expires_at__lte=timezone.now()).delete()
            if _claimed(row):
                _keep(row, response)
    return response


def _keep(row: IdempotencyKey, response: HttpResponse) -> None:
    row.status = response.status_code
    row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    row.body = response.content.decode()
    row.save(update_fields=["status", "headers", "body"])


def _claimed(row: IdempotencyKey) -> bool:
    """Write the key's row; False when there is one. Waits for a transaction that holds the same key."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set local lock_timeout = '{WAIT}'")
            cursor.execute(
                "insert into idempotency_keys (id, user_id, key, request_sha256, expires_at)"
                " values (%s, %s, %s, %s, %s) on conflict (user_id, key) do nothing",
                [row.pk, row.user_id, row.key, row.request_sha256, row.expires_at],
            )
            claimed = bool(cursor.rowcount == 1)
            cursor.execute("set local lock_timeout = default")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "55P03":  # lock_not_available
            raise Problem("in-progress", headers={"Retry-After": "1"}) from error
        raise
    row._state.adding = False
    return claimed


def _again(found: IdempotencyKey, asked: str) -> HttpResponse:
    if found.request_sha256 != asked:
        raise Problem("key-reused")
    return HttpResponse(
        found.body,
        status=found.status or 200,
        content_type=MEDIA_TYPE if (found.status or 200) >= 400 else "application/json",
        headers={**found.headers, "Idempotent-Replayed": "true"},
    )
