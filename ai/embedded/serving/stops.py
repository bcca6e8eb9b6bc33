"""Requests about single stops of the plan."""

from __future__ import annotations

from dataclasses import replace

from ai.embedded import wording
from ai.embedded.steps import PARTS_OF_DAY, Call, Facts, Serve, Step, asking, slots_as
from ai.embedded.types import Context, Option, Question, Stop, Understanding

# Lengths of a visit that are offered, as shares of the present one, and in minutes where none is known.
SHORTER, LONGER = (0.5, 0.75), (1.25, 1.5, 2.0)
QUARTER = 15
MINUTES_A_DAY = 24 * 60

# What is searched for where a mood was said, not a place.
MOODS = {
    "hidden": "galleries",
    "rainy": "museums",
    "indoors": "museums",
    "outdoors": "parks",
    "kids": "family",
    "free": "parks",
    "view": "views",
}


def stop_of(reading: Understanding, prefix: str = "") -> str:
    """The stop that is meant, as a tool takes it: its key or what it was called."""
    slots = reading.slots
    return str(slots.get(f"{prefix}stop_id") or slots.get(f"{prefix}place") or "")


def wanted_of(reading: Understanding, prefix: str = "") -> str:
    """The place that is wanted: one of the catalogue, a name, or a kind with what it should serve."""
    slots = reading.slots
    named = slots.get(f"{prefix}location_id") or slots.get(f"{prefix}place")
    if named:
        return str(named)
    kind = slots.get(f"{prefix}category") or ""
    taste = [*(slots.get("diets") or ()), *(slots.get("cuisines") or ())]
    if taste:
        return " ".join([*(str(word).replace("_", "-") for word in taste), str(kind or "restaurant")])
    return str(kind).replace("_", " ")


def known_stop(reading: Understanding, context: Context) -> Stop | None:
    """The trip's stop that the reading names."""
    key, trip = reading.slots.get("stop_id"), context.trip
    return next((stop for stop in trip.stops if stop.id == key), None) if trip is not None and key else None


# Kinds that are events, not places.
EVENT_KINDS = frozenset(
    {"concert", "festival", "theatre", "exhibition", "sports", "comedy", "film", "party", "workshop", "event"}
)


# Where in the plan something is to be.
WHEN = frozenset({"day_number", "time", "time_of_day", "before_stop_id", "after_stop_id"})


def add(reading: Understanding, context: Context) -> Step:
    """A place or a kind of place; an event goes in at its own time."""
    slots = reading.slots
    event = slots.get("event_id") or offered_event(reading, context)
    if event:
        return Step(reading, Call("add_event", {"event": str(event)}))
    if known_stop(reading, context) is not None and WHEN & slots.keys():
        # "Could we go there on Friday morning instead?": it is there already, so it moves.
        goal = {"to_day_number": slots["day_number"]} if "day_number" in slots else {}
        return move(replace(reading, intent="move_stop", slots={**slots, **goal}), context)
    wanted = wanted_of(reading)
    if not wanted:
        return asking(reading, Question(wording.WHAT_TO_ADD, "place"))
    no_name = not {"location_id", "event_id"} & slots.keys()
    if no_name and (slots.get("near_place") or slots.get("category") in SEARCHED_MEALS):
        return _near(reading, context)
    arguments = {"wanted": wanted, **slots_as(reading, day_number="day_number", time="at")}
    if slots.get("meal") in ("lunch", "dinner"):
        arguments["meal"] = slots["meal"]
    elif "at" not in arguments:
        arguments |= _part(reading)
    minutes = _minutes(reading)
    if minutes is not None:
        arguments["minutes"] = minutes
    beside = _beside(reading, context)
    if beside and "at" not in arguments:
        arguments = {key: value for key, value in arguments.items() if key not in ("day_number", "part")} | beside
    stop = Step(reading, Call("add_stop", arguments))
    if slots.get("category") in EVENT_KINDS and "location_id" not in slots:
        return _event_of_a_kind(reading, context)
    if context.agent == "event_curator" and "location_id" not in slots and "place" in slots:
        # A name that no place has may be an event's; if it is not, the place is looked for after all.
        return Step(reading, Call("add_event", {"event": wanted}), then=lambda facts: _else(facts, stop), quiet=True)
    return stop


