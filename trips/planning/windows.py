"""When a visit to a place may start on a day, in the solver's seconds; and the bands in which meals start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from trips.planning.catalogue import Place
from trips.planning.clock import DayClock
from trips.planning.kinds import kind_of
from trips.planning.request import PlanRequest

Window = tuple[int, int]

# Start of the meal: from, to. Spain sits down later than the rest of Europe; still within common lunch and
# dinner.
_BANDS: dict[str, tuple[time, time]] = {
    "breakfast": (time(7, 30), time(10, 0)),
    "lunch": (time(11, 45), time(13, 30)),
    "coffee": (time(14, 30), time(17, 0)),
    "dinner": (time(18, 0), time(19, 45)),
}
_LATE_BANDS: dict[str, tuple[time, time]] = {
    "lunch": (time(13, 0), time(14, 30)),
    "coffee": (time(15, 45), time(18, 0)),
    "dinner": (time(19, 30), time(21, 0)),
}
_LATE_COUNTRIES = frozenset({"ES", "PT", "AR"})
_CHILDRENS_DINNER = (time(17, 30), time(19, 0))
MEAL_MINUTES = {"breakfast": 30, "lunch": 60, "coffee": 40, "dinner": 90}

# The widest hours that count as that meal's, for a check of any plan.
ACCEPTED_BANDS: dict[str, tuple[time, time]] = {
    "breakfast": (time(6), time(11)),
    "lunch": (time(11), time(15)),
    "coffee": (time(9), time(19)),
    "dinner": (time(17), time(22)),
}


@dataclass(frozen=True, slots=True)
class DayWindows:
    """Windows for the start of a visit on one day. known: whether they come from the place's own hours."""

    windows: tuple[Window, ...]
    known: bool


# A change by hand may push a meal this much further than a fresh plan would put it.
_BY_HAND = timedelta(minutes=45)


def meal_band(meal: str, country: str | None, request: PlanRequest, *, by_hand: bool = False) -> tuple[time, time]:
    """From when to when a meal starts, in a country, for a party; `by_hand`: where a person changes a full day."""
    if meal == "dinner" and any(age < 10 for age in request.party.children):
        band = _CHILDRENS_DINNER
    elif country in _LATE_COUNTRIES and meal in _LATE_BANDS:
        band = _LATE_BANDS[meal]
    else:
        band = _BANDS[meal]
    if not by_hand:
        return band
    latest = (datetime.combine(date.min, band[1]) + _BY_HAND).time()
    return band[0], max(band[1], min(latest, ACCEPTED_BANDS[meal][1]))


def visit_windows(place: Place, clock: DayClock, minutes: int) -> DayWindows:
    """When a visit of `minutes` may start on the clock's day.

    Hours that nobody knows are taken to be those usual for the kind of place, and marked so. A place in the
    open that never closes is visited in daylight.
    """
    kind = kind_of(place)
    usual_opens, usual_closes = (clock.seconds_of(moment) for moment in kind.typical)
    usual = ((usual_opens, usual_closes - minutes * 60),) if usual_closes - minutes * 60 >= usual_opens else ()
    hours = place.hours
    if not hours.is_known:
        return DayWindows(usual, False)
    found = tuple(
        (clock.seconds_at(first), clock.seconds_at(last))
        for first, last in hours.arrival_windows(
            clock.day, timedelta(minutes=minutes), timedelta(minutes=kind.last_admission_minutes)
        )
    )
    if kind.outdoors and found and found[0][0] <= 0 and found[-1][1] >= clock.seconds_of(time(23)):
        return DayWindows(usual, True)
    return DayWindows(found, True)


def narrowed(windows: tuple[Window, ...], opens: int, closes: int) -> tuple[Window, ...]:
    """The parts of windows that lie within [opens, closes]."""
    clipped = ((max(first, opens), min(last, closes)) for first, last in windows)
    return tuple((first, last) for first, last in clipped if first <= last)


@lru_cache(maxsize=512)
def _holidays_of(country: str, year: int) -> dict[date, str]:
    try:
        found = holidays.country_holidays(country, years=year, language="en_US")
    except NotImplementedError:
        return {}
    return {day: found.get(day, "") for day in found}


def holiday_name(day: date, country: str | None) -> str | None:
    """The English name of a nation-wide public holiday, or None."""
    return _holidays_of(country.upper(), day.year).get(day) if country else None
