"""Requests that only look: what is near, where to eat, what is on, is it open; and places kept for later."""

from __future__ import annotations

from dataclasses import replace

from ai.embedded import wording
from ai.embedded.serving.stops import EVENT_KINDS, MOODS, stop_of
from ai.embedded.steps import Call, Facts, Serve, Step, asking, slots_as
from ai.embedded.types import Assumption, Context, Option, Question, Stop, Understanding
from trips.sentences import saying

# Kinds of place that events may be of.
EVENT_CATEGORIES = frozenset({"market", "exhibition", "theatre", "cinema", "concert_hall"})
# What to look for where an interest names no kind of place.
SEEN_AS = {"photography": "views", "architecture": "attraction"}
SEARCHES = ("nearby", "find_places", "find_food", "find_events", "more_of_list", "which_of_list")
WHEN = ("date", "day_number", "start_date", "time_of_day")


def place_of(reading: Understanding) -> str:
    """The place that is meant: of the catalogue, of the plan, or a name."""
    slots = reading.slots
    return str(slots.get("location_id") or slots.get("place") or "")


def near(reading: Understanding, context: Context) -> Step:
    """Around a place, of what is open then where that is asked."""
    return _open_then(_near(reading, context), context)


def _open_then(step: Step, context: Context) -> Step:
    from ai.embedded.serving.comparing import open_then

    is_asked = bool(step.reading.slots.get("open_then")) and step.call is not None
    return open_then(step, context) if is_asked else step


def _near(reading: Understanding, context: Context) -> Step:
    """Around a place; "near here" is where the plan has the traveller now."""
    slots = reading.slots
    around = (
        slots.get("near_location_id")
        or slots.get("near_stop_id")
        or slots.get("near_place")
        or slots.get("location_id")
        or slots.get("place")
    )
    kind: dict[str, object] = slots_as(reading, category="kind", within_minutes="within_minutes", skip="skip")
    if slots.get("categories"):
        kind["kind"] = " or ".join(str(one) for one in slots["categories"])
    if slots.get("mood") == "hidden":
        kind |= {"little_known": True, "kind": kind.get("kind", "attraction")}
    elif slots.get("mood") == "free":
        kind = {"kind": "attraction", **kind, "free": True}
    elif "kind" not in kind and slots.get("mood") in MOODS:
        kind["kind"] = MOODS[str(slots["mood"])]
    elif "kind" not in kind and slots.get("interests"):
        kind["kind"] = " or ".join(SEEN_AS.get(str(one), str(one)) for one in slots["interests"])
    elif "kind" not in kind and slots.get("to_see"):
        kind["kind"] = "attraction"
    if around:
        return Step(reading, Call("find_nearby", {"place": str(around), **kind}))
    here = _here(context)
    if here is not None:
        return Step(reading, Call("find_nearby", {"place": here.name, **kind}))
    last = context.last_places[0] if context.last_places else None
    if last is not None and last.id and context.last is not None and context.last.intent not in SEARCHES:
        return Step(reading, Call("find_nearby", {"place": last.id, **kind}))  # what was just put in, or asked about
    search = context.search.slots if context.search is not None else {}
    before = [search.get(key) for key in ("near_location_id", "near_stop_id", "near_place")]
    spoken = next((str(one) for one in before if one), "")
    if spoken:  # "a viewpoint nearby?" after a look around a place
        return Step(reading, Call("find_nearby", {"place": spoken, **kind}))
    stops = context.trip.stops if context.trip is not None else ()
    options = tuple(Option(stop.name, {"near_place": stop.name}) for stop in stops[:4])
    return asking(reading, Question(wording.NEAR_WHAT, "near_place", options))


def _here(context: Context) -> Stop | None:
    """The stop of this hour, or the next one today."""
    trip, now = context.trip, context.now
    day = trip.day_of(context.today) if trip is not None else None
    if trip is None or now is None or day is None:
        return None
    stops = [stop for stop in trip.stops_on(day) if stop.end is not None]
    return next((stop for stop in stops if stop.end is not None and stop.end > now.time()), None)


def food(reading: Understanding, context: Context) -> Step:
    """Places to eat."""
    same = {slot: slot for slot in ("diets", "cuisines", "day_number", "meal", "price", "without", "skip")}
    arguments = slots_as(reading, **same, table_kind="kind", time="at")
    slots = reading.slots
    around = slots.get("near_location_id") or slots.get("near_stop_id") or slots.get("near_place") or slots.get("place")
    if around:
        arguments["near"] = str(around)
    if arguments.get("meal") not in (None, "breakfast", "lunch", "coffee", "dinner"):
        arguments["meal"] = {"brunch": "breakfast"}.get(arguments["meal"], "lunch")
    return Step(reading, Call("find_food", arguments))


def events(reading: Understanding, context: Context) -> Step:
    """What is on, on a day, a stretch of days, or during the trip."""
    slots, trip = reading.slots, context.trip
    arguments = slots_as(reading, date="on", start_date="on", end_date="until", skip="skip")
    if "on" not in arguments and trip is not None:
        day = slots.get("day_number")
        if day is not None:
            arguments["on"] = trip.date_of(int(day)).isoformat()
        else:
            arguments |= {"on": trip.start_date.isoformat(), "until": trip.end_date.isoformat()}
    if slots.get("mood") == "free":
        arguments["free"] = True
    kinds = slots.get("event_types") or [kind for kind in (slots.get("category"),) if kind in EVENT_CATEGORIES]
    words = [str(kind).replace("_", " ") for kind in kinds]
    if len(words) == 1:  # of several kinds all is shown: none of them is what the other is
        arguments["words"] = " ".join(words)
    if (slots.get("mood") == "kids" or slots.get("children")) and not words:
        return _for_children(reading, arguments)
    return Step(reading, Call("find_events", arguments))


