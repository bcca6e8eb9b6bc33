"""What is said beside a request: before or after which stop, how near on foot, and the hour of the evening."""

from __future__ import annotations

from itertools import pairwise

from ai.embedded.at_table import meal_of_that_day
from ai.embedded.chart import Edge
from ai.embedded.features import Feature, select
from ai.embedded.mentions import Mentions
from ai.embedded.nearness import near_slots
from ai.embedded.slots import Reading
from ai.embedded.wishing import (
    instead_of_a_stop,
    letter_of_that_part,
    near_one_of_the_day,
    planned_of_kind,
    stay_at_a_new_one,
)

FIRST, LAST = ("first",), ("last", "final")
PLACED = frozenset({"add_stop", "move_stop"})
LOOKED_FOR = frozenset({"find_places", "nearby", "find_food"})
NEAR = ("near_place", "near_location_id", "near_stop_id")
MOST_WALK = 90
OF_ONE_PLACE = frozenset({"stop_id", "location_id", "event_id"})
MOST_UNDONE = 20
MOST_BETWEEN = 2
TASTES = frozenset({"interest", "cuisine", "diet"})
# A stop that begins from here on is moved within the afternoon and evening by an hour that may be either.
AFTERNOON = 12


def beside(reading: Reading, mentions: Mentions) -> None:
    """Read what stands beside the request."""
    meal_of_that_day(reading, mentions)
    _first_or_last_evening(reading)
    _mood(reading)
    _free_of_charge(reading)
    _worth_seeing(reading)
    _replaced_by_mood(reading)
    _undone(reading)
    _instead_of(reading)
    _taste(reading)
    _before_or_after(reading, mentions)
    _near(reading, mentions)
    _walk(reading)
    _staying_at(reading)
    _several_kinds(reading)
    _by_the_sea(reading)
    _evening_of_the_stop(reading)
    instead_of_a_stop(reading, mentions)
    near_one_of_the_day(reading)
    stay_at_a_new_one(reading)
    letter_of_that_part(reading)
    planned_of_kind(reading)


def _first_or_last_evening(reading: Reading) -> None:
    """ "Our last evening" is that of the trip's last day."""
    trip, slots, chart = reading.env.context.trip, reading.slots, reading.env.chart
    if trip is None or {"day_number", "date", "start_date"} & slots.keys() or "time_of_day" not in slots:
        return
    days = {**dict.fromkeys(FIRST, 1), **dict.fromkeys(LAST, trip.days)}
    for edge in chart.all(("daypart",)):
        before = chart.tokens[edge.start - 1].norm if edge.start else ""
        numbers = [int(one.value) for one in chart.all(("ordinal",)) if one.end == edge.start]
        days |= {before: numbers[0]} if numbers and 1 <= numbers[0] <= trip.days else {}
        if before in days:
            slots |= {"day_number": days[before], "date": trip.date_of(days[before]).isoformat()}
            reading.mark("day_number", edge.start - 1, edge.end)
            return


def _mood(reading: Reading) -> None:
    """ "What can we do with kids" is for kids, whoever else they may be."""
    if reading.intent != "find_places" or {"mood", "category", "interests"} & reading.slots.keys():
        return
    for edge in reading.env.chart.all(("mood",)):
        reading.put("mood", str(edge.value), edge.start, edge.end)


def _free_of_charge(reading: Reading) -> None:
    """ "What is on that is free?", "free concerts", but not "when we are free"."""
    dated = reading.intent == "which_of_list" and {"date", "day_number", "time", "time_of_day"} & reading.slots.keys()
    if reading.intent not in ("find_events", "nearby", "which_of_list") or "mood" in reading.slots or dated:
        return
    tokens, settings = reading.env.chart.tokens, reading.env.language.settings
    for at, token in enumerate(tokens):
        if token.norm not in settings["free_words"]:
            continue
        before = tokens[at - 1].norm if at else ""
        after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
        if before not in settings["free_people"] and after not in settings["free_times"]:
            reading.put("mood", "free", at, at + 1)
            return


def _worth_seeing(reading: Reading) -> None:
    """ "What can we see close to Kiasma?": no table and no shop."""
    words = reading.env.language.settings["seeing_words"]
    if reading.intent != "nearby" or {"category", "mood"} & reading.slots.keys():
        return
    norms = [token.norm for token in reading.env.chart.tokens]
    doing = {f"{one} {then}" for one, then in pairwise(norms)} & set(reading.env.language.settings["doing_words"])
    if doing or set(norms) & set(words):
        reading.slots["to_see"] = True


