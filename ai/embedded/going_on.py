"""Messages that go on with what was just proposed or told: another time for what only waits, a saving that is not
wanted, what "it" costs, what a restaurant wrote back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ai.embedded.features import select
from ai.embedded.grammar import Env
from ai.embedded.slots import Reading
from ai.embedded.types import Last, Option, Question, Stop, Understanding

SURE = 0.92
# Requests that put something into the plan; where it stands then.
PUTTING = frozenset({"add_stop", "replace_stop"})
WHERE = ("day_number", "date", "time", "time_of_day", "meal", "before_place", "before_stop_id", "after_place")
GOALS = {"to_day_number": "day_number", "to_date": "date"}
SIDES = ("before_place", "before_stop_id", "after_place", "after_stop_id", "time", "time_of_day")
# After these "it" is a place or an event, not the trip.
OF_ONE = frozenset(
    {"find_events", "find_food", "find_places", "nearby", "place_details", "is_open", "add_stop", "price_of"}
)
OF_A_SUM = frozenset({"per", "by", "day_by", "day_number", "budget_amount", "category"})


def put_anew(env: Env, own: Understanding) -> Understanding | None:
    """ "Put it before lunch" of what was proposed and is not in the plan yet: proposed again, there."""
    edited, trip = env.context.edited, env.context.trip
    if own.intent != "move_stop" or edited is None or edited.intent not in PUTTING or trip is None:
        return None
    last = env.context.last_places[:1]
    if own.slots.get("stop_id") or (last and _stop_called(env, last[0].name, last[0].id) is not None):
        return None
    comes = "other_" if edited.intent == "replace_stop" else ""
    named = {str(edited.slots[key]) for key in (f"{comes}place", f"{comes}location_id") if edited.slots.get(key)}
    if own.slots.get("place") and own.slots["place"] not in {*named, *(one.name for one in last)}:
        return None
    if any(_stop_called(env, name, name) is not None for name in named):
        return None
    if not named and not last:
        return None
    slots: dict[str, Any] = {key: value for key, value in edited.slots.items() if key not in (*WHERE, *SIDES)}
    if not named:
        slots |= {f"{comes}place": last[0].name, f"{comes}location_id": last[0].id}
        slots.pop("category", None)
    day = {key: edited.slots[key] for key in ("day_number", "date") if key in edited.slots}
    told = {GOALS[key]: own.slots[key] for key in GOALS if key in own.slots}
    slots |= (told or day) | {key: own.slots[key] for key in SIDES if key in own.slots}
    return Understanding(edited.intent, slots, own.spans, SURE, None, (), own.assumed)


def _stop_called(env: Env, name: str, key: str) -> Stop | None:
    trip = env.context.trip
    return next((stop for stop in trip.stops if stop.id == key or stop.name == name), None) if trip else None


def not_that_saving(env: Env, own: Understanding) -> Understanding | None:
    """ "Not the museum, please" after ways to spend less: other ways."""
    last, starts = env.context.last, env.language.settings["sparing_starts"]
    if last is None or last.intent != "cheaper" or not env.chart.tokens or not own.slots.get("stop_id"):
        return None
    if env.chart.tokens[0].norm not in starts or own.intent in ("cheaper", "what_if"):
        return None
    kept = [*last.slots.get("keep", ()), own.slots["stop_id"]]
    return Understanding("cheaper", {**last.slots, "keep": list(dict.fromkeys(kept))}, own.spans, SURE)


def price_of_it(env: Env, own: Understanding) -> Understanding | None:
    """ "How much would it be for both of us?" after an event was told of: that event's price."""
    context, last = env.context, env.context.last
    if own.intent != "spent" or last is None or last.intent not in OF_ONE:
        return None
    if OF_A_SUM & own.slots.keys() or not context.last_places or env.chart.all(("trip_word",)):
        return None
    if not any(edge.value.pronoun for edge in env.chart.all(("stopref",))):
        return None
    spoken = context.last_places[0]
    stop = _stop_called(env, spoken.name, spoken.id)
    key = {"stop_id": stop.id} if stop is not None else {"location_id": spoken.id}
    return Understanding("price_of", {"place": spoken.name, **key}, own.spans, SURE)


def heard_back(env: Env, own: Understanding) -> Understanding | None:
    """ "They wrote that seven is full but 20:30 is possible": whether the stop shall move to that time."""
    last, settings = env.context.last, env.language.settings
    if last is None or last.intent not in ("booking_request", "booking_status") or not env.chart.tokens:
        return None
    norms = [token.norm for token in env.chart.tokens]
    if norms[0] not in settings["hearsay_starts"] or own.intent in ("booking_confirmed", "cancel_booking"):
        return None
    clocks = sorted(env.chart.all(("clock",)), key=lambda edge: edge.end)
    stop = _stop_called(env, str(last.slots.get("place") or ""), str(last.slots.get("stop_id") or ""))
    if not clocks or stop is None:
        return None
    reading = Reading(env, "move_stop")
    taken = set(range(clocks[-1].start)) | set(range(clocks[-1].end, len(norms)))
    for feature in select(env, ("time",), taken):
        reading.put_feature(feature)
    if "time" not in reading.slots:
        return None
    slots = {"place": stop.name, "stop_id": stop.id, "time": reading.slots["time"]}
    words = env.language.say("ask_move_to", stop=stop.name, time=slots["time"])
    options = (
        Option(env.language.say("move_it"), slots, "move_stop"),
        Option(env.language.say("leave_it"), {}, "deny"),
    )
    return replace(Understanding("move_stop", slots, (), SURE), question=Question(words, "yes", options))


def whether(reading: Reading) -> None:
    """ "Write and ask whether there is a guided tour at 10:30": that goes into the letter, and is no time of ours."""
    if reading.intent != "booking_request" or reading.slots.get("notes"):
        return
    tokens, settings = reading.env.chart.tokens, reading.env.language.settings
    for at, token in enumerate(tokens[:-2]):
        if token.norm not in settings["ask_words"]:
            continue
        start = next(
            (n for n in range(at + 1, min(at + 4, len(tokens))) if tokens[n].norm in settings["asked_whether"]), 0
        )
        if not start:
            continue
        asked = reading.env.chart.source[tokens[start].start :].strip(" .!?")
        reading.slots["notes"] = [reading.env.language.say("tell_whether", asked=asked)]
        low = tokens[start].start
        for span in [one for one in reading.spans if one.start >= low and one.slot not in ("place", "stop_id")]:
            reading.slots.pop(span.slot, None)
        reading.used.update(range(at, len(tokens)))
        return


def loved(env: Env, own: Understanding, described: Last | None) -> dict[str, Any] | None:
    """ "The children love animals" while a trip is being described: what the plan is to have more of."""
    words = set(env.language.settings["taste_words"])
    if described is None or own.intent not in ("unknown", "change_party", "find_places", "remember_preference"):
        return None
    if not any(token.norm in words for token in env.chart.tokens):
        return None
    reading = Reading(env, "plan_trip")
    for feature in select(env, ("taste",), set()):
        reading.put_feature(feature)
    found = {key: value for key, value in reading.slots.items() if key in ("interests", "cuisines")}
    if not found.get("interests") or reading.question is not None:
        return None
    return {**found, "interests": list(dict.fromkeys([*described.slots.get("interests", ()), *found["interests"]]))}


WAYS = (put_anew, not_that_saving, price_of_it, heard_back)
