"""Which language model answers: the embedded one, or a provider's by one setting."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from genai_prices import Usage, calc_price
from pydantic_ai.exceptions import UserError
from pydantic_ai.models import Model, infer_model

from ai.embedded.model import MODEL_NAME, EmbeddedModel
from ai.embedded.types import Context


class ModelUnavailable(Exception):
    """The chosen model cannot be used; the message is one sentence for the operator."""


def model_for(context: Context) -> Model[Any]:
    """The model that ``TRIPOS_AI_MODEL`` names.

    Args:
        context: what the embedded model reads with; other models do not need it.

    Raises:
        ModelUnavailable: a provider's package or key is missing, or the name is unknown.
    """
    name = settings.AI_MODEL
    if name == MODEL_NAME:
        return EmbeddedModel(context)
    try:
        return infer_model(name)
    except (UserError, ImportError, ValueError) as error:
        raise ModelUnavailable(f"TRIPOS_AI_MODEL={name} cannot be used: {str(error).splitlines()[0]}") from error


def cost_usd(model_name: str, input_tokens: int, output_tokens: int) -> Decimal | None:
    """What a run's tokens cost in US dollars: 0 for the embedded model, None where no price is known."""
    if model_name == MODEL_NAME:
        return Decimal(0)
    try:
        price = calc_price(
            Usage(input_tokens=input_tokens, output_tokens=output_tokens), model_ref=model_name.split(":")[-1]
        )
    except LookupError:
        return None
    return Decimal(price.total_price).quantize(Decimal("0.000001"))
