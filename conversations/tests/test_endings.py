"""Every way a turn can end on the wire: status, what was used, and a sentence that says what to do."""

from __future__ import annotations

import logging
import time
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from ai.models import AIRun
from ai.testing import call, scripted
from conversations.testing import Talk, shown
from conversations.turn import Turn
from conversations.turns import stop
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.fake_provider import Calls, Cut, Fails, Garbage, Says, Slow

pytestmark = pytest.mark.django_db
PRICES = {"AI_PRICES": "1/10"}  # dollars per million tokens
LOOKED = call("budget_summary")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="conversations.answering")


def test_answer_of_a_provider_is_stored_with_what_it_used(cast: Cast) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    with scripted(**PRICES, AI_TEMPERATURE=0.3) as model:
        model.turn(LOOKED, says="You have spent nothing so far.")
        run = talk.say("How much have we spent?")
    assert (run.status, run.error_message) == ("success", None)
    assert (run.input_tokens, run.output_tokens, run.total_tokens) == (200, 40, 240)
    assert run.estimated_cost_usd == Decimal("0.000600")
    assert (run.model_name, run.temperature) == ("scripted", Decimal("0.30"))
    assert run.completed_at is not None and run.started_at is not None and run.duration_ms is not None
    assert run.output_data is not None
    [tool] = run.output_data["tools"]
    assert (tool["tool"], tool["arguments"], tool["outcome"]) == ("budget_summary", {}, "success")
    assert run.metadata == {"requests": 2, "tool_calls": 1, "usage_is_partial": False}
    assert talk.told == "You have spent nothing so far."
    assert [message.role for message in talk.messages()] == ["user", "function", "assistant"]
    assert model.provider.requests[0]["temperature"] == 0.3
    assert model.provider.requests[0]["stream_options"] == {"include_usage": True}


def test_tool_calls_in_pieces_and_several_at_once_reach_the_tools(cast: Cast) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    with scripted() as model:
        model.turn(
            Calls(("search_places", {"words": "kahvila “Ääni”"}), ("budget_summary", {}), piece=1), says="Here you are."
        )
        run = talk.say("What is there?")
    assert run.output_data is not None
    assert [(tool["tool"], tool["arguments"]) for tool in run.output_data["tools"]] == [
        ("search_places", {"words": "kahvila “Ääni”"}),
        ("budget_summary", {}),
    ]
    assert len(model.tool_results(0)) == 2


def test_unknown_price_is_null_and_not_nothing(cast: Cast) -> None:
    with scripted() as model:
        model.turn(says="Hello.")
        run = Talk(cast.alice).say("Hello")
    assert run.total_tokens == 120
    assert run.estimated_cost_usd is None


@pytest.mark.filterwarnings("ignore:Some responses omitted usage")
def test_usage_that_was_not_told_is_noted(cast: Cast) -> None:
    with scripted(**PRICES) as model:
        model.turn(Says("Hello.", told_usage=False))
        run = Talk(cast.alice).say("Hello")
    assert (run.status, run.total_tokens, run.estimated_cost_usd) == ("success", 0, None)
    assert run.metadata["usage_is_partial"] is True


def test_embedded_model_costs_nothing(cast: Cast) -> None:
    run = Talk(cast.alice).say("Hello")
    assert (run.status, run.total_tokens, run.estimated_cost_usd) == ("success", 0, Decimal(0))
    assert run.temperature is None


