"""Travellers in the back office: found by name or address; one with what support needs, and nothing they wrote."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import DatabaseError, connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ai.models import AgentLimit, Approval
from conversations.models import Conversation
from tripos.accounts.models import User
from tripos.audit.models import ChangeSet
from tripos.db.paging import Keyset
from tripos.support import helping, looking
from tripos.support.access import areas_of, staff_context, staff_page
from tripos.web.lists import list_page
from trips.enums import ResolutionStatus
from trips.models import ConflictResolution, ProactiveSuggestion, Trip

ORDER = Keyset("-date_joined", "-id")
A_PAGE = 50
CHANGES = 40
ROWS = 30
_ACTORS = {
    "tripos_app": gettext_lazy("the traveller or a companion"),
    "tripos_agent": gettext_lazy("an agent"),
    "tripos_staff": gettext_lazy("support"),
    "tripos_worker": gettext_lazy("background work"),
    "tripos_auth": gettext_lazy("signing in"),
    "tripos_owner": gettext_lazy("a command"),
    "none": gettext_lazy("a command"),
}


@staff_page("accounts")
@require_safe
def traveller_list(request: HttpRequest) -> HttpResponse:
    """Accounts, the newest first; ``?q=`` is a part of a name or address."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
    rows = User.objects.select_related("profile").defer("password").filter(deleted_at__isnull=True)
    if words:
        rows = rows.filter(Q(email__icontains=words) | Q(profile__full_name__icontains=words))
    page: Any = list_page(request, ORDER, rows, A_PAGE)
    return TemplateResponse(
        request, "support/traveller_list.html", staff_context(request, _("Travellers"), page=page, words=words)
    )


@never_cache
@staff_page("accounts")
@require_http_methods(["GET", "HEAD", "POST"])
def traveller(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One traveller: sign-in, limits, trips, what is open, what was changed and by whom; a POST mends an account."""
    account = get_object_or_404(User.objects.select_related("profile"), pk=key, deleted_at__isnull=True)
    form = looking.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = request.POST.get("deed", "")
        if deed in helping.DEEDS:
            return _mend(request, account, deed, form.cleaned_data["reason"])
        messages.error(request, _("Choose what to do."))
    areas = areas_of(request)
    context = staff_context(
        request,
        _("Traveller: %(name)s") % {"name": account.profile},
        account=account,
        form=form,
        deeds=helping.deeds_for(account),
        sign_in=helping.sign_in_facts(key),
        limits=list(AgentLimit.objects.owned_by(key).order_by("agent_type")),
        trips=_trips(key) if "trips" in areas else [],
        conversations=_conversations(key) if "trips" in areas else [],
        asked=_asked(key) if "trips" in areas else [],
        conflicts=_conflicts(key) if "trips" in areas else [],
        suggestions=_suggestions(key) if "trips" in areas else [],
        changes=changes_of(key),
        helped=list(
            ChangeSet.objects.filter(user_id=key, actor_role="tripos_staff").order_by("-created_at", "-id")[:ROWS]
        ),
    )
    return TemplateResponse(request, "support/traveller.html", context, status=422 if form.errors else 200)


def _mend(request: HttpRequest, account: User, deed: str, reason: str) -> HttpResponse:
    try:
        messages.success(request, str(helping.do(request, account, deed, reason)))
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != "42501":
            raise
        messages.error(request, _("Accounts of staff are for administrators, and nobody changes their own here."))
    return HttpResponseRedirect(reverse("traveller", args=[account.pk]))


def _trips(key: uuid.UUID) -> list[Any]:
    rows = Trip.objects.owned_by(key).order_by("-start_date", "id")
    return list(rows.values("id", "title", "destination", "start_date", "end_date", "status", "deleted_at")[:ROWS])


def _conversations(key: uuid.UUID) -> list[Any]:
    rows = Conversation.objects.owned_by(key).order_by("-created_at", "id")
    return list(rows.values("id", "agent_type", "status", "message_count", "last_message_at", "deleted_at")[:ROWS])


def _asked(key: uuid.UUID) -> list[Any]:
    rows = Approval.objects.filter(user_id=key).order_by("-created_at", "id")
    return list(rows.values("id", "tool_name", "status", "created_at", "expires_at")[:10])


def _conflicts(key: uuid.UUID) -> list[ConflictResolution]:
    open_ones = [ResolutionStatus.DETECTED, ResolutionStatus.PENDING_REVIEW]
    return list(ConflictResolution.objects.filter(user_id=key, status__in=open_ones).order_by("-created_at")[:ROWS])


def _suggestions(key: uuid.UUID) -> list[ProactiveSuggestion]:
    return list(
        ProactiveSuggestion.objects.filter(user_id=key, status__in=["pending", "shown"]).order_by("-created_at")[:ROWS]
    )


def changes_of(key: uuid.UUID) -> list[dict[str, Any]]:
    """When what was changed of a traveller's, and by whom; what it was is behind a reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, at, table_name, operation, actor_role from app.staff_changes_of(%s, %s)", [key, CHANGES]
        )
        return [
            {
                "id": row[0],
                "at": row[1],
                "what": row[2].replace("_", " "),
                "operation": row[3],
                "who": str(_ACTORS.get(row[4], row[4])),
            }
            for row in cursor.fetchall()
        ]
