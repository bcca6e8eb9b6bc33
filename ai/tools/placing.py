"""Where in a day an edit puts a stop: at a time, in a part of the day, before or after another stop."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils.translation import gettext_noop

from trips.planning.edits import Edit, StopChange, changes_between
from trips.planning.itinerary import Plan, PlannedStop
from trips.planning.timed_edits import TimedEditor

Side = Literal["after", "before"]
Part = Literal["morning", "afternoon", "evening"]
# Hours at which a part of the day's stops start: from the first, before the last.
PARTS: dict[Part, tuple[int, int]] = {"morning": (9, 12), "afternoon": (13, 17), "evening": (18, 21)}
PART_WORDS: dict[Part, str] = {
    "morning": gettext_noop("morning"),
    "afternoon": gettext_noop("afternoon"),
    "evening": gettext_noop("evening"),
}
# Times beside a stop that are tried: every so many minutes, so many of them.
STEP, MOST_TRIED = timedelta(minutes=10), 12


def _is_in(moment: time, part: Part) -> bool:
    first, last = PARTS[part]
    return first <= moment.hour < last


def in_part_of_its_day(editor: TimedEditor, added: Edit, new: StopChange, part: Part) -> Edit:
    if new.to_start is None or _is_in(new.to_start.time(), part):
        return added
    on = new.to_start.date()
    return in_part(part, new.key, lambda moment: added_at(editor, added, new, moment, on))


def in_part(part: Part, key: str, edit_at: Callable[[time], Edit]) -> Edit:
    """The edit at the time of a part of the day that disturbs least; a refusal where none can be.

    Args:
        part: of the day.
        key: of the stop that gets the time.
        edit_at: makes the edit at a time.
    """
    tried: list[Edit] = []
    for moment in (time(hour, minute) for hour in range(*PARTS[part]) for minute in (0, 30)):
        edit = edit_at(moment)
        if edit.done and all(change.kind == "retimed" or change.key == key for change in edit.changes):
            return edit
        tried.append(edit)
    return min(tried, key=_disturbs)


def _disturbs(edit: Edit) -> tuple[bool, int, int]:
    """How little an edit is wanted: none, what goes, what else changes."""
    return not edit.done, sum(change.kind == "removed" for change in edit.changes), len(edit.changes)


def added_at(editor: TimedEditor, added: Edit, new: StopChange, at: time, day: date | None) -> Edit:
    """What was added, moved to the time that was wished; the move's refusal where that cannot be."""
    then = copy(editor)
    then.plan = added.plan
    moved = then.move_to(new.key, at, day)
    if not moved.done:
        return replace(moved, plan=editor.plan)
    return replace(moved, changes=changes_between(editor.plan, moved.plan))


def as_long(editor: TimedEditor, added: Edit, new: StopChange, minutes: int) -> Edit:
    """What was added, with a visit of so many minutes; the refusal where that cannot be."""
    then = copy(editor)
    then.plan = added.plan
    changed = then.change_length(new.key, minutes)
    if not changed.done:
        return replace(changed, plan=editor.plan)
    return replace(changed, changes=changes_between(editor.plan, changed.plan))


def beside(plan: Plan, anchor: PlannedStop, key: str, side: Side, edit_at: Callable[[time], Edit]) -> Edit | None:
    """The edit that puts a stop before or after another one of the same day and disturbs least.

    Args:
        plan: before the edit.
        anchor: the stop that it goes beside.
        key: of the stop that gets the place.
        side: of the anchor.
        edit_at: makes the edit at a time of the anchor's day.

    Returns:
        None where no time near the anchor keeps that order.
    """
    tried: list[Edit] = []
    for moment in _moments(anchor, side):
        edit = edit_at(moment.time())
        if not edit.done or not _is_beside(edit.plan, anchor.key, key, side):
            continue
        is_next = _between(edit.plan, anchor.key, key) == 0
        is_calm = all(change.kind == "retimed" or change.key == key for change in edit.changes)
        if is_next and is_calm and not _turned(plan, edit):
            return edit
        tried.append(edit)

    def cost(edit: Edit) -> tuple[bool, int, int, int, int]:
        between = _between(edit.plan, anchor.key, key)
        return *_disturbs(edit)[:2], between, _turned(plan, edit), len(edit.changes)

    return min(tried, key=cost, default=None)


def _moments(anchor: PlannedStop, side: Side) -> list[datetime]:
    """Times to try, the nearest first; before a stop also later ones, where the stop itself can wait."""
    if side == "after":
        found = [_rounded(anchor.leave) + number * STEP for number in range(MOST_TRIED)]
    else:
        found = [_rounded(anchor.start) - number * STEP for number in range(1, MOST_TRIED + 1)]
        found += [_rounded(anchor.start) + number * STEP for number in range(MOST_TRIED)]
    return [moment for moment in found if moment.date() == anchor.start.date()]


def _rounded(moment: datetime) -> datetime:
    """The next five minutes."""
    return moment + timedelta(minutes=-moment.minute % 5)


def _is_beside(plan: Plan, anchor: str, key: str, side: Side) -> bool:
    order = [stop.key for day in plan.days for stop in day.stops]
    if anchor not in order or key not in order:
        return False
    return (order.index(key) > order.index(anchor)) == (side == "after")


def _between(plan: Plan, one: str, other: str) -> int:
    """How many stops come between two of a plan."""
    order = [stop.key for day in plan.days for stop in day.stops]
    return abs(order.index(one) - order.index(other)) - 1


def _turned(plan: Plan, edit: Edit) -> int:
    """How many pairs of stops that were there change their order."""
    before = [stop.key for day in plan.days for stop in day.stops]
    places = {stop.key: at for at, stop in enumerate(s for day in edit.plan.days for s in day.stops)}
    kept = [places[key] for key in before if key in places]
    return sum(kept[i] > kept[j] for i in range(len(kept)) for j in range(i + 1, len(kept)))
