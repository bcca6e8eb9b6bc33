"""Messages that go on with what was just proposed or told: another time for what only waits, a saving that is not
wanted, what "it" costs, what a restaurant wrote back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ai.embedded.features import select
from ai.embedded.going_on_sums import OF_MONEY, corrected_cost, limit_of_it, removed_entry
from ai.embedded.grammar import Env
from ai.embedded.listed import chosen
from ai.embedded.mentions import Mentions
from ai.embedded.questions import ask_which_intent
from ai.embedded.slots import Reading
from ai.embedded.text import Token
from ai.embedded.types import Context, Last, Option, PlaceMatch, Question, Stop, Understanding

SURE = 0.92
NOON = 12
LONGEST_NAME = 6
# Requests that put something into the plan; where it stands then.
OF_A_TASTE = frozenset({"unknown", "change_party", "find_places", "remember_preference", "find_events", "find_food"})
PUTTING = frozenset({"add_stop", "replace_stop"})
PLACING = PUTTING | {"move_stop"}
NEAR = ("near_place", "near_location_id", "near_stop_id")
AGAIN = frozenset({"move_stop", "lengthen_stop", "shorten_stop"})
WHERE = ("day_number", "date", "time", "time_of_day", "meal", "before_place", "before_stop_id", "after_place")
GOALS = {"to_day_number": "day_number", "to_date": "date"}
SIDES = ("before_place", "before_stop_id", "after_place", "after_stop_id", "time", "time_of_day")
# After these "it" is a place or an event, not the trip.
OF_ONE = frozenset(
    {"find_events", "find_food", "find_places", "nearby", "place_details", "is_open", "add_stop", "price_of"}
)
# After these a figure alone is a sum of money.
PRICED = OF_MONEY | {"change_budget", "cheaper", "plan_trip", "limit_category"}
WISHES = frozenset({"interests", "cuisines", "avoid", "diets", "accessibility", "pace"})
OF_A_SUM = frozenset({"per", "by", "day_by", "day_number", "budget_amount", "category"})


def move_it(env: Env, own: Understanding) -> Understanding | None:
    """ "Move it to Saturday" of what was spoken of, where the trip's own dates could be meant as well."""
    context = env.context
    if own.intent != "change_dates" or context.trip is None or not context.last_places or context.last is None:
        return None
    if context.last.intent in ("plan_trip", "change_dates") or env.chart.all(("trip_word",)):
        return None
    day = own.slots.get("start_date")
    number = context.trip.day_of(date.fromisoformat(str(day))) if day and "end_date" not in own.slots else None
    if number is None or not any(edge.value.pronoun for edge in env.chart.all(("stopref",))):
        return None
    spoken = context.last_places[0]
    stop = _stop_called(env, spoken.name, spoken.id)
    slots = {"place": spoken.name, "to_date": day, "to_day_number": number}
    moved = replace(own, intent="move_stop", slots=slots | ({"stop_id": stop.id} if stop is not None else {}))
    return moved if stop is not None else put_anew(env, moved)


def put_anew(env: Env, own: Understanding) -> Understanding | None:
    """ "Put it before lunch" of what was proposed and is not in the plan yet: proposed again, there."""
    edited, trip = env.context.edited, env.context.trip
    if own.intent not in AGAIN or edited is None or edited.intent not in PUTTING or trip is None:
        return None
    if own.intent != "move_stop" and edited.intent != "add_stop":
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
    if own.intent != "move_stop":
        length = _length(env, own, edited)
        if length is None:
            return None
        slots |= day | {key: edited.slots[key] for key in SIDES if key in edited.slots} | length
    return Understanding(edited.intent, slots, own.spans, SURE, None, (), own.assumed)


def _length(env: Env, own: Understanding, edited: Last) -> dict[str, Any] | None:
    """ "Half an hour longer", "until 17:30": the length of a visit that was proposed."""
    said, before = own.slots.get("duration_minutes"), edited.slots.get("duration_minutes")
    clocks = [edge for edge in env.chart.all(("clock",)) if edge.value.start is not None]
    if isinstance(said, int) and own.slots.get("change") in ("add", "remove"):
        if not isinstance(before, int):
            return None
        return {"duration_minutes": max(before + (said if own.slots["change"] == "add" else -said), 5)}
    if isinstance(said, int):
        return {"duration_minutes": said}
    ends = own.slots.get("time_end") or (f"{clocks[-1].value.start:%H:%M}" if clocks else None)
    return {"time_end": ends} if ends and edited.slots.get("time") else None


