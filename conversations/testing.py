"""Hold a conversation in a test: say a message, let the agent answer here and now, look at what came of it."""

from __future__ import annotations

from typing import Any

from ai.enums import AgentType
from ai.models import AIRun
from conversations import answering, turns
from conversations.models import Conversation, Message, MessageRole
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from trips.models import Trip


class Talk:
    """One traveller's conversation with one agent.

    Attributes:
        conversation: made with the first message.
        run: the last message's run, as it ended.
    """

    def __init__(
        self, traveller: Profile, agent: AgentType = AgentType.GENERAL_CONCIERGE, trip: Trip | None = None
    ) -> None:
        self.traveller = traveller
        self.agent = agent
        self.trip = trip
        self.conversation: Conversation | None = None
        self.run: AIRun | None = None

    def ask(self, text: str) -> AIRun:
        """Say something without letting the agent answer yet.

        Raises:
            conversations.turns.NotSaid: the message was not taken.
        """
        with acting_as(self.traveller), change_set("Wrote in the chat"):
            if self.conversation is None:
                self.conversation, run = turns.start(self.traveller, text, agent=self.agent, trip=self.trip)
            else:
                run = turns.say(self.traveller, self.conversation, text)
        return run

    def answer(self, run: AIRun) -> AIRun:
        """Let the agent answer a run; return it as it ended."""
        answering.answer(self.traveller.pk, run.pk)
        with acting_as(self.traveller):
            self.run = AIRun.objects.get(pk=run.pk)
            self.conversation = Conversation.objects.get(pk=str(run.conversation_id))
        return self.run

    def say(self, text: str) -> AIRun:
        """Say something and let the agent answer; return the run as it ended."""
        return self.answer(self.ask(text))

    @property
    def told(self) -> str:
        """The words that the traveller was shown last, an answer or why there is none."""
        assert self.run is not None
        with acting_as(self.traveller):
            last = self.run.events.filter(kind__in=["done", "error"]).order_by("sequence").last()
        return str(last.data["text"]) if last else ""

    def messages(self) -> list[Message]:
        """All messages so far, oldest first."""
        assert self.conversation is not None
        with acting_as(self.traveller):
            return list(Message.objects.of_conversation(self.conversation))[::-1]


def talk_of(owner: Profile, *said: str, **fields: Any) -> Conversation:
    """A conversation in which its owner said so many things, without any answer."""
    values: dict[str, Any] = {"title": "Plans", "agent_type": AgentType.GENERAL_CONCIERGE, **fields}
    with acting_as(owner):
        conversation = Conversation.objects.create(user=owner, **values)
        for words in said:
            Message.objects.create(conversation=conversation, role=MessageRole.USER, content=words)
        return Conversation.objects.get(pk=conversation.pk)


def hold(talk: Talk, *messages: str) -> list[AIRun]:
    """Say messages one after the other, each answered before the next; return their runs."""
    return [talk.say(text) for text in messages]


def shown(run: AIRun) -> list[dict[str, Any]]:
    """A run's events as its stream reads them."""
    with acting_as(run.user_id):
        return [{"kind": event.kind, "data": event.data} for event in run.events.order_by("sequence")]
