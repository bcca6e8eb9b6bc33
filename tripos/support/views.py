"""Pages of the back office beside the tables: AI operations, a look at words, jobs; and what travellers read of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ai.admin import WORDS
from ai.enums import AgentType
from ai.limits import default_limits
from ai.models import AgentLimit, AIRun, Approval
from tripos.audit.models import ChangeSet, ChangeSetQuerySet
from tripos.db.context import set_reason
from tripos.support import board, looking, runs
from tripos.support.access import areas_of, staff_context, staff_page
from tripos.web.lists import list_page
from tripos.web.templatetags.columns import Column

RUNS_A_PAGE = 50
LOOKS_A_PAGE = 30


@never_cache
@staff_page("trips", "ai")
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, kind: str, key: uuid.UUID) -> HttpResponse:
    """Ask for the reason; given one, show the words in this one response, and only there.

    Raises:
        Http404: there is no such kind or row.
        PermissionDenied: another group's.
    """
    if kind not in looking.KINDS:
        raise Http404
    if areas_of(request).isdisjoint(looking.AREAS[kind]):
        raise PermissionDenied
    form = looking.ReasonForm(request.POST or None)
    lines: list[looking.Line] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            lines = looking.lines_of(kind, looking.reveal(kind, key, form.cleaned_data["reason"]))
        except looking.NothingThere as error:
            raise Http404 from error
    context = staff_context(request, looking.KINDS[kind], form=form, lines=lines)
    return TemplateResponse(request, "support/look.html", context, status=422 if form.errors else 200)


@staff_page("ai")
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Runs of agents with totals, a chart, errors in groups and the kill switches."""
    form = runs.RunFilter(request.GET)
    rows = form.rows()
    days = int(form.cleaned_data.get("days") or 7)
    series = runs.by_day(rows, days)
    context = staff_context(
        request,
        _("AI operations"),
        form=form,
        total=runs.totals(rows),
        columns=[
            Column(day.day, day.runs, day.failed, _("%(cost).4f US dollars") % {"cost": day.cost}) for day in series
        ],
        groups=[
            (_("Agent"), runs.grouped(rows, "agent_name")),
            (_("Model"), runs.grouped(rows, "model_name")),
            (_("Status"), runs.grouped(rows, "status")),
        ],
        errors=runs.errors(rows),
        switches=runs.switched_off(),
        limits=default_limits(),
        agents=AgentType.choices,
        prices=runs.price_table(),
        page=list_page(request, runs.ORDER, rows, RUNS_A_PAGE),
    )
    return TemplateResponse(request, "support/operations.html", context)


@staff_page("ai")
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Throw or lift the kill switch of all agents or of one; the reason is told to travellers."""
    agent = request.POST.get("agent", "")
    if agent and agent not in AgentType.values:
        raise Http404
    on = request.POST.get("do") == "on"
    form = looking.ReasonForm(request.POST)
    if not on and not form.is_valid():
        messages.error(request, _("Say why in at least ten characters: travellers are told."))
        return HttpResponseRedirect(reverse("ai_operations"))
    what = AgentType(agent).label if agent else _("all agents")
    said = _("%(what)s: switched on") if on else _("%(what)s: switched off")
    set_reason(said % {"what": what})
    with transaction.atomic():
        row, _made = AgentLimit.objects.get_or_create(agent_type=agent or None, user=None)
        row.is_enabled = on
        row.reason = "" if on else form.cleaned_data["reason"]
        row.save(update_fields=["is_enabled", "reason"])
    messages.success(request, said % {"what": what})
    return HttpResponseRedirect(reverse("ai_operations"))


@staff_page("ai")
@require_safe
def trace(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One run step by step: tools, tokens, times, what it asked to be allowed; the words are behind a reason."""
    run = get_object_or_404(AIRun.objects.defer(*WORDS).select_related("user"), pk=key)
    with connection.cursor() as cursor:
        cursor.execute("select number, tool, outcome, milliseconds from app.staff_steps_of(%s)", [key])
        steps = cursor.fetchall()
    events = runs.folded(run.events.order_by("sequence").values_list("kind", "created_at"))
    asked = list(
        Approval.objects.filter(run_id=key).order_by("created_at").values("id", "tool_name", "status", "created_at")
    )
    context = staff_context(
        request, _("Run of %(when)s") % {"when": run}, run=run, steps=steps, events=events, asked=asked
    )
    return TemplateResponse(request, "support/trace.html", context)


@staff_page("operations")
@require_POST
def retry(request: HttpRequest, job: int) -> HttpResponse:
    """Let a failed job run again."""
    try:
        with transaction.atomic():
            board.retry_job(job)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != "P0002":
            raise
        messages.warning(request, _("That job is no longer among the failed ones."))
    else:
        messages.success(request, _("It runs again."))
    return HttpResponseRedirect(reverse("admin:index"))


@login_required
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """What support did with the reader's account, changed of theirs or looked at, the latest first."""
    rows = ChangeSet.objects.for_user(request.user).filter(actor_role="tripos_staff").exclude(actor_id=request.user.pk)
    page: Any = list_page(request, ChangeSetQuerySet.paging, rows, LOOKS_A_PAGE)
    return render(request, "support/looks.html", {"page": page})
