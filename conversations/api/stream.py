"""The events of a run as server-sent events: told as they were stored, resumable by their numbers."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from rest_framework.renderers import BaseRenderer, JSONRenderer

from ai.enums import UNFINISHED
from ai.models import AIRun, AIRunEvent
from conversations.api.runs import RunsView
from tripos.api.answers import Answer, Refer
from tripos.api.base import ApiView
from tripos.api.resources import Schema
from tripos.db.context import acting_as
from tripos.web.notifications import listener

STREAM_SECONDS = 120.0
"""A stream is closed after this long; the client comes back with ``Last-Event-ID``."""
LOOK_SECONDS = 2.0
FINAL = ("done", "error")
EVENT_STREAM = "text/event-stream"
EXAMPLE = 'id: 7\nevent: delta\ndata: {"text": "Here is "}\n\nid: 8\nevent: done\ndata: {"text": "Here is a plan."}\n\n'


class EventStream(BaseRenderer):
    """Lets clients ask for ``text/event-stream``; the view writes it."""

    media_type = EVENT_STREAM
    format = "events"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        return data


def _event(refer: Refer) -> Schema:
    return {
        "type": "object",
        "description": "One event; each is ended by an empty line.",
        "properties": {
            "id": {"type": "string", "description": "Its number, for `Last-Event-ID`."},
            "event": {"type": "string", "description": "Its kind."},
            "data": {"type": "string", "contentMediaType": "application/json"},
            "retry": {"type": ["string", "integer"], "description": "Milliseconds to wait before coming back."},
        },
    }


class RunEvents(RunsView, ApiView):
    """Follow a run as it goes on (server-sent events). Send `Last-Event-ID` to go on after an event.

    Events: `step` (a tool's step), `delta` (a piece of the answer's text), `restart` (drop the text so far),
    `proposal` (a change that waits for your word), `question`, and last `done` or `error`. The stream ends after the
    last event, and after two minutes: come back with `Last-Event-ID`. When all was said already it answers 204.
    """

    renderer_classes: Any = (EventStream, JSONRenderer)
    summaries: ClassVar[dict[str, str]] = {"get": "Follow a run"}
    answers: ClassVar[dict[str, Answer]] = {"get": Answer(200, _event, "The events.", EXAMPLE, media_type=EVENT_STREAM)}
    more_answers: ClassVar[dict[str, dict[int, str]]] = {"get": {204: "The run is over and all of it was told."}}
    request_headers: ClassVar[dict[str, dict[str, str]]] = {
        "get": {"Last-Event-ID": "The last event that you have; those after it follow."}
    }

    def get(self, request: Any, pk: uuid.UUID, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        run = self.run()
        given = request.headers.get("Last-Event-ID", "")
        last = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
        if run.status not in UNFINISHED and not run.events.filter(sequence__gt=last).exists():
            return HttpResponse(status=204)
        response = StreamingHttpResponse(_events(request.user.pk, pk, last), content_type=EVENT_STREAM)
        patch_cache_control(response, no_cache=True, no_store=True)
        response["X-Accel-Buffering"] = "no"
        return response


def _events(user_id: uuid.UUID, run_id: uuid.UUID, last: int) -> Iterator[bytes]:
    """Frames after the event ``last``. No transaction and no connection is held while it waits."""
    # A thread serves a stream. When few are left for requests, a stream tells what there is and ends.
    is_crowded = listener.waiting >= settings.STREAM_SEATS
    until = time.monotonic() + (0 if is_crowded else STREAM_SECONDS)
    yield b"retry: 3000\n\n" if is_crowded else b"retry: 1000\n\n"
    with listener.waiting_for(str(run_id)) as woken:
        while True:
            woken.clear()
            over, rows = _look(user_id, run_id, last)
            for number, kind, data in rows:
                yield f"id: {number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n".encode()
                last = number
            if (rows and rows[-1][1] in FINAL) or (over and not rows) or time.monotonic() >= until:
                return
            if not rows:
                yield b": still here\n\n"
                woken.wait(LOOK_SECONDS)


def _look(user_id: uuid.UUID, run_id: uuid.UUID, last: int) -> tuple[bool, list[tuple[int, str, Any]]]:
    """Whether the run is over, and its events after ``last``; the thread's connection is given back."""
    try:
        with acting_as(user_id, read_only=True), transaction.atomic():
            over = not AIRun.objects.for_user(user_id).filter(pk=run_id, status__in=UNFINISHED).exists()
            rows = AIRunEvent.objects.for_user(user_id).filter(run_id=run_id, sequence__gt=last)
            return over, list(rows.order_by("sequence").values_list("sequence", "kind", "data"))
    finally:
        connection.close()
