"""Tags of the settings: the way between their pages, and a person's picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tripos.accounts import pictures
from tripos.accounts.scopes import SCOPES

register = template.Library()

# Pages of other rooms are named here and left out where they do not exist.
PAGES: tuple[tuple[str, str | Promise, str], ...] = (
    ("profile:settings", _("Profile"), "account"),
    ("profile:travel", _("How I travel"), "walk"),
    ("profile:agents", _("Agents"), "sparkle"),
    ("conversations:usage", _("Usage and cost"), "receipt"),
    ("profile:notices", _("Notices"), "bell"),
    ("profile:security", _("Sign-in and security"), "shield"),
    ("profile:tokens", _("API tokens"), "key"),
    ("trash", _("Trash"), "trash"),
    ("profile:deletion", _("Delete my account"), "close"),
)
SECURITY = "profile:security"


@dataclass(frozen=True, slots=True)
class SettingsLink:
    """A page of the settings."""

    label: str | Promise
    url: str
    icon: str
    is_current: bool


@register.simple_tag(takes_context=True)
def settings_links(context: template.Context) -> list[SettingsLink]:
    """The pages of the settings in order, the present one marked; allauth's own belong to signing in."""
    request = context.get("request")
    path = request.path if isinstance(request, HttpRequest) else ""
    found = []
    for name, label, icon in PAGES:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        is_current = path == url or (name == SECURITY and path.startswith("/accounts/"))
        found.append(SettingsLink(label, url, icon, is_current))
    return found


@register.filter
def scope_words(scopes: list[str]) -> list[str]:
    """What the scopes of a token allow, in words."""
    return [str(SCOPES[scope]) for scope in scopes if scope in SCOPES]


@register.filter
def own_picture(url: Any) -> str:
    """A picture's address if it is one of this site, else nothing: no page loads from elsewhere."""
    return pictures.own_address(url)
