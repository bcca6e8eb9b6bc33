"""The conversation in the drawer of a trip's page: the same addresses, the panel alone."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from conversations.models import Conversation
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in
from trips.models import Trip

HTMX = {"HX-Request": "true", "HX-Target": "concierge"}


def ask(client: Any, url: str, **sent: str) -> Any:
    if sent:
        return client.post(url, sent, headers=HTMX, follow=True)
    return client.get(url, headers=HTMX, follow=True)


def test_drawer_begins_goes_on_and_says_why_a_message_was_not_taken(cast: Cast) -> None:
    client = signed_in(cast.alice)
    chat = reverse("conversations:trip_chat", args=[cast.trip.pk])
    empty = ask(client, chat)
    html = empty.content.decode()
    assert empty["X-Drawer"] == "1"
    assert "<html" not in html
    assert f'name="trip" value="{cast.trip.pk}"' in html
    start = reverse("conversations:conversation_start")
    refused = ask(client, start, text="   ", trip=str(cast.trip.pk))
    assert (refused.status_code, refused["X-Drawer"]) == (422, "1")
    begun = ask(client, start, text="Start later", trip=str(cast.trip.pk))
    assert begun["X-Drawer"] == "1"
    assert "data-events-url" in begun.content.decode()
    with acting_as(cast.alice):
        conversation = Conversation.objects.for_user(cast.alice).get(trip=cast.trip)
    own = reverse("conversations:conversation_detail", args=[conversation.pk])
    assert f'data-url="{own}"' in begun.content.decode()
    assert f'data-url="{own}"' in ask(client, chat).content.decode()
    with at_most_queries(8):
        ask(client, own)
    assert "<html" in client.get(own).content.decode()


def test_drawer_of_a_strangers_trip_is_not_found(cast: Cast) -> None:
    chat = reverse("conversations:trip_chat", args=[cast.trip.pk])
    assert ask(signed_in(cast.charlie), chat).status_code == 404


def test_plan_is_sent_again_only_where_it_is_another(cast: Cast) -> None:
    client = signed_in(cast.vera)
    where = reverse("trips:trip_detail", args=[cast.trip.pk])
    plan = {"HX-Request": "true", "HX-Target": "plan"}
    with acting_as(cast.alice):
        cast.trip.refresh_from_db()
    version = cast.trip.content_version
    assert client.get(where, {"since": version}, headers=plan).status_code == 204
    assert client.get(where, {"since": version - 1}, headers=plan)["X-Plan"] == "1"


def test_undo_in_the_drawer_leads_back_to_its_conversation(cast: Cast) -> None:
    with acting_as(cast.alice), change_set("Renamed"):
        Trip.objects.filter(pk=cast.trip.pk).update(title="Another")
    with acting_as(cast.alice):
        change = ChangeSet.objects.filter(reason="Renamed").get()
    back = reverse("conversations:trip_chat", args=[cast.trip.pk])
    undo = reverse("trips:change_set_reversal", args=[change.pk])
    answer = signed_in(cast.alice).post(undo, {"next": back}, headers=HTMX)
    assert answer["Location"] == back
