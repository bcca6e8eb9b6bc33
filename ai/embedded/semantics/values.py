"""The values that grammar rules make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Note:
    """An assumption still without words: ``key`` names the phrase, ``value`` fills it."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time. ``unit`` is minute, hour, day, night, week, fortnight, month, weekend or
    long_weekend.
    """

    amount: Decimal
    unit: str

    @property
    def days(self) -> int | None:
        """Days on the calendar, both ends counted (three nights touch four days); None for hours and
        minutes.
        """
        whole = int(self.amount)
        if self.unit == "night":
            return whole + 1
        per_unit = {"day": 1, "week": 7, "weekend": 2, "long_weekend": 3, "fortnight": 14}.get(self.unit)
        if per_unit is None or self.amount * per_unit != int(self.amount * per_unit):
            return None
        return int(self.amount * per_unit)

    @property
    def minutes(self) -> int | None:
        """Minutes, for a length within a day."""
        per_unit = {"minute": 1, "hour": 60}.get(self.unit)
        return int(self.amount * per_unit) if per_unit else None

    def after(self, day: date) -> date | None:
        """The date this long after ``day``; None when it is no whole number of days or leaves the
        calendar.
        """
        try:
            if self.unit == "month":
                month = day.month - 1 + int(self.amount)
                return add_clamped(day, month)
            steps = {"day": 1, "night": 1, "week": 7, "fortnight": 14}.get(self.unit)
            return day + timedelta(days=int(self.amount * steps)) if steps else None
        except (OverflowError, ValueError):
            return None


def add_clamped(day: date, months_from_january: int) -> date:
    """The same day of another month (counted from January of the day's year), or that month's last day."""
    year, month = day.year + months_from_january // 12, months_from_january % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise ValueError("no such month")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One date or a range of dates, both ends counted.

    ``choices`` holds several readings when the words allow them: then ``reason`` names the question to ask.
    ``weekday`` is set when nothing but a weekday was said, ``day_only`` when nothing but a day of the month.
    ``grain`` is day, weekend, week, month, part (of a month) or holiday; ``days_within`` asks for so many
    days somewhere
    within the span ("a long weekend in June").
    """

    start: date
    end: date
    grain: str = "day"
    year_given: bool = False
    relative: bool = False
    weekday: int | None = None
    day_only: bool = False
    days_within: int | None = None
    notes: tuple[Note, ...] = ()
    choices: tuple[tuple[date, date], ...] = ()
    reason: str = ""

    @property
    def is_day(self) -> bool:
        """True for a single date."""
        return self.start == self.end

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1

    def noted(self, key: str, value: str) -> DateSpan:
        """The same with one more assumption."""
        return replace(self, notes=(*self.notes, Note(key, value)))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount. ``currency`` is None when not said; ``shared`` lists the codes of an ambiguous sign ("$")."""

    amount: Decimal
    currency: str | None = None
    shared: str = ""
    kind: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Who travels. ``children`` holds ages, None for an age not said."""

    adults: int = 0
    children: tuple[int | None, ...] = ()
    size: int | None = None

    @property
    def total(self) -> int:
        """Number of people."""
        return self.size if self.size is not None else self.adults + len(self.children)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day or a stretch of it. ``relation`` is at, after, before, around or between.

    ``sure`` is False when morning or afternoon was not said and a rule of thumb chose.
    """

    start: time | None
    end: time | None = None
    relation: str = "at"
    sure: bool = True


@dataclass(frozen=True, slots=True)
class DayRef:
    """A day of the trip: a number (from 1, negative from the end), or a date; ``beside`` counts days from the one
    that was spoken of."""

    number: int | None = None
    day: DateSpan | None = None
    every: bool = False
    beside: int = 0


@dataclass(frozen=True, slots=True)
class StopRef:
    """A stop by its place in the order (from 1, negative from the end), by its kind, by a pronoun, or by what is most
    or least of it (``by``: "price_min", "near_max", …), or by the hour at which it begins; ``day`` is the one that it
    is of ("Friday's dinner"), ``listed`` that it is one of what was listed ("the first of those").
    """

    position: int | None = None
    kind: str = ""
    pronoun: str = ""
    definite: bool = False
    near: str = ""
    by: str = ""
    hour: Clock | None = None
    day: DateSpan | DayRef | None = None
    listed: bool = False
