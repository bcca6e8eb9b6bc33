"""Which language model answers: the embedded one, or a provider's by one setting."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal
from typing import Any

from django.conf import settings
from genai_prices.data_snapshot import get_snapshot
from pydantic_ai import RunContext
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelRateLimitError,
    ModelServerError,
    ModelUnavailableError,
    UserError,
)
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse, infer_model
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RunUsage

from ai.checks import model_problem
from ai.embedded.model import MODEL_NAME, EmbeddedModel
from ai.embedded.types import Context

OLLAMA_URL = "http://localhost:11434/v1"
MICRO = Decimal("0.000001")
MILLION = Decimal(1_000_000)
# A provider that is busy or failed is asked again at most so often, after so many seconds where it names none.
MOST_REQUESTS = 3
FIRST_WAIT_SECONDS = 0.5


class ModelUnavailable(Exception):
    """The chosen model cannot be used; the message is one sentence for the operator."""


def model_for(context: Context) -> Model[Any]:
    """The model that ``TRIPOS_AI_MODEL`` names. Enter it (``async with``) so that its connections are closed.

    Args:
        context: what the embedded model reads with; other models do not need it.

    Raises:
        ModelUnavailable: a provider's package or key is missing, or the name is unknown.
    """
    if settings.AI_MODEL == MODEL_NAME:
        return EmbeddedModel(context)
    problem = model_problem()
    if problem:
        raise ModelUnavailable(problem)
    return provider_model(settings.AI_MODEL, settings.AI_BASE_URL)


def provider_model(name: str, base_url: str = "") -> Model[Any]:
    """A provider's model.

    ``openai:`` speaks chat completions, which is what other servers understand under ``base_url``;
    ``openai-responses:`` is OpenAI's newer way.

    Raises:
        ModelUnavailable: the library does not know it, or misses something.
    """
    provider, _, model = name.partition(":")
    try:
        if provider == "ollama":
            from pydantic_ai.models.ollama import OllamaModel
            from pydantic_ai.providers.ollama import OllamaProvider

            return OllamaModel(
                model, provider=OllamaProvider(base_url or os.environ.get("OLLAMA_BASE_URL") or OLLAMA_URL)
            )
        if provider in ("openai", "openai-chat") and base_url:
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

            # Its own name, so that nobody takes its prices for OpenAI's. A server of one's own may want no key.
            key = os.environ.get("OPENAI_API_KEY") or "none"
            return OpenAIChatModel(
                model, provider=OpenAICompatibleProvider("openai-compatible", base_url=base_url, api_key=key)
            )
        if provider == "anthropic" and base_url:
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            key = os.environ.get("ANTHROPIC_API_KEY") or "none"
            return AnthropicModel(model, provider=AnthropicProvider(api_key=key, base_url=base_url))
        if provider == "google" and base_url:
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            key = os.environ.get("GOOGLE_API_KEY") or os.environ.get("GEMINI_API_KEY") or "none"
            return GoogleModel(model, provider=GoogleProvider(api_key=key, base_url=base_url))
        return infer_model(f"openai-chat:{model}" if provider == "openai" else name)
    except (UserError, ImportError, ValueError) as error:
        raise ModelUnavailable(f"TRIPOS_AI_MODEL={name} cannot be used: {str(error).splitlines()[0]}") from error


def model_settings(seconds: float) -> ModelSettings:
    """What is asked of a provider with every request: ``seconds`` is the turn's time. Retries are ours."""
    chosen = ModelSettings(timeout=seconds, max_retries=0)
    if settings.AI_TEMPERATURE is not None:
        chosen["temperature"] = settings.AI_TEMPERATURE
    return chosen


def temperature_of(model: Model[Any]) -> Decimal | None:
    """The temperature that is sent; None where the model's own default holds, or there is none."""
    if settings.AI_TEMPERATURE is None or model.model_name == MODEL_NAME:
        return None
    return Decimal(str(settings.AI_TEMPERATURE)).quantize(Decimal("0.01"))


def cost_usd(model: Model[Any], usage: RunUsage) -> Decimal | None:
    """What a run's tokens cost in US dollars: 0 for the embedded model, None where no price is known.

    The library prices each answer as it comes (genai-prices: by model, and tokens of each kind). It would also price a
    model by its name alone, wherever it runs: a price counts only at the address of a provider that the list knows.
    ``TRIPOS_AI_PRICES`` serves the others. Where some answers told no usage the sum is a lower bound.
    """
    if model.model_name == MODEL_NAME:
        return Decimal(0)
    if settings.AI_PRICES:
        if not usage.total_tokens:
            return None
        price_in, price_out = (Decimal(part) for part in settings.AI_PRICES.split("/"))
        total = (usage.input_tokens * price_in + usage.output_tokens * price_out) / MILLION
        return total.quantize(MICRO)
    if usage.cost is None or not _is_listed(model.base_url):
        return None
    return usage.cost.quantize(MICRO)


def _is_listed(url: str | None) -> bool:
    """Whether the price list knows the provider at an address."""
    try:
        return bool(url and get_snapshot().find_provider(None, None, url))
    except LookupError:
        return False


class WatchedModel(WrapperModel):
    """A model that looks before each request whether the turn may go on, and waits when its provider is busy.

    Args:
        wrapped: the model that answers.
        guard: awaited before each request; raises what ends the turn.
        deadline: ``time.monotonic()`` at which the turn is over; no wait goes beyond it.
        waiting: told how many seconds it waits, and why.

    Attributes:
        broken_off: requests that began to answer and did not end: what they used is not known.
    """

    def __init__(
        self,
        wrapped: Model[Any],
        *,
        guard: Callable[[], Awaitable[None]],
        deadline: float,
        waiting: Callable[[float, ModelAPIError], Awaitable[None]],
    ) -> None:
        super().__init__(wrapped)
        self.guard = guard
        self.deadline = deadline
        self.waiting = waiting
        self.broken_off = 0

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncIterator[StreamedResponse]:
        async with AsyncExitStack() as stack:
            for number in range(1, MOST_REQUESTS + 1):
                await self.guard()
                try:
                    stream = await stack.enter_async_context(
                        self.wrapped.request_stream(messages, model_settings, model_request_parameters, run_context)
                    )
                    break
                except ModelAPIError as error:
                    seconds = wait_seconds(error, number)
                    if seconds is None or number == MOST_REQUESTS or time.monotonic() + seconds >= self.deadline:
                        raise
                    await self.waiting(seconds, error)
                    await asyncio.sleep(seconds)
            self.broken_off += 1
            yield stream
            self.broken_off -= 1


def wait_seconds(error: ModelAPIError, number: int) -> float | None:
    """How long to wait before a request is made again; None when that would not help.

    Args:
        number: how many requests were made.
    """
    passing = isinstance(error, ModelRateLimitError | ModelUnavailableError | ModelServerError) or (
        isinstance(error, ModelConnectionError) and error.phase in ("pool", "connect")
    )
    if not passing:
        return None
    if error.retry_after is not None:
        return max(0.0, error.retry_after)
    return float(FIRST_WAIT_SECONDS * 2 ** (number - 1))
