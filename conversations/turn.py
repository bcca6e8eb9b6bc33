"""A turn under way: its rows, its steps, what it used, and the look taken between steps."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic_ai.models import Model

from ai import providers
from ai.draft import TurnDeps
from ai.engine import Meter, TextPiece, ToolEnded, Waiting
from ai.enums import UNFINISHED
from ai.limits import Allowance
from ai.models import AIRun, AIRunEvent
from conversations.endings import Stopped
from conversations.models import AIContext, Conversation

# Text is shown in pieces of about this long: a row and a notification each would be too many for single words.
PIECE_SECONDS = 0.08


@dataclass
class Turn:
    """A turn under way."""

    run: AIRun
    conversation: Conversation
    memory: AIContext
    deps: TurnDeps
    model: Model[Any]
    allowance: Allowance
    sequence: int
    meter: Meter = field(default_factory=Meter)
    steps: list[ToolEnded] = field(default_factory=list)
    waiting_text: str = ""
    shown_at: float = 0.0
    noted_tokens: int = 0

    def emit(self, kind: str, data: dict[str, Any]) -> None:
        """Show something to whoever watches; committed at once unless a transaction is open."""
        self.sequence += 1
        AIRunEvent.objects.create(run_id=self.run.pk, sequence=self.sequence, kind=kind, data=data)

    def show(self, piece: TextPiece) -> None:
        """Show a piece of text, soon."""
        self.waiting_text += piece.text
        if time.monotonic() - self.shown_at >= PIECE_SECONDS:
            self.show_text()

    def show_text(self) -> None:
        """Show the text that waits."""
        if self.waiting_text:
            self.emit("delta", {"text": self.waiting_text})
            self.waiting_text, self.shown_at = "", time.monotonic()

    def show_waiting(self, waiting: Waiting) -> None:
        """Tell that the provider is busy."""
        text = f"The language model is busy; asking again in {max(1, round(waiting.seconds))} s"
        self.emit("step", {"id": "waiting", "icon": "clock", "text": text, "result": "", "is_failed": False})

    def check_stop(self) -> None:
        """Raise Stopped when the traveller asked for it."""
        if AIRun.objects.filter(pk=self.run.pk, cancel_requested_at__isnull=False).exists():
            raise Stopped

    def look(self) -> None:
        """What is done between two steps: note what was used, and see whether the turn may go on.

        Raises:
            Stopped: the traveller asked for it.
            ai.limits.NotAllowed: agents were switched off, or a limit is reached.
        """
        self.note_usage()
        self.check_stop()
        self.allowance.check(self.meter.usage.total_tokens, self.cost_usd)

    @property
    def cost_usd(self) -> Decimal | None:
        return providers.cost_usd(self.model, self.meter.usage)

    @property
    def used(self) -> dict[str, Any]:
        """Columns of the run: what it has used so far."""
        usage = self.meter.usage
        return {
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "total_tokens": usage.total_tokens,
            "estimated_cost_usd": self.cost_usd,
            "duration_ms": self.meter.milliseconds,
            "metadata": {
                **self.run.metadata,
                "requests": usage.requests,
                "tool_calls": usage.tool_calls,
                "usage_is_partial": self.meter.is_partial,
            },
        }

    def note_usage(self) -> None:
        """Write what was used where the traveller's other runs see it, when it grew."""
        if self.meter.usage.total_tokens != self.noted_tokens:
            AIRun.objects.filter(pk=self.run.pk, status__in=UNFINISHED).update(**self.used)
            self.noted_tokens = self.meter.usage.total_tokens

    @property
    def trace(self) -> list[dict[str, Any]]:
        """The tools that were called, as JSON: arguments, answer, outcome, milliseconds."""
        return [
            {
                "tool": step.tool,
                "arguments": plain(step.arguments),
                "result": plain(step.result),
                "outcome": step.outcome,
                "milliseconds": step.milliseconds,
            }
            for step in self.steps
        ]


def last_sequence(run_id: uuid.UUID) -> int:
    """The number of a run's latest event."""
    numbers = AIRunEvent.objects.filter(run_id=run_id).order_by("-sequence").values_list("sequence", flat=True)
    return numbers.first() or 0


def plain(value: Any) -> Any:
    """A tool's arguments or result as JSON values; PostgreSQL's have no NUL."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return value.replace("\x00", "")
    return value if value is None or isinstance(value, int | float | bool) else str(value)
