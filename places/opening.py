"""Whether a place is open, in a few words: "open until 18:00", "closes in 40 min", "opens Tue 10:00". No queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.utils.translation import gettext as _

from places.models import Location
from tripos.web.place_facts import facts
from tripos.web.reader import reader_locale
from tripos.web.templatetags.times import clock, day_short, duration

SOON = timedelta(hours=1)
NIGHT_ENDS = 6
"""Until this hour a closing time belongs to the evening before: a bar is open until 02:00, not until Friday."""

Kind = Literal["open", "soon", "closed"]


@dataclass(frozen=True, slots=True)
class Status:
    """How a place stands. ``soon``: it closes within the hour. ``more`` says until when; empty where nothing is known.

    The words begin with a capital, ``more`` does not.
    """

    kind: Kind
    words: str
    more: str = ""


def today_at(place: Location, now: datetime) -> date:
    """The date where the place is."""
    return now.astimezone(ZoneInfo(place.timezone or "UTC")).date()


def status(place: Location, now: datetime) -> Status | None:
    """How a place stands at an aware moment; None where nobody knows its hours."""
    known = facts().now(place, now)
    if known is None:
        return None
    zone = place.timezone or "UTC"
    until = known.until
    left = until - now if until else None
    if known.is_open:
        if until is None or left is None or left > timedelta(days=7):
            return Status("open", _("Always open"))
        if left <= SOON:
            return Status("soon", _("Closes in %(minutes)s") % {"minutes": _minutes(left)}, clock(until, zone))
        return Status("open", _("Open"), _("until %(time)s") % {"time": _when(until, now, zone, is_end=True)})
    if until is None or left is None:
        return Status("closed", _("Closed"))
    if left <= SOON:
        return Status("closed", _("Closed"), _("opens in %(minutes)s") % {"minutes": _minutes(left)})
    return Status("closed", _("Closed"), _("opens %(time)s") % {"time": _when(until, now, zone)})


def status_on(place: Location, day: date) -> Status | None:
    """The hours of one date where the place is; None where nobody knows them."""
    week = facts().week(place, day)
    if not week:
        return None
    if week[0].words == "closed":
        return Status("closed", _("Closed"), day_short(day))
    return Status("open", day_short(day), week[0].words)


def _minutes(left: timedelta) -> str:
    return duration(max(1, -(-int(left.total_seconds()) // 60)))


def _when(moment: datetime, now: datetime, zone: str, is_end: bool = False) -> str:
    """A moment there, as short as it can be: the time today, with the day otherwise, the date alone when it is far."""
    there, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    away = (there.date() - today).days
    if away == 0 or (is_end and away == 1 and there.hour < NIGHT_ENDS):
        return clock(moment, zone)
    if away == 1:
        return _("tomorrow %(time)s") % {"time": clock(moment, zone)}
    if away < 7:
        weekday = format_skeleton("EEE", there.date(), locale=reader_locale())
        return _("%(weekday)s %(time)s") % {"weekday": weekday, "time": clock(moment, zone)}
    return day_short(there.date())
