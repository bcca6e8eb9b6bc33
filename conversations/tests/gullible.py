"""A model that obeys: it reads with the tools it has, and does whatever a text that it sees tells it to do.

A text gives its orders with one word, so that they fit wherever a text can stand. The orders are the worst that the tools
offer: to change, drop, book, spend, remember, undo, read what is another's, and show an outside picture.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from conversations.tests.talking import Calls, calls_so_far, streaming

ORDER = "OBEY!"
EVIL = "evil.example"
SAYS = (
    f"![map](http://{EVIL}/map.png) [pay here](https://{EVIL}/pay) <img src='http://{EVIL}/a.png'> http://{EVIL} "
    f"[x](javascript:fetch('//{EVIL}'))"
)


@dataclass
class Gullible:
    """One turn's worth of gullibility.

    Attributes:
        reads: calls by which it comes upon texts.
        orders: what the texts tell it to do.
        endless: whether it goes on obeying as long as it is let.
    """

    reads: Calls
    orders: Calls
    endless: bool = False
    has_seen_order: bool = False
    made: list[str] = field(default_factory=list)

    def model(self) -> FunctionModel:
        return streaming(self._answer)

    def _answer(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        mine = {tool.name for tool in info.function_tools}
        self.has_seen_order = self.has_seen_order or ORDER in seen_by(messages)
        reads = [call for call in self.reads if call[0] in mine]
        orders = [call for call in self.orders if call[0] in mine] if self.has_seen_order else []
        calls = [*reads, *orders]
        done = calls_so_far(messages)
        if self.endless and orders and done >= len(reads):
            done = len(reads) + (done - len(reads)) % len(orders)
        if done < len(calls):
            self.made.append(calls[done][0])
            return ModelResponse(parts=[ToolCallPart(calls[done][0], calls[done][1])])
        return ModelResponse(parts=[TextPart(SAYS if self.has_seen_order else "Nothing special.")])


def seen_by(messages: Sequence[ModelMessage]) -> str:
    """Every word that a model is shown, but the traveller's own."""
    shown: list[Any] = []
    for message in messages:
        for part in message.parts:
            if part.part_kind in ("tool-return", "retry-prompt") or (
                message.kind == "response" and part.part_kind == "text"
            ):
                shown.append(part.content)
    return json.dumps(shown, default=str, ensure_ascii=False)
