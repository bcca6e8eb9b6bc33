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
from ai.embedded.types import Stop, Understanding

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
    if not asks or not ones or not planned or env.chart.all(("kind", "meal", "money")):
        return None
    slots = context.search.slots if context.search is not None and last.intent in LOOKING else last.slots
    kind = str(slots.get("table_kind") or slots.get("category") or slots.get("meal") or "")
    if not kind:
        return None
    day = own.slots.get("day_number") or slots.get("day_number")
    stops = [one for one in context.trip.stops_on(day if isinstance(day, int) else None) if is_of_kind(env, one, kind)]
    told = {"day_number": day} if day else {}
    return Understanding(
        "show_plan", {"tells": "when", "planned": [one.id for one in stops], "category": kind, **told}, (), SURE
    )


WAYS = (within_a_sum, another_taste, one_of_that_kind, one_planned)