def _replaced_by_mood(reading: Reading) -> None:
    """ "Replace Kiasma with something outdoors": of the catalogue, what is so."""
    if reading.intent != "replace_stop" or any(slot.startswith("other_") for slot in reading.slots):
        return
    for edge in reading.env.chart.all(("mood",)):
        reading.put("mood", str(edge.value), edge.start, edge.end)
        return
    for at, token in enumerate(reading.env.chart.tokens):
        if token.norm in reading.env.language.settings["free_words"]:
            reading.put("mood", "free", at, at + 1)
            return


def _undone(reading: Reading) -> None:
    """ "Undo the last two changes": how many; "put it back" is whatever was changed last."""
    if reading.intent != "undo":
        return
    chart, settings = reading.env.chart, reading.env.language.settings
    named = {"place", "stop_id", "day_number", "date"} & reading.slots.keys()
    if not named and any(token.norm in settings["everything_words"] for token in chart.tokens):
        reading.slots["everything"] = True
    for one, after in pairwise(chart.tokens):
        if one.norm in settings["both_words"] and after.norm in settings["change_nouns"]:
            reading.slots["count"] = 2
    for edge in chart.all(("number",)):
        follows = chart.tokens[edge.end].norm if edge.end < len(chart.tokens) else ""
        if 1 < edge.value <= MOST_UNDONE and follows in settings["change_nouns"]:
            reading.put("count", int(edge.value), edge.start, edge.end + 1)
            break
    _change_that_is_named(reading)
    asked = reading.question
    if asked is not None and asked.slot == "place" and not {"place", "stop_id"} & reading.slots.keys():
        reading.question = None


def _change_that_is_named(reading: Reading) -> None:
    """ "Undo the Ateneum" names what the change was about; "undo the move" and "the last change" name none."""
    if not reading.slots.get("of_change"):
        return
    for edge in reading.env.chart.all(("change_kind",)):
        # "Undo the reordering" is no other change.
        reading.slots["place"] = str(edge.value)
        reading.mark("place", edge.start, edge.end)
        return
    is_named = "stop_position" not in reading.slots and OF_ONE_PLACE & reading.slots.keys()
    if is_named and not any(one.kind == "pronoun" for one in reading.assumed):
        return
    for slot in (*OF_ONE_PLACE, "place", "category", "stop_position", "of_change"):
        reading.slots.pop(slot, None)
    reading.spans[:] = [span for span in reading.spans if span.slot in reading.slots]
    if reading.question is not None and reading.question.slot == "place":
        reading.question = None


def _instead_of(reading: Reading) -> None:
    """ "Sunday instead of Saturday" goes to Sunday."""
    if reading.intent != "move_stop" or "to_day_number" not in reading.slots:
        return
    chart, pairs = reading.env.chart, reading.env.language.settings["instead_of"]
    norms = [token.norm for token in chart.tokens]
    given_up = {at + 2 for at in range(len(norms) - 2) if f"{norms[at]} {norms[at + 1]}" in pairs}
    days = chart.all(("date", "dayref", "range"))
    goals = [edge for edge in days if not any(at <= edge.start <= at + 1 for at in given_up)]
    if len(goals) == len(days) or not goals:
        return
    for key in ("to_day_number", "to_date", "day_number", "date"):
        reading.slots.pop(key, None)
    reading.put_feature(Feature(max(goals, key=lambda edge: edge.length)))
    for key in ("day_number", "date"):
        if key in reading.slots:
            reading.slots[f"to_{key}"] = reading.slots.pop(key)


def in_place_of(reading: Reading) -> None:
    """ "Add that one on Friday instead of Savoy": it comes, and the Savoy goes."""
    slots = reading.slots
    if reading.intent != "add_stop":
        return
    of_a_find = bool(slots.get("stop_id")) and not {"other_place", "location_id"} & slots.keys()
    if not of_a_find and (not slots.get("other_stop_id") or not {"location_id", "category"} & slots.keys()):
        return
    norms = [token.norm for token in reading.env.chart.tokens]
    pairs = {f"{first} {second}" for first, second in pairwise(norms)}
    if not pairs & set(reading.env.language.settings["instead_of"]):
        return
    if of_a_find:
        # "…, and put it in instead of Ekberg": what comes is what was searched for.
        reading.intent = "replace_stop"
        reading.ask("ask_other_place", "other_place", ())
        return
    comes = {f"other_{key}": slots.pop(key) for key in ("place", "location_id", "category", "event_id") if key in slots}
    goes = {key: slots.pop(f"other_{key}") for key in ("place", "stop_id") if f"other_{key}" in slots}
    reading.intent, reading.slots = "replace_stop", {**slots, **goes, **comes}


