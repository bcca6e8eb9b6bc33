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
    with acting_for_sign_in(), connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, [hashed(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    # By position and not as a raw queryset, which takes a third of a request's time to find out what is where.
    token_id, scopes, ended, *values = row
    user: Any = User.from_db(connection.alias, _USER_NAMES, _converted(_USER_FIELDS, values))
    # The profile came with the account: every request needs it.
    user.profile = Profile.from_db(
        connection.alias, _PROFILE_NAMES, _converted(_PROFILE_FIELDS, values[len(_USER_FIELDS) :])
    )
    return Bearer(token_id, user, expanded(scopes, is_staff=user.is_staff), ended or "")


_USER_FIELDS: list[Any] = list(User._meta.concrete_fields)
_USER_NAMES = [field.attname for field in _USER_FIELDS]
_PROFILE_FIELDS: list[Any] = list(Profile._meta.concrete_fields)
_PROFILE_NAMES = [field.attname for field in _PROFILE_FIELDS]
_LOOK_UP = (
    "select t.id, t.scopes, t.ended, "
    + ", ".join([f"u.{field.column}" for field in _USER_FIELDS] + [f"p.{field.column}" for field in _PROFILE_FIELDS])
    + " from app.find_api_token(%s) t join users u on u.id = t.user_id join profiles p on p.id = u.id"
    " where u.is_active and u.deleted_at is null"
)


def _converted(fields: list[Any], values: list[Any]) -> list[Any]:
    """The first values as their fields read them from the database."""
    return [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=False)
    ]


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
