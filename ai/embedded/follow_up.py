"""Messages that only make sense after the one before: "and on Sunday?", "what about dinner?", "the second one"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from ai.embedded.chart import Edge
from ai.embedded.discourse import as_written, in_the_talk
from ai.embedded.features import Feature, select
from ai.embedded.grammar import Env
from ai.embedded.letters import letter, plainly, starts_with
from ai.embedded.listed import chosen, list_for
from ai.embedded.mentions import Mentions
from ai.embedded.nearness import near_slots
from ai.embedded.options import offer_options
from ai.embedded.semantics.values import Money, StopRef
from ai.embedded.slot_amounts import put_budget
from ai.embedded.slot_dates import day_beside
from ai.embedded.slots import Reading
from ai.embedded.types import Last, Question, Stop, Understanding

MOST_WORDS = 10
NOON = 12
MOST_NOTED = 28
SURE = 0.9
# Below this a message after a drafted request is rather a wish for it than a request of its own.
UNSURE = 0.62
# What a new value of a slot takes the place of.
SUPERSEDES = {
    "date": ("date", "day_number", "start_date", "end_date"),
    "day_number": ("date", "day_number", "start_date", "end_date"),
    "start_date": ("date", "day_number", "start_date", "end_date"),
    "time": ("time", "time_end", "time_relation", "time_of_day"),
    "time_of_day": ("time", "time_end", "time_relation", "time_of_day"),
    "meal": ("meal", "time"),
    "category": ("category", "categories", "interests", "mood"),
    "interests": ("category", "categories", "interests", "mood"),
    "mood": ("category", "categories", "interests", "mood"),
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
OF_A_FIND = frozenset({"which_of_list", "place_details", "is_open", "price_of", "route", "more_of_list"})
REFINED_BY = {"find_food": frozenset({"cheaper", "find_places", "set_pace"})}
# A search for tables that names only these is for the day, the meal and the place of the search before.
TASTES = frozenset({"cuisines", "diets", "price", "avoid"})
NEAR = frozenset({"near_place", "near_location_id", "near_stop_id"})
KEPT = frozenset({"date", "day_number", "meal", "time", "diets"})
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
# Requests of which a part may be taken back: "sorry, I meant 550".
CORRECTABLE = REPEATABLE | {"change_budget", "shorten_stop", "lengthen_stop", "replace_stop", "finish_later"}
# After these a figure is a budget: "let's make it 700"; from so much on.
OF_MONEY = frozenset({"budget_left", "spent", "what_if", "cheaper"})
LEAST_BUDGET = 25
# In these a day that is corrected is the goal.
WITH_A_GOAL = frozenset({"move_stop"})
GOALS = {"day_number": "to_day_number", "date": "to_date"}


def follow_up(env: Env, mentions: Mentions, own: Understanding) -> Understanding | None:
    """Read the message as the last request with something else in it; None when it stands for itself."""
    last = env.context.last
    continued = plainly(env, own) or in_the_talk(env, own)
    if continued is not None:
        return continued
    if last is None or len(env.chart.tokens) > MOST_NOTED:
        return None
    noted = letter(env, own)
    if noted is not None:
        return noted
    written = as_written(env, own)
    if written is not None:
        return written
    if sum(token.is_word or token.number is not None for token in env.chart.tokens) > MOST_WORDS:
        return None
    same = starts_with(env, "same_starts")
    if same and env.context.edited is not None:
        again = _again(env, mentions, env.context.edited.intent, env.context.edited.slots, same)
        if again is not None:
            return again
    corrected = starts_with(env, "correction_starts")
    chosen = _bare_choice(env, mentions, last if corrected else None, corrected or starts_with(env, "follow_starts"))
    if chosen is not None:
        return chosen
    other = _the_other(env, last, own)
    if other is not None:
        return other
    if own.intent == "undo" and own.confidence >= SURE:
        return None  # "actually no, leave Friday as it was"
    if corrected and last.intent in CORRECTABLE:
        again = _again(env, mentions, last.intent, last.slots, corrected)
        if again is not None:
            return _moved_instead(env, again)
    if corrected and last.intent in OF_MONEY:
        again = _again(env, mentions, "change_budget", {}, corrected)
        if again is not None and Decimal(str(again.slots["budget_amount"])) >= LEAST_BUDGET:
            return again
    start = starts_with(env, "follow_starts")
    of_tables = env.context.search is not None and env.context.search.intent == "find_food" and last.intent in OF_A_FIND
    searched = env.context.search if of_tables and env.context.search is not None else last
    if own.intent in REFINED_BY.get(searched.intent, ()) and "budget_amount" not in own.slots:
        refined = _refined(env, searched)
        if refined is not None:
            return refined
    if own.intent == last.intent == "find_food" and own.slots and not own.slots.keys() - TASTES - NEAR:
        stays = KEPT if own.slots.keys() & NEAR else KEPT | NEAR
        kept = {key: value for key, value in last.slots.items() if key in stays}
        return replace(own, slots={**kept, **own.slots})
    # "Vegan ones?" after a search is no wish for ever.
    is_bare = own.intent == "unknown" or (own.intent == "remember_preference" and own.confidence < UNSURE)
    if last.intent not in REPEATABLE or (start == 0 and not is_bare):
        return None
    if own.intent not in ("unknown", last.intent) and env.chart.tokens[start].norm in env.language.settings["wh_words"]:
        return None  # "and where could we have breakfast?" asks for itself
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


def _added(env: Env, slots: dict[str, Any]) -> Stop | None:
    """The stop that the request before put into the plan."""
    trip = env.context.trip
    names = {str(slots.get(key)) for key in ("stop_id", "location_id", "place") if slots.get(key)}
    found = [stop for stop in trip.stops if names & stop.keys] if trip is not None else []
    return found[0] if len(found) == 1 else None


def _moved_instead(env: Env, again: Understanding) -> Understanding:
    """ "No, Friday": what was added is there by now, and goes to Friday."""
    stop = _added(env, again.slots) if again.intent == "add_stop" else None
    if stop is None:
        return again
    slots = {key: value for key, value in again.slots.items() if key in ("time", "time_of_day")}
    goals = {GOALS[key]: again.slots[key] for key in GOALS.keys() & again.slots.keys()}
    return replace(again, intent="move_stop", slots={"place": stop.name, "stop_id": stop.id, **slots, **goals})


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
    near = near_slots(env, mentions) if slot == "near_place" and hole is None else {}
    if near:  # "what about somewhere near the cathedral?": no church is looked for
        taken |= {at for edge in env.chart.all(("near",)) for at in range(edge.start, len(env.chart.tokens))}
    if hole is not None and slot is not None:
        taken |= set(range(hole.start, hole.end))
    for feature in select(env, entry.features, taken):
        reading.put_feature(feature)
    if hole is not None and slot is not None:
        day = reading.slots.get("day_number")
        mention = mentions.resolve(
            hole,
            day_number=day,
            new=slot == "near_place",
            near=slot == "near_place",
            listed=() if of_stops else list_for(intent, env.context),
        )
        reading.put_mention(slot, mention)
    if intent == "change_budget" and "budget_amount" not in reading.slots:
        _put_amount(env, reading, start)
    if intent in WITH_A_GOAL:
        for name in GOALS.keys() & reading.slots.keys():
            reading.slots[GOALS[name]] = reading.slots.pop(name)
    day_beside(reading)
    reading.slots |= near
    reading.used |= taken if near else set()
    rest = [
        token
        for index, token in enumerate(env.chart.tokens)
        if index >= start and index not in reading.used and token.is_word
        if not env.chart.starting(index, "stop_word")
    ]
    if not reading.slots or any(token.norm not in env.language.settings["filler"] for token in rest):
        return None
    gone = {old for new in reading.slots for old in SUPERSEDES.get(new, (new,))}
    kept = {key: value for key, value in slots.items() if key not in gone}
    return Understanding(
        intent, {**kept, **reading.slots}, tuple(reading.spans), SURE, reading.question, (), tuple(reading.assumed)
    )


def _put_amount(env: Env, reading: Reading, start: int) -> None:
    """ "I meant 550": a bare figure, where an amount was spoken of."""
    amounts = [edge for edge in env.chart.all(("money", "amount")) if edge.start >= start]
    if amounts:
        edge = max(amounts, key=lambda one: one.length)
        put_budget(reading, edge.value if isinstance(edge.value, Money) else Money(edge.value), edge)


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


def _the_other(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "No, the other one", "put the other one into the plan": of what was listed, not the one that was taken."""
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
    told = own if own.intent in PLACE_SLOTS and own.confidence >= SURE else last
    slots = {key: value for key, value in told.slots.items() if key not in gone}
    options = offer_options(others)
    if len(others) == 1:
        return Understanding(told.intent, {**slots, **options[0].slots}, (), SURE)
    question = Question(env.language.say("ask_which_offer"), "place", options)
    return Understanding(told.intent, slots, (), SURE, question)


