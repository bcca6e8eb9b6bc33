"""Personal API tokens: made, found, used. A token is ``tripos_<prefix>_<secret>``; its SHA-256 is stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from tripos.accounts.models import ApiToken, Profile, User
from tripos.accounts.scopes import expanded
from tripos.db.context import Actor, acting_for_sign_in, bound

START = "tripos_"
MOST_TOKENS = 50
"""Tokens that may be alive at once for one person."""
LAST_USE_SECONDS = 300


class TooManyTokens(Exception):
    """There are ``MOST_TOKENS`` already."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who holds a token, and what it opens.

    Attributes:
        ended: ``"expired"``, ``"revoked"`` or empty.
    """

    token_id: uuid.UUID
    user: User
    scopes: frozenset[str]
    ended: str = ""


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_secret(user_id: uuid.UUID, seed: str | None = None) -> str:
    """A token's text: random, or the same again for the same ``seed`` of the same person.

    A seed is what a client repeats when it lost the answer (its idempotency key): the text then needs not be stored.
    """
    if seed is None:
        return f"{START}{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    told = f"api-token\n{user_id}\n{seed}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), told, "sha512").hex()
    return f"{START}{digest[:8]}_{digest[8:80]}"


def make_token(
    user: Any, name: str, scopes: Iterable[str], *, expires_at: datetime | None = None, seed: str | None = None
) -> tuple[ApiToken, str]:
    """Make a token of the bound user; return it and its text, which is told once.

    Raises:
        TooManyTokens: some must be revoked first.
        django.db.IntegrityError: a constraint refuses the name, the scopes or the expiry.
    """
    if ApiToken.objects.owned_by(user).live(timezone.now()).count() >= MOST_TOKENS:
        raise TooManyTokens
    text = new_secret(user.pk, seed)
    token = ApiToken(
        user_id=user.pk,
        name=name,
        prefix=text[: len(START) + 8],
        token_sha256=hashed(text),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    token.save(force_insert=True)
    return token, text


def bearer_of(token: str) -> Bearer | None:
    """Find the holder of a token with one query; None for an unknown token or an account that has ended."""
    if not token.startswith(START) or len(token) > 200:
        return None
    with acting_for_sign_in():
        found = list(User.objects.raw(_LOOK_UP, [hashed(token)]))
    if not found:
        return None
    user: Any = found[0]
    # The profile came with the account: every request needs it.
    user.profile = Profile(**{name: _value(field, user) for name, field in _PROFILE_FIELDS.items()})
    user.profile._state.adding = False
    return Bearer(user.token_id, user, expanded(user.token_scopes, is_staff=user.is_staff), user.token_ended or "")


_USER_COLUMNS = ", ".join(f"u.{field.column}" for field in User._meta.concrete_fields)
_PROFILE_FIELDS: dict[str, Any] = {field.attname: field for field in Profile._meta.concrete_fields}
_PROFILE_COLUMNS = ", ".join(f"p.{field.column} as profile_{name}" for name, field in _PROFILE_FIELDS.items())
_LOOK_UP = (
    f"select {_USER_COLUMNS}, {_PROFILE_COLUMNS}, t.id as token_id, t.scopes as token_scopes, t.ended as token_ended"
    " from app.find_api_token(%s) t join users u on u.id = t.user_id join profiles p on p.id = u.id"
    " where u.is_active and u.deleted_at is null"
)


def _value(field: Any, row: Any) -> Any:
    value = getattr(row, f"profile_{field.attname}")
    return field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value


def note_use(bearer: Bearer) -> None:
    """Write when a token was last used, and that its holder is about, at most every five minutes. One statement."""
    if not cache.add(f"api-token:{bearer.token_id}", True, LAST_USE_SECONDS):
        return
    with bound(Actor(role="app", user_id=bearer.user.pk)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "with seen as (update profiles set last_active_at = %s"
            " where id = %s and coalesce(last_active_at < %s, true) returning 1)"
            " select app.note_token_use(%s) from (select count(*) from seen) s",
            [timezone.now(), bearer.user.pk, timezone.now() - timedelta(seconds=LAST_USE_SECONDS), bearer.token_id],
        )
