"""Who writes what of a suggestion: agents the advice, the recipient the answer, the database the change set."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.refusals import CONSTRAINT, GRANT, GUARD, refused
from tripos.tests.makers import catalogue_place, suggest
from trips.models import ItineraryItem, ProactiveSuggestion

pytestmark = pytest.mark.django_db


def rows(made: ProactiveSuggestion) -> Any:
    return ProactiveSuggestion.objects.filter(pk=made.pk)


@pytest.mark.parametrize("status", ["accepted", "rejected"])
def test_agent_cannot_answer_its_own_advice(cast: Cast, status: str) -> None:
    made = suggest(cast.alice, cast.trip)
    with acting_as(cast.alice, role="agent"):
        with refused(GUARD, "recipient_answers"):
            rows(made).update(status=status)
        with refused(GUARD, "recipient_answers"):
            rows(made).update(response_reason="They would not mind")
        with refused(GUARD, "recipient_answers"):
            rows(made).update(responded_at=timezone.now())
    with refused(GUARD, "recipient_answers"):
        suggest(cast.alice, cast.trip, stable_key="two", status=status)


def test_agent_cannot_rewrite_what_was_answered(cast: Cast) -> None:
    made = suggest(cast.alice, cast.trip)
    with acting_as(cast.alice):
        rows(made).update(status="rejected", responded_at=timezone.now(), response_reason="Too far")
    with acting_as(cast.alice, role="agent"):
        for change in ({"title": "Something else"}, {"suggestion_data": {"x": 1}}, {"priority": 9}):
            with refused(GUARD, "answered_once"):
                rows(made).update(**change)
        with refused(CONSTRAINT, "answered_once"):
            rows(made).update(status="pending")


def test_accepting_ties_the_suggestion_to_the_change_set_that_runs(cast: Cast) -> None:
    made = suggest(cast.alice, cast.trip)
    with acting_as(cast.alice), change_set("Took it") as taken:
        with refused(GRANT):
            rows(made).update(change_set_id=uuid.uuid4())
        rows(made).update(status="accepted", responded_at=timezone.now())
    with acting_as(cast.alice):
        assert rows(made).get().change_set_id == taken.id
    with acting_as(cast.alice, role="agent"), refused(GUARD, "protected_column"):
        rows(made).update(change_set_id=None)


def insert_stop(cast: Cast, made: ProactiveSuggestion, place: Any) -> ItineraryItem:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.suggestion', %s, true)", [str(made.pk)])
        item = ItineraryItem.objects.create(trip=cast.trip, title="Oodi", type="activity", location=place, day_number=1)
        cursor.execute("select set_config('app.suggestion', '', true)")
    return ItineraryItem.objects.get(pk=item.pk)


def test_stop_of_an_accepted_suggestion_names_its_agent(cast: Cast) -> None:
    place = catalogue_place(name="Oodi")
    steps = [{"action": "add", "values": {"place_id": str(place.pk), "reasons": [{"code": "highlight", "values": {}}]}}]
    made = suggest(cast.alice, cast.trip, suggestion_data={"steps": steps}, agent_name="local_scout")
    with acting_as(cast.alice), change_set("Took it"):
        rows(made).update(status="accepted", responded_at=timezone.now())
        item = insert_stop(cast, made, place)
    assert (item.suggested_by_ai, item.ai_agent_name, str(item.confidence_score)) == (True, "local_scout", "0.5000")
    assert item.reasons == [{"code": "highlight", "values": {}}]


def test_setting_alone_makes_no_stop_an_agents(cast: Cast) -> None:
    place, other = catalogue_place(name="Oodi"), catalogue_place()
    steps = [{"action": "add", "values": {"place_id": str(place.pk)}}]
    made = suggest(cast.alice, cast.trip, suggestion_data={"steps": steps})
    with acting_as(cast.alice), change_set("Not accepted"):
        assert not insert_stop(cast, made, place).suggested_by_ai
    with acting_as(cast.alice), change_set("Took it"):
        rows(made).update(status="accepted", responded_at=timezone.now())
        assert not insert_stop(cast, made, other).suggested_by_ai
    with acting_as(cast.alice), change_set("Another day"):
        assert not insert_stop(cast, made, place).suggested_by_ai
    with acting_as(cast.bob), change_set("Somebody else's advice"):
        assert not insert_stop(cast, made, place).suggested_by_ai
