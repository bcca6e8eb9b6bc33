"""Single dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ai.embedded.grammar import Env, Parts, action
from ai.embedded.semantics.values import DateSpan, Duration

# Years that a trip can be in.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def in_trip(env: Env, day: date) -> bool:
    """True when the context has a trip and the date is one of its days."""
    trip = env.context.trip
    return trip is not None and trip.start_date <= day <= trip.end_date


def yearless(env: Env, month: int, day: int) -> date | None:
    """The date meant by a day and month: the trip's if it has it, else the next to come (29 February: in a
    leap year).
    """
    today = env.context.today
    trip = env.context.trip
    years = [today.year + offset for offset in range(9)]
    if trip is not None:
        for year in {trip.start_date.year, trip.end_date.year}:
            found = make_date(year, month, day)
            if found is not None and in_trip(env, found):
                return found
    for year in years:
        found = make_date(year, month, day)
        if found is not None and found >= today:
            return found
    return None


def no_such_date(env: Env, month: int, day: int, year: int | None = None) -> DateSpan | None:
    """A span that asks: 30 February is the last of February or the first of March."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    first = make_date(year, month, 1) if year is not None else yearless(env, month, 1)
    if first is None:
        return None
    after = (first + timedelta(days=31)).replace(day=1)
    last = after - timedelta(days=1)
    return DateSpan(last, last, choices=((last, last), (after, after)), reason="no_such_date")


def make_date(year: int, month: int, day: int) -> date | None:
    """A date, or None when there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def span_of(env: Env, month: int, day: int, year: int | None, weekday: int | None = None) -> DateSpan | None:
    """One date from its parts, with the year filled in and the weekday compared."""
    if year is None:
        found = yearless(env, month, day)
        if found is None:
            return no_such_date(env, month, day)
        span = DateSpan(found, found)
        if found.year != env.context.today.year or not in_trip(env, found):
            span = span.noted("year", str(found.year))
    else:
        found = make_date(year, month, day)
        if found is None:
            return no_such_date(env, month, day, year)
        span = DateSpan(found, found, year_given=True)
        if found < env.context.today and not in_trip(env, found):
            later = yearless(env, month, day)
            choices = ((later, later),) if later else ()
            span = replace(span, choices=(*choices, (found, found)), reason="past_date")
    if weekday is not None and weekday != found.weekday():
        return mismatch(found, weekday, span)
    return span


def mismatch(found: date, weekday: int, span: DateSpan) -> DateSpan:
    """A span that asks: the date as said, or the nearest day with the weekday as said."""
    ahead = (weekday - found.weekday()) % 7
    near = found + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return replace(span, choices=((found, found), (near, near)), reason="weekday_mismatch")


def next_weekday(start: date, weekday: int) -> date:
    """The first such weekday on or after ``start``."""
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def _value(parts: Parts, name: str) -> Any:
    return parts[name].value if name in parts else None


@action
def dom(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A day of the month."""
    value = int(parts["n"].value)
    return value if 1 <= value <= 31 else None


