"""Reading one request: the best intent with its slots, confidence and question."""

from __future__ import annotations

from dataclasses import replace

from ai.embedded.chart import Edge
from ai.embedded.circumstances import found_before
from ai.embedded.features import Feature, select
from ai.embedded.going_on import whether
from ai.embedded.grammar import Env
from ai.embedded.intents import KNOWN_CITY, Candidate, rank
from ai.embedded.leftover import as_notes, in_their_words
from ai.embedded.listed import OF_FOUND, OF_LISTED_STOPS, OF_OFFERS, list_for
from ai.embedded.mentions import Mentions
from ai.embedded.naming import UNFOUND
from ai.embedded.opinion import guesses, is_guess, may_be, weighed
from ai.embedded.questions import ask_for_missing, ask_which_intent
from ai.embedded.refine import finish_trip, plain_dates, refine, within_month
from ai.embedded.refine_beside import in_place_of
from ai.embedded.refine_last import (
    bare_amount,
    complete_spans,
    from_sum_to_sum,
    is_elsewhere,
    is_too_little,
    liked,
    lodging_area,
    not_planned,
    said_of_another,
    spared,
    undone_alone,
    what_for,
)
from ai.embedded.refine_more import that_day
from ai.embedded.refine_trip import is_further
from ai.embedded.scopes import day_beside, from_day_to_day, scope_diets
from ai.embedded.semantics.values import Money
from ai.embedded.slot_amounts import put_budget
from ai.embedded.slots import Reading
from ai.embedded.types import Offer, Question, Understanding
from ai.embedded.unread import confidence_of, is_off_topic, is_prose, not_understood, phrases, told

# Holes and the slots that they fill.
HOLES = {
    "place": "place",
    "one": "place",  # of what was listed: "the second one"
    "there": "place",  # known, or a stop
    "other": "other_place",
    "before": "before_place",
    "after": "after_place",
    "near_place": "near_place",
    "destination": "destination",
    "liked": "liked",
}
# In these, the place is one that need not be in the plan yet.
NEW_PLACES = frozenset(
    {
        "add_stop",
        "nearby",
        "find_food",
        "find_events",
        "find_places",
        "find_lodging",
        "save_place",
    }
)
# In these, the day tells when, not which stop is meant.
ANY_DAY = (OF_OFFERS | OF_FOUND) - {"why", "route"}
# What changes much at once has to be said more clearly.
OF_ALL = frozenset({"extend_trip", "shorten_trip", "clear_day", "optimise_trip", "change_dates", "set_pace", "accept"})
# A message of slots alone ("max 60 euros a day") asks for what they usually mean, this surely.
FEATURE_ONLY = 0.62
# Requests about a stop that is there: "that day" is where it stands, not where it goes.
ON_A_DAY = (OF_LISTED_STOPS - {"move_stop"}) | {"why", "replace_stop"}
# What names a place where no pattern tells where to look for it.
IN_A_GUESS = ("known", "reference", "kind")
# Requests that speak of no single place.
WITHOUT_PLACES = frozenset(
    {"plan_trip", "remember_preference", "greeting", "thanks", "help", "confirm", "deny", "goodbye"}
)


def read(env: Env, mentions: Mentions) -> Understanding:
    """Read the whole chart as one request."""
    ranked = weighed(env, mentions, rank(env, mentions))
    if not ranked or ranked[0].score < env.language.settings["thresholds"]["ask_below"]:
        return _unknown(env, mentions, ranked)
    if is_off_topic(env):
        whole = phrases(env, set(range(len(env.chart.tokens))))
        return Understanding("unknown", question=ask_which_intent(env, ()), not_understood=whole)
    best = ranked[0]
    reading = fill(env, mentions, best)
    leftover = not_understood(env, reading, best)
    confidence = confidence_of(env, reading, best, leftover)
    if reading.intent == "booking_request":
        leftover = as_notes(reading, in_their_words(env, leftover))
    understanding = Understanding(
        intent=reading.intent,
        slots=reading.slots,
        spans=tuple(sorted(reading.spans, key=lambda span: (span.start, span.end))),
        confidence=confidence,
        question=reading.question,
        not_understood=leftover,
        assumed=tuple(reading.assumed),
    )
    least = env.language.settings["thresholds"]["ask_of_all_below" if reading.intent in OF_ALL else "ask_below"]
    if confidence < least:
        return understanding.with_question(_ask_which(env, mentions, ranked))
    return understanding


