"""A stranger's requests for somebody's pages: not found, and no row of theirs even when the views forget to filter."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ai.models import AIRun, AIRunEvent, Approval
from conversations.models import Conversation
from tripos.db.context import acting_as, change_set
from tripos.db.ownership import OwnedQuerySet
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in
from tripos.tests.makers import make_conversation, make_item, say, suggest
from trips.models import ItineraryItem, Trip

pytestmark = pytest.mark.django_db
SECRET = "Surprise for Grandmother"
FILTERS = ("for_user", "editable_by", "owned_by", "with_deleted", "trash")


@pytest.fixture
def rows(cast: Cast) -> dict[str, uuid.UUID]:
    """What alice has: a trip with a stop, a conversation with a run under way and a question that waits."""
    with acting_as(cast.alice), change_set(SECRET) as change:
        Trip.objects.filter(pk=cast.trip.pk).update(title=SECRET)
    stop = make_item(cast.trip, title=SECRET)
    conversation = make_conversation(cast.alice, trip=cast.trip)
    message = say(conversation, SECRET)
    with acting_as(cast.alice, role="agent"):
        run = AIRun.objects.create(
            user=cast.alice,
            conversation_id=conversation.pk,
            agent_name="general_concierge",
            agent_type="general_concierge",
            status="running",
            input_data={"text": SECRET, "message_id": str(message.pk)},
        )
        AIRunEvent.objects.create(run=run, sequence=1, kind="error", data={"text": SECRET})
        approval = Approval.objects.create(
            user=cast.alice,
            run=run,
            conversation=conversation,
            trip_id=cast.trip.pk,
            tool_call_id="remove_0",
            tool_name="remove_stop",
            arguments={"trip_id": str(cast.trip.pk), "item_ids": [str(stop.pk)]},
            preview={"lines": [SECRET]},
            expires_at=timezone.now() + timedelta(hours=1),
        )
        Conversation.objects.filter(pk=conversation.pk).update(title=SECRET)
    suggestion = suggest(cast.alice, cast.trip, title=SECRET)
    return {
        "trip": cast.trip.pk,
        "suggestion": suggestion.pk,
        "stop": stop.pk,
        "conversation": conversation.pk,
        "run": run.pk,
        "approval": approval.pk,
        "change": change.id,
    }


# name, rows in the address, method
PAGES = [
    ("conversations:conversation_detail", ["conversation"], "get"),
    ("conversations:run_events", ["run"], "get"),
    ("conversations:run_detail", ["run"], "get"),
    ("conversations:message_create", ["conversation"], "post"),
    ("conversations:run_stop", ["run"], "post"),
    ("conversations:run_retry", ["run"], "post"),
    ("conversations:approval_acceptance", ["approval"], "post"),
    ("conversations:approval_denial", ["approval"], "post"),
    ("trips:trip_detail", ["trip"], "get"),
    ("trips:trip_history", ["trip"], "get"),
    ("trips:trip_edit", ["trip"], "get"),
    ("trips:trip_edit", ["trip"], "post"),
    ("trips:trip_discard", ["trip"], "post"),
    ("trips:trip_acceptance", ["trip"], "post"),
    ("trips:trip_restoration", ["trip"], "post"),
    ("trips:stop_new", ["trip"], "get"),
    ("trips:stop_edit", ["trip", "stop"], "get"),
    ("trips:stop_removal", ["trip", "stop"], "post"),
    ("trips:stop_lock", ["trip", "stop"], "post"),
    ("trips:change_set_reversal", ["change"], "post"),
    ("trips:suggestion_acceptance", ["trip", "suggestion"], "post"),
    ("trips:suggestion_rejection", ["trip", "suggestion"], "post"),
    ("trips:suggestion_postponement", ["trip", "suggestion"], "post"),
]
LISTS = ["home", "trips:trip_list", "trips:trash", "conversations:conversation_list", "conversations:usage"]


def answers(client: Client, rows: dict[str, uuid.UUID]) -> dict[str, int]:
    """Every page's status for this client; what it says must not hold the secret."""
    found = {}
    for name, parts, method in PAGES:
        response = getattr(client, method)(reverse(name, args=[rows[part] for part in parts]), {"text": "Hello"})
        assert SECRET.encode() not in _content(response), name
        found[f"{method} {name}"] = response.status_code
    for name in LISTS:
        response = client.get(reverse(name))
        assert SECRET.encode() not in _content(response), name
    return found


def _content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def unchanged(rows: dict[str, uuid.UUID]) -> list[Any]:
    """Alice's rows that a stranger's request could have touched."""
    return as_owner(
        "select t.status, t.deleted_at, i.deleted_at, i.is_locked, a.status, r.status, r.cancel_requested_at,"
        " (select count(*) from messages m where m.conversation_id = c.id)"
        " from trips t, itinerary_items i, approvals a, ai_runs r, conversations c"
        " where t.id = %s and i.id = %s and a.id = %s and r.id = %s and c.id = %s",
        [rows[name] for name in ("trip", "stop", "approval", "run", "conversation")],
    )


@pytest.fixture
def without_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every queryset's filters by user return everything, as if each view had forgotten its own."""

    def everything(self: Any, user: Any) -> Any:
        return self.all()

    kinds = [OwnedQuerySet]
    for kind in kinds:
        kinds += kind.__subclasses__()
        for name in FILTERS:
            if name in kind.__dict__:
                monkeypatch.setattr(kind, name, everything)


def test_stranger_finds_nothing(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    before = unchanged(rows)
    assert set(answers(signed_in(cast.charlie), rows).values()) == {404}
    assert unchanged(rows) == before


def test_visitor_is_asked_to_sign_in(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    before = unchanged(rows)
    assert set(answers(Client(), rows).values()) == {302}
    assert unchanged(rows) == before


@pytest.mark.usefixtures("without_filters")
def test_stranger_finds_nothing_when_the_views_forget_to_filter(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    with acting_as(cast.charlie):
        for model in (Trip, ItineraryItem, Conversation, AIRun, AIRunEvent, Approval):
            assert list(model.objects.for_user(cast.alice)) == [], model
    before = unchanged(rows)
    found = answers(signed_in(cast.charlie), rows)
    assert set(found.values()) == {404}, found
    assert unchanged(rows) == before


@pytest.mark.usefixtures("without_filters")
def test_owner_still_finds_everything_when_the_views_forget_to_filter(cast: Cast, rows: dict[str, uuid.UUID]) -> None:
    client = signed_in(cast.alice)
    for name, parts, method in PAGES:
        if method == "get" and name != "conversations:run_events":
            response = client.get(reverse(name, args=[rows[part] for part in parts]))
            assert (name, response.status_code) == (name, 200)
    assert SECRET.encode() in client.get(reverse("trips:trip_detail", args=[rows["trip"]])).content
