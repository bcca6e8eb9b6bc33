"""What agents propose unasked, and the answers of whom it is for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from tripos.api import conditional
from tripos.api.answers import TAG, Answer
from tripos.api.problems import FieldError, Problem
from tripos.api.views import Reads, Shows
from tripos.api.writing import Strict
from tripos.db.context import set_reason
from tripos.db.paging import Keyset
from trips import suggestion_answers
from trips.access import trip_for
from trips.api.children import ListsOfTrip, OfTrip, told
from trips.api.filters import SuggestionFilters
from trips.api.resources import SUGGESTION
from trips.models import ProactiveSuggestion
from trips.sentences import title_of

ANSWERED = Answer(200, SUGGESTION, "As it is after the answer.", headers=TAG)


class SuggestionsView(OfTrip):
    steady = True
    resource = SUGGESTION
    tag = "Suggestions"

    def rows(self) -> QuerySet[Any]:
        return ProactiveSuggestion.objects.for_user(self.request.user)


class SuggestionList(SuggestionsView, ListsOfTrip):
    """What agents proposed to you about a trip; companions have suggestions of their own."""

    orders: ClassVar[dict[str, Keyset]] = {
        "-priority": Keyset("-priority", "-created_at", "id"),
        "-created_at": Keyset("-created_at", "id"),
    }
    filters = SuggestionFilters
    summaries: ClassVar[dict[str, str]] = {"get": "List suggestions"}

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(trip_id=self.kwargs["trip"])


class SuggestionDetail(SuggestionsView, Shows):
    """One suggestion, with what it rests on and what accepting it does."""

    summaries: ClassVar[dict[str, str]] = {"get": "Read a suggestion"}


class SuggestionAnswer(SuggestionsView, Reads):
    """An answer to a suggestion."""

    answers: ClassVar[dict[str, Answer]] = {"post": ANSWERED}

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        row = self.rows().filter(pk=kwargs["pk"]).first()
        if row is None:
            raise Problem("not-found")
        content = self.content(request) if "post" in self.writers else {}
        with told():
            self.answer(row, content)
        body, version = self.document(row.pk)
        return self.reply(body, tag=conditional.tag_of(body, version))

    def answer(self, row: ProactiveSuggestion, content: dict[str, Any]) -> None:
        """Write the answer.

        Raises:
            trips.actions.NotPossible: it was answered or is over.
        """
        raise NotImplementedError


class SuggestionAcceptance(SuggestionAnswer):
    """Do what a suggestion says, as one change that can be undone. Only who may change the trip can."""

    summaries: ClassVar[dict[str, str]] = {"post": "Accept a suggestion"}

    def answer(self, row: ProactiveSuggestion, content: dict[str, Any]) -> None:
        if row.trip_id is None:
            raise Problem("not-found")
        trip = trip_for(self.request.user, row.trip_id, edit=True, lock=True).trip
        set_reason(_("Took a suggestion: %(what)s") % {"what": title_of(row)})
        suggestion_answers.accept_suggestion(trip, row)


class RejectionWriter(Strict):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, help_text="Why, if you like.")

    example: ClassVar[dict[str, Any]] = {"reason": "We have been there."}


class SuggestionRejection(SuggestionAnswer):
    """Say no; it is not made again while its cause is the same."""

    writers: ClassVar[dict[str, Any]] = {"post": RejectionWriter}
    summaries: ClassVar[dict[str, str]] = {"post": "Reject a suggestion"}

    def answer(self, row: ProactiveSuggestion, content: dict[str, Any]) -> None:
        set_reason(_("Did not want: %(what)s") % {"what": title_of(row)})
        suggestion_answers.reject_suggestion(row, content.get("reason", ""))


class PostponementWriter(Strict):
    until = serializers.DateTimeField(required=False, help_text="A day from now by default.")

    example: ClassVar[dict[str, Any]] = {"until": "2026-05-13T08:00:00+03:00"}


class SuggestionPostponement(SuggestionAnswer):
    """Leave a suggestion for later."""

    writers: ClassVar[dict[str, Any]] = {"post": PostponementWriter}
    summaries: ClassVar[dict[str, str]] = {"post": "Put off a suggestion"}

    def answer(self, row: ProactiveSuggestion, content: dict[str, Any]) -> None:
        until = content.get("until")
        if until is not None and until <= timezone.now():
            raise Problem("invalid", errors=[FieldError("until", _("Later is in the future."), "future")])
        set_reason(_("Put off: %(what)s") % {"what": title_of(row)})
        suggestion_answers.put_off_suggestion(row, until)