def _stop_called(env: Env, name: str, key: str) -> Stop | None:
    trip = env.context.trip
    return next((stop for stop in trip.stops if {key, name} & stop.keys), None) if trip else None


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
    only_who = own.intent == "what_if" and own.slots.keys() <= {"party_size", "adults"}
    if only_who and env.chart.all(("trip_word",)):
        return Understanding("spent", {}, own.spans, SURE)  # "how much would the trip be for both of us?"
    if not (only_who or own.intent == "spent") or last is None or last.intent not in OF_ONE:
        return None
    if OF_A_SUM & own.slots.keys() or not context.last_places or env.chart.all(("trip_word",)):
        return None
    if {token.norm for token in env.chart.tokens} & set(env.language.settings["whole_sum_words"]):
        return None  # "what does it all cost?" is no question of one place
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
    if stop.start is not None and stop.start.hour >= NOON:
        reading.slots["meal"] = "dinner"  # "half past eight" is then one of the evening
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
    """ "Write and ask whether there is a guided tour at 10:30", "… and mention that we have a pram": that goes into the
    letter, and is no time or taste of ours.
    """
    if reading.intent != "booking_request" or reading.slots.get("notes"):
        return
    tokens, settings, source = reading.env.chart.tokens, reading.env.language.settings, reading.env.chart.source
    for at in range(1, len(tokens) - 1):
        told = _told_from(tokens, at, settings)
        asked = 0 if told else _asked_from(tokens, at, settings)
        start = told or asked
        if not start:
            continue
        words = source[tokens[start].start :].strip(" .!?")
        reading.slots["notes"] = [words if told else reading.env.language.say("tell_whether", asked=words)]
        low = tokens[at].start
        for span in [one for one in reading.spans if one.start >= low and one.slot not in ("place", "stop_id")]:
            reading.slots.pop(span.slot, None)
        reading.used.update(range(at, len(tokens)))
        return


def _asked_from(tokens: Sequence[Token], at: int, settings: Mapping[str, Any]) -> int:
    """Where the question begins that is to be passed on; 0 where none is."""
    if tokens[at].norm not in settings["ask_words"]:
        return 0
    near = range(at + 1, min(at + 4, len(tokens)))
    return next((index for index in near if tokens[index].norm in settings["asked_whether"]), 0)


def _told_from(tokens: Sequence[Token], at: int, settings: Mapping[str, Any]) -> int:
    """Where the wish begins after "and mention that"; 0 where none does."""
    if tokens[at - 1].norm not in settings["verdict_joins"] and tokens[at - 1].is_word:
        return 0
    norms = [token.norm for token in tokens[at : at + 6]]
    starts = [text.split() for text in settings["note_starts"] if text.split()[0] not in settings["ask_words"]]
    longest = max((len(start) for start in starts if len(start) > 1 and norms[: len(start)] == start), default=0)
    longest = longest or int(norms[:1] != [] and norms[0] in settings["note_verbs"])
    return at + longest if longest and at + longest < len(tokens) else 0


def praised_first(env: Env, mentions: Mentions) -> tuple[Context, int] | None:
    """ "The second one sounds nice. Can you add it at 18:30?": what "it" is then, and where the rest begins."""
    chart, settings, context = env.chart, env.language.settings, env.context
    listed = context.found or context.offered
    for hole in sorted(chart.holes(0, LONGEST_NAME), key=lambda edge: -edge.end):
        if hole.end + 1 >= len(chart.tokens) or chart.tokens[hole.end].norm not in settings["praising_verbs"]:
            continue
        good = [edge.end for edge in chart.starting(hole.end + 1, "praising")]
        if not good or mentions.sort(hole) not in ("known", "reference", "pronoun", "kind"):
            continue
        end = max(good)
        while end < len(chart.tokens) and not chart.tokens[end].is_word:
            end += 1
        if end == max(good) or end >= len(chart.tokens):
            return None
        mention = mentions.resolve(hole, listed=listed)
        one = mention.stop or mention.location
        if one is None:
            return None
        spoken = (PlaceMatch(one.id, one.name, 1.0), *context.last_places)
        return replace(context, last_places=spoken, pending=None), chart.tokens[end].start
    return None


