"""How providers stream an answer: the frames that ``FakeProvider`` sends for a reply, for each wire format.

``anthropic``: Messages, server-sent events with names. ``google``: Gemini's ``streamGenerateContent``, whole responses
as server-sent events. (OpenAI's chat completions are the fake provider's own.)
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from tripos.testing.fake_provider import Calls, Cut, Fails, Garbage, Says, Slow

Reply = Says | Calls | Cut | Slow | Garbage
_numbers = itertools.count(1)


def _arguments(given: Mapping[str, Any] | str) -> str:
    return given if isinstance(given, str) else json.dumps(given)


def _pieces(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


def _named(event: str, **data: Any) -> str:
    return f"event: {event}\ndata: {json.dumps({'type': event, **data})}\n\n"


def anthropic(request: Mapping[str, Any], reply: Reply) -> Iterator[str]:
    """A message of Anthropic's Messages API; what is cut off ends in the middle of it."""
    tokens_in, tokens_out = _tokens(reply)
    yield _named(
        "message_start",
        message={
            "id": f"msg_{next(_numbers)}",
            "type": "message",
            "role": "assistant",
            "model": request["model"],
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": tokens_in, "output_tokens": 1},
        },
    )
    index = 0
    text = reply.says if isinstance(reply, Calls) else "" if isinstance(reply, Garbage) else reply.text
    if text:
        yield _named("content_block_start", index=index, content_block={"type": "text", "text": ""})
        for piece in _pieces(text, 7):
            yield _named("content_block_delta", index=index, delta={"type": "text_delta", "text": piece})
        if isinstance(reply, Cut):
            return
        yield _named("content_block_stop", index=index)
        index += 1
    for tool, arguments in reply.calls if isinstance(reply, Calls) else ():
        block = {"type": "tool_use", "id": f"toolu_{next(_numbers)}", "name": tool, "input": {}}
        yield _named("content_block_start", index=index, content_block=block)
        for piece in _pieces(_arguments(arguments), 5):
            delta = {"type": "input_json_delta", "partial_json": piece}
            yield _named("content_block_delta", index=index, delta=delta)
        yield _named("content_block_stop", index=index)
        index += 1
    reason = "tool_use" if isinstance(reply, Calls) else "end_turn"
    ending = {"stop_reason": reason, "stop_sequence": None}
    yield _named("message_delta", delta=ending, usage={"output_tokens": tokens_out})
    yield _named("message_stop")


def google(request: Mapping[str, Any], reply: Reply) -> Iterator[str]:
    """Responses of Gemini; what is cut off ends without a finish reason."""
    tokens_in, tokens_out = _tokens(reply)

    def response(parts: list[dict[str, Any]], **more: Any) -> str:
        candidate = {"content": {"role": "model", "parts": parts}, "index": 0, **more}
        usage = {
            "promptTokenCount": tokens_in,
            "candidatesTokenCount": tokens_out,
            "totalTokenCount": tokens_in + tokens_out,
        }
        return "data: " + json.dumps({"candidates": [candidate], "usageMetadata": usage}) + "\r\n\r\n"

    text = reply.says if isinstance(reply, Calls) else "" if isinstance(reply, Garbage) else reply.text
    for piece in _pieces(text, 7):
        yield response([{"text": piece}])
    if isinstance(reply, Cut):
        return
    calls: list[dict[str, Any]] = [
        {"functionCall": {"id": f"call_{next(_numbers)}", "name": tool, "args": json.loads(_arguments(arguments))}}
        for tool, arguments in (reply.calls if isinstance(reply, Calls) else ())
    ]
    yield response(calls or [{"text": ""}], finishReason="STOP")


def error_of(wire: str, reply: Fails) -> dict[str, Any]:
    """The JSON of an HTTP error."""
    if wire == "anthropic":
        return {"type": "error", "error": {"type": "api_error", "message": reply.message}}
    if wire == "google":
        return {"error": {"code": reply.status, "message": reply.message, "status": "UNKNOWN"}}
    return {"error": {"message": reply.message, "type": "scripted"}}


def _tokens(reply: Reply) -> tuple[int, int]:
    return (reply.input_tokens, reply.output_tokens) if isinstance(reply, Says | Calls) else (100, 20)


FRAMES = {"anthropic": anthropic, "google": google}
