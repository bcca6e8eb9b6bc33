"""What share links have in common, whatever they open: their tokens, and pages whose address is a secret."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tripos.db.context import user_key

View = Callable[..., HttpResponseBase]


def hashed(token: str) -> str:
    """What is kept of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(user: Any, seed: str | None = None) -> str:
    """A token's text: random, or the same again for the same ``seed`` of the same person, so that a client that lost
    the answer may ask for it again (its idempotency key)."""
    if seed is None:
        return secrets.token_urlsafe(32)
    told = f"share-token\n{user_key(user)}\n{seed}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), told, "sha256").hex()


def kept_quiet(view: View) -> View:
    """Let a view's pages tell no other site where they were read from, and search engines and caches leave them out.

    Not ``no-referrer``: with that, browsers send their forms with an origin of "null", which is no proof of anything.
    """

    @wraps(view)
    def quiet(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(quiet)


def opens_nothing(request: HttpRequest) -> HttpResponse:
    """The page at the address of a link that is unknown, revoked or expired: the same for all three."""
    return render(request, "web/link_gone.html", status=404)
