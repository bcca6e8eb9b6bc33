"""What else the slots of a request tell: the meal of an evening, dates that shift, a booking's reference."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from ai.embedded.at_table import eat_then, table
from ai.embedded.features import is_greeting
from ai.embedded.of_booking import code_of_booking, of_a_booking
from ai.embedded.of_finds import no_sum, of_found, of_its_day, saved_of_the_plan
from ai.embedded.options import offer_options, stop_options
from ai.embedded.refine_trip import settle_party
from ai.embedded.slot_dates import day_beside, day_spoken_of
from ai.embedded.slots import Reading

# Bounded, so that no text takes long; the tool checks what is an address.
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# So many words may stand before the verb: "ok, please".
MOST_BEFORE = 4
# A table asked for at another time than the plan's is still the plan's within so many minutes.
MINUTES_BESIDE = 90
# "Before eight" of a meal is eight in the evening, unless breakfast or lunch was spoken of.
EVENING_HOURS = range(5, 11)


def more(reading: Reading) -> None:
    """Settle what follows from the slots and the words beside them."""
    _invited(reading)
    _meal(reading)
    _shifted(reading)
    day_beside(reading)
    if reading.intent == "change_party":
        settle_party(reading)
    code_of_booking(reading)
    that_day(reading)
    _whole_day(reading)
    _all_of_the_day(reading)
    _to_last(reading)
    _now(reading)
    _meal_there(reading)
    table(reading)
    eat_then(reading)
    _not_by_itself(reading)
    _never_added(reading)
    _table_of_the_day(reading)
    _last_stop(reading)
    _meal_not_before(reading)
    of_a_booking(reading)
    of_found(reading)
    saved_of_the_plan(reading)
    of_its_day(reading)
    no_sum(reading)


def _never_added(reading: Reading) -> None:
    """ "Take the concert off again" adds nothing, whatever else it resembles: which stop goes is asked."""
    settings, trip = reading.env.language.settings, reading.env.context.trip
    norms = [token.norm for token in reading.env.chart.tokens]
    takes = next((at for at, norm in enumerate(norms[:MOST_BEFORE]) if norm in settings["taking_verbs"]), None)
    if reading.intent != "add_stop" or takes is None or trip is None:
        return
    further = norms[takes + 1 :]
    ends = [at for at, norm in enumerate(further) if norm in settings["taking_particles"]]
    if not any(further[at + 1 : at + 2] not in ([word] for word in settings["to_words"]) for at in ends):
        return
    reading.intent = "remove_stop"
    keys = {str(reading.slots[name]) for name in ("stop_id", "location_id", "place") if reading.slots.get(name)}
    planned = [stop for stop in trip.stops if stop.keys & keys]
    for name in ("place", "stop_id", "location_id", "category", "event_types", "date", "day_number"):
        reading.slots.pop(name, None)
    if len(planned) == 1:
        stop = planned[0]
        reading.slots |= {"place": stop.name, "stop_id": stop.id, "day_number": stop.day_number}
    else:
        reading.ask("ask_which_stop", "place", stop_options(reading.env, planned or trip.stops))


def _not_by_itself(reading: Reading) -> None:
    """ "Replace the dinner with it", where "it" could only be that dinner: what is to come is asked for."""
    slots = reading.slots
    if reading.intent != "replace_stop" or "stop_id" not in slots or slots["stop_id"] != slots.get("other_stop_id"):
        return
    for name in [name for name in slots if name.startswith("other_")]:
        del slots[name]
    listed = offer_options(reading.env.context.found)
    options = tuple(replace(one, slots={f"other_{key}": value for key, value in one.slots.items()}) for one in listed)
    reading.ask("ask_which_offer" if options else "ask_place", "other_place", options)


def _meal_there(reading: Reading) -> None:
    """ "Add dinner at Savoy": which meal it is stands before the place's name."""
    slots, chart = reading.slots, reading.env.chart
    if reading.intent != "add_stop" or "meal" in slots or not (slots.get("location_id") or slots.get("place")):
        return
    for edge in chart.all(("meal",)):
        after = chart.tokens[edge.end].norm if edge.end < len(chart.tokens) else ""
        if after in reading.env.language.settings["at_words"]:
            reading.put("meal", str(edge.value), edge.start, edge.end)
            if slots.get("category") in (slots["meal"], "cafe"):
                del slots["category"]
            return


