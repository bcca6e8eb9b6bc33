"""The settings page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tripos.accounts.forms import NOT_DELIVERED, SettingsForm
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What one tells about oneself, and what the agents may do."""
    user: Any = request.user
    form = SettingsForm(request.POST or None, profile=user.profile)
    if request.method == "POST" and form.is_valid():
        set_reason(_("Changed the settings"))
        with refusals_on(form):
            form.save()
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("profile:settings")
    context = {
        "form": form,
        "not_delivered": NOT_DELIVERED,
        "address": user.email,
    }
    return render(request, "accounts/settings.html", context, status=422 if form.errors else 200)
