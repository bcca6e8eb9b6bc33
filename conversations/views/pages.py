"""Pages of conversations: list, one conversation, saying something, stopping, trying again, answering a question."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ai.enums import UNFINISHED
from ai.models import AIRun, Approval
from conversations import approving, turns
from conversations.models import Conversation
from conversations.suggestions import suggestions
from conversations.transcript import transcript
from tripos.db.context import set_reason
from tripos.web.people import profile_of
from tripos.web.returning import back_to
from trips.models import Trip


@require_safe
@login_required
def conversation_list(request: HttpRequest) -> HttpResponse:
    found = Conversation.objects.for_user(request.user).select_related("trip").recent_first()[:50]
    context = {
        "conversations": found,
        "suggestions": suggestions(None),
        "send_url": reverse("conversations:conversation_start"),
    }
    return render(request, "conversations/conversation_list.html", context)


@require_POST
@login_required
def conversation_start(request: HttpRequest) -> HttpResponse:
    """Start with a first message, about a trip when ``trip`` names one of the traveller's."""
    trip = None
    if request.POST.get("trip"):
        trip = get_object_or_404(Trip.objects.for_user(request.user), pk=_uuid(request.POST["trip"]))
    set_reason("Asked the concierge")
    try:
        conversation, _run = turns.start(profile_of(request), request.POST.get("text", ""), trip=trip)
    except turns.NotSaid as error:
        context = {
            "conversations": Conversation.objects.for_user(request.user).recent_first()[:50],
            "suggestions": suggestions(None),
            "send_url": reverse("conversations:conversation_start"),
            "form_error": str(error),
            "draft": request.POST.get("text", ""),
        }
        return render(request, "conversations/conversation_list.html", context, status=422)
    return redirect("conversations:conversation_detail", pk=conversation.pk)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@require_safe
@login_required
def conversation_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    conversation = get_object_or_404(Conversation.objects.for_user(request.user).select_related("trip"), pk=pk)
    return render(request, "conversations/conversation_detail.html", _page(request, conversation))


def _page(request: HttpRequest, conversation: Conversation, **more: Any) -> dict[str, Any]:
    run = turns.latest_run(request.user, conversation)
    live = run is not None and run.status in UNFINISHED
    shown = transcript(conversation, run)
    context: dict[str, Any] = {
        "conversation": conversation,
        "messages_list": shown,
        "send_url": reverse("conversations:message_create", args=[conversation.pk]),
        "suggestions": suggestions(conversation.trip_id),
    }
    if run is not None and live:
        context |= {
            "events_url": reverse("conversations:run_events", args=[run.pk]),
            "stop_url": reverse("conversations:run_stop", args=[run.pk]),
            "retry_url": reverse("conversations:run_retry", args=[run.pk]),
        }
    return context | more


@require_POST
@login_required
def message_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    conversation = get_object_or_404(Conversation.objects.for_user(request.user).select_related("trip"), pk=pk)
    text = request.POST.get("text", "")
    set_reason("Wrote in the chat")
    try:
        turns.say(profile_of(request), conversation, text)
    except turns.NotSaid as error:
        page = _page(request, conversation, form_error=str(error), draft=text)
        return render(request, "conversations/conversation_detail.html", page, status=422)
    return redirect(reverse("conversations:conversation_detail", args=[conversation.pk]) + "#composer-text")


@require_POST
@login_required
def run_stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    run = get_object_or_404(AIRun.objects.for_user(request.user), pk=pk)
    set_reason("Stopped an answer")
    turns.stop(request.user, run.pk)
    return redirect("conversations:conversation_detail", pk=run.conversation_id)


@require_POST
@login_required
def run_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    run = get_object_or_404(AIRun.objects.for_user(request.user), pk=pk, conversation__deleted_at__isnull=True)
    set_reason("Asked again")
    if run.status in UNFINISHED:
        notices.info(request, "This message is still being answered.")
    else:
        try:
            turns.say_again(profile_of(request), run)
        except turns.NotSaid as error:
            notices.error(request, str(error))
    return redirect("conversations:conversation_detail", pk=run.conversation_id)


@require_POST
@login_required
def approval_acceptance(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Carry out exactly what was shown, once, in time."""
    set_reason("Said yes to a proposal")
    return _answered(request, approving.approve, pk)


@require_POST
@login_required
def approval_denial(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    set_reason("Said no to a proposal")
    return _answered(request, approving.deny, pk)


def _answered(
    request: HttpRequest, answer: Callable[[Any, uuid.UUID], approving.Outcome], pk: uuid.UUID
) -> HttpResponse:
    try:
        outcome = answer(request.user, pk)
    except Approval.DoesNotExist as error:
        raise Http404 from error
    (notices.success if outcome.taken else notices.warning)(request, outcome.words)
    return back_to(request, _page_of(outcome.approval))


def _page_of(approval: Approval) -> str:
    if approval.conversation_id is None:
        return reverse("home")
    return reverse("conversations:conversation_detail", args=[approval.conversation_id])
