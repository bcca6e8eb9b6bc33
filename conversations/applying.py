"""What a turn's draft does to the database at its end: applied as one change set, or kept for the traveller's yes.

What has no reason to wait is done at once, with an undo. What deletes, books, spends, shares, invites or mails waits
whatever the setting. Where the traveller wants to be asked first, or where the run changed something after it had read
the words of others that the traveller's message did not ask for, all of the turn waits as one approval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

import ai.kinds  # noqa: F401  (registers the kinds of action)
from ai import plan_actions
from ai.approvals import KINDS, SEVERAL, Row
from ai.draft import Draft, TurnDeps
from ai.models import AIRun, Approval
from conversations import proposals
from conversations.models import Conversation
from tripos.audit.models import ChangeKind, ChangeSet
from tripos.db.context import change_set
from trips import actions, patches
from trips.enums import TripStatus
from trips.models import Trip
from trips.planning.itinerary import Plan

APPROVAL_LASTS = timedelta(days=1)
REMOVING = ("remove_stop", "replace_stop", "make_cheaper", "start_later", "change_length", "make_shorter")


@dataclass(frozen=True)
class Deed:
    """One thing that the turn wants: a registered kind of action, and how its card shows it."""

    kind: str
    arguments: dict[str, Any]
    reason: str
    rows: Sequence[Row]
    waits: bool
    plan: Plan | None = None

    @property
    def trip_id(self) -> str | None:
        return self.arguments.get("trip_id")


def apply(deps: TurnDeps, conversation: Conversation) -> tuple[list[dict[str, Any]], str]:
    """Bring the turn's draft into the database, inside the caller's transaction.

    Returns:
        The cards to show, and words to add to the answer.

    Raises:
        actions.NotPossible: the trip is no longer as the turn read it.
    """
    draft = deps.draft
    cards: list[dict[str, Any]] = []
    words: list[str] = []
    if draft.plan is not None and draft.is_new and not draft.unnamed:
        card, told = _new_trip(deps, conversation, draft.plan)
        cards.append(card)
        words += told
    deeds, refused = _deeds(deps)
    words += refused
    at_once = [deed for deed in deeds if not deed.waits]
    if at_once:
        done, left = _do(deps, at_once)
        words += left
        cards += done
    for group in _groups(draft, [deed for deed in deeds if deed.waits]):
        cards.append(proposals.of_approval(_ask(deps, conversation, group)))
    if any(deed.waits for deed in deeds):
        words.append(_why_it_waits(draft))
    return cards, "".join(f"\n\n{sentence}" for sentence in words)


def _new_trip(deps: TurnDeps, conversation: Conversation, plan: Plan) -> tuple[dict[str, Any], list[str]]:
    """A new trip is a draft until its traveller accepts it, so it need not wait.

    It takes the place of the draft that this conversation made before, unless somebody took that one up.
    """
    by = actions.Provenance(deps.agent_type, plan_actions.CONFIDENCE)
    former = _untouched_draft(deps, conversation)
    with change_set(deps.draft.reason, kind="agent", run_id=deps.run_id):
        trip = actions.create_trip_from_plan(deps.user_id, plan, by=by)
        if former is not None:
            actions.discard_trip(former)
    Conversation.objects.filter(pk=conversation.pk).update(trip=trip, title=trip.title)
    told = [] if former is None else [_("It takes the place of the draft before it, which is in the trash now.")]
    return proposals.of_new_trip(trip, plan), told


def _untouched_draft(deps: TurnDeps, conversation: Conversation) -> Trip | None:
    """The draft that this conversation made, where nothing but this conversation's planning ever changed it."""
    found = Trip.objects.for_user(deps.user_id).filter(
        pk=conversation.trip_id, user_id=deps.user_id, status=TripStatus.DRAFT, deleted_at__isnull=True
    )
    trip: Trip | None = found.first()
    if trip is None:
        return None
    runs = AIRun.objects.for_user(deps.user_id).filter(conversation_id=conversation.pk)
    changes = ChangeSet.objects.filter(trip_id=trip.pk).exclude(kind=ChangeKind.JOB)
    is_ours = changes.filter(kind=ChangeKind.AGENT, run_id__in=runs.values("pk")).count() == changes.count() == 1
    return trip if is_ours else None


# -- what the turn wants ---------------------------------------------------------------------------------------------


