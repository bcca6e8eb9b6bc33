"""The offline language model: a pydantic-ai model that reads with our grammar and drives the same tools as any other.

It costs nothing and counts no tokens. One instance serves one turn, because its reading of the message needs what is
known at that moment (the trip, the catalogue's names, the question asked before).
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    ModelResponseStreamEvent,
    RetryPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings

from ai.embedded.dialogue import Call, Dialogue
from ai.embedded.types import Context

MODEL_NAME = "embedded"


def pieces(text: str) -> list[str]:
    """An answer cut where a reader pauses: after lines and sentences."""
    return [piece for piece in re.split(r"(?<=\n)|(?<=[.!?:] )", text) if piece]


@dataclass
class EmbeddedStream(StreamedResponse):
    """The model's next step as a stream: one tool call, or the answer piece by piece."""

    call: Call | None = None
    call_id: str = ""
    text: str = ""
    _timestamp: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def _get_event_iterator(self) -> AsyncIterator[ModelResponseStreamEvent]:
        if self.call is not None:
            yield self._parts_manager.handle_tool_call_part(
                vendor_part_id=self.call_id,
                tool_name=self.call.tool,
                args=self.call.arguments,
                tool_call_id=self.call_id,
            )
            return
        for piece in pieces(self.text):
            for event in self._parts_manager.handle_text_delta(vendor_part_id="answer", content=piece):
                yield event

    async def close_stream(self) -> None:
        """Nothing is open."""

    @property
    def model_name(self) -> str:
        return MODEL_NAME

    @property
    def provider_name(self) -> str | None:
        return "tripos"

    @property
    def provider_url(self) -> str | None:
        return None

    @property
    def timestamp(self) -> datetime:
        return self._timestamp


class EmbeddedModel(Model[Any]):
    """Reads the traveller's last message and drives tools.

    Args:
        context: what is known before the message is read (its ``agent`` and ``pending`` included).
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.dialogue: Dialogue | None = None

    @property
    def model_name(self) -> str:
        return MODEL_NAME

    @property
    def system(self) -> str:
        return "tripos"

    @property
    def base_url(self) -> str | None:
        return None

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        call, call_id, text = self._next(messages, model_request_parameters)
        part = ToolCallPart(call.tool, call.arguments, tool_call_id=call_id) if call else TextPart(text)
        return ModelResponse(parts=[part], model_name=MODEL_NAME)

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncIterator[StreamedResponse]:
        call, call_id, text = self._next(messages, model_request_parameters)
        yield EmbeddedStream(model_request_parameters=model_request_parameters, call=call, call_id=call_id, text=text)

    def _next(self, messages: list[ModelMessage], parameters: ModelRequestParameters) -> tuple[Call | None, str, str]:
        """The next call with its id, or the answer."""
        prompt, results = _since_the_prompt(messages)
        if self.dialogue is None:
            self.dialogue = Dialogue(self.context, [tool.name for tool in parameters.function_tools])
            self.dialogue.read(prompt)
        call = self.dialogue.next_call(results)
        if call is not None:
            return call, f"call_{len(results) + 1}", ""
        return None, "", self.dialogue.answer(results) or "I have nothing to add."


def _since_the_prompt(messages: list[ModelMessage]) -> tuple[str, list[dict[str, Any]]]:
    """The traveller's last words, and the results of every tool called since, in order."""
    prompt = ""
    results: list[dict[str, Any]] = []
    for message in messages:
        for part in message.parts:
            if isinstance(part, UserPromptPart):
                prompt, results = part.content if isinstance(part.content, str) else "", []
            elif isinstance(part, ToolReturnPart):
                # A denied or retried call comes back as a return part with its outcome.
                results.append(_facts(part.content, str(getattr(part, "outcome", "success"))))
            elif isinstance(part, RetryPromptPart) and part.tool_name:
                results.append({"ok": False, "problem": "retry", "message": "That did not work with these details."})
    return prompt, results


def _facts(content: Any, outcome: str) -> dict[str, Any]:
    if outcome in ("denied", "retried", "failed"):
        return {"ok": False, "problem": outcome, "message": "That was not done."}
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except ValueError:
            return {"ok": False, "problem": "text", "message": content[:300]}
    return dict(content) if isinstance(content, dict) else {"ok": True, "value": content}
