"""Weekly opening hours as JSON, turned into OpenStreetMap syntax.

Two shapes are met in practice, and both are read:

* periods: `{"periods": [{"open": {"day": 1, "time": "0900"}, "close": {"day": 1, "time": "1700"}}]}` with day
  0 = Sunday; `{"hour": 9, "minute": 0}` may stand for the time; one period that opens Sunday at 00:00 and has
  no close means "always open";
* days: `{"monday": "09:00-17:00", "tuesday": ["09:00-12:00", "13:00-18:00"], "sunday": "closed"}`, where a
  list may also hold `{"open": "09:00", "close": "17:00"}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOSED_WORDS = {"closed", "off", ""}
_ALWAYS_WORDS = {"24/7", "24 hours", "open 24 hours", "00:00-24:00", "00:00-00:00"}
_RANGE = re.compile(r"^(\d{1,2}):?(\d{2})\s*[-–—]\s*(\d{1,2}):?(\d{2})$")

Spans = dict[int, list[tuple[int, int]]]


def weekly_to_osm(weekly: Mapping[str, Any]) -> str | None:
    """OpenStreetMap syntax for weekly JSON, or None when it cannot be understood in full.

    Half-understood hours are worse than unknown ones, so one odd entry makes the whole unknown.
    """
    try:
        spans = _from_periods(weekly["periods"]) if "periods" in weekly else _from_days(weekly)
        if spans is not None and not spans:
            return None
    except (ValueError, KeyError, TypeError):
        return None
    if spans is None:
        return "24/7"
    return _written(spans)


def _from_periods(periods: Sequence[Mapping[str, Any]]) -> Spans | None:
    """Opening spans by weekday (0 = Monday), in minutes since that day's midnight; None means always open."""
    if len(periods) == 1 and not periods[0].get("close"):
        day, minute = _point(periods[0]["open"])
        if (day, minute) != (6, 0):
            raise ValueError("a period without an end that is not 'always'")
        return None
    spans: Spans = {}
    for period in periods:
        day, opens = _point(period["open"])
        close_day, closes = _point(period["close"])
        ahead = (close_day - day) % 7
        if ahead == 0 and closes <= opens:
            raise ValueError("a period that ends before it starts")
        closes += ahead * 1440
        # Longer than a day: split at the midnights, as OpenStreetMap's spans end within 48 hours.
        while closes - opens > 1440:
            spans.setdefault(day, []).append((opens, 1440))
            day, opens, closes = (day + 1) % 7, 0, closes - 1440
        spans.setdefault(day, []).append((opens, closes))
    return spans


def _point(point: Mapping[str, Any]) -> tuple[int, int]:
    day = int(point["day"])
    if not 0 <= day <= 6:
        raise ValueError("a weekday beyond 0 to 6")
    if "time" in point:
        text = str(point["time"]).replace(":", "")
        if len(text) != 4 or not text.isdigit():
            raise ValueError("a time that is not four digits")
        hour, minute = int(text[:2]), int(text[2:])
    else:
        hour, minute = int(point.get("hour", 0)), int(point.get("minute", 0))
    return (day + 6) % 7, _minutes(hour, minute)


def _from_days(days: Mapping[str, Any]) -> Spans | None:
    spans: Spans = {}
    always = 0
    for key, value in days.items():
        name = key.strip().lower()
        matches = [index for index, full in enumerate(_NAMES) if len(name) >= 2 and full.startswith(name)]
        if len(matches) != 1:
            raise ValueError(f"not a weekday: {key!r}")
        weekday = matches[0]
        entries = value if isinstance(value, list) else [value]
        spans[weekday] = []
        for entry in entries:
            span = _span(entry)
            if span is not None:
                spans[weekday].append(span)
                always += span == (0, 1440)
    return None if always == 7 else spans


def _span(entry: Any) -> tuple[int, int] | None:
    if entry is None:
        return None
    if isinstance(entry, Mapping):
        entry = f"{entry['open']}-{entry['close']}"
    text = str(entry).strip().lower()
    if text in _CLOSED_WORDS:
        return None
    if text in _ALWAYS_WORDS:
        return 0, 1440
    match = _RANGE.match(text)
    if match is None:
        raise ValueError(f"not a span of time: {entry!r}")
    start_hour, start_minute, end_hour, end_minute = (int(part) for part in match.groups())
    opens, closes = _minutes(start_hour, start_minute), _minutes(end_hour, end_minute)
    return opens, closes if closes > opens else closes + 1440


def _minutes(hour: int, minute: int) -> int:
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        raise ValueError("a time beyond the day")
    return hour * 60 + minute


def _written(spans: Spans) -> str:
    rules = []
    for weekday, name in enumerate(_OSM_DAYS):
        day_spans = sorted(spans.get(weekday, []))
        if day_spans:
            rules.append(f"{name} " + ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in day_spans))
    # Joined as additional rules: after ";" a later weekday would cut off the tail of the night before it.
    return ", ".join(rules) if rules else "off"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
