"""A run explained, and what one's agents used."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ai.models import AIRun
from conversations.explaining import explain_run
from conversations.usage import usage_of
from tripos.web.people import profile_of


@require_safe
@login_required
def run_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One run, told to somebody who was not there."""
    run = get_object_or_404(AIRun.objects.for_user(request.user).select_related("conversation__trip"), pk=pk)
    return render(request, "conversations/run_detail.html", explain_run(run))


@require_safe
@login_required
def usage(request: HttpRequest) -> HttpResponse:
    """Thirty days of runs, tokens and cost, and one's limits."""
    return render(request, "conversations/usage.html", usage_of(profile_of(request)))
