"""Ways to hold a conversation from outside: on its page, and by the API. The job is done here and now."""

from __future__ import annotations

import json
import uuid
from types import SimpleNamespace
from typing import Any, Protocol

import pytest
from django.test import Client
from django.urls import reverse

from ai.enums import AgentType, ApprovalStatus
from ai.models import AIRun
from conversations import answering
from conversations.api import stream
from conversations.models import Conversation, Message
from conversations.tests.talking import in_time, waiting
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.api_client import ApiClient, api_of
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in
from trips.models import Trip


class Transport(Protocol):
    """One traveller's conversation with one agent."""

    def __init__(self, traveller: Profile, agent: AgentType, trip: Trip | None) -> None: ...

    def say(self, text: str) -> AIRun:
        """Send a message and let it be answered; return the run as it ended."""
        ...

    def told(self) -> str:
        """The latest answer."""
        ...

    def decide(self, *, approves: bool) -> None:
        """Answer everything that waits."""
        ...

    def tool_rows(self) -> list[str]:
        """Names of the tools in the conversation's ``function`` rows, oldest first."""
        ...


def answer_latest() -> tuple[uuid.UUID, uuid.UUID]:
    """Do the latest job of a conversation as the worker does; return the traveller's id and the run's."""
    ((args,),) = as_owner(
        "select args from procrastinate_jobs where task_name = 'conversations.answer' order by id desc limit 1"
    )
    job = json.loads(args)
    who, run = uuid.UUID(job["user_id"]), uuid.UUID(job["run_id"])
    answering.answer(who, run)
    return who, run


def _run(traveller: Profile, run: uuid.UUID) -> AIRun:
    with acting_as(traveller):
        return AIRun.objects.get(pk=run)


class OnPages:
    """A conversation that is written on its page and answered by the job which that handed over."""

    def __init__(self, traveller: Profile, agent: AgentType, trip: Trip | None) -> None:
        self.traveller = traveller
        self.client: Client = signed_in(traveller)
        with acting_as(traveller), change_set("Opened a conversation"):
            self.conversation = Conversation.objects.create(user=traveller, agent_type=agent, trip=trip, title="Talk")

    def say(self, text: str) -> AIRun:
        """Send the page's form, and do the job."""
        sent = self.client.post(reverse("conversations:message_create", args=[self.conversation.pk]), {"text": text})
        assert sent.status_code in (200, 302), (sent.status_code, text)
        return _run(self.traveller, answer_latest()[1])

    def told(self) -> str:
        with acting_as(self.traveller):
            answers = Message.objects.filter(conversation=self.conversation, role="assistant")
            return str(answers.latest("position").content)

    def decide(self, *, approves: bool) -> None:
        """Press the button of everything that waits."""
        with acting_as(self.traveller):
            waits = waiting(self.traveller)
        for approval in waits:
            in_time()
            name = "approval_acceptance" if approves else "approval_denial"
            self.client.post(reverse(f"conversations:{name}", args=[approval.pk]))

    def tool_rows(self) -> list[str]:
        with acting_as(self.traveller):
            rows = Message.objects.filter(conversation=self.conversation, role="function").order_by("position")
            return [str((row.function_call or {})["name"]) for row in rows]


class OnApi:
    """A conversation of a program: messages sent, runs followed, approvals answered by ``/api/v1/`` alone."""

    def __init__(self, traveller: Profile, agent: AgentType, trip: Trip | None) -> None:
        self.traveller = traveller
        self.api: ApiClient = api_of(traveller)
        self.start: dict[str, Any] = {"agent_type": agent.value, **({"trip_id": str(trip.pk)} if trip else {})}
        self.conversation = ""
        self.events: list[tuple[str, dict[str, Any]]] = []

    def say(self, text: str) -> AIRun:
        """Post the message, do the job, and follow the run's events to their end."""
        if self.conversation:
            sent = self.api.post(f"conversations/{self.conversation}/messages/", {"text": text})
        else:
            sent = self.api.post("conversations/", {"text": text, **self.start})
        assert sent.status_code == 202, (sent.status_code, sent.content, text)
        asked = sent.json()
        self.conversation = asked["conversation_id"]
        assert asked["status"] == "pending" and sent["Location"].endswith(f"/ai-runs/{asked['id']}/")
        _who, run = answer_latest()
        assert str(run) == asked["id"]
        seen = self.api.get(sent["Location"]).json()
        assert seen["completed_at"] is not None and seen["conversation_id"] == self.conversation
        self.events = self._followed(asked["id"])
        assert self.events[-1][0] in ("done", "error") and (self.events[-1][0] == "done") == (
            seen["status"] == "success"
        )
        return _run(self.traveller, run)

    def _followed(self, run: str) -> list[tuple[str, dict[str, Any]]]:
        """The run's stream, read to its end on the test's own connection."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stream, "connection", SimpleNamespace(close=lambda: None))
            answer = self.api.get(f"ai-runs/{run}/events/", Accept="text/event-stream")
            frames = b"".join(answer.streaming_content).decode().split("\n\n")
        found = []
        for frame in frames:
            lines = dict(line.split(": ", 1) for line in frame.splitlines() if ": " in line)
            if "event" in lines:
                found.append((lines["event"], json.loads(lines["data"])))
        return found

    def told(self) -> str:
        (row,) = self._messages("assistant", "-position")[:1]
        return str(row["content"])

    def decide(self, *, approves: bool) -> None:
        """Answer all that waits in the conversation."""
        in_time()
        path = f"approvals/?status={ApprovalStatus.PENDING}&conversation_id={self.conversation}"
        for approval in self.api.get(path).json()["results"]:
            word = "acceptance" if approves else "denial"
            answer = self.api.post(f"approvals/{approval['id']}/{word}/")
            if answer.status_code == 200:
                assert answer.json()["status"] == ("approved" if approves else "denied")
            else:  # it no longer fits the trip: nothing was done
                assert (answer.status_code, answer.json()["type"]) == (409, "urn:tripos:problem:conflict")

    def tool_rows(self) -> list[str]:
        return [str(row["function_call"]["name"]) for row in self._messages("function", "position")]

    def _messages(self, role: str, order: str) -> list[dict[str, Any]]:
        path: str | None = f"conversations/{self.conversation}/messages/?role={role}&ordering={order}&limit=100"
        rows: list[dict[str, Any]] = []
        while path:
            page = self.api.get(path).json()
            rows += page["results"]
            path = page.get("next")
        return rows
