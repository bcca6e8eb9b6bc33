"""Meals of the plan that are to be had at another hour: "could we eat earlier?", "dinner at seven instead"."""

from __future__ import annotations

from ai.embedded.options import stop_options
from ai.embedded.slot_dates import day_spoken_of
from ai.embedded.slots import Reading
from ai.embedded.types import Stop

MEALS = ("lunch", "dinner")
# A table asked for at an hour from this one on is no lunch.
EVENING = 16


def eat_then(reading: Reading) -> None:
    """Take a search for a table as a move of the meal that the plan has that day, where only the hour is new."""
    slots, trip, chart = reading.slots, reading.env.context.trip, reading.env.chart
    settings = reading.env.language.settings
    if reading.intent != "find_food" or trip is None or slots.keys() & OF_A_SEARCH:
        return
    norms = {token.norm for token in chart.tokens}
    ways = {settings["directions"].get(norm) for norm in norms} & {"later", "earlier"}
    is_other = bool(slots.get("time")) and bool(norms & set(settings["instead_words"]))
    eats = norms & set(settings["eating_words"]) or chart.all(("meal",))
    if not eats or norms & set(settings["searching_words"]) or (len(ways) != 1 and not is_other):
        return
    told = slots.get("day_number")
    spoken = day_spoken_of(reading)
    day = told if isinstance(told, int) else trip.day_of(spoken) if spoken is not None else None
    meals = _meals(reading, trip.stops_on(day) if day is not None else trip.stops)
    if not meals:
        return
    reading.intent = "move_stop"
    for name in ("meal", "time_of_day", "date", "day_number", "category"):
        slots.pop(name, None)
    if len(ways) == 1 and not slots.get("time"):
        slots["direction"] = ways.pop()
        lengths = [edge for edge in chart.all(("duration",)) if getattr(edge.value, "minutes", None)]
        if lengths:
            longest = max(lengths, key=lambda edge: edge.length)
            reading.put("duration_minutes", longest.value.minutes, longest.start, longest.end)
    if len(meals) == 1:
        slots["place"], slots["stop_id"] = meals[0].name, meals[0].id
        slots["day_number"] = meals[0].day_number
        reading.assume("stop", meals[0].name)
    else:
        reading.ask("ask_which_stop", "place", stop_options(reading.env, meals))


# What is looked for is no meal of the plan.
OF_A_SEARCH = frozenset({"near_place", "cuisines", "diets", "price", "place", "location_id", "stop_id", "without"})


def _meals(reading: Reading, stops: tuple[Stop, ...]) -> list[Stop]:
    """The meals that may be meant: as they are called, by the hour that is wished for, else of the evening."""
    called = {str(edge.value) for edge in reading.env.chart.all(("meal",))} & set(MEALS)
    if not called:
        time = reading.slots.get("time")
        called = {"lunch"} if time and int(str(time)[:2]) < EVENING else {"dinner"}
    return [stop for stop in stops if called & set(stop.kind.split(","))]
