"""What the search before tells of one of its finds that is chosen now: the day it is for, the meal it replaces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ai.embedded import going_on
from ai.embedded.grammar import Env
from ai.embedded.listed import of_that_search
from ai.embedded.types import Context, Stop, Understanding

OF_A_MOMENT = frozenset({"date", "day_number", "now", "start_date"})
MEALS = ("breakfast", "lunch", "dinner")
# The parts of the day that a meal is in.
PARTS_OF = {"breakfast": ("morning",), "lunch": ("midday", "afternoon"), "dinner": ("evening", "night")}


def for_that_day(env: Env, reading: Understanding) -> Understanding:
    """ "We'll take the first one" after a search for Friday's dinner: on Friday, and instead of the dinner that is
    planned there.
    """
    context, slots = env.context, reading.slots
    if reading.intent == "is_open":
        return _open_then(context, reading)
    if reading.intent == "booking_request" and "stop_id" not in slots:
        found = of_that_search(context.search, context.found, slots) or {}
        told = {key: found[key] for key in ("day_number", "meal") if found.get(key) and key not in slots}
        return replace(reading, slots={**slots, **told})  # it goes into the plan of that day first
    if reading.intent == "replace_stop":
        return _instead_of_that_meal(context, reading)
    if reading.intent == "move_stop":
        return _beside_that_meal(context, reading)
    if reading.intent != "add_stop" or context.trip is None or "event_id" in slots or "stop_id" in slots:
        return reading
    searched = of_that_search(context.search, context.found, slots)
    if searched is None and not slots.get("as_meal"):
        return reading
    searched = searched or {}
    day = slots.get("day_number") or searched.get("day_number") or _asked_for(context, slots)
    meal = slots.get("meal") or searched.get("meal")
    instead = next((stop for stop in context.trip.stops if stop.id == searched.get("instead_stop_id")), None)
    after = {**slots, **({"day_number": day} if day and "to_day_number" not in slots else {})}
    # "Add it" does not take the place of another, nor does what is for another part of the day than the meal.
    part = slots.get("time_of_day")
    adds = bool(env.chart.all(("add",))) or bool(part and part not in PARTS_OF.get(str(meal), (part,)))
    if not adds and instead is not None and not instead.is_locked:
        return _in_its_place(reading, after, instead)
    for_table = slots.get("as_meal") or (context.search is not None and context.search.intent == "find_food")
    if not adds and day and meal in MEALS and for_table:
        planned = [stop for stop in context.trip.stops_on(day) if meal in stop.kind.split(",")]
        if len(planned) == 1 and not planned[0].is_locked:
            return _in_its_place(reading, after, planned[0])
        if not planned and "time" not in slots:
            after["meal"] = meal
    return replace(reading, slots=after)


def _in_its_place(reading: Understanding, slots: dict[str, Any], stop: Stop) -> Understanding:
    """What was to be added, in the place of a stop."""
    moved = {f"other_{key}": slots[key] for key in ("place", "location_id") if key in slots}
    kept = {key: value for key, value in slots.items() if key not in ("place", "location_id", "meal")}
    return replace(reading, intent="replace_stop", slots={**kept, "place": stop.name, "stop_id": stop.id, **moved})


def _asked_for(context: Context, slots: dict[str, Any]) -> int | None:
    """ "Book us in there at ten" after its hours on Saturday were asked for: on Saturday."""
    last = context.last.slots if context.last is not None and context.last.intent == "is_open" else {}
    same = last.get("location_id") and last.get("location_id") == slots.get("location_id")
    return last.get("day_number") if same else None


def _instead_of_that_meal(context: Context, reading: Understanding) -> Understanding:
    """ "That one instead of the restaurant in the plan" after a search for Friday's lunch: Friday's lunch goes."""
    asked = reading.question is not None and reading.question.slot == "place"
    comes = {key.removeprefix("other_"): value for key, value in reading.slots.items() if key.startswith("other_")}
    searched = of_that_search(context.search, context.found, comes)
    if not asked or context.trip is None or not searched or searched.get("meal") not in MEALS:
        return reading
    stops = context.trip.stops_on(searched.get("day_number"))
    planned = [stop for stop in stops if searched["meal"] in stop.kind.split(",")]
    if len(planned) != 1 or not searched.get("day_number"):
        return reading
    kept = {key: value for key, value in reading.slots.items() if key not in ("category", "stop_position")}
    place = {"place": planned[0].name, "stop_id": planned[0].id, "day_number": planned[0].day_number}
    return replace(reading, slots={**kept, **place}, question=None)


def _open_then(context: Context, reading: Understanding) -> Understanding:
    """ "What are the opening hours of the first one?" after a search for Friday: those of Friday."""
    searched = of_that_search(context.search, context.found, reading.slots)
    if searched is None or OF_A_MOMENT & reading.slots.keys():
        return reading
    if reading.slots.get("stop_id") and context.last is not None and context.last.intent in going_on.PLACING:
        return reading  # it stands on a day of its own since
    day = {key: searched[key] for key in ("date", "day_number") if searched.get(key)}
    if context.trip is not None and "day_number" in day:
        day["date"] = context.trip.date_of(int(day["day_number"])).isoformat()
    return replace(reading, slots={**reading.slots, **day})


def _beside_that_meal(context: Context, reading: Understanding) -> Understanding:
    """ "Put the nearest in after dinner" after a look around Friday's dinner: after that of Friday, whichever
    day the plan has the place on now.
    """
    slots, trip = reading.slots, context.trip
    searched = of_that_search(context.search, context.found, slots)
    day = (searched or {}).get("day_number")
    if trip is None or not isinstance(day, int) or {"to_day_number", "day_number", "to_date"} & slots.keys():
        return reading
    after = dict(slots)
    for side in ("before", "after"):
        told = next((stop for stop in trip.stops if stop.id == slots.get(f"{side}_stop_id")), None)
        meals = set(told.kind.split(",")) & set(MEALS) if told is not None else set()
        same = [stop for stop in trip.stops_on(day) if meals & set(stop.kind.split(","))]
        if meals and len(same) == 1:
            after |= {f"{side}_place": same[0].name, f"{side}_stop_id": same[0].id}
    return replace(reading, slots=after)