def _table_of_the_day(reading: Reading) -> None:
    """ "Book a table for Friday at seven": the meal that the plan has then."""
    slots, trip = reading.slots, reading.env.context.trip
    day, told = slots.get("day_number"), slots.get("time")
    if reading.intent != "booking_request" or trip is None or not isinstance(day, int):
        return
    # "The restaurant for our last evening" is a table, too.
    kind, words = slots.get("category"), reading.env.language.settings["booked_words"]
    named = any(name in slots for name in NAMED if name != "category") or kind not in (None, "restaurant")
    if named or not (kind or any(token.norm in words for token in reading.env.chart.tokens)):
        return
    meals = [stop for stop in trip.stops_on(day) if {"lunch", "dinner"} & set(stop.kind.split(","))]
    if told:
        at = int(told[:2]) * 60 + int(told[3:5])
        meals = [s for s in meals if s.start and abs(s.start.hour * 60 + s.start.minute - at) <= MINUTES_BESIDE]
    elif slots.get("time_of_day") == "evening":
        meals = [stop for stop in meals if "dinner" in stop.kind.split(",")]
    if len(meals) == 1:
        slots["stop_id"], slots["place"] = meals[0].id, meals[0].name
        slots.pop("category", None)
        reading.question = None
        reading.assume("stop", meals[0].name)


def _meal_not_before(reading: Reading) -> None:
    """ "We'd rather not eat before eight": the dinner last spoken of, not the start of the day."""
    context, slots, chart = reading.env.context, reading.slots, reading.env.chart
    words = set(reading.env.language.settings["eating_words"])
    if reading.intent != "start_later" or "time" not in slots or not words & {token.norm for token in chart.tokens}:
        return
    hour = int(slots["time"][:2])
    meals = {str(edge.value) for edge in chart.all(("meal",))}
    meals |= {str(context.last.slots["meal"])} if context.last is not None and context.last.slots.get("meal") else set()
    if meals & {"breakfast", "brunch", "lunch"} or hour not in EVENING_HOURS:
        return
    slots["time"] = f"{hour + 12:02}{slots['time'][2:]}"
    reading.assumed[:] = [one for one in reading.assumed if one.kind != "time"]
    reading.assume("time", slots["time"])
    reading.intent = "move_stop"
    slots.pop("time_relation", None)
    day = slots.get("day_number")
    if day is None and context.last is not None:
        day = context.last.slots.get("day_number")
    stops = context.trip.stops_on(day) if context.trip is not None and isinstance(day, int) else ()
    evening = [stop for stop in stops if "dinner" in stop.kind.split(",")]
    if len(evening) == 1:
        slots["stop_id"], slots["place"] = evening[0].id, evening[0].name
        slots.pop("category", None)
    else:
        reading.ask("ask_place", "place", stop_options(reading.env, evening or stops))


# Requests about a booking are about the stop last spoken of where none is named.
LOOKED_AT = frozenset({"place_details", "is_open", "price_of", "which_of_list", "route"})
OF_THE_LAST_STOP = frozenset({"booking_confirmed", "booking_request", "cancel_booking"})
NAMED = ("place", "stop_id", "location_id", "category", "stop_position")


def _last_stop(reading: Reading) -> None:
    context, slots = reading.env.context, reading.slots
    said = {name for name in NAMED if name in slots}
    # "The restaurant confirmed it": of several restaurants the one that was spoken of.
    vague = said == {"category"} and reading.question is not None and reading.question.slot == "place"
    if reading.intent not in OF_THE_LAST_STOP or (said and not vague) or context.trip is None:
        return
    named = [context.last.slots.get("stop_id")] if context.last is not None else []
    named += [place.id for place in context.last_places] + [place.name for place in context.last_places]
    for key in named:
        stop = next((stop for stop in context.trip.stops if key and key in stop.keys), None)
        if stop is not None:
            slots.pop("category", None)
            slots["stop_id"], slots["place"] = stop.id, stop.name
            if context.last is not None and context.last.slots.get("stop_id") == stop.id:
                slots |= {key: value for key, value in context.last.slots.items() if key == "notes"}
            reading.assume("stop", stop.name)
            if reading.question is not None and reading.question.slot == "place":
                reading.question = None
            return
    looked = context.last is not None and context.last.intent in LOOKED_AT
    spoken = next((one for one in context.last_places[:1] if one.id), None)
    if reading.intent == "booking_request" and looked and spoken is not None and not said:
        # A table at the place that was looked at last, which is not in the plan yet.
        slots["place"], slots["location_id"] = spoken.name, spoken.id
        reading.assume("stop", spoken.name)


def _now(reading: Reading) -> None:
    """ "Which museums are open now?" asks for this very moment."""
    if reading.intent not in ("find_places", "find_food", "nearby"):
        return
    for edge in reading.env.chart.all(("when_word",)):
        reading.put("now", True, edge.start, edge.end)


def _all_of_the_day(reading: Reading) -> None:
    """ "Could everything start an hour later?", of the day that was spoken of."""
    day, slots = reading.env.context.day, reading.slots
    if reading.intent in ("start_later", "start_earlier") and slots.pop("that_day", False) and day is not None:
        slots.setdefault("day_number", day)


