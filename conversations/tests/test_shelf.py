"""The shelf of conversations: list, search, agents, name, trip, state, trash; each one's own."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ai.agents.about import ICONS, SENTENCES
from ai.enums import AgentType
from ai.models import AIRun
from conversations.models import Conversation, Message
from conversations.tasks import IDLE, abandon_idle
from conversations.testing import talk_of
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words

pytestmark = pytest.mark.django_db
LIST = "/concierge/"


def url(name: str, pk: Any) -> str:
    return reverse(f"conversations:{name}", args=[pk])


def state_of(pk: uuid.UUID) -> tuple[str, bool]:
    [(status, deleted)] = as_owner("select status::text, deleted_at is not null from conversations where id = %s", [pk])
    return str(status), bool(deleted)


@pytest.mark.parametrize("many", [1, 3, 25])
def test_list_makes_at_most_five_queries(cast: Cast, many: int) -> None:
    for number in range(many):
        talk_of(cast.alice, "Hello", title=f"Talk {number}", trip=cast.trip)
    client = signed_in(cast.alice)
    client.get(LIST)
    for address in (LIST, f"{LIST}?q=hello", f"{LIST}?show=done", f"{LIST}?trip={cast.trip.pk}", f"{LIST}trash/"):
        with at_most_queries(5):
            assert client.get(address).status_code == 200


def test_list_goes_on_page_after_page_without_repeating(cast: Cast) -> None:
    made = {talk_of(cast.alice, "Hello", title=f"Talk {number:03}").title for number in range(45)}
    client = signed_in(cast.alice)
    address, seen = LIST, []
    while address:
        page = client.get(address).context["page"]
        seen += [row.title for row in page.rows]
        address = f"{LIST}{page.next_url}" if page.next_url else ""
    assert (len(seen), set(seen)) == (45, made)


def test_list_and_search_show_ones_own_only(cast: Cast) -> None:
    talk_of(cast.alice, "Where is the harbour?", title="Ships")
    talk_of(cast.bob, "Where is the harbour?", title="Bob's ships")
    found = words(signed_in(cast.alice).get(f"{LIST}?q=harbour"))
    assert "Ships" in found and "Bob's" not in found
    assert "Nothing found" in words(signed_in(cast.charlie).get(f"{LIST}?q=harbour"))


def test_search_looks_on_every_shelf(cast: Cast) -> None:
    talk = talk_of(cast.alice, "tram", title="Old rails")
    as_owner("update conversations set status = 'archived' where id = %s", [talk.pk])
    client = signed_in(cast.alice)
    assert "Old rails" in words(client.get(f"{LIST}?q=tram"))
    assert "Old rails" not in words(client.get(LIST))
    assert "Old rails" in words(client.get(f"{LIST}?show=archived"))
    assert "Nothing found" in words(client.get(f"{LIST}?q=tram&show=done"))


@pytest.mark.parametrize("agent", AgentType)
def test_conversation_starts_with_the_chosen_agent_about_the_trip(cast: Cast, agent: AgentType) -> None:
    client = signed_in(cast.alice)
    page = client.get(f"{LIST}?agent={agent.value}&trip={cast.trip.pk}")
    assert words(page).count(str(SENTENCES[agent])) == 1
    answer = client.post(
        reverse("conversations:conversation_start"),
        dict(page.context["hidden_fields"]) | {"text": "What are we doing?"},
    )
    with acting_as(cast.alice):
        [made] = Conversation.objects.for_user(cast.alice)
        [run] = AIRun.objects.for_user(cast.alice)
    assert answer.headers["Location"] == url("conversation_detail", made.pk)
    assert (made.agent_type, made.trip_id, run.agent_type) == (agent.value, cast.trip.pk, agent.value)
    assert "What are we doing?" in words(client.get(answer.headers["Location"]))


def test_every_agent_is_explained() -> None:
    assert set(SENTENCES) == set(ICONS) == set(AgentType.values)
    assert len({str(sentence) for sentence in SENTENCES.values()}) == len(AgentType)


def test_nobody_starts_about_a_trip_they_cannot_see(cast: Cast) -> None:
    client = signed_in(cast.charlie)
    assert client.get(f"{LIST}?trip={cast.trip.pk}").status_code == 404
    sent = {"text": "Hi", "trip": str(cast.trip.pk)}
    assert client.post(reverse("conversations:conversation_start"), sent).status_code == 404
    assert client.get(f"{LIST}?trip=nonsense").status_code == 404
    assert as_owner("select count(*) from conversations", []) == [(0,)]


def test_name_and_trip_are_changed_and_the_trip_is_unlinked(cast: Cast) -> None:
    talk = talk_of(cast.alice, title="Before")
    edit = url("conversation_edit", talk.pk)
    client = signed_in(cast.alice)
    client.post(edit, {"title": "  After \n all ", "trip": str(cast.trip.pk)})
    assert as_owner("select title, trip_id from conversations", []) == [("After all", cast.trip.pk)]
    client.post(edit, {"title": "After all", "trip": ""})
    assert as_owner("select title, trip_id from conversations", []) == [("After all", None)]
    reasons = [row[0] for row in as_owner("select reason from change_sets where reason like '%%onversation'", [])]
    assert "Unlinked a conversation" in reasons


def test_name_is_needed_and_another_travellers_trip_is_refused(cast: Cast) -> None:
    talk = talk_of(cast.alice, title="Mine")
    theirs = make_trip(cast.charlie, title="Theirs")
    client = signed_in(cast.alice)
    refused = [client.post(url("conversation_edit", talk.pk), sent) for sent in (
        {"title": "   ", "trip": ""}, {"title": "x" * 121, "trip": ""}, {"title": "Mine", "trip": str(theirs.pk)},
    )]  # fmt: skip
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert "Theirs" not in words(refused[0])
    assert as_owner("select title, trip_id from conversations", []) == [("Mine", None)]


def test_states_follow_the_traveller_and_a_message_opens_again(cast: Cast) -> None:
    talk = talk_of(cast.alice, "Hi")
    client = signed_in(cast.alice)
    for state in ("completed", "archived", "active", "completed"):
        assert client.post(url("conversation_state", talk.pk), {"state": state}).status_code == 302
        assert state_of(talk.pk) == (state, False)
    client.post(url("message_create", talk.pk), {"text": "One more thing"})
    assert state_of(talk.pk) == ("active", False)
    for nonsense in ("abandoned", "deleted", ""):
        assert client.post(url("conversation_state", talk.pk), {"state": nonsense}).status_code == 400


def test_idle_conversation_is_marked_and_wakes_with_a_message(cast: Cast) -> None:
    idle, fresh, done = (talk_of(cast.alice, "Hi", title=title) for title in ("Idle", "Fresh", "Done"))
    long_ago = timezone.now() - IDLE - timedelta(minutes=1)
    as_owner("update conversations set last_message_at = %s where id = any(%s)", [long_ago, [idle.pk, done.pk]])
    as_owner("update conversations set status = 'completed' where id = %s", [done.pk])
    abandon_idle(timestamp=0)
    assert [state_of(row.pk)[0] for row in (idle, fresh, done)] == ["abandoned", "active", "completed"]
    with acting_as(cast.alice):
        Message.objects.create(conversation=idle, role="user", content="Back again")
    assert state_of(idle.pk)[0] == "active"


def test_trash_keeps_what_was_said_and_brings_it_back(cast: Cast) -> None:
    talk = talk_of(cast.alice, "Where is the harbour?", title="Ships")
    client = signed_in(cast.alice)
    client.post(url("message_create", talk.pk), {"text": "And the ferry?"})
    client.post(url("conversation_discard", talk.pk))
    assert state_of(talk.pk) == ("active", True)
    assert as_owner("select count(*) from ai_runs where cancel_requested_at is null", []) == [(0,)]
    for name in ("conversation_detail", "conversation_edit", "conversation_plan"):
        assert client.get(url(name, talk.pk)).status_code == 404
    for name in ("message_create", "conversation_state", "conversation_discard"):
        assert client.post(url(name, talk.pk), {"text": "x", "state": "active"}).status_code == 404
    assert "Nothing found" in words(client.get(f"{LIST}?q=harbour"))
    assert "Ships" in words(client.get(f"{LIST}trash/"))
    client.post(url("conversation_restoration", talk.pk))
    assert "Where is the harbour?" in words(client.get(url("conversation_detail", talk.pk)))
    assert client.post(url("conversation_restoration", talk.pk)).status_code == 404


@pytest.mark.parametrize("who", ["bob", "charlie", "staff"])
def test_another_travellers_conversation_is_not_found(cast: Cast, who: str) -> None:
    talk = talk_of(cast.alice, "Secret", trip=cast.trip)
    client = signed_in(getattr(cast, who))
    for name in ("conversation_detail", "conversation_edit", "conversation_plan"):
        assert client.get(url(name, talk.pk)).status_code == 404
    posts = ("message_create", "conversation_edit", "conversation_state", "conversation_discard",
             "conversation_restoration")  # fmt: skip
    for name in posts:
        sent = {"text": "x", "state": "archived", "title": "x"}
        assert client.post(url(name, talk.pk), sent).status_code == 404
    assert state_of(talk.pk) == ("active", False)


def test_trip_leads_to_its_latest_open_conversation_or_a_new_one(cast: Cast) -> None:
    client = signed_in(cast.alice)
    chat = url("trip_chat", cast.trip.pk)
    assert client.get(chat).headers["Location"] == f"{LIST}?trip={cast.trip.pk}"
    talk_of(cast.alice, "Hi", trip=cast.trip)
    talk_of(cast.bob, "Hi", trip=cast.trip)
    as_owner("update conversations set status = 'archived' where user_id = %s", [cast.alice.pk])
    assert client.get(chat).headers["Location"] == f"{LIST}?trip={cast.trip.pk}"
    latest = talk_of(cast.alice, "Hi", trip=cast.trip)
    assert client.get(chat).headers["Location"] == url("conversation_detail", latest.pk)
    assert signed_in(cast.charlie).get(chat).status_code == 404


def test_who_says_too_much_at_once_keeps_the_words(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "say": "1/h/user"}
    talk = talk_of(cast.alice, "Hello")
    client = signed_in(cast.alice)
    again = f"/concierge/{talk.pk}/messages/"
    assert client.post("/concierge/start/", {"text": ""}).status_code == 422  # counted too
    for address in ("/concierge/start/", again):
        answer = client.post(address, {"text": "Two days in Turku"})
        assert answer.status_code == 429
        assert "That was a lot at once" in words(answer)
        assert ">Two days in Turku</textarea>" in answer.content.decode()
    in_drawer = {"HX-Request": "true", "HX-Target": "concierge"}
    assert client.post(again, {"text": "Two days in Turku"}, headers=in_drawer)["X-Drawer"]
