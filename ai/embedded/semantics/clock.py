"""Times of day."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env, Parts, action
from ai.embedded.semantics.values import Clock

# Without "a.m." or "p.m.": 1 to 6 are afternoon hours to a traveller, 7 to 11 morning hours.
FIRST_MORNING_HOUR = 7


def _clock(hour: int, minute: int, half: str | None) -> Clock | None:
    if not 0 <= minute < 60:
        return None
    if half is not None:
        if not 1 <= hour <= 12:
            return Clock(time(hour, minute)) if hour < 24 else None
        return Clock(time(hour % 12 + (12 if half == "pm" else 0), minute))
    if not 0 <= hour <= 24 or (hour == 24 and minute):
        return None
    if hour in (0, 24) or hour > 12:
        return Clock(time(hour % 24, minute))
    if hour < FIRST_MORNING_HOUR:
        return Clock(time(hour + 12, minute), sure=False)
    return Clock(time(hour, minute), sure=hour == 12)


@action
def clock(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """An hour, perhaps with minutes and half of the day; ``minutes`` and ``before`` for "quarter to"."""
    if _is_day_number(env, parts["h"]):
        return None
    hour = int(parts["h"].value)
    minute = int(parts["m"].value) if "m" in parts else int(args.get("minutes", 0))
    half = str(parts["half"].value) if "half" in parts else None
    if "m" in parts and args.get("two_digits") and len(env.chart.tokens[parts["m"].start].text) != 2:
        return None
    if args.get("military") and len(env.chart.tokens[parts["h"].start].text) == 2 and hour < 12:
        return Clock(time(hour, minute)) if minute < 60 else None
    if args.get("before"):
        if not 0 < minute < 60:
            return None
        made = _clock(hour, 0, half)
        if made is None or made.start is None:
            return None
        total = made.start.hour * 60 - minute
        return replace(made, start=time(total // 60 % 24, total % 60))
    return _clock(hour, minute, half)


def _is_day_number(env: Env, hour: Edge) -> bool:
    """ "Day 3 in the morning": the figure belongs to the day."""
    return any(
        edge.end == hour.end
        for back in range(1, min(hour.start, 3) + 1)
        for edge in env.chart.starting(hour.start - back, "dayref")
    )


@action
def compact_clock(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "1830" as a time."""
    token = env.chart.tokens[parts["h"].start]
    if len(token.text) != 4 or token.number is None or token.number // 100 > 23 or token.number % 100 > 59:
        return None
    return Clock(time(token.number // 100, token.number % 100))


@action
def named_time(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """Noon and midnight."""
    hour, _, minute = str(parts["t"].value).partition(":")
    return Clock(time(int(hour), int(minute or 0)))


@action
def now(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Now", "in two hours": needs the clock of the context."""
    if env.context.now is None:
        return None
    moment = env.context.now
    if "n" in parts:
        minutes = parts["n"].value.minutes
        if minutes is None or minutes > 24 * 60:
            return None
        moment += timedelta(minutes=minutes)
    return Clock(moment.time().replace(second=0, microsecond=0))


@action
def timed(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A time with "at", "after", "before", "around"; a part of the day decides between morning and
    evening.
    """
    made: Clock = parts["t"].value
    if "part" in parts and made.start is not None and not made.sure:
        made = replace(made, start=_in_part(made.start, str(parts["part"].value)), sure=True)
    return replace(made, relation=str(parts["rel"].value) if "rel" in parts else args.get("relation", "at"))


def _in_part(moment: time, part: str) -> time:
    hour = moment.hour
    if part in ("evening", "night", "dinner", "afternoon") and hour < 12:
        return moment.replace(hour=hour + 12)
    if part in ("morning", "breakfast") and hour > 12:
        return moment.replace(hour=hour - 12)
    return moment


@action
def time_range(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Between 2 and 4", "9-17", "from 10 to 6pm": the second half of the day serves both when the first
    has none.
    """
    first, last = parts["a"].value, parts["b"].value
    if first.start is None or last.start is None:
        return None
    start, end = first.start, last.start
    if not first.sure and last.sure and start.hour < 12 <= end.hour and start.hour + 12 < end.hour:
        start = start.replace(hour=start.hour + 12)
    if not last.sure and end <= start and end.hour < 12:
        end = end.replace(hour=end.hour + 12)
    if end <= start:
        return None
    return Clock(start, end, "between", first.sure or last.sure)
