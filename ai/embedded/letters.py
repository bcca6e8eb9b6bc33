"""A drafted request and what is wanted of it: another hour, more people, something said or asked in it, left out."""

from __future__ import annotations

from ai.embedded.features import select
from ai.embedded.grammar import Env
from ai.embedded.mentions import Mentions
from ai.embedded.slots import Reading
from ai.embedded.types import Last, Understanding
from ai.embedded.verdicts import verdict_of

SURE = 0.9
LONGEST_NAME = 6
NOON = 12
DAY = 24 * 60
# So many words may stand before the verb: "ok, then let's".
MOST_BEFORE = 5
# Below this a message after a drafted request is rather a wish for it than a request of its own.
UNSURE = 0.62
# What a message that names an hour for a table may have been taken for.
OF_AN_HOUR = frozenset(
    {"unknown", "move_stop", "change_party", "start_later", "start_earlier", "booking_request", "finish_later"}
)

OF_A_SHIFT = OF_AN_HOUR | {"shorten_stop", "lengthen_stop", "change_dates", "finish_earlier", "find_food"}
# What the dropping of a letter may be taken for.
OF_DROPPING = frozenset({"remove_stop", "unknown", "cancel_booking", "undo", "forget_preference"})

# What was heard of a request is none of its words.
HEARD = frozenset({"booking_confirmed", "cancel_booking"})


def letter(env: Env, own: Understanding) -> Understanding | None:
    """A request that was drafted just before, with what the message wants of it; None where it is about another thing.

    Args:
        env: of the message.
        own: the message read for itself.
    """
    last = env.context.last
    if last is None or last.intent != "booking_request" or (own.intent in HEARD and own.confidence >= SURE):
        return None
    other = _of_another(env, last)
    if other is not None:
        return other
    return _hour(env, last, own) or _party(env, last, own) or _left_out(env, last) or _noted(env, last, own)


def plainly(env: Env, own: Understanding) -> Understanding | None:
    """What can be about nothing but the request that was drafted just before, whatever else it resembles."""
    last = env.context.last
    if last is None or last.intent != "booking_request" or (own.intent in HEARD and own.confidence >= SURE):
        return None
    for way in (_last_left_out, _dropped, _other_meal, _asked_of_it, _shifted, _seated):
        wished = way(env, last, own)
        if wished is not None:
            return wished
    says = starts_with(env, "note_starts") or _after_leads(env)
    people = _how_many(env, says) if says else 0
    if people:
        return _with(last, Understanding("booking_request"), party_size=people)
    return _noted(env, last, own) if says and _of_another(env, last) is None and not _hour(env, last, own) else None


def _of_another(env: Env, last: Last) -> Understanding | None:
    """ "Now the same for the Ateneum": a request to that one; what was to be said to the other is not repeated."""
    at = starts_with(env, "same_starts")
    mentions, trip = Mentions(env), env.context.trip
    if not at or trip is None:
        return None
    for hole in sorted(env.chart.holes(at, LONGEST_NAME), key=lambda edge: -edge.end):
        stop = mentions.resolve(hole).stop if mentions.sort(hole) in ("known", "kind", "reference") else None
        if stop is not None and stop.id != last.slots.get("stop_id"):
            kept = {key: last.slots[key] for key in ("party_size",) if key in last.slots}
            slots = {"place": stop.name, "stop_id": stop.id, **kept}
            return Understanding("booking_request", slots, (), SURE)
    return None


def _with(last: Last, own: Understanding, **slots: object) -> Understanding:
    return Understanding("booking_request", {**last.slots, **slots, "only_draft": True}, own.spans, SURE)


