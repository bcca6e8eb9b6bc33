"""What is said of the route and its money in a way that another request has too: a longer stay that is a visit's, an
arrival that is no new trip, an hour left free, what a sum was spent on.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

from ai.embedded.chart import Edge
from ai.embedded.features import Feature
from ai.embedded.intents import Candidate
from ai.embedded.mentions import Mentions
from ai.embedded.options import stop_options
from ai.embedded.slots import Reading
from ai.embedded.types import Option, Question, Stop

# Requests about the length of the trip, and those about the length of a visit.
OF_A_VISIT = {"extend_trip": "lengthen_stop", "shorten_trip": "shorten_stop"}
LONGEST_NAME = 6
# What an hour of arrival may be read as.
OF_ARRIVAL = frozenset(
    {"plan_trip", "change_dates", "finish_earlier", "finish_later", "start_earlier", "start_later", "extend_trip"}
)
OF_TWO = frozenset({"swap_stops", "route"})
LAST_MINUTE = 23 * 60
OF_SUMS = frozenset({"spent", "budget_left"})
NEAR = ("near_place", "near_stop_id", "near_location_id")


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


def from_there(reading: Reading) -> None:
    """ "How do we get to the second one from there?" after a look around a place: from that place."""
    env, slots = reading.env, reading.slots
    asked = reading.question is not None and reading.question.slot == "place"
    search = env.context.search.slots if env.context.search is not None else {}
    around = {key.removeprefix("near_"): search[key] for key in NEAR if search.get(key)}
    other = {"other_place", "other_stop_id", "other_location_id"} & slots.keys()
    if reading.intent == "route" and asked and other and around and "place" not in slots:
        slots |= around
        reading.question = None
        reading.assume("pronoun", str(around.get("place", "")), text=env.language.settings["there_words"][0])


def extended_to(reading: Reading) -> None:
    """ "Extend the trip to Sunday": the one after its end, not the next one from today."""
    trip, slots = reading.env.context.trip, reading.slots
    guess = next((one for one in reading.assumed if one.kind == "date"), None)
    if reading.intent != "extend_trip" or trip is None or guess is None or not slots.get("start_date"):
        return
    day = date.fromisoformat(str(slots["start_date"]))
    if day > trip.end_date or "end_date" in slots:
        return
    while day <= trip.end_date:
        day += timedelta(days=7)
    reading.assumed.remove(guess)
    slots["start_date"] = day.isoformat()
    slots.pop("change", None)
    reading.assume("date", day.isoformat(), shown=reading.show(day))


def swapped_days(reading: Reading, best: Candidate) -> None:
    """ "Swap the first and the last day": the first of these is told by its number alone."""
    first, other = best.captured("n1"), best.captured("to_day")
    if reading.intent != "swap_stops" or first is None or other is None:
        return
    goal = Reading(reading.env, reading.intent)
    goal.put_feature(Feature(other))
    if isinstance(goal.slots.get("day_number"), int):
        reading.put("to_day_number", goal.slots["day_number"], other.start, other.end)


def arrival(reading: Reading) -> None:
    """ "We land at eleven on Thursday": that day begins then; no trip is planned anew, and no day ends so early."""
    env, slots, trip = reading.env, reading.slots, reading.env.context.trip
    words = env.language.settings["arrival_words"]
    arrives = any(token.norm in words for token in env.chart.tokens)
    if reading.intent == "plan_trip" and not env.chart.all(("plan", "trip_word")):
        arrives = True  # "we get to Helsinki at one on Thursday" plans nothing
    if trip is None or trip.is_draft or not arrives or "time" not in slots or reading.intent not in OF_ARRIVAL:
        return
    if slots.get("destination", trip.destination) != trip.destination or {"end_date", "origin"} & slots.keys():
        return
    day = slots.get("day_number")
    if "start_date" in slots:
        day = trip.day_of(date.fromisoformat(str(slots["start_date"])))
        if day is None:
            return
    if day is None:
        day = 1
        reading.assume("day", "1")
    reading.intent, reading.question = "start_later", None
    kept = {key: value for key, value in slots.items() if key in ("time", "destination", "start_date")}
    slots.clear()
    slots |= kept | {"day_number": day, "time_relation": "after", "arrival": True}
    reading.spans[:] = [span for span in reading.spans if span.slot in slots]


def free_after(reading: Reading) -> None:
    """ "An hour to ourselves after lunch": a plan keeps no gaps, so what comes next may go; it is shown where it comes
    late enough anyway.
    """
    trip, slots = reading.env.context.trip, reading.slots
    minutes = slots.get("duration_minutes")
    if reading.intent != "move_stop" or not slots.pop("free_after", None) or trip is None:
        return
    before = next((one for one in trip.stops if one.id == slots.get("after_stop_id")), None)
    if before is None or before.end is None or not isinstance(minutes, int):
        return
    later = [one for one in trip.stops_on(before.day_number) if one.start is not None and one.start >= before.end]
    follows = min(later, key=lambda one: one.start or time.max, default=None)
    end = before.end.hour * 60 + before.end.minute + minutes
    if follows is None or follows.start is None or end >= LAST_MINUTE:
        return
    day = {"place": follows.name, "stop_id": follows.id, "day_number": follows.day_number}
    if follows.start.hour * 60 + follows.start.minute >= end:
        reading.intent, reading.slots, reading.question = "show_plan", {**day, "tells": "when"}, None
        return
    language = reading.env.language
    words = language.say("ask_free_after", stop=follows.name, time=f"{follows.start:%H:%M}")
    options = (
        Option(language.say("take_it_out"), day, "remove_stop"),
        Option(language.say("leave_it"), {}, "deny"),
    )
    reading.intent, reading.slots = "remove_stop", day
    reading.question = Question(words, "yes", options)


def neighbour(reading: Reading) -> None:
    """ "The stop right after lunch", "swap it with the one after it": the one that the plan has there."""
    slots, trip = reading.slots, reading.env.context.trip
    side = slots.pop("next_to", None)
    if side is None or trip is None:
        return
    swaps = reading.intent == "swap_stops"
    beside = next((one for one in trip.stops if one.id == slots.get("stop_id" if swaps else f"{side}_stop_id")), None)
    day = trip.stops_on(beside.day_number) if beside is not None else ()
    at = day.index(beside) + (1 if side == "after" else -1) if beside is not None else -1
    if not 0 <= at < len(day):
        return
    if swaps:
        slots |= {"other_place": day[at].name, "other_stop_id": day[at].id}
        reading.question = None
        return
    for key in (f"{side}_place", f"{side}_stop_id", "category", "meal"):
        slots.pop(key, None)
    slots |= {"place": day[at].name, "stop_id": day[at].id, "day_number": day[at].day_number}
    reading.question = None


def swapped_by_place(reading: Reading, best: Candidate) -> None:
    """ "Swap the first and the second stop on Thursday": those that stand there on that day."""
    slots, trip = reading.slots, reading.env.context.trip
    places = best.captured("p1"), best.captured("p2")
    day = slots.get("day_number") or reading.env.context.day
    stops = trip.stops_on(day) if trip is not None and isinstance(day, int) else ()
    chosen = [stops[int(one.value) - 1] for one in places if one is not None and 1 <= int(one.value) <= len(stops)]
    if reading.intent != "swap_stops" or len(chosen) != 2 or chosen[0] == chosen[1]:
        return
    slots |= {"place": chosen[0].name, "stop_id": chosen[0].id}
    slots |= {"other_place": chosen[1].name, "other_stop_id": chosen[1].id}
    reading.question = None


def of_that_day(reading: Reading, mentions: Mentions, best: Candidate) -> None:
    """ "How long is the walk from Kiasma to the lunch place?": to the lunch of Kiasma's day."""
    slots, trip, hole = reading.slots, reading.env.context.trip, best.captured("other")
    if reading.intent != "route" or trip is None or hole is None or not slots.get("other_category"):
        return
    day = next((one.day_number for one in trip.stops if one.id == slots.get("stop_id")), reading.env.context.day)
    mention = mentions.resolve(hole, day_number=day)
    if mention.stop is not None:
        slots.pop("other_category")
        slots |= {"other_place": mention.stop.name, "other_stop_id": mention.stop.id}
        reading.question = None


