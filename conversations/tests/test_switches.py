"""Switches from outside: who is refused is told a sentence on the page and a problem at the API; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from ai.models import AgentLimit
from conversations.models import Conversation, MessageRole
from conversations.testing import Talk, talk_of
from conversations.tests.talking import NOW, in_time, snapshot
from conversations.tests.transports import OnApi
from conversations.transcript import transcript
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.api_client import api_of
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in, words
from trips.models import ProactiveSuggestion, Trip
from trips.tasks import look_again, produce_suggestions
from trips.tests.page_makers import make_place, make_stop
from trips.tests.suggestion_makers import coming_trip
from trips.tests.test_suggestions_types import jazz

pytestmark = pytest.mark.django_db

AGENTS_ONLY = ("ai:use", "trips:read")


def set_profile(person: Profile, **columns: Any) -> None:
    """Flip a traveller's own switches."""
    with acting_as(person), change_set("Changed settings"):
        Profile.objects.filter(pk=person.pk).update(**columns)


def agents_off(cast: Cast) -> None:
    set_profile(cast.alice, ai_enabled=False)


def kill_switch(cast: Cast) -> None:
    with acting_as(cast.staff, role="staff"), change_set("Set limits", kind="staff"):
        AgentLimit.objects.create(is_enabled=False, reason="Back at noon.")


def used_up(cast: Cast) -> None:
    with acting_as(cast.staff, role="staff"), change_set("Set limits", kind="staff"):
        AgentLimit.objects.create(day_runs=1)
    Talk(cast.alice).say("Hello")


def written() -> list[tuple[Any, ...]]:
    """How much there is of everything that a message makes."""
    return [
        as_owner(f"select count(*) from {table}")[0]
        for table in ("messages", "conversations", "ai_runs", "ai_run_events", "approvals", "procrastinate_jobs")
    ]


def test_pages_of_the_concierge_say_that_agents_are_off_before_one_writes(cast: Cast) -> None:
    talk = talk_of(cast.alice, "Hello", title="Hello")
    client = signed_in(cast.alice)
    paths = ("/concierge/", f"/concierge/{talk.pk}/")
    assert all("switched off in your settings" not in client.get(path).content.decode() for path in paths)
    agents_off(cast)
    assert all("switched off in your settings" in client.get(path).content.decode() for path in paths)


@pytest.mark.parametrize(
    ("switch", "sentence", "status", "problem"),
    [
        (agents_off, "switched off in your settings", 403, "not-allowed"),
        (kill_switch, "The agents are switched off for now. Back at noon.", 403, "not-allowed"),
        (used_up, "which is your limit", 429, "too-many-requests"),
    ],
)
def test_switched_off_page_and_api_say_so_and_nothing_is_written(
    cast: Cast, switch: Callable[[Cast], None], sentence: str, status: int, problem: str
) -> None:
    conversation = talk_of(cast.alice, "Hello")
    switch(cast)
    before = written()

    client, api = signed_in(cast.alice), api_of(cast.alice)
    say, start = (
        reverse("conversations:message_create", args=[conversation.pk]),
        reverse("conversations:conversation_start"),
    )
    for address in (say, start):
        page = client.post(address, {"text": "Hello again"})
        assert page.status_code == 422 and sentence in words(page), address
    for path in ("conversations/", f"conversations/{conversation.pk}/messages/"):
        refused = api.post(path, {"text": "Hello again"})
        assert (refused.status_code, refused.json()["type"]) == (status, f"urn:tripos:problem:{problem}")
        assert sentence in refused.json()["detail"]
    assert written() == before


def test_suggestions_switched_off_the_periodic_look_makes_none(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    for wanted in (False, True):
        set_profile(cast.alice, proactive_suggestions_enabled=wanted)
        look_again(timestamp=0)
        produce_suggestions(user_id=str(cast.alice.pk), trip_id=str(trip.pk))
        with acting_as(cast.alice):
            assert ProactiveSuggestion.objects.for_user(cast.alice).exists() == wanted


@time_machine.travel(NOW, tick=True)
def test_asked_first_at_the_api_nothing_happens_before_a_yes_that_may_write_and_is_in_time(cast: Cast) -> None:
    make_stop(cast.trip, "Ateneum", 1, 10, location=make_place(0))
    set_profile(cast.alice, ai_approve_first=True)
    before = snapshot(cast.trip)
    talk = OnApi(cast.alice, Talk(cast.alice).agent, Trip(pk=cast.trip.pk))
    talk.say("Move the Ateneum to day 2")
    assert snapshot(cast.trip) == before and "proposal" in [kind for kind, _data in talk.events]

    in_time()
    (waits,) = talk.api.get("approvals/?status=pending").json()["results"]
    path = f"approvals/{waits['id']}/acceptance/"
    refused = api_of(cast.alice, AGENTS_ONLY).post(path)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:tripos:problem:missing-scope")
    assert 'scope="trips:write"' in refused["WWW-Authenticate"] and snapshot(cast.trip) == before

    as_owner("update approvals set expires_at = now() - interval '1 minute', created_at = now() - interval '1 hour'")
    assert talk.api.get("approvals/?status=pending").json()["results"] == []
    (late,) = talk.api.get("approvals/?status=expired").json()["results"]
    assert (late["id"], late["status"]) == (waits["id"], "expired")

    in_time()
    approved = talk.api.post(path, Idempotency_Key="yes-1")
    assert approved.json()["status"] == "approved" and snapshot(cast.trip) != before
    again = talk.api.post(path, Idempotency_Key="yes-1")
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (200, approved.content, "true")
    assert talk.api.post(path).status_code == 409
    # A no takes nothing: agents may be told so by a program that may not write.
    talk.say("Remove the Ateneum")
    in_time()
    with transaction.atomic():
        (waits,) = talk.api.get("approvals/?status=pending").json()["results"]
    denied = api_of(cast.alice, AGENTS_ONLY).post(f"approvals/{waits['id']}/denial/")
    assert denied.json()["status"] == "denied"


def test_answers_stand_under_their_questions(cast: Cast) -> None:
    """Two quick messages are answered one after the other; the page shows each with its answer."""
    talk = Talk(cast.alice)
    first, second = talk.ask("Hello"), talk.ask("Thanks")
    with acting_as(cast.alice):
        rows = list(Conversation.objects.get(pk=str(first.conversation_id)).messages.order_by("position"))
        assert [shown["is_asked"] for shown in transcript(rows, second, first)] == [True, False]
    talk.answer(first)
    talk.answer(second)
    with acting_as(cast.alice):
        rows = list(Conversation.objects.get(pk=str(first.conversation_id)).messages.order_by("position"))
        assert [row.role for row in rows] == [MessageRole.USER, MessageRole.USER, *[MessageRole.ASSISTANT] * 2]
        shown = transcript(rows, None)
        runs = [one.get("run_id") for one in shown]
    assert [one["is_mine"] for one in shown] == [True, False, True, False]
    assert runs[1::2] == [first.pk, second.pk]
