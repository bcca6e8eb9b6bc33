"""When a place is open: OpenStreetMap syntax, read in the place's own time zone with its country's holidays.

The syntax is evaluated by opening-hours-py
(https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification). What cannot be read is *unknown*, a
value of its own: never open, never closed. Plans may use such a place, and show it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import (  # type: ignore[attr-defined]  # its type stub leaves the errors out
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

from trips.planning.weekly_hours import weekly_to_osm

# A place that never closes has no end; an interval is followed this far past the midnight that ends its day.
_FOLLOW_PAST_MIDNIGHT = timedelta(hours=12)
# "Tu, Fr 10:00-18:00" is a list of days with a space in it, as everybody means it; read by the letter it would be
# "Tuesday all day, and Friday 10:00-18:00".
_DAYS = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)"
_DAY_LIST = re.compile(rf"\b({_DAYS})\s*,\s+(?={_DAYS}\b)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SUN_WORDS = ("sunrise", "sunset", "dawn", "dusk")


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch in which a place may be entered.

    `certain` is false where the mappers wrote "unknown"; `carried` is true for the tail of the evening
    before.
    """

    start: datetime
    end: datetime
    certain: bool = True
    comment: str = ""
    carried: bool = False

    @property
    def length(self) -> timedelta:
        """Real duration, right across daylight-saving changes."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class UnknownHours:
    """Opening hours that nobody knows: `reason` is "missing" or "unparsable"."""

    text: str = ""
    reason: Literal["missing", "unparsable"] = "missing"
    timezone: str = "UTC"
    is_known: Literal[False] = False

    def intervals(self, day: date) -> tuple[Interval, ...] | None:
        """Unknown."""
        return None

    def arrival_windows(
        self, day: date, visit: timedelta, last_admission: timedelta = timedelta(0)
    ) -> tuple[tuple[datetime, datetime], ...] | None:
        """Unknown."""
        return None

    def is_open(self, at: datetime) -> bool | None:
        """Unknown."""
        return None

    def next_change(self, at: datetime) -> datetime | None:
        """Unknown."""
        return None

    def describe(self, day: date) -> str:
        """A short phrase for a page or a sentence."""
        return "hours unknown"


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours that could be read. Make one with `parse_hours`."""

    text: str
    timezone: str
    country: str | None
    holidays_known: bool
    _rules: OpeningHours = field(repr=False, compare=False)
    is_known: Literal[True] = True

    @staticmethod
    def parse(
        text: str | None,
        timezone: str,
        country: str | None = None,
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> Hours | UnknownHours:
        """The same as `parse_hours`."""
        return parse_hours(text, timezone, country, latitude, longitude)

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The stretches in which the place is open on the local date `day`, in order.

        An interval that ends after midnight is whole (its end is on the next date); the tail of the evening
        before comes first, marked `carried`. A place that never closes gives one interval that ends at the
        next noon.
        """
        return _intervals(self, day)

    def arrival_windows(
        self, day: date, visit: timedelta, last_admission: timedelta = timedelta(0)
    ) -> tuple[tuple[datetime, datetime], ...]:
        """When a visit may START on `day`: (earliest, latest) pairs, both included.

        Arguments:
            visit: how long the visitor stays; the visit ends before closing time.
            last_admission: how long before closing the doors stop letting people in.
        """
        margin = max(visit, last_admission)
        windows = []
        for piece in _joined(self.intervals(day)):
            latest = piece.end.astimezone(UTC) - margin
            if latest >= piece.start.astimezone(UTC):
                windows.append((piece.start, latest.astimezone(piece.start.tzinfo)))
        return tuple(windows)

    def is_open(self, at: datetime) -> bool | None:
        """Whether the place is open at the aware moment `at`; None where its own rules say "unknown"."""
        state = self._rules.state(_aware(at).astimezone(ZoneInfo(self.timezone)))[0]
        return None if state == State.UNKNOWN else state == State.OPEN

    def next_change(self, at: datetime) -> datetime | None:
        """The next moment at which open turns to closed or back, in local time; None if never."""
        return self._rules.next_change(_aware(at).astimezone(ZoneInfo(self.timezone)))

    def describe(self, day: date) -> str:
        """ "10:00–18:00", "11:00–14:00, 17:00–02:00", "open 24 hours" or "closed"."""
        pieces = [piece for piece in _joined(self.intervals(day)) if not piece.carried]
        if not pieces:
            return "closed"
        if pieces[0].start.time() == time(0) and pieces[0].end.date() > day:
            return "open 24 hours"
        text = ", ".join(f"{piece.start:%H:%M}–{_closing(piece.end)}" for piece in pieces)
        return text if all(piece.certain for piece in pieces) else f"{text} (not certain)"


def _closing(end: datetime) -> str:
    return "24:00" if end.time() == time(0) else f"{end:%H:%M}"


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("opening hours are asked with an aware datetime")
    return moment


@lru_cache(maxsize=32_768)
def _intervals(hours: Hours, day: date) -> tuple[Interval, ...]:
    zone = ZoneInfo(hours.timezone)
    midnight = datetime.combine(day, time(0), zone)
    next_midnight = datetime.combine(day + timedelta(days=1), time(0), zone)
    # Ask from noon the day before, so that a stretch that began last evening is told from one that begins at
    # 00:00.
    asked_from = midnight - timedelta(hours=12)
    found = []
    for start, end, state, comment in hours._rules.intervals(asked_from, next_midnight + _FOLLOW_PAST_MIDNIGHT):
        if state == State.CLOSED or start >= next_midnight or end <= midnight:
            continue
        began_before = start < midnight
        piece = Interval(max(start, midnight), end, state == State.OPEN, comment)
        # What runs on past the next midnight is a place open all day, not the tail of last night.
        if began_before and end < next_midnight:
            piece = Interval(piece.start, piece.end, piece.certain, piece.comment, carried=True)
        if piece.length > timedelta(0):
            found.append(piece)
    return tuple(found)


def _joined(pieces: tuple[Interval, ...]) -> list[Interval]:
    """Merge stretches that touch (they are told apart by their comments, which a visit does not feel)."""
    joined: list[Interval] = []
    for piece in pieces:
        if joined and joined[-1].end == piece.start and joined[-1].certain == piece.certain:
            last = joined[-1]
            joined[-1] = Interval(last.start, piece.end, last.certain, last.comment, last.carried and piece.carried)
        else:
            joined.append(piece)
    return joined


_MONTH_DAYS = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d\d?)((?:,\d\d?\b(?!:))+)")
_LONG_DAY = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|rs|r)?\b(?=[ ,:-])")
_DAY_OFF = re.compile(rf",\s*(?={_DAYS}(?:[,-]{_DAYS})*\s+(?:off|closed)\b)")
_GLUED_DAY = re.compile(rf"\b({_DAYS})(?=\d)")
_SPACED_DASH = re.compile(rf"(?<=\d|[a-z])\s+-\s+(?=\d|{_DAYS}\b)")


def _month_days(match: re.Match[str]) -> str:
    """ "Dec 24,26" as "Dec 24,Dec 26": both are in the specification, the reader knows the longer one."""
    month, first, more = match.groups()
    return ",".join(f"{month} {day}" for day in (first, *more.strip(",").split(",")))


def _mended(text: str) -> str:
    """Undo slips whose meaning is beyond doubt: separators left at the end, a full stop for a colon between digits,
    "Mon" for "Mo", "Fr11:00", " - " for "-", ", Mo off" for "; Mo off"; and write lists of days of a month out.
    """
    text = re.sub(r"(?<=\d)\.(?=\d\d\b)", ":", text.strip())
    text = _LONG_DAY.sub(lambda match: match.group(1)[:2], text)
    text = _GLUED_DAY.sub(r"\1 ", _SPACED_DASH.sub("-", text))
    text = _DAY_OFF.sub("; ", _MONTH_DAYS.sub(_month_days, text))
    return text.rstrip(";, ")


@lru_cache(maxsize=16_384)
def _parse(
    text: str, timezone: str, country: str | None, coordinates: tuple[float, float] | None
) -> Hours | UnknownHours:
    zone = ZoneInfo(timezone)
    for attempt in dict.fromkeys((_DAY_LIST.sub(r"\1,", text), _mended(_DAY_LIST.sub(r"\1,", text)))):
        if not attempt:
            continue
        try:
            rules = OpeningHours(attempt, timezone=zone, country=country, coords=coordinates, auto_country=False)
            return Hours(text, timezone, country, country is not None, rules)
        except UnknownCountryError:
            rules = OpeningHours(attempt, timezone=zone, coords=coordinates, auto_country=False)
            return Hours(text, timezone, country, False, rules)
        except ParserError:
            continue
    return UnknownHours(text, "unparsable", timezone)


def parse_hours(
    text: str | None,
    timezone: str,
    country: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Hours | UnknownHours:
    """Read OpenStreetMap opening hours.

    Arguments:
        text: the hours as mappers wrote them; None or blank is unknown.
        timezone: IANA name of the place's own zone; ValueError when there is no such zone.
        country: ISO 3166-1 code, for public holidays. Without a calendar for it, `holidays_known` is false.
        latitude, longitude: used only by rules that follow the sun ("sunrise-sunset").
    """
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {timezone!r}") from error
    if text is None or not text.strip():
        return UnknownHours("", "missing", timezone)
    coordinates = None
    if latitude is not None and longitude is not None and any(word in text for word in _SUN_WORDS):
        coordinates = (round(latitude, 2), round(longitude, 2))
    return _parse(text, timezone, country.upper() if country else None, coordinates)


def hours_of_place(
    opening_hours: str | None,
    hours_of_operation: Mapping[str, Any] | None,
    timezone: str,
    country: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Hours | UnknownHours:
    """Hours of a place that may have OpenStreetMap syntax, weekly JSON, both or neither.

    OpenStreetMap's wins where it can be read: it knows holidays and seasons, the weekly form does not.
    """
    hours = parse_hours(opening_hours, timezone, country, latitude, longitude)
    if hours.is_known or not hours_of_operation:
        return hours
    weekly = weekly_to_osm(hours_of_operation)
    if weekly is None:
        return UnknownHours(opening_hours or "", "unparsable", timezone)
    return parse_hours(weekly, timezone, country, latitude, longitude)


def event_hours(start: datetime, end: datetime) -> str:
    """OpenStreetMap syntax for one event, from its local start to its local end (which may be days later)."""
    if end <= start:
        raise ValueError("an event ends after it starts")
    if end.date() == start.date() or (end - start < timedelta(days=1) and end.time() < start.time()):
        return f"{_osm_date(start)} {start:%H:%M}-{end:%H:%M}"
    rules = [f"{_osm_date(start)} {start:%H:%M}-24:00"]
    day = start.date() + timedelta(days=1)
    while day < end.date():
        rules.append(f"{_osm_date(day)} 00:00-24:00")
        day += timedelta(days=1)
    if end.time() > time(0):
        rules.append(f"{_osm_date(end)} 00:00-{end:%H:%M}")
    return "; ".join(rules)


def _osm_date(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"
