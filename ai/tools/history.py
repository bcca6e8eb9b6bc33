"""Tools about what was changed: take the last change back, accept a draft."""

from __future__ import annotations

import uuid

from ai.tools.base import NO_TRIP, Answer, Ctx, in_database, refusal
from tripos.audit.models import ChangeKind, ChangeSet
from trips.enums import TripStatus


def last_undoable(trip_id: uuid.UUID, user_id: uuid.UUID) -> ChangeSet | None:
    """The user's latest change of a trip that was not undone yet; undos themselves are passed over."""
    return (
        ChangeSet.objects.for_user(user_id)
        .filter(trip_id=trip_id, actor_id=user_id)
        .exclude(kind=ChangeKind.UNDO)
        .exclude(undone_by__isnull=False)
        .order_by("-created_at", "-id")
        .first()
    )


async def undo_last(ctx: Ctx) -> Answer:
    """Take back the traveller's (or their agent's) last change of the trip."""

    def work() -> Answer:
        trip = ctx.deps.draft.trip
        if trip is None:
            return NO_TRIP
        last = last_undoable(trip.pk, ctx.deps.user_id)
        if last is None:
            return refusal("nothing_to_undo", "There is nothing left to undo on this trip.")
        ctx.deps.draft.undo = last.pk
        ctx.deps.draft.reasons.append(f"Undid: {last.reason}")
        return {"ok": True, "undoes": last.reason}

    return await in_database(work)


async def accept_trip(ctx: Ctx) -> Answer:
    """Accept the draft trip at hand: the traveller said yes to it in their own words."""

    def work() -> Answer:
        trip = ctx.deps.draft.trip
        if trip is None:
            return NO_TRIP
        if trip.status != TripStatus.DRAFT:
            return refusal("no_draft", "This trip was accepted already.")
        ctx.deps.draft.accept = True
        ctx.deps.draft.reasons.append(f"Accepted {trip.title}")
        return {"ok": True, "title": trip.title}

    return await in_database(work)
