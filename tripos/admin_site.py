"""The staff's site: stock Django admin, entered through the site's own sign-in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tripos.accounts.staff import PAGES


class TriposAdminSite(AdminSite):
    site_title = "Tripos"
    site_header = "Tripos back office"
    index_title = "What staff keep"
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Give the models that some group works on their pages.

        Other packages register tables that staff have no business with (second factors, sessions, jobs): the staff's
        role may not read them, and they get no page. A model of ours without a row in ``PAGES`` fails a test.
        """
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        kept = [model for model in models if model._meta.label_lower in PAGES]
        super().register(kept, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Accounts are signed in as one role and staff work as another, so there is one sign-in page.

        Raises:
            PermissionDenied: the account is signed in and is not staff.
        """
        if request.user.is_authenticated:
            raise PermissionDenied("This part is for staff.")
        # Back to what was asked for: this page turns away whoever is signed in.
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
