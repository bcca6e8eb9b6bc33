"""A language model's provider for tests: an HTTP server on this machine that speaks OpenAI's chat completions, and
Anthropic's and Google's streams (``root`` is their base URL; ``fake_wires`` draws them).

It answers from a script, one reply a request, and keeps what it was asked:

    with FakeProvider() as provider:
        provider.reply(Calls(("search_places", {"words": "jazz"})), Says("There is one at eight."))
        ...  # let a model with base_url=provider.url answer
        assert provider.requests[1]["messages"][-1]["role"] == "tool"

A reply may also be a function of the request's JSON that returns one, so that a script can use what a tool answered.
What goes wrong on a wire is a reply too: ``Fails``, ``Cut``, ``Slow``, ``Garbage``.
"""

from __future__ import annotations

import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Chunk = dict[str, Any]
# What each wire's requests are posted to.
PATHS = {"openai": "/chat/completions", "anthropic": "/v1/messages", "google": ":streamGenerateContent"}


@dataclass(frozen=True)
class Says:
    """Text, streamed a few characters at a time; ``told_usage`` False leaves the tokens unsaid."""

    text: str
    input_tokens: int = 100
    output_tokens: int = 20
    piece: int = 7
    told_usage: bool = True

    def deltas(self) -> Iterator[Chunk]:
        for start in range(0, len(self.text), self.piece):
            yield {"content": self.text[start : start + self.piece]}


@dataclass(frozen=True, init=False)
class Calls:
    """Tool calls, each ``(tool, arguments)``; the arguments' JSON is streamed in pieces, as providers do.

    Arguments given as text are sent as they are, so that a test can break their JSON.
    """

    calls: tuple[tuple[str, Mapping[str, Any] | str], ...]
    says: str = ""
    input_tokens: int = 100
    output_tokens: int = 20
    piece: int = 5
    told_usage: bool = True

    def __init__(
        self,
        *calls: tuple[str, Mapping[str, Any] | str],
        says: str = "",
        input_tokens: int = 100,
        output_tokens: int = 20,
        piece: int = 5,
        told_usage: bool = True,
    ) -> None:
        values = locals()
        for name in ("calls", "says", "input_tokens", "output_tokens", "piece", "told_usage"):
            object.__setattr__(self, name, values[name])

    def deltas(self) -> Iterator[Chunk]:
        if self.says:
            yield {"content": self.says}
        for index, (tool, arguments) in enumerate(self.calls):
            given = arguments if isinstance(arguments, str) else json.dumps(arguments)
            first = {"id": _call_id(), "type": "function", "function": {"name": tool, "arguments": ""}}
            yield {"tool_calls": [{"index": index, **first}]}
            for start in range(0, len(given), self.piece):
                piece = given[start : start + self.piece]
                yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


@dataclass(frozen=True)
class Fails:
    """An HTTP error before anything is streamed."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "scripted failure"


@dataclass(frozen=True)
class Cut:
    """A stream that breaks off: some text, then the connection is closed without an end."""

    text: str = "I was about to"


@dataclass(frozen=True)
class Slow:
    """A stream that dawdles: ``seconds`` before each piece of the text."""

    seconds: float
    text: str = "Let me think about that for a while."


@dataclass(frozen=True)
class Garbage:
    """A stream with a line that is no JSON."""

    line: str = '{"choices": [{"delta": {"content": "half'


Reply = Says | Calls | Fails | Cut | Slow | Garbage
Scripted = Reply | Callable[[dict[str, Any]], Reply]
_numbers = itertools.count(1)


def _call_id() -> str:
    return f"call_{next(_numbers)}"


class FakeProvider:
    """The server. Replies come in the order they were given; a request beyond the script is answered with 500."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.asked_at: list[float] = []
        self.keys: list[str] = []
        self._replies: list[Scripted] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self)

    @property
    def url(self) -> str:
        """The base URL, for ``TRIPOS_AI_BASE_URL``."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def root(self) -> str:
        """The base URL of Anthropic's and Google's clients."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def is_spent(self) -> bool:
        """Whether every reply of the script was given."""
        return not self._replies

    def reply(self, *replies: Scripted) -> Self:
        """Add to the script."""
        with self._lock:
            self._replies.extend(replies)
        return self

    def forget(self) -> None:
        """Drop what is left of the script."""
        with self._lock:
            self._replies.clear()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def take(self, request: dict[str, Any], key: str) -> Reply:
        """Keep a request and return the reply to it."""
        with self._lock:
            self.requests.append(request)
            self.asked_at.append(time.monotonic())
            self.keys.append(key)
            scripted = self._replies.pop(0) if self._replies else Fails(500, message="the script is at its end")
        return scripted(request) if callable(scripted) else scripted

    def dawdle(self, seconds: float) -> None:
        """Wait, but not beyond the server's end."""
        self._closing.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], provider: FakeProvider) -> None:
        self.provider = provider
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in mid-stream is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = json.loads(body)
        wire = next((name for name, part in PATHS.items() if part in self.path), "")
        if not wire:
            self._error(Fails(404, message=f"no such path: {self.path}"), wire)
            return
        key = self.headers.get("Authorization") or self.headers.get("x-api-key") or self.headers.get("x-goog-api-key")
        reply = self.server.provider.take(request, (key or "").removeprefix("Bearer "))
        if isinstance(reply, Fails):
            self._error(reply, wire)
        elif wire == "openai":
            self._stream(request, reply)
        else:
            self._stream_as(wire, request, reply)

    def _error(self, reply: Fails, wire: str) -> None:
        from tripos.testing.fake_wires import error_of

        data = json.dumps(error_of(wire, reply)).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream_as(self, wire: str, request: dict[str, Any], reply: Says | Calls | Cut | Slow | Garbage) -> None:
        from tripos.testing.fake_wires import FRAMES

        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for frame in FRAMES[wire](request, reply):
            data = frame.encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()
        if isinstance(reply, Cut):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(b"0\r\n\r\n")

    def _stream(self, request: dict[str, Any], reply: Says | Calls | Cut | Slow | Garbage) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": request["model"]}

        def send(line: str) -> None:
            data = f"data: {line}\n\n".encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def delta(value: Chunk, reason: str | None = None) -> None:
            send(json.dumps({**base, "choices": [{"index": 0, "delta": value, "finish_reason": reason}]}))

        delta({"role": "assistant", "content": ""})
        match reply:
            case Cut():
                delta({"content": reply.text})
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            case Garbage():
                send(reply.line)
            case Slow():
                for word in reply.text.split(" "):
                    self.server.provider.dawdle(reply.seconds)
                    delta({"content": word + " "})
                delta({}, "stop")
            case Says() | Calls():
                for value in reply.deltas():
                    delta(value)
                delta({}, "tool_calls" if isinstance(reply, Calls) else "stop")
                if reply.told_usage:
                    tokens = {"prompt_tokens": reply.input_tokens, "completion_tokens": reply.output_tokens}
                    usage = {**tokens, "total_tokens": reply.input_tokens + reply.output_tokens}
                    send(json.dumps({**base, "choices": [], "usage": usage}))
        send("[DONE]")
        self.wfile.write(b"0\r\n\r\n")


def tool_results(request: Mapping[str, Any]) -> list[Any]:
    """What tools answered so far in a request's last turn, oldest first, as JSON values."""
    results: list[Any] = []
    for message in reversed(request["messages"]):
        if message["role"] == "user":
            break
        if message["role"] == "tool":
            content = message["content"]
            try:
                results.insert(0, json.loads(content))
            except ValueError:
                results.insert(0, content)
    return results