def _whole_day(reading: Reading) -> None:
    """ "Lock that day" names no stop."""
    asked, words = reading.question, reading.env.language.settings["spoken_day"]
    if reading.intent not in OF_A_WHOLE_DAY or asked is None or asked.slot != "place" or "place" in reading.slots:
        return
    units = {edge.start for edge in reading.env.chart.all(("unit",)) if edge.value == "day"}
    pointed = {at + 1 for at, token in enumerate(reading.env.chart.tokens) if token.norm in words}
    if "day_number" in reading.slots and units & pointed:
        reading.question = None


OF_A_WHOLE_DAY = frozenset({"lock_stop", "unlock_stop"})


def that_day(reading: Reading) -> None:
    """ "That evening" is one of the day last spoken of."""
    context, slots, chart = reading.env.context, reading.slots, reading.env.chart
    day = day_spoken_of(reading)
    if day is None or {"date", "start_date", "day_number"} & set(slots):
        return
    words = reading.env.language.settings["spoken_day"]
    for edge in chart.all(("daypart", "unit", "daypart_at")):
        at = edge.start if chart.tokens[edge.start].norm in words else edge.start - 1
        if at < 0 or chart.tokens[at].norm not in words or (edge.category == "unit" and edge.value != "day"):
            continue
        reading.put("date", day.isoformat(), at, edge.end)
        if edge.category == "daypart":
            slots.setdefault("time_of_day", str(edge.value))
        number = context.trip.day_of(day) if context.trip is not None else None
        if number is not None:
            slots["day_number"] = number
        reading.assume("date", day.isoformat(), shown=reading.show(day))
        return


def _to_last(reading: Reading) -> None:
    """ "Its opening hours", "let's eat there": the place last spoken of; without one, what else it may mean."""
    slots, context = reading.slots, reading.env.context
    if reading.intent == "route" or not slots.pop("to_last", False):
        return
    otherwise = slots.pop("otherwise", "")
    listed = context.offered if len(context.offered) == 1 else ()
    spoken = [(one.id, one.name) for one in (*context.last_places[:1], *listed)]
    if not spoken:
        reading.intent = str(otherwise or reading.intent)
        return
    key, name = spoken[0]
    slots["place"] = name
    stop = next((stop for stop in context.trip.stops if key and stop.id == key), None) if context.trip else None
    slots["stop_id" if stop is not None else "location_id"] = key
    if reading.intent == "add_stop" and context.last is not None and not {"day_number", "date"} & slots.keys():
        slots |= {key: value for key, value in context.last.slots.items() if key == "day_number"}
    if reading.question is not None and reading.question.slot == "place":
        reading.question = None


def _invited(reading: Reading) -> None:
    """The address of somebody to invite, and whether they may change the plan."""
    if reading.intent != "invite":
        return
    chart = reading.env.chart
    found = EMAIL.search(chart.source)
    if found is None:
        return
    low, high = found.span()
    inside = [at for at, token in enumerate(chart.tokens) if low <= token.start < high]
    reading.put("email", found.group().lower(), inside[0], inside[-1] + 1)
    words = reading.env.language.settings["editing_words"]
    reading.slots["role"] = "editor" if any(token.norm in words for token in chart.tokens) else "viewer"


def _meal(reading: Reading) -> None:
    """ "Where do we eat tonight?" asks for dinner."""
    slots = reading.slots
    if reading.intent != "find_food" or slots.get("meal"):
        return
    edges = reading.env.chart.all(("daypart", "daypart_at"))
    parts = {str(edge.value) for edge in edges if not is_greeting(reading.env, edge)}
    meals = {reading.env.language.settings["part_meals"].get(part) for part in parts} - {None}
    if len(meals) == 1:
        slots["meal"] = meals.pop()
    elif not parts and str(slots.get("time", "")) >= "17:00":
        slots["meal"] = "dinner"


def _shifted(reading: Reading) -> None:
    """ "A week later": both ends of the trip move by as much."""
    trip, slots = reading.env.context.trip, reading.slots
    if (
        reading.intent != "change_dates"
        or trip is None
        or "start_date" in slots
        or not isinstance(slots.get("days"), int)
    ):
        return
    settings, tokens = reading.env.language.settings, {token.norm for token in reading.env.chart.tokens}
    said = {settings["directions"].get(token) for token in tokens} & {"later", "earlier"}
    if not said:  # "Postpone it by a week"; where none is told it is later, which is said
        said = {settings["shifts"][token] for token in tokens if token in settings["shifts"]}
    if len(said) != 1:
        return
    by = timedelta(days=slots.pop("days") * (1 if said == {"later"} else -1))
    slots["start_date"], slots["end_date"] = (trip.start_date + by).isoformat(), (trip.end_date + by).isoformat()
    reading.assume(
        "dates",
        slots["start_date"],
        first=_show(reading, trip.start_date + by),
        last=_show(reading, trip.end_date + by),
    )


def _show(reading: Reading, day: date) -> str:
    return reading.show(day)