def _minutes(reading: Understanding) -> int | None:
    """How long a visit is to be: "for an hour", "from 12:15 to 12:50"."""
    slots = reading.slots
    if isinstance(slots.get("duration_minutes"), int) and not slots.get("change"):
        return int(slots["duration_minutes"])
    if not slots.get("time") or not slots.get("time_end"):
        return None
    (hour, minute), (last_hour, last_minute) = (map(int, str(slots[key]).split(":")) for key in ("time", "time_end"))
    length = (last_hour - hour) * 60 + last_minute - minute
    return length if length > 0 else None


def _else(facts: Facts, otherwise: Step) -> Step | None:
    if facts.get("problem") == "no_such_event":
        return otherwise
    return wording.which_of(Step(otherwise.reading, Call("add_event")), facts)


MEALS = ("breakfast", "brunch", "lunch", "dinner")
# The planner has no place in mind for these: what there is is shown first.
SEARCHED_MEALS = ("breakfast", "brunch")


def _near(reading: Understanding, context: Context) -> Step:
    """What there is around a place, and which of it is to be added."""
    from ai.embedded.serving.chains import choose_again
    from ai.embedded.serving.looking import food, near

    slots = reading.slots
    kind = str(slots.get("category") or "")
    is_meal = kind in (*MEALS, "restaurant") or bool(slots.get("diets") or slots.get("cuisines"))
    search = replace(reading, slots={**slots, **({"meal": kind} if kind in MEALS else {})}, question=None)
    chosen = ("day_number", "date", "time", "meal", "time_of_day")
    bare = {key: value for key, value in search.slots.items() if key in chosen}
    look = food(search, context) if is_meal else near(search, context)
    return choose_again(look, replace(reading, slots=bare, question=None))


def _event_of_a_kind(reading: Understanding, context: Context) -> Step:
    from ai.embedded.serving.chains import choose_again
    from ai.embedded.serving.looking import events

    kind = str(reading.slots["category"])
    search = replace(reading, slots={**reading.slots, "event_types": [] if kind == "event" else [kind]})
    bare = {key: value for key, value in reading.slots.items() if key not in ("category", "place")}
    return choose_again(events(search, context), replace(reading, slots=bare))


def offered_event(reading: Understanding, context: Context) -> str:
    """The id of the listed event that is meant."""
    key, name = reading.slots.get("location_id"), str(reading.slots.get("place") or "").casefold()
    for offer in context.offered:
        if offer.kind == "event" and (offer.id == key or (name and offer.name.casefold() == name)):
            return offer.id
    return ""


def move(reading: Understanding, context: Context) -> Step:
    """To a day, a time of day, or both."""
    slots = reading.slots
    arguments: dict[str, object] = {"stop": stop_of(reading)}
    day = slots.get("to_day_number")
    if day is None and "time" not in slots:
        day, stop = slots.get("day_number"), known_stop(reading, context)
        day = None if stop is not None and day == stop.day_number else day  # where it stands is no goal
    if day is not None:
        arguments["day_number"] = day
    beside = _beside(reading, context) or _at_an_end(reading, context)
    if beside and "time" not in slots:
        return Step(reading, Call("move_stop", {"stop": arguments["stop"], **beside}))
    at = slots.get("time") or _shifted(reading, context)
    if at is not None:
        arguments["at"] = at
    else:
        arguments |= _part(reading)
    if len(arguments) == 1:
        return asking(reading, _when(reading, context))
    return Step(reading, Call("move_stop", arguments))


# By how many minutes a stop is offered to go, where only "earlier" was said.
SHIFTS = (30, 60, 90)


def _part(reading: Understanding) -> dict[str, str]:
    """The part of the day that was wished, as the tools take it."""
    part = {"night": "evening"}.get(str(reading.slots.get("time_of_day")), str(reading.slots.get("time_of_day")))
    return {"part": part} if part in ("morning", "afternoon", "evening") else {}


