"""Weekends, weeks, months and parts of them, holidays."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ai.embedded.chart import Edge
from ai.embedded.grammar import Env, Parts, action
from ai.embedded.semantics.dates import make_date, next_weekday
from ai.embedded.semantics.values import DateSpan

SATURDAY = 5


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_ahead(env: Env, month: int, year: int | None) -> tuple[date, date] | None:
    """The month meant: of the year said, else this year's unless it is over."""
    today = env.context.today
    if year is None:
        year = today.year if month >= today.month else today.year + 1
    return _month_span(year, month)


@action
def weekend(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "This weekend", "next weekend" (the one after this week's), "the weekend after next", "the
    weekend".
    """
    today, which = env.context.today, args.get("which", "this")
    monday = today - timedelta(days=today.weekday())
    weeks = {"this": 0, "next": 1, "after_next": 2, "last": -1}[which]
    start = monday + timedelta(days=SATURDAY + 7 * weeks)
    trip = env.context.trip
    if which == "this" and trip is not None:
        inside = next_weekday(trip.start_date, SATURDAY)
        if inside <= trip.end_date:
            start = inside
    if which == "this" and start < today:
        start = today  # It is Sunday: what is left of the weekend.
    end = next_weekday(start, 6)
    return DateSpan(start, end, grain="weekend", relative=True).noted("dates", f"{start}/{end}")


@action
def weekend_of(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The weekend of the 16th", "the weekend after 10 June"."""
    day: date = parts["d"].value.start
    if args.get("after"):
        start = next_weekday(parts["d"].value.end + timedelta(days=1), SATURDAY)
    else:
        start = (
            next_weekday(day, SATURDAY) if day.weekday() < SATURDAY else day - timedelta(days=day.weekday() - SATURDAY)
        )
    end = start + timedelta(days=1)
    return DateSpan(start, end, grain="weekend", notes=parts["d"].value.notes).noted("dates", f"{start}/{end}")


@action
def nth_weekend(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The second weekend of June", "the last weekend in May": counted by Saturdays."""
    span: DateSpan = parts["p"].value
    if span.grain != "month":
        return None
    number = int(parts["n"].value) if "n" in parts else -1
    saturdays = [
        span.start + timedelta(days=offset)
        for offset in range(span.days)
        if (span.start + timedelta(days=offset)).weekday() == SATURDAY
    ]
    if number == 0 or abs(number) > len(saturdays):
        return None
    start = saturdays[number - 1 if number > 0 else number]
    return replace(span, start=start, end=start + timedelta(days=1), grain="weekend")


@action
def nth_weekday(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The first Monday of June", "the last Friday in May"."""
    span: DateSpan = parts["p"].value
    if span.grain != "month":
        return None
    number = int(parts["n"].value) if "n" in parts else -1
    first = next_weekday(span.start, int(parts["w"].value))
    found = [first + timedelta(days=7 * week) for week in range(5)]
    found = [day for day in found if day <= span.end]
    if number == 0 or abs(number) > len(found):
        return None
    day = found[number - 1 if number > 0 else number]
    return replace(span, start=day, end=day, grain="day")


@action
def some_weekend(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "A (long) weekend in June": which one is asked, each weekend of the month being a choice."""
    span: DateSpan = parts["p"].value
    long = bool(args.get("long"))
    saturday = next_weekday(max(span.start, env.context.today), SATURDAY)
    choices: list[tuple[date, date]] = []
    while saturday <= span.end and len(choices) < 5:
        choices.append((saturday - timedelta(days=1 if long else 0), saturday + timedelta(days=1)))
        saturday += timedelta(days=7)
    if not choices:
        return None
    return replace(span, grain="weekend", days_within=3 if long else 2, choices=tuple(choices), reason="which_weekend")


@action
def long_weekend(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The long weekend", "next long weekend": the Friday to Sunday to come, said aloud."""
    today = env.context.today
    monday = today - timedelta(days=today.weekday())
    friday = monday + timedelta(days=4)
    if friday < today:
        friday += timedelta(days=7)
    end = friday + timedelta(days=2)
    return DateSpan(friday, end, grain="weekend", relative=True).noted("dates", f"{friday}/{end}")


@action
def month_period(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "In June", "June 2027"."""
    year = int(parts["y"].value) if "y" in parts else None
    found = _month_ahead(env, int(parts["m"].value), year)
    if found is None:
        return None
    span = DateSpan(*found, grain="month", year_given=year is not None)
    return span if year is not None else span.noted("year", str(found[0].year))


@action
def month_shift(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "This month", "next month"."""
    today = env.context.today
    month = today.month - 1 + int(args["by"])
    return DateSpan(*_month_span(today.year + month // 12, month % 12 + 1), grain="month", relative=True)


@action
def season(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "In summer", "summer 2031": three months from the first of the season, in which the dates are asked."""
    month = int(parts["s"].value)
    year = int(parts["y"].value) if "y" in parts else env.context.today.year
    last = month + 2
    end = _month_span(year + (last > 12), (last - 1) % 12 + 1)[1]
    if "y" not in parts and end < env.context.today:
        return season(env, parts | {"y": Edge("year", 0, 0, year + 1)}, args)
    return DateSpan(date(year, month, 1), end, grain="part", year_given="y" in parts)


@action
def month_part(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Early June" (to the 10th), "mid June" (11th to 20th), "late June" (from the 21st)."""
    span: DateSpan = parts["p"].value
    if span.grain != "month":
        return None
    first = span.start
    begin, end = {"early": (1, 10), "mid": (11, 20), "late": (21, span.end.day)}[str(parts["part"].value)]
    return replace(span, start=first.replace(day=begin), end=first.replace(day=end), grain="part")


@action
def nth_week(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The first week of June": days 1 to 7, and so on; the last one ends the month."""
    span: DateSpan = parts["p"].value
    if span.grain != "month":
        return None
    number = int(parts["n"].value) if "n" in parts else -1
    if number == -1:
        start = span.end - timedelta(days=6)
    elif 1 <= number <= 4:
        start = span.start + timedelta(days=7 * (number - 1))
    else:
        return None
    end = start + timedelta(days=6)
    return replace(span, start=start, end=end, grain="week").noted("dates", f"{start}/{end}")


@action
def week(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "This week" (from today), "next week" (Monday to Sunday), "the week of 3 June"."""
    if "d" in parts:
        start = parts["d"].value.start
        monday = start - timedelta(days=start.weekday())
        return DateSpan(monday, monday + timedelta(days=6), grain="week").noted(
            "dates", f"{monday}/{monday + timedelta(days=6)}"
        )
    today, by = env.context.today, int(args.get("by", 0))
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * by)
    start, end = (today if by == 0 else monday), monday + timedelta(days=6)
    return DateSpan(start, end, grain="week", relative=True).noted("dates", f"{start}/{end}")


@action
def holiday(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A feast of the language's settings: fixed dates, days from Easter, or the n-th weekday of a month."""
    entry = env.language.settings["holidays"][parts["h"].value]
    if "countries" in entry:
        entry = entry["countries"].get(_country(env))
        if entry is None:
            return None
    today = env.context.today
    said = int(parts["y"].value) if "y" in parts else None
    for year in [said] if said is not None else range(today.year, today.year + 3):
        found = _holiday_in(year, entry)
        if found is not None and found[0] != found[1] and args.get("one_day"):
            return None
        if found is not None and (said is not None or found[1] >= today):
            span = DateSpan(*found, grain="holiday", year_given=said is not None)
            return span.noted("dates", f"{found[0]}/{found[1]}")
    return None


def _country(env: Env) -> str:
    """The country of the city that the message names, else of the trip's city: ISO 3166-1 alpha-2, "" when unknown."""
    named = [str(edge.value) for edge in env.chart.all(("city",))]
    named += [env.context.trip.destination] if env.context.trip is not None else []
    countries = {city.name: city.country for city in env.context.cities}
    return next((countries[name] for name in named if countries.get(name)), "")


def _holiday_in(year: int, entry: dict[str, Any]) -> tuple[date, date] | None:
    length = timedelta(days=int(entry.get("days", 1)) - 1)
    start: date | None
    if "easter" in entry:
        start = easter_sunday(year) + timedelta(days=int(entry["easter"]))
    elif "weekday" in entry:
        anchor = make_date(year, entry["month"], entry["from"])
        start = next_weekday(anchor, entry["weekday"]) if anchor else None
    else:
        start = make_date(year, entry["month"], entry["day"])
    return (start, start + length) if start else None
