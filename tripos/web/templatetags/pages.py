"""Tags that the layouts use: navigation, the reader's theme, optional addresses."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from tripos.web import navigation

register = template.Library()

THEME_COOKIE = "theme"


def _request(context: template.Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None


@register.simple_tag(takes_context=True)
def nav_links(context: template.Context) -> list[navigation.NavLink]:
    """Return the main navigation, the current entry marked."""
    request = _request(context)
    return navigation.links(request.path if request else "")


@register.simple_tag(takes_context=True)
def reader_theme(context: template.Context) -> str:
    """Return ``light`` or ``dark`` when the reader chose one, else an empty string (the device decides).

    The choice is a cookie of this site, so the first paint is right and no inline script is needed.
    """
    request = _request(context)
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return chosen if chosen in {"light", "dark"} else ""


@register.simple_tag
def first_url(*url_names: str) -> str:
    """Return the address of the first URL name that resolves, or an empty string."""
    return navigation.resolve_first(url_names) or ""


@register.filter
def message_kind(level_tag: Any) -> str:
    """Turn a Django message level into the kind that ``alert.html`` and the toasts know."""
    kinds = {"success": "good", "warning": "warn", "error": "danger"}
    for word in str(level_tag or "").split():
        if word in kinds:
            return kinds[word]
    return "info"
