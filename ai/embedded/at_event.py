"""Messages around an event that was found or spoken of: whether it clashes, when one has to leave for it, where to eat
before or after it, what else is on at another time.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from ai.embedded.features import select
from ai.embedded.grammar import Env
from ai.embedded.letters import starts_with
from ai.embedded.mentions import Mentions
from ai.embedded.of_one import LONGEST_NAME, one_spoken_of
from ai.embedded.slots import Reading
from ai.embedded.types import Offer, Stop, TripSnapshot, Understanding

SURE = 0.92
# Requests about one event, after which the look at what is on may still go on.
OF_AN_EVENT = frozenset(
    {"find_events", "place_details", "price_of", "find_conflicts", "route", "which_of_list", "is_open", "more_of_list"}
)
# What a question when to leave may be taken for.
OF_LEAVING = frozenset(
    {
        "show_plan",
        "route",
        "unknown",
        "start_earlier",
        "why",
        "find_conflicts",
        "place_details",
        "find_events",
        "finish_earlier",
        "add_stop",
        "is_open",
        "does_include",
    }
)
# What a question for what is on at another time may be taken for.
MORE_OF_WHAT_IS_ON = frozenset({"more_of_list", "find_places", "suggest", "find_events", "show_plan"})
OF_TABLES = frozenset({"find_food", "find_places", "nearby"})
NEAR = ("near_place", "near_location_id", "near_stop_id")
OTHER = ("other_place", "other_stop_id", "other_location_id")
NAMED = frozenset({"place", "location_id", "stop_id", "event_id", "category", "day_number", "date"})
# From this hour on one dines before an event, and has lunch before one from that hour on.
# What a question about the other of two may be taken for.
OF_THE_OTHER = frozenset(
    {"place_details", "price_of", "is_open", "more_of_list", "unknown", "show_plan", "which_of_list"}
)
MOST_OF_TWO = 2
WHEN = frozenset({"date", "day_number", "time_of_day"})
EVENING, NOON = "17:00", "11:30"
# So many words may stand before a question: "and then".
MOST_BEFORE = 4


class Event(NamedTuple):
    """What happens at its own time: in the plan already, or only found."""

    id: str
    name: str
    on: str
    start: str
    stop: Stop | None = None


def _event_named(env: Env) -> Event | None:
    """The event of the last list that a message names: "the opera", "the second one"."""
    mentions, events = Mentions(env), {one.id: one for one in env.context.found if one.kind == "event"}
    for at in range(len(env.chart.tokens) if events else 0):
        for hole in env.chart.holes(at, LONGEST_NAME):
            if mentions.sort(hole) not in ("known", "reference", "kind"):
                continue
            location = mentions.resolve(hole, new=True, listed=env.context.found).location
            found = events.get(location.id) if location is not None else None
            if found is not None:
                return _as_event(found)
    return None


def _as_event(offer: Offer) -> Event | None:
    on, _, start = str(offer.traits.get("start") or "").partition("T")
    return Event(offer.id, offer.name, on, start[:5]) if on and start else None


def event_spoken_of(env: Env) -> Event | None:
    """The event that was spoken of last, or the only one that was found."""
    context = env.context
    listed = [one for one in (*context.found, *context.offered) if one.kind == "event"]
    spoken = {key for one in context.last_places[:1] for key in (one.id, one.name) if key}
    just_found = context.last is not None and context.last.intent in OF_AN_EVENT and len(context.found) == 1
    if not spoken and just_found:
        spoken = {context.found[0].id}
    stop = next((one for one in (context.trip.stops if context.trip else ()) if spoken & {one.id, one.name}), None)
    if stop is not None and context.trip is not None and stop.start is not None and "event" in stop.kind.split(","):
        day = context.trip.date_of(stop.day_number).isoformat()
        return Event(stop.id, stop.name, day, f"{stop.start:%H:%M}", stop)
    found = next((one for one in listed if spoken & {one.id, one.name}), None)
    return _as_event(found) if found is not None else None


def clash_of_it(env: Env, own: Understanding) -> Understanding | None:
    """ "Does it clash with anything?", "is anything planned at that time?": of the event that was spoken of."""
    if own.intent != "find_conflicts" or NAMED & own.slots.keys():
        return None
    one = one_spoken_of(env)
    event = event_spoken_of(env)
    if one is not None and one.get("stop_id") and event is not None and event.stop is None:
        # "Would it overlap with our dinner?": the event, where the dinner is named beside it.
        pronoun = any(edge.value.pronoun for edge in env.chart.all(("stopref",)))
        one = {"place": event.name, "location_id": event.id} if pronoun else one
    if one is None and _says(env, "that_time"):
        one = {"place": event.name, "location_id": event.id} if event is not None else None
    if one is None or "location_id" not in one:
        return None
    return Understanding("find_conflicts", one, own.spans, SURE)


def planned_then(env: Env, own: Understanding) -> Understanding | None:
    """ "What have we planned around that time?" after an event was spoken of: what stands beside it."""
    event = event_spoken_of(env)
    if own.intent != "show_plan" or NAMED & own.slots.keys() or event is None or not _says(env, "that_time"):
        return None
    return Understanding("find_conflicts", {"place": event.name, "location_id": event.id}, own.spans, SURE)


def of_the_only_one(env: Env, own: Understanding) -> Understanding | None:
    """ "How much are the tickets per person?" after one event was found: that one's."""
    asked = own.question is not None and own.question.slot == "place"
    event = event_spoken_of(env)
    if own.intent not in ("price_of", "place_details") or not asked or NAMED & own.slots.keys() or event is None:
        return None
    key = {"stop_id": event.id} if event.stop is not None else {"location_id": event.id}
    return Understanding(own.intent, {**own.slots, "place": event.name, **key}, own.spans, SURE)


