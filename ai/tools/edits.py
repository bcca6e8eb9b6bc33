"""Tools that change single stops. Edits collect in the draft, each checked by the planner before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Literal

from ai.draft import TurnDeps
from ai.kinds import LOCK_STOP
from ai.tools.base import (
    Answer,
    Ctx,
    Refused,
    answered,
    day_at_hand,
    editor_at_hand,
    item_at_hand,
    plan_at_hand,
    present_plan,
    refusal,
    short,
    stop_at_hand,
    trip_at_hand,
)
from ai.tools.events import place_event
from ai.tools.keeping import kept, movable
from ai.tools.placing import PART_WORDS, Part, Side, added_at, as_long, beside, in_part, in_part_of_its_day
from trips.planning.catalogue import folded
from trips.planning.edits import Edit
from trips.planning.interests import diet_named
from trips.planning.itinerary import PlannedStop
from trips.planning.prepare import find_place
from trips.planning.said import Clock
from trips.planning.timed_edits import TimedEditor
from trips.sentences import saying

FOOD = frozenset({"restaurant", "restaurants", "lunch", "dinner", "meal"})


def with_diets(deps: TurnDeps, wanted: str) -> str:
    """Some table, as the traveller eats: with the remembered diets where no other was named."""
    if folded(wanted) not in FOOD:
        return wanted
    known = [diet for diet in (diet_named(str(one)) for one in deps.preferences.get("diets", ())) if diet]
    return " ".join([*known, wanted])


def _change(ctx: Ctx, work: Callable[[TimedEditor], tuple[Edit, str]]) -> Callable[[], Answer]:
    def run() -> Answer:
        editor = editor_at_hand(ctx.deps)
        edit, reason = work(editor)
        return kept(ctx.deps, editor, edit, reason)

    return run


def _day(ctx: Ctx, day_number: int | None) -> date | None:
    return day_at_hand(plan_at_hand(ctx.deps), day_number)


async def add_stop(
    ctx: Ctx,
    wanted: str,
    day_number: int | None = None,
    at: time | None = None,
    meal: Literal["lunch", "dinner"] | None = None,
    part: Part | None = None,
    after: str | None = None,
    before: str | None = None,
    minutes: int | None = None,
) -> Answer:
    """Add a stop where it fits best with the least change, at a time, or beside another stop.

    Args:
        wanted: a place's name, or a kind of place such as "museum" or "coffee".
        day_number: the day of the trip; any day without it.
        at: when it is to start.
        meal: which meal is to be had there; it stands in for the one that the day has.
        part: the part of the day, where no time is wished.
        after: the name or key of the stop after which it is to come, on that stop's day.
        before: or of the one before which it is to come.
        minutes: how long the visit is to be, where that was said.
    """

    def work() -> Answer:
        editor = editor_at_hand(ctx.deps)
        anchor, side = _anchor(ctx, after, before)
        day = anchor.start.date() if anchor is not None else _day(ctx, day_number)
        place = find_place(editor.places, wanted[:200])
        if place is not None and place.category == "event":
            return place_event(ctx.deps, editor, place.id)
        edit = editor.add_stop(with_diets(ctx.deps, wanted[:200]), day, meal)
        new = next((change for change in edit.changes if change.kind == "added"), None)
        if edit.done and new is not None and at is not None:
            edit = added_at(editor, edit, new, at.replace(tzinfo=None), day)
        elif edit.done and new is not None and anchor is not None:
            first, key = edit, new
            edit = _beside(
                editor, anchor, key.key, key.name, side, lambda moment: added_at(editor, first, key, moment, day)
            )
        elif edit.done and new is not None and part is not None and meal is None:
            edit = in_part_of_its_day(editor, edit, new, part)
        if edit.done and new is not None and minutes is not None:
            edit = as_long(editor, edit, new, minutes)
        return kept(
            ctx.deps, editor, edit, saying("Added {value}", value=new.name if new is not None else short(wanted))
        )

    return await answered(work)


def _anchor(ctx: Ctx, after: str | None, before: str | None) -> tuple[PlannedStop | None, Side]:
    """The stop beside which something is to go, and on which side of it."""
    named = after or before
    return (stop_at_hand(ctx.deps, named[:200]) if named else None), "after" if after else "before"


def _beside(
    editor: TimedEditor, anchor: PlannedStop, key: str, name: str, side: Side, edit_at: Callable[[time], Edit]
) -> Edit:
    edit = beside(editor.plan, anchor, key, side, edit_at)
    if edit is not None:
        return edit
    words = {"name": name, "other": anchor.name}
    if side == "after":
        raise Refused("no_room", saying("{name} does not fit in soon after {other}.", **words))
    raise Refused("no_room", saying("{name} does not fit in shortly before {other}.", **words))


async def move_stop(
    ctx: Ctx,
    stop: str,
    day_number: int | None = None,
    at: time | None = None,
    part: Part | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Answer:
    """Move a stop to another day, to a time or part of the day, or beside another stop.

    With a day alone it goes where it fits best.

    Args:
        stop: its name, or its key.
        day_number: the day of the trip to move it to; the day it is on without it.
        at: when it is to start.
        part: the part of the day, where no time is wished.
        after: the name or key of the stop after which it is to come, on that stop's day.
        before: or of the one before which it is to come.
    """

    def work(editor: TimedEditor) -> tuple[Edit, str]:
        found = movable(ctx.deps, stop)
        day = _day(ctx, day_number)
        anchor, side = _anchor(ctx, after, before)
        if anchor is not None and at is None:
            on = anchor.start.date()
            edit = _beside(
                editor, anchor, found.key, found.name, side, lambda moment: editor.move_to(found.key, moment, on)
            )
            words = {"stop": found.name, "other": anchor.name}
            if side == "after":
                return edit, saying("Moved {stop} after {other}", **words)
            return edit, saying("Moved {stop} before {other}", **words)
        if part is not None and at is None:
            edit = in_part(part, found.key, lambda moment: editor.move_to(found.key, moment, day))
            named = {"stop": found.name, "part": saying(PART_WORDS[part]), "day": day_number}
            moved = saying("Moved {stop} to the {part}", **named)
            if day_number:
                moved = saying("Moved {stop} to the {part} of day {day}", **named)
            return edit, moved
        if at is not None:
            timed = {"stop": found.name, "time": Clock(at), "day": day_number}
            moved = saying("Moved {stop} to {time}", **timed)
            if day_number:
                moved = saying("Moved {stop} to {time} on day {day}", **timed)
            return editor.move_to(found.key, at.replace(tzinfo=None), day), moved
        if day is None:
            raise Refused("when", saying("When should {name} be? Name a day of the trip, or a time.", name=found.name))
        return editor.move_stop(found.key, day), saying(
            "Moved {name} to day {day_number}", name=found.name, day_number=day_number
        )

    return await answered(_change(ctx, work))


async def replace_stop(ctx: Ctx, stop: str, wanted: str = "", at: time | None = None) -> Answer:
    """Put another place in a stop's place, at about the same time or at another.

    Args:
        stop: the name or key of the stop that goes.
        wanted: the place that comes: its name, or a kind such as "vegan restaurant"; another of the same kind
            without it.
        at: when it is to start, where that is another time.
    """

    def work(editor: TimedEditor) -> tuple[Edit, str]:
        found = movable(ctx.deps, stop)
        asked = wanted[:200] or ("restaurant" if found.meal in ("lunch", "dinner") else "")
        edit = editor.replace_stop(found.key, with_diets(ctx.deps, asked))
        new = next((change for change in edit.changes if change.kind == "added"), None)
        if edit.done and new is not None and at is not None:
            edit = added_at(editor, edit, new, at.replace(tzinfo=None), found.start.date())
        added = new.name if new is not None else short(wanted)
        return edit, saying("Replaced {name} with {added}", name=found.name, added=added)

    return await answered(_change(ctx, work))


async def swap_stops(ctx: Ctx, first: str, second: str) -> Answer:
    """Let two stops change places, on one day or across two.

    Args:
        first: the name or key of one stop.
        second: the name or key of the other.
    """

    def work(editor: TimedEditor) -> tuple[Edit, str]:
        one, other = movable(ctx.deps, first), movable(ctx.deps, second)
        return editor.swap_stops(one.key, other.key), saying(
            "Swapped {name} and {name_2}", name=one.name, name_2=other.name
        )

    return await answered(_change(ctx, work))


async def change_length(ctx: Ctx, stop: str, minutes: int) -> Answer:
    """Make a visit shorter or longer.

    Args:
        stop: its name, or its key.
        minutes: how long it is to last from now on.
    """

    def work(editor: TimedEditor) -> tuple[Edit, str]:
        found = movable(ctx.deps, stop)
        return editor.change_length(found.key, minutes), saying(
            "Made {name} {minutes} minutes long", name=found.name, minutes=minutes
        )

    return await answered(_change(ctx, work))


async def remove_stop(ctx: Ctx, stop: str) -> Answer:
    """Ask the traveller whether a stop may be removed; nothing goes before they say yes.

    Args:
        stop: its name, or its key.
    """

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps, edit=True)
        item = item_at_hand(ctx.deps, stop)
        if item.is_locked or item.is_booked:
            return refusal(
                "locked", saying("{stop} is locked or booked: unlock it on the trip's page first.", stop=item.title)
            )
        line = item.title
        if item.day_number is not None:
            line += f", day {item.day_number}"
        if item.start_time is not None:
            line += f", {item.start_time:%H:%M}" + (f" to {item.end_time:%H:%M}" if item.end_time else "")
        arguments = {"trip_id": str(trip.pk), "item_ids": [str(item.pk)]}
        ctx.deps.draft.ask("remove_stop", arguments, saying("Remove {stop}", stop=item.title))
        return {"ok": True, "waits_for_approval": True, "stop": line}

    return await answered(work)


async def lock_stop(ctx: Ctx, stop: str, locked: bool = True) -> Answer:
    """Fix a stop's day and time, so that nothing moves it; or let go of them.

    Args:
        stop: its name, or its key.
        locked: false to unlock it.
    """

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps, edit=True)
        item = item_at_hand(ctx.deps, stop)
        if item.is_locked == locked:
            return {"ok": True, "stop": item.title, "locked": locked, "changed": False}
        reason = saying("Locked {stop}", stop=item.title) if locked else saying("Unlocked {stop}", stop=item.title)
        arguments = {"trip_id": str(trip.pk), "item_id": str(item.pk), "locked": locked}
        done = ctx.deps.draft.do(LOCK_STOP, arguments, reason)
        _flag(ctx.deps, str(item.pk), locked)
        return {"ok": True, "stop": item.title, "locked": locked, "changed": True, **done}

    return await answered(work)


def _flag(deps: TurnDeps, key: str, locked: bool) -> None:
    """Let what this turn does next see the lock."""
    plan = present_plan(deps)
    if plan is None or deps.draft.asks_first:
        return
    days = tuple(
        replace(
            day,
            stops=tuple(replace(stop, locked=locked) if stop.key == key else stop for stop in day.stops),
        )
        for day in plan.days
    )
    deps.draft.edit(replace(plan, days=days), (), "")
