"""A day of travelling: what is now, what is next and when to leave for it. No queries here.

All comparisons are of instants; a day is the calendar's at the place where the travellers are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

from django.urls import reverse

from tripos.web.templatetags.times import zone_of
from trips import presenters
from trips.enums import ItemType
from trips.models import ItineraryItem, Trip
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop

Shown = dict[str, Any]
Phase = Literal["before", "during", "after"]
SOON_MINUTES = 15
# Where the roads end in a door: further digits of a coordinate (a metre) say nothing to a map.
DIGITS = 5


def today_page(trip: Trip, items: Sequence[ItineraryItem], plan: Plan, now: datetime) -> Shown:
    """What a traveller needs at a moment.

    Args:
        trip: theirs.
        items: all its live stops, in order, with their ``location`` selected.
        plan: ``planner.plan_of(trip, items)``.
        now: an aware moment.

    Returns:
        For trips/_today.html: ``phase``, ``zone``, ``date``, ``day`` (its number; None outside the trip), ``current``,
        ``next`` (with ``leave``), ``rows`` (the day's stops, each with its ``state``), ``done``, ``total``,
        ``any_time``, ``stay``, ``tomorrow``, ``days_left`` (before the trip), ``at_hand`` (the stop whose address and
        code are wanted now, or None).
    """
    now = _utc(now)
    by_key = {str(item.pk): item for item in items}
    stops = sorted(plan.stops, key=lambda stop: _utc(stop.start))
    moving = [stop for stop in stops if by_key[stop.key].type != ItemType.ACCOMMODATION]
    zone = _zone_at(trip, moving, by_key, now)
    today = now.astimezone(zone_of(zone)).date()
    current = next((stop for stop in reversed(moving) if stop.start <= now < stop.leave), None)
    phase: Phase = "during"
    if today < trip.start_date and current is None:
        phase = "before"
    elif today > trip.end_date and current is None:
        phase = "after"
    day = next((one for one in plan.days if one.date == today), None)
    of_day = day.stops if day else ()
    coming = next((stop for stop in of_day if stop.start > now), None)
    if phase == "before":
        day = None
    found: Shown = {
        "phase": phase,
        "zone": zone,
        "now": now,
        "date": today,
        "day": day.number if day else None,
        "length": trip.length,
        "holiday": day.holiday if day else None,
        "current": _shown(current, by_key, now) if current else None,
        "minutes_left": _minutes(now, current.leave) if current else None,
        "next": _next(coming, day, plan, by_key, now, current) if coming and day else None,
        "rows": [_row(stop, current, coming, now) for stop in of_day],
        "done": sum(1 for stop in of_day if stop.leave <= now),
        "total": len(of_day),
        "any_time": [
            presenters.idea_of(item, trip) | _reaching(item, None)
            for item in items
            if day is not None and item.day_number == day.number and item.start_time is None
        ],
        "stay": _stay(items, today, trip) if phase == "during" else None,
        "tomorrow": _first_of(plan, today + timedelta(days=1), by_key, now) if phase == "during" else None,
        "first": _first_of(plan, plan.days[0].date, by_key, now) if phase == "before" and plan.days else None,
        "days_left": (trip.start_date - today).days,
    }
    return found | {"at_hand": _at_hand(found["current"], found["next"])}


def _at_hand(current: Shown | None, coming: Shown | None) -> Shown | None:
    """The present stop until it is time to set out for the next; ``is_next`` tells them apart."""
    if coming and (current is None or (coming["leave"] and coming["leave"]["state"] != "later")):
        return coming | {"is_next": True}
    return current and current | {"is_next": False}


def is_on(trip: Trip, now: datetime) -> bool:
    """Whether a trip's days are now, by the date at its destination."""
    return trip.start_date <= now.astimezone(zone_of(trip.timezone)).date() <= trip.end_date


def _utc(moment: datetime) -> datetime:
    # Two aware moments of one zone are compared by their wall clocks, which are wrong when clocks change.
    return moment.astimezone(UTC)


def _minutes(start: datetime, end: datetime) -> int:
    return round((_utc(end) - _utc(start)).total_seconds() / 60)


def _zone_at(trip: Trip, stops: Sequence[PlannedStop], by_key: Mapping[str, ItineraryItem], now: datetime) -> str:
    """The zone of the stop begun last; of its end, once a flight or a train has arrived."""
    for stop in reversed(stops):
        if stop.start <= now:
            end = by_key[stop.key].end_timezone
            return end if end and stop.leave <= now else stop.timezone
    return trip.timezone


def _shown(stop: PlannedStop, by_key: Mapping[str, ItineraryItem], now: datetime) -> Shown:
    item = by_key[stop.key]
    return presenters.stop_of(item, stop, 0, now) | _reaching(item, stop)


def _reaching(item: ItineraryItem, stop: PlannedStop | None) -> Shown:
    """How to get there and in: a link that the phone's map app opens, one for the web, telephone, tickets."""
    place = item.location
    latitude = stop.latitude if stop else place.latitude if place else item.latitude
    longitude = stop.longitude if stop else place.longitude if place else item.longitude
    found: Shown = {
        "trip_url": f"{reverse('trips:trip_detail', args=[item.trip_id])}#stop-{item.pk}",
        "booking_url": item.booking_url or "",
        "phone": (place.phone if place else "") or "",
        "is_booked": item.is_booked,
        "geo": "",
        "web_map": "",
    }
    if latitude is not None and longitude is not None:
        point = f"{latitude:.{DIGITS}f},{longitude:.{DIGITS}f}"
        found["geo"] = f"geo:{point}?q={point}({quote(item.title)})"
        north, east = point.split(",")
        found["web_map"] = f"https://www.openstreetmap.org/?mlat={north}&mlon={east}#map=17/{north}/{east}"
    return found


def _next(
    stop: PlannedStop,
    day: PlannedDay,
    plan: Plan,
    by_key: Mapping[str, ItineraryItem],
    now: datetime,
    current: PlannedStop | None,
) -> Shown:
    """The stop that comes, with ``leave``: when to set out, from where and how; None where the way is unknown."""
    shown = _shown(stop, by_key, now) | {"minutes_until": _minutes(now, stop.start), "leave": None}
    leg = stop.travel
    if leg is None or not leg.metres:
        return shown
    at = _utc(stop.start) - timedelta(seconds=leg.seconds)
    minutes = _minutes(now, at)
    shown["leave"] = {
        "at": at.astimezone(stop.start.tzinfo),
        "minutes": minutes,
        "late": max(0, _minutes(at, now)),
        "state": "late" if minutes < 0 else "now" if minutes == 0 else "soon" if minutes <= SOON_MINUTES else "later",
        "from": _origin(stop, day, plan),
        "way": leg.minutes,
        "metres": leg.metres,
        "mode": leg.mode,
        "mode_label": presenters.mode_words(leg.mode),
        "is_estimated": leg.estimated,
        # The visit that is on would have to end sooner than planned.
        "cuts_short": _minutes(at, current.leave) if current and _utc(current.leave) > at else 0,
    }
    return shown


def _origin(stop: PlannedStop, day: PlannedDay, plan: Plan) -> str:
    """Where the way to a stop begins: the last place before it that day, else the stay."""
    before = day.stops[: day.stops.index(stop)]
    placed = [one.name for one in before if one.latitude is not None]
    if placed:
        return placed[-1]
    return presenters.stay_words(plan.stay) if plan.stay else ""


def _row(stop: PlannedStop, current: PlannedStop | None, coming: PlannedStop | None, now: datetime) -> Shown:
    state = "later"
    if stop is current:
        state = "now"
    elif stop is coming:
        state = "next"
    elif stop.leave <= now:
        state = "done"
    return {
        "title": stop.name,
        "start": stop.start,
        "timezone": stop.timezone,
        "state": state,
        "id": stop.key,
    }


def _stay(items: Sequence[ItineraryItem], today: date, trip: Trip) -> Shown | None:
    """Where one sleeps tonight: the stay that began last, up to today."""
    stays = [
        item
        for item in items
        if item.type == ItemType.ACCOMMODATION and item.day_number and trip.date_of(item.day_number) <= today
    ]
    if not stays or today >= trip.end_date:
        return None
    last = max(stays, key=lambda item: (item.day_number, item.sort_order))
    return presenters.idea_of(last, trip) | _reaching(last, None)


def _first_of(plan: Plan, when: date, by_key: Mapping[str, ItineraryItem], now: datetime) -> Shown | None:
    """The first thing of a day, and when to set out for it."""
    day = next((one for one in plan.days if one.date == when), None)
    if day is None or not day.stops:
        return None
    first = day.stops[0]
    leg = first.travel
    leaves = day.departs if leg is not None and leg.metres else None
    return _shown(first, by_key, now) | {"date": when, "departs": leaves}
