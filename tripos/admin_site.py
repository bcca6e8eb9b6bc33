"""The staff's site: stock Django admin, entered through the site's own sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class TriposAdminSite(AdminSite):
    site_title = "Tripos"
    site_header = "Tripos back office"
    index_title = "What staff keep"
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Accounts are signed in as one role and staff work as another, so there is one sign-in page.

        Raises:
            PermissionDenied: the account is signed in and is not staff.
        """
        if request.user.is_authenticated:
            raise PermissionDenied("This part is for staff.")
        # Back to what was asked for: this page turns away whoever is signed in.
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