def _deeds(deps: TurnDeps) -> tuple[list[Deed], list[str]]:
    """Everything that the draft holds as registered actions; and what cannot be done, as sentences."""
    draft = deps.draft
    wanted: list[tuple[str, dict[str, Any], str, bool]] = []
    if draft.plan is not None and draft.is_new and draft.unnamed:
        wanted.append((plan_actions.CREATE_TRIP, plan_actions.create_arguments(draft, deps.agent_type), "", True))
    edits = plan_actions.edit_arguments(draft, deps.agent_type)
    refused: list[str] = []
    if edits is not None:
        again = _denied_again(draft, edits)
        if again:
            refused.append(_("You said no to removing %(names)s, so nothing was changed.") % {"names": again})
        else:
            wanted.append((plan_actions.EDIT_STOPS, edits, draft.reason, patches.removes(edits)))
    if draft.accept and draft.trip is not None:
        wanted.append((plan_actions.ACCEPT_TRIP, {"trip_id": str(draft.trip.pk)}, draft.reason, False))
    wanted += [(plan_actions.UNDO, {"change_set_id": str(change)}, draft.reason, False) for change in draft.undo]
    for removal in draft.removals:
        items = [str(pk) for pk in removal.item_ids]
        arguments: dict[str, Any] = {"trip_id": str(removal.trip_id), "item_ids": items}
        wanted.append(("remove_stop", arguments, draft.reason, True))
    for action in draft.actions:
        must_wait = action.asked or KINDS[action.kind].always_waits
        wanted.append((action.kind, dict(action.arguments), action.reason, must_wait))
    deeds = []
    for kind, arguments, reason, must_wait in wanted:
        try:
            rows = KINDS[kind].rows(deps.user_id, arguments)
        except actions.NotPossible as error:
            refused.append(str(error))
            continue
        waits = must_wait or bool(draft.unnamed) or (draft.asks_first and not _is_their_own(draft, kind))
        plan = draft.plan if kind in (plan_actions.EDIT_STOPS, plan_actions.CREATE_TRIP) else None
        deeds.append(Deed(kind, arguments, reason, rows, waits, plan))
    return deeds, refused


def _is_their_own(draft: Draft, kind: str) -> bool:
    """Whether the traveller decided it themselves by what they wrote: an undo, or their yes to a draft."""
    tools = {plan_actions.UNDO: "undo_last", plan_actions.ACCEPT_TRIP: "accept_trip"}
    return kind in tools and draft.said is not None and draft.said.mentions(tools[kind])


def _denied_again(draft: Draft, edits: dict[str, Any]) -> str:
    """Names of stops that the edits would take out although the traveller said no to that and did not ask again."""
    if draft.said is not None and draft.said.mentions(*REMOVING):
        return ""
    gone = [stop for stop in edits["stops"] if stop["action"] == "remove"]
    return ", ".join(stop["title"] for stop in gone if any(stop["item_id"] in known for known in draft.denied))


def _groups(draft: Draft, waiting: list[Deed]) -> list[list[Deed]]:
    """What waits as one: everything where the setting or what was read made it wait, else each by itself."""
    if not waiting:
        return []
    return [waiting] if draft.asks_first or draft.unnamed else [[deed] for deed in waiting]


def _why_it_waits(draft: Draft) -> str:
    if draft.unnamed and not draft.asks_first:
        return _(
            "I came to this by texts that others wrote, not by what you asked for: it waits for your yes. "
            "Nothing is changed before."
        )
    return _("This waits for your yes; nothing is changed before.")


# -- doing and asking ------------------------------------------------------------------------------------------------


def _do(deps: TurnDeps, deeds: Sequence[Deed]) -> tuple[list[dict[str, Any]], list[str]]:
    """Carry out what need not wait, as one change set; return its card, and what could not be done."""
    reason = "; ".join(dict.fromkeys(deed.reason for deed in deeds if deed.reason))
    words: list[str] = []
    with change_set(reason, kind="agent", run_id=deps.run_id) as change:
        for deed in deeds:
            done = KINDS[deed.kind].carry_out(deps.user_id, deed.arguments)
            if deed.kind == plan_actions.UNDO:
                words += done.split("\n")[1:]
    shown = [deed for deed in deeds if deed.kind not in (plan_actions.UNDO, plan_actions.ACCEPT_TRIP)]
    return ([proposals.of_deeds(change.id, reason, shown)] if shown else []), words


def _ask(deps: TurnDeps, conversation: Conversation, deeds: Sequence[Deed]) -> Approval:
    """Let one or several deeds wait as one question, bound to exactly their arguments."""
    first = deeds[0]
    several = len(deeds) > 1
    name = SEVERAL if several else first.kind
    steps = [{"kind": deed.kind, "arguments": deed.arguments, "reason": deed.reason} for deed in deeds]
    arguments = {"steps": steps} if several else first.arguments
    number = Approval.objects.filter(run_id=deps.run_id).count()
    return Approval.objects.create(
        user_id=deps.user_id,
        run_id=deps.run_id,
        conversation_id=conversation.pk,
        trip_id=next((deed.trip_id for deed in deeds if deed.trip_id), None),
        tool_call_id=f"{name}_{number}",
        tool_name=name,
        arguments=arguments,
        preview=proposals.preview(deeds),
        expires_at=timezone.now() + APPROVAL_LASTS,
    )
