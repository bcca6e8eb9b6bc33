"""One turn of an agent as a stream of events. Takes a message and yields what happens; stores nothing itself."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai import Agent, Tool
from pydantic_ai.messages import (
    FunctionToolCallEvent,
    FunctionToolResultEvent,
    ModelMessage,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ToolReturnPart,
)
from pydantic_ai.models import Model
from pydantic_ai.run import AgentRunResultEvent
from pydantic_ai.usage import UsageLimits

from ai.agents import AGENTS
from ai.draft import TurnDeps
from ai.embedded.model import EmbeddedModel
from ai.embedded.types import Question
from ai.tools import TOOLS


@dataclass(frozen=True)
class ToolStarted:
    call_id: str
    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class ToolEnded:
    call_id: str
    tool: str
    arguments: dict[str, Any]
    result: Any
    milliseconds: int


@dataclass(frozen=True)
class TextPiece:
    text: str


@dataclass(frozen=True)
class Finished:
    """The end of a turn: the whole text, tokens, the question asked (if one was), and what the model understood."""

    text: str
    model_name: str
    input_tokens: int
    output_tokens: int
    question: Question | None = None
    understood: tuple[dict[str, Any], ...] = field(default=())


TurnEvent = ToolStarted | ToolEnded | TextPiece | Finished


async def run_turn(deps: TurnDeps, model: Model[Any], history: Sequence[ModelMessage] = ()) -> AsyncIterator[TurnEvent]:
    """Let an agent answer the traveller's message.

    Args:
        deps: who acts, about what, and the draft that tools fill.
        model: the language model.
        history: earlier messages of the conversation.

    Raises:
        pydantic_ai.exceptions.AgentRunError: the model or its provider failed, or a limit was reached.
    """
    spec = AGENTS[deps.agent_type]
    agent: Agent[TurnDeps, str] = Agent(
        model,
        deps_type=TurnDeps,
        instructions=spec.prompt,
        tools=[Tool(TOOLS[name], takes_ctx=True) for name in spec.tools],
        retries=1,
    )
    limits = UsageLimits(request_limit=spec.tool_calls + 2, tool_calls_limit=spec.tool_calls)
    started: dict[str, tuple[float, dict[str, Any]]] = {}
    said: list[str] = []
    async with agent.run_stream_events(
        deps.prompt, deps=deps, message_history=list(history), usage_limits=limits
    ) as events:
        async for event in events:
            if isinstance(event, FunctionToolCallEvent):
                arguments = event.part.args_as_dict()
                started[event.part.tool_call_id] = (time.monotonic(), arguments)
                yield ToolStarted(event.part.tool_call_id, event.part.tool_name, arguments)
            elif isinstance(event, FunctionToolResultEvent):
                part = event.part
                began, arguments = started.get(part.tool_call_id, (time.monotonic(), {}))
                result = (
                    part.content if isinstance(part, ToolReturnPart) else {"ok": False, "message": str(part.content)}
                )
                yield ToolEnded(
                    part.tool_call_id,
                    part.tool_name or "",
                    arguments,
                    result,
                    round((time.monotonic() - began) * 1000),
                )
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
                    understood=tuple(step.reading.to_json() for step in dialogue.steps) if dialogue else (),
                )
