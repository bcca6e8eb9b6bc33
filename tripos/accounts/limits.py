"""How often a traveller's forms may be sent. The rates are ``ACCOUNT_RATE_LIMITS``, beside those of sign-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

# What htmx shows instead of its general words, and forms that keep what was written.
TOO_OFTEN = gettext_lazy("That was a lot at once. Wait a little, then go on.")

View = Callable[..., HttpResponse]


def is_too_often(request: HttpRequest, action: str) -> bool:
    """Count a traveller's POST; true where ``ACCOUNT_RATE_LIMITS[action]`` allows no more.

    For a view that answers with its own form, so that nothing written is lost; others are ``limited``.
    """
    return not ratelimit.consume(request, action=action, user=request.user)


def limited(action: str) -> Callable[[View], View]:
    """Answer 429 where the reader posts to a view more often than ``ACCOUNT_RATE_LIMITS[action]`` allows.

    Reading the page is not counted, and neither is who is not signed in: put it below ``login_required``.
    """

    def limiting(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "POST" and request.user.is_authenticated:
                refused: HttpResponse | None = ratelimit.consume_or_429(request, action=action, user=request.user)
                if refused is not None:
                    refused["X-Reason"] = str(TOO_OFTEN)
                    return refused
            return view(request, *args, **kwargs)

        return counted

    return limiting