def the_other_one(env: Env, own: Understanding) -> Understanding | None:
    """ "What about the other one, how long is it?" after two were found: the one that was not spoken of."""
    context, settings = env.context, env.language.settings
    spoken = {key for one in context.last_places[:1] for key in (one.id, one.name) if key}
    others = [one for one in context.found if not {one.id, one.name} & spoken]
    norms = {token.norm for token in env.chart.tokens}
    if len(context.found) != MOST_OF_TWO or len(others) != 1 or not norms & set(settings["other_words"]):
        return None
    if own.intent not in OF_THE_OTHER or NAMED & own.slots.keys() or not norms & set(settings["one_words"]):
        return None
    intent = own.intent if own.intent in ("price_of", "is_open") else "place_details"
    return Understanding(intent, {"place": others[0].name, "location_id": others[0].id}, own.spans, SURE)


def only_asked_of(env: Env, own: Understanding) -> Understanding | None:
    """ "What would we have to give up to go there?" adds nothing: what stands beside the event is told."""
    settings, event = env.language.settings, event_spoken_of(env)
    norms = [token.norm for token in env.chart.tokens]
    first = next((norm for norm in norms if norm not in (*settings["split_words"], *settings["verdict_buts"], ",")), "")
    named = {own.slots.get(key) for key in ("location_id", "event_id")}
    if own.intent != "add_stop" or event is None or event.stop is not None or event.id not in named:
        return None
    if norms[-1:] != ["?"] or first not in settings["which_words"] or starts_with(env, "naming_starts"):
        return None
    return Understanding("find_conflicts", {"place": event.name, "location_id": event.id}, own.spans, SURE)


def back_from_it(env: Env, own: Understanding) -> Understanding | None:
    """ "Would we be back before midnight?" asks how it is, and sets no hour for every day."""
    starts, tokens = env.language.settings["back_asks"], env.chart.tokens
    norms = [token.norm for token in tokens]
    asks = any(norms[at : at + 2] == pair.split() for pair in starts for at in range(min(len(norms), MOST_BEFORE)))
    if own.intent not in ("finish_earlier", "finish_later", "start_later", "start_earlier") or not asks:
        return None
    event = event_spoken_of(env)
    if event is not None:
        key = {"stop_id": event.id} if event.stop is not None else {"location_id": event.id}
        return Understanding("place_details", {"place": event.name, **key}, own.spans, SURE)
    day: dict[str, Any] = {key: own.slots[key] for key in ("day_number", "date") if key in own.slots}
    day = day or ({"day_number": env.context.day} if env.context.day else {})
    return Understanding("show_plan", day, own.spans, SURE)


