"""The worker's side of a turn: begin, let the agent work while its steps are shown, then apply and answer at once.

Everything that lasts is written in one transaction keyed by the run. A worker that is killed leaves the run
"running"; the job is run again and starts over, and a run that has ended is left alone.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from pydantic_ai.exceptions import AgentRunError, ModelHTTPError, UsageLimitExceeded
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models import Model

from ai import providers
from ai.draft import TurnDeps
from ai.embedded.model import MODEL_NAME
from ai.engine import Finished, TextPiece, ToolEnded, ToolStarted, run_turn
from ai.enums import UNFINISHED, RunStatus
from ai.models import AIRun, AIRunEvent, Approval
from conversations import applying, reading, trail
from conversations.answering_words import SORRY
from conversations.models import AIContext, Conversation, Message, MessageRole
from tripos.db.context import acting_as, change_set
from trips import actions

logger = logging.getLogger(__name__)

HISTORY_MESSAGES = 20
MOST_TRIES = 4


class Stopped(Exception):
    """The traveller asked the run to stop."""


@dataclass
class Turn:
    """A turn under way: its rows, its tools' dependencies, and the steps so far."""

    run: AIRun
    conversation: Conversation
    memory: AIContext
    deps: TurnDeps
    model: Model[Any]
    sequence: int
    began: float = field(default_factory=time.monotonic)
    steps: list[ToolEnded] = field(default_factory=list)

    def emit(self, kind: str, data: dict[str, Any]) -> None:
        """Show something to whoever watches; committed at once unless a transaction is open."""
        self.sequence += 1
        AIRunEvent.objects.create(run_id=self.run.pk, sequence=self.sequence, kind=kind, data=data)

    def check_stop(self) -> None:
        """Raise Stopped when the traveller asked for it."""
        if AIRun.objects.filter(pk=self.run.pk, cancel_requested_at__isnull=False).exists():
            raise Stopped


def answer(user_id: uuid.UUID, run_id: uuid.UUID, *, tries: int = MOST_TRIES) -> None:
    """Answer a run as its traveller's agent. Does nothing when the run has ended or is not the user's.

    Args:
        tries: how often this was tried before. While another try is allowed, a lost database raises.

    Raises:
        django.db.OperationalError, django.db.InterfaceError: the database went away; try again.
    """
    with acting_as(user_id, role="agent"):
        try:
            if tries > MOST_TRIES:
                _end_early(run_id, RunStatus.ERROR, "Every try was cut off.")
                return
            turn = _begin(run_id)
        except providers.ModelUnavailable as error:
            _end_early(run_id, RunStatus.ERROR, str(error), str(error))
            return
        except (actions.NotPossible, LookupError, ValueError, ObjectDoesNotExist) as error:
            logger.exception("Run %s could not begin", run_id)
            _end_early(run_id, RunStatus.ERROR, f"{type(error).__name__}: {error}"[:2000])
            return
        if turn is None:
            return
        try:
            async_to_sync(_converse)(turn)
        except (OperationalError, InterfaceError) as error:
            if tries < MOST_TRIES:
                raise
            logger.exception("Run %s failed", run_id)
            _fail(turn, RunStatus.ERROR, f"{type(error).__name__}: {error}"[:2000])
        except Stopped:
            _fail(turn, RunStatus.CANCELLED, "stopped by the traveller")
        except TimeoutError:
            _fail(turn, RunStatus.TIMEOUT, f"no answer within {settings.AI_TURN_SECONDS} seconds")
        except UsageLimitExceeded as error:
            _fail(
                turn,
                RunStatus.ERROR,
                str(error),
                "That took too many steps; nothing was changed. Ask for less at once.",
            )
        except ModelHTTPError as error:
            logger.warning("The model's provider answered %s", error.status_code)
            _fail(turn, RunStatus.ERROR, f"provider status {error.status_code}", _provider_words(error.status_code))
        except (AgentRunError, actions.NotPossible, DatabaseError, LookupError, ValueError) as error:
            logger.exception("Run %s failed", run_id)
            _fail(turn, RunStatus.ERROR, f"{type(error).__name__}: {error}"[:2000])
        except Exception as error:  # a fault of ours: the job fails loudly, and the traveller is told and may try again
            _fail(turn, RunStatus.ERROR, f"{type(error).__name__}: {error}"[:2000])
            raise


