"""How a turn can end without an answer: its status, what the ledger notes, and what the traveller is told to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
    UsageLimitExceeded,
)

from ai.engine import Meter
from ai.enums import RunStatus
from ai.limits import NotAllowed, SwitchedOff, too_much
from ai.providers import ModelUnavailable
from conversations.answering_words import SORRY
from trips import actions

MOST_WORDS = 2000


class Stopped(Exception):
    """The traveller asked the run to stop."""


@dataclass(frozen=True)
class Ending:
    """One way to end.

    Attributes:
        status: for ``ai_runs``.
        why: for its ``error_message``: what happened, without what a provider wrote (it may quote a key).
        words: for the traveller; they say what to do.
        is_fault: whether it is a fault of ours, which the job reports loudly.
    """

    status: RunStatus
    why: str
    words: str = ""
    is_fault: bool = False


def ending_of(error: BaseException, meter: Meter) -> Ending:
    """What an error makes of a turn."""
    match error:
        case Stopped():
            return Ending(RunStatus.CANCELLED, "stopped by the traveller", SORRY[RunStatus.CANCELLED])
        case SwitchedOff():
            return Ending(RunStatus.CANCELLED, f"switched off: {error}", str(error))
        case NotAllowed():
            return Ending(RunStatus.ERROR, f"limit: {error}", str(error))
        case ModelRequestTimeout() | ModelTimeoutError():
            return Ending(RunStatus.TIMEOUT, f"{type(error).__name__}: the model did not answer in time")
        case TimeoutError():
            return Ending(RunStatus.TIMEOUT, f"no answer within {meter.seconds:g} seconds")
        case UsageLimitExceeded():
            return _used_up(error, meter)
        case ModelUnavailable():
            words = _("No language model is set up, so I cannot answer: whoever runs Tripos has to look at it.")
            return Ending(RunStatus.ERROR, str(error), words)
        case ModelAPIError():
            return Ending(RunStatus.ERROR, _of_provider(error), _provider_words(error))
        case UnexpectedModelBehavior():
            words = _("The language model did not find its way; nothing was changed. Say it in other words, please.")
            return Ending(RunStatus.ERROR, _noted(error), words)
        case actions.NotPossible():
            return Ending(RunStatus.ERROR, _noted(error), _("%s Nothing was changed; ask again.") % error)
        case AgentRunError() | DatabaseError() | LookupError() | ValueError():
            return Ending(RunStatus.ERROR, _noted(error), SORRY[RunStatus.ERROR])
    return Ending(RunStatus.ERROR, _noted(error), SORRY[RunStatus.ERROR], is_fault=True)


def _noted(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:MOST_WORDS]


def _used_up(error: UsageLimitExceeded, meter: Meter) -> Ending:
    if meter.tokens is not None and meter.usage.total_tokens > meter.tokens:
        words = too_much(_("%(number)s tokens") % {"number": f"{meter.tokens:,}"})
    else:
        words = _("That took too many steps; nothing was changed. Ask for less at once.")
    return Ending(RunStatus.ERROR, f"limit: {error}"[:MOST_WORDS], words)


def _of_provider(error: ModelAPIError) -> str:
    """What the ledger notes of a provider's error."""
    status = f" {error.status_code}" if isinstance(error, ModelHTTPError) else ""
    code = f" {error.provider_error_code}" if error.provider_error_code else ""
    return f"provider{status}{code}: {type(error).__name__.lstrip('_')}"


def _provider_words(error: ModelAPIError) -> str:
    """What a traveller is told when the provider failed: whether to wait, to ask otherwise, or to call somebody."""
    match error:
        case ModelAuthenticationError():
            return _("The language model refused our key: whoever runs Tripos has to look at it. Nothing was changed.")
        case ModelQuotaExceededError():
            return _("The language model's account is used up: whoever runs Tripos has to look at it.")
        case ModelNotFoundError():
            return _("The language model does not exist any more: whoever runs Tripos has to choose another.")
        case ModelContextWindowExceededError():
            return _("This conversation is too long for the language model. Start a new one; the trip stays.")
        case ModelRateLimitError() | ModelUnavailableError():
            busy = _("The language model is busy. Nothing was changed;")
            return f"{busy} {_try_again(error.retry_after)}"
        case ModelServerError():
            return _("The language model failed on its side. Nothing was changed; try again in a minute.")
        case ModelConnectionError(phase="pool" | "connect"):
            return _("The language model could not be reached. Nothing was changed; try again in a minute.")
        case ModelConnectionError():
            return _("The language model broke off in the middle. Nothing was changed; try again.")
    return _("The language model's answer could not be read. Nothing was changed; try again.")


def _try_again(seconds: float | None) -> str:
    if seconds is None:
        return _("try again in a minute.")
    if seconds < 90:
        number = max(1, round(seconds))
        return ngettext("try again in %(n)s second.", "try again in %(n)s seconds.", number) % {"n": number}
    number = round(seconds / 60)
    return ngettext("try again in %(n)s minute.", "try again in %(n)s minutes.", number) % {"n": number}
