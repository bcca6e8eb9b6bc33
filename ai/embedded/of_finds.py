"""What is taken of what was found, and what of the plan is saved, where a message names neither."""

from __future__ import annotations

from decimal import Decimal

from ai.embedded.features import select
from ai.embedded.options import offer_options, stop_options
from ai.embedded.slots import Reading


def saved_of_the_plan(reading: Reading) -> None:
    """ "Save the restaurant of Friday evening": the stop that the plan has then."""
    slots, env, trip = reading.slots, reading.env, reading.env.context.trip
    if (
        reading.intent != "save_place"
        or trip is None
        or not slots.get("category")
        or {"place", "stop_id"} & slots.keys()
    ):
        return
    dated = Reading(env, "show_plan")
    for feature in select(env, ("when", "daypart"), set()):
        dated.put_feature(feature)
    day, part = dated.slots.get("day_number"), str(dated.slots.get("time_of_day") or "")
    if not isinstance(day, int):
        return
    meal = env.language.settings["part_meals"].get(part)
    kinds = {str(slots["category"]), *({meal} if meal else ())}
    found = [stop for stop in trip.stops_on(day) if kinds & set(stop.kind.split(","))]
    if meal:
        found = [stop for stop in found if meal in stop.kind.split(",")] or found
    if len(found) == 1:
        slots.pop("category")
        slots |= {"place": found[0].name, "stop_id": found[0].id}
        reading.question = None


def of_found(reading: Reading) -> None:
    """ "Take that one": of what was found the one that was spoken of, the only one, else which of them is asked."""
    slots, context = reading.slots, reading.env.context
    if not slots.pop("of_found", False) or not context.found or {"place", "location_id"} & slots.keys():
        return
    spoken = {key for one in context.last_places[:1] for key in (one.id, one.name) if key}
    named = [one for one in context.found if {one.id, one.name} & spoken]
    chosen = named or list(context.found)
    options = offer_options(tuple(chosen))
    if len(chosen) == 1:
        slots |= options[0].slots
        return
    reading.ask("ask_which_offer", "place", options)


# Requests about a stop that stands on the day which they name.
ON_ITS_DAY = frozenset({"price_of", "place_details", "why", "is_open", "record_expense", "what_if", "save_place"})


def of_its_day(reading: Reading) -> None:
    """ "How expensive is our lunch on Thursday?": Thursday's lunch, whatever day was spoken of before."""
    slots, trip, day = reading.slots, reading.env.context.trip, reading.slots.get("day_number")
    if reading.intent not in ON_ITS_DAY or trip is None or not isinstance(day, int):
        return
    meals = {str(edge.value) for edge in reading.env.chart.all(("meal",))}
    stop = next((one for one in trip.stops if one.id == slots.get("stop_id")), None)
    asked = reading.question is not None and reading.question.slot == "place"
    other = stop is not None and stop.day_number != day and bool(meals & set(stop.kind.split(",")))
    if len(meals) != 1 or not (asked or other):
        return
    planned = [one for one in trip.stops_on(day) if meals & set(one.kind.split(","))]
    if len(planned) == 1:
        slots |= {"place": planned[0].name, "stop_id": planned[0].id}
        slots.pop("category", None)
        reading.question = None


def no_sum(reading: Reading) -> None:
    """ "Take one out" saves no euro: a stop is to go."""
    slots, chart = reading.slots, reading.env.chart
    sums = [edge for edge in chart.all(("money",)) if edge.length > 1]
    if reading.intent != "cheaper" or sums or Decimal(str(slots.get("budget_amount") or LEAST_SAVED)) >= LEAST_SAVED:
        return
    for name in [name for name in slots if name.startswith("budget_")]:
        del slots[name]
    reading.intent = "remove_stop"
    trip = reading.env.context.trip
    stops = trip.stops_on(slots.get("day_number")) if trip is not None else ()
    reading.ask("ask_which_stop", "place", stop_options(reading.env, stops))


# A sum below this is no saving, where no currency is named.
LEAST_SAVED = Decimal(5)
