"""Asking the API in tests, with a token of one of the cast."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tripos.accounts.models import Profile, User
from tripos.accounts.scopes import SCOPES, STAFF_ONLY
from tripos.accounts.tokens import hashed, make_token
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.owner import as_owner

API = "/api/v1/"
EVERYTHING = tuple(scope for scope in SCOPES if scope not in STAFF_ONLY)


def make_api_token(person: Profile, scopes: Iterable[str] = EVERYTHING, *, expires_at: datetime | None = None) -> str:
    """The text of a new token of ``person``; one that ends in the past is made and then aged."""
    with acting_for_sign_in():
        user = User.objects.select_related("profile").get(pk=person.pk)
    gone = expires_at is not None and expires_at <= timezone.now()
    with acting_as(person):
        _token, text = make_token(user, "Test", scopes, expires_at=None if gone else expires_at)
    if gone:
        as_owner(
            "update api_tokens set created_at = %s, expires_at = %s where token_sha256 = %s",
            [expires_at - timedelta(days=1) if expires_at else None, expires_at, hashed(text)],
        )
    return text


class ApiClient:
    """Sends JSON with a token; paths are relative to ``/api/v1/``."""

    def __init__(self, token: str | None = None, client: Client | None = None) -> None:
        self.client = client or Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; header names with underscores for dashes."""
        given = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        address = path if path.startswith(("/", "http")) else API + path
        return self.client.generic(method.upper(), address, headers=given, **content)  # type: ignore[arg-type]

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", path, **headers)


def api_of(person: Profile | None, scopes: Iterable[str] = EVERYTHING) -> ApiClient:
    """A client with a new token of ``person``; None for nobody's."""
    return ApiClient(None if person is None else make_api_token(person, scopes))
