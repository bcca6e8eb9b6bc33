"""Tools that keep something for the traveller: a place on their list, what they like."""

from __future__ import annotations

from typing import Literal

from ai.kinds import FORGET, REMEMBER, SAVE_PLACE
from ai.tools.base import NAME_CHARACTERS, Answer, Ctx, answered, catalogue_city, refusal, short
from ai.tools.looking import place_facts, planned_place
from places.models import SavedPlace
from places.saving import MOST_NOTE
from tripos.accounts.remembering import (
    NotUnderstood,
    kept_under,
    read_preference,
    with_preference,
    without_preference,
)
from trips import planner
from trips.planning.interests import diet_named
from trips.sentences import saying

MOST_SAVED = 20
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
        done = deps.draft.do(SAVE_PLACE, arguments, saying("Saved {name}", name=found.name))
        return {"ok": True, "place": place_facts(found), "note": words or None, "changed": True, **done}

    return await answered(work)


async def list_saved(ctx: Ctx) -> Answer:
    """The places on the traveller's own list, the latest first, with their notes."""

    def work() -> Answer:
        rows = SavedPlace.objects.for_user(ctx.deps.user_id).select_related("location").order_by("-saved_at")
        return {
            "ok": True,
            "how_many": rows.count(),
            "places": [
                {
                    "id": str(row.location_id),
                    "name": short(row.location.name, NAME_CHARACTERS),
                    "kind": (row.location.subcategory or row.location.category).replace("_", " ")[:60],
                    "city": row.location.city,
                    "note": short(row.notes, 120) if row.notes else None,
                }
                for row in rows[:MOST_SAVED]
            ],
        }

    return await answered(work)


async def forget_preference(ctx: Ctx, value: str, kind: Kind | None = None) -> Answer:
    """Forget something that the traveller likes, needs or avoids, so that it holds for no trip to come.

    Args:
        value: the word that is kept, such as "vegan"; what is kept of a pace or an hour is forgotten by its kind.
        kind: what it is about; without it wherever the word is kept.
    """

    def work() -> Answer:
        deps = ctx.deps
        wanted = diet_named(value[:60]) or value
        found = kept_under(deps.preferences, value, kind) or kept_under(deps.preferences, wanted, kind)
        if found is None:
            return {"ok": True, "kind": kind or "preference", "value": short(value), "changed": False}
        known_kind, word = found
        done = deps.draft.do(
            FORGET,
            {"kind": known_kind, "value": word},
            saying("Forgot {value}: {word}", value=known_kind.replace("_", " "), word=word),
        )
        if not done:
            deps.preferences = without_preference(deps.preferences, known_kind, word)
        return {"ok": True, "kind": known_kind, "value": word, "changed": True, **done}

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
        done = deps.draft.do(
            REMEMBER, arguments, saying("Remembered {value}: {read}", value=kind.replace("_", " "), read=read)
        )
        if not done:
            deps.preferences = after
        return {"ok": True, "kind": kind, "value": read, "changed": True, **done}

    return await answered(work)