def _hour(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "Could you change the time to 19:30?", "ask for eight o'clock instead": the hour that is asked for."""
    chart, settings = env.chart, env.language.settings
    named = own.slots.get("stop_id") or own.slots.get("location_id")
    if own.intent not in OF_AN_HOUR or (named and named != last.slots.get("stop_id")):
        return None
    norms = {token.norm for token in chart.tokens}
    moves = norms & set(settings["moving_words"]) and not norms & set(settings["time_asked_words"])
    if moves or norms & set(settings["as_it_is_words"]):
        return None  # "move the dinner to nine" is about the plan
    if own.slots.keys() & {"date", "day_number", "to_date", "to_day_number", "notes"}:
        return None
    reading = Reading(env, "booking_request")
    if _is_late(env, last):
        reading.slots["meal"] = "dinner"  # "half past seven" is then one of the evening
    for feature in select(env, ("time",), set()):
        reading.put_feature(feature)
    if not reading.slots.get("time"):
        return None
    known = {*settings["hour_words"], *settings["filler"], *settings["moving_words"]}
    rest = [t for at, t in enumerate(chart.tokens) if t.is_word and at not in reading.used and t.norm not in known]
    return None if rest else _with(last, own, time=reading.slots["time"])


def _shifted(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "An hour earlier would suit us better": than the hour that was asked for, else than the plan's."""
    chart, settings = env.chart, env.language.settings
    named = own.slots.get("stop_id") or own.slots.get("location_id")
    if own.intent not in OF_A_SHIFT or (named and named != last.slots.get("stop_id")):
        return None
    norms = [token.norm for token in chart.tokens]
    ways = {settings["directions"].get(norm) for norm in norms} & {"later", "earlier"}
    lengths = [edge for edge in chart.all(("duration",)) if getattr(edge.value, "minutes", None)]
    if len(ways) != 1 or not lengths or any(norm in settings["moving_words"] for norm in norms):
        return None
    if chart.all(("meal", "dayref", "date", "kind", "trip_word")) or set(norms) & set(settings["whole_sum_words"]):
        return None
    if own.slots.get("notes"):
        return None
    stops = env.context.trip.stops if env.context.trip is not None else ()
    planned = next((stop.start for stop in stops if stop.id == last.slots.get("stop_id")), None)
    told = last.slots.get("time") or (f"{planned:%H:%M}" if planned is not None else None)
    if told is None:
        return None
    minutes = int(max(lengths, key=lambda edge: edge.length).value.minutes)
    at = int(str(told)[:2]) * 60 + int(str(told)[3:5]) + (minutes if ways == {"later"} else -minutes)
    return _with(last, own, time=f"{at // 60:02}:{at % 60:02}") if 0 < at < DAY else None


def _other_meal(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "No wait, I meant dinner": a request to where the plan has that meal, on the same day."""
    chart, trip, settings = env.chart, env.context.trip, env.language.settings
    stops = trip.stops if trip is not None else ()
    start = starts_with(env, "correction_starts")
    meals = [edge for edge in chart.all(("meal",)) if edge.start >= start]
    planned = (
        next((one for one in trip.stops if one.id == last.slots.get("stop_id")), None) if trip is not None else None
    )
    if not start or len({edge.value for edge in meals}) != 1 or planned is None or trip is None:
        return None
    said = {at for edge in meals for at in range(edge.start, edge.end)}
    small = {*settings["filler"], *settings["articles"], *settings["instead_words"]}
    if any(t.is_word and at >= start and at not in said and t.norm not in small for at, t in enumerate(chart.tokens)):
        return None
    that_day = [one for one in stops if one.day_number == planned.day_number]
    meant = [one for one in that_day if meals[0].value in one.kind.split(",")]
    if len(meant) != 1 or meant[0].id == planned.id:
        return None
    kept = {key: value for key, value in last.slots.items() if key not in ("meal", "time", "location_id", "category")}
    slots = {**kept, "place": meant[0].name, "stop_id": meant[0].id}
    return Understanding("booking_request", slots, own.spans, SURE)


def _asked_of_it(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "How many people is that for?", "which hour did you ask for?": the request as it stands."""
    settings = env.language.settings
    if not starts_with(env, "letter_asks") or own.slots.keys() & {"stop_id", "location_id", "date", "budget_amount"}:
        return None
    norms = {token.norm for token in env.chart.tokens}
    pointed = {
        *settings["pointing_words"],
        *settings["letter_words"],
        *settings["ask_words"],
        *settings["time_asked_words"],
    }
    refers = any(edge.value.pronoun for edge in env.chart.all(("stopref",)))
    return _with(last, own) if refers or norms & pointed else None


def _last_left_out(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "Take that last sentence out again": what was to be said last is said no more."""
    settings, notes = env.language.settings, list(last.slots.get("notes", ()))
    norms = [token.norm for token in env.chart.tokens]
    verbs = {*settings["taking_verbs"], *settings["dropping_words"], *settings["sparing_starts"]}
    takes = set(norms[:MOST_BEFORE]) & verbs
    if not notes or not takes or not set(norms) & set(settings["note_words"]):
        return None
    return Understanding("booking_request", {**last.slots, "notes": notes[:-1], "only_draft": True}, (), SURE)


def _dropped(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "Drop it altogether", "forget that request": nothing is asked for, and the plan stays as it is."""
    settings = env.language.settings
    words = [token.norm for token in env.chart.tokens if token.is_word]
    takes = [at for at, word in enumerate(words[:MOST_BEFORE]) if word in settings["dropping_words"]]
    if not takes or own.intent not in OF_DROPPING:
        return None
    known = {*settings["filler"], *settings["letter_words"], *settings["articles"], *settings["dropping_ends"]}
    rest = set(words) - known - set(settings["dropping_words"])
    return None if rest else Understanding("deny", {}, (), SURE)


def _seated(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "Could it be by the window?", "could we sit outside?": a wish of the table, and no question to us."""
    start = starts_with(env, "seat_asks")
    if not start or env.chart.tokens[start].norm not in env.language.settings["seat_words"]:
        return None
    if own.slots.keys() & {"date", "day_number", "time", "stop_id", "near_stop_id", "near_location_id"}:
        return None
    note = env.chart.source[env.chart.tokens[start].start :].strip(" .!?")
    return _with(last, Understanding("booking_request"), notes=[*last.slots.get("notes", ()), note])


def _is_late(env: Env, last: Last) -> bool:
    """Whether the request is for the afternoon or the evening."""
    stops = env.context.trip.stops if env.context.trip is not None else ()
    start = next((stop.start for stop in stops if stop.id == last.slots.get("stop_id")), None)
    return start is not None and start.hour >= NOON


def _party(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "Make that three of us": at that table."""
    if own.intent != "change_party" or not own.slots.get("party_size"):
        return None
    size = int(own.slots["party_size"])
    if own.slots.get("change"):
        # "Two more people are coming": than were asked for, or than travel.
        trip = env.context.trip
        so_far = last.slots.get("party_size") or (trip.adults + len(trip.children) if trip is not None else 0)
        size = int(so_far) + (size if own.slots["change"] == "add" else -size)
    return _with(last, own, party_size=size) if size > 0 else None


def _left_out(env: Env, last: Last) -> Understanding | None:
    """ "Leave out the allergy": what was to be said of it is said no more."""
    start, notes = starts_with(env, "left_out_starts"), list(last.slots.get("notes", ()))
    small = {*env.language.settings["filler"], *env.language.settings["articles"]}
    words = {token.norm for token in env.chart.tokens[start:] if token.is_word} - small
    kept = [note for note in notes if not words & set(note.casefold().split())]
    if not start or len(kept) == len(notes):
        return None
    return Understanding("booking_request", {**last.slots, "notes": kept, "only_draft": True}, (), SURE)


def _noted(env: Env, last: Last, own: Understanding) -> Understanding | None:
    """ "Say that one of us is vegetarian", "near a window if possible": a request's words, with this in them."""
    ended = ends_with(env, "note_starts")
    if ended:
        note = env.chart.source[: env.chart.tokens[ended].start].strip(" ,.")
        return _with(last, Understanding("booking_request"), notes=[*last.slots.get("notes", ()), note])
    start = starts_with(env, "note_starts") or _after_leads(env)
    is_of_style = any(token.norm in env.language.settings["style_words"] for token in env.chart.tokens)
    if not start and (is_of_style or starts_with(env, "left_out_starts")):
        return None  # about the letter, not for it
    nowhere = own.intent == "nearby" and not {"near_location_id", "near_stop_id"} & own.slots.keys()
    if not start and (
        (own.confidence >= UNSURE and not nowhere) or verdict_of(env.chart.source, env.language.code) is not None
    ):
        return None
    if not start and (not last.slots.get("stop_id") or env.chart.tokens[-1].norm == "?"):
        return None
    leads = max((edge.end for edge in env.chart.starting(0, "lead")), default=0)
    first = env.chart.tokens[min(leads, len(env.chart.tokens) - 1)].norm
    if not start and first in env.language.settings["not_noted"]:
        return None  # asked of us, and nothing to tell them
    notes = [*last.slots.get("notes", ()), _note(env, start)]
    return _with(last, Understanding("booking_request"), notes=notes)


def _how_many(env: Env, start: int) -> int:
    """ "Tell them it's for three people": for how many the table is, and no remark beside "for 2"; 0 without."""
    reading, settings = Reading(env, "booking_request"), env.language.settings
    for feature in select(env, ("party",), set(range(start))):
        reading.put_feature(feature)
    small = {*settings["filler"], *settings["time_asked_words"], *settings["articles"]}
    tokens = env.chart.tokens
    others = [t for at, t in enumerate(tokens) if at >= start and at not in reading.used and t.is_word]
    # Children are told of, and not counted alone.
    size = None if reading.slots.get("children") else reading.slots.get("party_size")
    return int(size) if size and all(token.norm in small for token in others) else 0


def _after_leads(env: Env) -> int:
    """Where a note begins after "and please also": the words that lead up to it are none of it."""
    leads = env.language.settings["note_leads"]
    spoken = [token.norm for token in env.chart.tokens if token.is_word or token.number is not None]
    for skipped, norm in enumerate(spoken, start=1):
        if norm not in leads:
            return 0
        start = starts_with(env, "note_starts", skipped)
        if start:
            return start
    return 0


def _note(env: Env, start: int) -> str:
    """What is to be said; a question to them is put to them: "whether they have vegan dishes" as "whether you have"."""
    tokens, settings = env.chart.tokens, env.language.settings
    note = env.chart.source[tokens[start].start :].strip(" .!?") if start < len(tokens) else ""
    if not start or tokens[start - 1].norm not in settings["asking_words"]:
        return note
    theirs = settings["theirs"]
    return str(settings["asked_note"]).format(note=" ".join(theirs.get(word.casefold(), word) for word in note.split()))


def starts_with(env: Env, setting: str, skipped: int = 0) -> int:
    """The token after the longest beginning that a list of the settings has, signs not counted; 0 without one.

    Args:
        env: of the message.
        setting: the name of the list.
        skipped: so many words before it are not looked at.
    """
    tokens = env.chart.tokens
    spoken = [at for at, token in enumerate(tokens) if token.is_word or token.number is not None][skipped:]
    norms = [tokens[at].norm for at in spoken]
    for words in sorted((text.split() for text in env.language.settings[setting]), key=len, reverse=True):
        if norms[: len(words)] == words:
            return spoken[len(words)] if len(words) < len(spoken) else 0
    return 0


def ends_with(env: Env, setting: str) -> int:
    """The token at which the longest ending begins that a list of the settings has; 0 without one."""
    tokens = [(at, token.norm) for at, token in enumerate(env.chart.tokens) if token.is_word]
    norms = [norm for _at, norm in tokens]
    for words in sorted((text.split() for text in env.language.settings[setting]), key=len, reverse=True):
        if len(words) > 1 and len(words) < len(norms) and norms[-len(words) :] == words:
            return tokens[-len(words)][0]
    return 0
