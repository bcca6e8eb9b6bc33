"""Messages about the one place that was spoken of, or one that is listed: is it fit for a diet, how long one stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ai.embedded.chart import Edge
from ai.embedded.features import negation_scopes, select
from ai.embedded.grammar import Env
from ai.embedded.kinds import is_of_kind
from ai.embedded.listed import list_for
from ai.embedded.mentions import Mentions
from ai.embedded.slots import Reading
from ai.embedded.types import Option, Question, Stop, Understanding

SURE = 0.92
LONGEST_NAME = 6
MOST_BEFORE = 3
SEARCHES = frozenset({"find_food", "nearby", "find_places", "find_events"})
# What a question whether a place is fit for a diet may be taken for.
OF_FITNESS = frozenset(
    {"find_food", "place_details", "remember_preference", "which_of_list", "is_open", "unknown", "add_stop", "price_of"}
)
# What a question where something fits may be taken for.
OF_A_FIT = frozenset({"find_conflicts", "unknown", "show_plan", "add_stop", "find_places", "move_stop", "optimise_day"})
OF_PLACES = frozenset({"nearby", "find_places"})
NEAR = ("near_place", "near_location_id", "near_stop_id", "within_minutes")
WHAT = ("category", "categories", "interests", "mood")
OF_A_TIME = frozenset({"date", "day_number", "meal", "time", "time_of_day", "start_date"})
# After these a search for tables still goes on.
LOOKING = frozenset({"find_food", "which_of_list", "more_of_list", "place_details", "is_open", "price_of", "route"})
OF_ONE_PLACE = frozenset({"price_of", "place_details", "is_open"})
NEEDS = ("diets", "accessibility")
LENGTHS = frozenset({"lengthen_stop", "shorten_stop"})
A_PLACE = frozenset({"place", "stop_id", "location_id", "category", "stop_position"})


def fit_for(env: Env, own: Understanding) -> Understanding | None:
    """ "Does the first one have anything for vegetarians?", "is it suitable for a wheelchair?": of that place."""
    if own.intent not in OF_FITNESS or not _asks_whether(env):
        return None
    reading = Reading(env, "which_of_list")
    for feature in select(env, ("diet", "accessibility"), set()):
        reading.put_feature(feature)
    needs = {key: reading.slots[key] for key in NEEDS if reading.slots.get(key)}
    if not needs or env.chart.all(("near", "dayref", "date")):
        return None
    one = one_spoken_of(env, is_entering="accessibility" in needs)
    if one is not None:
        return Understanding("which_of_list", {**needs, **one}, own.spans, SURE)
    they = any(token.norm in env.language.settings["they_words"] for token in env.chart.tokens)
    listed = env.context.search is not None and bool(env.context.found)
    return Understanding("which_of_list", needs, own.spans, SURE) if they and listed else None


def menu_of_it(env: Env, own: Understanding) -> Understanding | None:
    """ "What kind of food do they serve at the third one?": told with that place."""
    settings, tokens = env.language.settings, env.chart.tokens
    serves = any(token.norm in settings["serving_words"] for token in tokens)
    starts = (*settings["which_words"], *settings["whether_starts"])
    if own.intent not in ("find_food", "unknown") or not serves or _start_of(env) not in starts:
        return None
    one = one_spoken_of(env)
    return None if one is None or env.chart.all(("near",)) else Understanding("place_details", one, own.spans, SURE)


def most_of_them(env: Env, own: Understanding) -> Understanding | None:
    """ "What does the cheapest one cost?", where that is not known of the list: what is known of each."""
    asked = own.question is not None and own.question.slot == "place"
    if own.intent not in OF_ONE_PLACE or not asked or env.context.search is None or not env.context.found:
        return None
    by = {edge.value.by for edge in env.chart.all(("stopref",)) if edge.value.by and not edge.value.kind}
    return Understanding("which_of_list", {"by": by.pop()}, own.spans, SURE) if len(by) == 1 else None


def open_of_them(env: Env, own: Understanding) -> Understanding | None:
    """ "How late are they open that day?" of a list: the hours of each."""
    asked = own.question is not None and own.question.slot == "place"
    they = any(token.norm in env.language.settings["they_words"] for token in env.chart.tokens)
    if own.intent != "is_open" or not asked or not they or env.context.search is None or not env.context.found:
        return None
    day: dict[str, Any] = {key: own.slots[key] for key in ("date", "day_number", "time") if key in own.slots}
    trip = env.context.trip
    if not day and trip is not None and env.context.day is not None:
        day = {"day_number": env.context.day, "date": trip.date_of(env.context.day).isoformat()}
    return Understanding("which_of_list", day or {"now": True}, own.spans, SURE)


def like_those(env: Env, own: Understanding) -> Understanding | None:
    """ "Anything like that close to the Ateneum?": what was looked for before, around there."""
    search = env.context.search
    if search is None or search.intent not in OF_PLACES or own.intent not in OF_PLACES or set(WHAT) & own.slots.keys():
        return None
    near = {key: own.slots[key] for key in NEAR if own.slots.get(key)}
    if (
        not near
        or own.question is not None
        or not any(token.norm in env.language.settings["like_words"] for token in env.chart.tokens)
    ):
        return None
    slots: dict[str, Any] = {key: search.slots[key] for key in WHAT if search.slots.get(key)}
    return Understanding("nearby", slots | near, own.spans, SURE, None, (), own.assumed)


def same_tables(env: Env, own: Understanding) -> Understanding | None:
    """ "Is there one that also has cakes?", "somewhere with seafood" after a look for tables: for that day and
    meal, and close to the same place where no other is named.
    """
    search, last = env.context.search, env.context.last
    if search is None or search.intent != "find_food" or own.intent != "find_food" or own.question is not None:
        return None
    if last is None or last.intent not in LOOKING or OF_A_TIME & own.slots.keys() or env.chart.all(("when", "date")):
        return None
    refused = negation_scopes(env)
    kinds = env.chart.all(("cuisine", "kind"))
    if any(low <= edge.start < high for edge in kinds for low, high in refused):
        return None  # "nothing Asian, please"
    kept = {key: search.slots[key] for key in (*OF_A_TIME, "diets") if search.slots.get(key)}
    if not {*NEAR, "place"} & own.slots.keys():
        kept |= {key: search.slots[key] for key in (*NEAR, "place", "stop_id", "location_id") if search.slots.get(key)}
    return replace(own, slots=kept | own.slots, confidence=max(own.confidence, SURE)) if kept else None


def fits_best(env: Env, own: Understanding) -> Understanding | None:
    """ "Where would it fit best on Friday?": whether it shall go in there, where the planner puts it best."""
    settings, context = env.language.settings, env.context
    norms = [token.norm for token in env.chart.tokens]
    if context.trip is None or not context.last_places or own.intent not in OF_A_FIT:
        return None
    fits = set(norms) & set(settings["fitting_words"]) and set(norms) & set(settings["best_words"])
    pronoun = any(edge.value.pronoun for edge in env.chart.all(("stopref",)))
    if not fits or not pronoun or _start_of(env) not in (*settings["where_words"], *settings["which_words"]):
        return None
    last = context.last_places[0]
    if stop_spoken_of(env) is not None or not last.id:
        return None
    day = {key: own.slots[key] for key in ("day_number", "date") if key in own.slots}
    slots: dict[str, Any] = {"place": last.name, "location_id": last.id} | day
    options = (
        Option(env.language.say("add_it"), slots, "add_stop"),
        Option(env.language.say("leave_it"), {}, "deny"),
    )
    question = Question(env.language.say("ask_add_it", place=last.name), "yes", options)
    return Understanding("add_stop", slots, own.spans, SURE, question)


def _start_of(env: Env) -> str:
    """The first word of a message, after "and", "but" and the like."""
    settings, tokens = env.language.settings, env.chart.tokens
    skipped = {*settings["split_words"], *settings["verdict_buts"], ","}
    return next((token.norm for token in tokens if token.norm not in skipped), "")


def planned_fit(env: Env, own: Understanding) -> Understanding | None:
    """ "Which restaurants in our plan suit her?": of the stops that are planned, for what was told to be needed."""
    settings, trip = env.language.settings, env.context.trip
    norms = {token.norm for token in env.chart.tokens}
    starts = {token.norm for token in env.chart.tokens[:MOST_BEFORE]}
    asks = starts & {*settings["whether_starts"], *settings["which_words"]}
    kinds = {str(edge.value) for edge in env.chart.all(("kind", "meal"))}
    if own.intent not in (*OF_FITNESS, "find_conflicts", "show_plan", "find_places", "nearby") or trip is None:
        return None
    if not asks or not kinds or not norms & set(settings["planned_words"]):
        return None
    reading = Reading(env, "which_of_list")
    for feature in select(env, ("diet", "accessibility", "when"), set()):
        reading.put_feature(feature)
    told = env.context.last.slots if env.context.last is not None else {}
    named = {key: reading.slots.get(key) or told.get(key) for key in NEEDS}
    needs = {key: value for key, value in named.items() if value}
    day = reading.slots.get("day_number")
    kinds |= {"lunch", "dinner"} if kinds & {"restaurant", "meal"} else set()
    stops = trip.stops_on(day if isinstance(day, int) else None)
    found = [stop.id for stop in stops if any(is_of_kind(env, stop, kind) for kind in kinds)]
    if not needs or not found:
        return None
    return Understanding("which_of_list", {**needs, "planned": found}, own.spans, SURE)


def _asks_whether(env: Env) -> bool:
    """Whether a message begins as a question that is answered with yes or no."""
    return _start_of(env) in env.language.settings["whether_starts"]


def one_spoken_of(env: Env, *, is_entering: bool = False) -> dict[str, Any] | None:
    """The place that a message is about, as slots: named, one of the list, or the one spoken of last.

    Args:
        is_entering: that it is asked who gets in somewhere, which needs no "there".
    """
    mentions, context = Mentions(env), env.context
    listed = list_for("place_details", context)
    holes = [hole for at in range(len(env.chart.tokens)) for hole in env.chart.holes(at, LONGEST_NAME)]
    for sorts in (("reference",), ("known",)):
        for hole in holes:
            if mentions.sort(hole) not in sorts or _is_small(mentions, hole):
                continue
            mention = mentions.resolve(hole, listed=listed)
            if mention.stop is not None:
                return {"place": mention.stop.name, "stop_id": mention.stop.id}
            if mention.location is not None:
                return {"place": mention.location.name, "location_id": mention.location.id}
    settings = env.language.settings
    refers = any(mentions.sort(hole) == "pronoun" for hole in holes)
    norms = {token.norm for token in env.chart.tokens}
    refers = refers or bool(norms & {*settings["they_words"], *settings["entering_words"]})
    refers = refers or (is_entering and not env.chart.all(("kind", "meal")))
    just_searched = context.last is not None and context.last.intent in SEARCHES
    if not refers or not context.last_places or (just_searched and len(context.found) > 1):
        return None
    last = context.last_places[0]
    return {"place": last.name, **({"location_id": last.id} if last.id else {})}


def _is_small(mentions: Mentions, hole: Edge) -> bool:
    """An ordinary word that a place happens to be called by."""
    return hole.length == 1 and mentions.is_plain(hole.start)


def length_of_it(env: Env, own: Understanding) -> Understanding | None:
    """ "Half an hour is enough" of the stop that was spoken of last."""
    stop, slots = stop_spoken_of(env), own.slots
    asked = own.question is not None and own.question.slot == "place" and not A_PLACE & slots.keys()
    is_it = any(one.kind == "pronoun" for one in own.assumed) and isinstance(slots.get("duration_minutes"), int)
    if own.intent not in LENGTHS or stop is None or not (asked or (is_it and "change" not in slots)):
        return None
    slots = {**own.slots, "place": stop.name, "stop_id": stop.id, "day_number": stop.day_number}
    intent = own.intent
    if stop.start is not None and stop.end is not None and "change" not in slots:
        planned = (stop.end.hour - stop.start.hour) * 60 + stop.end.minute - stop.start.minute
        intent = "lengthen_stop" if int(slots.get("duration_minutes") or planned) > planned else "shorten_stop"
    reading = Reading(env, intent)
    reading.assume("stop", stop.name)
    return replace(own, intent=intent, slots=slots, confidence=SURE, question=None, assumed=tuple(reading.assumed))


def stop_spoken_of(env: Env) -> Stop | None:
    """The stop of the plan that was spoken of last, if the last place spoken of is one."""
    context = env.context
    names = {key for one in context.last_places[:1] for key in (one.id, one.name) if key}
    stops = context.trip.stops if context.trip is not None else ()
    return next((stop for stop in stops if stop.keys & names), None)


WAYS = (most_of_them, open_of_them, like_those, fits_best, planned_fit, fit_for, menu_of_it, same_tables, length_of_it)
