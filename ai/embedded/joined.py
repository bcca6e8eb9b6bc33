"""Whether two sentences of a message tell one request."""

from __future__ import annotations

from dataclasses import replace

from ai.embedded.types import Understanding

NEAR = frozenset({"near_place", "near_stop_id", "near_location_id", "near_stop_position", "within_minutes", "to_see"})
# Requests that take what the search before them finds.
OF_A_FIND = frozenset({"add_stop", "save_place", "replace_stop"})
WHEN = frozenset({"date", "day_number", "time_of_day", "time", "meal"})

# "What do you recommend?" says no more than that something is looked for.
RECOMMENDED = frozenset({"recommend"})
# Requests that look for something.
SEARCHED = frozenset({"find_food", "find_places", "find_events", "nearby"})
# Searches of which two sentences tell one.
MERGED = frozenset({"find_food", "find_events"})
# And edits of which two sentences may tell one: the reason, and what is wanted ("We are no morning people. Could …?").
TOLD_TWICE = frozenset(
    {"start_later", "start_earlier", "finish_earlier", "finish_later", "lengthen_stop", "shorten_stop", "undo"}
)
# What is said of a day before one asks for another order of it.
OF_A_DAYS_ORDER = frozenset({"optimise_day", "set_pace"})


def is_of_one(before: Understanding, reading: Understanding) -> bool:
    """Whether two sentences tell one request: a search, or an edit of which the second says more and nothing else."""
    if reading.intent != before.intent:
        return False
    if reading.intent in MERGED:
        return True
    if reading.intent == "booking_request":  # "Let's start with the dinner. Can you ask for a table at seven?"
        return before.slots.get("stop_id") is not None and before.slots["stop_id"] == reading.slots.get("stop_id")
    both = before.slots.keys() & reading.slots.keys()
    if "day_number" in before.slots and not {"day_number", "all_days"} & reading.slots.keys():
        both -= {"time", "time_relation"}  # "Our train leaves at five on Saturday. We have to be done by four": by four
    return reading.intent in TOLD_TWICE and all(before.slots[key] == reading.slots[key] for key in both)


# The beginning and the end of a day, told together.
OF_A_DAYS_ENDS = frozenset({"start_later", "start_earlier", "finish_earlier", "finish_later"})


def on_its_day(before: Understanding, reading: Understanding) -> Understanding:
    """ "Begin Friday at nine and finish it by six": Friday ends so, too."""
    day = {key: before.slots[key] for key in ("day_number", "date") if key in before.slots}
    dated = {"day_number", "date", "all_days"} & reading.slots.keys()
    if not day or dated or not {before.intent, reading.intent} <= OF_A_DAYS_ENDS:
        return reading
    return replace(reading, slots=reading.slots | day)


def asks_of_the_way(before: Understanding, reading: Understanding) -> bool:
    """ "How do we get there, and how long does it take?": told of a way already."""
    is_it = any(one.kind == "pronoun" for one in reading.assumed) or not reading.slots.get("place")
    return before.intent == "route" and is_it and reading.intent in ("route", "place_details", "show_plan", "unknown")


def says_only_when(before: Understanding, reading: Understanding) -> bool:
    """ "I need a coffee after Kiasma. Where should we go?", "… What do you recommend for Friday evening?"."""
    if reading.slots.keys() == {"unplanned"}:
        return True  # "We like modern art. Is there a museum that is not planned yet?"
    asks = ("find_places", "find_food", "suggest", "nearby", "unknown", "which_of_list")
    return before.intent in SEARCHED and reading.intent in asks and reading.slots.keys() <= WHEN | NEAR | RECOMMENDED


def at_that_time(before: Understanding, reading: Understanding, told: Understanding) -> Understanding:
    """A search with the time that the sentence after it tells, and the meal of that time."""
    slots = before.slots | {key: value for key, value in reading.slots.items() if key not in RECOMMENDED}
    if before.intent == "find_food" and "meal" in told.slots and not {"meal", "table_kind"} & slots.keys():
        slots["meal"] = told.slots["meal"]
    intent = "nearby" if before.intent == "find_places" and NEAR & reading.slots.keys() else before.intent
    return replace(before, intent=intent, slots=slots, spans=(*before.spans, *reading.spans))


def is_same_addition(before: Understanding, reading: Understanding) -> bool:
    """ "We'd like to see Oodi on Thursday. Can you add it from 15:30?": one stop, told in two sentences."""
    if before.intent != "add_stop" or reading.intent != "add_stop" or not reading.slots.get("place"):
        return False
    return bool(before.slots.get("place") == reading.slots["place"])


def orders_that_day(before: Understanding, reading: Understanding) -> bool:
    """ "Friday looks too busy. Can you reorder it?": the day that the sentence before told of, not the whole trip."""
    if reading.intent not in ("optimise_trip", "optimise_day") or {"day_number", "all_days"} & reading.slots.keys():
        return False
    return before.intent in OF_A_DAYS_ORDER and "day_number" in before.slots


def of_what_is_found(first: Understanding, second: Understanding | None) -> Understanding | None:
    """ "…, and add it": which place is meant is what the search before it finds, so that is no question."""
    if second is None or first.intent not in SEARCHED or second.intent not in OF_A_FIND or second.question is None:
        return second
    slot = "other_place" if second.intent == "replace_stop" else "place"
    is_open = second.question.slot == slot and not second.question.options and slot not in second.slots
    return replace(second, question=None) if is_open else second


def recommended(before: Understanding, reading: Understanding) -> Understanding:
    """ "I'm interested in design. What would you recommend?": of that, and not what one might do at all."""
    bare = reading.intent == "suggest" or (reading.intent == "find_places" and not reading.slots)
    if not bare or before.intent != "remember_preference":
        return reading
    interests = {key: before.slots[key] for key in ("interests",) if before.slots.get(key)}
    eaten = {key: before.slots[key] for key in ("diets", "cuisines") if before.slots.get(key)}
    if not interests and not eaten:
        return reading
    return replace(
        reading,
        intent="find_places" if interests else "find_food",
        slots=reading.slots | (interests or eaten),
        question=None,
        not_understood=(),
    )


def held_for(reading: Understanding, heard: Understanding) -> Understanding | None:
    """A search that a first sentence tells of, for the one after it; none for what is told to be boring."""
    if reading.intent not in SEARCHED or not reading.slots:
        return None
    return None if "category" in reading.slots and "category" not in heard.slots else reading
