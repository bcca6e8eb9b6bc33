"""Long conversations fold into a summary that the traveller sees; quick messages are answered one after the other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from ai.enums import AgentType, RunStatus
from ai.models import AIRun
from ai.testing import scripted
from conversations import summary
from conversations.models import AIContext, Conversation, Message
from conversations.testing import Talk, talk_of
from conversations.views import stream
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.fake_provider import Fails
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in, words

pytestmark = pytest.mark.django_db
MANY = [f"Question number {number}" for number in range(1, summary.MOST_MESSAGES + 2)]


def long_talk(cast: Cast, *said: str, **fields: Any) -> Talk:
    talk = Talk(cast.alice)
    talk.conversation = talk_of(cast.alice, *said, trip=cast.trip, **fields)
    return talk


def stored(talk: Talk) -> dict[str, Any]:
    with acting_as(talk.traveller):
        session = AIContext.objects.get(conversation=talk.conversation).session_context
    return dict(session.get("summary") or {})


def page_of(talk: Talk) -> str:
    assert talk.conversation is not None
    return words(signed_in(talk.traveller).get(f"/concierge/{talk.conversation.pk}/"))


def test_short_conversation_is_not_folded(cast: Cast) -> None:
    talk = long_talk(cast, *MANY[:5])
    talk.say("What are we doing on day 1?")
    assert stored(talk) == {}
    assert "Earlier in this conversation" not in page_of(talk)


def test_long_conversation_is_folded_into_facts_that_the_traveller_sees(cast: Cast) -> None:
    with acting_as(cast.alice):
        type(cast.trip).objects.filter(pk=cast.trip.pk).update(budget_total=800)
    talk = long_talk(cast, *MANY)
    talk.say("Hello")
    kept = stored(talk)
    assert (kept["through"], kept["count"], kept["words"]) == (13, 13, "")
    assert kept["facts"]["trip"][0] == "Helsinki in May: Helsinki, 14–16 May 2026"
    assert kept["facts"]["trip"][2].startswith("Budget: €800")
    assert kept["facts"]["asked"] == MANY[1:13]
    shown = page_of(talk)
    for told in ("Earlier in this conversation", "13 messages in short", "Question number 5", "Budget: €800"):
        assert told in shown
    talk.say("Hello again")
    assert stored(talk) == kept  # it is folded again only when it has grown again


def test_folding_again_keeps_what_was_folded(cast: Cast) -> None:
    talk = long_talk(cast, *MANY)
    talk.say("Hello")
    with acting_as(cast.alice):
        for number in range(20):
            talk_message(talk, f"Later {number}")
    talk.say("Set the budget to 700 EUR")
    talk.say("Hello")
    kept = stored(talk)
    assert kept["count"] > 13 and kept["through"] > 13
    assert len(kept["facts"]["asked"]) == summary.MOST_LINES
    assert kept["facts"]["trip"]


def talk_message(talk: Talk, text: str) -> None:
    assert talk.conversation is not None
    Message.objects.create(conversation=talk.conversation, role="user", content=text)


def test_long_messages_are_folded_before_many_are(cast: Cast) -> None:
    talk = long_talk(cast, *["x" * 4000] * 9)
    talk.say("Hello")
    assert stored(talk)["count"] == 6  # three of 4,000 characters are half of what may be sent


def sent(request: dict[str, Any]) -> list[str]:
    return [str(message["content"]) for message in request["messages"] if message["role"] != "system"]


def test_provider_is_sent_its_own_summary_beside_the_facts(cast: Cast) -> None:
    talk = long_talk(cast, *MANY)
    with scripted() as model:
        model.turn(says="They count questions.")
        model.turn(says="Hello.")
        run = talk.say("Hello")
    asked, answered = model.provider.requests
    assert "tools" not in asked and "Question number 1" in json.dumps(asked)
    told = sent(answered)
    assert "They count questions." in told[0] and "Helsinki in May" in told[0]
    assert told[1:] == [*MANY[13:], "Hello"] or "\n\n".join(told[1:]).endswith("Hello")
    assert "Question number 13" not in "".join(told[1:])
    assert stored(talk)["words"] == "They count questions."
    assert "They count questions." in page_of(talk)
    assert (run.status, run.total_tokens) == (RunStatus.SUCCESS, 240)  # both requests are the turn's


def test_summary_that_fails_leaves_the_facts(cast: Cast) -> None:
    talk = long_talk(cast, *MANY)
    with scripted() as model:
        model.turn(Fails(400))
        model.turn(says="Hello.")
        run = talk.say("Hello")
    assert run.status == RunStatus.SUCCESS
    assert stored(talk)["words"] == "" and stored(talk)["facts"]["asked"]


def test_facts_name_what_was_changed_agreed_and_refused(cast: Cast) -> None:
    talk = Talk(cast.alice, AgentType.BUDGET_GUARDIAN, trip=cast.trip)
    talk.say("Set the budget to 700 EUR")
    with acting_as(cast.alice):
        for text in MANY:
            talk_message(talk, text)
    talk.say("Hello")
    facts = stored(talk)["facts"]
    assert any("700" in line for line in [*facts["changed"], *facts["agreed"]]), facts
    assert summary.ANSWERED not in facts["changed"]


def test_two_quick_messages_are_answered_one_after_the_other(cast: Cast) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    first = talk.ask("One")
    second = talk.ask("Two")
    locks = as_owner("select lock from procrastinate_jobs where task_name = 'conversations.answer' order by id", [])
    assert talk.conversation is not None
    assert locks == [(f"conversation:{talk.conversation.pk}",)] * 2
    client = signed_in(cast.alice)
    address = f"/concierge/{talk.conversation.pk}/"
    assert client.get(address).context["events_url"] == reverse("conversations:run_events", args=[first.pk])
    with scripted() as model:
        model.turn(says="First answer.")
        talk.answer(first)
        assert sent(model.provider.requests[-1]) == ["One"]  # the second message is not in the first one's way
        assert client.get(address).context["events_url"] == reverse("conversations:run_events", args=[second.pk])
        assert frames(first)["done"]["is_more"] is True
        model.turn(says="Second answer.")
        talk.answer(second)
        assert sent(model.provider.requests[-1])[-1] == "Two"
        assert "First answer." in sent(model.provider.requests[-1])
    assert frames(second)["done"]["is_more"] is False
    assert "events_url" not in client.get(address).context


def frames(run: AIRun, last: int = 0) -> dict[str, Any]:
    """A run's events after ``last`` as its stream tells them, the last of each kind. (A stream itself gives its connection
    back, which would end the test's transaction.)"""
    with acting_as(run.user_id, read_only=True):
        rows = list(run.events.order_by("sequence").values_list("sequence", "kind", "data"))
        parts = [part.decode() for part in stream._frames(rows, last, "", run.conversation_id, {})[0]]
    return {
        part.split("event: ")[1].split("\n")[0]: json.loads(part.split("data: ", 1)[1].split("\n")[0]) for part in parts
    }