def _taste(reading: Reading) -> None:
    """ "We like art and saunas" names tastes, where no place is called so."""
    slots = reading.slots
    if reading.intent != "add_stop" or {"stop_id", "location_id", "event_id", "day_number"} & slots.keys():
        return
    words = {token.norm for token in reading.env.chart.tokens}
    trip, asked = reading.env.context.trip, reading.question
    # "I want to see the old town and some design": tastes, as nothing is called so.
    is_no_name = asked is not None and asked.slot == "place" and not asked.options and bool(slots.get("place"))
    if not is_no_name and not words & set(reading.env.language.settings["taste_words"]):
        return
    features = [feature for feature in select(reading.env, ("taste",), set()) if feature.category in TASTES]
    if not features:
        return
    if is_no_name and trip is not None and not trip.is_draft:
        return  # which place was meant is asked
    reading.intent, reading.question = "remember_preference", None
    for key in ("place", "category", "stop_position"):
        slots.pop(key, None)
    for feature in features:
        reading.put_feature(feature)


def _before_or_after(reading: Reading, mentions: Mentions) -> None:
    """ "… before the church": where in the day something goes."""
    if reading.intent not in PLACED or {"before_place", "after_place", "before_stop_id", "after_stop_id"} & set(
        reading.slots
    ):
        return
    chart, sides = reading.env.chart, reading.env.language.settings["side_words"]
    day = reading.slots.get("to_day_number") or reading.slots.get("day_number") or _day_of_the_place(reading)
    for at, token in enumerate(chart.tokens):
        side = sides.get(token.norm)
        if side is None or at in reading.used:
            continue
        for hole in chart.holes(at + 1, 4):
            if mentions.sort(hole) not in ("known", "reference", "kind"):
                continue
            mention = mentions.resolve(hole, day_number=day if isinstance(day, int) else None)
            mention = mention if mention.stop is not None else mentions.resolve(hole)
            if mention.stop is not None:
                _moves_what_is_there(reading)
                reading.mark(f"{side}_place", at, hole.end)
                reading.slots |= {f"{side}_place": mention.stop.name, f"{side}_stop_id": mention.stop.id}
                reading.slots.pop("meal", None)
                return
        if any(edge.value == reading.slots.get("meal") for edge in chart.starting(at + 1, "meal")):
            del reading.slots["meal"]  # "before lunch" is no lunch, whichever day's it is


def _moves_what_is_there(reading: Reading) -> None:
    """ "We would like to see Kiasma before lunch", where the plan has it: a move."""
    trip, slots = reading.env.context.trip, reading.slots
    named = [stop for stop in trip.stops if stop.name == slots.get("place")] if trip is not None else []
    if reading.intent == "add_stop" and len(named) == 1:
        reading.intent = "move_stop"
        slots["stop_id"] = named[0].id
        slots.pop("location_id", None)


def _day_of_the_place(reading: Reading) -> int | None:
    """The day on which the plan has the place already: "Ateneum before lunch" is before the lunch of that day."""
    trip, slots = reading.env.context.trip, reading.slots
    named = {slots.get("stop_id"), slots.get("place")} - {None}
    days = {stop.day_number for stop in trip.stops if {stop.id, stop.name} & named} if trip is not None else set()
    return days.pop() if len(days) == 1 else None


def _near(reading: Reading, mentions: Mentions) -> None:
    """ "Add a lunch near the church": around that stop, on its day."""
    slots, trip = reading.slots, reading.env.context.trip
    if reading.intent == "suggest" and reading.env.chart.all(("near",)):
        found = near_slots(reading.env, mentions)  # "what would you suggest near Kiasma?"
        if found:
            reading.intent = "nearby"
            slots |= found
        return
    if reading.intent != "add_stop" or trip is None or not slots.get("category"):
        return
    if {"location_id", "event_id", "near_place"} & slots.keys() or not reading.env.chart.all(("near",)):
        return
    found = near_slots(reading.env, mentions)
    slots |= found
    stop = next((one for one in trip.stops if one.id == found.get("near_stop_id")), None)
    if stop is not None and not {"day_number", "date"} & slots.keys():
        slots["day_number"] = stop.day_number


