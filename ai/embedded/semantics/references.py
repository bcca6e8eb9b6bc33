"""Days and stops of the trip, as they are spoken of."""

from __future__ import annotations

from typing import Any

from ai.embedded.grammar import Env, Parts, action
from ai.embedded.semantics.values import Clock, DayRef, StopRef

MOST_DAYS = 366
MOST_STOPS = 60


@action
def day_ref(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Day 2", "the second day", "the last day", "every day"."""
    if args.get("every"):
        return DayRef(every=True)
    if args.get("beside"):
        return DayRef(beside=int(args["beside"]))
    number = int(parts["n"].value) if "n" in parts else int(args["number"])
    if args.get("from_end"):
        number = -number
    return DayRef(number) if number and abs(number) <= MOST_DAYS else None


@action
def stop_ref(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The last stop", "stop 3", "the second museum", "the museum", "lunch", "it"."""
    position: int | None = args.get("position")
    if "n" in parts:
        position = int(parts["n"].value)
        if args.get("from_end"):
            position = -position
    if position is not None and (position == 0 or abs(position) > MOST_STOPS):
        return None
    return StopRef(
        position=position,
        kind=str(parts["k"].value) if "k" in parts else "",
        pronoun=str(parts["p"].value) if "p" in parts else "",
        definite=bool(args.get("definite", position is not None or "s" in parts)),
        by=str(parts["s"].value) if "s" in parts else "",
        day=parts["d"].value if "d" in parts else None,
        listed=bool(args.get("listed")),
    )


@action
def stop_at_hour(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The two o'clock thing", "whatever is at noon": the stop that begins then."""
    clock = parts["c"].value
    if not isinstance(clock, Clock) or clock.start is None or clock.end is not None:
        return None
    return StopRef(definite=True, hour=clock)
