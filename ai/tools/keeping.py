"""Keeping an edit in the draft: the planner's check, the answer with its evidence, and what may not be moved."""

from __future__ import annotations

from dataclasses import replace

from ai.draft import TurnDeps
from ai.facts import edit_facts
from ai.tools.base import Answer, Refused, english_names, refusal, sentence, stop_at_hand
from trips.planning.edits import Edit
from trips.planning.faults import new_faults
from trips.planning.itinerary import PlannedStop
from trips.planning.timed_edits import TimedEditor
from trips.sentences import explained_unmet, saying


def kept(deps: TurnDeps, editor: TimedEditor, edit: Edit, reason: str) -> Answer:
    """Keep an edit in the draft if it was done and the planner's check finds nothing new; the answer of either.

    Args:
        deps: of the turn.
        editor: that made it.
        edit: what came out.
        reason: a sentence for the history.
    """
    # A wish may name a place by its id, which tells a reader nothing.
    named = {one.wish: editor.by_id[one.wish].name for one in edit.failures if one.wish in editor.by_id}
    edit = replace(edit, failures=tuple(replace(one, wish=named.get(one.wish, one.wish)) for one in edit.failures))
    if not edit.done:
        told = [explained_unmet(failure) for failure in edit.failures]
        code = edit.failures[0].reason.code if edit.failures else "not_done"
        return refusal(code, " ".join(sentence(line) for line in told), failures=told)
    faults = new_faults(editor.plan, edit.plan, editor.by_id)
    if faults:
        told = [fault.message for fault in faults]
        return refusal("check_failed", " ".join(sentence(line) for line in told), failures=told)
    if edit.plan != editor.plan:
        deps.draft.edit(edit.plan, edit.changes, reason)
    return edit_facts(edit, touched(edit), english_names(edit.plan))


def touched(edit: Edit) -> list[int]:
    """Numbers of the days that an edit changed."""
    days = {change.to_start.date() for change in edit.changes if change.to_start}
    days |= {change.from_start.date() for change in edit.changes if change.from_start}
    return [day.number for day in edit.plan.days if day.date in days]


def movable(deps: TurnDeps, named: str) -> PlannedStop:
    """The stop that is meant, where its time is free.

    Raises:
        Refused: it is fixed, booked, or happens at its own time; or none or several are meant.
    """
    stop = stop_at_hand(deps, named)
    if stop.subcategory == "event":
        raise Refused(
            "own_time", saying("{name} happens at its own time: it can be removed, not moved.", name=stop.name)
        )
    if stop.locked or stop.booked:
        raise Refused("locked", saying("{name} is locked or booked: unlock it first.", name=stop.name))
    return stop