def _provider_words(status: int) -> str:
    if status == 401:
        return "The language model refused our key: whoever runs Tripos has to look at it. Nothing was changed."
    if status == 429:
        return "The language model is busy right now. Nothing was changed; try again in a minute."
    return SORRY[RunStatus.ERROR]


@transaction.atomic
def _begin(run_id: uuid.UUID) -> Turn | None:
    run = AIRun.objects.select_for_update().filter(pk=run_id, status__in=UNFINISHED).first()
    if run is None:
        return None
    conversation = Conversation.objects.filter(pk=str(run.conversation_id), deleted_at__isnull=True).first()
    if conversation is None:
        return None
    memory = AIContext.objects.get(conversation=conversation)
    deps, context = reading.begin(run, conversation, memory)
    model = providers.model_for(context)
    last = _last_sequence(run.pk)
    AIRun.objects.filter(pk=run.pk).update(
        status=RunStatus.RUNNING, started_at=timezone.now(), model_name=model.model_name
    )
    turn = Turn(run, conversation, memory, deps, model, last)
    if last:  # an earlier try was cut off
        turn.emit("restart", {})
    return turn


async def _converse(turn: Turn) -> None:
    history = await sync_to_async(_history)(turn)
    async with asyncio.timeout(settings.AI_TURN_SECONDS):
        async for event in run_turn(turn.deps, turn.model, history):
            if settings.AI_STEP_SECONDS:
                await asyncio.sleep(settings.AI_STEP_SECONDS)
            await _in_thread(turn.check_stop)
            match event:
                case ToolStarted():
                    await _in_thread(
                        turn.emit, "step", trail.describe(event.tool, event.arguments, None, event.call_id)
                    )
                case ToolEnded():
                    turn.steps.append(event)
                    step = trail.describe(event.tool, event.arguments, event.result, event.call_id)
                    await _in_thread(turn.emit, "step", step)
                case TextPiece():
                    await _in_thread(turn.emit, "delta", {"text": event.text})
                case Finished():
                    await _in_thread(_finish, turn, event)


async def _in_thread(function: Callable[..., Any], *args: Any) -> Any:
    """Run synchronous code on the job's own thread, where its database connection and actor are."""
    return await sync_to_async(function, thread_sensitive=True)(*args)


def _history(turn: Turn) -> list[ModelMessage]:
    """Earlier words of the conversation, oldest first, without the message that is being answered."""
    asked = uuid.UUID(str(turn.run.input_data["message_id"]))
    rows = (
        Message.objects.of_conversation(turn.conversation)
        .filter(role__in=[MessageRole.USER, MessageRole.ASSISTANT])
        .exclude(pk=asked)[:HISTORY_MESSAGES]
    )
    history: list[ModelMessage] = []
    for row in reversed(rows):
        if row.role == MessageRole.USER:
            history.append(ModelRequest(parts=[UserPromptPart(row.content)]))
        else:
            history.append(ModelResponse(parts=[TextPart(row.content)]))
    return history


# -- the end --------------------------------------------------------------------------------------------------------


@transaction.atomic
def _finish(turn: Turn, end: Finished) -> None:
    """Apply the draft, write the answer, and close the run: all of it, or nothing."""
    run = AIRun.objects.select_for_update().get(pk=turn.run.pk)
    if run.status not in UNFINISHED:
        return
    turn.check_stop()
    cards, extra = applying.apply(turn.deps, turn.conversation)
    text = end.text + extra
    question = {"text": end.question.text, "choices": [o.label for o in end.question.options]} if end.question else None
    with change_set("Answered in the chat", kind="agent", run_id=run.pk):
        _write_steps(turn)
        message = Message.objects.create(
            conversation=turn.conversation,
            role=MessageRole.ASSISTANT,
            content=text or "…",
            run_id=run.pk,
            agent_name=turn.deps.agent_type,
            input_tokens=end.input_tokens,
            output_tokens=end.output_tokens,
            total_tokens=end.input_tokens + end.output_tokens,
            latency_ms=_elapsed(turn),
            metadata={"proposals": cards, "question": question},
        )
        _remember(turn, end)
        AIRun.objects.filter(pk=run.pk).update(
            status=RunStatus.SUCCESS,
            completed_at=timezone.now(),
            duration_ms=_elapsed(turn),
            input_tokens=end.input_tokens,
            output_tokens=end.output_tokens,
            total_tokens=end.input_tokens + end.output_tokens,
            estimated_cost_usd=providers.cost_usd(end.model_name, end.input_tokens, end.output_tokens),
            output_data={
                "message_id": str(message.pk),
                "understood": list(end.understood),
                "tools": [
                    {"tool": s.tool, "arguments": _plain(s.arguments), "result": _plain(s.result)} for s in turn.steps
                ],
            },
        )
    for shown in cards:
        turn.emit("proposal", shown)
    if question:
        turn.emit("question", question)
    turn.emit("done", {"text": text, "message_id": str(message.pk)})
    with connection.cursor() as cursor:
        cursor.execute("select refresh_user_ai_stats(%s)", [turn.deps.user_id])


