"""Runs of agents and their answers to come: read, stop, try again; what waits for the traveller's word."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.enums import UNFINISHED, AgentType, ApprovalStatus, RunStatus
from ai.models import AIRun, AIRunQuerySet, Approval
from ai.plan_actions import CREATE_TRIP
from conversations import approving, handing_over, turns
from conversations.api.resources import APPROVAL, RUN
from conversations.api.talks import ACCEPTED, AgentsView, refusal_of
from tripos.api import conditional, idempotency
from tripos.api.answers import TAG, Answer
from tripos.api.base import missing_scope
from tripos.api.problems import Problem
from tripos.api.views import Lists, Reads, Shows
from tripos.db.paging import Keyset

WRITING = "trips:write"


class RunFilters(filters.FilterSet):
    status = filters.ChoiceFilter(choices=RunStatus.choices, help_text="Runs in this state.")
    agent_type = filters.ChoiceFilter(choices=AgentType.choices, help_text="Runs of this agent.")
    conversation_id = filters.UUIDFilter("conversation_id", help_text="Runs of this conversation.")


class RunsView(AgentsView):
    steady = True
    resource = RUN
    tag = "Runs of agents"

    def rows(self) -> QuerySet[Any]:
        return AIRun.objects.for_user(self.request.user)

    def run(self) -> AIRun:
        """The run of the address.

        Raises:
            Problem: it is none of theirs (404).
        """
        found: AIRun | None = self.rows().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Problem("not-found")
        return found


class RunList(RunsView, Lists):
    """Your runs, the latest first, with what they used and cost."""

    orders: ClassVar[dict[str, Keyset]] = {"-created_at": AIRunQuerySet.paging}
    filters = RunFilters
    summaries: ClassVar[dict[str, str]] = {"get": "List runs"}


class RunDetail(RunsView, Shows):
    """One run. `completed_at` is null as long as it is not over."""

    summaries: ClassVar[dict[str, str]] = {"get": "Read a run"}


class RunCancellation(RunsView, Reads):
    """Ask a run to stop. It does so between two steps, and what it prepared is dropped; one that is over stays so."""

    summaries: ClassVar[dict[str, str]] = {"post": "Stop a run"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Stopped an answer")}
    answers: ClassVar[dict[str, Answer]] = {"post": Answer(202, RUN, "As it is now.", headers=TAG)}

    def post(self, request: Any, pk: uuid.UUID, **kwargs: Any) -> HttpResponse:
        self.run()
        turns.stop(request.user, pk)
        body, version = self.document(pk)
        return self.reply(body, 202, tag=conditional.tag_of(body, version))


class RunRepetition(RunsView, Reads):
    """Ask for another answer to the message of a run that failed or was stopped."""

    summaries: ClassVar[dict[str, str]] = {"post": "Try again"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Asked again")}
    answers: ClassVar[dict[str, Answer]] = {"post": ACCEPTED}

    def problems(self, method: str) -> list[str]:
        return [*super().problems(method), "conflict"]

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        run = self.run()
        if run.status in UNFINISHED:
            raise Problem("conflict", _("This message is still being answered."))
        if (
            not self.rows()
            .filter(pk=run.pk, conversation__deleted_at__isnull=True, conversation__isnull=False)
            .exists()
        ):
            raise Problem("conflict", _("Its conversation is gone."))
        try:
            again = turns.say_again(request.user.profile, run)
        except turns.NotSaid as error:
            raise refusal_of(error) from error
        return self.with_run(again)


# -- approvals -----------------------------------------------------------------------------------------------------


class ApprovalFilters(filters.FilterSet):
    status = filters.ChoiceFilter(
        choices=ApprovalStatus.choices, method="in_state", help_text="Approvals in this state."
    )
    conversation_id = filters.UUIDFilter("conversation_id", help_text="Approvals of this conversation.")

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """What is too late to answer is expired, though nothing has written that down yet."""
        late = Q(status=ApprovalStatus.PENDING, expires_at__lte=Now())
        if value == ApprovalStatus.EXPIRED:
            return rows.filter(Q(status=value) | late)
        return rows.filter(status=value).exclude(late)


class ApprovalsView(AgentsView):
    steady = True
    resource = APPROVAL
    tag = "Approvals"

    def rows(self) -> QuerySet[Any]:
        return Approval.objects.for_user(self.request.user)


class ApprovalList(ApprovalsView, Lists):
    """Changes of agents that wait, or waited, for your word."""

    orders: ClassVar[dict[str, Keyset]] = {"-created_at": Keyset("-created_at", "id")}
    filters = ApprovalFilters
    summaries: ClassVar[dict[str, str]] = {"get": "List approvals"}


class ApprovalDetail(ApprovalsView, Shows):
    """One approval: exactly what a yes carries out."""

    summaries: ClassVar[dict[str, str]] = {"get": "Read an approval"}


class ApprovalAnswer(ApprovalsView, Reads):
    """An answer to an approval: it counts once, and in time. It is carried out by the worker, outside a transaction of
    the request's, which waits for it.
    """

    atomic = False
    keeps_answers = False
    answers: ClassVar[dict[str, Answer]] = {
        "post": Answer(
            200,
            APPROVAL,
            "As it is after the answer; still pending where the worker has not carried it out within ten seconds.",
            headers=TAG,
        )
    }

    def problems(self, method: str) -> list[str]:
        return [*super().problems(method), "conflict"]

    def post(self, request: Any, pk: uuid.UUID, **kwargs: Any) -> HttpResponse:
        return idempotency.kept(request._request, request.user, lambda: self._answered(request, pk))

    def _answered(self, request: Any, pk: uuid.UUID) -> tuple[HttpResponse, bool]:
        try:
            outcome = self.answer(request.user, pk)
        except Approval.DoesNotExist as error:
            raise Problem("not-found") from error
        body, version = self.document(pk)
        response = self.reply(body, tag=conditional.tag_of(body, version))
        if not outcome.taken:
            # What became of it is kept (it may just have expired), so this is an answer and no exception.
            response = Problem("conflict", outcome.words).response()
        return response, outcome.taken and outcome.approval.status != ApprovalStatus.PENDING

    def answer(self, user: Any, pk: uuid.UUID) -> approving.Outcome:
        """Answer it.

        Raises:
            Approval.DoesNotExist: it is none of theirs.
        """
        raise NotImplementedError


class ApprovalAcceptance(ApprovalAnswer):
    """Say yes: exactly what was shown is carried out, once, as one change that can be undone.

    Where it is about a trip the token needs `trips:write` beside `ai:use`: a yes writes what the traveller alone may.
    """

    write_scope = "ai:use"
    summaries: ClassVar[dict[str, str]] = {"post": "Approve a change"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Said yes to a proposal")}

    def answer(self, user: Any, pk: uuid.UUID) -> approving.Outcome:
        token: Any = self.request.auth
        if token is not None and WRITING not in token.scopes:
            about = Approval.objects.for_user(user).values_list("trip_id", "tool_name").get(pk=pk)
            if about[0] is not None or about[1] == CREATE_TRIP:
                raise missing_scope(WRITING)
        return handing_over.answer(user, pk, yes=True)


class ApprovalDenial(ApprovalAnswer):
    """Say no: nothing is changed."""

    summaries: ClassVar[dict[str, str]] = {"post": "Deny a change"}
    reasons: ClassVar[dict[str, Any]] = {"post": gettext_lazy("Said no to a proposal")}

    def answer(self, user: Any, pk: uuid.UUID) -> approving.Outcome:
        return handing_over.answer(user, pk, yes=False)