def _choice_at(env: Env, mentions: Mentions) -> Understanding | None:
    """ "The first one, half seven": one of what was found, into the plan at that time or on that day."""
    chart, found = env.chart, env.context.found
    size = len(chart.tokens)
    hole = next((one for one in chart.holes(0, size) if mentions.sort(one) == "reference"), None)
    if hole is None or not found or env.context.trip is None:
        return None
    reading = Reading(env, "add_stop")
    reading.put_mention("place", mentions.resolve(hole, listed=found))
    taken = set(range(hole.end))
    for feature in select(env, ("time", "when", "daypart", "duration"), taken):
        reading.put_feature(feature)
    clocks = [edge for edge in chart.all(("clock", "bare_hour")) if edge.start >= hole.end]
    if "time" not in reading.slots and clocks:
        reading.put_feature(Feature(max(clocks, key=lambda edge: edge.length)))
    rest = [t for at, t in enumerate(chart.tokens) if at >= hole.end and at not in reading.used and t.is_word]
    timed = {"time", "date", "day_number", "time_of_day", "duration_minutes"} & set(reading.slots)
    if reading.question is not None or not timed or any(t.norm not in env.language.settings["filler"] for t in rest):
        return None
    searched = env.context.search.slots if env.context.search is not None else {}
    hour = int(str(reading.slots.get("time", "12"))[:2])
    if any(one.kind == "time" for one in reading.assumed) and searched.get("meal") == "dinner" and hour < NOON:
        reading.slots["time"] = f"{hour + NOON:02}{reading.slots['time'][2:]}"
    return Understanding("add_stop", reading.slots, tuple(reading.spans), SURE, None, (), tuple(reading.assumed))


