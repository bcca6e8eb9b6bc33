"""Back to where a form stood: a hidden field ``next`` names the page, and only pages of this site count."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "next"


def back_to(request: HttpRequest, default: str) -> HttpResponseRedirect:
    """Redirect to the page that the form named, else to ``default`` (an address)."""
    return HttpResponseRedirect(_own_page(request, request.POST.get(FIELD, "")) or default)


def returning_to(request: HttpRequest) -> str:
    """The address that a form or a link named to go back to; empty where it named none of this site.

    What a page writes into its own links comes from here: an address of another host, or one with a scheme of
    its own such as ``javascript:``, is taken for none.
    """
    return _own_page(request, request.POST.get(FIELD) or request.GET.get(FIELD, ""))


def _own_page(request: HttpRequest, asked: str) -> str:
    fits = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if asked.startswith("/") and fits else ""