@action
def year(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A year of four digits, or of two after an apostrophe."""
    value = int(parts["n"].value)
    if args.get("short"):
        value += 2000
    return value if FIRST_YEAR <= value <= LAST_YEAR else None


@action
def day_month(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A day and a month, perhaps with weekday and year."""
    return span_of(env, parts["m"].value, parts["d"].value, _value(parts, "y"), _value(parts, "w"))


@action
def impossible_day(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The 32nd of May": no month has it, so it is asked."""
    month, number = int(parts["m"].value), int(parts["n"].value)
    return no_such_date(env, month, 31, _value(parts, "y")) if 31 < number < 100 else None


@action
def iso(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """Year, month, day in figures."""
    if not FIRST_YEAR <= parts["y"].value <= LAST_YEAR:
        return None
    return span_of(env, parts["m"].value, parts["d"].value, parts["y"].value)


@action
def numeric(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """Two or three figures. With points the day leads; with a stroke it depends on the territory, else it is
    asked.
    """
    first, second, said = int(parts["a"].value), int(parts["b"].value), _value(parts, "y")
    weekday = _value(parts, "w")
    if said is not None and said < 100:
        said += 2000
    if said is not None and not FIRST_YEAR <= said <= LAST_YEAR:
        return None
    by_day = span_of(env, second, first, said, weekday) if second <= 12 else None
    by_month = span_of(env, first, second, said, weekday) if first <= 12 else None
    territory = env.context.locale.replace("-", "_").partition("_")[2].upper()
    if by_day is None or by_month is None or first == second:
        return by_day or (by_month if not args.get("day_first") else None)
    if args.get("day_first"):
        return by_day
    if territory:
        return by_month if territory in env.language.settings["month_first_territories"] else by_day
    if in_trip(env, by_day.start) != in_trip(env, by_month.start):
        return by_day if in_trip(env, by_day.start) else by_month
    choices = ((by_day.start, by_day.end), (by_month.start, by_month.end))
    return replace(by_day, choices=choices, reason="day_or_month_first")


@action
def weekday_date(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A weekday alone ("Friday", "this Friday"), of the next week ("next Friday"), or the one before
    ("last").
    """
    weekday, today = int(parts["w"].value), env.context.today
    which = args.get("which", "coming")
    if which == "coming":
        trip = env.context.trip
        if trip is not None:
            found = next_weekday(max(trip.start_date, today if today <= trip.end_date else trip.start_date), weekday)
            if in_trip(env, found):
                return DateSpan(found, found, weekday=weekday, relative=True)
        found = next_weekday(today, weekday)
        return DateSpan(found, found, weekday=weekday, relative=True).noted("date", found.isoformat())
    if which == "next":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
        found = next_weekday(monday, weekday)
    elif which == "last":
        found = next_weekday(today - timedelta(days=7), weekday)
    else:
        found = next_weekday(today + timedelta(days=1), weekday) + timedelta(days=7)
    return DateSpan(found, found, relative=True).noted("date", found.isoformat())


@action
def weekday_after(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The Friday after": the first one after the date named with it, else spoken of last, else after the
    next one.
    """
    weekday = int(parts["w"].value)
    anchor: date | None = parts["d"].value.end if "d" in parts else None
    if anchor is None:
        dated = env.chart.all(("that_date", "date", "range"))
        earlier = [e for e in dated if e.end <= parts["w"].start and e.value.end]
        anchor = max(earlier, key=lambda e: (e.end, e.length)).value.end if earlier else env.context.last_date
    trip = env.context.trip
    if anchor is None:
        anchor = trip.end_date if trip is not None else next_weekday(env.context.today, weekday)
    if args.get("before"):
        found = next_weekday(anchor - timedelta(days=7), weekday)
    else:
        found = next_weekday(anchor + timedelta(days=1), weekday)
    return DateSpan(found, found, relative=True).noted("date", found.isoformat())


@action
def relative_day(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """Today, tomorrow, the day after tomorrow, yesterday; with ``plus`` so many days later."""
    found = env.context.today + timedelta(days=int(parts["n"].value) + int(args.get("plus", 0)))
    return DateSpan(found, found, relative=True).noted("date", found.isoformat())


@action
def from_now(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "In two weeks", "ten days from now", "three days ago"."""
    length: Duration = parts["n"].value
    if args.get("ago"):
        length = replace(length, amount=-length.amount)
    if abs(length.amount) > 1000:
        return None
    found = length.after(env.context.today)
    if found is None:
        return None
    return DateSpan(found, found, relative=True).noted("date", found.isoformat())


@action
def offset(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Two days after 14 May", "the day before Christmas"."""
    length = Duration(parts["n"].value.amount, parts["n"].value.unit) if "n" in parts else Duration(1, "day")  # type: ignore[arg-type]
    if abs(length.amount) > 1000:
        return None
    anchor: date = parts["d"].value.end
    if args.get("before"):
        length, anchor = replace(length, amount=-length.amount), parts["d"].value.start
    found = length.after(anchor)
    if found is None:
        return None
    return replace(parts["d"].value, start=found, end=found, weekday=None, grain="day").noted("date", found.isoformat())


@action
def day_only(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The 14th": of the trip if it has one, else the next to come; with a weekday ("Thursday the 14th") it
    must fit.
    """
    number, weekday, today = int(parts["d"].value), _value(parts, "w"), env.context.today
    if any(env.chart.starting(parts["d"].end, category) for category in ("stop_word", "kind", "meal", "unit")):
        return None  # "The 3rd stop" is no date.
    trip = env.context.trip
    if trip is not None:
        for index in range(1, trip.days + 1):
            found = trip.date_of(index)
            if found.day == number and index <= 31:
                return _day_only_span(found, weekday)
    first = max(today, _month_spoken_of(env) or today)
    days = [first + timedelta(days=ahead) for ahead in range(MONTHS_AHEAD * 31)]
    of_that_number = [found for found in days if found.day == number]
    # "Friday the 12th" is the next 12th that is a Friday, where one comes soon.
    fitting = _number_and_weekday(first, number, weekday) if weekday is not None else None
    meant = fitting or (of_that_number[0] if of_that_number else None)
    return _day_only_span(meant, weekday) if meant is not None else None


# So far ahead the day that a weekday and a number name together is looked for.
MONTHS_AHEAD = 4


def _month_spoken_of(env: Env) -> date | None:
    """The first day of the month that the trip is to be in, as far as it was described: "the 12th" is one of it."""
    asked = env.context.pending.slots if env.context.pending is not None else {}
    told = asked.get("month") or (env.context.plan.slots.get("month") if env.context.plan is not None else None)
    try:
        return date.fromisoformat(f"{told}-01") if told else None
    except ValueError:
        return None


@action
def following_day(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Leaving the day after (that)", "arriving the day before": from the date named before it in the message."""
    earlier = [e for e in env.chart.all(("that_date", "date", "range")) if e.end <= parts["that"].start and e.value.end]
    if not earlier:
        return None
    anchor: DateSpan = max(earlier, key=lambda e: (e.end, e.length)).value
    found = anchor.start - timedelta(days=1) if args.get("before") else anchor.end + timedelta(days=1)
    return DateSpan(found, found, relative=True).noted("date", found.isoformat())


@action
def weeks_from(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Two weeks from Monday" is one date; so is "arriving three days from tomorrow"."""
    length, span = parts["n"].value, parts["d"].value
    weeks = length.unit in ("week", "fortnight")
    if not (weeks and span.relative) and not args.get("any_length"):
        return None
    found = length.after(span.end) if span.is_day and not span.choices and length.amount <= 1000 else None
    if found is None:
        return None
    return DateSpan(found, found, relative=True).noted("date", found.isoformat())


def _day_only_span(found: date, weekday: int | None) -> DateSpan:
    span = DateSpan(found, found, day_only=True).noted("date", found.isoformat())
    if weekday is not None and weekday != found.weekday():
        return mismatch(found, weekday, span)
    return span


@action
def tagged_date(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """A date with a weekday before or after it; the weekday must fit."""
    span: DateSpan = parts["d"].value
    weekday = int(parts["w"].value)
    if not span.is_day or span.weekday is not None or span.choices:
        return None
    if span.start.weekday() == weekday:
        return span
    trip = env.context.trip
    if span.day_only and (trip is None or trip.day_of(span.start) is None):
        fitting = _number_and_weekday(max(env.context.today, span.start), span.start.day, weekday)
        if fitting is not None:
            return _day_only_span(fitting, weekday)
    return mismatch(span.start, weekday, span)


def _number_and_weekday(first: date, number: int, weekday: int) -> date | None:
    """The next day with this number in its month and this weekday, where one comes soon."""
    days = (first + timedelta(days=ahead) for ahead in range(MONTHS_AHEAD * 31))
    return next((day for day in days if day.day == number and day.weekday() == weekday), None)
