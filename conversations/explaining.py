"""A run told to somebody who was not there: what was asked, looked up, changed and why, what waits, what it cost."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ai.embedded.model import MODEL_NAME
from ai.enums import UNFINISHED, AgentType, ApprovalStatus, RunStatus
from ai.models import AIRun, Approval
from conversations import trail
from conversations.answering_words import SORRY
from conversations.changed_rows import lines_of
from conversations.markdown import to_html
from conversations.models import Message, MessageRole
from tripos.audit.models import AuditLog, ChangeSet
from tripos.web.templatetags.times import date_span

# What a turn writes about itself is no change of the traveller's things.
RECORDS = ("messages", "ai_context", "ai_runs", "approvals", "conversations")
# Lines of a tool's answer that are shown as data; a catalogue's page of places is longer than anybody reads.
MOST_CHARACTERS = 6000
# Entries of the history that are read for one run: a plan of a month has fewer.
MOST_ENTRIES = 500
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Step:
    """One tool that was called: in words (for ``components/chat_step.html``), and as data."""

    words: dict[str, Any]
    tool: str
    arguments: str
    answer: str
    outcome: str
    milliseconds: int | None


@dataclass(frozen=True)
class Change:
    """One change set of the run."""

    reason: str
    rows: str
    lines: list[str]
    made_at: Any
    trip_id: uuid.UUID | None
    is_undone: bool
    undo_url: str


def explain_run(run: AIRun) -> dict[str, Any]:
    """Everything that ``conversations/run_detail.html`` shows. The run's traveller is bound. Four queries.

    Args:
        run: with its ``conversation``.
    """
    answer = (
        Message.objects.for_user(run.user_id)
        .filter(run_id=run.pk, role=MessageRole.ASSISTANT)
        .order_by("-position")
        .first()
    )
    done = run.output_data or {}
    steps = [step_of(tool) for tool in done.get("tools", ())]
    changes = changes_of(run)
    approvals = [
        {
            "title": row.preview.get("title", ""),
            "lines": row.preview.get("lines", ()),
            "status": ApprovalStatus.EXPIRED if row.is_over else ApprovalStatus(row.status),
            "answered_at": row.answered_at,
        }
        for row in Approval.objects.for_user(run.user_id).filter(run=run).order_by("created_at")
    ]
    return {
        "in_short": _in_short(len(steps), len(changes), len(approvals), run),
        "about": run.conversation.trip if run.conversation is not None else None,
        "run": run,
        "agent": AgentType(run.agent_type).label,
        "status": RunStatus(run.status).label,
        "is_under_way": run.status in UNFINISHED,
        "asked": run.input_data.get("text", ""),
        "said": to_html(answer.content) if answer else "",
        "error": _told(run),
        "steps": steps,
        "understood": [understood_words(read) for read in done.get("understood", ())],
        "changes": changes,
        "approvals": approvals,
        "cost": cost_words(run),
        "took": took_words(run.duration_ms),
        "model": _("the embedded model, on our own server") if run.model_name == MODEL_NAME else run.model_name,
    }


def _in_short(steps: int, changes: int, asked: int, run: AIRun) -> list[str]:
    """The run in a few sentences, before its details."""
    found = [
        ngettext("It looked up or worked out one thing.", "It looked up or worked out %(n)s things.", steps)
        % {"n": steps}
        if steps
        else _("It looked nothing up."),
        ngettext("It made one change.", "It made %(n)s changes.", changes) % {"n": changes}
        if changes
        else _("It changed nothing."),
    ]
    if asked:
        found.append(
            ngettext("It asked for your yes once.", "It asked for your yes %(n)s times.", asked) % {"n": asked}
        )
    took = took_words(run.duration_ms)
    cost = cost_words(run)
    if took:
        found.append(_("It took %(time)s; its cost: %(cost)s.") % {"time": took, "cost": cost})
    return found


def _told(run: AIRun) -> str:
    """The words that the traveller was shown when the run failed."""
    if run.status not in SORRY:
        return ""
    told = run.events.filter(kind="error").order_by("sequence").values_list("data__text", flat=True).last()
    return str(told or SORRY[RunStatus(run.status)])


def step_of(tool: Mapping[str, Any]) -> Step:
    """A tool of ``output_data``, in words and as data."""
    name, arguments, result = str(tool["tool"]), tool.get("arguments") or {}, tool.get("result")
    return Step(
        words=trail.describe(name, arguments, result),
        tool=name,
        arguments=_as_data(arguments),
        answer=_as_data(result),
        outcome=str(tool.get("outcome", "success")),
        milliseconds=tool.get("milliseconds"),
    )


def _as_data(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "\n…"


def understood_words(read: Mapping[str, Any]) -> dict[str, Any]:
    """What the embedded model made of the message: the request, and its parts."""
    # Keys of rows say nothing to a reader: the name stands beside them.
    slots = {
        key: value
        for key, value in (read.get("slots") or {}).items()
        if value not in (None, "", [], {}) and not key.endswith("_id")
    }
    words = {key.replace("_", " "): _read_words(value) for key, value in slots.items()}
    return {"intent": str(read.get("intent", "")).replace("_", " "), "slots": words}


def _read_words(value: Any) -> str:
    """What was read of a message, as the site says it: days as days, several things in a row."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(_read_words(one) for one in value)
    if isinstance(value, str):
        try:
            return date_span(date.fromisoformat(value)) if ISO_DATE.fullmatch(value) else value.replace("_", " ")
        except ValueError:
            return value
    return json.dumps(value, ensure_ascii=False)


def changes_of(run: AIRun) -> list[Change]:
    """What the run changed of the traveller's things, with its undo; also what was approved later."""
    entries: dict[uuid.UUID, list[AuditLog]] = {}
    logs = AuditLog.objects.filter(change_set__run_id=run.pk).exclude(table_name__in=RECORDS).order_by("sequence")
    for log in logs[:MOST_ENTRIES]:
        if log.change_set_id is not None:
            entries.setdefault(log.change_set_id, []).append(log)
    if not entries:
        return []
    found = ChangeSet.objects.filter(pk__in=entries).prefetch_related("undone_by").order_by("created_at")
    changes = []
    for change in found:
        is_undone = bool(change.undone_by.all())
        changes.append(
            Change(
                reason=change.reason,
                rows=ngettext("%(n)s entry", "%(n)s entries", len(entries[change.pk])) % {"n": len(entries[change.pk])},
                lines=lines_of(entries[change.pk]),
                made_at=change.created_at,
                trip_id=change.trip_id,
                is_undone=is_undone,
                undo_url="" if is_undone else reverse("trips:change_set_reversal", args=[change.pk]),
            )
        )
    return changes


def cost_words(run: AIRun) -> str:
    """What a run cost, as far as anybody knows."""
    if run.estimated_cost_usd is None:
        return _("unknown")
    if run.estimated_cost_usd == 0:
        return _("nothing")
    words = dollars(run.estimated_cost_usd)
    return _("at least %s") % words if run.metadata.get("usage_is_partial") else words


def dollars(amount: Decimal) -> str:
    """US dollars with as many digits as an answer's cost needs: $0.0006, $1.20."""
    digits = 2 if amount >= Decimal("0.1") or amount == 0 else 4 if amount >= Decimal("0.0001") else 6
    return f"${amount:.{digits}f}"


def took_words(milliseconds: int | None) -> str:
    """How long something took: 0.4 s, 12 s."""
    if milliseconds is None:
        return ""
    seconds = milliseconds / 1000
    return _("%s s") % (f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}")