def _bare_choice(env: Env, mentions: Mentions, last: Last | None, start: int) -> Understanding | None:
    """ "The second one", and nothing else: tell about that one; "no, the second one": do with it what was asked."""
    if not env.context.offered:
        return None
    at_a_time = _choice_at(env, mentions)
    if at_a_time is not None:
        return at_a_time
    size = len(env.chart.tokens)
    while size > start and not env.chart.tokens[size - 1].is_word:
        size -= 1
    ends = env.language.settings["choice_ends"]
    hole = next(
        (
            one
            for one in env.chart.holes(start, size)
            if mentions.sort(one) == "reference"
            and all(not t.is_word or t.norm in ends for t in env.chart.tokens[one.end : size])
        ),
        None,
    )
    if hole is None:
        return None
    by = next((edge.value.by for edge in env.chart.starting(hole.start, "stopref") if edge.end == hole.end), "")
    if by and env.context.found and chosen(env.context.found, StopRef(by=by)) is None:
        return Understanding("which_of_list", {"by": by}, (), SURE)
    intent = last.intent if last is not None and last.intent in PLACE_SLOTS else "place_details"
    reading = Reading(env, intent)
    mention = mentions.resolve(hole, listed=env.context.offered)
    offers = {offer.id for offer in env.context.offered}
    found = mention.stop.id if mention.stop is not None else mention.location.id if mention.location is not None else ""
    if found not in offers:
        return None
    reading.put_mention(PLACE_SLOTS[intent], mention)
    slots = reading.slots
    if last is not None and last.intent == "replace_stop" and last.slots.get("stop_id"):
        kept = {key: value for key, value in last.slots.items() if not key.startswith("other_")}
        other = {f"other_{key}": value for key, value in slots.items() if key in ("place", "location_id")}
        return Understanding("replace_stop", {**kept, **other}, tuple(reading.spans), SURE)
    added = _added(env, last.slots) if last is not None and intent == "add_stop" else None
    if added is not None and added.id != slots.get("stop_id"):
        other = {f"other_{key}": value for key, value in slots.items()}
        slots = {"place": added.name, "stop_id": added.id, "day_number": added.day_number, **other}
        return Understanding("replace_stop", slots, tuple(reading.spans), SURE)
    if last is not None and intent == last.intent:
        gone = {old for new in ("place", "near_place") for old in SUPERSEDES[new]} | {"event_id"}
        slots = {**{key: value for key, value in last.slots.items() if key not in gone}, **slots}
    return replace(Understanding(intent, slots, tuple(reading.spans), SURE), question=reading.question)