FAILURES = {
    "key refused": ([Fails(401)], "error", "provider 401: ModelAuthenticationError", "refused our key"),
    "no such model": ([Fails(404)], "error", "provider 404: ModelNotFoundError", "choose another"),
    "busy for long": (
        [Fails(429, {"Retry-After": "1800"})],
        "error",
        "provider 429: ModelRateLimitError",
        "The language model is busy. Nothing was changed; try again in 30 minutes.",
    ),
    "server error": ([Fails(500)] * 3, "error", "provider 500: ModelServerError", "try again in a minute"),
    "cut stream": ([Cut()], "error", "provider: ModelConnectionError", "broke off in the middle"),
    "malformed": ([Garbage()], "error", "provider: ModelAPIError", "could not be read"),
    "unknown tool": (
        [Calls(("drop_table", {})), Calls(("drop_table", {}))],
        "error",
        "UnexpectedModelBehavior: Tool 'drop_table' exceeded",
        "did not find its way",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failure_of_the_provider_ends_the_run(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    replies, status, why, words = FAILURES[name]
    monkeypatch.setattr("ai.providers.FIRST_WAIT_SECONDS", 0.01)
    talk = Talk(cast.alice, trip=cast.trip)
    with scripted(**PRICES) as model:
        model.turn(LOOKED, *replies)
        run = talk.say("How much have we spent?")
    assert run.status == status
    assert run.error_message is not None and run.error_message.startswith(why)
    assert words in talk.told
    # What was used before stays, and so does what was looked up.
    assert run.total_tokens >= 120 and run.estimated_cost_usd is not None and run.estimated_cost_usd > 0
    assert run.output_data is not None and run.output_data["tools"][0]["tool"] == "budget_summary"
    assert run.completed_at is not None and run.duration_ms is not None
    assert [message.role for message in talk.messages()] == ["user"]
    assert "scripted failure" not in str(run.error_message)


def test_first_refusal_uses_nothing(cast: Cast) -> None:
    with scripted(**PRICES) as model:
        model.turn(Fails(401))
        run = Talk(cast.alice).say("Hello")
    assert (run.status, run.total_tokens, run.estimated_cost_usd) == ("error", 0, None)


def test_busy_provider_is_asked_again_after_the_time_it_names(cast: Cast) -> None:
    talk = Talk(cast.alice)
    with scripted() as model:
        model.turn(Fails(429, {"Retry-After": "1"}), says="Here I am.")
        run = talk.say("Hello")
    assert (run.status, talk.told) == ("success", "Here I am.")
    first, second = model.provider.asked_at
    assert second - first >= 1.0
    steps = [event["data"]["text"] for event in shown(run) if event["kind"] == "step"]
    assert steps == ["The language model is busy; asking again in 1 s"]


def test_busy_provider_is_not_waited_for_beyond_the_turns_time(cast: Cast) -> None:
    with override_settings(AI_LIMITS={**limits(), "run_seconds": 2}), scripted() as model:
        model.turn(Fails(429, {"Retry-After": "5"}))
        began = time.monotonic()
        run = Talk(cast.alice).say("Hello")
    assert run.status == "error" and time.monotonic() - began < 2
    assert len(model.provider.requests) == 1


def limits() -> dict[str, Any]:
    return dict(settings.AI_LIMITS)


def test_slow_stream_times_out_with_a_message(cast: Cast) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    with override_settings(AI_LIMITS={**limits(), "run_seconds": 1}), scripted(**PRICES) as model:
        model.turn(LOOKED, Slow(0.4))
        run = talk.say("How much have we spent?")
    assert (run.status, run.error_message) == ("timeout", "no answer within 1 seconds")
    assert "too long" in talk.told
    assert run.total_tokens == 120 and run.metadata["usage_is_partial"] is True
    assert run.duration_ms is not None and 900 < run.duration_ms < 3000


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Calls(("no_such_tool", {})), "Unknown tool name"),
        (Calls(("is_open", {"nonsense": 1})), "Field required"),
        (Calls(("is_open", '{"place": ')), "json_invalid"),
    ],
)
def test_wrong_call_is_told_to_the_model_which_goes_on(cast: Cast, wrong: Calls, told: str) -> None:
    with scripted() as model:
        model.turn(wrong, says="Sorry, that was me.")
        run = Talk(cast.alice).say("Is it open?")
    assert run.status == "success" and run.output_data is not None
    [tool] = run.output_data["tools"]
    assert tool["outcome"] == "retried" and tool["result"]["ok"] is False and told in tool["result"]["message"]


def test_missing_key_is_a_sentence_and_not_a_failure(cast: Cast) -> None:
    talk = Talk(cast.alice)
    with override_settings(AI_MODEL="openai:gpt-5.2", AI_BASE_URL=""):
        run = talk.say("Hello")
    assert run.status == "error" and run.error_message is not None and "needs a key" in run.error_message
    assert "No language model is set up" in talk.told and "OPENAI" not in talk.told


def test_slow_answer_can_be_stopped_while_the_model_says_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    with scripted(**PRICES) as model:
        model.turn(LOOKED, Slow(20))
        look = Turn.look

        def ask_to_stop_then_look(turn: Turn) -> None:
            if len(model.provider.requests) == 2:  # nothing comes for twenty seconds
                with acting_as(talk.traveller):
                    assert stop(talk.traveller, turn.run.pk)
            look(turn)

        monkeypatch.setattr(Turn, "look", ask_to_stop_then_look)
        began = time.monotonic()
        run = talk.say("How much have we spent?")
    assert time.monotonic() - began < 8
    assert (run.status, run.error_message) == ("cancelled", "stopped by the traveller")
    assert talk.told == "Stopped. Nothing was changed."
    assert run.total_tokens == 120 and run.estimated_cost_usd == Decimal("0.000120") + Decimal("0.000180")


def test_run_that_was_cut_off_keeps_what_its_first_try_used(cast: Cast) -> None:
    talk = Talk(cast.alice)
    with scripted(**PRICES) as model:
        model.turn(says="Hello.")
        run = talk.ask("Hello")
        with acting_as(talk.traveller, role="agent"):  # as a worker that was killed leaves it
            AIRun.objects.filter(pk=run.pk).update(
                status="running", input_tokens=300, output_tokens=10, total_tokens=310, started_at=run.created_at
            )
        run = talk.answer(run)
    assert (run.status, run.input_tokens, run.output_tokens) == ("success", 400, 30)


def test_message_of_a_conversation_in_the_trash_is_not_answered(cast: Cast) -> None:
    talk = Talk(cast.alice)
    run = talk.ask("Hello")
    assert talk.conversation is not None
    with acting_as(cast.alice), change_set("Threw it away"):
        type(talk.conversation).objects.filter(pk=talk.conversation.pk).update(deleted_at=run.created_at)
    assert talk.answer(run).status == "cancelled"