def what_else_is_on(env: Env, own: Understanding) -> Understanding | None:
    """ "What else is going on then?" after events of one kind: of every kind, on those days."""
    search = env.context.search
    if search is None or search.intent != "find_events" or own.intent not in (*MORE_OF_WHAT_IS_ON, "unknown"):
        return None
    if not _says(env, "what_else_is_on") or own.slots.keys() & {"event_types", "interests"}:
        return None
    reading = Reading(env, "find_events")
    for feature in select(env, ("when", "daypart"), set()):
        reading.put_feature(feature)
    when = {key: value for key, value in reading.slots.items() if key in WHEN}
    if env.context.found:
        further = Understanding("find_events", {**search.slots, "skip": env.context.seen}, own.spans, SURE)
        return further if own.intent == "find_events" and not when else None
    gone = {"event_types", "interests", "mood", "time", "time_of_day", "skip"}
    gone |= {"date", "day_number", "start_date", "end_date"} if when.keys() & {"date", "day_number"} else set()
    kept = {key: value for key, value in search.slots.items() if key not in gone}
    return Understanding("find_events", kept | when, own.spans, SURE)


def leave_for_it(env: Env, own: Understanding) -> Understanding | None:
    """ "When do we have to leave dinner to be there on time?": the way from there, and when one has to go at the
    latest.
    """
    settings, trip = env.language.settings, env.context.trip
    norms = {token.norm for token in env.chart.tokens}
    if own.intent not in OF_LEAVING or trip is None or not norms & set(settings["leaving_words"]):
        return None
    if not norms & set(settings["leaving_asks"]) or not _says(env, "leaving_needs"):
        return None
    event = _event_named(env) or event_spoken_of(env)
    if event is None:
        return None
    origin = _left(env, trip, event)
    if origin is None or origin.id == event.id:
        return None
    goal = {"other_stop_id": event.id} if event.stop is not None else {"other_location_id": event.id}
    slots = {"place": origin.name, "stop_id": origin.id, "other_place": event.name, **goal}
    return Understanding("route", {**slots, "leave_for": event.start}, own.spans, SURE)


def way_to_it(env: Env, own: Understanding) -> Understanding | None:
    """ "Can we get there on foot?": from what is planned before the event."""
    event, trip = event_spoken_of(env), env.context.trip
    named = {own.slots[key] for key in ("place", "stop_id", "location_id", *OTHER) if own.slots.get(key)}
    if own.intent != "route" or event is None or trip is None or named - {event.id, event.name}:
        return None
    origin = _left(env, trip, event)
    if origin is None or own.question is not None:
        return None
    goal = {"other_stop_id": event.id} if event.stop is not None else {"other_location_id": event.id}
    return Understanding(
        "route", {"place": origin.name, "stop_id": origin.id, "other_place": event.name, **goal}, own.spans, SURE
    )


def _left(env: Env, trip: TripSnapshot, event: Event) -> Stop | None:
    """The stop that is left for an event: the one that is named, that day's meal, else the one before it."""
    mentions = Mentions(env)
    number = event.stop.day_number if event.stop is not None else trip.day_of(date.fromisoformat(event.on))
    if number is None:
        return None
    that_day = [stop for stop in trip.stops_on(number) if stop.id != event.id]
    for at in range(len(env.chart.tokens)):
        for hole in env.chart.holes(at, LONGEST_NAME):
            if mentions.sort(hole) not in ("known", "kind"):
                continue
            of_kind = mentions.sort(hole) == "kind"
            stop = mentions.resolve(hole, day_number=number if of_kind else None).stop
            if stop is not None and stop.id != event.id and (stop.day_number == number or not of_kind):
                return stop
    earlier = [stop for stop in that_day if stop.start is not None and f"{stop.start:%H:%M}" < event.start]
    return earlier[-1] if earlier else None