# The word that events for children have in their descriptions.
OF_CHILDREN = "child"


def _for_children(reading: Understanding, arguments: dict[str, object]) -> Step:
    """What is told to be for children; where nothing is, all that is on, and that it is not told of."""
    bare = replace(reading, slots={key: value for key, value in reading.slots.items() if key != "mood"})

    def otherwise(facts: Facts) -> Step | None:
        if facts.get("ok", True):
            return None
        words = saying("No event then says of itself that it is for children.")
        told = replace(bare, assumed=(*reading.assumed, Assumption("children", "none", words)))
        return Step(told, Call("find_events", arguments))

    return Step(reading, Call("find_events", {**arguments, "words": OF_CHILDREN}), then=otherwise, quiet=True)


def places(reading: Understanding, context: Context) -> Step:
    """Places by name, kind or mood; those that are open then, or not in the plan, where that is asked."""
    if reading.slots.get("unplanned") and context.trip is not None:
        planned = [stop.place_id for stop in context.trip.stops if stop.place_id]
        reading = replace(reading, slots={**reading.slots, "planned_already": planned})
    return _open_then(_places(reading, context), context)


def _places(reading: Understanding, context: Context) -> Step:
    slots = reading.slots
    if slots.get("near_place"):
        return _near(reading, context)
    if context.agent == "event_curator" and any(slots.get(name) for name in WHEN) and not place_of(reading):
        return events(reading, context)  # who asks the curator what to do then asks what is on
    more: dict[str, object] = slots_as(reading, destination="city", skip="skip")
    if slots.get("mood") == "hidden":
        more["little_known"] = True
    if slots.get("now"):
        more["open_now"] = True
    words = (
        slots.get("location_id")
        or slots.get("place")
        or slots.get("category")
        or " ".join(SEEN_AS.get(str(one), str(one)) for one in slots.get("interests") or ())
        or MOODS.get(str(slots.get("mood")))
    )
    search = {"words": str(words or "sights").replace("_", " "), **more}
    wishes = [SEEN_AS.get(str(one), str(one)) for one in slots.get("interests") or ()]
    if len(wishes) < 2 or str(words) != " ".join(wishes):
        return Step(reading, Call("search_places", search))
    return _first_found(reading, wishes, more)


def _first_found(reading: Understanding, wishes: list[str], more: dict[str, object]) -> Step:
    """Of several wishes that no one place need meet ("photos of old buildings"), the first that is known of."""

    def otherwise(facts: Facts) -> Step | None:
        return None if facts.get("ok", True) else _first_found(reading, wishes[1:], more)

    call = Call("search_places", {"words": wishes[0], **more})
    return Step(reading, call, then=otherwise, quiet=True) if len(wishes) > 1 else Step(reading, call)


def lodging(reading: Understanding, context: Context) -> Step:
    """Places to stay."""
    words = str(reading.slots.get("lodging") or "hotel").replace("_", " ")
    return Step(reading, Call("search_places", {"words": words, **slots_as(reading, destination="city")}))


def is_open(reading: Understanding, context: Context) -> Step:
    """Opening hours on a date, and at a time."""
    place = place_of(reading)
    if not place:
        return Step(reading, words=wording.WHICH_PLACE)
    arguments = slots_as(reading, date="on", time="at")
    trip, day = context.trip, reading.slots.get("day_number")
    if "on" not in arguments and trip is not None and day is not None:
        arguments["on"] = trip.date_of(int(day)).isoformat()
    stop = next((one for one in trip.stops if one.id == reading.slots.get("stop_id")), None) if trip else None
    if not arguments and stop is not None and trip is not None and not reading.slots.get("now"):
        # Of a stop of the plan: when they are there.
        arguments["on"] = trip.date_of(stop.day_number).isoformat()
        if stop.start is not None:
            arguments["at"] = f"{stop.start:%H:%M}"
    return Step(reading, Call("is_open", {"place": place, **arguments}))


def details(reading: Understanding, context: Context) -> Step:
    """What is known of a place: also what it costs."""
    place = place_of(reading)
    if not place and reading.slots.get("category") in EVENT_KINDS:
        from ai.embedded.serving.chains import choose_again

        search = replace(reading, slots={**reading.slots, "event_types": [reading.slots["category"]]}, question=None)
        bare = {key: value for key, value in reading.slots.items() if key != "category"}
        return choose_again(events(search, context), replace(reading, slots=bare, question=None))
    if not place:
        return Step(reading, words=wording.WHICH_PLACE)
    return Step(reading, Call("place_details", {"place": place}))


def save(reading: Understanding, context: Context) -> Step:
    """Keep a place for later."""
    place = place_of(reading) or stop_of(reading)
    if not place:
        return Step(reading, words=wording.WHICH_PLACE)
    return Step(reading, Call("save_place", {"place": place}))


INTENTS: dict[str, Serve] = {
    "nearby": near,
    "find_food": food,
    "find_events": events,
    "find_places": places,
    "find_lodging": lodging,
    "is_open": is_open,
    "place_details": details,
    "price_of": details,
    "save_place": save,
}
