"""Searches that take a wish up: instead of a stop, within a sum, of another kind, like one that is planned already."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from ai.embedded.features import select
from ai.embedded.grammar import Env
from ai.embedded.kinds import is_of_kind
from ai.embedded.mentions import Mentions
from ai.embedded.slots import Reading
from ai.embedded.types import Option, Question, Stop, Understanding

SURE = 0.92
LONGEST_NAME = 6
MEALS = ("lunch", "dinner")
LOOKED_FOR = frozenset({"find_places", "nearby", "find_food"})
OF_PLACES = frozenset({"find_places", "nearby"})
# After these a search still goes on.
LOOKING = LOOKED_FOR | {"which_of_list", "more_of_list", "place_details", "is_open", "price_of", "route"}
NEAR = ("near_place", "near_location_id", "near_stop_id")
WHAT = ("category", "categories", "interests", "mood", "cuisines", "place", "location_id", "now", "skip")
TASTES = ("interests", "cuisines", "diets")
# A meal for so much a person is no cheap one.
LEAST_MODERATE = 20
LENGTHS = frozenset({"lengthen_stop", "shorten_stop"})
# What a wish within a sum may be taken for, where tables are looked for.
OF_A_SUM = frozenset({"cheaper", "change_budget", "limit_category", "unknown", "find_food", "which_of_list"})
# What a question whether a stop is fit for somebody may be taken for.
OF_FITNESS = frozenset({"find_conflicts", "remember_preference", "unknown", "show_plan", "is_open", "find_food", "why"})
OF_ANOTHER = frozenset({"replace_stop", "find_food", "find_places", "nearby", "unknown", "suggest"})
OF_CLOSER = LOOKED_FOR | {"find_conflicts", "more_of_list", "unknown", "which_of_list"}
OF_SAVING = frozenset({"save_place", "saved_places"})
OF_KEEPING = frozenset({"save_place", "remember_preference", "unknown", "lock_stop"})
KEPT = ("diets", "accessibility", "cuisines")
NEEDS = ("diets", "accessibility")
# What a question whether there is one already may be taken for.
OF_ONE_PLANNED = frozenset({"find_conflicts", "unknown", "show_plan", "which_of_list", "does_include", "find_places"})


def instead_of_a_stop(reading: Reading, mentions: Mentions) -> None:
    """ "What could we do indoors instead of the botanical garden?": no garden, but close to it and on its day."""
    chart, slots = reading.env.chart, reading.slots
    if reading.intent not in LOOKED_FOR or reading.env.context.trip is None:
        return
    pairs = set(reading.env.language.settings["instead_of"])
    norms = [token.norm for token in chart.tokens]
    at = next((at + 2 for at, pair in enumerate(pairwise(norms)) if f"{pair[0]} {pair[1]}" in pairs), None)
    if at is None:
        return
    day = slots.get("day_number")
    for hole in sorted(chart.holes(at, LONGEST_NAME), key=lambda edge: -edge.end):
        stop = mentions.resolve(hole, day_number=day if isinstance(day, int) else None).stop
        stop = stop or mentions.resolve(hole).stop
        if stop is not None and mentions.sort(hole) in ("known", "kind", "reference"):
            break
    else:
        return
    start = chart.tokens[at].start
    for span in [one for one in reading.spans if one.start >= start and one.slot not in ("date", "day_number")]:
        for name in (span.slot, *(NEAR if span.slot == "near_place" else ()), "stop_id", "location_id"):
            slots.pop(name, None)
    if reading.question is not None and reading.question.slot in ("place", "near_place"):
        reading.question = None
    reading.used.update(range(at - 2, hole.end))
    slots |= {"instead_place": stop.name, "instead_stop_id": stop.id}
    if not set(NEAR) & slots.keys():
        slots |= {"near_place": stop.name, "near_stop_id": stop.id}
    if not {"day_number", "date"} & slots.keys():
        slots["day_number"] = stop.day_number
    meals = [kind for kind in stop.kind.split(",") if kind in MEALS]
    if reading.intent == "find_food" and meals:
        slots.setdefault("meal", meals[0])
    if reading.intent == "nearby" and not {"category", "mood", "interests"} & slots.keys():
        slots["to_see"] = True


def near_one_of_the_day(reading: Reading) -> None:
    """ "What could we do on Friday after dinner?": close to Friday's dinner; "our hotel or the centre": in the centre,
    where the plan has no hotel.
    """
    slots, env, trip = reading.slots, reading.env, reading.env.context.trip
    kind = slots.get("near_category")
    if reading.intent not in LOOKED_FOR or not kind or trip is None:
        return
    day = slots.get("day_number") or env.context.day
    stops = [one for one in trip.stops_on(day if isinstance(day, int) else None) if is_of_kind(env, one, str(kind))]
    in_centre = any(token.norm in env.language.settings["centre_words"] for token in env.chart.tokens)
    if len(stops) != 1 and not (in_centre and not stops):
        return
    del slots["near_category"]
    if reading.question is not None and reading.question.slot == "near_place":
        reading.question = None
    if stops:
        slots |= {"near_place": stops[0].name, "near_stop_id": stops[0].id}
        if not {"category", "mood", "interests"} & slots.keys():
            slots["to_see"] = True
    else:
        reading.intent = "find_places"


def planned_of_kind(reading: Reading) -> None:
    """ "Which churches are we going to see?": those of the plan."""
    slots, env, trip = reading.slots, reading.env, reading.env.context.trip
    kinds = [str(edge.value) for edge in sorted(env.chart.all(("kind",)), key=lambda one: (one.start, -one.length))]
    if not slots.pop("of_plan", False) or trip is None or not kinds:
        return
    day = slots.get("day_number")
    stops = trip.stops_on(day if isinstance(day, int) else None)
    planned = [one.id for one in stops if _is_alike(env, one, kinds[0])]
    slots["category"] = kinds[0]
    if planned:
        slots["planned"] = planned
    else:
        reading.intent = "find_places"  # by another word the plan may have one: those that there are are shown
        slots.pop("tells", None)


def _is_alike(env: Env, stop: Stop, kind: str) -> bool:
    """Whether a stop is of a kind, also by the words that the catalogue has for it ("place_of_worship")."""
    alike = env.language.settings["kinds_alike"].get(kind, ())
    return is_of_kind(env, stop, kind) or bool(set(alike) & set(stop.kind.split(",")))


def letter_of_that_part(reading: Reading) -> None:
    """ "Draft a request for the one on Friday evening": for the dinner that the plan has then."""
    slots, trip, settings = reading.slots, reading.env.context.trip, reading.env.language.settings
    if reading.intent != "booking_request" or trip is None or {"place", "stop_id", "location_id"} & slots.keys():
        return
    day, part = slots.get("day_number"), str(slots.get("time_of_day") or "")
    meal = slots.get("meal") or settings["part_meals"].get(part)
    stops = trip.stops_on(day) if isinstance(day, int) else ()
    found = [stop for stop in stops if meal in stop.kind.split(",")]
    if len(found) == 1:
        slots |= {"place": found[0].name, "stop_id": found[0].id}
        if reading.question is not None and reading.question.slot == "place":
            reading.question = None


def stay_at_a_new_one(reading: Reading) -> None:
    """ "I want to spend an hour at Oodi", which no day has yet: it goes in, for that long."""
    slots = reading.slots
    if reading.intent not in LENGTHS or "change" in slots or not isinstance(slots.get("duration_minutes"), int):
        return
    if slots.get("location_id") and not slots.get("stop_id"):
        reading.intent = "add_stop"
        if reading.question is not None and reading.question.slot == "place":
            reading.question = None


def within_a_sum(env: Env, own: Understanding) -> Understanding | None:
    """ "Nothing too expensive, maybe sixty euros for both" after a look for tables: the least expensive of them."""
    search, last = env.context.search, env.context.last
    if search is None or search.intent != "find_food" or last is None or last.intent not in LOOKING:
        return None
    if own.intent not in OF_A_SUM or not own.slots.get("budget_amount") or env.chart.all(("trip_word", "dayref")):
        return None
    if env.chart.all(("budget_word",)) or {"stop_id", "expense_category"} & own.slots.keys():
        return None
    reading = Reading(env, "find_food")
    reading.assume("price_level", str(own.slots["budget_amount"]))
    kept = {key: value for key, value in search.slots.items() if key != "skip"}
    least = LEAST_MODERATE if own.slots.get("budget_kind") == "per_person" else LEAST_MODERATE * 2
    by_sum = "moderate" if Decimal(str(own.slots["budget_amount"])) >= least else "cheap"
    slots = {**kept, "price": by_sum}
    return Understanding("find_food", slots, own.spans, SURE, None, (), tuple(reading.assumed))


def another_taste(env: Env, own: Understanding) -> Understanding | None:
    """ "We've had enough art, rather history" after a search: what is looked for, and no wish for ever."""
    search, last, settings = env.context.search, env.context.last, env.language.settings
    if search is None or last is None or last.intent not in LOOKING or own.intent != "remember_preference":
        return None
    norms = {token.norm for token in env.chart.tokens}
    if norms & set(settings["lasting_words"]) or not norms & {*settings["some_words"], *settings["instead_words"]}:
        return None
    reading = Reading(env, search.intent)
    for feature in select(env, ("taste",), set()):
        if not feature.negated:
            reading.put_feature(feature)
    found = {key: reading.slots[key] for key in TASTES if reading.slots.get(key)}
    if not found or (search.intent in OF_PLACES) != ("interests" in found):
        return None
    kept = {key: value for key, value in search.slots.items() if key not in WHAT}
    return Understanding(search.intent, {**kept, **found}, own.spans, SURE)


def one_of_that_kind(env: Env, own: Understanding) -> Understanding | None:
    """ "Can we find a nicer one near Kiasma?" of a café that was just spoken of: a café there."""
    last, edited, search = env.context.last, env.context.edited, env.context.search
    if _wants_what_is_not_known(env, own):
        return Understanding("which_of_list", {}, own.spans, SURE)
    if own.intent != "nearby" or own.question is not None or last is None or set(WHAT) & own.slots.keys():
        return None
    norms = [token.norm for token in env.chart.tokens]
    ones = [at for at, norm in enumerate(norms) if norm in env.language.settings["one_words"]]
    near = {key: own.slots[key] for key in (*NEAR, "within_minutes") if own.slots.get(key)}
    if not near or not ones or "to_see" in own.slots:
        return None
    if search is not None and search.intent == "find_food" and last.intent in LOOKING:
        kept = {key: value for key, value in search.slots.items() if key not in ("skip", *NEAR)}
        return Understanding("find_food", kept | near, own.spans, SURE)
    kind = _kind_of(last.slots) or (_kind_of(edited.slots) if edited is not None else {})
    stop = _stop_spoken_of(env)
    if not kind and stop is not None:
        kind = {"category": stop.kind.split(",")[0]}
    return Understanding("nearby", kind | near, own.spans, SURE, None, (), own.assumed) if kind else None


def _wants_what_is_not_known(env: Env, own: Understanding) -> bool:
    """ "Is there one where we can sit by the water?" after a look for tables: that is not known of them."""
    search, last = env.context.search, env.context.last
    looks = search is not None and search.intent == "find_food" and last is not None and last.intent in LOOKING
    norms = {token.norm for token in env.chart.tokens}
    ones = norms & set(env.language.settings["one_words"])
    return own.intent == "find_places" and not own.slots and looks and bool(ones) and bool(env.context.found)


def _kind_of(slots: dict[str, Any]) -> dict[str, Any]:
    return {key: slots[key] for key in ("category", "interests") if slots.get(key)}


def _stop_spoken_of(env: Env) -> Stop | None:
    context = env.context
    names = {key for one in context.last_places[:1] for key in (one.id, one.name) if key}
    stops = context.trip.stops if context.trip is not None else ()
    return next((stop for stop in stops if stop.keys & names), None)


def one_planned(env: Env, own: Understanding) -> Understanding | None:
    """ "Isn't there one already in our plan?": the stops of the kind that was looked for, on that day."""
    context, settings = env.context, env.language.settings
    last = context.last
    if own.intent not in OF_ONE_PLANNED or context.trip is None or last is None:
        return None
    norms = [token.norm for token in env.chart.tokens]
    asks = any(norm in settings["whether_starts"] for norm in norms[:3])
    ones = set(norms) & {*settings["one_words"], *settings["some_words"]}
    planned = set(norms) & {*settings["planned_words"], *settings["already_words"]}
    if set(norms) & set(settings["them_words"]):
        return None  # "any of these": of the list
    if not asks or not ones or not planned or env.chart.all(("kind", "meal", "money")):
        return None
    slots = context.search.slots if context.search is not None and last.intent in LOOKING else last.slots
    kind = str(slots.get("table_kind") or slots.get("category") or slots.get("meal") or "")
    if not kind:
        return None
    day = own.slots.get("day_number") or slots.get("day_number")
    of_day = context.trip.stops_on(day if isinstance(day, int) else None)
    stops = [one for one in of_day if _is_alike(env, one, kind)]
    told = {"day_number": day} if day else {}
    return Understanding(
        "show_plan", {"tells": "when", "planned": [one.id for one in stops], "category": kind, **told}, (), SURE
    )


def stop_fits(env: Env, own: Understanding) -> Understanding | None:
    """ "Is the dinner on Friday all right for that?": that stop, for the diet that is named or was told just before."""
    settings, context = env.language.settings, env.context
    norms = [token.norm for token in env.chart.tokens]
    if own.intent not in OF_FITNESS or context.trip is None or not set(norms) & set(settings["fits_words"]):
        return None
    if not norms or norms[0] not in settings["whether_starts"]:
        return None
    stop = _stop_named(env, own.slots.get("day_number"))
    needs = _needs(env, pointing=True)
    if stop is None or not needs:
        return None
    slots = {"place": stop.name, "stop_id": stop.id}
    return Understanding("which_of_list", {**needs, **slots}, own.spans, SURE)


def better_suited(env: Env, own: Understanding) -> Understanding | None:
    """ "Could you look for a place that is better suited?" after a stop was asked about: for its meal, on its day."""
    settings, context = env.language.settings, env.context
    norms = {token.norm for token in env.chart.tokens}
    last = context.last
    if own.intent not in OF_ANOTHER or last is None or not norms & set(settings["suited_words"]):
        return None
    looks = norms & {*settings["searching_words"], *settings["some_words"]} or "restaurant" in _kinds(env)
    if not env.chart.all(("find",)) and not looks:
        return None
    needs = _needs(env, pointing=True)
    stop = (
        next((one for one in context.trip.stops if one.id == last.slots.get("stop_id")), None) if context.trip else None
    )
    if not needs.get("diets"):
        return None
    slots: dict[str, Any] = {"diets": needs["diets"]}
    if stop is not None:
        meals = [kind for kind in stop.kind.split(",") if kind in MEALS]
        slots |= {"day_number": stop.day_number, "near_place": stop.name, "near_stop_id": stop.id}
        slots |= {"instead_place": stop.name, "instead_stop_id": stop.id} | ({"meal": meals[0]} if meals else {})
    slots |= {key: own.slots[key] for key in ("day_number", "date", "meal", "time") if own.slots.get(key)}
    return Understanding("find_food", slots, own.spans, SURE)


def closer_ones(env: Env, own: Understanding) -> Understanding | None:
    """ "It's too far. Is there anything closer?" after a look at places: which of them is the closest."""
    search, last = env.context.search, env.context.last
    if search is None or last is None or last.intent not in LOOKING or search.intent not in LOOKED_FOR:
        return None
    by = {edge.value for edge in env.chart.all(("superlative",))}
    if by != {"near_min"} or own.intent not in OF_CLOSER or env.chart.all(("near",)) or "place" in own.slots:
        return None
    near = {key: search.slots[key] for key in NEAR if search.slots.get(key)}
    return Understanding("which_of_list", {"by": "near_min"} | near, own.spans, SURE) if env.context.found else None


def keep_that(env: Env, own: Understanding) -> Understanding | None:
    """ "Please remember that for the whole trip" after a look for halal places: that diet is kept."""
    last, settings = env.context.last, env.language.settings
    norms = {token.norm for token in env.chart.tokens}
    if own.intent not in OF_KEEPING or last is None or last.slots.get("place") or {*KEPT} & own.slots.keys():
        return None
    if not norms & set(settings["lasting_words"]) or not norms & {*settings["pointing_words"], *settings["it_words"]}:
        return None
    tastes = {key: last.slots[key] for key in KEPT if last.slots.get(key)}
    return Understanding("remember_preference", tastes, own.spans, SURE) if tastes else None


def off_the_list(env: Env, own: Understanding) -> Understanding | None:
    """ "Take Suomenlinna off the list again" of the saved places: nothing of the plan goes."""
    last, settings = env.context.last, env.language.settings
    norms = [token.norm for token in env.chart.tokens]
    at = next((at for at, norm in enumerate(norms) if norm in settings["list_words"] and at), 0)
    if own.intent not in ("remove_stop", "forget_preference", "save_place") or not at:
        return None
    if not (own.intent == "remove_stop" or env.chart.all(("remove",))):
        return None
    of_theirs = norms[at - 1] in settings["own_words"] or (last is not None and last.intent in OF_SAVING)
    if not of_theirs and own.slots.get("stop_id"):
        return None
    name = {"place": own.slots["place"]} if own.slots.get("place") else {}
    return Understanding("saved_places", {"taken_off": True, **name}, own.spans, SURE)


def way_to_which(env: Env, own: Understanding) -> Understanding | None:
    """ "How do we get there from the cathedral?" after a list: to which of those."""
    context = env.context
    to_last = own.intent == "route" and own.slots.get("to_last") and own.question is None
    if not to_last or context.last_places or len(context.found) < 2:
        return None
    options = tuple(
        Option(offer.name, {"other_place": offer.name, "other_location_id": offer.id})
        for offer in context.found
        if offer.kind != "event"
    )
    return own.with_question(Question(env.language.say("ask_which_offer"), "other_place", options)) if options else None


def _stop_named(env: Env, day: object) -> Stop | None:
    """The one stop that a message speaks of, by its meal, kind or name."""
    mentions = Mentions(env)
    number = day if isinstance(day, int) else None
    for at, token in enumerate(env.chart.tokens):
        for hole in env.chart.holes(at, LONGEST_NAME) if token.is_word else []:
            if mentions.sort(hole) not in ("kind", "known", "reference"):
                continue
            stop = mentions.resolve(hole, day_number=number).stop
            if stop is not None and (number is None or stop.day_number == number):
                return stop
    return None


def _kinds(env: Env) -> set[str]:
    return {str(edge.value) for edge in env.chart.all(("kind",))}


def _needs(env: Env, *, pointing: bool) -> dict[str, Any]:
    """What one has to have: named, or told just before where the message points back at it."""
    reading = Reading(env, "which_of_list")
    for feature in select(env, ("diet", "accessibility"), set()):
        reading.put_feature(feature)
    told = env.context.last.slots if env.context.last is not None and pointing else {}
    named = {key: reading.slots.get(key) or told.get(key) for key in NEEDS}
    return {key: value for key, value in named.items() if value}


WAYS = (
    way_to_which,
    keep_that,
    off_the_list,
    stop_fits,
    better_suited,
    within_a_sum,
    another_taste,
    one_of_that_kind,
    one_planned,
    closer_ones,
)
