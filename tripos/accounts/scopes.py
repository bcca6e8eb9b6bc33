"""What a personal token may do: the scopes, and which contain which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CATALOGUE = "catalogue:write"
SCOPES: Mapping[str, str | Promise] = {
    "profile:read": _("Read your profile"),
    "profile:write": _("Change your profile"),
    "places:read": _("Search places; read your saved places and collections"),
    "places:write": _("Add places; change your saved places and collections"),
    "trips:read": _("Read your trips and those shared with you"),
    "trips:write": _("Change your trips and those you may edit"),
    "ai:use": _("Talk with the agents, and read what they said and cost"),
    "tokens:manage": _("List and revoke your tokens"),
    CATALOGUE: _("Write the public catalogue of places (staff only)"),
}
"""Scope -> what it allows, for the person who grants it."""

STAFF_ONLY = frozenset({CATALOGUE})
CONTAINS = {"profile:write": "profile:read", "places:write": "places:read", "trips:write": "trips:read"}


def expanded(scopes: Iterable[str], *, is_staff: bool) -> frozenset[str]:
    """The scopes with those that they contain; staff scopes only for staff, whatever was granted once."""
    granted = {scope for scope in scopes if is_staff or scope not in STAFF_ONLY}
    return frozenset(granted | {CONTAINS[scope] for scope in granted if scope in CONTAINS})