def _beside(reading: Understanding, context: Context) -> dict[str, object]:
    """ "After the cathedral", "before lunch": the stop of the plan that something goes beside."""
    stops = {stop.id for stop in context.trip.stops} if context.trip is not None else set[str]()
    for side in ("after", "before"):
        named = reading.slots.get(f"{side}_stop_id")
        if named in stops and named != reading.slots.get("stop_id"):
            return {side: named}
    return {}


def _at_an_end(reading: Understanding, context: Context) -> dict[str, object]:
    """ "Put Kiasma first on Saturday": before the first stop of that day, after the last one that is no meal."""
    trip, stop, way = context.trip, known_stop(reading, context), reading.slots.get("direction")
    if trip is None or stop is None or way not in ("first", "last"):
        return {}
    day = reading.slots.get("to_day_number") or stop.day_number
    others = [one for one in trip.stops_on(int(day)) if one.id != stop.id]
    others = [one for one in others if one.kind not in ("accommodation", "transport")]
    if not others:
        return {}
    if way == "first":
        return {"before": others[0].id}
    sights = [one for one in others if "dinner" not in one.kind.split(",")] or others
    return {"after": sights[-1].id}


def _shifted(reading: Understanding, context: Context) -> str | None:
    """ "Half an hour later": the start that this makes, where the stop has one and the day is long enough."""
    stop, minutes = known_stop(reading, context), reading.slots.get("duration_minutes")
    direction = reading.slots.get("direction")
    if stop is None or stop.start is None or not minutes or direction not in ("later", "earlier"):
        return None
    start = stop.start.hour * 60 + stop.start.minute + int(minutes) * (1 if direction == "later" else -1)
    return f"{start // 60:02}:{start % 60:02}" if 0 <= start < MINUTES_A_DAY else None


def _when(reading: Understanding, context: Context) -> Question:
    trip, stop, way = context.trip, known_stop(reading, context), reading.slots.get("direction")
    if stop is not None and stop.start is not None and way in ("later", "earlier"):
        planned = stop.start.hour * 60 + stop.start.minute
        starts = [planned + (one if way == "later" else -one) for one in SHIFTS]
        clocks = [f"{start // 60:02}:{start % 60:02}" for start in starts if 0 <= start < MINUTES_A_DAY]
        return Question(
            wording.WHAT_TIME, "time", tuple(Option(one, {"time": one, "direction": None}) for one in clocks)
        )
    days = range(1, min(trip.days, 6) + 1) if trip is not None else ()
    return Question(
        wording.WHICH_DAY, "to_day_number", tuple(Option(f"Day {day}", {"to_day_number": day}) for day in days)
    )


def remove(reading: Understanding, context: Context) -> Step:
    """Ask for a stop to go."""
    if not stop_of(reading):
        return asking(reading, Question(wording.REMOVE_WHAT, "place", _stops_of(context)))
    return Step(reading, Call("remove_stop", {"stop": stop_of(reading)}))


def _stops_of(context: Context) -> tuple[Option, ...]:
    """Buttons for the stops of the day last spoken of, else of the trip's first."""
    trip = context.trip
    if trip is None:
        return ()
    day = context.day or (trip.day_of(context.last_date) if context.last_date is not None else None)
    return tuple(Option(stop.name, {"stop_id": stop.id, "place": stop.name}) for stop in trip.stops_on(day or 1)[:6])


def clear(reading: Understanding, context: Context) -> Step | list[Step]:
    """Every stop of a day, or of a part of it, each asked for."""
    trip, day = context.trip, reading.slots.get("day_number")
    if day is None or trip is None:
        return Step(reading, words=wording.WHICH_DAY_CLEAR)
    hours = PARTS_OF_DAY.get(str(reading.slots.get("time_of_day")))
    stops = [stop for stop in trip.stops_on(day) if not stop.is_locked and _begins_within(stop, hours)]
    if not stops:
        return Step(reading, words=wording.NOTHING_ON_DAY)
    return [Step(reading, Call("remove_stop", {"stop": stop.id})) for stop in stops]


