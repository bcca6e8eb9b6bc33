"""Long conversations: what lies too far back for a model is folded into a summary that the traveller can read.

The facts of a summary are drawn from stored rows (the trip, what was changed, what was agreed or refused, what was
asked), so that none is lost and none invented; a provider's model adds its own words, the embedded one has no need of
them. It is kept in the session layer of the context (``session_context["summary"]``) and shown above the messages.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.framing import register_tag, wrap
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart

from ai.embedded.model import EmbeddedModel
from ai.enums import ApprovalStatus
from ai.models import AIRun, Approval
from ai.summarising import summarise
from conversations.models import AIContext, Conversation, Message, MessageRole
from conversations.turn import Turn
from tripos.audit.models import ChangeKind, ChangeSet
from tripos.web.templatetags.times import date_span
from trips.planning.money import Money

EARLIER = register_tag("earlier_in_this_conversation")
# A model is sent at most so many earlier messages and characters; beyond that the older ones are folded.
MOST_MESSAGES = 20
MOST_CHARACTERS = 24_000
# What stays word by word after folding, and of one message.
KEPT_MESSAGES = 8
MESSAGE_CHARACTERS = 4_000
# A summary itself stays short: so many lines of a kind, so many characters of a line.
MOST_LINES = 12
LINE_CHARACTERS = 120
# The reason of the change set in which an answer is written down.
ANSWERED = "Answered in the chat"
SPOKEN = (MessageRole.USER, MessageRole.ASSISTANT)


@dataclass(frozen=True)
class Folded:
    """A summary as the page shows it.

    Attributes:
        count: how many messages it stands for.
        groups: titles with their lines: facts from stored rows.
        words: what a provider's model wrote beside them; empty for the embedded one.
    """

    count: int
    groups: Sequence[tuple[str, Sequence[str]]]
    words: str


def latest(conversation: Conversation) -> Folded | None:
    """The summary of what lies too far back; None while all of it is short enough."""
    session = AIContext.objects.filter(conversation=conversation).values_list("session_context", flat=True).first()
    return _folded((session or {}).get("summary"))


def _folded(stored: Mapping[str, Any] | None) -> Folded | None:
    if not stored:
        return None
    titles = {
        "trip": _("The trip at that time"),
        "changed": _("What was changed"),
        "agreed": _("What you agreed to"),
        "refused": _("What you said no to"),
        "asked": _("What you asked"),
        "places": _("Places that were spoken of"),
    }
    groups = [(titles[key], stored["facts"][key]) for key in titles if stored["facts"].get(key)]
    return Folded(stored["count"], groups, stored["words"])


async def history_of(turn: Turn, in_thread: Any) -> list[ModelMessage]:
    """Earlier words for the model, oldest first, without the message that is being answered.

    Where they have grown too long, the older ones are folded into the turn's session, which is stored when it ends.

    Args:
        turn: the turn under way.
        in_thread: runs a function where the job's database connection is.
    """
    session = turn.memory.session_context
    rows = await in_thread(_unfolded, turn, session.get("summary"))
    kept = _kept(rows)
    if len(kept) < len(rows):
        folding = rows[: len(rows) - len(kept)]
        session["summary"] = await in_thread(_fold, turn, folding, session.get("summary"))
        session["summary"]["words"] = await _in_words(turn, folding, session["summary"])
    stored = session.get("summary")
    history: list[ModelMessage] = []
    if stored:
        history.append(ModelRequest(parts=[UserPromptPart(wrap(EARLIER, as_text(stored)))]))
    return history + [_as_sent(row) for row in kept]


def _unfolded(turn: Turn, stored: Mapping[str, Any] | None) -> list[Message]:
    """What was said after the summary, oldest first."""
    asked = uuid.UUID(str(turn.run.input_data["message_id"]))
    after = stored["through"] if stored else 0
    rows = list(Message.objects.of_conversation(turn.conversation).filter(role__in=SPOKEN, position__gt=after))[::-1]
    at = next((row.position for row in rows if row.pk == asked), None)
    # What the traveller wrote after this message is answered after it; what was answered since came before it.
    later = {row.pk for row in rows if row.role == MessageRole.USER and at is not None and row.position >= at}
    return [row for row in rows if row.pk not in later]


def _kept(rows: Sequence[Message]) -> Sequence[Message]:
    """The rows that stay word by word: all while they are few and short, else the latest."""
    if len(rows) <= MOST_MESSAGES and sum(_length(row) for row in rows) <= MOST_CHARACTERS:
        return rows
    kept: list[Message] = []
    characters = 0
    for row in reversed(rows[-KEPT_MESSAGES:]):
        characters += _length(row)
        if kept and characters > MOST_CHARACTERS // 2:
            break
        kept.insert(0, row)
    return kept


def _length(row: Message) -> int:
    return min(len(row.content), MESSAGE_CHARACTERS)


def _as_sent(row: Message) -> ModelMessage:
    words = row.content[:MESSAGE_CHARACTERS]
    if row.role == MessageRole.USER:
        return ModelRequest(parts=[UserPromptPart(words)])
    return ModelResponse(parts=[TextPart(words)])


def _fold(turn: Turn, rows: Sequence[Message], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Facts of everything up to the last of ``rows``, from what is stored."""
    facts = before["facts"] if before else {}
    conversation = turn.conversation
    runs = AIRun.objects.filter(conversation_id=conversation.pk).values("pk")
    undone = ChangeSet.objects.filter(undoes__isnull=False).values("undoes_id")
    changes = (
        ChangeSet.objects.filter(actor_id=turn.deps.user_id, kind=ChangeKind.AGENT, run_id__in=runs)
        .exclude(pk__in=undone)
        .order_by("-created_at")
    )
    answered = Approval.objects.filter(conversation_id=conversation.pk).order_by("-answered_at")
    asked = [row.content for row in rows if row.role == MessageRole.USER]
    return {
        "through": rows[-1].position,
        "count": len(rows) + (before["count"] if before else 0),
        "facts": {
            "trip": _trip_lines(turn),
            "changed": _lines(change.reason for change in changes[: MOST_LINES * 2] if _tells(change))[::-1],
            "agreed": _lines(_approved(answered, ApprovalStatus.APPROVED))[::-1],
            "refused": _lines(_approved(answered, ApprovalStatus.DENIED))[::-1],
            "asked": _lines([*facts.get("asked", ()), *asked], last=True),
            "places": _lines(map(str, turn.memory.entities.get("places", ()))),
        },
        "words": before["words"] if before else "",
    }


