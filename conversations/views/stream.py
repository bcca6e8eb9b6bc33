"""The stream of a run: server-sent events from ``ai_run_events``, woken by PostgreSQL, resumable by their number."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from ai.enums import UNFINISHED
from ai.models import AIRun, AIRunEvent
from conversations import proposals
from conversations.markdown import to_html
from conversations.models import Conversation
from conversations.suggestions import suggestions
from tripos.db.context import acting_as, current_actor
from tripos.web.notifications import listener
from tripos.web.people import profile_of

logger = logging.getLogger(__name__)

# A stream is closed after this long; the browser comes back with Last-Event-ID by itself.
STREAM_SECONDS = 120
LOOK_SECONDS = 2.0
FINAL = ("done", "error")


@require_safe
@login_required
def run_events(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Stream a run's events from ``Last-Event-ID`` on."""
    run = get_object_or_404(AIRun.objects.for_user(request.user), pk=pk)
    given = request.headers.get("Last-Event-ID", "")
    last = int(given) if given.isdecimal() else 0
    if run.status not in UNFINISHED and not run.events.filter(sequence__gt=last).exists():
        return HttpResponse(status=204)  # all was said: the browser need not come back
    # The token is made while the request is at hand; cards in the stream carry forms.
    context = {"csrf_token": get_token(request)}
    stream = _events(profile_of(request).pk, run.pk, run.conversation_id, last, context)
    response = StreamingHttpResponse(stream, content_type="text/event-stream")
    patch_cache_control(response, no_cache=True, no_store=True)
    response["X-Accel-Buffering"] = "no"
    return response


def _events(
    user_id: uuid.UUID, run_id: uuid.UUID, conversation_id: Any, last: int, context: dict[str, Any]
) -> Iterator[bytes]:
    """Frames of one stream. No transaction and no connection is held while it waits."""
    # A thread serves a stream. When few are left for pages, a stream tells what there is and ends, and the browser
    # asks again: slower, but nobody waits.
    is_crowded = listener.waiting >= settings.STREAM_SEATS
    until = time.monotonic() + (0 if is_crowded else STREAM_SECONDS)
    yield b"retry: 3000\n\n" if is_crowded else b"retry: 1000\n\n"
    with listener.waiting_for(str(run_id)) as woken:
        seen = 0
        text = ""
        while True:
            woken.clear()
            try:
                with acting_as(user_id, read_only=True), _lent_connection(), transaction.atomic():
                    over = not AIRun.objects.for_user(user_id).filter(pk=run_id, status__in=UNFINISHED).exists()
                    rows = list(
                        AIRunEvent.objects.for_user(user_id)
                        .filter(run_id=run_id, sequence__gt=seen)
                        .order_by("sequence")
                        .values_list("sequence", "kind", "data")
                    )
                    frames, text = _frames(rows, last, text, conversation_id, context)
            except OperationalError as error:
                # The database is away for a moment; what was shown stays, and the worker comes back as well.
                logger.warning("A stream waits for the database: %s", error)
                yield b": waiting for the database\n\n"
                if time.monotonic() >= until:
                    return
                time.sleep(LOOK_SECONDS)
                continue
            yield from frames
            if rows:
                seen = rows[-1][0]
                if rows[-1][1] in FINAL:
                    return
            if (over and not rows) or time.monotonic() >= until:
                return
            if not rows:
                yield b": still here\n\n"
            woken.wait(LOOK_SECONDS)


@contextmanager
def _lent_connection() -> Iterator[None]:
    """Give the thread's connection back after the block: a stream that waits holds none."""
    try:
        yield
    finally:
        connection.close()


def _frames(
    rows: list[tuple[int, str, dict[str, Any]]], last: int, text: str, conversation_id: Any, context: dict[str, Any]
) -> tuple[list[bytes], str]:
    """Frames for rows after ``last``; text pieces add up, and several at once become one frame."""
    frames: list[bytes] = []
    for index, (number, kind, data) in enumerate(rows):
        if kind == "restart":
            text = ""
            kind, data = "delta", {"text": ""}
        if kind == "delta":
            text += data["text"]
            following = rows[index + 1][1] if index + 1 < len(rows) else ""
            if following == "delta":
                continue
            shown: dict[str, Any] = {"html": to_html(text)}
        elif kind == "step":
            shown = {"id": data["id"], "html": render_to_string("components/chat_step.html", {"step": data})}
        elif kind == "proposal":
            card = {"proposal": proposals.card(data), **context}
            shown = {"html": render_to_string("components/chat_proposal.html", card)}
        elif kind == "question":
            send = reverse("conversations:message_create", args=[conversation_id])
            asked = {"question": data, "send_url": send, **context}
            shown = {"html": render_to_string("components/chat_question.html", asked)}
        elif kind == "done":
            shown = {
                "html": to_html(data["text"]),
                "suggestions_html": _suggestions(conversation_id, context),
                "is_more": _is_more(conversation_id),
            }
        elif kind == "error":
            shown = {**data, "is_more": _is_more(conversation_id)}
        else:
            shown = data
        if number > last:
            frames.append(f"id: {number}\nevent: {kind}\ndata: {json.dumps(shown)}\n\n".encode())
    return frames, text


def _is_more(conversation_id: Any) -> bool:
    """Whether another message of the conversation is still to be answered: the page then goes on with that."""
    actor = current_actor()
    runs = AIRun.objects.for_user(actor.user_id if actor else None).unfinished()
    return runs.filter(conversation_id=conversation_id).exists()


def _suggestions(conversation_id: Any, context: dict[str, Any]) -> str:
    """What one might ask next, now that the conversation may have a trip."""
    actor = current_actor()
    user_id = actor.user_id if actor else None
    conversation = Conversation.objects.for_user(user_id).select_related("trip").filter(pk=conversation_id).first()
    if conversation is None:
        return ""
    sentences = suggestions(conversation.agent_type, conversation.live_trip, timezone.localdate())
    send = reverse("conversations:message_create", args=[conversation_id])
    return render_to_string("components/chat_suggestions.html", {"suggestions": sentences, "send_url": send, **context})
