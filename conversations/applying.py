"""What a turn's draft does to the database at its end: applied as change sets, or kept for the traveller's yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from ai.draft import Draft, TurnDeps
from ai.models import Approval
from ai.tools.base import load_trip
from conversations import proposals
from conversations.models import Conversation
from tripos.db.context import change_set
from trips import actions
from trips.models import Trip

APPROVAL_LASTS = timedelta(days=1)


def apply(deps: TurnDeps, conversation: Conversation) -> tuple[list[dict[str, Any]], str]:
    """Bring the turn's draft into the database, inside the caller's transaction.

    Returns:
        The cards to show, and words to add to the answer.

    Raises:
        actions.NotPossible: the trip is no longer as the turn read it.
    """
    draft = deps.draft
    cards: list[dict[str, Any]] = []
    words = ""
    by = actions.Provenance(deps.agent_type, "0.9")
    if draft.plan is not None and draft.is_new:
        with change_set(draft.reason, kind="agent", run_id=deps.run_id):
            trip = actions.create_trip_from_plan(deps.user_id, draft.plan, by=by)
        Conversation.objects.filter(pk=conversation.pk).update(trip=trip, title=trip.title)
        cards.append(proposals.of_new_trip(trip, draft.plan))
    elif draft.plan is not None and draft.trip is not None and draft.changes:
        with change_set(draft.reason, kind="agent", run_id=deps.run_id) as change:
            trip = Trip.objects.select_for_update().get(pk=draft.trip.pk)
            if trip.content_version != draft.trip.content_version and not _is_as_read(draft, trip):
                raise actions.NotPossible("The trip was changed by somebody else meanwhile.")
            actions.apply_plan(trip, draft.plan, by=by)
        cards.append(proposals.of_edit(trip, change.id, draft))
    if draft.accept and draft.trip is not None:
        with change_set(draft.reason, kind="agent", run_id=deps.run_id):
            actions.accept_trip(draft.trip)
    if draft.undo is not None:
        with change_set(draft.reason, kind="undo", run_id=deps.run_id, undoes_id=draft.undo):
            report = actions.undo(draft.undo)
        words = "".join(f"\n\n{sentence}" for sentence in report.left)
    for number, removal in enumerate(draft.removals):
        approval = Approval.objects.create(
            user_id=deps.user_id,
            run_id=deps.run_id,
            conversation_id=conversation.pk,
            trip_id=removal.trip_id,
            tool_call_id=f"remove_{number}",
            tool_name="remove_stop",
            arguments={"trip_id": str(removal.trip_id), "item_ids": [str(pk) for pk in removal.item_ids]},
            preview={"lines": list(removal.lines)},
            expires_at=timezone.now() + APPROVAL_LASTS,
        )
        cards.append(proposals.of_removal(approval))
    return cards, words


def _is_as_read(draft: Draft, trip: Trip) -> bool:
    """Whether the plan is still the one that the turn began with: its version rises with a conflict that was found
    meanwhile, or a new score, too."""
    now = Draft()
    load_trip(now, trip)
    return now.before == draft.before
