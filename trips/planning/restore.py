"""A plan from the stops of a stored trip, so that it can be edited, checked and explained like a
fresh one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trips.planning.catalogue import Place
from trips.planning.drafting import trip_currency
from trips.planning.estimates import Estimates
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop, Reason, Stay, StopKind
from trips.planning.money import UNKNOWN_COST, Cost, add_up
from trips.planning.request import PlanRequest
from trips.planning.travel_time import Estimator, Leg, Mode, Point, leg_between
from trips.planning.windows import holiday_name


@dataclass(frozen=True, slots=True)
class Item:
    """A stored stop. date and start are local to its place; minutes is the length of the visit.

    place_id None: an address of the traveller's own (with latitude and longitude) or time kept free
    (without). booked: its time may not move. locked: nor its day. mode: how the traveller wants to come here; None
    leaves it to the estimate.
    """

    key: str
    name: str
    date: date
    start: time
    minutes: int
    kind: StopKind = "sight"
    place_id: str | None = None
    meal: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    timezone: str | None = None
    subcategory: str = ""
    cost: Cost = UNKNOWN_COST
    reasons: tuple[Reason, ...] = ()
    booked: bool = False
    locked: bool = False
    mode: Mode | None = None


def plan_of_items(
    request: PlanRequest,
    city: str,
    items: Iterable[Item],
    places: Mapping[str, Place],
    estimates: Estimates,
    *,
    stay: Stay | None = None,
    timezone: str | None = None,
) -> Plan:
    """The plan that these items make, with ways between them estimated and hours looked up.

    request: what the trip was asked with, its dates those of the trip now. timezone: the trip's, for items
    without a place; default the most common of the places. Items on other dates are left out.
    """
    listed = sorted(items, key=lambda item: (item.date, item.start, item.key))
    known = [place for item in listed if (place := places.get(item.place_id or "")) is not None]
    zone = timezone or _most_common(place.timezone for place in known) or "UTC"
    country = _most_common(place.country for place in known if place.country)
    chosen = {item.key: item.mode for item in listed if item.mode is not None}
    days = []
    for number, day in enumerate(request.dates, start=1):
        stops = [_stop(item, places, zone) for item in listed if item.date == day]
        days.append(_day(request, day, number, stops, stay, holiday_name(day, country), chosen))
    costs = [stop.cost for day in days for stop in day.stops]
    if stay is not None and stay.counted:
        costs.append(stay.cost)
    currency = trip_currency(request, country)
    return Plan(request, city, zone, currency, tuple(days), add_up(costs, currency, estimates.rates), stay)


def _most_common(names: Iterable[str]) -> str | None:
    counted = Counter(names).most_common(1)
    return counted[0][0] if counted else None


def _stop(item: Item, places: Mapping[str, Place], trip_zone: str) -> PlannedStop:
    place = places.get(item.place_id or "")
    zone = item.timezone or (place.timezone if place else trip_zone)
    start = datetime.combine(item.date, item.start, ZoneInfo(zone))
    leave = (start.astimezone(UTC) + timedelta(minutes=item.minutes)).astimezone(ZoneInfo(zone))
    return PlannedStop(
        key=item.key,
        place_id=item.place_id,
        name=item.name,
        kind=item.kind,
        arrive=start,
        start=start,
        leave=leave,
        timezone=zone,
        latitude=place.latitude if place else item.latitude,
        longitude=place.longitude if place else item.longitude,
        subcategory=place.subcategory if place else item.subcategory,
        meal=item.meal,
        hours=place.hours.describe(item.date) if place else "",
        hours_known=place.hours.is_known if place else False,
        hours_as_of=place.as_of if place else None,
        cost=item.cost,
        reasons=item.reasons,
        locked=item.locked,
        booked=item.booked,
    )


def _day(
    request: PlanRequest,
    day: date,
    number: int,
    stops: Sequence[PlannedStop],
    stay: Stay | None,
    holiday: str | None,
    chosen: Mapping[str, Mode],
) -> PlannedDay:
    if not stops:
        return PlannedDay(day, number, (), holiday=holiday)
    points: list[Point] = [] if stay is None else [(stay.latitude, stay.longitude)]
    position: dict[str, int] = {}
    for stop in stops:
        if stop.latitude is not None and stop.longitude is not None:
            position[stop.key] = len(points)
            points.append((stop.latitude, stop.longitude))
    estimator = Estimator(comfortable_walk_minutes=request.walk_limit_minutes or 25)
    matrix = estimator.matrix(points, request.modes) if points else None
    here = 0 if stay is not None else None
    placed: list[PlannedStop] = []
    for stop in stops:
        leg: Leg | None = None
        if matrix is not None and stop.key in position:
            there = position[stop.key]
            if here is not None:
                own = chosen.get(stop.key)
                leg = leg_between(points[here], points[there], (own,)) if own else matrix.leg(here, there)
            here = there
        free_from = placed[-1].leave if placed else None
        arrive = stop.start
        if free_from is not None and leg is not None:
            arrive = min(stop.start, max(free_from, free_from + timedelta(seconds=leg.seconds)))
        placed.append(replace(stop, travel=leg, arrive=arrive))
    back = matrix.leg(here, 0) if matrix is not None and stay is not None and here else None
    first = placed[0].travel
    return PlannedDay(
        day,
        number,
        tuple(placed),
        departs=placed[0].start - timedelta(seconds=first.seconds if first else 0),
        returns=placed[-1].leave + timedelta(seconds=back.seconds if back else 0),
        return_travel=back,
        holiday=holiday,
    )


def items_of(plan: Plan) -> tuple[Item, ...]:
    """The stops of a plan as items to store."""
    return tuple(
        Item(
            stop.key,
            stop.name,
            day.date,
            stop.start.timetz().replace(tzinfo=None),
            stop.minutes,
            stop.kind,
            stop.place_id,
            stop.meal,
            stop.latitude if stop.place_id else None,
            stop.longitude if stop.place_id else None,
            stop.timezone,
            stop.subcategory,
            stop.cost,
            stop.reasons,
            stop.booked,
            stop.locked,
        )
        for day in plan.days
        for stop in day.stops
    )
