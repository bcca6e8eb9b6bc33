"""Messages that only make sense after the one before: "and on Sunday?", "what about dinner?", "the second one"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ai.embedded.chart import Edge
from ai.embedded.features import select
from ai.embedded.grammar import Env
from ai.embedded.mentions import Mentions, offer_options
from ai.embedded.slots import Reading
from ai.embedded.types import Last, Question, Understanding

MOST_WORDS = 10
SURE = 0.9
# What a new value of a slot takes the place of.
SUPERSEDES = {
    "date": ("date", "day_number", "start_date", "end_date"),
    "day_number": ("date", "day_number", "start_date", "end_date"),
    "start_date": ("date", "day_number", "start_date", "end_date"),
    "time": ("time", "time_end", "time_relation", "time_of_day"),
    "time_of_day": ("time", "time_end", "time_relation", "time_of_day"),
    "meal": ("meal", "time"),
    "category": ("category", "interests", "mood"),
    "interests": ("category", "interests", "mood"),
    "mood": ("category", "interests", "mood"),
    "place": ("place", "stop_id", "location_id", "category", "stop_position"),
    "near_place": ("near_place", "near_stop_id", "near_location_id"),
}
# Requests that may be asked again about another place, and which slot holds it.
PLACE_SLOTS = {
    "is_open": "place",
    "place_details": "place",
    "price_of": "place",
    "why": "place",
    "what_if": "place",
    "remove_stop": "place",
    "lock_stop": "place",
    "unlock_stop": "place",
    "add_stop": "place",
    "save_place": "place",
    "booking_request": "place",
    "nearby": "near_place",
    "find_food": "near_place",
    "find_places": "near_place",
}
# Requests that, said right after another, are about its answer: "something cheaper" after a search for tables.
REFINED_BY = {"find_food": frozenset({"cheaper", "find_places", "set_pace"})}
# A search for tables that names only these is for the day, the meal and the place of the search before.
TASTES = frozenset({"cuisines", "diets", "price", "avoid"})
WHERE_AND_WHEN = ("date", "day_number", "meal", "time", "near_place", "near_location_id", "near_stop_id")
# Of these, the requests that are about a stop of the plan.
OF_STOPS = frozenset({"why", "what_if", "remove_stop", "lock_stop", "unlock_stop", "booking_request"})
# Requests that look or edit with days, times, tastes: what "and on Sunday?" may repeat.
REPEATABLE = frozenset(
    {
        *PLACE_SLOTS,
        "find_events",
        "find_lodging",
        "show_plan",
        "spent",
        "budget_left",
        "weather",
        "optimise_day",
        "start_later",
        "start_earlier",
        "find_conflicts",
        "clear_day",
        "move_stop",
    }
)


def follow_up(env: Env, mentions: Mentions, own: Understanding) -> Understanding | None:
    """Read the message as the last request with something else in it; None when it stands for itself."""
    last = env.context.last
    if last is None or len(env.chart.tokens) > MOST_WORDS:
        return None
    chosen = _bare_choice(env, mentions)
    if chosen is not None:
        return chosen
    other = _the_other(env, last)
    if other is not None:
        return other
    start = _start(env)
    if own.intent in REFINED_BY.get(last.intent, ()) and "budget_amount" not in own.slots:
        refined = _refined(env, last)
        if refined is not None:
            return refined
    if own.intent == last.intent == "find_food" and own.slots and not own.slots.keys() - TASTES:
        kept = {key: value for key, value in last.slots.items() if key in WHERE_AND_WHEN}
        return replace(own, slots={**kept, **own.slots})
    if last.intent not in REPEATABLE or start is None or (start == 0 and own.intent != "unknown"):
        return None
    if own.intent not in ("unknown", last.intent) and own.confidence >= SURE and not _only_values(env, own, start):
        return None
    return _again(env, mentions, last.intent, last.slots, start)


def _refined(env: Env, last: Last) -> Understanding | None:
    """The search before, by a price that is named now; None where none is, or where a stop or the trip is meant."""
    prices = env.chart.all(("price",))
    if not prices or env.chart.all(("trip_word", "dayref")):
        return None
    reading = Reading(env, last.intent)
    reading.put("price", str(prices[0].value), prices[0].start, prices[0].end)
    slots = {**last.slots, **reading.slots}
    return Understanding(last.intent, slots, tuple(reading.spans), SURE, None, (), tuple(reading.assumed))


def _start(env: Env) -> int | None:
    """The token after "and", "what about" and the like; 0 without one."""
    norms = [token.norm for token in env.chart.tokens]
    starts = sorted((text.split() for text in env.language.settings["follow_starts"]), key=len, reverse=True)
    for words in starts:
        if norms[: len(words)] == words:
            at = len(words)
            while at < len(norms) and norms[at] == ",":
                at += 1
            return at
    return 0


def _only_values(env: Env, own: Understanding, start: int) -> bool:
    """True when all that the message says after its beginning are values of slots."""
    tokens = env.chart.tokens[start:]
    words = [token for token in tokens if token.is_word and token.norm not in env.language.settings["filler"]]
    return all(any(span.start <= token.start < span.end for span in own.spans) for token in words)


def _again(env: Env, mentions: Mentions, intent: str, slots: dict[str, Any], start: int) -> Understanding | None:
    entry = next(one for one in env.language.intents if one.name == intent)
    reading = Reading(env, intent)
    slot = PLACE_SLOTS.get(intent)
    of_stops = intent in OF_STOPS
    hole = next((one for one in env.chart.holes(start, 6) if _names_a_place(env, mentions, one, of_stops)), None)
    taken: set[int] = set(range(start))
    if hole is not None and slot is not None:
        taken |= set(range(hole.start, hole.end))
    for feature in select(env, entry.features, taken):
        reading.put_feature(feature)
    if hole is not None and slot is not None:
        day = reading.slots.get("day_number")
        mention = mentions.resolve(hole, day_number=day, new=slot == "near_place", offers=not of_stops)
        reading.put_mention(slot, mention)
    rest = [
        token
        for index, token in enumerate(env.chart.tokens)
        if index >= start and index not in reading.used and token.is_word
    ]
    if not reading.slots or any(token.norm not in env.language.settings["filler"] for token in rest):
        return None
    gone = {old for new in reading.slots for old in SUPERSEDES.get(new, (new,))}
    kept = {key: value for key, value in slots.items() if key not in gone}
    return Understanding(
        intent,
        {**kept, **reading.slots},
        tuple(reading.spans),
        SURE,
        reading.question,
        (),
        tuple(reading.assumed),
    )


def _names_a_place(env: Env, mentions: Mentions, hole: Edge, of_stops: bool) -> bool:
    """A name, or "the second one"; "dinner" and "the museum" are stops where stops are asked about, else values."""
    sort, filler = mentions.sort(hole), env.language.settings["filler"]
    if all(token.norm in filler for token in env.chart.tokens[hole.start : hole.end]):
        return False
    if sort == "known" or (of_stops and sort == "reference"):
        return True
    low, high = mentions.trim(hole)
    return any(
        edge.end in (hole.end, high) and edge.value.position is not None
        for at in {hole.start, low}
        for edge in env.chart.starting(at, "stopref")
    )


def _the_other(env: Env, last: Last) -> Understanding | None:
    """ "No, the other one": of what the last answer listed, not the one that was taken."""
    listed, settings = env.context.offered, env.language.settings
    said = [token for token in env.chart.tokens if token.is_word]
    no = {at for edge in env.chart.all(("no", "negator")) for at in range(edge.start, edge.end)}
    rest = [t.norm for at, t in enumerate(env.chart.tokens) if t.is_word and at not in no]
    if not said or last.intent not in PLACE_SLOTS or not set(rest) & set(settings["other_words"]):
        return None
    if any(norm not in (*settings["other_words"], *settings["filler"]) for norm in rest):
        return None
    taken = {str(last.slots.get(key)) for key in ("stop_id", "location_id", "event_id", "place")}
    others = tuple(offer for offer in listed if offer.id not in taken and offer.name not in taken)
    if not others or len(others) == len(listed):
        return None
    gone = ("place", "stop_id", "location_id", "event_id")
    slots = {key: value for key, value in last.slots.items() if key not in gone}
    options = offer_options(others)
    if len(others) == 1:
        return Understanding(last.intent, {**slots, **options[0].slots}, (), SURE)
    question = Question(env.language.say("ask_which_offer"), "place", options)
    return Understanding(last.intent, slots, (), SURE, question)


def _bare_choice(env: Env, mentions: Mentions) -> Understanding | None:
    """ "The second one", and nothing else: tell about that one."""
    if not env.context.offered:
        return None
    size = len(env.chart.tokens)
    while size and not env.chart.tokens[size - 1].is_word:
        size -= 1
    hole = next(
        (one for one in env.chart.holes(0, size) if one.end == size and mentions.sort(one) == "reference"), None
    )
    if hole is None or any(token.norm not in ("please",) for token in env.chart.tokens[hole.end : size]):
        return None
    reading = Reading(env, "place_details")
    mention = mentions.resolve(hole, offers=True)
    offers = {offer.id for offer in env.context.offered}
    found = mention.stop.id if mention.stop is not None else mention.location.id if mention.location is not None else ""
    if found not in offers:
        return None
    reading.put_mention("place", mention)
    return replace(Understanding("place_details", reading.slots, tuple(reading.spans), SURE), question=reading.question)