def _tells(change: ChangeSet) -> bool:
    """Whether a change set says something of the trip: writing an answer down does not."""
    return change.reason not in ("", ANSWERED)


def _approved(answered: Any, status: ApprovalStatus) -> list[str]:
    rows = answered.filter(status=status)[:MOST_LINES]
    return ["; ".join(map(str, row.preview.get("lines", ())[:3])) for row in rows]


def _lines(texts: Iterable[str], *, last: bool = False) -> list[str]:
    """Each once, short; the first so many, or the last."""
    found = list(dict.fromkeys(" ".join(text.split())[:LINE_CHARACTERS] for text in texts if text.strip()))
    return found[-MOST_LINES:] if last else found[:MOST_LINES]


def _trip_lines(turn: Turn) -> list[str]:
    trip = turn.deps.draft.trip
    if trip is None:
        return []
    lines = [
        f"{trip.title}: {trip.destination}, {date_span(trip.start_date, trip.end_date)}",
        _("%(people)s travellers, %(stops)s stops") % {"people": trip.party_size, "stops": len(turn.deps.draft.items)},
    ]
    if trip.budget_total is not None:
        lines.append(_("Budget: %(amount)s") % {"amount": Money(trip.budget_total, trip.currency)})
    return lines


def as_text(stored: Mapping[str, Any]) -> str:
    """A summary as a model reads it."""
    lines = [stored["words"]] if stored["words"] else []
    for key, values in stored["facts"].items():
        lines += [f"{key}: {value}" for value in values]
    return "\n".join(lines)


async def _in_words(turn: Turn, rows: Sequence[Message], stored: Mapping[str, Any]) -> str:
    """A provider's own summary; the facts stand without it, so a failure costs no more than its words."""
    if isinstance(turn.model, EmbeddedModel):
        return ""
    talk = "\n".join(f"{'traveller' if row.role == MessageRole.USER else 'you'}: {row.content}" for row in rows)
    try:
        return await summarise(turn.model, turn.meter, as_text(stored), talk)
    except AgentRunError:
        return str(stored["words"])
