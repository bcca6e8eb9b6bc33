"""What a message tells of where and when one will be, beside what it asks: "We'll be at the Ateneum on Friday. …"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ai.embedded.chart import Edge
from ai.embedded.features import negation_scopes, select
from ai.embedded.grammar import Env
from ai.embedded.language import Language
from ai.embedded.mentions import Mentions
from ai.embedded.naming import Mention
from ai.embedded.slots import Reading
from ai.embedded.types import Context, Offer, Option, Question, TripSnapshot, Understanding

LONGEST_NAME = 6
SURE = 0.9
MEALS = ("lunch", "dinner")
# What a wish for another place may be read as.
OF_ANOTHER = frozenset({"suggest", "unknown", "plan_trip", "find_places", "nearby", "find_food", "more_of_list"})
# Requests about a stop of the day, or of the kind, that the sentence before told of; so many are offered.
OF_A_STOP_TOLD = frozenset({"move_stop", "remove_stop", "shorten_stop", "lengthen_stop", "replace_stop"})
MOST_ASKED = 8
DAY = ("date", "day_number")
NEAR = ("near_place", "near_location_id", "near_stop_id")
OF_SIGHTS = frozenset({"find_places", "nearby"})
SEARCHES = frozenset({"find_food", "nearby", "find_places"})
# Requests that a day told before them holds for.
OF_A_TOLD_DAY = SEARCHES | {
    "set_pace",
    "add_stop",
    "start_later",
    "start_earlier",
    "finish_earlier",
    "find_events",
    "is_open",
    "spent",
    "cheaper",
}
# What names a place of its own is near no other.
NAMED = frozenset({"place", "location_id", "stop_id", "event_id", "destination", *NEAR})


def told_of(env: Env, mentions: Mentions, reading: Understanding) -> Understanding:
    """A sentence that only tells something, with the place and the meal that it names."""
    dated = Reading(env, "find_food")
    for feature in select(env, ("when",), set()):
        dated.put_feature(feature)
    slots = {key: dated.slots[key] for key in DAY if key in dated.slots and dated.question is None}
    if not any(token.norm in env.language.settings["boring_words"] for token in env.chart.tokens):
        slots |= {key: reading.slots[key] for key in ("category",) if key in reading.slots}
    if (
        reading.intent in ("remove_stop", "replace_stop")
        and reading.slots.get("stop_id")
        and env.context.trip is not None
    ):
        return replace(reading, slots=slots | _unwanted(env.context.trip, reading))
    been = any(token.norm in env.language.settings["visited_words"] for token in env.chart.tokens)
    if been:
        slots["visited"] = True
    mention = None if been else _place_in(env, mentions, slots.get("day_number"))
    if mention is not None:
        slots |= _as_near(mention)
        at = next((span.start for span in env.chart.all(("near",)) if span.end >= mention.start - 1), None)
        if at is not None and at < mention.start:
            slots["beside"] = True  # "the one close to Kiasma": Kiasma is not what "it" is
        if mention.stop is not None and env.context.trip is not None and not slots.keys() & set(DAY):
            day = mention.stop.day_number
            slots |= {"day_number": day, "date": env.context.trip.date_of(day).isoformat()}
    if reading.slots.get("children"):
        slots["mood"] = "kids"
    meals = {str(edge.value) for edge in env.chart.all(("meal",))}
    parts = {str(edge.value) for edge in env.chart.all(("daypart", "daypart_at"))}
    meals = meals or ({env.language.settings["part_meals"].get(part) for part in parts} - {None})
    if len(meals) == 1:
        slots["meal"] = meals.pop()
    return replace(reading, slots=slots)


def _unwanted(trip: TripSnapshot, reading: Understanding) -> dict[str, Any]:
    """ "We don't feel like the dinner place": the stop that another is to be found for."""
    stop = next((one for one in trip.stops if one.id == reading.slots["stop_id"]), None)
    if stop is None:
        return {}
    meals = [kind for kind in stop.kind.split(",") if kind in MEALS]
    day = {"day_number": stop.day_number, "date": trip.date_of(stop.day_number).isoformat()}
    near = {"near_place": stop.name, "near_stop_id": stop.id, "unwanted": True}
    return day | near | ({"meal": meals[0]} if meals else {})


def another(told: Understanding, reading: Understanding, env: Env) -> Understanding:
    """ "… Please suggest others in the same area": in the place of the stop that is not wanted, close to it."""
    if (
        not told.slots.get("unwanted")
        or reading.intent not in OF_ANOTHER
        or not env.chart.all(("find", "something_else"))
    ):
        return reading
    wishes = {key: reading.slots[key] for key in ("cuisines", "diets", "price", "without") if key in reading.slots}
    kept = {key: told.slots[key] for key in (*DAY, *NEAR, "meal") if key in told.slots}
    intent = "find_food" if "meal" in told.slots else "nearby"
    seeing = {} if intent == "find_food" else {"to_see": True}
    return replace(
        reading, intent=intent, slots=kept | wishes | seeing, confidence=SURE, question=None, not_understood=()
    )


def told_before(told: Understanding, reading: Understanding) -> Understanding:
    """A request with the day, the place and the meal that the sentence before it told of, where it names none."""
    day = {key: told.slots[key] for key in DAY if key in told.slots}
    slots = dict(reading.slots)
    if reading.intent in SEARCHES and not NAMED & slots.keys():
        slots |= {key: told.slots[key] for key in NEAR if key in told.slots}
    if reading.intent in OF_SIGHTS and not {"mood", "category", "interests"} & slots.keys() and told.slots.get("mood"):
        slots["mood"] = told.slots["mood"]
    open_meal = not {"meal", "table_kind", "time"} & slots.keys()
    if reading.intent == "find_food" and open_meal and "meal" in told.slots:
        slots["meal"] = told.slots["meal"]
    dated = {"day_number", "date", "all_days", "start_date"} & slots.keys()
    is_of_a_stop = "stop_id" in slots and reading.intent not in SEARCHES
    if not day or dated or is_of_a_stop:
        return replace(reading, slots=slots)
    if reading.intent in ("optimise_trip", "optimise_day"):
        return replace(reading, intent="optimise_day", slots=slots | day)
    return replace(reading, slots=slots | day if reading.intent in OF_A_TOLD_DAY else slots)


def _place_in(env: Env, mentions: Mentions, day: int | None) -> Mention | None:
    """The place that a sentence names last, or the stop that it means ("after the museum"); None where it names none,
    or says that it is not wanted.
    """
    chart = env.chart
    refused = negation_scopes(env)
    found: Mention | None = None
    at = 0
    while at < len(chart.tokens):
        holes = chart.holes(at, LONGEST_NAME) if chart.tokens[at].is_word else []
        hole = next((one for one in holes if _is_a_name(mentions, one)), None)
        if hole is None or any(low <= hole.start < high for low, high in refused):
            at += 1
            continue
        is_listed = mentions.sort(hole) == "reference"
        listed = found_before(mentions, hole)
        mention = mentions.resolve(hole, near=True, day_number=day if is_listed else None, listed=listed)
        if mention.reason == "" and (mention.stop is not None or mention.location is not None):
            found = mention
        at = hole.end
    return found


def found_before(mentions: Mentions, hole: Edge) -> tuple[Offer, ...]:
    """What "the first one" is one of, where something was found; nothing for "our first stop", "the second museum"."""
    env = mentions.env
    kinds = {edge.value.kind for edge in env.chart.all(("stopref",)) if hole.start <= edge.start < hole.end}
    words = {token.norm for token in env.chart.tokens[hole.start : hole.end]}
    if mentions.sort(hole) != "reference" or kinds - {"", None} or words & set(env.language.settings["plan_words"]):
        return ()
    return env.context.found or env.context.offered


def _is_a_name(mentions: Mentions, hole: Edge) -> bool:
    settings, first = mentions.env.language.settings, mentions.env.chart.tokens[hole.start].norm
    if first in settings["hole_trim"] and first not in settings["definite"]:
        return False  # "after the museum": the name begins behind that
    sort = mentions.sort(hole)
    if sort == "known":
        return not mentions.is_plain(hole.start) or hole.length > 1
    mention = mentions.resolve(hole)
    is_one = mention.stop is not None or mention.location is not None
    return sort in ("kind", "reference") and first in settings["definite"] and is_one


def _as_near(mention: Mention) -> dict[str, Any]:
    if mention.stop is not None:
        return {"near_place": mention.stop.name, "near_stop_id": mention.stop.id}
    assert mention.location is not None
    return {"near_place": mention.location.name, "near_location_id": mention.location.id}


def of_the_kind_told(
    told: Understanding, reading: Understanding, context: Context, language: Language
) -> Understanding:
    """ "There are too many museums on Friday. Can you move one of them?": which of Friday's museums."""
    kind, day, trip = told.slots.get("category"), told.slots.get("day_number"), context.trip
    asked = reading.question
    small = {*language.settings["they_words"], *language.settings["filler"]}
    named = [set(span.text.casefold().split()) - small for span in reading.spans if span.slot == "place"]
    unnamed = "place" in reading.slots and not any(named)
    if kind and unnamed and reading.intent in OF_A_STOP_TOLD:  # "one of them" is none that was spoken of before
        slots = {key: value for key, value in reading.slots.items() if key not in ("place", "stop_id", "day_number")}
        asked, reading = Question(language.say("ask_which_stop"), "place", ()), replace(reading, slots=slots)
    if asked is None or asked.slot != "place" or trip is None or not isinstance(day, int):
        return reading
    stops = [stop for stop in trip.stops_on(day) if not kind or kind in stop.kind.split(",")][:MOST_ASKED]
    stops = stops or list(trip.stops_on(day))[:MOST_ASKED]
    if not stops or reading.intent not in OF_A_STOP_TOLD or reading.slots.get("place"):
        return reading
    options = tuple(Option(stop.name, {"place": stop.name, "stop_id": stop.id}) for stop in stops)
    return reading.with_question(replace(asked, options=options))
