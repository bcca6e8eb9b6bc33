"""A model's own words on the older part of a long conversation."""

from __future__ import annotations

from typing import Any

from pydantic_ai import Agent
from pydantic_ai.framing import wrap
from pydantic_ai.models import Model
from pydantic_ai.usage import UsageLimits

from ai.agents import PROMPTS
from ai.draft import THIRD_PARTY
from ai.engine import Meter
from ai.providers import WatchedModel, model_settings

MOST_CHARACTERS = 1_500
# What a model is given of the talk; the facts beside it are complete.
TALK_CHARACTERS = 40_000


async def summarise(model: Model[Any], meter: Meter, facts: str, talk: str) -> str:
    """Ask a model to sum up what was said, without tools; what it uses counts as the turn's.

    Args:
        model: the turn's language model.
        meter: the turn's limits and usage.
        facts: what is known already, line by line.
        talk: the messages, each after who said it.

    Raises:
        pydantic_ai.exceptions.AgentRunError: the model or its provider failed, or a limit was reached.
        Exception: whatever the meter's guard raises.
    """
    watched = WatchedModel(model, guard=meter.guard, deadline=meter.deadline, waiting=meter.tell_waiting)
    agent: Agent[None, str] = Agent(
        watched,
        instructions=(PROMPTS / "summary.md").read_text(encoding="utf-8"),
        model_settings=model_settings(meter.seconds),
        retries=0,
    )
    limits = UsageLimits(request_limit=None, total_tokens_limit=meter.tokens)
    asked = f"{wrap(THIRD_PARTY, facts)}\n\n{wrap(THIRD_PARTY, talk[-TALK_CHARACTERS:])}"
    async with agent, agent.run_stream(asked, usage=meter.usage, usage_limits=limits) as answer:
        return (await answer.get_output()).strip()[:MOST_CHARACTERS]
