"""The worker's side of a turn: begin, let the agent work while its steps are shown, then apply and answer at once.

Everything that lasts is written in one transaction keyed by the run. A worker that is killed leaves the run
"running"; the job is run again and starts over, and a run that has ended is left alone.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from pydantic_ai.messages import ModelMessage
from pydantic_ai.usage import RunUsage

from ai import limits, providers
from ai.engine import Finished, Meter, TextPiece, ToolEnded, ToolStarted, TurnEvent, Waiting, run_turn
from ai.enums import UNFINISHED, RunStatus
from ai.models import AIRun, AIRunEvent
from conversations import applying, approving, deciding, reading, summary, trail
from conversations.answering_words import SORRY
from conversations.endings import Ending, ending_of
from conversations.models import AIContext, Conversation, Message, MessageRole
from conversations.turn import Turn, last_sequence, plain
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.web.reader import speaking_to

logger = logging.getLogger(__name__)

MOST_TRIES = 4
# How often a turn looks whether it may go on while its model says nothing.
LOOK_SECONDS = 0.5


def answer(user_id: uuid.UUID, run_id: uuid.UUID, *, tries: int = MOST_TRIES) -> None:
    """Answer a run as its traveller's agent. Does nothing when the run has ended or is not the user's.

    Args:
        tries: how often this was tried before. While another try is allowed, a lost database raises.

    Raises:
        django.db.OperationalError, django.db.InterfaceError: the database went away; try again.
        Exception: a fault of ours, after the traveller was told.
    """
    with acting_as(user_id, role="agent"), speaking_to(user_id):
        if tries > MOST_TRIES:
            _end_early(run_id, Ending(RunStatus.ERROR, "Every try was cut off.", SORRY[RunStatus.ERROR]))
            return
        try:
            turn = _begin(run_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # whatever it is, the traveller is told
            ending = ending_of(error, Meter())
            _report(run_id, ending, error)
            _end_early(run_id, ending)
            if ending.is_fault and not isinstance(error, ObjectDoesNotExist):
                raise
            return
        if turn is None:
            return
        try:
            async_to_sync(_converse)(turn)
        except (OperationalError, InterfaceError) as error:
            if tries < MOST_TRIES:
                raise
            _fail(turn, ending_of(error, turn.meter), error)
        except Exception as error:  # a fault of ours fails the job loudly; the traveller is told and may try again
            ending = ending_of(error, turn.meter)
            _fail(turn, ending, error)
            if ending.is_fault:
                raise


@transaction.atomic
def _begin(run_id: uuid.UUID) -> Turn | None:
    run = AIRun.objects.select_for_update().filter(pk=run_id, status__in=UNFINISHED).first()
    if run is None:
        return None
    conversation = Conversation.objects.filter(pk=str(run.conversation_id), deleted_at__isnull=True).first()
    if conversation is None:
        ending = Ending(RunStatus.CANCELLED, "the conversation is in the trash", SORRY[RunStatus.CANCELLED])
        _end_early(run_id, ending)
        return None
    allowance = limits.Allowance.of_run(Profile.objects.get(pk=run.user_id), run.agent_type, run.pk)
    memory = AIContext.objects.get(conversation=conversation)
    settled = deciding.settle(run, conversation, memory)
    if settled is not None:
        conversation.refresh_from_db()
        memory.refresh_from_db()
    deps, context = reading.begin(run, conversation, memory, settled)
    model = providers.model_for(context)
    last = last_sequence(run.pk)
    AIRun.objects.filter(pk=run.pk).update(
        status=RunStatus.RUNNING,
        started_at=timezone.now(),
        model_name=model.model_name,
        temperature=providers.temperature_of(model),
    )
    # What an earlier try of this run used was used.
    usage = RunUsage(input_tokens=run.input_tokens, output_tokens=run.output_tokens, cost=run.estimated_cost_usd)
    meter = Meter(usage=usage, tool_calls=allowance.calls, tokens=allowance.tokens, seconds=allowance.seconds)
    turn = Turn(run, conversation, memory, deps, model, allowance, last, meter)
    if last:  # an earlier try was cut off
        turn.emit("restart", {})
    return turn


async def _converse(turn: Turn) -> None:
    async def guard() -> None:
        await _in_thread(turn.look)

    turn.meter.guard = guard
    async with asyncio.timeout(turn.meter.seconds):
        history = await summary.history_of(turn, _in_thread)
        async with _events(turn, history) as events:
            async for event in events:
                if settings.AI_STEP_SECONDS:
                    await asyncio.sleep(settings.AI_STEP_SECONDS)
                await _in_thread(_happened, turn, event)


def _happened(turn: Turn, event: TurnEvent | None) -> None:
    """Show what happened; None is a moment in which nothing did."""
    if not isinstance(event, TextPiece):
        turn.show_text()
    match event:
        case None:
            turn.look()
        case ToolStarted():
            turn.check_stop()
            turn.emit("step", trail.describe(event.tool, event.arguments, None, event.call_id))
        case ToolEnded():
            turn.check_stop()
            turn.steps.append(event)
            turn.emit("step", trail.describe(event.tool, event.arguments, event.result, event.call_id))
        case TextPiece():
            turn.check_stop()
            turn.show(event)
        case Waiting():
            turn.show_waiting(event)
        case Finished():
            _finish(turn, event)


@asynccontextmanager
async def _events(turn: Turn, history: Sequence[ModelMessage]) -> AsyncIterator[AsyncIterator[TurnEvent | None]]:
    """What happens in a turn; None whenever nothing did for ``LOOK_SECONDS``, so that a slow model can be stopped.

    The turn runs in a task of its own, at most one event ahead.
    """
    queue: asyncio.Queue[TurnEvent] = asyncio.Queue(1)
    turn.meter.waiting = queue.put

    async def play() -> None:
        async for event in run_turn(turn.deps, turn.model, history, turn.meter):
            await queue.put(event)

    async def read() -> AsyncIterator[TurnEvent | None]:
        getter = asyncio.ensure_future(queue.get())
        while True:
            await asyncio.wait({getter, player}, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if getter.done() or not queue.empty():
                yield await getter
                getter = asyncio.ensure_future(queue.get())
            elif player.done():
                getter.cancel()
                player.result()  # raises what ended the turn
                return
            else:
                yield None

    player = asyncio.create_task(play())
    try:
        yield read()
    finally:
        player.cancel()
        await asyncio.gather(player, return_exceptions=True)


async def _in_thread(function: Callable[..., Any], *args: Any) -> Any:
    """Run synchronous code on the job's own thread, where its database connection and actor are."""
    return await sync_to_async(function, thread_sensitive=True)(*args)


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
    with change_set(summary.ANSWERED, kind="agent", run_id=run.pk):
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
            latency_ms=turn.meter.milliseconds,
            metadata={"proposals": cards, "question": question},
        )
        _remember(turn, end)
        AIRun.objects.filter(pk=run.pk).update(
            status=RunStatus.SUCCESS,
            completed_at=timezone.now(),
            output_data={"message_id": str(message.pk), "understood": list(end.understood), "tools": turn.trace},
            **turn.used,
        )
    for shown in cards:
        turn.emit("proposal", shown)
    if question:
        turn.emit("question", question)
    turn.emit("done", {"text": text, "message_id": str(message.pk)})
    _refresh_stats(turn.deps.user_id)


