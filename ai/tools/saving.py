"""Tools that keep something for the traveller: a place on their list, what they like."""

from __future__ import annotations

from typing import Literal

from ai.kinds import REMEMBER, SAVE_PLACE
from ai.tools.base import Answer, Ctx, answered, catalogue_city, refusal, short
from ai.tools.looking import place_facts, planned_place
from places.models import SavedPlace
from places.saving import MOST_NOTE
from tripos.accounts.remembering import NotUnderstood, read_preference, with_preference
from trips import planner
from trips.planning.interests import diet_named

Kind = Literal[
    "interest", "diet", "cuisine", "accessibility", "dislike", "pace", "walking_limit", "day_start", "day_end"
]


async def save_place(ctx: Ctx, place: str, note: str | None = None) -> Answer:
    """Keep a place on the traveller's own list.

    Args:
        place: its name (or id).
        note: what the traveller wants to remember about it, in their words.
    """

    def work() -> Answer:
        deps = ctx.deps
        found = planned_place(deps, planner.catalogue(catalogue_city(deps)), place)
        words = short(note or "", MOST_NOTE)
        if SavedPlace.objects.for_user(deps.user_id).filter(location_id=found.id).exists() and not words:
            return {"ok": True, "place": place_facts(found), "changed": False}
        arguments = {"location_id": found.id, "note": words}
        done = deps.draft.do(SAVE_PLACE, arguments, f"Saved {found.name}")
        return {"ok": True, "place": place_facts(found), "note": words or None, "changed": True, **done}

    return await answered(work)


async def remember_preference(ctx: Ctx, kind: Kind, value: str) -> Answer:
    """Remember something that the traveller likes, needs or avoids, for every trip to come.

    Args:
        kind: what it is about.
        value: one word or two; for "pace" relaxed, normal or packed; for "walking_limit" minutes; for "day_start" and
            "day_end" a time such as 09:30.
    """

    def work() -> Answer:
        deps = ctx.deps
        wanted = (diet_named(value[:60]) or value) if kind == "diet" else value
        try:
            read = read_preference(kind, wanted)
        except NotUnderstood as error:
            return refusal("not_understood", str(error))
        after = with_preference(deps.preferences, kind, read)
        if after == deps.preferences:
            return {"ok": True, "kind": kind, "value": read, "changed": False}
        arguments = {"kind": kind, "value": str(read)}
        done = deps.draft.do(REMEMBER, arguments, f"Remembered {kind.replace('_', ' ')}: {read}")
        if not done:
            deps.preferences = after
        return {"ok": True, "kind": kind, "value": read, "changed": True, **done}

    return await answered(work)
