"""Tools about what was changed: take the last change back, accept a draft."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q

from ai.models import AIRun
from ai.tools.base import NO_TRIP, Answer, Ctx, answered, refusal, short, trip_at_hand
from tripos.audit.models import AuditLog, ChangeKind, ChangeSet
from trips.enums import TripStatus

# Rows that are the traveller's own, whatever the trip.
OWN_TABLES = ("saved_places", "profiles")
# How far back the last change is looked for.
LOOKED_AT = 200


def last_undoable(
    trip_id: uuid.UUID | None, user_id: uuid.UUID, conversation_id: uuid.UUID | None = None
) -> ChangeSet | None:
    """What undoing takes back now: the user's latest change that still stands.

    A change that was undone stands no more; one whose undo was undone stands again, and it is that second undo which
    is taken back.

    Args:
        trip_id: changes of this trip count.
        user_id: whose.
        conversation_id: what its agent kept or remembered for the user counts too.
    """
    runs = AIRun.objects.for_user(user_id)
    runs = runs.filter(conversation_id=conversation_id) if conversation_id else runs.none()
    of_the_users = Exists(AuditLog.objects.filter(change_set_id=OuterRef("pk"), table_name__in=OWN_TABLES))
    counted = Q(trip_id=trip_id, trip_id__isnull=False) | Q(of_the_users, trip_id=None, run_id__in=runs.values("pk"))
    mine = ChangeSet.objects.for_user(user_id).filter(counted, actor_id=user_id)
    latest = list(mine.order_by("-created_at", "-id")[:LOOKED_AT])
    undone_by = {
        row.undoes_id: row
        for row in ChangeSet.objects.filter(undoes_id__isnull=False, actor_id=user_id).filter(counted)
    }
    standing: list[ChangeSet] = []
    for change in latest:
        if change.kind == ChangeKind.UNDO:
            continue
        last, steps = change, 0
        while last.pk in undone_by and steps < LOOKED_AT:
            last, steps = undone_by[last.pk], steps + 1
        if steps % 2 == 0:
            standing.append(last)
    return max(standing, key=lambda one: (one.created_at, str(one.pk)), default=None)


async def undo_last(ctx: Ctx) -> Answer:
    """Take back the traveller's (or their agent's) last change of the trip."""

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps, edit=True) if ctx.deps.draft.trip is not None else None
        last = last_undoable(trip.pk if trip else None, ctx.deps.user_id, ctx.deps.conversation_id)
        if last is None:
            return (
                NO_TRIP if trip is None else refusal("nothing_to_undo", "There is nothing left to undo on this trip.")
            )
        ctx.deps.draft.undo = last.pk
        ctx.deps.draft.reasons.append(f"Undid: {last.reason}")
        return {"ok": True, "undoes": short(last.reason, 300)}

    return await answered(work)


async def accept_trip(ctx: Ctx) -> Answer:
    """Accept the draft trip at hand: the traveller said yes to it in their own words."""

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps, edit=True)
        if trip.status != TripStatus.DRAFT:
            return refusal("no_draft", "This trip was accepted already.")
        ctx.deps.draft.accept = True
        ctx.deps.draft.reasons.append(f"Accepted {trip.title}")
        return {"ok": True, "title": trip.title}

    return await answered(work)