def _write_steps(turn: Turn) -> None:
    """One function message a tool step: the reloaded trail is drawn from these."""
    for step in turn.steps:
        Message.objects.create(
            conversation=turn.conversation,
            role=MessageRole.FUNCTION,
            content="",
            run_id=turn.run.pk,
            agent_name=turn.deps.agent_type,
            function_call={"id": step.call_id, "name": step.tool, "arguments": plain(step.arguments)},
            function_response={"result": plain(step.result)},
            latency_ms=step.milliseconds,
        )


def _remember(turn: Turn, end: Finished) -> None:
    """Write the three layers' first: the session, and what waits.

    The session is written by turns alone, and those of a conversation run one after the other; what waits may have been
    answered meanwhile, so it is read now, and the version rises from what it is now.
    """
    memory = turn.memory
    AIContext.objects.filter(pk=memory.pk).update(
        session_context=reading.session_after(
            memory.session_context, end.question, end.understood, tainted=turn.deps.draft.tainted
        ),
        user_context=turn.deps.preferences,
        entities=_entities(memory.entities, end.understood),
        current_intent=end.understood[-1]["intent"] if end.understood else None,
        pending_actions=approving.pending(turn.conversation.pk),
        version=F("version") + 1,
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


@transaction.atomic
def _fail(turn: Turn, ending: Ending, error: Exception) -> None:
    """End a run without an answer; what it used and looked up so far stays, and the traveller gets a sentence."""
    _report(turn.run.pk, ending, error)
    more = {**turn.used, "output_data": {"tools": turn.trace}}
    if _close(turn.run.pk, ending, more):
        turn.sequence = last_sequence(turn.run.pk)
        turn.emit("error", {"text": ending.words or SORRY[ending.status], "status": ending.status.value})
        _refresh_stats(turn.deps.user_id)


@transaction.atomic
def _end_early(run_id: uuid.UUID, ending: Ending) -> None:
    """End a run that could not begin."""
    if _close(run_id, ending, {}):
        data = {"text": ending.words or SORRY[ending.status], "status": ending.status.value}
        AIRunEvent.objects.create(run_id=run_id, sequence=last_sequence(run_id) + 1, kind="error", data=data)


def _close(run_id: uuid.UUID, ending: Ending, more: dict[str, Any]) -> bool:
    """Mark a run ended; False when it had ended before."""
    return bool(
        AIRun.objects.filter(pk=run_id, status__in=UNFINISHED).update(
            status=ending.status, error_message=ending.why, completed_at=timezone.now(), **more
        )
    )


def _report(run_id: uuid.UUID, ending: Ending, error: Exception) -> None:
    """Log an ending: with its traceback where somebody has to look at it."""
    if ending.status == RunStatus.ERROR and ending.words in ("", SORRY[RunStatus.ERROR]):
        logger.error("Run %s failed", run_id, exc_info=error)
    else:
        logger.warning("Run %s ended: %s", run_id, ending.why)


def _refresh_stats(user_id: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select refresh_user_ai_stats(%s)", [user_id])
