"""Back to where a form stood: a hidden field ``next`` names the page, and only pages of this site count."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "next"


def back_to(request: HttpRequest, default: str) -> HttpResponseRedirect:
    """Redirect to the page that the form named, else to ``default`` (an address).

    An address of another host, or one with a scheme of its own, is taken for none.
    """
    asked = request.POST.get(FIELD, "")
    fits = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(asked if asked.startswith("/") and fits else default)
