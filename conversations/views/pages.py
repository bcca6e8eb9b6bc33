"""Pages of one conversation: reading it, saying something, stopping, trying again, answering a question."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ai.agents.about import ICONS, SENTENCES
from ai.enums import UNFINISHED, AgentType
from ai.limits import switched_off_by
from ai.models import AIRun, Approval
from conversations import beside, handing_over, proposals, summary, turns
from conversations.models import Conversation, Message, MessageQuerySet, MessageRole
from conversations.suggestions import suggestions
from conversations.transcript import transcript
from conversations.views import drawer
from tripos.accounts.limits import TOO_OFTEN, is_too_often
from tripos.db.context import set_reason
from tripos.web.lists import list_page
from tripos.web.people import profile_of
from tripos.web.returning import back_to

MESSAGES_ON_A_PAGE = 60


@require_safe
@login_required
def conversation_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One conversation, beside the plan of its trip; ``?after=`` leads to what was said before."""
    conversation = get_object_or_404(Conversation.objects.for_user(request.user).select_related("trip"), pk=pk)
    return _shown(request, _page(request, conversation))


def _shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A conversation as a page of its own, or in the drawer that asked for it."""
    if drawer.is_drawer(request):
        return drawer.panel(request, context, status)
    return render(request, "conversations/conversation_detail.html", context, status=status)


@require_safe
@login_required
def conversation_plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The plan beside a conversation, for who has just been answered."""
    conversation = get_object_or_404(Conversation.objects.for_user(request.user), pk=pk)
    context = {"beside": beside.plan_of(request.user, conversation), "conversation": conversation}
    return render(request, "conversations/_plan.html", context)


@require_safe
@login_required
def conversation_cards(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The cards of a conversation's latest messages as they stand now, for pages that were left open."""
    conversation = get_object_or_404(Conversation.objects.for_user(request.user), pk=pk)
    rows = list(Message.objects.of_conversation(conversation)[:MESSAGES_ON_A_PAGE])
    cards = [proposals.card(stored) for row in rows for stored in row.metadata.get("proposals", ())]
    return render(request, "conversations/_cards.html", {"proposals": cards, "said": _latest(rows)})


def _latest(rows: Sequence[Message]) -> str:
    """What was said last, of messages with the latest first: a page that knows another has to be shown anew."""
    return next((str(row.pk) for row in rows if row.role != MessageRole.FUNCTION), "")


def _page(request: HttpRequest, conversation: Conversation, **more: Any) -> dict[str, Any]:
    run = turns.latest_run(request.user, conversation)
    live = turns.live_run(request.user, conversation) if run is not None and run.status in UNFINISHED else None
    page = list_page(request, MessageQuerySet.paging, Message.objects.of_conversation(conversation), MESSAGES_ON_A_PAGE)
    is_latest = not page.previous_url
    agent = AgentType(conversation.agent_type)
    said = transcript(page.rows[::-1], run if is_latest else None, live)
    context: dict[str, Any] = {
        "conversation": conversation,
        "agent_label": agent.label,
        "agent_icon": ICONS[agent],
        "agent_sentence": SENTENCES[agent],
        "messages_list": said,
        "asked": next((message for message in said if message.get("is_asked")), None),
        "summary": summary.latest(conversation) if is_latest else None,
        "page": page,
        "cards_url": reverse("conversations:conversation_cards", args=[conversation.pk]) if is_latest else "",
        "said": _latest(page.rows),
        "off": switched_off_by(profile_of(request)),
        "send_url": reverse("conversations:message_create", args=[conversation.pk]),
        "suggestions": suggestions(agent, conversation.live_trip, timezone.localdate()),
        "beside": None if drawer.is_drawer(request) else beside.plan_of(request.user, conversation),
    }
    if live is not None and is_latest:
        context |= {
            "events_url": reverse("conversations:run_events", args=[live.pk]),
            "stop_url": reverse("conversations:run_stop", args=[live.pk]),
            "retry_url": reverse("conversations:run_retry", args=[live.pk]),
        }
    return context | more


@require_POST
@login_required
def message_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    conversation = get_object_or_404(Conversation.objects.for_user(request.user).select_related("trip"), pk=pk)
    text = request.POST.get("text", "")
    if is_too_often(request, "say"):
        return _shown(request, _page(request, conversation, form_error=str(TOO_OFTEN), draft=text), status=429)
    set_reason(_("Wrote in the chat"))
    try:
        turns.say(profile_of(request), conversation, text)
    except turns.NotSaid as error:
        page = _page(request, conversation, form_error=str(error), draft=text)
        return _shown(request, page, status=422)
    return redirect(reverse("conversations:conversation_detail", args=[conversation.pk]) + "#composer-text")


@require_POST
@login_required
def run_stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    run = get_object_or_404(AIRun.objects.for_user(request.user), pk=pk)
    set_reason(_("Stopped an answer"))
    turns.stop(request.user, run.pk)
    return redirect("conversations:conversation_detail", pk=run.conversation_id)


@require_POST
@login_required
def run_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    run = get_object_or_404(AIRun.objects.for_user(request.user), pk=pk, conversation__deleted_at__isnull=True)
    set_reason(_("Asked again"))
    if run.status in UNFINISHED:
        notices.info(request, _("This message is still being answered."))
    else:
        try:
            turns.say_again(profile_of(request), run)
        except turns.NotSaid as error:
            notices.error(request, str(error))
    return redirect("conversations:conversation_detail", pk=run.conversation_id)


# The worker carries answers out: the page waits for it outside a transaction.
@transaction.non_atomic_requests
@require_POST
@login_required
def approval_acceptance(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Carry out exactly what was shown, once, in time."""
    set_reason(_("Said yes to a proposal"))
    return _answered(request, pk, yes=True)


@transaction.non_atomic_requests
@require_POST
@login_required
def approval_denial(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    set_reason(_("Said no to a proposal"))
    return _answered(request, pk, yes=False)


def _answered(request: HttpRequest, pk: uuid.UUID, *, yes: bool) -> HttpResponse:
    try:
        outcome = handing_over.answer(request.user, pk, yes=yes)
    except Approval.DoesNotExist as error:
        raise Http404 from error
    (notices.success if outcome.taken else notices.warning)(request, outcome.words)
    return back_to(request, _page_of(outcome.approval))


def _page_of(approval: Approval) -> str:
    if approval.conversation_id is None:
        return reverse("home")
    return reverse("conversations:conversation_detail", args=[approval.conversation_id])
