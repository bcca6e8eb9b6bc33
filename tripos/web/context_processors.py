"""What every page knows: the map's tiles, the demo's mark, and how many things wait for the reader."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tripos.db.context import acting_as, current_actor
from tripos.web import inbox


def site(request: HttpRequest) -> dict[str, Any]:
    """Settings that templates read, and ``inbox_count``, which asks the database only where a page shows it."""
    return {
        "map_tile_url": settings.MAP_TILE_URL,
        "map_tile_attribution": settings.MAP_TILE_ATTRIBUTION,
        "is_demo": settings.DEMO,
        "inbox_count": _counting(request),
    }


def _counting(request: HttpRequest) -> Callable[[], int]:
    """The number beside "Inbox", asked for once however often a page shows it."""

    @cache
    def number() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        actor = current_actor()
        if actor is not None and actor.role == "app":
            return inbox.count(user)
        # The pages about the account itself act as the sign-in role, which sees nothing of trips.
        with acting_as(user):
            return inbox.count(user)

    return number
