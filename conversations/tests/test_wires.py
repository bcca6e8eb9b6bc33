"""The wires of Anthropic and Google, where their packages are installed: streaming, tool calls, usage, errors."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest
from django.test import override_settings

from ai.providers import ModelUnavailable, model_for, provider_model
from conversations.models import Message
from conversations.testing import Talk, shown
from tripos.db.context import acting_as
from tripos.run import language_models
from tripos.testing.cast import Cast
from tripos.testing.fake_provider import Calls, Cut, Fails, FakeProvider, Reply, Says

pytestmark = pytest.mark.django_db

MODELS = {"anthropic": "anthropic:claude-sonnet-4-5", "google": "google:gemini-2.5-flash"}
KEYS = {"anthropic": "ANTHROPIC_API_KEY", "google": "GOOGLE_API_KEY"}


def installed(provider: str) -> bool:
    """Whether a provider's package is there; the parent of a dotted name may be absent, too."""
    try:
        return importlib.util.find_spec(language_models.PROVIDERS[provider].module) is not None
    except ModuleNotFoundError:
        return False


@pytest.fixture(params=sorted(MODELS))
def provider(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    """A fake server of one wire, which the settings name, with a key."""
    name = str(request.param)
    if not installed(name):
        pytest.skip(f"the package of {name} is an optional install: requirements-{name}.txt")
    monkeypatch.setenv(KEYS[name], "key-of-the-test")
    monkeypatch.setattr("ai.providers.FIRST_WAIT_SECONDS", 0.01)
    with FakeProvider() as server, override_settings(AI_MODEL=MODELS[name], AI_BASE_URL=server.root):
        yield server


def test_turn_with_a_tool_goes_over_the_wire(cast: Cast, provider: FakeProvider) -> None:
    talk = Talk(cast.alice, trip=cast.trip)
    provider.reply(Calls(("budget_summary", {}), input_tokens=300, output_tokens=30))
    provider.reply(Says("Nothing is spent yet.", input_tokens=400, output_tokens=12))
    run = talk.say("How much have we spent?")
    assert (run.status, talk.told) == ("success", "Nothing is spent yet."), run.error_message
    assert (run.input_tokens, run.output_tokens) == (700, 42)
    assert run.estimated_cost_usd is None, "prices count at the provider's own address alone"
    assert provider.keys == ["key-of-the-test"] * 2 and provider.is_spent
    assert "".join(one["data"]["text"] for one in shown(run) if one["kind"] == "delta").strip() == talk.told
    with acting_as(cast.alice):
        called = Message.objects.get(run_id=run.pk, role="function")
    assert (called.function_call or {})["name"] == "budget_summary"


@pytest.mark.parametrize("reply", [Fails(401), Fails(400), Cut("I was about")], ids=["401", "400", "cut"])
def test_failure_ends_the_run_with_a_sentence(cast: Cast, provider: FakeProvider, reply: Reply) -> None:
    talk = Talk(cast.alice)
    provider.reply(reply)
    assert talk.say("Hello").status == "error" and talk.told


def test_busy_provider_is_waited_for(cast: Cast, provider: FakeProvider) -> None:
    talk = Talk(cast.alice)
    provider.reply(Fails(429, {"Retry-After": "0"}), Fails(500), Says("Hello."))
    assert (talk.say("Hello").status, talk.told) == ("success", "Hello.")
    assert len(provider.requests) == 3


@pytest.mark.parametrize("name", sorted(MODELS))
def test_missing_package_or_key_is_said_in_a_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in language_models.PROVIDERS[name].keys:
        monkeypatch.delenv(key, raising=False)
    with override_settings(AI_MODEL=MODELS[name], AI_BASE_URL=""), pytest.raises(ModelUnavailable) as caught:
        model_for(None)  # type: ignore[arg-type]
    said = str(caught.value)
    assert "\n" not in said and (KEYS[name] if installed(name) else f"requirements-{name}.txt") in said
    if not installed(name):
        with pytest.raises(ModelUnavailable, match="cannot be used"):
            provider_model(MODELS[name], "http://localhost:1")