def _begins_within(stop: Stop, hours: tuple[int, int] | None) -> bool:
    """Whether a stop begins in a part of the day; without a time of its own it is in none."""
    return hours is None or (stop.start is not None and hours[0] <= stop.start.hour < hours[1])


def swap(reading: Understanding, context: Context) -> Step:
    """Two stops change places, or two days."""
    days = [reading.slots.get(name) for name in ("day_number", "to_day_number")]
    named = stop_of(reading) or stop_of(reading, "other_")
    if not named and all(isinstance(day, int) for day in days):
        return Step(reading, Call("swap_days", {"first": days[0], "second": days[1]}))
    first, second = stop_of(reading), stop_of(reading, "other_")
    if not first or not second:
        return Step(reading, words=wording.SWAP_STOPS if "day_number" in reading.slots else wording.SWAP_WHAT)
    return Step(reading, Call("swap_stops", {"first": first, "second": second}))


def lock(reading: Understanding, context: Context) -> Step | list[Step]:
    """A stop, or every stop of a day, fixed or free again."""
    locked = reading.intent == "lock_stop"
    stop = stop_of(reading)
    if stop:
        fixed = Step(reading, Call("lock_stop", {"stop": stop, "locked": locked}))
        at, planned = reading.slots.get("time"), known_stop(reading, context)
        if not locked or not at or planned is None or planned.start is None or f"{planned.start:%H:%M}" == at:
            return fixed
        # "Keep the museum at ten" where it stands at eleven: at ten, and then it stays there.
        return [Step(reading, Call("move_stop", {"stop": stop, "at": str(at)})), fixed]
    trip, day = context.trip, reading.slots.get("day_number")
    stops = trip.stops_on(day) if trip is not None and day is not None else ()
    if not stops:
        return Step(reading, words=wording.NOTHING_ON_DAY)
    return [Step(reading, Call("lock_stop", {"stop": one.id, "locked": locked})) for one in stops]


def length(reading: Understanding, context: Context) -> Step:
    """A new length of a visit; asked for with offers where only "longer" or "shorter" was said."""
    stop, minutes = known_stop(reading, context), reading.slots.get("duration_minutes")
    shorter = reading.intent == "shorten_stop"
    planned = _planned(stop)
    if minutes is not None and reading.slots.get("change") in ("add", "remove"):
        minutes = None if planned is None else planned + (-minutes if shorter else minutes)
    if minutes is None:
        shares = SHORTER if shorter else LONGER
        choices = [round((planned or 60) * share / QUARTER) * QUARTER for share in shares]
        options = tuple(
            Option(f"{one} min", {"duration_minutes": one, "change": None}) for one in dict.fromkeys(choices) if one > 0
        )
        return asking(reading, Question(wording.HOW_LONG, "duration_minutes", options))
    return Step(reading, Call("change_length", {"stop": stop_of(reading), "minutes": max(QUARTER, int(minutes))}))


def _planned(stop: Stop | None) -> int | None:
    """Minutes that a stop has in the plan."""
    if stop is None or stop.start is None or stop.end is None:
        return None
    minutes = (stop.end.hour - stop.start.hour) * 60 + stop.end.minute - stop.start.minute
    return minutes if minutes > 0 else None


def replace_with(reading: Understanding, context: Context) -> Step:
    """Another place in a stop's place; without a wish, another of its kind."""
    wanted = wanted_of(reading, "other_") or MOODS.get(str(reading.slots.get("mood") or ""), "")
    arguments = {"stop": stop_of(reading), **({"wanted": wanted} if wanted else {}), **slots_as(reading, time="at")}
    return Step(reading, Call("replace_stop", arguments))


INTENTS: dict[str, Serve] = {
    "add_stop": add,
    "move_stop": move,
    "remove_stop": remove,
    "clear_day": clear,
    "swap_stops": swap,
    "lock_stop": lock,
    "unlock_stop": lock,
    "shorten_stop": length,
    "lengthen_stop": length,
    "replace_stop": replace_with,
}
