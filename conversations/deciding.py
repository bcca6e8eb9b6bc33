"""A yes or no in the traveller's own words to what was put before them last: carried out as their button would.

It is read by our grammar before any model is asked, so that no text that a model read can say yes. It counts for what
the latest answer showed, and for nothing older.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from ai.approvals import KINDS, steps_of
from ai.embedded.language import load_language
from ai.embedded.verdicts import Verdict, verdict_of
from ai.enums import ApprovalStatus, RunStatus
from ai.models import AIRun, Approval
from ai.plan_actions import EDIT_STOPS
from conversations import approving
from conversations.models import AIContext, Conversation
from tripos.audit.models import AuditLog
from tripos.db.context import acting_as
from trips import patches
from trips.planning.catalogue import folded

# So many answers back, something that waits still counts as shown.
MOST_BACK = 4
# Tables whose rows an agent's answer changes for the traveller.
CHANGED = ("itinerary_items", "trips", "budget_tracking", "conflict_resolutions", "saved_places", "profiles")


@dataclass(frozen=True)
class Settled:
    """What became of an answer.

    Attributes:
        words: for the traveller.
        rest: what else the message says.
    """

    words: str
    rest: str = ""


def settle(run: AIRun, conversation: Conversation, memory: AIContext) -> Settled | None:
    """Carry out or refuse what the latest answer of the conversation showed, where the run's message says so.

    A run that is tried again after a crash finds in ``run.metadata`` what its first try did.

    Returns:
        What became of it; None where the message is no answer, or nothing waits for one.
    """
    done = run.metadata.get("settled")
    if done:
        return Settled(str(done["words"]), str(done["rest"]))
    if memory.session_context.get("pending"):
        return None  # a question was asked beside it: a yes is an answer to that
    shown, just_now = _shown_last(run, conversation)
    verdict = verdict_of(str(run.input_data["text"])) if shown else None
    if verdict is not None and verdict.cancels and verdict.yes:
        # "Yes, cancel it" is a yes to a cancellation, and takes anything else back.
        steps = [step for approval in shown for step in steps_of(approval.tool_name, approval.arguments)]
        verdict = replace(verdict, yes=any(_takes_away(step) for step in steps))
    if verdict is None or not _may(verdict, shown, just_now, _spoken_of(memory)):
        return None
    words = " ".join(_answer(run.user_id, approval.pk, verdict).words for approval in shown)
    settled = Settled(words, verdict.rest)
    run.metadata = {**run.metadata, "settled": {"words": settled.words, "rest": settled.rest}}
    AIRun.objects.filter(pk=run.pk).update(metadata=run.metadata)
    return settled


def _spoken_of(memory: AIContext) -> str:
    """The place that was spoken of last."""
    places = memory.session_context.get("last_places") or [{}]
    return str(places[0].get("name") or "?")


def _shown_last(run: AIRun, conversation: Conversation) -> tuple[Sequence[Approval], bool]:
    """What waits of the latest answer that showed something; and whether that is the answer before this message.

    One may ask about what was shown before one says yes, so a few answers back count, too.
    """
    ended = AIRun.objects.for_user(run.user_id).filter(conversation_id=conversation.pk, status=RunStatus.SUCCESS)
    latest = list(ended.exclude(pk=run.pk).order_by("-created_at", "-pk").values_list("pk", flat=True)[:MOST_BACK])
    waiting = Approval.objects.for_user(run.user_id).filter(
        run_id__in=latest, status=ApprovalStatus.PENDING, expires_at__gt=timezone.now()
    )
    shown = list(waiting.order_by("created_at", "pk"))
    if not shown:
        return (), False
    run_id = next(pk for pk in latest if any(one.run_id == pk for one in shown))
    return [one for one in shown if one.run_id == run_id], run_id == latest[0]


def _may(verdict: Verdict, shown: Sequence[Approval], just_now: bool, spoken: str) -> bool:
    """Whether the words are sure enough: what removes, books, spends or shares wants a plain yes; and so does what was
    shown before the latest answer.
    """
    if not just_now and not (verdict.yes and verdict.is_sure and not verdict.rest):
        return False
    if not just_now and verdict.adds and spoken not in str([approval.arguments for approval in shown]):
        return False  # "add it" of what was told of since
    if verdict.about and not _names_only(verdict.about, shown):
        return False
    if verdict.undoes:
        rows = AuditLog.objects.filter(change_set__run_id__in=[one.run_id for one in shown], table_name__in=CHANGED)
        return not rows.exists()  # what was done beside it is what is to be undone
    kinds = [step for approval in shown for step in steps_of(approval.tool_name, approval.arguments)]
    if verdict.keeps:
        return all(_takes_away(step) for step in kinds)
    if not verdict.yes:
        return True
    if verdict.adds:
        return all(step["kind"] == EDIT_STOPS for step in kinds)
    if verdict.sends:
        return all(step["kind"] == "request_booking" for step in kinds)
    return verdict.is_sure or not any(_is_grave(step) for step in kinds)


def _names_only(words: str, shown: Sequence[Approval]) -> bool:
    """Whether words after a yes name nothing but what was shown: "yes, go ahead with the jazz"."""
    settings = load_language("en").settings
    known = {*settings["approving_words"].split()}
    for approval in shown:
        known |= set(folded(f"{approval.arguments} {approval.preview} {approval.tool_name}").split())
    return set(folded(words).split()) <= known


def _is_grave(step: dict[str, Any]) -> bool:
    kind = KINDS.get(step["kind"])
    return kind is None or kind.always_waits or (step["kind"] == EDIT_STOPS and patches.removes(step["arguments"]))


def _takes_away(step: dict[str, Any]) -> bool:
    """Whether a step removes a stop or calls a booking off, which "keep it" refuses."""
    arguments = step["arguments"]
    if step["kind"] == EDIT_STOPS:
        return patches.removes(arguments)
    return bool(step["kind"] == "remove_stop" or arguments.get("status") == "cancelled")


def _answer(user_id: Any, approval_id: Any, verdict: Verdict) -> approving.Outcome:
    """As the traveller themselves, whose words these are: an agent cannot approve."""
    with acting_as(user_id):
        if verdict.yes:
            return approving.approve(user_id, approval_id, tells=False)
        return approving.deny(user_id, approval_id, tells=False)
