"""Opening hours as the weekly table that most places have, and back into OpenStreetMap's syntax. No queries here.

Only what the table can say in full is taken apart: days of the week with their stretches. Anything with dates,
comments or the sun stays syntax, which :func:`explain` holds against the reader of the syntax.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its type stub leaves it out

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
CLOSED = "off"
Week = tuple[str, ...]
"""For each day from Monday stretches such as "10:00-14:00, 17:00-02:00", empty is closed; then for public holidays,
where "off" is closed and empty says nothing."""

_SPAN = r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}"
_SPANS = re.compile(rf"{_SPAN}(?:\s*,\s*{_SPAN})*")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_RULE = re.compile(
    rf"(?:(?P<days>(?:{_DAY}(?:-{_DAY})?|PH)(?:\s*,\s*(?:{_DAY}(?:-{_DAY})?|PH))*)\s+)?(?P<hours>off|closed|{_SPANS.pattern})"
)


class HoursProblem(ValueError):
    """Hours that cannot be read; the message says where and what is expected, `day` counts from Monday's 0."""

    def __init__(self, day: int, words: str) -> None:
        super().__init__(words)
        self.day = day


def week_of(text: str | None) -> Week | None:
    """The weekly table of hours in OpenStreetMap's syntax; None where the table could not say all of it."""
    if not text or not text.strip():
        return None
    if text.strip() == "24/7":
        return (*("00:00-24:00",) * 7, "")
    table = [""] * 8
    for group in text.strip().rstrip(";").split(";"):
        # After ";" a rule replaces what was said of its days; after "," it adds, which only untouched days can show.
        for number, rule in enumerate(re.split(rf",\s*(?={_DAY}[^,;]*?\s\d)", group.strip())):
            days = _take(rule.strip(), table, adds=number > 0)
            if not days:
                return None
    return tuple(table)


def _take(rule: str, table: list[str], adds: bool) -> bool:
    """Write one rule into the table; False where it cannot."""
    match = _RULE.fullmatch(rule)
    if match is None:
        return False
    days, hours = match["days"], match["hours"]
    spans = "" if hours in ("off", "closed") else _tidy(hours)
    if spans is None:
        return False
    for number in range(7) if days is None else _numbers(days):
        if adds and table[number]:
            return False
        table[number] = CLOSED if number == 7 and not spans else spans
    return True


def _numbers(days: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"\s*,\s*", days):
        if part == "PH":
            found.append(7)
            continue
        first, _, last = part.partition("-")
        start, end = DAYS.index(first), DAYS.index(last or first)
        found += [number % 7 for number in range(start, end + 1 if end >= start else end + 8)]
    return found


def _tidy(text: str) -> str | None:
    """Stretches in order as "10:00-14:00, 17:00-02:00"; None when one is no stretch of time."""
    spans = []
    for part in re.split(r"\s*,\s*", text.strip()):
        match = re.fullmatch(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})", part)
        if match is None:
            return None
        hours = [int(one) for one in match.groups()]
        if hours[0] > 23 or hours[2] > 26 or hours[1] > 59 or hours[3] > 59 or (hours[2] == 24 and hours[3]):
            return None
        spans.append("{:02}:{:02}-{:02}:{:02}".format(*hours))
    return ", ".join(sorted(spans))


def syntax_of(week: Sequence[str]) -> str:
    """OpenStreetMap's syntax for a weekly table; days alike are written together ("Tu-Fr 10:00-18:00").

    Raises:
        HoursProblem: a cell is no list of stretches; the message names the day.
    """
    tidy = []
    for number, (day, cell) in enumerate(zip((*DAYS, "PH"), week, strict=True)):
        spans = CLOSED if day == "PH" and cell.strip().casefold() == CLOSED else _tidy(cell) if cell.strip() else ""
        if spans is None:
            wanted = _("%(day)s: “%(cell)s” is no time such as 10:00-18:00 or 11:00-14:00, 17:00-02:00")
            raise HoursProblem(number, wanted % {"day": day, "cell": cell.strip()})
        tidy.append(spans.replace(", ", ","))
    holidays = tidy.pop()
    after = f"; PH {holidays}" if holidays else ""
    if all(spans == "00:00-24:00" for spans in tidy):
        return f"24/7{after}"
    groups: list[tuple[int, int, str]] = []
    for number, spans in enumerate(tidy):
        if groups and groups[-1][2] == spans:
            groups[-1] = (groups[-1][0], number, spans)
        else:
            groups.append((number, number, spans))
    rules = [
        f"{DAYS[first] if first == last else f'{DAYS[first]}-{DAYS[last]}'} {spans}"
        for first, last, spans in groups
        if spans
    ]
    # Joined as additional rules: after ";" a later day would cut off the tail of the night before it.
    return (", ".join(rules) if rules else CLOSED) + after


def explain(text: str) -> str:
    """What is wrong with hours in OpenStreetMap's syntax, in words; empty when they can be read."""
    try:
        OpeningHours(text)
    except ParserError as problem:
        lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
        mark = re.search(r"(\d+):(\d+)", str(problem))
        wanted = next((line.removeprefix("= ") for line in lines if line.startswith("= ")), "")
        if mark is None:
            return _("These hours cannot be read.")
        words = _("These hours cannot be read at “%(text)s”, character %(number)s (%(wanted)s).")
        return words % {"text": text[int(mark[2]) - 1 :][:20], "number": mark[2], "wanted": wanted}
    return ""
