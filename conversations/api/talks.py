"""Conversations and what is said in them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ai import limits
from ai.enums import AgentType
from ai.models import AIRun
from conversations import turns
from conversations.api.resources import CONVERSATION, MESSAGE, RUN
from conversations.models import Conversation, ConversationQuerySet, ConversationStatus, Message, MessageRole
from tripos.api import conditional
from tripos.api.answers import PLACE, Answer
from tripos.api.base import ApiView
from tripos.api.problems import FieldError, Problem
from tripos.api.query import Selection
from tripos.api.views import Changes, Lists, Removes
from tripos.api.writing import Strict
from tripos.db.paging import Keyset
from trips.models import Trip

ACCEPTED = Answer(202, RUN, "The run that answers: follow its events, or read it until it is completed.", headers=PLACE)


def refusal_of(error: turns.NotSaid) -> Problem:
    """Why nothing was said: switched off (403), used up (429), or not now (409)."""
    if isinstance(error.__cause__, limits.SwitchedOff):
        return Problem("not-allowed", str(error))
    if isinstance(error.__cause__, limits.UsedUp):
        return Problem("too-many-requests", str(error))
    return Problem("conflict", str(error))


class AgentsView(ApiView):
    read_scope = "ai:use"
    write_scope = "ai:use"

    def with_run(self, run: AIRun) -> HttpResponse:
        """202 with the run."""
        rows = AIRun.objects.for_user(self.request.user).filter(pk=run.pk)
        body, version = rows.order_by().values_list(RUN.selected(), RUN.version)[0]
        address = self.request.build_absolute_uri(reverse("api:ai_run", args=[run.pk]))
        return self.reply(body, 202, tag=conditional.tag_of(body, version), headers={"Location": address})


class ConversationFilters(filters.FilterSet):
    status = filters.ChoiceFilter(choices=ConversationStatus.choices, help_text="Conversations in this state.")
    agent_type = filters.ChoiceFilter(choices=AgentType.choices, help_text="Conversations with this agent.")
    trip_id = filters.UUIDFilter("trip_id", help_text="Conversations about this trip.")


class MessageFilters(filters.FilterSet):
    role = filters.ChoiceFilter(choices=MessageRole.choices, help_text="Messages of this role.")
    run_id = filters.UUIDFilter("run_id", help_text="Messages of this run.")


class ConversationsView(AgentsView):
    steady = True
    resource = CONVERSATION
    tag = "Conversations"

    def rows(self) -> QuerySet[Any]:
        return Conversation.objects.for_user(self.request.user)

    def trip(self, pk: uuid.UUID | None) -> Trip | None:
        """The trip that a body names.

        Raises:
            Problem: it is none of theirs (422).
        """
        if pk is None:
            return None
        found: Trip | None = Trip.objects.for_user(self.request.user).filter(pk=pk).first()
        if found is None:
            raise Problem("invalid", errors=[FieldError("trip_id", _("There is no such trip."), "does_not_exist")])
        return found


class ConversationStarter(Strict):
    text = serializers.CharField(max_length=turns.MOST_CHARACTERS, help_text="The first message.")
    agent_type = serializers.ChoiceField(
        choices=AgentType.choices, required=False, help_text="The concierge by default."
    )
    trip_id = serializers.UUIDField(required=False, allow_null=True, help_text="What it is about.")

    example: ClassVar[dict[str, Any]] = {
        "text": "Plan a weekend in Helsinki for two",
        "agent_type": "general_concierge",
    }


class ConversationList(ConversationsView, Lists):
    """Your talks with the agents; a new one, by its first message. The run that answers names the conversation."""

    orders: ClassVar[dict[str, Keyset]] = {
        "-last_message_at": ConversationQuerySet.paging,
        "-created_at": Keyset("-created_at", "id"),
    }
    filters = ConversationFilters
    writers: ClassVar[dict[str, Any]] = {"post": ConversationStarter}
    answers: ClassVar[dict[str, Answer]] = {"post": ACCEPTED}
    summaries: ClassVar[dict[str, str]] = {"get": "List conversations", "post": "Start a conversation"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Asked the concierge")}

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        content = self.content(request)
        agent = AgentType(content.get("agent_type") or AgentType.GENERAL_CONCIERGE)
        trip = self.trip(content.get("trip_id"))
        try:
            _conversation, run = turns.start(request.user.profile, content["text"], agent=agent, trip=trip)
        except turns.NotSaid as error:
            raise refusal_of(error) from error
        return self.with_run(run)


class ConversationWriter(Strict):
    title = serializers.CharField(max_length=200, required=False)
    status = serializers.ChoiceField(choices=ConversationStatus.choices, required=False)
    trip_id = serializers.UUIDField(required=False, allow_null=True)

    example: ClassVar[dict[str, Any]] = {"title": "Helsinki", "status": "archived"}


class ConversationDetail(ConversationsView, Changes, Removes):
    """One conversation. Deleting puts it in the trash for thirty days."""

    writers: ClassVar[dict[str, Any]] = {"patch": ConversationWriter}
    summaries: ClassVar[dict[str, str]] = {
        "get": "Read a conversation",
        "patch": "Change a conversation",
        "delete": "Put a conversation in the trash",
    }
    reasons: ClassVar[dict[str, Any]] = {
        "patch": gettext_lazy("Changed a conversation"),
        "delete": gettext_lazy("Moved a conversation to the trash"),
    }

    def editable(self) -> QuerySet[Any]:
        return Conversation.objects.editable_by(self.request.user)

    def change(self, row: Any, content: dict[str, Any]) -> None:
        self.trip(content.get("trip_id"))
        for name, value in content.items():
            setattr(row, name, value)
        row.save(update_fields=list(content))

    def remove(self, row: Any) -> None:
        run = turns.latest_run(self.request.user, row)
        if run is not None:  # nobody waits for its answer any more
            turns.stop(self.request.user, run.pk)
        row.deleted_at = timezone.now()
        row.save(update_fields=["deleted_at"])


class MessageWriter(Strict):
    text = serializers.CharField(max_length=turns.MOST_CHARACTERS)

    example: ClassVar[dict[str, Any]] = {"text": "Make the second day shorter"}


class MessageList(AgentsView, Lists):
    """What was said in a conversation, the latest first; something more to say. It is answered in its turn."""

    steady = True
    resource = MESSAGE
    tag = "Conversations"
    orders: ClassVar[dict[str, Keyset]] = {"-position": Keyset("-position"), "position": Keyset("position")}
    filters = MessageFilters
    writers: ClassVar[dict[str, Any]] = {"post": MessageWriter}
    answers: ClassVar[dict[str, Answer]] = {"post": ACCEPTED}
    summaries: ClassVar[dict[str, str]] = {"get": "List messages", "post": "Say something"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Wrote in the chat")}

    def rows(self) -> QuerySet[Any]:
        return Message.objects.for_user(self.request.user).filter(conversation_id=self.kwargs["conversation"])

    def _page(
        self, rows: QuerySet[Any] | None, order: Keyset, cursor: str | None, size: int, chosen: Selection
    ) -> tuple[list[str], str | None]:
        found = super()._page(rows, order, cursor, size, chosen)
        if not found[0]:
            self._conversation()
        return found

    def _conversation(self) -> Conversation:
        rows = Conversation.objects.for_user(self.request.user)
        found: Conversation | None = rows.filter(pk=self.kwargs["conversation"]).first()
        if found is None:
            raise Problem("not-found")
        return found

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        conversation = self._conversation()
        try:
            run = turns.say(request.user.profile, conversation, self.content(request)["text"])
        except turns.NotSaid as error:
            raise refusal_of(error) from error
        return self.with_run(run)
