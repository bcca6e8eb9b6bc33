"""Reading a traveller's message: ``understand(text, context) -> Understanding``.

The steps: tokens with their places (``text``), slips of the keyboard (``typos``), words and rules of the
language in a chart
(``grammar``), names of cities (``cities``), the intent (``intents``), its slots (``features``, ``mentions``,
``slots``), and
the question when something is missing or doubtful (``questions``).

Intents: plan_trip, extend_trip, shorten_trip, change_dates, change_party, change_budget, set_pace,
start_later,
start_earlier, finish_earlier, finish_later; add_stop, move_stop, remove_stop, clear_day, swap_stops,
lock_stop, unlock_stop,
shorten_stop, lengthen_stop, replace_stop; cheaper, optimise_day, optimise_trip, find_conflicts,
fix_conflicts, suggest; undo,
redo, accept, decline, confirm, deny; nearby, find_food, find_places, find_events, find_lodging, is_open,
place_details,
price_of, route, show_plan, weather; budget_left, spent, record_expense, limit_category, budget_alert,
what_if; booking_request,
booking_confirmed, cancel_booking,
booking_status; why; save_place, saved_places, remember_preference, forget_preference; invite; greeting, thanks,
goodbye, help;
more_of_list, which_of_list (of what was found last), recap, does_include, what_changed; answer
(an answer to ``Context.pending`` keeps the pending intent instead), unknown.

Slots (only those that were read are present):

* trip: ``origin``, ``destination``, ``start_date``, ``end_date``, ``month`` (YYYY-MM), ``window_start``,
  ``window_end``,
  ``days``, ``nights``, ``change`` (add/remove: ``days`` is a difference), ``party_size``, ``adults``,
  ``children`` (ages, null
  when not said), ``pace`` (relaxed/moderate/packed), ``lodging``, ``lodging_area`` (as said),
  ``transport``;
* money: ``budget_amount`` (decimal as string), ``budget_currency`` (ISO 4217), ``budget_kind`` (total,
  per_person, per_couple, per_day,
  per_person_per_day), ``budget_relation`` (max, about, min), ``expense_category`` (of a budget), ``expense`` (as
  said), ``unpaid``, ``per`` (person, day, person_per_day);
* taste: ``interests``, ``diets``, ``without_diets``, ``cuisines``, ``accessibility``, ``avoid``, ``meal``,
  ``meal_diets``;
* day and time: ``day_number`` (from 1; negative from the end when no trip is known), ``day_numbers``,
  ``all_days``, ``date``,
  ``to_day_number``, ``to_date``, ``time`` (HH:MM), ``time_end``, ``time_relation`` (after, before, around,
  between),
  ``time_of_day`` (morning, midday, afternoon, evening, night), ``duration_minutes`` (with ``change``: a
  difference),
  ``direction`` (later/earlier/first/last);
* places: ``place``, ``stop_id`` (a stop of the trip), ``location_id`` (a place of the catalogue),
  ``category`` (kind of place),
  ``count`` (how many of it),
  ``stop_position`` (no trip known); the same with ``other_``, ``before_``, ``after_``, ``near_`` in front;
  ``event_types``; ``event_id`` (an event that was listed), ``mood`` (rainy, indoors, outdoors, kids, hidden, free),
  ``now`` (what is open at this moment);
* bookings and conflicts: ``booking_reference``, ``only_draft``, ``conflict_number``;
* people: ``email``, ``role`` (viewer, editor).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from ai.embedded.answers import answer_pending
from ai.embedded.chart import TimeUp
from ai.embedded.charting import Limits, build_chart, empty_chart
from ai.embedded.clauses import split_clauses
from ai.embedded.follow_up import follow_up
from ai.embedded.going_on import named_first, praised_first
from ai.embedded.grammar import Env
from ai.embedded.language import Language, load_language
from ai.embedded.mentions import Mentions
from ai.embedded.parts import PartReader
from ai.embedded.reading import read
from ai.embedded.resembling import recogniser_of
from ai.embedded.several import each_of
from ai.embedded.text import tokenise
from ai.embedded.that_search import for_that_day
from ai.embedded.types import Context, Question, Span, Understanding
from ai.embedded.typos import correct
from ai.embedded.world import town_called

# Seconds that one message may take; what is left of 200 ms is for finding that out and for the answer.
TIME_LIMIT = 0.15
# Seconds of processor time that a message gets in any case, so that neither a busy machine nor a pause of the
# garbage collector turns an ordinary message (4 ms, 18 at most) away.
LEAST_WORK = 0.17
MOST_CHARACTERS = 4_000
# Readings of a word of praise or assent, which may only lead up to a request; how long one is, and what ends it.
PRAISE = ("accept", "confirm", "deny")
MOST_PRAISE = 3
PRAISE_ENDS = (",", "!", ".", "-", "–", ";")
MOST_TOKENS = 256
# Of a message that is hardly words, this much is read.
TOKENS_OF_NOISE = 60


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Keep the collector out of the block: in a large process a full collection takes longer than a message may."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def understand(text: str, context: Context) -> Understanding:
    """Read one message.

    Args:
        text: what the traveller wrote; anything at all.
        context: what is known before it.

    Returns:
        The reading. Its question is set when the confidence is below the threshold, when a needed slot is
        missing, or when words have several readings; then nothing should be done before it is answered.

    Raises:
        UnknownLanguage: when the context's language has no folder. No text raises.
    """
    language = load_language(context.language)
    _make_ready(language.code)
    started = time.perf_counter()
    limits = Limits(started + TIME_LIMIT, time.thread_time() + LEAST_WORK)
    try:
        with _without_garbage_collection():
            understanding = _understand(text, context, language, limits)
    except TimeUp:
        understanding = Understanding("unknown", question=Question(language.say("ask_too_long")))
    return replace(understanding, milliseconds=(time.perf_counter() - started) * 1000)


@cache
def _make_ready(code: str) -> None:
    """Read what is read once in a process (what was learnt, the world's towns): no part of a message's time."""
    recogniser_of(code)
    town_called("Tripos")


def _understand(text: str, context: Context, language: Language, limits: Limits) -> Understanding:
    shown = text[:MOST_CHARACTERS]
    tokens = tokenise(shown, language.settings["clitics"], MOST_TOKENS)
    if not tokens:
        return Understanding("unknown", question=Question(language.say("ask_empty")))
    words = sum(token.is_word or token.number is not None for token in tokens)
    if len(tokens) > TOKENS_OF_NOISE and words * 3 < len(tokens):
        tokens = tokens[:TOKENS_OF_NOISE]
    unread = len(text) - tokens[-1].end
    corrected: tuple[tuple[str, str], ...] = ()
    env: Env | None = None
    if context.pending is not None:
        env = build_chart(shown, tokens, context, language, limits)
        answered = answer_pending(env, Mentions(env))
        if answered is not None:
            return answered
    tokens, corrected = correct(empty_chart(shown, tokens, context, language, limits), tokens)
    if corrected or env is None:
        env = build_chart(shown, tokens, context, language, limits)
    mentions = Mentions(env)
    understanding = read(env, mentions)
    followed = follow_up(env, mentions, understanding)
    if followed is not None:
        return replace(for_that_day(env, followed), corrected=corrected)
    after_praise = _after_praise(shown, env, understanding, language, limits)
    if after_praise is not None:
        return replace(for_that_day(env, after_praise), corrected=corrected)
    praised = praised_first(env, mentions) or named_first(env, mentions)
    if praised is not None:
        then, start = praised
        return _moved(_understand(shown[start:], then, language, limits), start)
    clauses = split_clauses(env, mentions, understanding)
    reader = PartReader(shown, language, limits, read, lambda rest, then: _understand(rest, then, language, limits))
    if len(clauses) > 1:
        several = reader.clauses(clauses, context) or reader.in_two(env, understanding, is_one=False)
    else:
        several = reader.in_two(env, understanding)
        understanding = for_that_day(env, understanding)
    understanding = several or each_of(env, mentions, understanding)
    if unread > 1 and text[tokens[-1].end :].strip():
        rest = language.say("rest_unread", count=unread)
        understanding = replace(understanding, not_understood=(*understanding.not_understood, rest))
    return replace(understanding, corrected=corrected)


def _moved(understanding: Understanding, by: int) -> Understanding:
    """A reading of the end of a message, with its spans where they stand in the whole."""
    spans = tuple(Span(s.slot, s.start + by, s.end + by, s.text) for s in understanding.spans)
    return replace(understanding, spans=spans, also=tuple(_moved(one, by) for one in understanding.also))


def _after_praise(
    text: str, env: Env, understanding: Understanding, language: Language, limits: Limits
) -> Understanding | None:
    """ "Great, add it on Saturday": what follows the word of praise, where that is a clear request of its own."""
    settings = language.settings
    tokens = env.chart.tokens
    is_clear = understanding.confidence >= settings["thresholds"]["clause"] and understanding.intent not in PRAISE
    if is_clear and not _begins_with_praise(env):
        return None
    ends = [at for at in range(1, min(len(tokens), MOST_PRAISE + 1)) if tokens[at].norm in PRAISE_ENDS]
    if not ends or ends[0] + 1 >= len(tokens):
        return None
    low = tokens[ends[0] + 1].start
    rest = tokenise(text[low:], settings["clitics"], MOST_TOKENS)
    if not rest:
        return None
    part = build_chart(text[low:], rest, env.context, language, limits)
    reading = read(part, Mentions(part))
    if reading.intent == "unknown" and understanding.intent in ("confirm", "accept") and env.context.found:
        chosen = follow_up(part, Mentions(part), reading)
        if chosen is not None and chosen.intent == "place_details":
            return replace(chosen, intent="add_stop")  # "all right, the second one"
    if reading.question is not None:  # "great, we'd love to go. Please add it": two sentences
        whole = _understand(text[low:], env.context, language, limits)
        reading = whole if whole.question is None and whole.intent == reading.intent else reading
    if understanding.intent == "deny" and reading.intent != "undo":
        return None  # "no, …" may refuse what follows; "no, undo that" cannot
    if understanding.intent == "accept" and reading.intent == "save_place" and reading.question is not None:
        return None  # "that's great, keep it": the draft, and no place
    if reading.intent in (*settings["small_talk"], *PRAISE, "unknown") or (
        reading.confidence < settings["thresholds"]["clause"]
    ):
        return None
    spans = tuple(Span(s.slot, s.start + low, s.end + low, s.text) for s in reading.spans)
    return replace(reading, spans=spans)


def _begins_with_praise(env: Env) -> bool:
    """Whether the message up to its first comma is praise alone ("good enough, pop it in after lunch")."""
    chart = env.chart
    end = next(
        (at for at in range(1, min(len(chart.tokens), MOST_PRAISE + 1)) if chart.tokens[at].norm in PRAISE_ENDS), 0
    )
    praise = {at for edge in chart.all(("verdict_fine", "verdict_thanks")) for at in range(edge.start, edge.end)}
    return bool(end) and set(range(end)) <= praise