def test_stream_tells_whoever_comes_back_what_they_missed(cast: Cast) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    run = talk.say("What are we doing on day 1?")
    whole = frames(run)
    with acting_as(cast.alice):
        numbers = list(run.events.order_by("sequence").values_list("sequence", flat=True))
    assert whole["done"]["html"] and whole["step"]["html"]
    assert frames(run, last=numbers[-2]) == {"done": whole["done"]}
    assert frames(run, last=numbers[-1]) == {}
    client = signed_in(cast.alice)
    address = reverse("conversations:run_events", args=[run.pk])
    assert client.get(address, headers={"Last-Event-ID": str(numbers[-1])}).status_code == 204
    assert signed_in(cast.bob).get(address).status_code == 404


def test_older_messages_are_a_page_away(cast: Cast) -> None:
    conversation = talk_of(cast.alice, *[f"Message {number:03}." for number in range(70)])
    client = signed_in(cast.alice)
    address = f"/concierge/{conversation.pk}/"
    latest = client.get(address)
    assert "Message 069." in words(latest) and "Message 009." not in words(latest)
    older = client.get(address + latest.context["page"].next_url)
    assert "Message 009." in words(older) and "Message 010." not in words(older)
    assert "Back to the latest" in words(older)


def test_conversation_shows_its_trip_beside_it_until_it_is_gone(cast: Cast) -> None:
    conversation = talk_of(cast.alice, "Hi", trip=cast.trip)
    client = signed_in(cast.alice)
    address = f"/concierge/{conversation.pk}/"
    assert client.get(address).context["beside"].trip == cast.trip
    assert "Helsinki in May" in words(client.get(f"{address}plan/"))
    as_owner("update trips set deleted_at = now() where id = %s", [cast.trip.pk])
    assert client.get(address).context["beside"] is None
    assert "The trip is gone" in words(client.get(f"{address}plan/"))
    with acting_as(cast.alice):
        assert Conversation.objects.for_user(cast.alice).select_related("trip").get().live_trip is None
