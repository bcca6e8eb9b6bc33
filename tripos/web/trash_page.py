"""The trash of everything, in the settings."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tripos.web import trash


@require_safe
@login_required
def trash_page(request: HttpRequest) -> HttpResponse:
    """What was discarded and can be brought back. One query beside sign-in's and the inbox's."""
    return render(request, "web/trash.html", {"heaps": trash.heaps(request.user), "days": trash.KEPT.days})