def named_first(env: Env, mentions: Mentions) -> tuple[Context, int] | None:
    """ "What about the Old Church, is it worth it?": what "it" is, and where the question about it begins."""
    chart, context = env.chart, env.context
    norms = [token.norm for token in chart.tokens]
    starts = [text.split() for text in env.language.settings["naming_starts"]]
    at = max((len(words) for words in starts if norms[: len(words)] == words), default=0)
    for hole in chart.holes(at, LONGEST_NAME) if at else ():
        end = hole.end
        if end + 1 >= len(norms) or norms[end] not in (",", "-", "?", ":", "–") or mentions.sort(hole) == "refused":
            continue
        rest = [edge for edge in chart.all(("stopref",)) if edge.start > end and edge.value.pronoun]
        mention = mentions.resolve(hole, listed=context.found or context.offered)
        one = mention.stop or mention.location
        if not rest or one is None or norms[end + 1] not in env.language.settings["question_starts"]:
            return None
        spoken = (PlaceMatch(one.id, one.name, 1.0), *context.last_places)
        return replace(context, last_places=spoken, pending=None), chart.tokens[end + 1].start
    return None


def loved(env: Env, own: Understanding, described: Last | None) -> dict[str, Any] | None:
    """ "The children love animals" while a trip is being described: what the plan is to have more of."""
    words = set(env.language.settings["taste_words"])
    if described is None or own.intent not in OF_A_TASTE:
        return None
    if not any(token.norm in words for token in env.chart.tokens):
        return None
    reading = Reading(env, "plan_trip")
    for feature in select(env, ("taste",), set()):
        reading.put_feature(feature)
    tastes = ("interests", "cuisines", "avoid", "diets")
    found = {key: value for key, value in reading.slots.items() if key in tastes}
    if not found or reading.question is not None:
        return None
    return {key: list(dict.fromkeys([*described.slots.get(key, ()), *value])) for key, value in found.items()}


def wished_of_a_draft(env: Env, own: Understanding) -> bool:
    """Whether a message tells one thing that the draft just shown should have, or should not: "no museums please"."""
    context, settings = env.context, env.language.settings
    if context.trip is None or not context.trip.is_draft or context.last is None or context.last.intent != "plan_trip":
        return False
    if any(token.norm in settings["lasting_words"] for token in env.chart.tokens):
        return False
    if own.intent == "remove_stop":  # "no museums": none of them, and not which one
        return bool(env.chart.starting(0, "no")) and not {"stop_id", "day_number"} & own.slots.keys()
    return own.intent in ("remember_preference", "set_pace") and "day_number" not in own.slots


def with_wishes(described: Last, reading: Reading) -> Understanding | None:
    """The trip that was described, with what is wished on top of what was wished before."""
    slots = dict(described.slots)
    for key, value in reading.slots.items():
        if isinstance(value, list) and isinstance(slots.get(key), list):
            slots[key] = list(dict.fromkeys([*slots[key], *value]))
        elif key in WISHES:
            slots[key] = value
    for liked in ("interests", "cuisines"):
        if slots.get(liked) and slots.get("avoid"):
            slots[liked] = [one for one in slots[liked] if one not in slots["avoid"]]
    if slots == described.slots or not slots.get("destination") or not slots.get("start_date"):
        return None
    return Understanding("plan_trip", slots, tuple(reading.spans), SURE, None, (), tuple(reading.assumed))


