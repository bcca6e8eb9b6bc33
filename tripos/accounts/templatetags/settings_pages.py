"""Tags of the settings: the way between their pages, and a person's picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tripos.accounts import pictures
from tripos.accounts.scopes import SCOPES

register = template.Library()

# Pages of other rooms are named here and left out where they do not exist.
PAGES: tuple[tuple[str, str | Promise, str], ...] = (
    ("profile:settings", gettext_lazy("Profile"), "account"),
    ("profile:travel", gettext_lazy("How I travel"), "walk"),
    ("profile:agents", gettext_lazy("Agents"), "sparkle"),
    ("conversations:usage", gettext_lazy("Usage and cost"), "receipt"),
    ("profile:notices", gettext_lazy("Notices"), "bell"),
    ("profile:security", gettext_lazy("Sign-in and security"), "shield"),
    ("profile:tokens", gettext_lazy("API tokens"), "key"),
    ("trash", gettext_lazy("Trash"), "trash"),
    ("profile:deletion", gettext_lazy("Delete my account"), "close"),
)
# What a user agent holds -> whose it is; the first that fits, because later ones name themselves after earlier ones.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
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
def device(user_agent: str) -> str:
    """A browser's name for itself as a person says it: "Firefox on Linux"; what is not known, as it was sent."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or user_agent[:80] or _("An unknown browser")


@register.filter
def own_picture(url: Any) -> str:
    """A picture's address if it is one of this site, else nothing: no page loads from elsewhere."""
    return pictures.own_address(url)
