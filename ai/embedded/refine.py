"""What the slots of a request tell about each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ai.embedded.beside_meals import beside_a_meal
from ai.embedded.chart import Edge
from ai.embedded.features import Feature, negation_scopes
from ai.embedded.grammar import Env
from ai.embedded.intents import Candidate
from ai.embedded.mentions import Mentions
from ai.embedded.options import stop_options
from ai.embedded.refine_beside import beside
from ai.embedded.refine_more import more
from ai.embedded.refine_route import (
    arrival,
    extended_to,
    first_thing,
    free_after,
    from_there,
    neighbour,
    of_that_day,
    spent_on,
    stay_in_minutes,
    swapped_by_place,
    swapped_days,
    these_two,
)
from ai.embedded.refine_trip import settle_trip
from ai.embedded.semantics import periods, ranges
from ai.embedded.semantics.values import DateSpan, Duration
from ai.embedded.slots import Reading
from ai.embedded.types import Option
from ai.embedded.world import town_called, towns_like, towns_of

# Requests about a stop that must be in the plan.
OF_THE_PLAN = frozenset(
    {
        "move_stop",
        "remove_stop",
        "lock_stop",
        "unlock_stop",
        "shorten_stop",
        "lengthen_stop",
        "replace_stop",
        "swap_stops",
    }
)
# In these, an hour from five to nine without "a.m." or "p.m." is one of the evening.
OF_THE_EVENING = frozenset({"find_food", "find_events", "booking_request"})
EVENING_HOURS = range(5, 10)
# Hours on the clock that a day is done by in the afternoon or the evening, where neither is said.
ENDS_OF_DAYS = range(1, 11)
USUAL_START = "09:00"
MOST_TOWNS = 4


def plain_dates(reading: Reading, features: list[Feature]) -> list[Feature]:
    """Keep the range told in days where a feast or a month stands beside it ("Easter in Rome, 1 to 5 April")."""
    dated = [f for f in features if isinstance(f.value, DateSpan)]
    plain = [f for f in dated if f.value.grain == "day" and not f.value.is_day]
    if len(plain) != 1 or len(dated) == 1:
        return features
    beside = [f for f in dated if f.value.grain != "day"]
    for feature in beside:
        reading.used.update(range(feature.edge.start, feature.edge.end))
    return [f for f in features if f not in beside]


def within_month(env: Env, features: list[Feature]) -> list[Feature]:
    """Join a length and a month that stand apart ("a long weekend in Helsinki in June"): the dates within
    are asked.
    """
    months = [f for f in features if isinstance(f.value, DateSpan) and f.value.grain in ("month", "part")]
    lengths = [f for f in features if isinstance(f.value, Duration) and f.value.days is not None]
    dated = [f for f in features if isinstance(f.value, DateSpan) and f not in months]
    if not months or not lengths or dated:
        return features
    month, length = months[0], lengths[0]
    parts = {"p": month.edge, "n": length.edge}
    if length.value.unit in ("weekend", "long_weekend"):
        found = periods.some_weekend(env, parts, {"long": length.value.unit == "long_weekend"})
    else:
        found = ranges.length_within(env, parts, {})
    if found is None:
        return features
    joined = Feature(Edge("range", month.edge.start, month.edge.end, found))
    return [f for f in features if f is not month] + [joined]


def refine(reading: Reading, mentions: Mentions, best: Candidate) -> None:
    """Settle hours of the evening, moves of what is not in the plan yet, and names that no stop has."""
    _refused(reading, mentions, best)
    _evening(reading)
    _late_end(reading)
    arrival(reading)
    _way_home(reading)
    _whole_trip(reading)
    stay_in_minutes(reading, mentions)
    from_there(reading)
    extended_to(reading)
    _longer_or_shorter(reading)
    _later_or_earlier(reading)
    _stop_length(reading)
    _swapped_by_order(reading)
    swapped_days(reading, best)
    swapped_by_place(reading, best)
    these_two(reading)
    of_that_day(reading, mentions, best)
    neighbour(reading)
    spent_on(reading)
    _not_in_plan(reading, best)
    more(reading)
    beside(reading, mentions)
    beside_a_meal(reading)
    free_after(reading)
    first_thing(reading)


def _refused(reading: Reading, mentions: Mentions, best: Candidate) -> None:
    """ "Let's not go to Soupster": what is there already and not wanted goes."""
    slots = reading.slots
    hole = best.captured("place")
    if reading.intent != "add_stop" or hole is None:
        return
    chart = reading.env.chart
    starts = [low for low, _ in negation_scopes(reading.env) if low <= hole.start]
    if not starts or any(chart.is_break(at) or chart.tokens[at].norm == "," for at in range(max(starts), hole.start)):
        return
    mention = mentions.resolve(hole)
    if mention.stop is not None:
        reading.intent = "remove_stop"
        slots.pop("location_id", None)
        reading.put_mention("place", mention)


def _evening(reading: Reading) -> None:
    slots = reading.slots
    guess = next((a for a in reading.assumed if a.kind == "time"), None)
    if guess is None or "time" not in slots:
        return
    hour = int(slots["time"][:2])
    named = {str(edge.value) for edge in reading.env.chart.all(("meal",))}
    meal = slots.get("meal") or (named.pop() if len(named) == 1 else slots.get("category"))
    parts = {str(edge.value) for edge in reading.env.chart.all(("daypart",))}
    said = slots.get("time_of_day") or (parts.pop() if len(parts) == 1 else "")
    early = meal in ("breakfast", "brunch", "lunch") or said in ("morning", "midday")
    late = meal == "dinner" or said in ("evening", "night")
    if hour < 12 and (late or (reading.intent in OF_THE_EVENING and hour in EVENING_HOURS and not early)):
        slots["time"] = f"{hour + 12:02}{slots['time'][2:]}"
        reading.assumed.remove(guess)
        if not late:
            reading.assume("time", slots["time"])


def _way_home(reading: Reading) -> None:
    """ "Our flight home is at six": the last day ends by then, the others as they do."""
    env, slots = reading.env, reading.slots
    trip, departures = env.context.trip, env.language.settings["departures"]
    leaves = any(token.norm in departures for token in env.chart.tokens)
    if trip is None or reading.intent != "finish_earlier" or not leaves or "time" not in slots:
        return
    if "day_number" not in slots and "all_days" not in slots:
        slots["day_number"] = trip.days
        reading.assume("day", str(trip.days))


def _late_end(reading: Reading) -> None:
    """ "Thursday could go on until eight": days end in the afternoon or the evening."""
    guess = next((a for a in reading.assumed if a.kind == "time"), None)
    slots = reading.slots
    if guess is None or reading.intent not in ("finish_later", "finish_earlier") or "time" not in slots:
        return
    hour = int(slots["time"][:2])
    if hour in ENDS_OF_DAYS:
        slots["time"] = f"{hour + 12:02}{slots['time'][2:]}"
        reading.assumed.remove(guess)
        reading.assume("time", slots["time"])


def _whole_trip(reading: Reading) -> None:
    """ "Optimise every day" is the whole trip; a day asked of the trip is that day."""
    if reading.intent == "optimise_day" and reading.slots.get("all_days"):
        reading.intent = "optimise_trip"
    elif reading.intent == "optimise_trip" and "day_number" in reading.slots:
        reading.intent = "optimise_day"


def _longer_or_shorter(reading: Reading) -> None:
    """So many days are an extension or a cut by what the trip has; a new last day likewise."""
    trip, slots = reading.env.context.trip, reading.slots
    if trip is None or reading.intent not in ("extend_trip", "shorten_trip"):
        return
    if "change" in slots and "days" not in slots and slots.get("start_date", "") > trip.end_date.isoformat():
        del slots["change"]  # "Stay on until Monday"
    if "change" in slots:
        return
    days = slots.get("days")
    if "days" not in slots and "start_date" in slots and "end_date" not in slots:
        last = date.fromisoformat(slots.pop("start_date"))
        slots["end_date"] = last.isoformat()
        days = (last - trip.start_date).days + 1
        if days < 1:
            return
        slots["days"] = days
    if isinstance(days, int) and days != trip.days:
        reading.intent = "extend_trip" if days > trip.days else "shorten_trip"


def _later_or_earlier(reading: Reading) -> None:
    """ "Start at eight" is earlier or later by when the day starts now (nine, when nothing is planned)."""
    trip, slots = reading.env.context.trip, reading.slots
    if reading.intent != "start_later" or "time" not in slots or slots.get("time_relation") in ("after", "before"):
        return
    words = reading.env.language.settings["directions"]
    if any(words.get(token.norm) == "later" for token in reading.env.chart.tokens):
        return
    stops = trip.stops_on(slots.get("day_number")) if trip is not None else ()
    starts = [f"{stop.start:%H:%M}" for stop in stops if stop.start is not None]
    if slots["time"] < min(starts, default=USUAL_START):
        reading.intent = "start_earlier"


def _is_told_in_all(reading: Reading) -> bool:
    """ "Less time there, say 45 minutes": the length itself, not the difference."""
    span = next((one for one in reading.spans if one.slot == "duration_minutes"), None)
    before = [token.norm for token in reading.env.chart.tokens if span is not None and token.end <= span.start]
    return bool(before) and before[-1] in reading.env.language.settings["in_all_words"]


def _stop_length(reading: Reading) -> None:
    """How long a visit is to be: longer or shorter by what is planned; "by half an hour" is a difference."""
    trip, slots = reading.env.context.trip, reading.slots
    if reading.intent not in ("shorten_stop", "lengthen_stop") or "duration_minutes" not in slots or "change" in slots:
        return
    words = reading.env.language.settings["change_words"]
    said = {words[token.norm] for token in reading.env.chart.tokens if token.norm in words}
    if said and not _is_told_in_all(reading):
        if said in ({"add"}, {"remove"}):  # "fifteen minutes shorter" is never longer, whatever it was taken for
            reading.intent = "lengthen_stop" if said == {"add"} else "shorten_stop"
        slots["change"] = "add" if reading.intent == "lengthen_stop" else "remove"
        return
    stop = next((s for s in trip.stops if s.id == slots.get("stop_id")), None) if trip is not None else None
    if stop is None or stop.start is None or stop.end is None:
        return
    planned = (stop.end.hour - stop.start.hour) * 60 + stop.end.minute - stop.start.minute
    if planned > 0 and planned != slots["duration_minutes"]:
        reading.intent = "lengthen_stop" if slots["duration_minutes"] > planned else "shorten_stop"


def _swapped_by_order(reading: Reading) -> None:
    """ "Swap the first two stops of day 1": the stops at these places of the day."""
    trip, slots = reading.env.context.trip, reading.slots
    if reading.intent != "swap_stops" or trip is None:
        return
    if "start_date" in slots and "end_date" in slots and "place" not in slots:
        first, last = (trip.day_of(date.fromisoformat(slots[key])) for key in ("start_date", "end_date"))
        if first is not None and last is not None:
            slots["day_number"], slots["to_day_number"] = first, last
            del slots["start_date"], slots["end_date"]
        return
    stops = trip.stops_on(slots.get("day_number"))
    for prefix in ("", "other_"):
        position = slots.get(f"{prefix}stop_position")
        if position is None or f"{prefix}stop_id" in slots or not 1 <= abs(position) <= len(stops):
            continue
        stop = stops[position - 1 if position > 0 else position]
        slots[f"{prefix}stop_id"], slots[f"{prefix}place"] = stop.id, stop.name


def _not_in_plan(reading: Reading, best: Candidate) -> None:
    """A stop that the plan lacks: "put it on day 1" adds it, "move it" and the like ask which stop is
    meant.
    """
    trip, slots = reading.env.context.trip, reading.slots
    if trip is not None and reading.intent == "add_stop" and "location_id" in slots:
        named = [stop for stop in trip.stops if stop.name.casefold() == str(slots.get("place", "")).casefold()]
        told = ("day_number", "time", "time_of_day", "before_stop_id", "after_stop_id")
        if len(named) == 1 and any(key in slots for key in told):
            slots["stop_id"] = named[0].id
            slots.pop("location_id")
    if trip is not None and reading.intent == "add_stop" and "stop_id" in slots:
        _add_what_is_there(reading)
        return
    if trip is None or not trip.stops or reading.intent not in OF_THE_PLAN:
        return
    chart = reading.env.chart
    strict = any(chart.starting(at, "strict_move") for at in best.touched)
    absent = "stop_id" not in slots and ("place" in slots or "category" in slots)
    # "Make breakfast half an hour later" puts none in.
    shifts = slots.get("direction") in ("later", "earlier") and not {"to_day_number", "time"} & slots.keys()
    if reading.intent == "move_stop" and absent and not strict and not shifts and reading.question is None:
        reading.intent = "add_stop"
        for key in ("day_number", "date"):
            if f"to_{key}" in slots:
                slots[key] = slots.pop(f"to_{key}")
        slots.pop("direction", None)
        reading.spans[:] = [replace(s, slot=s.slot.removeprefix("to_")) for s in reading.spans]
        return
    said = slots.get("place") or next((span.text for span in reading.spans if span.slot == "place"), "")
    if absent and said and reading.question is None:
        options = stop_options(reading.env, trip.stops_on(slots.get("day_number")))
        reading.ask("ask_no_stop", "place", options, name=said)


def _add_what_is_there(reading: Reading) -> None:
    """ "Put the Ateneum on day 1" when the plan has it already: a move."""
    slots = reading.slots
    if not any(key in slots for key in ("day_number", "time", "time_of_day", "before_place", "after_place")):
        return
    reading.intent = "move_stop"
    for key in ("day_number", "date"):
        if key in slots:
            slots[f"to_{key}"] = slots.pop(key)
    reading.spans[:] = [
        replace(s, slot=f"to_{s.slot}") if s.slot in ("day_number", "date") else s for s in reading.spans
    ]


def finish_trip(reading: Reading) -> None:
    """Fill in what follows: the end from start and days, the days from both ends."""
    slots = reading.slots
    if "start_date" in slots and "end_date" not in slots and isinstance(slots.get("days"), int):
        start = date.fromisoformat(slots["start_date"])
        if 1 <= slots["days"] <= 366:
            slots["end_date"] = (start + timedelta(days=slots["days"] - 1)).isoformat()
    elif "start_date" in slots and "end_date" in slots:
        start, end = (date.fromisoformat(slots[key]) for key in ("start_date", "end_date"))
        slots["days"] = (end - start).days + 1
    settle_trip(reading)
    _known_town(reading)


def _known_town(reading: Reading) -> None:
    """Ask for a destination that is no town of the world: a country, or a name that is not known."""
    name = str(reading.slots.get("destination", ""))
    if not name or name not in reading.guessed or town_called(name) is not None:
        return
    largest = towns_of(name, MOST_TOWNS)
    towns = largest or towns_like(name, MOST_TOWNS)
    options = tuple(Option(town, {"destination": town}) for town in towns)
    reading.ask("ask_town_of_country" if largest else "ask_town_found", "destination", options, name=name)