def first_thing(reading: Reading) -> None:
    """ "The Ateneum first thing on Friday": before all else of that day, not some time in the morning."""
    words = reading.env.language.settings["first_thing"]
    norms = [token.norm for token in reading.env.chart.tokens]
    said = any(" ".join(pair) in words for pair in pairwise(norms))
    if reading.intent == "move_stop" and said and "time" not in reading.slots:
        reading.slots.pop("time_of_day", None)
        reading.slots["direction"] = "first"


def these_two(reading: Reading) -> None:
    """ "Swap these two": the two stops that were spoken of last."""
    context, slots = reading.env.context, reading.slots
    words = {word for key in ("them_words", "both_words") for word in reading.env.language.settings[key]}
    if reading.intent not in OF_TWO or context.trip is None or {"place", "stop_id", "day_number"} & slots.keys():
        return
    if not any(token.norm in words for token in reading.env.chart.tokens):
        return
    by_name = {key: stop for stop in context.trip.stops for key in (stop.name, stop.id)}
    spoken = [by_name.get(one.id) or by_name.get(one.name) for one in context.last_places]
    stops = list(dict.fromkeys(stop for stop in spoken if stop is not None))[:2]
    if len(stops) == 2:
        slots |= {"place": stops[0].name, "stop_id": stops[0].id}
        slots |= {"other_place": stops[1].name, "other_stop_id": stops[1].id}
        reading.question = None


def spent_on(reading: Reading) -> None:
    """ "What did we spend on transport?": the category of the budget, where it is no kind of stop."""
    slots = reading.slots
    if reading.intent not in OF_SUMS or {"stop_id", "location_id"} & slots.keys():
        return
    if slots.get("category") not in (None, "attraction", "shop"):
        return
    named = list(reading.env.chart.all(("expense",)))
    if named:
        first = max(named, key=lambda edge: (edge.length, -edge.start))
        slots.pop("category", None)
        reading.put("expense_category", str(first.value), first.start, first.end)


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
    return next((stop for stop in stops if stop.keys & names), None)