def _walk(reading: Reading) -> None:
    """ "Within a 10 minutes' walk"."""
    minutes = reading.slots.get("duration_minutes")
    words = {*reading.env.language.settings["walk_words"], *reading.env.language.settings["within_words"]}
    if reading.intent not in LOOKED_FOR or not any(token.norm in words for token in reading.env.chart.tokens):
        return
    if minutes is None:
        lengths = [edge.value.minutes for edge in reading.env.chart.all(("duration",)) if edge.value.minutes]
        minutes = max(lengths, default=None)
    if isinstance(minutes, int) and 0 < minutes <= MOST_WALK:
        reading.slots["within_minutes"] = minutes


def _staying_at(reading: Reading) -> None:
    """ "We're staying at Hotel Arthur, what's worth seeing around": near that place, and no hotel is looked for."""
    slots = reading.slots
    if reading.intent != "find_places" or any(slots.get(key) for key in NEAR):
        return
    named = next((prefix for prefix in ("", "other_") if slots.get(f"{prefix}stop_id")), None)
    if named is None and slots.get("within_minutes") is not None:
        named = next((prefix for prefix in ("", "other_") if slots.get(f"{prefix}location_id")), None)
    if named is not None:
        for key in ("place", "stop_id", "location_id"):
            value = slots.pop(f"{named}{key}", None)
            if value is not None:
                slots[f"near_{key}"] = value
        slots.pop("category", None)
    elif slots.get("within_minutes") is not None and reading.env.context.trip is not None:
        stays = [stop for stop in reading.env.context.trip.stops if "accommodation" in stop.kind.split(",")]
        if stays:
            slots |= {"near_place": stays[0].name, "near_stop_id": stays[0].id}


def _by_the_sea(reading: Reading) -> None:
    """ "A sauna near the sea": no place is called so, whatever some statue is called."""
    slots, settings = reading.slots, reading.env.language.settings
    span = next((one for one in reading.spans if one.slot == "near_place"), None)
    if reading.intent not in LOOKED_FOR or span is None:
        return
    said = [word for word in span.text.casefold().split() if word not in settings["articles"]]
    if not said or not set(said) <= set(settings["landscape_words"]):
        return
    if str(slots.get("near_place", "")).casefold() == " ".join(said) and set(NEAR[1:]) & slots.keys():
        return
    for key in NEAR:
        slots.pop(key, None)
    is_food = reading.env.chart.all(("food_word", "meal", "cuisine", "diet", "kind"))
    if reading.intent == "nearby" or (reading.intent == "find_food" and not is_food):
        reading.intent = "find_places"
    if reading.question is not None and reading.question.slot == "near_place":
        reading.question = None


def _several_kinds(reading: Reading) -> None:
    """ "Parks or viewpoints near the museum": either kind."""
    chart, slots = reading.env.chart, reading.slots
    if reading.intent not in ("nearby", "find_places") or not slots.get("category"):
        return
    joins = {*reading.env.language.settings["list_joins"], *reading.env.language.settings["negated_or"]}
    kinds = sorted(chart.all(("kind",)), key=lambda edge: (edge.start, -edge.length))
    found: list[Edge] = []
    for edge in kinds:
        end = found[-1].end if found else edge.start
        between = [token.norm for token in chart.tokens[end : edge.start]]
        if not found or (between and between[0] in joins and len(between) <= MOST_BETWEEN and edge.start >= end):
            found.append(edge)  # "markets or nice shops"
    names = list(dict.fromkeys(str(edge.value) for edge in found))
    if len(names) > 1 and slots["category"] in names:
        slots["categories"] = names


def _evening_of_the_stop(reading: Reading) -> None:
    """ "Push it to eight" of a dinner, or of what begins in the afternoon, is eight in the evening."""
    trip, slots = reading.env.context.trip, reading.slots
    guess = next((one for one in reading.assumed if one.kind == "time"), None)
    if reading.intent not in ("move_stop", "booking_request") or guess is None or trip is None or "time" not in slots:
        return
    stop = next((one for one in trip.stops if one.id == slots.get("stop_id")), None)
    hour = int(slots["time"][:2])
    if stop is None or stop.start is None or stop.start.hour < AFTERNOON or not 1 <= hour < AFTERNOON:
        return
    if abs(hour + AFTERNOON - stop.start.hour) <= abs(hour - stop.start.hour):
        slots["time"] = f"{hour + AFTERNOON:02}{slots['time'][2:]}"
        reading.assumed.remove(guess)
        reading.assume("time", slots["time"])
