"""Ranges of dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ai.embedded.grammar import Env, Parts, action
from ai.embedded.semantics.dates import day_only, make_date, mismatch, next_weekday, no_such_date, yearless
from ai.embedded.semantics.values import DateSpan, Duration

# A longer one is a slip of the keyboard, not a trip.
LONGEST_RANGE = 366
# A range that ends so shortly before it starts was written the wrong way round.
SLIP_DAYS = 60


def _span(start: date, end: date, *sources: DateSpan, **changes: Any) -> DateSpan | None:
    if not 0 <= (end - start).days < LONGEST_RANGE:
        return None
    notes = tuple(dict.fromkeys(note for source in sources for note in source.notes if note.key == "year"))
    span = DateSpan(start, end, notes=notes, **changes)
    asking = next((source for source in sources if source.choices), None)
    if asking is not None:
        span = replace(span, reason=asking.reason, choices=_range_choices(start, end, asking))
    if not notes and not span.year_given:
        span = span.noted("dates", f"{start}/{end}")
    return span


def _range_choices(start: date, end: date, asking: DateSpan) -> tuple[tuple[date, date], ...]:
    """The range with the doubtful end in each of its readings, as long as that makes a range."""
    first = asking.start == start
    pairs = [(day, end) if first else (start, day) for day, _ in asking.choices]
    if first:
        length = end - start
        pairs = [(day, end) if day <= end else (day, day + length) for day, _ in pairs]
    return tuple(pair for pair in pairs if pair[0] <= pair[1])


@action
def between_days(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "15th to 17th": days of the month, as "the 15th to the 17th"."""
    days = {name: day_only(env, {"d": parts[name]}, {}) for name in ("a", "b")}
    if any(day is None for day in days.values()):
        return None
    return between(env, {name: replace(parts[name], value=day) for name, day in days.items()}, args)


