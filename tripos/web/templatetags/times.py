"""Times in the place's own zone, dates, durations, distances and ages, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_interval, format_skeleton, format_time, format_timedelta, get_timezone_location
from babel.numbers import format_decimal
from babel.units import format_unit
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tripos.web.reader import reader_locale

register = template.Library()


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone with an IANA name; UTC for a wrong name, which must not take the page down."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def in_zone(moment: datetime, zone_name: str) -> datetime:
    """Return an aware moment in the zone of a place.

    Raises:
        ValueError: the moment is naive; only aware ones have a place's time.
    """
    if timezone.is_naive(moment):
        raise ValueError("a time without a zone cannot be shown in a place's zone")
    return moment.astimezone(zone_of(zone_name))


def zone_city(zone_name: str) -> str:
    """Return the city that names a zone, in the reader's language: Helsinki for Europe/Helsinki."""
    return str(get_timezone_location(zone_of(zone_name), locale=reader_locale(), return_city=True))


@register.filter
def clock(moment: datetime | None, zone_name: str = "UTC") -> str:
    """Print the time at a place: ``{{ stop.start|clock:stop.timezone }}`` gives 09:30. None gives nothing."""
    if moment is None:
        return ""
    return str(format_time(in_zone(moment, zone_name).timetz(), "short", locale=reader_locale()))


@register.simple_tag
def place_time(moment: datetime | None, zone_name: str, name_zone: str = "auto") -> SafeString | str:
    """Draw a ``<time>`` at a place.

    Args:
        moment: aware; None draws nothing.
        zone_name: IANA name of the place's zone.
        name_zone: ``auto`` names the zone when its clock differs from the reader's then; ``no`` never
            does (a list that has said it once).
    """
    if moment is None:
        return ""
    local = in_zone(moment, zone_name)
    words = clock(moment, zone_name)
    differs = moment.astimezone(timezone.get_current_timezone()).utcoffset() != local.utcoffset()
    if name_zone == "auto" and differs:
        named = _("%(city)s time") % {"city": zone_city(zone_name)}
        return format_html(
            '<time datetime="{}">{}</time> <span class="zone">{}</span>',
            local.isoformat("T", "minutes"),
            words,
            named,
        )
    return format_html('<time datetime="{}">{}</time>', local.isoformat("T", "minutes"), words)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


@register.filter
def day_long(value: date | None) -> str:
    """Friday 14 May."""
    return str(format_skeleton("MMMMEEEEd", _day(value), locale=reader_locale())) if value else ""


@register.filter
def day_short(value: date | None) -> str:
    """Fri 14 May."""
    return str(format_skeleton("MMMEd", _day(value), locale=reader_locale())) if value else ""


@register.filter
def month_year(value: date | None) -> str:
    """May 2027."""
    return str(format_skeleton("yMMM", _day(value), locale=reader_locale())) if value else ""


@register.simple_tag
def date_span(start: date | None, end: date | None = None) -> str:
    """Print a stretch of days as one: 14–15 May 2027. The same day twice is one; no start gives nothing."""
    if start is None:
        return ""
    if end is None or end == start:
        return str(format_skeleton("yMMMd", _day(start), locale=reader_locale()))
    return str(format_interval(_day(start), _day(end), "yMMMd", locale=reader_locale()))


def _unit(value: float, unit: str, digits: int = 0) -> str:
    locale = reader_locale()
    number = format_decimal(round(value, digits), format="#,##0.#" if digits else "#,##0", locale=locale)
    # A space that does not break: the number never parts from its unit.
    return str(format_unit(number, unit, length="short", locale=locale)).replace(" ", "\u00a0")


@register.filter
def duration(minutes: Any) -> str:
    """Print minutes (or a timedelta) as a length of time: 45 min, 1 h 20 min. None gives "unknown"."""
    if minutes is None or minutes == "":
        return _("unknown")
    total = round(minutes.total_seconds() / 60) if isinstance(minutes, timedelta) else round(float(minutes))
    hours, rest = divmod(total, 60)
    if not hours:
        return _("%(minutes)d\u00a0min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d\u00a0h") % {"hours": hours}
    return _("%(hours)d\u00a0h\u00a0%(minutes)d\u00a0min") % {"hours": hours, "minutes": rest}


@register.filter
def distance(metres: Any) -> str:
    """Print a distance given in metres: 850 m (to 10 m), 1.2 km, 14 km. None gives "unknown"."""
    if metres is None or metres == "":
        return _("unknown")
    value = float(metres)
    if value < 995:
        return _unit(round(value / 10) * 10 if value >= 100 else value, "length-meter")
    kilometres = value / 1000
    return _unit(kilometres, "length-kilometer", digits=1 if kilometres < 9.95 else 0)


@register.filter
def age(moment: date | datetime | None) -> str:
    """Say how long ago something was true: today, 3 months ago. None gives "unknown"."""
    if moment is None:
        return _("unknown")
    days = (timezone.localdate() - _day(moment)).days
    if days <= 0:
        return _("today")
    return str(format_timedelta(-timedelta(days=days), add_direction=True, locale=reader_locale()))


@register.filter
def city_of_zone(zone_name: str) -> str:
    """Print the city that names a zone: ``{{ "Europe/Helsinki"|city_of_zone }}`` gives Helsinki."""
    return zone_city(zone_name)
