"""The conversation beside a trip's plan, in a drawer of the trip's page: the same parts as on a page of its own.

``static/tripos/drawer.js`` asks for a conversation's addresses with htmx and the target ``concierge``; whoever answers
such a request answers with the panel alone, and says so with the header ``X-Drawer``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TARGET = "concierge"


def is_drawer(request: HttpRequest) -> bool:
    """Whether the answer goes into the drawer."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == TARGET


def panel(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The conversation alone, with what is to be said as toasts.

    Args:
        request: of the drawer.
        context: as for components/chat.html, with ``conversation`` or None before the first message.
        status: other than 200 for a message that was not taken.
    """
    response = render(request, "conversations/_drawer.html", context, status=status)
    response["X-Drawer"] = "1"
    return response
