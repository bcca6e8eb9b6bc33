"""Reading the parts of a message as requests of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ai.embedded.chart import TimeUp
from ai.embedded.charting import Limits, build_chart, empty_chart
from ai.embedded.circumstances import another, of_the_kind_told, told_before, told_of
from ai.embedded.clauses import WHOLE, Clause, joints
from ai.embedded.grammar import Env
from ai.embedded.joined import (
    MERGED,
    NEAR,
    OF_A_DAYS_ORDER,
    SEARCHED,
    TOLD_TWICE,
    asks_of_the_way,
    at_that_time,
    held_for,
    is_of_one,
    is_same_addition,
    of_what_is_found,
    on_its_day,
    orders_that_day,
    recommended,
    says_only_when,
)
from ai.embedded.language import Language
from ai.embedded.mentions import Mentions
from ai.embedded.several import OF_EACH, each_of
from ai.embedded.text import tokenise
from ai.embedded.that_search import for_that_day
from ai.embedded.types import Context, Last, PlaceMatch, Span, Understanding
from ai.embedded.typos import correct

MOST_TOKENS = 256
# How sure both halves have to be where no verb of a request tells that there are two.
SURE = 0.78
# And where a half names nothing: no day, no place, no amount.
CERTAIN = 0.93
MOST_JOINTS = 5
# A half of fewer words is hardly a request.
LEAST_WORDS = 2
# Requests that stand beside another one in one sentence; the first may be but a reason for the second.
BESIDE = OF_EACH | {
    "add_stop",
    "replace_stop",
    "swap_stops",
    "clear_day",
    "start_later",
    "start_earlier",
    "finish_earlier",
    "finish_later",
    "set_pace",
    "change_party",
    "change_dates",
    "change_budget",
    "extend_trip",
    "shorten_trip",
    "optimise_day",
    "optimise_trip",
    "find_conflicts",
    "fix_conflicts",
    "record_expense",
    "booking_request",
    "save_place",
    "find_food",
    "find_events",
    "find_lodging",
    "booking_status",
    "suggest",
    "undo",
    "show_plan",
    "what_changed",
    "budget_left",
    "spent",
    "invite",
}
# Words before one that says how a day seems.
MOST_BEFORE_SEEMS = 4
# Below this a sentence without a verb of a request is the background of the next one.
BACKGROUND = 0.9
# What is told to be kept is kept, whatever follows.
TOLD_TO_BE_KEPT = frozenset(
    {"remember_preference", "forget_preference", "record_expense", "booking_confirmed", "cancel_booking"}
)
# Of which two sentences tell one.
LENGTHS = ("extend_trip", "shorten_trip")
OF_SUGGESTIONS = frozenset({"cheaper", "set_pace", "optimise_day", "optimise_trip", "fix_conflicts", "find_places"})
# What makes a day less full.
THINNING = frozenset({"remove_stop", "shorten_stop", "clear_day"})
# Told as a reason: "X is closed that week, so it has to go".
REASONS = frozenset({"is_open", "place_details", "weather", "price_of", "unknown"})


@dataclass(frozen=True, slots=True)
class PartReader:
    """Reads parts of one message.

    Args:
        read: reads a chart as one request.
        again: reads a text as a message.
    """

    text: str
    language: Language
    limits: Limits
    read: Callable[[Env, Mentions], Understanding]
    again: Callable[[str, Context], Understanding]

    def clauses(self, clauses: list[Clause], context: Context) -> Understanding | None:
        """Each clause by itself; None unless they are all clear, different requests."""
        readings: list[Understanding] = []
        dropped = False
        told: Understanding | None = None
        held: Understanding | None = None
        threshold = self.language.settings["thresholds"]["clause"]
        for at, (low, high, verb) in enumerate(clauses):
            reading = self.part(low, high, context, verb)
            if reading is None or reading.intent in self.language.settings["small_talk"]:
                continue
            if (readings or at + 1 < len(clauses)) and self._is_background(low, high, reading, context):
                # "I'd rather go to the poetry than to Savoy. Please remove the dinner."
                dropped = True
                held = held_for(reading, self._told(low, high, reading, context))
                if not {"stop_id", "location_id"} & reading.slots.keys():  # "a free hour" is no place
                    bare = {key: value for key, value in reading.slots.items() if key != "place"}
                    reading = replace(reading, slots=bare)
                heard = self._told(low, high, reading, context)
                is_known = heard.slots.pop("visited", False)  # "we have been to the Ateneum": it is not spoken of again
                if not is_known and reading.intent not in self.language.settings["searches"]:
                    after = self._after(reading, context)
                    context = replace(context, last_places=after.last_places, last_date=after.last_date)
                told = heard if at == 0 and heard.slots else told
                if heard.slots.get("day_number"):
                    context = replace(context, day=heard.slots["day_number"])  # "our first stop" is then that day's
                if heard.slots.get("near_place") and not heard.slots.get("beside"):
                    context = replace(context, last_places=(as_match(heard, "near_"), *context.last_places))
                continue
            if reading.intent in context.cannot:
                dropped = True
                heard = self._told(low, high, reading, context)
                told = heard if at == 0 and heard.slots else told
                continue  # said as a reason: "we don't want to spend 220 euros. What else is there?"
            if readings and asks_of_the_way(readings[-1], reading):
                continue
            instead = self._another(clauses, at, readings, reading, context)
            if instead is not None:
                readings, dropped = [instead], True
                continue
            if held is not None and not readings and says_only_when(held, reading):
                readings.append(held)  # "We want to try Finnish cooking. What do you recommend for Friday?"
            if readings and says_only_when(readings[-1], reading):
                told_now = self._told(low, high, reading, context)
                before = self._near_there(clauses[at - 1], clauses[at], readings.pop(), context)
                readings.append(at_that_time(before, reading, told_now))
                continue
            is_told = [one.intent for one in readings[-1:]] == ["remember_preference"]
            unclear = is_told or (bool(readings) and reading.confidence < threshold)
            if at + 1 == len(clauses) and (unclear or (dropped and not readings)):
                # After what only tells something, the rest is read as a message of its own.
                whole = self.again(self.text[low:high], replace(context, pending=None))
                reading = replace(_moved(whole, low, low), also=tuple(_moved(one, low, low) for one in whole.also))
            if reading.confidence < threshold or reading.intent in ("unknown", "plan_trip"):
                return None
            if readings and orders_that_day(readings[-1], reading):
                told = readings.pop()
            elif self._only_tells(low, high, reading):
                told = reading  # "Saturday seems a bit short. Could you …?"
                continue
            if told is not None:
                reading = of_the_kind_told(told, told_before(told, reading), context, self.language)
            if (
                readings
                and readings[-1].intent in LENGTHS
                and reading.intent in (*LENGTHS, "plan_trip", "change_dates")
            ):
                continue  # "We can stay a day longer. Please change it so that it ends on Monday": said twice
            if readings and reading.intent == "suggest" and readings[-1].intent in OF_SUGGESTIONS:
                dropped = True
                continue  # "We have to save 80 euros. What do you suggest?": that is what is asked
            if readings and is_same_addition(readings[-1], reading):
                before = readings.pop()
                kept = {key: value for key, value in before.slots.items() if not key.startswith(("after_", "before_"))}
                reading = replace(reading, slots=(kept if "time" in reading.slots else before.slots) | reading.slots)
            if readings and is_of_one(readings[-1], reading) and not reading.also:
                # "We have no dinner on Thursday yet. Can you suggest something vegetarian?": one search.
                before = readings.pop()
                spans = (*before.spans, *reading.spans)
                reading = replace(reading, slots=before.slots | reading.slots, spans=spans)
            if readings and readings[-1].intent in SEARCHED and reading.intent == "suggest":
                continue  # "We'd like to do something special on Saturday. What do you recommend?"
            if readings and self._is_why_undone(readings[-1], reading, self.text[low:high], context):
                continue
            reading = on_its_day(readings[-1], recommended(readings[-1], reading)) if readings else reading
            readings += [replace(reading, also=()), *reading.also]
            context = self._after(reading, context)
        if [one.intent in THINNING for one in readings[1:]] == [True] and readings[0].intent == "set_pace":
            del readings[0]  # "We would like more free time. Please remove the market": that is how
            dropped = True
        if len(readings) < 2 and not (
            readings
            and (
                dropped
                or readings[0].intent in ("add_stop", *LENGTHS)
                or told is not None
                or readings[0].intent in (MERGED | TOLD_TWICE)
            )
        ):
            return None
        return replace(readings[0], also=tuple(readings[1:]))

    def _is_background(self, low: int, high: int, reading: Understanding, context: Context) -> bool:
        """Whether a first sentence only tells why, before the request of the next: no question, no verb of a request,
        and not clearly a request.
        """
        text = self.text[low:high].strip()
        if not text.endswith((".", "!")) or reading.intent in TOLD_TO_BE_KEPT or (reading.question and low):
            return False
        if reading.question is not None:
            return not self._asks(text, context)
        norms = [token.norm for token in tokenise(text, self.language.settings["clitics"], MOST_TOKENS)]
        starts = [start.split() for start in self.language.settings["background_starts"]]
        tells = any(norms[: len(start)] == start for start in starts)
        tells = tells or any(" ".join(pair) in self.language.settings["excess_words"] for pair in pairwise(norms))
        return tells or (reading.confidence < BACKGROUND and not self._asks(text, context))

    def _told(self, low: int, high: int, reading: Understanding, context: Context) -> Understanding:
        """What a sentence tells of where and when, for the request that follows it."""
        text = self.text[low:high]
        tokens = tokenise(text, self.language.settings["clitics"], MOST_TOKENS)
        env = build_chart(text, tokens, context, self.language, self.limits)
        return told_of(env, Mentions(env), reading)

    def _another(
        self, clauses: list[Clause], at: int, readings: list[Understanding], reading: Understanding, context: Context
    ) -> Understanding | None:
        """ "We don't feel like the dinner place. Please suggest others nearby": another is looked for."""
        changes = [one.intent for one in readings] == ["replace_stop"] and "other_place" not in readings[0].slots
        if at != 1 or not (changes or [one.intent for one in readings] == ["remove_stop"]):
            return None
        (low, high, _), (start, end, _) = clauses[0], clauses[1]
        if not changes and self._asks(self.text[low:high].strip(), context):
            return None
        tokens = tokenise(self.text[start:end], self.language.settings["clitics"], MOST_TOKENS)
        env = build_chart(self.text[start:end], tokens, context, self.language, self.limits)
        found = another(self._told(low, high, readings[0], context), reading, env)
        return None if found is reading else found

    def _near_there(self, first: Clause, second: Clause, before: Understanding, context: Context) -> Understanding:
        """ "I need a coffee after Kiasma. What is open near there?": near what the sentence before names."""
        tokens = tokenise(self.text[second[0] : second[1]], self.language.settings["clitics"], MOST_TOKENS)
        if not {token.norm for token in tokens} & set(self.language.settings["there_words"]):
            return before
        near = self._told(first[0], first[1], before, context).slots
        return replace(before, slots={key: near[key] for key in NEAR if key in near} | before.slots)

    def _asks(self, text: str, context: Context) -> bool:
        """Whether a sentence begins with a verb of a request, or a polite beginning of one."""
        tokens = tokenise(text, self.language.settings["clitics"], MOST_TOKENS)
        while tokens[1:] and tokens[0].norm in self.language.settings["split_words"]:
            tokens = tokens[1:]
        env = build_chart(text, tokens, context, self.language, self.limits)
        settings = self.language.settings
        leads = [edge.end for edge in env.chart.starting(0, "lead")]
        return (
            any(bool(env.chart.starting(at, name)) for at in (0, *leads) for name in settings["request_verbs"])
            or tokens[0].norm in settings["request_words"]
        )

    def _is_why_undone(self, first: Understanding, second: Understanding, text: str, context: Context) -> bool:
        """ "Undo that, we stay until Saturday": the second part asks for nothing of its own."""
        return first.intent == "undo" and second.intent in LENGTHS and not self._asks(text, context)

    def _only_tells(self, low: int, high: int, reading: Understanding) -> bool:
        """Whether a clause says how a day seems, which is the reason for what is asked next."""
        words = [token.norm for token in tokenise(self.text[low:high], self.language.settings["clitics"], MOST_TOKENS)]
        seems = set(words[:MOST_BEFORE_SEEMS]) & set(self.language.settings["seeming_words"])
        return bool(seems) and reading.intent in (*OF_A_DAYS_ORDER, "cheaper") and "?" not in words

    def in_two(self, env: Env, whole: Understanding, *, is_one: bool = True) -> Understanding | None:
        """Two requests that a small word joins ("trade A for B and start that day at eleven"), or a reason and what
        follows from it; None where the message is better read as one.

        Args:
            is_one: that no verb of a request tells of a second one.
        """
        if (
            whole.intent in WHOLE
            or whole.also
            or env.context.trip is None
            or (whole.confidence >= 1 and not _left(whole))
        ):
            return None
        try:
            return self._in_two(env, whole, is_one)
        except TimeUp:
            return None  # What was read as one is at hand.

    def _in_two(self, env: Env, whole: Understanding, is_one: bool) -> Understanding | None:
        best: Understanding | None = None
        for end, start, is_reason in joints(env)[:MOST_JOINTS]:
            first = self.part(0, end, env.context)
            if (
                first is None
                or len(self.text[:end].split()) < LEAST_WORDS
                or len(self.text[start:].split()) < LEAST_WORDS
            ):
                continue
            second = of_what_is_found(first, self.part(start, len(self.text), self._after(first, env.context)))
            if second is None or not _is_request(second):
                continue
            if is_reason and (first.intent in REASONS or not _is_request(first)):
                found = told_before(self._told(0, end, first, env.context), second)
            elif self._is_why_undone(first, second, self.text[start:], env.context):
                found = first  # "undo that, we stay until Saturday" says why
            elif _is_request(first) and _differ(first, second):
                second = on_its_day(first, second)
                found = replace(first, also=(*first.also, replace(second, also=()), *second.also))
            else:
                continue
            if _lost(found) < _left(whole) + (1 if is_reason or not is_one else 0) and (
                best is None or _lost(found) < _lost(best)
            ):
                best = found
        return best

    def part(self, low: int, high: int, context: Context, verb: str = "") -> Understanding | None:
        """One part, with the verb that it shares, its spans where they stand in the whole; None for no words."""
        part = f"{verb} {self.text[low:high]}" if verb else self.text[low:high]
        moved = high - len(part)
        tokens = tokenise(part, self.language.settings["clitics"], MOST_TOKENS)
        if not tokens:
            return None
        tokens, _ = correct(empty_chart(part, tokens, context, self.language, self.limits), tokens)
        env = build_chart(part, tokens, context, self.language, self.limits)
        mentions = Mentions(env)
        reading = for_that_day(env, each_of(env, mentions, self.read(env, mentions)))
        if reading.intent == "save_place" and context.search is not None and context.last is None:
            adds = any(edge.value == "add" for edge in env.chart.starting(0, "add"))
            reading = replace(reading, intent="add_stop") if adds else reading  # "add it" is not "keep it"
        also = tuple(_moved(other, moved, low) for other in reading.also)
        return replace(_moved(reading, moved, low), also=also)

    def _after(self, reading: Understanding, context: Context) -> Context:
        """What the next part may speak of."""
        context = replace(context, last=Last(reading.intent, reading.slots))
        if reading.intent in self.language.settings["searches"]:
            # "It" in what follows is what this search finds, which only its answer tells.
            search = Last(reading.intent, reading.slots)
            context = replace(context, last_places=(), offered=(), found=(), last=None, search=search)
        day = reading.slots.get("date")
        number = reading.slots.get("day_number")
        if isinstance(day, str):
            context = replace(context, last_date=date.fromisoformat(day))
        elif context.trip is not None and isinstance(number, int) and number > 0:
            context = replace(context, last_date=context.trip.date_of(number))
        if reading.slots.get("place"):
            context = replace(context, last_places=(as_match(reading), *context.last_places))
        return context


def _is_request(reading: Understanding) -> bool:
    least = SURE if reading.slots else CERTAIN
    return reading.intent in BESIDE and reading.confidence >= least and reading.question is None


def _differ(first: Understanding, second: Understanding) -> bool:
    """Not the same request said twice; "reorder Friday so that we walk less" gives but the reason."""
    if {first.intent, second.intent} == {"optimise_day", "optimise_trip"}:
        return False
    return first.intent != second.intent or first.slots.get("place") != second.slots.get("place")


def _left(reading: Understanding) -> int:
    """Words that nothing accounts for, and what a question or a doubt is worth."""
    words = sum(len(phrase.split()) for phrase in reading.not_understood)
    return words + (3 if reading.question is not None or reading.confidence < SURE else 0)


def _lost(reading: Understanding) -> int:
    return sum(_left(one) for one in (reading, *reading.also))


def _moved(reading: Understanding, by: int, low: int) -> Understanding:
    """A reading of a part, with its spans where they stand in the whole; those of a shared verb are not in it."""
    spans = (Span(s.slot, s.start + by, s.end + by, s.text) for s in reading.spans)
    return replace(reading, spans=tuple(span for span in spans if span.start >= low))


def as_match(reading: Understanding, prefix: str = "") -> PlaceMatch:
    """The place that a reading names, as one that was spoken of."""
    slots = reading.slots
    key = slots.get(f"{prefix}stop_id") or slots.get(f"{prefix}location_id") or ""
    return PlaceMatch(key, slots[f"{prefix}place"], 1.0)
