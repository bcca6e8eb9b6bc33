"""What a message means by what was searched for and spoken of before it: "what else is there?", "anything indoors?",
"half an hour later", "the first one, please" after a search for Friday's dinner.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ai.embedded import at_event, going_on, of_one, of_route, wishing
from ai.embedded.chart import Edge
from ai.embedded.features import negation_scopes, select
from ai.embedded.going_on_sums import do_what_was_reckoned
from ai.embedded.grammar import Env
from ai.embedded.nearness import near_slots
from ai.embedded.slots import Reading
from ai.embedded.types import Stop, Understanding
from ai.embedded.verdicts import verdict_of

SURE = 0.92
# Searches that one may go on with.
PLACE_SEARCHES = frozenset({"find_places", "nearby"})
SEARCHES = PLACE_SEARCHES | {"find_food", "find_events"}
# Where and when a search was for, which a further wish keeps.
WHERE = ("near_place", "near_location_id", "near_stop_id", "within_minutes", "destination")
OF_A_NAME = ("place", "stop_id", "location_id", "other_place", "other_stop_id", "other_location_id")
WHEN = ("date", "day_number", "start_date", "end_date", "meal", "time", "time_of_day")
NEAR = frozenset({"near_place", "near_location_id", "near_stop_id"})
# What a search is for: a new one of these takes the place of the old ones.
WHAT = ("category", "categories", "table_kind", "interests", "mood", "cuisines", "place", "location_id", "now", "skip")
MOST_NEW_WORDS = 13
# What "but no fast food" may be read as.
REFUSING = frozenset({"find_food", "remove_stop", "unknown", "remember_preference"})
# Requests that tell more of a trip.
OF_A_PLAN = frozenset(
    {
        "unknown",
        "deny",
        "remember_preference",
        "change_party",
        "change_budget",
        "change_dates",
        "set_pace",
        "find_places",
    }
)
PLAN_GROUPS = (
    ("start_date", "end_date", "days", "nights"),
    ("party_size", "adults", "children"),
    ("budget_amount", "budget_currency", "budget_kind", "budget_relation"),
    ("interests", "cuisines", "avoid"),
    ("diets",),
    ("accessibility",),
    ("pace",),
)
# What a request for a booking asks for.
OF_A_LETTER = ("party_size", "time", "diets", "notes")
# After a plain no, these say it again.
MOST_BEFORE_NO = 3
UNDOING = frozenset({"undo", "remove_stop"})
# Requests about the start or end of days.
OF_A_DAY = frozenset({"start_later", "start_earlier"})
MEALS = ("breakfast", "lunch", "dinner")


def in_the_talk(env: Env, own: Understanding) -> Understanding | None:
    """Read a message as a continuation of the last search or of the day spoken of; None where it stands for itself."""
    for continued in (*at_event.WAYS, *of_route.WAYS, *going_on.WAYS, *of_one.WAYS, *wishing.WAYS, *WAYS):
        found = continued(env, own)
        if found is not None:
            return found
    return None


def _more(env: Env, own: Understanding) -> Understanding | None:
    """ "What else is there?": the same search, further on; with a new wish in it, from the start."""
    search = env.context.search
    if own.intent != "more_of_list" or search is None:
        return None
    # "We have been to the Ateneum. What else is there?": the Ateneum is not what is looked for.
    new = {key: value for key, value in own.slots.items() if key not in ("skip", *OF_A_NAME)}
    if new:
        return _renewed(env, own, new)
    return Understanding(search.intent, {**search.slots, "skip": env.context.seen}, own.spans, SURE)


def _narrowed(env: Env, own: Understanding) -> Understanding | None:
    """ "Anything indoors?" after a search around a hotel is around that hotel."""
    search = env.context.search
    if search is None or own.question is not None or search.intent not in SEARCHES:
        return None
    if own.intent not in PLACE_SEARCHES or search.intent not in PLACE_SEARCHES:
        return None
    words = [token for token in env.chart.tokens if token.is_word]
    if len(words) > MOST_NEW_WORDS or own.also or set(own.slots) & {*NEAR, "destination", "place", "location_id"}:
        return None
    if not set(search.slots) & NEAR or not set(own.slots) & set(WHAT):
        return None
    return _renewed(env, own, own.slots)


def _renewed(env: Env, own: Understanding, new: dict[str, Any]) -> Understanding:
    search = env.context.search
    assert search is not None
    gone = set(WHAT) if set(new) & set(WHAT) else {"skip"}
    kept = {key: value for key, value in search.slots.items() if key not in gone}
    return replace(own, intent=search.intent, slots={**kept, **new}, confidence=max(own.confidence, SURE))


def _refused_kind(env: Env, own: Understanding) -> Understanding | None:
    """ "But no fast food" after a search for tables."""
    search = env.context.search
    if search is None or search.intent != "find_food" or own.intent not in REFUSING:
        return None
    if own.slots.get("stop_id") or own.slots.get("place"):
        return None
    if own.intent == "remember_preference" and not _refuses_at_once(env):
        return None  # "I can't stand sushi" holds for every search
    scopes = negation_scopes(env)
    all_kinds = sorted(env.chart.all(("kind", "cuisine")), key=lambda edge: -edge.length)
    kinds: list[Edge] = []
    for edge in all_kinds:
        inside = any(one.start <= edge.start and edge.end <= one.end for one in kinds)
        if not inside and any(low <= edge.start < high for low, high in scopes):
            kinds.append(edge)
    if not kinds:
        return None
    kept = {key: value for key, value in search.slots.items() if key != "skip"}
    without = [*kept.get("without", ()), *(str(edge.value) for edge in kinds)]
    return Understanding("find_food", {**kept, "without": list(dict.fromkeys(without))}, own.spans, SURE)


def _refuses_at_once(env: Env) -> bool:
    """Whether a message begins with "but", "no" or "without"."""
    first = env.chart.tokens[0].norm if env.chart.tokens else ""
    negators = [edge for edge in env.chart.all(("negator",)) if edge.start == 0]
    return first in env.language.settings["verdict_buts"] or bool(negators)


def _other_food(env: Env, own: Understanding) -> Understanding | None:
    """ "Something fishy maybe, closer to the hotel?": the search for tables again, with other wishes."""
    search, chart = env.context.search, env.chart
    if search is None or search.intent != "find_food" or own.intent == "find_food" or not chart.tokens:
        return None
    if chart.tokens[min(_after_a_start(env), len(chart.tokens) - 1)].norm not in env.language.settings["some_words"]:
        return None
    reading = Reading(env, "find_food")
    for feature in select(env, ("cuisine", "diet", "price", "meal", "when"), set()):
        reading.put_feature(feature)
    stop = next((key for key in ("stop_id", "near_stop_id", "other_stop_id") if own.slots.get(key)), None)
    near: dict[str, Any] = {}
    if stop is not None and chart.all(("near",)):
        near = {"near_place": own.slots.get(stop.replace("stop_id", "place")), "near_stop_id": own.slots[stop]}
    elif chart.all(("near",)):
        near = near_slots(env)
    reading.slots |= near
    if not reading.slots or reading.question is not None:
        return None
    kept = {key: value for key, value in search.slots.items() if key not in ("skip", *(NEAR if near else ()))}
    return Understanding("find_food", {**kept, **reading.slots}, tuple(reading.spans), SURE)


def _after_a_start(env: Env) -> int:
    """The token after "what about" and the like; 0 without one."""
    norms = [token.norm for token in env.chart.tokens]
    settings = env.language.settings
    starts = [text.split() for text in (*settings["follow_starts"], *settings["asking_starts"])]
    return max((len(words) for words in starts if norms[: len(words)] == words), default=0)


def _that_day(env: Env, own: Understanding) -> Understanding | None:
    """ "Start the whole day an hour later": the day spoken of, not every day."""
    day = env.context.day
    if own.intent not in OF_A_DAY or day is None or {"day_number", "all_days"} & own.slots.keys():
        return None
    if not any(token.norm in env.language.settings["one_day_words"] for token in env.chart.tokens):
        return None
    return replace(own, slots={**own.slots, "day_number": day}, confidence=max(own.confidence, SURE))


def _not_now(env: Env, own: Understanding) -> Understanding | None:
    """ "Hm, later": no to whatever was offered."""
    said_no = any(edge.start < MOST_BEFORE_NO for edge in env.chart.all(("no",)))
    may = own.intent in ("unknown", "find_places") or (own.intent in UNDOING and said_no)
    verdict = verdict_of(env.chart.source, env.language.code) if may else None
    if verdict is None or verdict.yes or verdict.undoes or verdict.rest:
        return None
    return Understanding("deny", {}, (), SURE)


def _food_there(env: Env, own: Understanding) -> Understanding | None:
    """ "Somewhere for a drink afterwards", "something better then": on the day and near the place spoken of."""
    context = env.context
    words = env.language.settings["there_words"]
    if own.intent not in ("find_food", "find_places") or own.question is not None or set(own.slots) & NEAR:
        return None
    tokens, is_words = env.chart.tokens, env.language.settings["not_there"]
    if not any(
        token.norm in words and not (at and tokens[at - 1].norm in is_words)  # "are there any markets?" is nowhere
        for at, token in enumerate(tokens)
    ):
        return None
    slots = dict(own.slots)
    stop = _spoken_of(env)
    if context.last_places and context.last_places[0].id:
        slots |= {"near_place": context.last_places[0].name, "near_location_id": context.last_places[0].id}
    if own.intent == "find_food":
        last = context.last.slots if context.last is not None else {}
        meals = [one for one in (stop.kind.split(",") if stop is not None else ()) if one in MEALS]
        meal = last.get("meal") or (meals[0] if meals else None)
        if "day_number" not in slots and context.day is not None:
            slots["day_number"] = context.day
        if meal and "meal" not in slots:
            slots["meal"] = meal
    return replace(own, slots=slots) if slots != own.slots else None


def _tells_a_taste(env: Env, own: Understanding) -> bool:
    """ "They love classical music and good food": nothing that is looked for."""
    settings, norms = env.language.settings, [token.norm for token in env.chart.tokens]
    tells = bool({*norms} & {*settings["taste_words"]}) and not {*norms} & {*settings["conditional_words"]}
    is_search = own.intent in ("find_events", "find_food") and not {"date", "day_number", "time"} & own.slots.keys()
    return tells and is_search and norms[-1] != "?" and not env.chart.all(("find",))


def _more_of_the_plan(env: Env, own: Understanding) -> Understanding | None:
    """ "Just us two, about 900, she loves gardens": more of a trip that is being described, or was drafted so."""
    context = env.context
    trip = context.trip
    if (
        context.plan is None
        or (trip is not None and not trip.is_draft)
        or not (own.intent in OF_A_PLAN or going_on.wished_of_a_draft(env, own) or _tells_a_taste(env, own))
    ):
        return None
    tastes = going_on.loved(env, own, context.plan)
    if tastes is not None and context.plan.slots.get("destination") and context.plan.slots.get("start_date"):
        return Understanding("plan_trip", {**context.plan.slots, **tastes}, (), SURE)
    reading = Reading(env, "plan_trip")
    for feature in select(env, ("when", "party", "budget", "taste", "pace"), set()):
        reading.put_feature(feature)
    wished = going_on.wished_of_a_draft(env, own)
    kinds = [group for group in PLAN_GROUPS if set(group) & reading.slots.keys()]
    corrected = own.intent in ("deny", "unknown", "change_dates") and bool(env.chart.starting(0, "no"))
    asked = context.pending is not None and context.pending.intent == "plan_trip" and trip is None
    if wished:
        reading.slots |= {key: own.slots[key] for key in going_on.WISHES & own.slots.keys() - reading.slots.keys()}
        kinds = [group for group in PLAN_GROUPS if set(group) & reading.slots.keys()]
    if reading.question is not None or len(kinds) < (1 if corrected or asked or wished else 2):
        return None
    if wished:
        return going_on.with_wishes(context.plan, reading)
    gone = {key for group in kinds for key in group}
    slots = {key: value for key, value in context.plan.slots.items() if key not in gone} | reading.slots
    finish_dates(slots)
    if not slots.get("destination") or not slots.get("start_date"):
        return None
    return Understanding("plan_trip", slots, tuple(reading.spans), SURE, None, (), tuple(reading.assumed))


def finish_dates(slots: dict[str, Any]) -> None:
    """Let the number of days be that of the dates."""
    if slots.get("start_date") and slots.get("end_date"):
        first, last = (date.fromisoformat(str(slots[key])) for key in ("start_date", "end_date"))
        slots["days"] = (last - first).days + 1


def _plan_it(env: Env, own: Understanding) -> Understanding | None:
    """ "Sounds good, make the plan": with what was told of the trip before."""
    described = env.context.plan
    if own.intent != "plan_trip" or described is None or own.slots.get("destination"):
        return None
    trip = env.context.trip
    if trip is not None and not trip.is_draft:
        return None
    slots = {**described.slots, **own.slots}
    if not slots.get("start_date"):
        return None
    return Understanding("plan_trip", slots, own.spans, SURE, None, (), own.assumed)


def _keep_the_draft(env: Env, own: Understanding) -> Understanding | None:
    """ "Looks good, save it", "fine, go ahead": the draft, where no place was spoken of or listed."""
    context = env.context
    if context.trip is None or not context.trip.is_draft:
        return None
    shown = context.last is not None and context.last.intent == "plan_trip"
    said = shown or len(env.chart.tokens) > 1  # a bare "ok" later on is no more than that
    if own.intent == "confirm" and said and context.pending is None and not context.waiting:
        return Understanding("accept", {}, own.spans, SURE)
    if own.intent != "save_place":
        return None
    if context.last_places or context.offered or {"place", "location_id", "category"} & own.slots.keys():
        return None
    return Understanding("accept", {}, own.spans, SURE)


def as_written(env: Env, own: Understanding) -> Understanding | None:
    """ "Send it": the request as it was written, for as many, at that time, with what was to be mentioned."""
    written = env.context.written
    if own.intent != "booking_request" or written is None or not own.slots.get("stop_id"):
        return None
    if own.slots["stop_id"] != written.slots.get("stop_id"):
        return None
    kept = {key: written.slots[key] for key in OF_A_LETTER if key in written.slots and key not in own.slots}
    return replace(own, slots={**own.slots, **kept}) if kept else None


def _other_side(env: Env, own: Understanding) -> Understanding | None:
    """ "Actually no, after": what was to go before a stop goes after it."""
    last, sides = env.context.last, env.language.settings["side_words"]
    if last is None or last.intent not in ("add_stop", "move_stop"):
        return None
    if own.slots.get("stop_id", last.slots.get("stop_id")) != last.slots.get("stop_id"):
        return None  # that is another stop
    said = {sides[token.norm] for token in env.chart.tokens if token.norm in sides}
    now = next((side for side in ("before", "after") if last.slots.get(f"{side}_stop_id")), None)
    if len(said) != 1 or now is None or now in said:
        return None
    other = said.pop()
    slots = {key.replace(f"{now}_", f"{other}_", 1): value for key, value in last.slots.items() if key != "time"}
    return Understanding(last.intent, slots, (), SURE)


def _later(env: Env, own: Understanding) -> Understanding | None:
    """ "Half an hour later would be better": the stop last spoken of, else the start of the day last shown."""
    context, chart = env.context, env.chart
    if context.trip is None or own.intent in OF_A_DAY or (own.intent != "unknown" and own.confidence >= SURE):
        return None
    lengths = [edge for edge in chart.all(("duration",)) if getattr(edge.value, "minutes", None)]
    longest = max(lengths, key=lambda edge: edge.length, default=None)
    lengths = [edge for edge in lengths if edge is longest or longest is None or edge.start >= longest.end]
    words = env.language.settings["directions"]
    ways = {words.get(token.norm) for token in chart.tokens} & {"later", "earlier"}
    known = {at for edge in lengths for at in range(edge.start, edge.end)}
    filler = {*env.language.settings["filler"], *words}
    rest = [t for at, t in enumerate(chart.tokens) if t.is_word and at not in known and t.norm not in filler]
    if len(lengths) != 1 or len(ways) != 1 or rest:
        return None
    minutes, way = lengths[0].value.minutes, ways.pop()
    stop = _spoken_of(env)
    if stop is not None:
        slots = {"place": stop.name, "stop_id": stop.id, "duration_minutes": minutes, "direction": way}
        return Understanding("move_stop", slots, (), SURE)
    slots = {"duration_minutes": minutes, **({"day_number": context.day} if context.day else {})}
    return Understanding("start_later" if way == "later" else "start_earlier", slots, (), SURE)


def _spoken_of(env: Env) -> Stop | None:
    """The stop of the plan that was spoken of last."""
    context = env.context
    if context.trip is None or not context.last_places:
        return None
    last = context.last_places[0]
    return next((stop for stop in context.trip.stops if last.id == stop.id or last.name == stop.name), None)


WAYS = (
    _more,
    _narrowed,
    _refused_kind,
    _other_food,
    _food_there,
    _more_of_the_plan,
    _plan_it,
    _keep_the_draft,
    _other_side,
    _that_day,
    _later,
    _not_now,
    do_what_was_reckoned,
)


def agreed(env: Env) -> bool | None:
    """Whether the message says yes or no, and nothing more; None where it is neither."""
    verdict = verdict_of(env.chart.source, env.language.code)
    return None if verdict is None or verdict.undoes or verdict.adds or verdict.about or verdict.rest else verdict.yes
