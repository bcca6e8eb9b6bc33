"""An independent check of a finished plan, from the places' own hours, without the solver or what was fed to
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta

import numpy as np

from trips.planning.catalogue import Place
from trips.planning.interests import satisfies_diet
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop
from trips.planning.money import add_up
from trips.planning.travel_time import distance_metres, minutes_of
from trips.planning.windows import ACCEPTED_BANDS

# Nobody gets there faster than this, whatever the mode: a way that claims so is wrong.
_FASTEST_METRES_PER_SECOND = 40.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a plan. rule: short code; key: the stop; message: for a log or a test."""

    rule: str
    message: str
    date: date | None = None
    key: str | None = None


def verify(plan: Plan, places: Mapping[str, Place]) -> list[Fault]:
    """Everything wrong with a plan: empty means it holds.

    Checked: order and overlap of stops, ways between them (also against the figures for walking), opening
    hours, each place once, meals at meal times and by their diets, days within their dates, the budget and
    the totals.
    """
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for day in plan.days:
        faults.extend(_day_faults(plan, day))
        for stop in day.stops:
            if stop.place_id is None:
                continue
            if stop.place_id in seen:
                faults.append(Fault("twice", f"{stop.name} is visited twice", day.date, stop.key))
            seen[stop.place_id] = stop.key
            place = places.get(stop.place_id)
            if place is not None:
                faults.extend(_place_faults(plan, day, stop, place))
    if [day.date for day in plan.days] != list(plan.request.dates):
        faults.append(Fault("dates", "the plan's days are not the dates asked for"))
    return [*faults, *_money_faults(plan)]


def _day_faults(plan: Plan, day: PlannedDay) -> list[Fault]:
    faults = []
    before: PlannedStop | None = None
    for stop in day.stops:
        if not stop.arrive <= stop.start <= stop.leave:
            faults.append(
                Fault("times", f"{stop.name}: arrival, start and leaving are out of order", day.date, stop.key)
            )
        if stop.start.astimezone(stop.start.tzinfo).date() != day.date:
            faults.append(Fault("date", f"{stop.name} is not on its day", day.date, stop.key))
        if before is not None:
            faults.extend(_way_faults(day, before, stop))
        before = stop
    if day.stops and day.departs and day.departs > day.stops[0].arrive:
        faults.append(Fault("departure", "the day starts after its first stop", day.date))
    if day.stops and day.returns and day.returns < day.stops[-1].leave:
        faults.append(Fault("return", "the day ends before its last stop", day.date))
    return faults


def _way_faults(day: PlannedDay, before: PlannedStop, stop: PlannedStop) -> list[Fault]:
    there = (stop.arrive.astimezone(UTC) - before.leave.astimezone(UTC)).total_seconds()
    if there < 0:
        return [Fault("overlap", f"{stop.name} begins before {before.name} ends", day.date, stop.key)]
    if None in (before.latitude, before.longitude, stop.latitude, stop.longitude) or stop.place_id is None:
        return []
    assert before.latitude is not None and before.longitude is not None
    assert stop.latitude is not None and stop.longitude is not None
    metres = distance_metres((before.latitude, before.longitude), (stop.latitude, stop.longitude))
    needed = metres / _FASTEST_METRES_PER_SECOND
    if stop.travel is not None and stop.travel.estimated:
        needed = float(minutes_of(stop.travel.mode, np.array([metres]))[0]) * 60 if metres >= 20 else 0.0
    if there + 1 < needed:
        message = f"{stop.name}: {there / 60:.0f} minutes for a way of {needed / 60:.0f}"
        return [Fault("way", message, day.date, stop.key)]
    return []


def _place_faults(plan: Plan, day: PlannedDay, stop: PlannedStop, place: Place) -> list[Fault]:
    faults = []
    hours = place.hours
    if hours.is_known and not stop.booked and stop.hours:
        inside = [piece for piece in hours.intervals(day.date) if piece.start <= stop.start and stop.leave <= piece.end]
        # Two stretches that touch make one: ask minute by minute only when no single one holds the visit.
        if not inside and not _open_throughout(stop, place):
            faults.append(Fault("closed", f"{stop.name} is closed at {stop.start:%H:%M}", day.date, stop.key))
    if not hours.is_known and stop.hours_known:
        faults.append(Fault("hours", f"{stop.name} claims hours nobody knows", day.date, stop.key))
    if stop.meal:
        wish = plan.request.meal(stop.meal)
        band = ACCEPTED_BANDS[stop.meal]
        if not band[0] <= stop.start.time() <= band[1]:
            faults.append(Fault("meal time", f"{stop.meal} at {stop.start:%H:%M}", day.date, stop.key))
        for diet in wish.diets if wish else ():
            if not satisfies_diet(place, diet):
                faults.append(Fault("diet", f"{stop.name} does not say {diet}", day.date, stop.key))
    if plan.request.needs_wheelchair and place.wheelchair == "no":
        faults.append(Fault("wheelchair", f"{stop.name} has steps", day.date, stop.key))
    return faults


def _open_throughout(stop: PlannedStop, place: Place) -> bool:
    hours = place.hours
    moment = stop.start
    while moment < stop.leave:
        if hours.is_open(moment) is False:
            return False
        moment = (moment.astimezone(UTC) + timedelta(minutes=5)).astimezone(moment.tzinfo)
    return True


def _money_faults(plan: Plan) -> list[Fault]:
    faults = []
    costs = [stop.cost for stop in plan.stops]
    if plan.stay is not None and plan.stay.counted:
        costs.append(plan.stay.cost)
    again = add_up(costs, plan.currency)
    if not plan.totals.unconverted and not again.unconverted and again != plan.totals:
        faults.append(Fault("totals", f"the totals say {plan.totals}, the stops {again}"))
    budget = plan.request.budget
    said = any(unmet.reason.code == "over_budget" for unmet in plan.unmet)
    if budget is not None and not said and plan.totals.counted.amount > budget.amount:
        faults.append(Fault("budget", f"{plan.totals.counted} is more than {budget}"))
    return faults
