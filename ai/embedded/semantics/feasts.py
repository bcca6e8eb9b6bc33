"""Stretches of days that are told by feasts: between two of them, the long weekend of one, the week before one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ai.embedded.grammar import Env, Parts, action
from ai.embedded.semantics.dates import next_weekday
from ai.embedded.semantics.periods import holiday
from ai.embedded.semantics.values import DateSpan

SATURDAY, SUNDAY, MONDAY, TUESDAY, FRIDAY = 5, 6, 0, 1, 4
DAY = timedelta(days=1)
# From one feast to the next: longer ones were not meant as one trip.
LONGEST = 60


def _feast(env: Env, parts: Parts, name: str) -> DateSpan | None:
    found = holiday(env, {"h": parts[name]}, {})
    return found if isinstance(found, DateSpan) else None


def _taken(start: date, end: date) -> DateSpan:
    return DateSpan(start, end, grain="holiday").noted("dates", f"{start}/{end}")


@action
def from_feast_to_feast(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "From Christmas to New Year" with both feasts; "between Christmas and New Year" the days that lie between."""
    first, last = (_feast(env, parts, name) for name in ("a", "b"))
    if first is None or last is None:
        return None
    start, end = (first.end + DAY, last.start) if args.get("between") else (first.start, last.end)
    if last.start < first.start:
        again = holiday(replace(env, context=replace(env.context, today=first.end)), {"h": parts["b"]}, {})
        if not isinstance(again, DateSpan):
            return None
        end = again.start if args.get("between") else again.end
    return _taken(start, end) if 0 <= (end - start).days <= LONGEST else None


@action
def feast_and_date(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "From 27 December to New Year", "from Easter to 10 April"."""
    feast = _feast(env, parts, "h")
    told: DateSpan = parts["d"].value
    if feast is None or told.choices or told.grain in ("month", "part"):
        return None
    start, end = (feast.start, told.end) if args.get("first") == "feast" else (told.start, feast.end)
    return _taken(start, end) if 0 <= (end - start).days <= LONGEST else None


@action
def feast_weekend(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """The long weekend of a feast: with the days that join it to the nearest Saturday and Sunday."""
    feast = _feast(env, parts, "h")
    if feast is None:
        return None
    start, end = feast.start, feast.end
    if end.weekday() in (MONDAY, TUESDAY):
        start = min(start, end - timedelta(days=end.weekday() + 2))
    elif start.weekday() == SUNDAY:
        start -= DAY
    if end.weekday() not in (SUNDAY, MONDAY, TUESDAY):
        end = next_weekday(end, SUNDAY)
    return _taken(start, end)


@action
def beside_feast(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The week before Christmas", "the weekend after Easter": seven days or two."""
    feast = _feast(env, parts, "h")
    if feast is None:
        return None
    if args.get("weekend"):
        saturday = (
            next_weekday(feast.end + DAY, SATURDAY)
            if args.get("after")
            else next_weekday(feast.start - timedelta(days=7), SATURDAY)
        )
        return _taken(saturday, saturday + DAY)
    if args.get("after"):
        return _taken(feast.end + DAY, feast.end + timedelta(days=7))
    return _taken(feast.start - timedelta(days=7), feast.start - DAY)