def table_nearer(env: Env, own: Understanding) -> Understanding | None:
    """ "And nearer to Kiasma?" after a look for tables: tables there."""
    search, last = env.context.search, env.context.last
    if search is None or search.intent != "find_food" or own.intent != "nearby" or own.question is not None:
        return None
    if last is None or "to_see" in own.slots:
        return None
    near = {key: own.slots[key] for key in NEAR if key in own.slots}
    nearer = any(token.norm in env.language.settings["nearer_words"] for token in env.chart.tokens)
    if not near or not nearer or {"category", "mood", "interests"} & own.slots.keys():
        return None
    kept = {key: value for key, value in search.slots.items() if key not in ("skip", *NEAR)}
    return Understanding("find_food", kept | near, own.spans, SURE)


def free_ones(env: Env, own: Understanding) -> Understanding | None:
    """ "Is there also something free in the daytime?" after a look at what is on."""
    search, settings = env.context.search, env.language.settings
    if search is None or search.intent != "find_events" or own.intent not in ("find_places", "unknown", "suggest"):
        return None
    tokens = env.chart.tokens
    named = {"place", "location_id", "category", "near_place"} & own.slots.keys()
    if named or not any(token.norm in settings["free_words"] for token in tokens):
        return None
    kept = {
        key: value for key, value in search.slots.items() if key not in ("skip", "time_of_day", "event_types", "place")
    }
    kept |= {key: own.slots[key] for key in ("date", "day_number", "time_of_day") if key in own.slots}
    return Understanding("find_events", kept | {"mood": "free"}, own.spans, SURE)


def cheaper_ones(env: Env, own: Understanding) -> Understanding | None:
    """ "Something less expensive?" after a look at what is on: of these, not of the trip."""
    context = env.context
    looked = context.last is not None and context.last.intent in ("find_events", "place_details", "price_of")
    if context.search is None or context.search.intent != "find_events" or not looked or own.intent != "cheaper":
        return None
    if own.slots.keys() & OF_A_SUM or env.chart.all(("trip_word", "dayref")) or not context.found:
        return None
    return Understanding("which_of_list", {"by": "price_min"}, own.spans, SURE)


def bare_figure(env: Env, own: Understanding) -> Understanding | None:
    """ "2" after a list is its second; a figure alone that follows on nothing is asked about, never taken for money."""
    context, tokens = env.context, env.chart.tokens
    said = [token for token in tokens if token.is_word or token.number is not None]
    spoken = [token for token in said if token.norm not in env.language.settings["numbering_words"]]
    if len(spoken) != 1 or spoken[0].number is None or env.chart.all(("money",)):
        return None
    number = spoken[0].number
    if number == int(number) and 1 <= number <= len(context.offered):
        offer = context.offered[int(number) - 1]
        key = {"event": "event_id", "stop": "stop_id"}.get(offer.kind, "location_id")
        return Understanding("place_details", {"place": offer.name, key: offer.id}, own.spans, SURE)
    if own.intent == "unknown" or (context.last is not None and context.last.intent in PRICED):
        return None
    guesses = [(own.intent, own.slots)] if own.intent in ("change_budget", "record_expense") else []
    return Understanding("unknown", {}, own.spans, 0.0, ask_which_intent(env, guesses))


def praised_choice(env: Env, own: Understanding) -> Understanding | None:
    """ "The second one would be nice", and nothing else: told of, as where it is only named."""
    chart, settings = env.chart, env.language.settings
    listed = env.context.found or env.context.offered
    for edge in chart.starting(0, "stopref"):
        at = edge.end
        if (
            edge.value.position is None
            or at >= len(chart.tokens)
            or chart.tokens[at].norm not in settings["praising_verbs"]
        ):
            continue
        ends = {praise.end for praise in chart.starting(at + 1, "praising")}
        offer = chosen(listed, edge.value)
        if offer is None or not any(all(not token.is_word for token in chart.tokens[end:]) for end in ends):
            continue
        key = {"event": "event_id", "stop": "stop_id"}.get(offer.kind, "location_id")
        return Understanding("place_details", {"place": offer.name, key: offer.id}, own.spans, SURE)
    return None


WAYS = (
    bare_figure,
    praised_choice,
    limit_of_it,
    removed_entry,
    move_it,
    corrected_cost,
    free_ones,
    cheaper_ones,
    table_nearer,
    put_anew,
    not_that_saving,
    price_of_it,
    heard_back,
)
