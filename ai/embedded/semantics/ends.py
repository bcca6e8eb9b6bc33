"""Ranges told by an end of a month, by a window, or for this year; and a length that was corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ai.embedded.grammar import Env, Parts, action
from ai.embedded.semantics.values import DateSpan, Duration


@action
def days_at_end(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The last three days of June", "the first five days of next month"."""
    days, span = parts["n"].value.days, parts["p"].value
    if parts["n"].value.unit != "day" or days is None or span.grain != "month" or not 1 <= days <= span.days:
        return None
    if args["end"] == "last":
        start = span.end - timedelta(days=days - 1)
        return replace(span, start=start, grain="day")
    return replace(span, end=span.start + timedelta(days=days - 1), grain="day")


@action
def days_between(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Any four days between 20 and 30 June": which ones is asked; those from the first day on are offered first."""
    length: Duration = parts["n"].value
    span: DateSpan = parts["p"].value
    days = length.days
    if days is None or span.grain != "day" or not 1 <= days <= span.days:
        return None
    if days == span.days:
        return span
    starts = [span.start + timedelta(days=ahead) for ahead in range(0, span.days - days + 1, max(1, days // 2))]
    choices = tuple((start, start + timedelta(days=days - 1)) for start in starts[:5])
    return replace(span, days_within=days, choices=choices, reason="which_dates", grain="within")


@action
def this_year(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "2 May to 5 May this year": not of the next, though they are over."""
    span: DateSpan = parts["x"].value
    back = span.start.year - env.context.today.year
    try:
        start, end = (day.replace(year=day.year - back) for day in (span.start, span.end))
    except ValueError:
        return None  # 29 February
    return replace(span, start=start, end=end, year_given=True, notes=())


@action
def corrected_length(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "5 nights, er, 4": the unit of what was corrected."""
    first: Duration = parts["a"].value
    amount = Decimal(parts["n"].value)
    after = parts["n"].end
    if any(edge.end > after for edge in env.chart.starting(parts["n"].start, "duration")):
        return None
    return Duration(amount, first.unit) if 0 < amount <= 60 else None
