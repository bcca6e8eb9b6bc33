"""A conversation as a page shows it, from its rows: what survives a reload is all there is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from ai.enums import RunStatus
from ai.models import AIRun
from conversations import proposals, trail
from conversations.answering_words import SORRY
from conversations.markdown import to_html
from conversations.models import Message, MessageRole


def transcript(rows: Sequence[Message], last_run: AIRun | None) -> list[dict[str, Any]]:
    """Messages for ``components/chat_message.html``; a failed turn ends with its error.

    Args:
        rows: messages, oldest first.
        last_run: the conversation's last run, where these are its latest messages.
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
                shown.append({"id": row.pk, "is_mine": True, "text": row.content})
            case MessageRole.ASSISTANT:
                shown.append(_answer(row, steps.get(row.run_id, []) if row.run_id else []))
            case MessageRole.SYSTEM:
                shown.append({"id": row.pk, "is_mine": False, "text": row.content})
    if last_run is not None and last_run.status in SORRY:
        shown.append(
            {
                "is_mine": False,
                "text": "",
                "error": _what_was_said(last_run),
                "retry_url": reverse("conversations:run_retry", args=[last_run.pk]),
                "run_url": reverse("conversations:run_detail", args=[last_run.pk]),
            }
        )
    return shown


def _what_was_said(run: AIRun) -> str:
    """The words that ended a run, as its stream showed them."""
    told = run.events.filter(kind="error").order_by("sequence").values_list("data__text", flat=True).last()
    return str(told or SORRY[RunStatus(run.status)])


def _answer(row: Message, steps: list[dict[str, Any]]) -> dict[str, Any]:
    cards = [proposals.card(stored) for stored in row.metadata.get("proposals", ())]
    return {
        "id": row.pk,
        "is_mine": False,
        "html": to_html(row.content),
        "steps": steps,
        "proposals": cards,
        "question": row.metadata.get("question"),
        "run_url": reverse("conversations:run_detail", args=[row.run_id]) if row.run_id else "",
    }
