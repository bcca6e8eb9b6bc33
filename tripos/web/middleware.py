"""Bind each request to its traveller: role, user, change set, read-only for reads; their language and clock."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from tripos.accounts.models import Profile
from tripos.db.context import Actor, ChangeBinding, bound

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Last activity is written at most this often.
ACTIVITY = timedelta(minutes=5)
# First path segment -> role; everything else is a traveller's.
ROLES_BY_PATH = {"accounts": "auth", "admin": "staff"}


class ActorMiddleware:
    """Sets the actor for the view; the database backend sends it with every transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        role = ROLES_BY_PATH.get(request.path_info.split("/")[1], "app")
        user = request.user
        reads = request.method in SAFE_METHODS
        change = None
        if not reads:
            kind = "staff" if role == "staff" else "request"
            change = ChangeBinding(uuid.uuid4(), kind, f"{request.method} {request.path_info}")
        actor = Actor(
            role=role,
            user_id=user.pk if user.is_authenticated else None,
            change=change,
            # Sign-in and admin pages write on GET too (last sign-in, confirmed addresses).
            read_only=reads and role == "app",
        )
        with bound(actor):
            response = self.get_response(request)
        if user.is_authenticated and getattr(request, "bearer", None) is None:  # else it is noted with the token's use
            note_activity(user.pk)
        return response


class ReaderMiddleware:
    """Lets pages speak the signed-in reader's language and know their clock; everybody else's come from the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user: Any = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        with timezone.override(user.profile.timezone), translation.override(user.profile.language):
            return self.get_response(request)


def note_activity(user_id: Any) -> None:
    """Write the person's last activity, at most every five minutes; agents and jobs never do."""
    if not cache.add(f"active:{user_id}", True, ACTIVITY.total_seconds()):
        return
    with bound(Actor(role="app", user_id=user_id)), transaction.atomic():
        Profile.objects.filter(
            Q(last_active_at__isnull=True) | Q(last_active_at__lt=timezone.now() - ACTIVITY), pk=user_id
        ).update(last_active_at=timezone.now())