def _write_steps(turn: Turn) -> None:
    """One function message a tool step: the reloaded trail is drawn from these."""
    for step in turn.steps:
        Message.objects.create(
            conversation=turn.conversation,
            role=MessageRole.FUNCTION,
            content="",
            run_id=turn.run.pk,
            agent_name=turn.deps.agent_type,
            function_call={"id": step.call_id, "name": step.tool, "arguments": _plain(step.arguments)},
            function_response={"result": _plain(step.result)},
            latency_ms=step.milliseconds,
        )


def _plain(value: Any) -> Any:
    """A tool's arguments or result as JSON values."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _remember(turn: Turn, end: Finished) -> None:
    """Write the three layers' first: the session, and what waits; a stale version is refused by the database."""
    memory = turn.memory
    waiting = [
        {"approval_id": str(row.pk), "tool": row.tool_name, "arguments": row.arguments}
        for row in Approval.objects.filter(conversation_id=turn.conversation.pk, status="pending")
    ]
    AIContext.objects.filter(pk=memory.pk).update(
        session_context=reading.session_after(memory.session_context, end.question, end.understood),
        user_context=turn.deps.preferences,
        entities=_entities(memory.entities, end.understood),
        current_intent=end.understood[-1]["intent"] if end.understood else None,
        pending_actions=waiting,
        version=memory.version + 1,
    )


def _entities(known: dict[str, Any], understood: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """Places, dates and people that were spoken of, the latest first, each once."""
    after = {**known}
    for read in understood:
        slots = read["slots"]
        for kind, names in {
            "places": ("destination", "place", "near_place"),
            "dates": ("start_date", "end_date", "date"),
        }.items():
            said = [str(slots[name]) for name in names if slots.get(name)]
            after[kind] = list(dict.fromkeys([*said, *after.get(kind, ())]))[:20]
        if slots.get("party_size"):
            after["people"] = [int(slots["party_size"])]
        if slots.get("budget_amount"):
            after["constraints"] = {
                **after.get("constraints", {}),
                "budget": f"{slots['budget_amount']} {slots.get('budget_currency', '')}".strip(),
            }
    return after


def _elapsed(turn: Turn) -> int:
    return round((time.monotonic() - turn.began) * 1000)


@transaction.atomic
def _fail(turn: Turn, status: RunStatus, why: str, words: str = "") -> None:
    """End a run without an answer; what it cost so far stays, and the traveller gets a sentence."""
    usage: dict[str, Any] = {"duration_ms": _elapsed(turn)}
    if turn.model.model_name == MODEL_NAME:
        usage["estimated_cost_usd"] = 0
    if not _close(turn.run.pk, status, why, usage):
        return
    turn.sequence = _last_sequence(turn.run.pk)
    turn.emit("error", {"text": words or SORRY[status], "status": status.value})


@transaction.atomic
def _end_early(run_id: uuid.UUID, status: RunStatus, why: str, words: str = "") -> None:
    """End a run that could not begin."""
    if _close(run_id, status, why, {}):
        data = {"text": words or SORRY[status], "status": status.value}
        AIRunEvent.objects.create(run_id=run_id, sequence=_last_sequence(run_id) + 1, kind="error", data=data)


def _last_sequence(run_id: uuid.UUID) -> int:
    numbers = AIRunEvent.objects.filter(run_id=run_id).order_by("-sequence").values_list("sequence", flat=True)
    return numbers.first() or 0


def _close(run_id: uuid.UUID, status: RunStatus, why: str, more: dict[str, Any]) -> bool:
    """Mark a run ended; False when it had ended before."""
    return bool(
        AIRun.objects.filter(pk=run_id, status__in=UNFINISHED).update(
            status=status, error_message=why, completed_at=timezone.now(), **more
        )
    )
