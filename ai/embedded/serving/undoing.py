"""Taking changes back: the last one, some of them, all of the talk; what only waits is not done yet."""

from __future__ import annotations

from dataclasses import replace

from ai.embedded import wording
from ai.embedded.steps import Call, Facts, Serve, Step, slots_as
from ai.embedded.types import Context, Understanding

# So many changes are taken back at one word.
MOST_UNDONE = 5


def undo(reading: Understanding, context: Context) -> Step | list[Step]:
    """The last change; "put Nokka back" only where the plan lacks it now."""
    name, trip = reading.slots.get("place"), context.trip
    if any(one.kind == "pronoun" for one in reading.assumed):
        name = None  # "put it back": whatever was changed last
        reading = replace(reading, assumed=tuple(one for one in reading.assumed if one.kind != "pronoun"))
    is_of_change = bool(reading.slots.get("of_change"))  # "undo Nokka": what was done to it
    if name and not is_of_change and trip and any(reading.slots.get("stop_id") == stop.id for stop in trip.stops):
        return Step(reading, words=wording.still_there(str(name)))
    if reading.slots.get("everything"):
        return _undo_all(reading, context)
    if not name and not reading.slots.get("count") and _waits_still(context):
        return Step(reading, words=wording.only_waits(context.waiting))
    about: dict[str, object] = {"about": str(name)} if name else {}
    of_day = {} if is_of_change else slots_as(reading, day_number="day_number")
    last = Step(
        reading,
        Call("undo_last", {**about, **of_day}),
        then=lambda facts: _only_waits(reading, context, facts),
        quiet=True,
    )
    return [last] * min(int(reading.slots.get("count") or 1), MOST_UNDONE)


def _waits_still(context: Context) -> bool:
    """Whether what was asked for last is not done but waits for a yes: "undo that" means it, no older change."""
    asked = str(context.last.slots.get("place") or "") if context.last is not None else ""
    return bool(asked) and any(asked in line for line in context.waiting)


def _undo_all(reading: Understanding, context: Context, told: tuple[str, ...] = ()) -> Step:
    """One change of the talk after the other, until none is left."""

    def then(facts: Facts) -> Step:
        if not told:
            nothing = _only_waits(reading, context, facts)
            if not facts.get("ok", True):
                return nothing
        said = told if told and not facts.get("ok", True) else (*told, wording.tell("undo_last", facts, reading))
        if not facts.get("ok", True) or len(said) == MOST_UNDONE:
            return Step(reading, words="\n\n".join(said))
        return _undo_all(reading, context, said)

    return Step(reading, Call("undo_last"), then=then, quiet=True)


def _only_waits(reading: Understanding, context: Context, facts: Facts) -> Step:
    """What to say where nothing was done yet of what is to be undone: it waits for a yes."""
    if facts.get("problem") != "nothing_to_undo" or not context.waiting:
        return Step(reading, words=wording.tell("undo_last", facts, reading))
    return Step(reading, words=wording.only_waits(context.waiting))


INTENTS: dict[str, Serve] = {"undo": undo}