@action
def between(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """From one date to another. A weekday, a day of the month or a yearless date as the end counts from the
    start.
    """
    first: DateSpan = parts["a"].value
    last: DateSpan = parts["b"].value
    if first.grain in ("month", "part") or last.grain in ("month", "part"):
        return None
    first, last = _same_order(first, last)
    start, end = first.start, last.end
    if last.weekday is not None:
        end = next_weekday(start + timedelta(days=1), last.weekday)
    elif last.day_only and first.choices == ():
        end = _same_day_on_or_after(start, last.end.day) or end
    if first.weekday is not None and last.weekday is None and not last.day_only:
        # "Friday to 17 May": the Friday before that date.
        start = next_weekday(end - timedelta(days=6), first.weekday)
    elif first.day_only and not last.day_only and last.weekday is None and not last.relative:
        # "The 14th to 16 May": the month and year of the end.
        near = make_date(end.year, end.month, start.day)
        if near is not None:
            start = near if near <= end else start
    if end < start and not (first.year_given or last.year_given) and (start - end).days <= SLIP_DAYS:
        later = make_date(end.year + 1, end.month, end.day) or end
        return DateSpan(end, start, choices=((end, start), (start, later)), reason="reversed")
    if end < start and not last.year_given:
        again = make_date(start.year, end.month, end.day) or end
        end = again if again >= start else (make_date(start.year + 1, end.month, end.day) or end)
    if (start > end and last.year_given and not first.year_given) or (
        last.year_given and not first.year_given and not first.relative
    ):
        start = make_date(end.year, start.month, start.day) or start
        if start > end:
            start = make_date(end.year - 1, start.month, start.day) or start
    given = last.year_given or first.year_given
    sources = (DateSpan(start, end, choices=c.choices, reason=c.reason) if given else c for c in (first, last))
    ranged = _span(start, end, *sources, year_given=given, relative=first.relative and last.relative)
    if ranged is None or given or not ranged.notes or ranged.notes[0].key != "year":
        return ranged
    return replace(ranged, notes=()).noted("year", str(start.year))


def _same_order(first: DateSpan, last: DateSpan) -> tuple[DateSpan, DateSpan]:
    """Two dates in figures are written in one order: when one of them allows only one, the other follows
    it.
    """
    key = "day_or_month_first"
    if first.reason == key and last.reason != key and not last.choices and not last.relative:
        return min(_readings(first), key=lambda span: (last.end - span.start).days % LONGEST_RANGE), last
    if last.reason == key and first.reason != key and not first.choices and not first.relative:
        return first, min(_readings(last), key=lambda span: (span.end - first.start).days % LONGEST_RANGE)
    return first, last


def _readings(span: DateSpan) -> list[DateSpan]:
    return [replace(span, start=start, end=end, choices=(), reason="") for start, end in span.choices]


def _same_day_on_or_after(start: date, day: int) -> date | None:
    for ahead in range(62):
        found = start + timedelta(days=ahead)
        if found.day == day and ahead > 0:
            return found
    return None


@action
def days_of_month(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "14 to 15 May", "Fri 14 – Sun 16 May 2026"."""
    month, year = int(parts["m"].value), int(parts["y"].value) if "y" in parts else None
    first, last = int(parts["a"].value), int(parts["b"].value)
    if first > last or not 1 <= month <= 12:
        return None
    start = make_date(year, month, first) if year is not None else yearless(env, month, first)
    if start is None:
        return None
    end = make_date(start.year, month, last)
    if end is None:
        after = no_such_date(env, month, last, start.year)
        return after and replace(after, start=start, choices=tuple((start, day) for day, _ in after.choices))
    if year is None:
        # One that has begun already is the one that is running, not next year's.
        today = env.context.today
        begun, over = make_date(today.year, month, first), make_date(today.year, month, last)
        if begun is not None and over is not None and begun < today <= over:
            start, end = begun, over
    span = DateSpan(start, end, year_given=year is not None)
    if year is None:
        span = span.noted("year", str(start.year))
    elif end < env.context.today:
        later = yearless(env, month, first)
        if later is not None:
            pairs = ((later, later + (end - start)), (start, end))
            span = replace(span, choices=pairs, reason="past_date")
    for name, day in (("wa", start), ("wb", end)):
        if name in parts and int(parts[name].value) != day.weekday():
            asked = mismatch(day, int(parts[name].value), span)
            return replace(asked, choices=_mismatched(span, name == "wa", asked))
    return span


def _mismatched(span: DateSpan, first: bool, asked: DateSpan) -> tuple[tuple[date, date], ...]:
    """The dates as said, and the whole range moved so that the weekday fits."""
    shift = asked.choices[1][0] - (span.start if first else span.end)
    return (span.start, span.end), (span.start + shift, span.end + shift)


@action
def numeric_days_of_month(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "14.-15.5.", "14-15/5": the month in figures after the second day."""
    if not 1 <= int(parts["m"].value) <= 12 or not all(1 <= int(parts[n].value) <= 31 for n in "ab"):
        return None
    if "y" in parts and not 2000 <= int(parts["y"].value) <= 2100:
        return None
    return days_of_month(env, parts, args)


@action
def weekdays(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Sunday and Monday", "Fri-Sun", "Friday through Monday": from the first to the next such day."""
    first = DateSpan(*(2 * (next_weekday(env.context.today, int(parts["a"].value)),)))
    trip = env.context.trip
    if trip is not None and env.context.today <= trip.end_date:
        inside = next_weekday(max(trip.start_date, env.context.today), int(parts["a"].value))
        if inside <= trip.end_date:
            first = DateSpan(inside, inside)
    start = first.start
    told = [e for e in env.chart.all(("date",)) if e.end <= parts["a"].start and not e.value.relative]
    if trip is None and told:
        # "It ends on Wednesday 20 May, then the Thursday and the Friday": those after the date just told.
        start = next_weekday(max(told, key=lambda e: (e.end, e.length)).value.end, int(parts["a"].value))
    if args.get("which") == "next":
        monday = env.context.today - timedelta(days=env.context.today.weekday() - 7)
        start = next_weekday(monday, int(parts["a"].value))
    ahead = (int(parts["b"].value) - int(parts["a"].value)) % 7
    if ahead == 0 or (args.get("adjacent") and ahead > 1):
        return None
    return _span(start, start + timedelta(days=ahead), relative=True)


@action
def length_from(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Three days from tomorrow", "from Friday for two nights": so many days from a date on."""
    length: Duration = parts["n"].value
    span: DateSpan = parts["d"].value
    days = length.days
    if days is None or not 1 <= days <= LONGEST_RANGE or not span.is_day:
        return None
    if args.get("no_weeks") and length.unit in ("week", "fortnight") and span.relative:
        return None  # "Two weeks from Monday" is a date.
    try:
        end = span.start + timedelta(days=days - 1)
    except OverflowError:
        return None
    made = replace(span, end=end, weekday=None, day_only=False, notes=tuple(n for n in span.notes if n.key == "year"))
    if span.choices:
        step = timedelta(days=days - 1)
        made = replace(made, choices=tuple((day, day + step) for day, _ in span.choices))
    return made if made.notes or span.year_given else made.noted("dates", f"{made.start}/{made.end}")


@action
def length_until(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Three days ending on 17 May"."""
    days = parts["n"].value.days
    span: DateSpan = parts["d"].value
    if days is None or not 1 <= days <= LONGEST_RANGE or not span.is_day or span.choices:
        return None
    return replace(span, start=span.end - timedelta(days=days - 1), weekday=None)


@action
def length_within(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "Four days in June": the dates within are asked; the start of each week is offered."""
    days = parts["n"].value.days
    span: DateSpan = parts["p"].value
    if days is None or span.grain not in ("month", "part") or not 1 <= days <= span.days:
        return None
    start = max(span.start, env.context.today)
    friday = next_weekday(start, 4 if days <= 4 else 5)
    choices: list[tuple[date, date]] = []
    while friday <= span.end and len(choices) < 5:
        choices.append((friday, friday + timedelta(days=days - 1)))
        friday += timedelta(days=7)
    return replace(span, days_within=days, choices=tuple(choices), reason="which_dates", grain="within")


@action
def days_of_period(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The 10th to the 12th", of the month named beside it or else the next ones to come."""
    first, last = int(parts["a"].value), int(parts["b"].value)
    if not 1 <= first <= 31 or not 1 <= last <= 31:
        return None
    if "p" in parts:
        period: DateSpan = parts["p"].value
        if period.grain != "month" or first > last:
            return None
        start, end = (make_date(period.start.year, period.start.month, day) for day in (first, last))
    else:
        trip = env.context.trip
        low = trip.start_date if trip is not None and trip.end_date >= env.context.today else env.context.today
        start = _same_day_on_or_after(low - timedelta(days=1), first)
        end = _same_day_on_or_after(start, last) if start is not None else None
    if start is None or end is None or end < env.context.today:
        return None
    return DateSpan(start, end).noted("dates", f"{start}/{end}")


@action
def day_of_period(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "The 10th of next month"."""
    period: DateSpan = parts["p"].value
    found = make_date(period.start.year, period.start.month, int(parts["a"].value)) if period.grain == "month" else None
    return DateSpan(found, found).noted("date", found.isoformat()) if found is not None else None


@action
def alternatives(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """ "This weekend or the one after", "the 14th or the 15th": which one is asked."""
    first: DateSpan = parts["a"].value
    if "b" in parts:
        second: DateSpan = parts["b"].value
    else:
        step = timedelta(days=7 if first.grain in ("weekend", "week") or first.weekday is not None else 1)
        step = -step if args.get("before") else step
        second = replace(first, start=first.start + step, end=first.end + step)
    coarse = ("month", "part")
    if first.choices or second.choices or first.grain in coarse or second.grain in coarse:
        return None
    pairs = ((first.start, first.end), (second.start, second.end))
    return replace(first, choices=pairs, reason="which_dates", grain="day", weekday=None, notes=())


@action
def same(env: Env, parts: Parts, args: dict[str, Any]) -> Any:
    """The part called ``x``, unchanged."""
    return parts["x"].value