def _ask_which(env: Env, mentions: Mentions, ranked: list[Candidate]) -> Question:
    """The best guesses as buttons, each with what it would do."""
    guessed = [fill(env, mentions, candidate) for candidate in guesses(env, mentions, ranked)]
    return ask_which_intent(env, [(reading.intent, reading.slots) for reading in guessed])


def _unknown(env: Env, mentions: Mentions, ranked: list[Candidate]) -> Understanding:
    reading = Reading(env, "unknown")
    for feature in select(env, ("when", "party", "budget", "taste", "city", "pace", "duration"), set()):
        reading.put_feature(feature)
    leftover = phrases(env, {i for i in range(len(env.chart.tokens)) if i not in told(env, reading)})
    if env.context.trip is None and "destination" in reading.slots and not leftover:
        return _a_trip(env)
    meant = _meant_by(env, reading)
    if meant is not None and not leftover and may_be(env, mentions, ranked, meant):
        reading.intent = meant
        return Understanding(
            meant,
            reading.slots,
            tuple(reading.spans),
            FEATURE_ONLY,
            reading.question,
            (),
            tuple(reading.assumed),
        )
    return Understanding(
        "unknown",
        reading.slots,
        tuple(reading.spans),
        0.2 if reading.slots else 0.0,
        _ask_which(env, mentions, ranked),
        leftover,
        tuple(reading.assumed),
    )


def _a_trip(env: Env) -> Understanding:
    """A city, perhaps with dates and tastes, and no verb: a trip there."""
    intent = next(intent for intent in env.language.intents if intent.name == "plan_trip")
    reading = Reading(env, intent.name)
    features = within_month(env, plain_dates(reading, select(env, intent.features, set())))
    for feature in sorted(features, key=_order):
        if feature.category == "city":
            _put_city(reading, feature)
        else:
            reading.put_feature(feature)
    lodging_area(reading)
    finish_trip(reading)
    ask_for_missing(reading, intent)
    complete_spans(reading)
    return Understanding(
        intent.name,
        reading.slots,
        tuple(sorted(reading.spans, key=lambda span: (span.start, span.end))),
        FEATURE_ONLY,
        reading.question,
        (),
        tuple(reading.assumed),
    )


def _meant_by(env: Env, reading: Reading) -> str | None:
    """What slots without any request mean: those of one kind only, and not without a trip to apply them
    to.
    """
    found = {
        intent
        for intent, slots in env.language.settings["meant_by_slots"].items()
        if any(slot in reading.slots for slot in slots)
    }
    if len(found) != 1 or env.context.trip is None:
        return None
    return str(found.pop())


def fill(env: Env, mentions: Mentions, best: Candidate) -> Reading:
    """Gather the slots of a candidate."""
    reading = Reading(env, best.intent.name)
    holes = [(name, edge) for name, edge in best.captures if edge.category == "hole" and name in HOLES]
    taken: set[int] = set()
    for name, edge in holes:
        if name != "liked":
            low, high = mentions.trim(edge)
            taken |= set(range(low, high))
    features = select(env, best.intent.features, taken)
    if best.intent.name in ("plan_trip", "change_dates"):
        features = within_month(env, plain_dates(reading, features))
    for feature in sorted(features, key=_order):
        if feature.category == "city":
            _put_city(reading, feature)
        else:
            reading.put_feature(feature)
    if best.intent.name == "move_stop":
        from_day_to_day(reading)
    if "meal" in reading.slots and "diets" in reading.slots:
        scope_diets(reading, features)
    if not any(feature.category == "party" and feature.value.size for feature in features):
        reading.slots.update(best.pattern.slots)
    for name, edge in best.captures:
        if name in ("n1", "n2"):
            reading.put("day_number" if name == "n1" else "to_day_number", int(edge.value), edge.start, edge.end)
    if best.intent.name in ON_A_DAY:
        that_day(reading)  # "the last one that evening": the day tells which
    for name, edge in holes:
        _put_hole(reading, mentions, best, name, edge)
    for name, edge in best.captures:
        if name == "by":
            reading.put("by", str(edge.value), edge.start, edge.end)
        is_sum = name == "amount" and not is_elsewhere(env, edge) and not is_too_little(reading, edge)
        if is_sum and "budget_amount" not in reading.slots:
            value = edge.value if isinstance(edge.value, Money) else Money(edge.value)
            put_budget(reading, value, edge)
    if "near" in best.intent.features and not any(name == "near_place" for name, _ in holes):
        _near(reading, mentions)
    lodging_area(reading)
    _direction(reading, best)
    refine(reading, mentions, best)
    bare_amount(reading)
    if best.intent.name == "plan_trip":
        finish_trip(reading)
    if best.intent.name not in WITHOUT_PLACES:
        _leftover_places(reading, mentions, best)
    in_place_of(reading)
    if reading.intent not in ("find_events", "find_food"):  # what became a search after all needs no name
        ask_for_missing(reading, best.intent)
    not_planned(reading)
    undone_alone(reading)
    said_of_another(reading)
    spared(reading)
    from_sum_to_sum(reading)
    what_for(reading)
    whether(reading)
    liked(reading)
    complete_spans(reading)
    return reading


