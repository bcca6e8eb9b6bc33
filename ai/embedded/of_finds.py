"""What is taken of what was found, and what of the plan is saved, where a message names neither."""

from __future__ import annotations

from ai.embedded.features import select
from ai.embedded.options import offer_options
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
