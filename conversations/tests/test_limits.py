"""Limits and switches: refused before a run is made, at its start, and between its steps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from ai.enums import AgentType
from ai.limits import Spent, limits_for, spent_lately
from ai.models import AgentLimit, AIRun, AIRunEvent, UserAIStats
from ai.testing import call, scripted
from conversations.tasks import end_orphaned_runs
from conversations.testing import Talk
from conversations.turn import Turn
from conversations.turns import NotSaid
from tripos.accounts.models import Profile, User
from tripos.db.context import acting_as, acting_for_sign_in, change_set
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner

pytestmark = pytest.mark.django_db
PRICES = {"AI_PRICES": "1000/10000"}  # dollars per million tokens: a request of 100 and 20 costs 0.30


def allow(cast: Cast, **values: Any) -> AgentLimit:
    """A row of limits, made by staff."""
    with acting_as(cast.staff, role="staff"), change_set("Set limits", kind="staff"):
        return AgentLimit.objects.create(**values)


def default(**changed: Any) -> Any:
    return override_settings(AI_LIMITS={**settings.AI_LIMITS, **changed})


def sign_in(client: Client, person: Profile) -> None:
    with acting_for_sign_in():
        client.force_login(User.objects.get(pk=person.pk))


def refused(talk: Talk) -> str:
    with pytest.raises(NotSaid) as caught:
        talk.ask("Hello")
    with acting_as(talk.traveller):
        assert not AIRun.objects.unfinished().exists()
    return str(caught.value)


def test_most_specific_limit_holds(cast: Cast) -> None:
    scout = AgentType.LOCAL_SCOUT
    allow(cast, run_tokens=1000, day_runs=10, run_calls=5)
    allow(cast, agent_type=scout, run_tokens=500)
    allow(cast, user=cast.alice, run_tokens=2000, day_runs=20)
    allow(cast, user=cast.alice, agent_type=scout, run_tokens=3000)
    with acting_as(cast.alice), CaptureQueriesContext(connection) as asked:
        of_alice = limits_for(cast.alice, scout)
    assert len(asked) == 1
    with acting_as(cast.bob):
        of_bob = limits_for(cast.bob, scout)
    assert (of_alice.run_tokens, of_alice.day_runs, of_alice.run_calls) == (3000, 20, 5)
    assert (of_bob.run_tokens, of_bob.day_runs, of_bob.run_calls) == (500, 10, 5)
    assert of_bob.day_cost_usd == Decimal(settings.AI_LIMITS["day_cost_usd"])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "The agents are switched off for now. Back at noon."),
        ({"agent_type": "general_concierge"}, "This agent is switched off for now; the others answer. Back at noon."),
        ({"user": "alice"}, "The agents are switched off for your account. Back at noon."),
    ],
)
def test_kill_switch_refuses_with_a_sentence(cast: Cast, row: dict[str, Any], words: str) -> None:
    values = {**row, "user": cast.alice} if "user" in row else row
    allow(cast, is_enabled=False, reason="Back at noon.", **values)
    assert refused(Talk(cast.alice)) == words
    if "user" in row:
        assert Talk(cast.bob).say("Hello").status == "success"
    if "agent_type" in row:
        assert Talk(cast.alice, AgentType.LOCAL_SCOUT).say("Hello").status == "success"


def test_kill_switch_is_seen_on_the_page(cast: Cast, client: Client) -> None:
    allow(cast, is_enabled=False)
    sign_in(client, cast.alice)
    page = client.post("/concierge/start/", {"text": "Hello"})
    assert page.status_code == 422 and "The agents are switched off for now." in page.content.decode()


def test_agents_off_in_the_settings_refuses_pages_and_jobs(cast: Cast) -> None:
    talk = Talk(cast.alice)
    run = talk.ask("Hello")
    with acting_as(cast.alice), change_set("Switched agents off"):
        Profile.objects.filter(pk=cast.alice.pk).update(ai_enabled=False)
    assert (talk.answer(run).status, run.started_at) == ("cancelled", None)
    assert "switched off in your settings" in talk.told
    cast.alice.ai_enabled = False
    assert "switched off in your settings" in refused(Talk(cast.alice))


@pytest.mark.parametrize("switch", ["staff", "traveller"])
def test_switch_thrown_in_the_middle_ends_the_run(cast: Cast, monkeypatch: pytest.MonkeyPatch, switch: str) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    look = Turn.look

    def throw_then_look(turn: Turn) -> None:
        if turn.meter.usage.requests == 1:
            if switch == "staff":
                allow(cast, is_enabled=False)
            else:
                with acting_as(cast.alice), change_set("Switched agents off"):
                    Profile.objects.filter(pk=cast.alice.pk).update(ai_enabled=False)
        look(turn)

    monkeypatch.setattr(Turn, "look", throw_then_look)
    with scripted(**PRICES) as model:
        model.turn(call("budget_summary"))
        run = talk.say("How much have we spent?")
    assert run.status == "cancelled" and "switched off" in talk.told
    assert len(model.provider.requests) == 1, "no second request to the model"
    assert run.estimated_cost_usd == Decimal("0.300000")


def test_daily_number_of_runs_is_refused_with_the_time_it_goes_on(cast: Cast) -> None:
    talk = Talk(cast.alice)
    with default(day_runs=2):
        talk.say("Hello")
        talk.say("Hello again")
        words = refused(talk)
        assert words.startswith("You have had 2 answers in 24 hours, which is your limit. It goes on ")
        assert Talk(cast.bob).say("Hello").status == "success"
        as_owner("update ai_runs set created_at = now() - interval '25 hours' where user_id = %s", [cast.alice.pk])
        assert talk.say("Hello").status == "success"


def test_daily_tokens_limit_where_the_cost_is_unknown(cast: Cast) -> None:
    talk = Talk(cast.alice)
    with default(day_tokens=200, day_cost_usd="0.01"), scripted() as model:
        model.turn(says="Hello.")
        assert talk.say("Hello").estimated_cost_usd is None
        model.turn(says="Hello again.")
        run = talk.say("Hello")
        assert (run.status, run.total_tokens) == ("error", 120), "80 tokens were left, and 120 used"
        assert "used up what it may (80 tokens)" in talk.told
        assert "as much as they may in 24 hours" in refused(talk)


def test_daily_cost_counts_what_is_known(cast: Cast) -> None:
    talk = Talk(cast.alice)
    with default(day_cost_usd="0.50"), scripted(**PRICES) as model:
        model.turn(says="Hello.")
        talk.say("Hello")
        model.turn(call("budget_summary"))
        run = talk.say("Hello")
        assert run.status == "error" and run.error_message is not None and "$0.20" in run.error_message
        assert "have cost $0.50 in 24 hours" in refused(talk)
    with acting_as(cast.alice):
        assert spent_lately(cast.alice).cost_usd == Decimal("0.600000")


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"run_tokens": 130}, "used up what it may (130 tokens)"),
        ({"run_cost_usd": "0.25"}, "used up what it may ($0.25)"),
        ({"run_calls": 1}, "too many steps"),
    ],
)
def test_limit_of_one_run_ends_it_between_steps(cast: Cast, limit: dict[str, Any], words: str) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    with default(**limit), scripted(**PRICES) as model:
        model.turn(call("budget_summary"))
        if "run_cost_usd" not in limit:
            model.turn(call("budget_summary"))
        run = talk.say("How much have we spent?")
    assert run.status == "error" and words in talk.told and "hing was changed" in talk.told


def test_other_runs_under_way_count(cast: Cast) -> None:
    first, second = Talk(cast.alice), Talk(cast.alice)
    with default(day_tokens=1000), scripted() as model:
        waiting = first.ask("Hello")
        with acting_as(cast.alice, role="agent"):
            AIRun.objects.filter(pk=waiting.pk).update(
                status="running", started_at=waiting.created_at, input_tokens=950, total_tokens=950
            )
        model.turn(says="Hello.")
        assert second.say("Hello").status == "error"
        assert "used up what it may (50 tokens)" in second.told


def test_statistics_follow_each_run(cast: Cast) -> None:
    talk = Talk(cast.alice)
    with scripted(**PRICES) as model:
        model.turn(says="Hello.")
        talk.say("Hello")
    with scripted() as model:
        model.turn(says="Hello.")
        talk.say("Hello")
    with acting_as(cast.alice):
        stats = UserAIStats.objects.for_user(cast.alice).get()
    assert (stats.total_runs, stats.total_conversations, stats.total_tokens) == (2, 1, 240)
    assert (stats.total_cost, stats.unknown_cost_runs) == (Decimal("0.300000"), 1)


def test_run_whose_job_is_gone_is_ended(cast: Cast) -> None:
    gone, stopped, young = Talk(cast.alice).ask("Hello"), Talk(cast.bob).ask("Hello"), Talk(cast.vera).ask("Hello")
    with_a_job = Talk(cast.charlie).ask("Hello")
    as_owner("update ai_runs set created_at = now() - interval '10 minutes' where id <> %s", [young.pk])
    with acting_as(cast.bob), change_set("Stopped"):
        AIRun.objects.filter(pk=stopped.pk).update(cancel_requested_at=stopped.created_at)
    as_owner("delete from procrastinate_jobs where args ->> 'run_id' <> %s", [str(with_a_job.pk)])
    assert end_orphaned_runs(timestamp=0) == 2
    assert end_orphaned_runs(timestamp=0) == 0
    rows = as_owner("select user_id, status from ai_runs")
    assert {row[0]: row[1] for row in rows} == {
        cast.alice.pk: "error", cast.bob.pk: "cancelled", cast.vera.pk: "pending", cast.charlie.pk: "pending",
    }  # fmt: skip
    with acting_as(cast.alice):
        told = AIRunEvent.objects.for_user(cast.alice).get(run_id=gone.pk)
    assert (told.kind, told.data["status"]) == ("error", "error")


def test_limit_is_not_negative_and_daily_ones_are_of_all_agents(cast: Cast) -> None:
    for wrong in ({"run_tokens": -1}, {"agent_type": AgentType.LOCAL_SCOUT, "day_runs": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            allow(cast, **wrong)
    with pytest.raises(psycopg.errors.CheckViolation), transaction.atomic():
        as_owner("insert into agent_limits (day_cost_usd) values ('NaN')")
    assert Spent(runs=1) + Spent(runs=2, tokens=3) == Spent(runs=3, tokens=3)


def test_staff_throw_the_switch_in_the_back_office(cast: Cast, client: Client) -> None:
    as_owner("update users set is_superuser = true where id = %s", [cast.staff.pk])
    sign_in(client, cast.staff)
    empty = dict.fromkeys(settings.AI_LIMITS, "")
    done = client.post("/admin/ai/agentlimit/add/", {"agent_type": "", "user": "", "reason": "Back soon.", **empty})
    assert done.status_code == 302, done.content.decode()
    assert refused(Talk(cast.alice)) == "The agents are switched off for now. Back soon."