def _order(feature: Feature) -> tuple[int, int]:
    """Ranges before single dates, meals before times; else as written."""
    first = {"range": 0, "meal": 0, "party": 1}.get(feature.category, 2)
    return first, feature.edge.start


def _put_city(reading: Reading, feature: Feature) -> None:
    """A city after "from" is where one comes from; the first other one is where one goes."""
    edge = feature.edge
    tokens = reading.env.chart.tokens
    before = tokens[edge.start - 1].norm if edge.start else ""
    after = tokens[edge.end].norm if edge.end < len(tokens) else ""
    # "Helsinki to Tallinn", "Helsinki → Tallinn": from the one to the other.
    onward = after in reading.env.language.settings["onward_words"]
    leads_on = onward and bool(reading.env.chart.starting(edge.end + 1, "city"))
    guessed = reading.slots.get("destination") if reading.slots.get("destination") in reading.guessed else None
    if before in reading.env.language.settings["origin_words"] or (leads_on and "origin" not in reading.slots):
        reading.put("origin", edge.value, edge.start, edge.end)
    elif guessed and edge.weight >= KNOWN_CITY:
        # "An apartment in Kallio, Helsinki": the city that is one.
        reading.spans[:] = [span for span in reading.spans if span.slot != "destination"]
        reading.put("destination", edge.value, edge.start, edge.end)
    elif "destination" not in reading.slots:
        if edge.weight < KNOWN_CITY:
            reading.guessed.append(str(edge.value))
        reading.put("destination", edge.value, edge.start, edge.end)
    elif edge.value != reading.slots["destination"] and is_further(reading, edge):
        reading.put("more_destinations", [edge.value], edge.start, edge.end)


def _put_hole(reading: Reading, mentions: Mentions, best: Candidate, name: str, edge: Edge) -> None:
    slot = HOLES[name]
    if slot == "destination":
        start, end = mentions.trim(edge)
        if "destination" not in reading.slots:
            reading.put("destination", mentions.env.chart.text(start, end), start, end)
        return
    if slot == "liked":
        start, end = mentions.trim(edge)
        inside = {index for index in range(start, end) if index in reading.used}
        if not inside:
            negative = any(low <= start for low, _ in [(e.end, 0) for e in mentions.env.chart.all(("negator",))])
            reading.put("avoid" if negative else "interests", [mentions.env.chart.text(start, end)], start, end)
        return
    intent = best.intent.name
    new = intent in NEW_PLACES if slot == "place" else slot == "other_place" and intent == "replace_stop"
    new = new or slot == "near_place"
    of_day = slot in ("place", "after_place", "before_place") or (slot == "other_place" and intent == "route")
    day = reading.slots.get("day_number") if of_day else None
    if slot in ("after_place", "before_place") and day is None:
        day = day_beside(reading)
    mention = mentions.resolve(
        edge,
        day_number=day if isinstance(day, int) and day > 0 and intent not in ANY_DAY else None,
        new=new,
        near=slot == "near_place",
        listed=_list_for(reading, slot),
    )
    goal = reading.slots.get("to_day_number")
    if slot == "place" and intent == "move_stop" and mention.reason == "ask_which_stop" and isinstance(goal, int):
        # "Have dinner at eight on Friday": Friday's dinner, where each day has one.
        on_that_day = mentions.resolve(edge, day_number=goal)
        mention = on_that_day if on_that_day.stop is not None else mention
    if mention.pronoun:
        earlier = _named_before(mentions, edge.start, is_near=slot == "near_place")
        if earlier is not None and not _overlaps(reading, earlier):  # nothing is replaced by itself
            named = mentions.resolve(earlier, listed=found_before(mentions, earlier))
            mention = replace(named, pronoun=mention.pronoun, text=mention.text, start=mention.start, end=mention.end)
    reading.put_mention(slot, mention)
    if mention.score == UNFOUND and not mention.pronoun and is_prose(mentions, edge):
        # "Red wine stains": hardly a name, and none that is known.
        reading.ask("ask_place_found", slot, name=mention.name)
    count = mentions.count(edge) if slot == "place" and mention.category else None
    if count is not None:
        reading.put("count", count, edge.start, edge.end)


