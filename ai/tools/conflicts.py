"""Tools about conflicts: what is wrong with the trip, and the ways out that the planner proved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ai.draft import TurnDeps
from ai.kinds import RESOLVE_CONFLICT
from ai.tools.base import Answer, Ctx, answered, refusal, short, trip_at_hand
from trips.models import ConflictResolution, Trip
from trips.planning.conflicts import HARD
from trips.sentences import saying, text_of, title_of, way_of

MOST_CONFLICTS, MOST_WAYS = 10, 3


def _open(deps: TurnDeps, trip: Trip) -> list[ConflictResolution]:
    """The trip's open conflicts in the order in which they are numbered."""
    return list(ConflictResolution.objects.for_user(deps.user_id).filter(trip_id=trip.pk).open()[:MOST_CONFLICTS])


def conflict_facts(number: int, row: ConflictResolution) -> dict[str, Any]:
    """A conflict with its ways out, both numbered from 1."""
    return {
        "number": number,
        "type": row.type,
        "title": short(title_of(row), 200),
        "text": short(text_of(row), 400),
        "is_hard": row.severity >= HARD,
        "options": [
            {"option": place, "text": short(way_of(option), 300), "removes": bool(option["removes"])}
            for place, option in enumerate((row.resolution_options or ())[:MOST_WAYS], start=1)
        ],
    }


async def list_conflicts(ctx: Ctx) -> Answer:
    """What is wrong with the trip, the worst first, each with its ways out."""

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps)
        rows = _open(ctx.deps, trip)
        found = [conflict_facts(number, row) for number, row in enumerate(rows, start=1)]
        return {"ok": True, "conflicts": found, "how_many": len(found)}

    return await answered(work)


async def resolve_conflict(ctx: Ctx, number: int, option: int = 1) -> Answer:
    """Take a way out of a conflict. One that removes a stop waits for the traveller's yes.

    Args:
        number: the conflict's, as list_conflicts gave it.
        option: the way out's.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        if deps.draft.changes:
            return refusal(
                "not_stored", saying("The trip was changed in this very answer: ask again once that is done.")
            )
        rows = _open(deps, trip)
        if not 1 <= number <= len(rows):
            if not rows:
                return refusal("no_such_conflict", _("The trip has no open conflict."))
            words = ngettext(
                "The trip has %(count)d open conflict; there is no number %(number)d.",
                "The trip has %(count)d open conflicts; there is no number %(number)d.",
                len(rows),
            )
            return refusal("no_such_conflict", words % {"count": len(rows), "number": number})
        conflict = rows[number - 1]
        ways = (conflict.resolution_options or [])[:MOST_WAYS]
        if not 1 <= option <= len(ways):
            words = ngettext("“%(title)s” has %(count)d way out.", "“%(title)s” has %(count)d ways out.", len(ways))
            return refusal("no_such_option", words % {"title": short(title_of(conflict)), "count": len(ways)})
        way = ways[option - 1]
        arguments = {"trip_id": str(trip.pk), "conflict_id": str(conflict.pk), "option": way["key"]}
        reason = _("Settle “%(title)s”: %(way)s") % {"title": title_of(conflict), "way": way_of(way)}
        act = deps.draft.ask if way["removes"] else deps.draft.do
        done = act(RESOLVE_CONFLICT, arguments, reason)
        return {
            "ok": True,
            "conflict": short(title_of(conflict), 200),
            "way": short(way_of(way), 300),
            "removes": bool(way["removes"]),
            **done,
        }

    return await answered(work)
