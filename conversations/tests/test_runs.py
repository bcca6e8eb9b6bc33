"""The pages that explain a run and add up thirty days."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from ai.enums import AgentType
from ai.models import Approval
from ai.testing import call, scripted
from conversations.explaining import cost_words, dollars, understood_words
from conversations.testing import Talk, hold
from conversations.tests.talking import say_yes
from tripos.accounts.models import Profile, User
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as, acting_for_sign_in, change_set
from tripos.testing.cast import Cast
from tripos.testing.fake_provider import Fails
from tripos.testing.pages import at_most_queries
from tripos.testing.pages import words as words_of
from trips.models import Trip
from trips.tests.page_makers import make_place, make_stop

pytestmark = pytest.mark.django_db
PRICES = {"AI_PRICES": "1/10"}


def sign_in(client: Client, person: Profile) -> Client:
    with acting_for_sign_in():
        client.force_login(User.objects.get(pk=person.pk))
    return client


def talked(cast: Cast, asked: str = "How much have we spent?") -> Talk:
    talk = Talk(cast.alice, AgentType.BUDGET_GUARDIAN, trip=cast.trip)
    with scripted(**PRICES) as model:
        model.turn(call("budget_summary"), says="Nothing **yet**.")
        talk.say(asked)
    return talk


def test_what_was_read_is_told_with_days_as_days() -> None:
    read = {"intent": "plan_trip", "slots": {"start_date": "2026-05-14", "interests": ["art", "coffee"], "exact": True}}
    slots = {"start date": "14 May 2026", "interests": "art, coffee", "exact": "yes"}
    assert understood_words(read) == {"intent": "plan trip", "slots": slots}


def test_run_is_explained_to_somebody_who_was_not_there(cast: Cast, client: Client) -> None:
    talk = talked(cast, "How much <b>have</b> we spent?")
    assert talk.run is not None
    with acting_as(cast.alice, role="agent"), change_set("The ferry leaves early", kind="agent", run_id=talk.run.pk):
        Trip.objects.filter(pk=cast.trip.pk).update(title="Helsinki, early")
    with acting_as(cast.alice):
        changed = ChangeSet.objects.get(reason="The ferry leaves early")
    with acting_as(cast.alice, role="agent"):
        Approval.objects.create(
            user=cast.alice, run=talk.run, conversation=talk.conversation, trip_id=cast.trip.pk, tool_call_id="one",
            tool_name="remove_stop", arguments={}, preview={"lines": ["Remove the Ateneum"]},
            expires_at="2100-01-01T00:00Z",
        )  # fmt: skip
    page = sign_in(client, cast.alice).get(f"/runs/{talk.run.pk}/").content.decode()
    for words in (
        "What the Budget agent did",
        "How much &lt;b&gt;have&lt;/b&gt; we spent?",
        "Adding up the budget",
        "budget_summary: as data",
        "Nothing <strong>yet</strong>.",
        "The ferry leaves early",
        str(changed.pk),  # its undo
        "Remove the Ateneum",
        "Answer it in the conversation",
        "240",
        "200 read, 40 written",
        "$0.0006",
        "scripted",
    ):
        assert words in page, words
    assert "Answered in the chat" not in page, "what a turn writes about itself is no change"


def test_failed_run_says_what_was_told_and_keeps_its_trace(cast: Cast, client: Client) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    with scripted() as model:
        model.turn(call("budget_summary"), Fails(401, message="key sk-secret is wrong"))
        run = talk.say("How much?")
    page = sign_in(client, cast.alice).get(f"/runs/{run.pk}/").content.decode()
    assert "The language model refused our key" in page and "Adding up the budget" in page
    assert "<dd>unknown</dd>" in page and "Failed" in page and "sk-secret" not in page
    chat = client.get(f"/concierge/{run.conversation_id}/").content.decode()
    assert f"/runs/{run.pk}/" in chat


def test_run_and_usage_are_linked_from_the_chat_and_the_settings(cast: Cast, client: Client) -> None:
    talk = talked(cast)
    assert talk.run is not None
    sign_in(client, cast.alice)
    assert f"/runs/{talk.run.pk}/" in client.get(f"/concierge/{talk.run.conversation_id}/").content.decode()
    assert "/settings/usage/" in client.get("/settings/").content.decode()


@pytest.mark.parametrize("who", ["bob", "charlie", "staff"])
def test_run_of_another_is_not_found(cast: Cast, client: Client, who: str) -> None:
    talk = talked(cast)
    assert talk.run is not None
    sign_in(client, getattr(cast, who))
    assert client.get(f"/runs/{talk.run.pk}/").status_code == client.get(f"/runs/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("calls", [1, 3])
def test_run_page_makes_a_fixed_number_of_queries(cast: Cast, client: Client, calls: int) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    with scripted() as model:
        model.turn(*[call("budget_summary")] * calls, says="Nothing.")
        run = talk.say("How much?")
    sign_in(client, cast.alice)
    with at_most_queries(8):
        assert client.get(f"/runs/{run.pk}/").status_code == 200


@pytest.mark.parametrize("runs", [1, 3])
def test_usage_makes_a_fixed_number_of_queries(cast: Cast, client: Client, runs: int) -> None:
    hold(Talk(cast.alice), *["Hello"] * runs)
    sign_in(client, cast.alice)
    with at_most_queries(8):
        assert client.get("/settings/usage/").status_code == 200


def test_usage_adds_up_and_tells_the_unknown_apart(cast: Cast, client: Client) -> None:
    talked(cast)
    talk = Talk(cast.alice)
    with scripted() as model:  # no price is known for it
        model.turn(says="Hello.")
        talk.say("Hello")
    Talk(cast.bob).say("Not mine")
    page = sign_in(client, cast.alice).get("/settings/usage/")
    context = page.context
    assert (context["total"].runs, context["total"].tokens, context["total"].unknown) == (2, 360, 1)
    assert context["total"].cost_usd == Decimal("0.000600")
    assert [(line.label, line.runs, line.unknown) for line in context["agents"]] == [
        ("Budget", 1, 0),
        ("Concierge", 1, 1),
    ]
    assert [line.runs for line in context["days"]] == [2]
    assert [(line["used"], line["most"]) for line in context["limits"]][:3] == [
        ("2", "300"), ("1", "2,000"), ("360", "2,000,000"),
    ]  # fmt: skip
    assert "+ 1 unknown" in page.content.decode() and "Not mine" not in page.content.decode()


def test_cost_is_said_as_far_as_it_is_known(cast: Cast) -> None:
    talk = talked(cast)
    run = talk.run
    assert run is not None
    run.estimated_cost_usd = None
    assert cost_words(run) == "unknown"
    run.estimated_cost_usd = Decimal(0)
    assert cost_words(run) == "nothing"
    run.estimated_cost_usd, run.metadata = Decimal("0.25"), {"usage_is_partial": True}
    assert cost_words(run) == "at least $0.25"
    assert [dollars(Decimal(text)) for text in ("1.2", "0.0006", "0.000003")] == ["$1.20", "$0.0006", "$0.000003"]


def test_run_page_tells_what_became_of_each_stop(cast: Cast, client: Client) -> None:
    for index, title in enumerate(("Ekberg", "Kiasma")):
        make_stop(cast.trip, title, 1, 10 + 2 * index, location=make_place(index, name=title), sort_order=index)
    talk = Talk(cast.alice, AgentType.ITINERARY_OPTIMIZER, trip=cast.trip)
    run = talk.say("Move Kiasma to day 2 and remove Ekberg")
    assert say_yes(cast.alice).taken
    page = words_of(sign_in(client, cast.alice).get(f"/runs/{run.pk}/"))
    for told in (
        "It was about “Helsinki in May”. It looked up or worked out 2 things. It made 2 changes. It asked for your yes",
        "Changed “Kiasma”: day 1 → 2",
        "Taken out: Ekberg, day 1, 10:00",
        "Removed “Ekberg”, day 1, 10:00",
        "Remove from the trip?",
    ):
        assert told in page, page
    assert "stop id" not in page