def _list_for(reading: Reading, slot: str) -> tuple[Offer, ...]:
    """What "the second one" is one of: in "swap lunch for the second one" it is one that was found."""
    intent = reading.intent
    return list_for("add_stop" if slot == "other_place" and intent == "replace_stop" else intent, reading.env.context)


def _near(reading: Reading, mentions: Mentions) -> None:
    """ "… near the Ateneum", wherever it stands."""
    chart = reading.env.chart
    small = mentions.env.language.settings["never_near"]  # "at least once"
    for edge in chart.all(("near",)):
        hole = next((h for h in chart.holes(edge.end, 6) if mentions.is_beside(h)), None)
        is_name = hole is not None and chart.tokens[hole.start].norm not in small
        if hole is not None and is_name and not set(range(hole.start, hole.end)) & reading.used:
            listed = list_for("nearby", reading.env.context)
            reading.put_mention("near_place", mentions.resolve(hole, new=True, near=True, listed=listed))
            return


def _named_before(mentions: Mentions, end: int, *, is_near: bool) -> Edge | None:
    """The last known name before a pronoun of the same message; no meal where it is near that: "dinner close to it"."""
    chart = mentions.env.chart
    for at in range(end - 1, -1, -1):
        if not chart.tokens[at].is_word:
            continue
        for hole in chart.holes(at, 4):
            if hole.end > end:
                continue
            sort = mentions.sort(hole)
            is_meal = is_near and any(one.end == hole.end for one in chart.all(("meal",)))
            # "The one close to the Ateneum": that one, not the Ateneum.
            if is_meal or any(one.end == hole.start for one in chart.all(("near",))):
                continue
            if sort == "known" or (sort in ("kind", "reference") and mentions.resolve(hole).stop is not None):
                return hole
    return None


def _leftover_places(reading: Reading, mentions: Mentions, best: Candidate) -> None:
    """Names of known places that no pattern expected ("why is Soupster our lunch place?")."""
    chart = reading.env.chart
    sorts = IN_A_GUESS if is_guess(best) and "place" in "".join(best.intent.needs) else ("known",)
    at = 0
    while at < len(chart.tokens):
        if at in reading.used or not chart.tokens[at].is_word or mentions.is_plain(at):
            at += 1
            continue
        hole = next((h for h in chart.holes(at, 4) if mentions.sort(h) in sorts and not _overlaps(reading, h)), None)
        if hole is None:
            at += 1
            continue
        slot = "place" if not {"place", "stop_id", "category"} & set(reading.slots) else "other_place"
        if slot in reading.slots:
            return
        reading.put_mention(slot, mentions.resolve(hole))
        at = hole.end


def _overlaps(reading: Reading, edge: Edge) -> bool:
    return bool(set(range(edge.start, edge.end)) & reading.used)


def _direction(reading: Reading, best: Candidate) -> None:
    """Later or earlier, for a move without a goal."""
    if best.intent.name != "move_stop":
        return
    words, tokens = reading.env.language.settings["directions"], reading.env.chart.tokens
    said = [at for at in range(best.start, len(tokens)) if tokens[at].norm in words and at not in reading.used]
    if not said or "time" in reading.slots:
        return
    # "Start an hour earlier" is earlier, not first.
    at = next((at for at in said if words[tokens[at].norm] in ("earlier", "later")), said[0])
    reading.put("direction", words[tokens[at].norm], at, at + 1)
