"""The other way to serve, for comparison only: everything under ASGI, each stream an asynchronous generator.

``gunicorn --worker-class asgi bench.streams.loop:application``. Pages are the site's own; only the stream differs.
"""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripos.settings")

from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application

application = get_asgi_application()

from django.db import transaction  # noqa: E402
from django.http import HttpRequest, StreamingHttpResponse  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402

from ai.enums import UNFINISHED  # noqa: E402
from ai.models import AIRun, AIRunEvent  # noqa: E402
from conversations.views import stream  # noqa: E402
from tripos.db.context import acting_as  # noqa: E402
from tripos.web.notifications import listener  # noqa: E402
from tripos.web.people import profile_of  # noqa: E402


def _look(user_id: uuid.UUID, run_id: uuid.UUID, seen: int, text: str, context: dict[str, Any]) -> Any:
    with acting_as(user_id, read_only=True), stream._lent_connection(), transaction.atomic():
        over = not AIRun.objects.for_user(user_id).filter(pk=run_id, status__in=UNFINISHED).exists()
        events = AIRunEvent.objects.for_user(user_id).filter(run_id=run_id, sequence__gt=seen).order_by("sequence")
        rows = list(events.values_list("sequence", "kind", "data"))
        frames, text = stream._frames(rows, 0, text, None, context)
    return over, rows, frames, text


async def _events(user_id: uuid.UUID, run_id: uuid.UUID, context: dict[str, Any]) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n"
    loop, seen, text = asyncio.get_running_loop(), 0, ""
    until = time.monotonic() + stream.STREAM_SECONDS
    woken = asyncio.Event()

    class Bell:
        """What the listener's thread rings: it wakes the loop."""

        def set(self) -> None:
            loop.call_soon_threadsafe(woken.set)

    with listener.waiting_for(str(run_id)) as given:
        bell: Any = Bell()
        listener._waiting[str(run_id)].add(bell)
        try:
            while time.monotonic() < until:
                woken.clear()
                over, rows, frames, text = await sync_to_async(_look)(user_id, run_id, seen, text, context)
                for frame in frames:
                    yield frame
                if rows:
                    seen = rows[-1][0]
                if over:
                    return
                try:
                    await asyncio.wait_for(woken.wait(), stream.LOOK_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            listener._waiting[str(run_id)].discard(bell)
            given.set()


@transaction.non_atomic_requests
async def run_events(request: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The stream of a run under the event loop."""
    user_id = await sync_to_async(lambda: profile_of(request).pk)()
    context = {"csrf_token": get_token(request)}
    return StreamingHttpResponse(_events(user_id, pk, context), content_type="text/event-stream")


def replace_the_stream() -> None:
    """Put the asynchronous view at the stream's address."""
    from conversations import urls

    for pattern in urls.urlpatterns:
        if pattern.name == "run_events":
            pattern.callback = run_events


replace_the_stream()
