"""One turn of an agent as a stream of events. Takes a message and yields what happens; stores nothing itself."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai import Agent, Tool
from pydantic_ai.exceptions import ModelAPIError, UsageLimitUnavailableWarning
from pydantic_ai.messages import (
    FunctionToolCallEvent,
    FunctionToolResultEvent,
    ModelMessage,
    PartDeltaEvent,
    PartStartEvent,
    RetryPromptPart,
    TextPart,
    TextPartDelta,
    ToolCallPart,
    ToolReturnPart,
)
from pydantic_ai.models import Model
from pydantic_ai.run import AgentRunResultEvent
from pydantic_ai.usage import RunUsage, UsageLimits

from ai.agents import AGENTS
from ai.draft import TurnDeps
from ai.embedded.model import EmbeddedModel
from ai.embedded.types import Question
from ai.providers import WatchedModel, model_settings
from ai.tools import TOOLS

# A provider that tells no usage is noted with the run (Meter.is_partial), which a warning in the log would not be.
warnings.simplefilter("ignore", UsageLimitUnavailableWarning)


@dataclass(frozen=True)
class ToolStarted:
    call_id: str
    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class ToolEnded:
    """A tool's answer. ``outcome`` is ``success``, ``retried`` (the call was wrong and the model was told so),
    ``denied`` or ``failed``."""

    call_id: str
    tool: str
    arguments: dict[str, Any]
    result: Any
    milliseconds: int
    outcome: str = "success"


@dataclass(frozen=True)
class TextPiece:
    text: str


@dataclass(frozen=True)
class Waiting:
    """The provider is busy: the turn goes on in so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Finished:
    """The end of a turn: the whole text, the question asked (if one was), and what the model understood."""

    text: str
    model_name: str
    input_tokens: int
    output_tokens: int
    question: Question | None = None
    understood: tuple[dict[str, Any], ...] = field(default=())


TurnEvent = ToolStarted | ToolEnded | TextPiece | Waiting | Finished


async def _nothing() -> None:
    """The guard of a turn that nobody watches."""


@dataclass
class Meter:
    """What a turn may use, and what it has used so far: right at any moment, however the turn ends.

    Attributes:
        usage: tokens, requests, calls and known cost.
        tool_calls: most calls, over the agent's own limit.
        tokens: most tokens; None for no limit.
        seconds: most seconds.
        guard: awaited before each request to the model; raises what ends the turn.
        waiting: told when the turn waits for a busy provider.
        watched: the model as it is asked, once the turn runs.
    """

    usage: RunUsage = field(default_factory=RunUsage)
    tool_calls: int | None = None
    tokens: int | None = None
    seconds: float = 60.0
    guard: Callable[[], Awaitable[None]] = _nothing
    waiting: Callable[[Waiting], Awaitable[None]] | None = None
    began: float = field(default_factory=time.monotonic)
    watched: WatchedModel | None = None

    @property
    def is_partial(self) -> bool:
        """Whether the usage is a lower bound: a request told none, or broke off before it did."""
        return bool(self.usage.unmeasured_requests or (self.watched and self.watched.broken_off))

    @property
    def deadline(self) -> float:
        return self.began + self.seconds

    @property
    def milliseconds(self) -> int:
        """How long the turn takes already."""
        return round((time.monotonic() - self.began) * 1000)

    async def tell_waiting(self, seconds: float, error: ModelAPIError) -> None:
        if self.waiting is not None:
            await self.waiting(Waiting(seconds))


async def run_turn(
    deps: TurnDeps, model: Model[Any], history: Sequence[ModelMessage] = (), meter: Meter | None = None
) -> AsyncIterator[TurnEvent]:
    """Let an agent answer the traveller's message.

    Args:
        deps: who acts, about what, and the draft that tools fill.
        model: the language model; it is entered and left here.
        history: earlier messages of the conversation.
        meter: the turn's limits, and where to read what it used.

    Raises:
        pydantic_ai.exceptions.AgentRunError: the model or its provider failed, or a limit was reached.
        Exception: whatever the meter's guard raises.
    """
    spec = AGENTS[deps.agent_type]
    meter = meter or Meter()
    calls = spec.tool_calls if meter.tool_calls is None else min(spec.tool_calls, meter.tool_calls)
    watched = WatchedModel(model, guard=meter.guard, deadline=meter.deadline, waiting=meter.tell_waiting)
    meter.watched = watched
    agent: Agent[TurnDeps, str] = Agent(
        watched,
        deps_type=TurnDeps,
        instructions=f"{spec.prompt}\n\n{deps.known}".rstrip(),
        tools=[Tool(TOOLS[name], takes_ctx=True) for name in spec.tools],
        model_settings=model_settings(meter.seconds),
        retries=1,
    )
    limits = UsageLimits(request_limit=calls + 2, tool_calls_limit=calls, total_tokens_limit=meter.tokens)
    started: dict[str, tuple[float, dict[str, Any]]] = {}
    said: list[str] = []
    async with (
        agent,
        agent.run_stream_events(
            deps.prompt, deps=deps, message_history=list(history), usage_limits=limits, usage=meter.usage
        ) as events,
    ):
        async for event in events:
            if isinstance(event, FunctionToolCallEvent):
                arguments = arguments_of(event.part)
                started[event.part.tool_call_id] = (time.monotonic(), arguments)
                yield ToolStarted(event.part.tool_call_id, event.part.tool_name, arguments)
            elif isinstance(event, FunctionToolResultEvent):
                yield _ended(event.part, *started.get(event.part.tool_call_id, (time.monotonic(), {})))
            elif isinstance(event, PartStartEvent) and isinstance(event.part, TextPart) and event.part.content:
                said.append(event.part.content)
                yield TextPiece(event.part.content)
            elif isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
                said.append(event.delta.content_delta)
                yield TextPiece(event.delta.content_delta)
            elif isinstance(event, AgentRunResultEvent):
                usage = event.result.usage
                dialogue = model.dialogue if isinstance(model, EmbeddedModel) else None
                yield Finished(
                    text=event.result.output if isinstance(event.result.output, str) else "".join(said),
                    model_name=model.model_name,
                    input_tokens=usage.input_tokens,
                    output_tokens=usage.output_tokens,
                    question=dialogue.question if dialogue else None,
                    understood=dialogue.understood if dialogue else (),
                )


def arguments_of(part: ToolCallPart) -> dict[str, Any]:
    """A call's arguments; what a model sent that is no JSON object is kept as it came, under ``unreadable``."""
    if isinstance(part.args, dict):
        return part.args
    try:
        found = json.loads(part.args or "{}")
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"unreadable": str(part.args)[:2000]}


def _ended(part: ToolReturnPart | RetryPromptPart, began: float, arguments: dict[str, Any]) -> ToolEnded:
    took = round((time.monotonic() - began) * 1000)
    if isinstance(part, RetryPromptPart):
        told = part.content if isinstance(part.content, str) else "The arguments do not fit the tool."
        failed = {"ok": False, "message": told}
        return ToolEnded(part.tool_call_id, part.tool_name or "", arguments, failed, took, "retried")
    if part.outcome == "success":
        return ToolEnded(part.tool_call_id, part.tool_name, arguments, part.content, took)
    failed = {"ok": False, "message": str(part.content)[:2000]}
    return ToolEnded(part.tool_call_id, part.tool_name, arguments, failed, took, part.outcome)
