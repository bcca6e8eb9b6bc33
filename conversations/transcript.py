"""A conversation as a page shows it, from its rows: what survives a reload is all there is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.urls import reverse

from ai.enums import RunStatus
from ai.models import AIRun
from conversations import proposals, trail
from conversations.answering_words import SORRY
from conversations.markdown import to_html
from conversations.models import Message, MessageRole


def transcript(rows: Sequence[Message], last_run: AIRun | None, live: AIRun | None = None) -> list[dict[str, Any]]:
    """Messages for ``components/chat_message.html``, each answer under its question; a failed turn ends with its error.

    Args:
        rows: messages, oldest first.
        last_run: the conversation's last run, where these are its latest messages.
        live: the run that is being answered; its question is marked ``is_asked``.
    """
    steps: dict[uuid.UUID, list[dict[str, Any]]] = {}
    shown: list[dict[str, Any]] = []
    for row in rows:
        match row.role:
            case MessageRole.FUNCTION:
                call, response = row.function_call or {}, row.function_response or {}
                step = trail.describe(call.get("name", ""), call.get("arguments", {}), response.get("result"))
                if row.run_id is not None:
                    steps.setdefault(row.run_id, []).append(step)
            case MessageRole.USER:
                is_asked = live is not None and live.input_data.get("message_id") == str(row.pk)
                shown.append({"id": row.pk, "is_mine": True, "text": row.content, "is_asked": is_asked})
            case MessageRole.ASSISTANT:
                shown.append(_answer(row, steps.get(row.run_id, []) if row.run_id else []))
            case MessageRole.SYSTEM:
                shown.append({"id": row.pk, "is_mine": False, "text": row.content})
    if last_run is not None and last_run.status in SORRY:
        shown.append(
            {
                "is_mine": False,
                "run_id": last_run.pk,
                "text": "",
                "error": _what_was_said(last_run),
                "retry_url": reverse("conversations:run_retry", args=[last_run.pk]),
                "run_url": reverse("conversations:run_detail", args=[last_run.pk]),
            }
        )
    return _under_their_questions(shown)


def _under_their_questions(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers moved up to their questions, where several messages were sent before the first was answered."""
    if not any(one["is_mine"] and two["is_mine"] for one, two in pairwise(shown)):
        return shown
    runs = [message["run_id"] for message in shown if message.get("run_id")]
    asked = dict(AIRun.objects.filter(pk__in=runs).values_list("pk", "input_data__message_id"))
    places = {str(message["id"]): at for at, message in enumerate(shown) if message["is_mine"]}
    at_place = 0
    keyed: list[tuple[int, dict[str, Any]]] = []
    for at, message in enumerate(shown):
        if message["is_mine"]:
            at_place = at
        else:
            # What belongs to no run (an approval's outcome) stays behind what stands before it.
            run = message.get("run_id")
            at_place = places.get(str(asked.get(run)) if run else "", at_place)
        keyed.append((at_place, message))
    return [message for _place, message in sorted(keyed, key=lambda pair: pair[0])]


def _what_was_said(run: AIRun) -> str:
    """The words that ended a run, as its stream showed them."""
    told = run.events.filter(kind="error").order_by("sequence").values_list("data__text", flat=True).last()
    return str(told or SORRY[RunStatus(run.status)])


def _answer(row: Message, steps: list[dict[str, Any]]) -> dict[str, Any]:
    cards = [proposals.card(stored) for stored in row.metadata.get("proposals", ())]
    return {
        "id": row.pk,
        "is_mine": False,
        "run_id": row.run_id,
        "html": to_html(row.content),
        "steps": steps,
        "proposals": cards,
        "question": row.metadata.get("question"),
        "run_url": reverse("conversations:run_detail", args=[row.run_id]) if row.run_id else "",
    }
