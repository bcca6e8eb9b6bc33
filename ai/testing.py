"""A scripted model for tests: it calls the tools that are named, with the arguments given, and then talks.

The script is played by ``tripos.testing.fake_provider`` over HTTP, so that all of the wire is used: streaming, tool
calls in pieces, results sent back, usage. One ``turn`` is one answer to one message of the traveller:

    with scripted() as model:
        model.turn(call("search_places", words="jazz"), says="There is one: Sori, at eight.")
        model.turn(
            call("search_places", words="jazz"),
            call("add_stop", wanted=result(0, "places", 0, "name")),   # what the first call answered
            says="It is on Saturday now.",
        )
        ...  # let the agent answer twice
        assert model.tool_results(0)[0]["ok"]

Calls of one turn are made one after the other, each after the one before was answered; ``together`` makes several at
once. A reply of ``fake_provider`` (``Fails``, ``Cut``, …) may stand wherever a call does. In a conversation's tests
``conversations.testing.hold`` says the messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.test import override_settings

from tripos.testing.fake_provider import Calls, FakeProvider, Reply, Says, Scripted, tool_results

MODEL = "openai:scripted"


@dataclass(frozen=True)
class Result:
    """A value that a tool answered earlier in the turn: the number of the call, then keys and indexes into it."""

    call: int
    path: tuple[str | int, ...]

    def found_in(self, results: list[Any]) -> Any:
        value: Any = results[self.call]
        for key in self.path:
            value = value[key]
        return value


def result(call: int, *path: str | int) -> Any:
    """Stands for ``path`` in what the turn's ``call``-th call answered, wherever an argument may stand."""
    return Result(call, path)


@dataclass(frozen=True)
class Call:
    """One call of a tool."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


def call(tool: str, /, **arguments: Any) -> Call:
    """A call with these arguments; a ``result`` among them is looked up when it is made."""
    return Call(tool, arguments)


@dataclass(frozen=True)
class Together:
    """Several calls in one answer of the model."""

    calls: tuple[Call, ...]


def together(*calls: Call) -> Together:
    return Together(calls)


def _filled(value: Any, results: list[Any]) -> Any:
    match value:
        case Result():
            return value.found_in(results)
        case dict():
            return {key: _filled(item, results) for key, item in value.items()}
        case list() | tuple():
            return [_filled(item, results) for item in value]
    return value


class ScriptedModel:
    """What ``scripted`` gives: the script, and what the model was asked.

    Attributes:
        provider: the server; ``provider.requests`` are the requests' JSON.
    """

    def __init__(self, provider: FakeProvider) -> None:
        self.provider = provider
        self._last: list[int] = []  # the number of each turn's last request
        self._scripted = 0

    def turn(self, *steps: Call | Together | Reply, says: str = "", tokens: tuple[int, int] = (100, 20)) -> None:
        """Script one answer.

        Args:
            steps: what the model does before it talks.
            says: its last words; empty when a step already ends the turn (``Fails``, ``Cut``, …).
            tokens: input and output tokens that each of its requests is said to have used.
        """
        for step in steps:
            self.provider.reply(self._reply(step, tokens))
        if says:
            self.provider.reply(Says(says, input_tokens=tokens[0], output_tokens=tokens[1]))
        self._scripted += len(steps) + bool(says)
        self._last.append(self._scripted - 1)

    def _reply(self, step: Call | Together | Reply, tokens: tuple[int, int]) -> Scripted:
        if not isinstance(step, Call | Together):
            return step
        calls = step.calls if isinstance(step, Together) else (step,)

        def reply(request: dict[str, Any]) -> Reply:
            results = tool_results(request)
            made = [(each.tool, _filled(each.arguments, results)) for each in calls]
            return Calls(*made, input_tokens=tokens[0], output_tokens=tokens[1])

        return reply

    def tool_results(self, turn: int) -> list[Any]:
        """What the tools of a turn answered, as the model was told."""
        return tool_results(self.provider.requests[self._last[turn]])

    def tools_offered(self) -> set[str]:
        """Names of the tools that the latest request offered."""
        return {tool["function"]["name"] for tool in self.provider.requests[-1].get("tools", ())}


@contextmanager
def scripted(**settings: Any) -> Iterator[ScriptedModel]:
    """A scripted model that ``TRIPOS_AI_MODEL`` names inside the block; ``settings`` are set beside it.

    Raises:
        AssertionError: at the end, when some of the script was not played.
    """
    with FakeProvider() as provider, override_settings(AI_MODEL=MODEL, AI_BASE_URL=provider.url, **settings):
        yield ScriptedModel(provider)
        assert provider.is_spent, "the model was asked less often than the script says"
