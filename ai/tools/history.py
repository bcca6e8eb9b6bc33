"""Tools about what was changed: tell it, take the last change back, accept a draft."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from ai.draft import TurnDeps
from ai.models import AIRun
from ai.tools.base import MOST, Answer, Ctx, answered, foreign, no_trip, refusal, short, trip_at_hand
from tripos.audit.models import AuditLog, ChangeKind, ChangeSet
from trips.enums import TripStatus
from trips.planning.catalogue import folded
from trips.sentences import saying

# Rows that are the traveller's own, whatever the trip.
OWN_TABLES = ("saved_places", "profiles")
# How far back the last change is looked for.
LOOKED_AT = 200
NOTHING_LEFT = gettext_noop(
    "There is nothing left to undo of what was changed in this conversation. Earlier changes are on the trip's history "
    "page, where each can be taken back; a trip as a whole is discarded on its own page."
)


def last_undoable(
    trip_id: uuid.UUID | None,
    user_id: uuid.UUID,
    conversation_id: uuid.UUID | None = None,
    besides: Collection[uuid.UUID] = (),
) -> ChangeSet | None:
    """What undoing takes back now: the latest change that still stands.

    A change that was undone stands no more; one whose undo was undone stands again, and it is that second undo which
    is taken back.

    Args:
        trip_id: changes of this trip count.
        user_id: whose.
        conversation_id: only what came of this conversation counts, also what its agent kept or remembered for the
            user; without it all that the user changed of the trip.
        besides: changes that are about to be undone, and so stand no more.
    """
    mine = ChangeSet.objects.for_user(user_id).filter(actor_id=user_id)
    if conversation_id is None:
        counted = mine.filter(trip_id=trip_id, trip_id__isnull=False)
    else:
        runs = AIRun.objects.for_user(user_id).filter(conversation_id=conversation_id)
        of_the_users = Exists(AuditLog.objects.filter(change_set_id=OuterRef("pk"), table_name__in=OWN_TABLES))
        ours = Q(trip_id=trip_id, trip_id__isnull=False) | Q(of_the_users, trip_id=None)
        counted = mine.filter(ours, run_id__in=runs.values("pk"))
    latest = list(counted.order_by("-created_at", "-id")[:LOOKED_AT])
    # Whoever undid it, here or on a page: it stands no more.
    of_the_trip = Q(trip_id=trip_id, trip_id__isnull=False) | Q(trip_id=None)
    undone_by = {row.undoes_id: row for row in ChangeSet.objects.filter(of_the_trip, undoes_id__isnull=False)}
    standing: list[ChangeSet] = []
    for change in latest:
        if change.kind == ChangeKind.UNDO or change.pk in besides:
            continue
        last, steps = change, 0
        while last.pk in undone_by and steps < LOOKED_AT:
            last, steps = undone_by[last.pk], steps + 1
        if steps % 2 == 0:
            standing.append(last)
    found = max(standing, key=lambda one: (one.created_at, str(one.pk)), default=None)
    if conversation_id is not None and found is not None and _makes_the_trip(found, latest[0]):
        return None
    return found


def _makes_the_trip(change: ChangeSet, latest: ChangeSet) -> bool:
    """Whether taking a change back would take the trip itself: its making, or its acceptance once more was done.

    Who says "undo that" once too often means a change of the plan, not the plan.
    """
    trips = AuditLog.objects.filter(change_set_id=change.pk, table_name="trips")
    if trips.filter(operation="INSERT").exists():
        return True
    accepted = trips.filter(operation="UPDATE", old_data__status=TripStatus.DRAFT).exclude(
        new_data__status=TripStatus.DRAFT
    )
    return change.pk != latest.pk and accepted.exists()


def _is_about(change: ChangeSet, name: str) -> bool:
    """Whether a change names a place, in its reason or in a stop that it touched."""
    wanted = folded(name[:200])
    if wanted in folded(change.reason):
        return True
    titles = {str(stop.get("title") or "") for stop in _stops_of(change)}
    return any(title and (wanted in folded(title) or folded(title) in wanted) for title in titles)


def _is_of_day(change: ChangeSet, day_number: int) -> bool:
    """Whether a change touched a stop of a day."""
    return any(stop.get("day_number") == day_number for stop in _stops_of(change))


def _stops_of(change: ChangeSet) -> list[dict[str, Any]]:
    """The stops that a change touched, as they were before it and after."""
    rows = AuditLog.objects.filter(change_set_id=change.pk, table_name="itinerary_items")
    return [data for row in rows for data in (row.old_data, row.new_data) if data]


def told(deps: TurnDeps, change: ChangeSet) -> dict[str, str | None]:
    """A change in words: what it was and who made it; the words of others are data."""
    mine = change.actor_id == deps.user_id
    by_me = saying("your agent") if change.kind == ChangeKind.AGENT else saying("you")
    return {
        "by": by_me if mine else saying("somebody else"),
        "what": short(change.reason, 200) if mine else foreign(deps, change.reason),
    }


async def list_changes(ctx: Ctx) -> Answer:
    """The latest changes of the trip, newest first: what, when, by whom, and whether it was undone since."""

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps)
        latest = list(ChangeSet.objects.of_trip(trip.pk)[: MOST + 1])
        undone = set(ChangeSet.objects.of_trip(trip.pk).filter(undoes__in=latest).values_list("undoes_id", flat=True))
        rows = [
            {
                "on": f"{change.created_at.astimezone(deps.now.tzinfo):%Y-%m-%d %H:%M}",
                **told(deps, change),
                "undone": change.pk in undone,
            }
            for change in latest[:MOST]
        ]
        return {"ok": True, "changes": rows, "more": len(latest) > MOST}

    return await answered(work)


async def undo_last(ctx: Ctx, about: str | None = None, day_number: int | None = None) -> Answer:
    """Take back the last change that was made in this conversation and still stands; the trip itself stays.

    Called again in the same turn it takes back the change before that one.

    Args:
        about: the name of a place that the change has to be about; another change is not taken back then.
        day_number: the day of the trip that it has to be about.
    """

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps, edit=True) if ctx.deps.draft.trip is not None else None
        draft = ctx.deps.draft
        trip_id = trip.pk if trip else None
        last = last_undoable(trip_id, ctx.deps.user_id, ctx.deps.conversation_id, draft.undo)
        if last is None:
            return no_trip() if trip is None else refusal("nothing_to_undo", saying(NOTHING_LEFT))
        other = bool(about) and not _is_about(last, str(about))
        if other or (day_number is not None and not _is_of_day(last, day_number)):
            return refusal(
                "another_change",
                saying(
                    "The last change was another one ({reason}). “Undo that” takes it back; earlier ones are on the "
                    "trip's history page.",
                    reason=short(last.reason, 200),
                ),
            )
        draft.undo.append(last.pk)
        draft.reasons.append(saying("Undid: {reason}", reason=last.reason))
        return {"ok": True, "undoes": short(last.reason, 300)}

    return await answered(work)


async def accept_trip(ctx: Ctx) -> Answer:
    """Accept the draft trip at hand: the traveller said yes to it in their own words."""

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps, edit=True)
        if trip.status != TripStatus.DRAFT:
            return refusal("no_draft", saying("This trip was accepted already."))
        ctx.deps.draft.accept = True
        ctx.deps.draft.reasons.append(saying("Accepted {stop}", stop=trip.title))
        return {"ok": True, "title": trip.title}

    return await answered(work)
