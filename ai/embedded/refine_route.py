"""What is said of the route in a way that another request has too: a longer stay that is a visit's, not the trip's."""

from __future__ import annotations

from ai.embedded.chart import Edge
from ai.embedded.features import Feature
from ai.embedded.intents import Candidate
from ai.embedded.mentions import Mentions
from ai.embedded.options import stop_options
from ai.embedded.slots import Reading
from ai.embedded.types import Stop

# Requests about the length of the trip, and those about the length of a visit.
OF_A_VISIT = {"extend_trip": "lengthen_stop", "shorten_trip": "shorten_stop"}
LONGEST_NAME = 6


def stay_in_minutes(reading: Reading, mentions: Mentions) -> None:
    """ "Could we stay half an hour longer?" is about a visit: the one that is named, else the one spoken of."""
    env, slots = reading.env, reading.slots
    lengths = [edge for edge in env.chart.all(("duration",)) if edge.value.minutes and edge.value.days is None]
    dated = {"days", "nights", "start_date", "end_date"} & slots.keys()
    if reading.intent not in OF_A_VISIT or dated or not lengths or env.context.trip is None:
        return
    longest = max(lengths, key=lambda edge: edge.length)
    reading.intent = OF_A_VISIT[reading.intent]
    slots.pop("change", None)
    reading.put("duration_minutes", longest.value.minutes, longest.start, longest.end)
    hole = _named(reading, mentions)
    if hole is not None:
        reading.put_mention("place", mentions.resolve(hole))
        return
    stop = _spoken_of(reading)
    if stop is None:
        day = env.context.day
        reading.ask("ask_place", "place", stop_options(env, env.context.trip.stops_on(day)))
        return
    slots |= {"place": stop.name, "stop_id": stop.id, "day_number": stop.day_number}
    reading.assume("stop", stop.name)


def swapped_days(reading: Reading, best: Candidate) -> None:
    """ "Swap the first and the last day": the first of these is told by its number alone."""
    first, other = best.captured("n1"), best.captured("to_day")
    if reading.intent != "swap_stops" or first is None or other is None:
        return
    goal = Reading(reading.env, reading.intent)
    goal.put_feature(Feature(other))
    if isinstance(goal.slots.get("day_number"), int):
        reading.put("to_day_number", goal.slots["day_number"], other.start, other.end)


def _named(reading: Reading, mentions: Mentions) -> Edge | None:
    chart = reading.env.chart
    holes = (hole for at in range(len(chart.tokens)) for hole in chart.holes(at, LONGEST_NAME))
    return next(
        (hole for hole in holes if mentions.sort(hole) == "known" and mentions.resolve(hole).stop is not None), None
    )


def _spoken_of(reading: Reading) -> Stop | None:
    context = reading.env.context
    names = {key for one in context.last_places[:1] for key in (one.id, one.name)}
    stops = context.trip.stops if context.trip is not None else ()
    return next((stop for stop in stops if stop.id in names or stop.name in names), None)
