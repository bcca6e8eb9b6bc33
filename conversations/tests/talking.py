"""A conversation in tests: a traveller with a planned trip, a model that does as it is told, and the worker's turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, FunctionModel

from ai import providers
from ai.enums import AgentType, RunStatus
from ai.models import AIRun, Approval
from conversations import answering, approving, turns
from conversations.models import AIContext, Conversation, Message
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.owner import as_owner
from trips.models import BudgetTracking, ItineraryItem, Trip

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
Calls = Sequence[tuple[str, dict[str, Any]]]


def calls_so_far(messages: Sequence[ModelMessage]) -> int:
    """How often a tool was called since the traveller spoke."""
    count = 0
    for message in messages:
        for part in message.parts:
            if part.part_kind == "user-prompt":
                count = 0
            count += part.part_kind == "tool-call"
    return count


def scripted(calls: Calls, words: str = "Done.") -> FunctionModel:
    """A model that makes these calls, one after the other, and says these words."""

    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        done = calls_so_far(messages)
        if done < len(calls):
            return ModelResponse(parts=[ToolCallPart(calls[done][0], calls[done][1])])
        return ModelResponse(parts=[TextPart(words)])

    return streaming(answer)


def streaming(answer: Callable[[list[ModelMessage], AgentInfo], ModelResponse]) -> FunctionModel:
    """A model that streams what ``answer`` returns."""

    async def stream(messages: list[ModelMessage], info: AgentInfo) -> Any:
        for index, part in enumerate(answer(messages, info).parts):
            if isinstance(part, ToolCallPart):
                yield {index: DeltaToolCall(part.tool_name, part.args_as_json_str(), tool_call_id=part.tool_call_id)}
            elif isinstance(part, TextPart):
                yield part.content

    return FunctionModel(answer, stream_function=stream, model_name="scripted")


@contextmanager
def model(fake: FunctionModel) -> Iterator[None]:
    """Let every turn of the block be answered by a model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(providers, "model_for", lambda *_args, **_more: fake)
        yield


def ask(
    traveller: Profile, text: str, *, trip: Trip | None = None, agent: AgentType = AgentType.GENERAL_CONCIERGE
) -> AIRun:
    """Say something in the traveller's latest conversation with an agent, and let the worker answer."""
    with acting_as(traveller):
        found = Conversation.objects.for_user(traveller).filter(agent_type=agent).order_by("-created_at").first()
        if found is None or (trip is not None and found.trip_id != trip.pk):
            _conversation, run = turns.start(traveller, text, trip=trip, agent=agent)
        else:
            run = turns.say(traveller, found, text)
    answering.answer(traveller.pk, run.pk)
    with acting_as(traveller):
        return AIRun.objects.get(pk=run.pk)


def answered(run: AIRun) -> AIRun:
    """The run, which has to have come to a good end."""
    assert run.status == RunStatus.SUCCESS, run.error_message
    return run


def last_words(traveller: Profile) -> Message:
    """The latest answer."""
    return Message.objects.for_user(traveller).filter(role="assistant").latest("position")


def waiting(traveller: Profile) -> list[Approval]:
    """What waits for the traveller, the oldest first."""
    return list(Approval.objects.for_user(traveller).filter(status="pending").order_by("created_at", "pk"))


def in_time() -> None:
    """Let what waits last by PostgreSQL's clock too, which no test sets: the database itself minds the time."""
    as_owner("update approvals set expires_at = now() + interval '1 day' where status = 'pending'")


def say_yes(person: Profile, approval: Approval | None = None) -> approving.Outcome:
    """Approve what waits for a person, the oldest first."""
    in_time()
    with acting_as(person), change_set("Said yes"):
        return approving.approve(person, (approval or waiting(person)[0]).pk)


def memory(traveller: Profile) -> AIContext:
    """What the agent keeps of the traveller's latest conversation."""
    return AIContext.objects.for_user(traveller).order_by("-created_at")[0]


def snapshot(trip: Trip) -> dict[str, Any]:
    """All that a change could touch of a trip: its stops, dates and money, read by nobody in particular."""
    stops = as_owner(
        "select id, title, day_number, start_time, end_time, sort_order, cost, is_locked, booking_status, location_id "
        "from itinerary_items where trip_id = %s and deleted_at is null order by id",
        [trip.pk],
    )
    dates = as_owner("select start_date, end_date, status, budget_total from trips where id = %s", [trip.pk])
    money = as_owner(
        "select total_spent, total_pending, total_budget, estimated, unknown_count from budget_tracking "
        "where trip_id = %s",
        [trip.pk],
    )
    return {"stops": stops, "dates": dates, "money": money}


def stops(trip: Trip) -> list[ItineraryItem]:
    """The trip's stops in order."""
    return list(ItineraryItem.objects.of_trip(trip).order_by("day_number", "sort_order"))


def planned_money(trip: Trip) -> Any:
    """What is planned to be spent."""
    return BudgetTracking.objects.get(trip_id=trip.pk).total_pending
