"""A day's stops in an order with less travel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from trips.planning.edits import Editor
from trips.planning.itinerary import PlannedDay
from trips.planning.said import Weekday, names_of, say, say_many
from trips.planning.suggestions.data import OptimizeRoute
from trips.planning.suggestions.free_time import AHEAD
from trips.planning.suggestions.model import Scene, Step, Suggestion, key_of, times_were, touching

LEAST_MINUTES, LEAST_SHARE = 10, 0.15  # less is not worth changing a plan for
LEAST_STOPS = 3


def find_shorter_days(scene: Scene) -> list[Suggestion]:
    """Days to come whose stops can be visited with at least 10 minutes and 15 % less travel, nothing left out.

    The solver proves the order best up to 14 stops (`docs/solver.md`); what is booked or locked keeps its time. A day
    with a stop whose time nobody said is left alone.
    """
    # Only the trip's own places are moved about, wherever they are.
    own = {item.place.id: item.place for item in scene.trip.items if item.place is not None}
    editor = Editor(replace(scene.plan, city=""), list(own.values()), scene.estimates, scene.now.date())
    found = []
    for day in scene.plan.days:
        if len(day.stops) < LEAST_STOPS or day.date in scene.untimed or day.stops[0].start <= scene.now + AHEAD:
            continue
        edit = editor.reorder_day(day.date)
        after = next((one for one in edit.plan.days if one.date == day.date), day)
        saved = day.travel_minutes - after.travel_minutes
        kept = {stop.key for stop in day.stops} == {stop.key for stop in after.stops}
        if edit.done and kept and saved >= max(LEAST_MINUTES, LEAST_SHARE * day.travel_minutes):
            suggestion = _suggested(scene, day, after, saved)
            if suggestion is not None:
                found.append(suggestion)
    return found


def _suggested(scene: Scene, before: PlannedDay, after: PlannedDay, saved: int) -> Suggestion | None:
    old = {stop.key: stop for stop in before.stops}
    steps = []
    for stop in after.stops:
        item = scene.by_id.get(stop.key)
        if item is None or not item.is_timed:
            return None
        if (stop.start, stop.leave) == (old[stop.key].start, old[stop.key].leave):
            continue
        if item.is_fixed:
            return None
        values = {"starts": stop.start.isoformat(), "ends": stop.leave.isoformat()}
        steps.append(Step("update", item.id, values, times_were(item)))
    facts = OptimizeRoute(
        day=before.date,
        stops=len(before.stops),
        minutes_before=before.travel_minutes,
        minutes_after=after.travel_minutes,
        walk_before=before.walk_metres,
        walk_after=after.walk_metres,
        order=tuple(stop.name for stop in after.stops),
    )
    return Suggestion(
        type="optimize_route",
        key=_key(before.date, [stop.key for stop in before.stops]),
        title=say_many(
            "{count} minute less on the way on {weekday}",
            "{count} minutes less on the way on {weekday}",
            saved,
            weekday=Weekday(before.date),
        ),
        description=say("The same stops in another order: {names}.", names=names_of(facts.order)),
        reasoning=say(
            "{before} minutes of travel become {after} (estimated), and {walked} metres on foot become {walk}; opening "
            "hours still hold.",
            before=facts.minutes_before,
            after=facts.minutes_after,
            walked=facts.walk_before,
            walk=facts.walk_after,
        ),
        confidence=0.85,
        priority=min(7, 4 + saved // 30),
        expires=before.stops[0].start,
        facts=facts,
        accept=say("Take this order"),
        steps=tuple(steps),
        touches=touching(before.date, items=[step.item_id or "" for step in steps]),
    )


def _key(day: date, order: list[str]) -> str:
    """The cause is the order that the stops have now."""
    return key_of("optimize_route", "order", day, *order)