def table_around_it(env: Env, own: Understanding) -> Understanding | None:
    """ "Somewhere to eat nearby beforehand", "a drink after the concert": near the event, on its day."""
    event, settings, trip = event_spoken_of(env), env.language.settings, env.context.trip
    if own.intent not in OF_TABLES or event is None or own.question is not None:
        return None
    if own.intent != "find_food" and own.slots.get("category") not in ("restaurant", "bar", "cafe", "pub"):
        return None
    norms = {token.norm for token in env.chart.tokens}
    before, after = norms & set(settings["beforehand_words"]), norms & set(settings["afterwards_words"])
    there = norms & {*settings["there_words"], *settings["venue_words"]}
    if not (before or after or there):
        return None
    vague = str(own.slots.get("near_place") or "").casefold().split()
    small = {
        *settings["beforehand_words"],
        *settings["afterwards_words"],
        *settings["venue_words"],
        *settings["filler"],
    }
    near = {key: own.slots[key] for key in NEAR if key in own.slots}
    if near and not set(vague) <= small and event.name != own.slots.get("near_place"):
        return None  # near something else
    kept = {key: value for key, value in own.slots.items() if key not in (*NEAR, "interests", "event_types")}
    if own.intent != "find_food":
        kind = kept.pop("category")
        kept |= {} if kind == "restaurant" else {"table_kind": kind}
    slots: dict[str, Any] = {**kept, "near_place": event.name}
    slots |= {"near_stop_id": event.id} if event.stop is not None else {"near_location_id": event.id}
    number = trip.day_of(date.fromisoformat(event.on)) if trip is not None else None
    if number is not None and not {"day_number", "date"} & kept.keys():
        slots["day_number"] = number
    if before and not {"meal", "table_kind"} & kept.keys():
        meal = "dinner" if event.start >= EVENING else "lunch" if event.start >= NOON else None
        slots |= {"meal": meal} if meal else {}
    return Understanding("find_food", slots, own.spans, SURE, None, (), own.assumed)


def another_time(env: Env, own: Understanding) -> Understanding | None:
    """ "What about Friday?", "anything in the afternoon instead?" after a look at what is on: what is on then."""
    context, settings = env.context, env.language.settings
    search, last = context.search, context.last
    if search is None or search.intent != "find_events" or last is None or last.intent not in OF_AN_EVENT:
        return None
    goes_on = own.question is None and own.intent in (
        "more_of_list",
        "find_places",
        "suggest",
        "find_events",
        "show_plan",
    )
    if own.intent != "unknown" and not goes_on:
        return None
    if own.slots.keys() - {"date", "day_number", "time_of_day", "mood", "to_see"}:
        return None
    reading = Reading(env, "find_events")
    for feature in select(env, ("when", "daypart"), set()):
        reading.put_feature(feature)
    if reading.question is not None or not {"date", "day_number", "time_of_day", "start_date"} & reading.slots.keys():
        return None
    known = {*settings["filler"], *settings["event_talk"], *settings["some_words"]} - {*settings["planned_words"]}
    tokens = env.chart.tokens
    if any(t.is_word and at not in reading.used and t.norm not in known for at, t in enumerate(tokens)):
        return None
    dated = {"date", "day_number", "start_date", "end_date"}
    gone = {"skip", "time", "time_of_day"} | (dated if dated & reading.slots.keys() else set())
    kept = {key: value for key, value in search.slots.items() if key not in gone}
    return Understanding("find_events", kept | reading.slots, own.spans, SURE, None, (), tuple(reading.assumed))


def for_children(env: Env, own: Understanding) -> Understanding | None:
    """ "Anything for children?" after a look at what is on: of that."""
    search = env.context.search
    if search is None or search.intent != "find_events" or own.slots.keys() - {"mood", *WHEN}:
        return None
    asks = own.intent == "find_places" and own.question is None and own.slots.get("mood") == "kids"
    words = {token.norm for token in env.chart.tokens} & set(env.language.settings["child_words"])
    of_those = own.intent == "which_of_list" and (words or own.slots.get("mood") == "kids")
    if not asks and not of_those:
        return None
    dated = {"date", "day_number", "start_date", "end_date"}
    gone = {"skip", "event_types", "interests", "mood"} | (dated if dated & own.slots.keys() else set())
    kept = {key: value for key, value in search.slots.items() if key not in gone}
    return Understanding("find_events", {**kept, "mood": "kids", **own.slots}, own.spans, SURE, None, (), own.assumed)


def _says(env: Env, setting: str) -> bool:
    """Whether a message has one of the phrases of a list, word for word."""
    norms = [token.norm for token in env.chart.tokens]
    phrases = [text.split() for text in env.language.settings[setting]]
    return any(norms[at : at + len(words)] == words for words in phrases for at in range(len(norms)))


WAYS = (
    clash_of_it,
    planned_then,
    of_the_only_one,
    the_other_one,
    only_asked_of,
    back_from_it,
    what_else_is_on,
    leave_for_it,
    way_to_it,
    table_around_it,
    another_time,
    for_children,
)
