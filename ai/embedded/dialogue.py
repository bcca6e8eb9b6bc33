"""From an understood message to tool calls, and from their results to an answer.

The dialogue decides nothing about trips: it picks tools and repeats what they answered. All figures in its sentences
are copied from tool results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ai.embedded import wording
from ai.embedded.serving import INTENTS, SERVED_BY
from ai.embedded.serving.bookings import is_listed
from ai.embedded.serving.chains import chained, choose_again, not_yet_booked
from ai.embedded.steps import LISTS, SEARCHES, Call, Facts, Step, about_of, day_of, narrowed, offers_of
from ai.embedded.types import Context, Question, Understanding
from ai.embedded.understand import understand

__all__ = ["Call", "Dialogue"]

MOST_CALLS = 10
# Small talk that says nothing beside something else.
PRAISE = frozenset({"confirm", "thanks", "deny", "accept", "greeting", "goodbye"})
# After a no, "leave it as it was" says the same again.
SAID_ALREADY = frozenset({"undo", "deny", "confirm", "thanks", "goodbye"})
# What else a yes says is left open below this, where it is not clear.
UNCLEAR = 0.8
# Tools whose answer is told once, however often the message asks for it.
LOOKS = LISTS.keys() | {"place_details"}


# What a reading is about; with nothing else in it, "yes, remove it" asks for no more than the yes gave.
SAID_BY_A_YES = frozenset(
    {"remove_stop", "add_stop", "move_stop", "replace_stop", "cancel_booking", "booking_request", "save_place"}
)
OF_THE_PLACE = frozenset({"place", "stop_id", "location_id", "event_id", "day_number", "date"})


def _says_it_again(reading: Understanding) -> bool:
    is_it = any(one.kind in ("pronoun", "stop") for one in reading.assumed)
    return is_it and reading.intent in SAID_BY_A_YES and reading.slots.keys() <= OF_THE_PLACE


class Dialogue:
    """One turn: reads the message once, then answers "what next?" as results come in.

    Args:
        context: what is known before the message is read.
        tools: names of the tools that the agent may call.
    """

    def __init__(self, context: Context, tools: Sequence[str]) -> None:
        self.tools = frozenset(tools)
        self.context = replace(context, cannot=frozenset(i for i, tool in SERVED_BY.items() if tool not in self.tools))
        self.steps: list[Step] = []
        self.question: Question | None = None
        self._followed = 0
        self._heard: dict[str, Any] = {}

    def read(self, prompt: str) -> None:
        """Understand the message; at most one question comes of it."""
        if self.context.settled:
            self.steps.append(Step(Understanding("confirm", confidence=1.0), words=self.context.settled))
            prompt = self.context.unsettled
            if not prompt:
                return
        first = understand(prompt, self.context)
        readings = [first, *first.also]
        if len(readings) > 1:
            readings = [one for one in readings if one.intent not in PRAISE] or readings[:1]
        if self.context.settled:
            readings = [one for one in readings if one.intent not in SAID_ALREADY and not _says_it_again(one)]
            if readings and readings[0].question is not None and readings[0].confidence < UNCLEAR:
                self.steps.append(Step(readings[0], words=wording.left_open(prompt)))
                return
        for reading in readings:
            before = self.steps[-1] if self.steps else None
            if chained(before, reading):
                self.steps[-1] = choose_again(self.steps[-1], reading)
                continue
            later = not_yet_booked(before, reading)
            if later is not None:
                self.steps.append(later)
                continue
            if reading.question is not None and not is_listed(reading):
                self.question = reading.question
                self.steps.append(Step(reading, words=reading.question.text))
                return
            made = self._serve(Step(reading))
            for step in made:
                if (
                    step.call is not None
                    and step.call in self.calls
                    and step.call.tool in LISTS.keys() | {"place_details"}
                ):
                    continue  # "when does it start, and how much is it?": one look answers both
                if step.question is not None:
                    self.question = step.question
                self.steps.append(step)
            if self.question is not None:
                return

    def _serve(self, step: Step) -> list[Step]:
        """The steps of a reading, with a plain word where this agent has no tool for it."""
        reading = step.reading
        trip = self.context.trip
        if reading.intent == "accept" and (trip is None or not trip.is_draft):
            reading = replace(reading, intent="confirm")  # "great": there is no draft to take
        make = INTENTS.get(reading.intent)
        if make is None:
            spoken = wording.without_tool(reading, self.context)
            return [Step(reading, words="" if self.context.settled and reading.intent in PRAISE else spoken)]
        made = make(reading, self.context)
        steps = made if isinstance(made, list) else [made]
        for one in steps:
            if one.about is not None:
                self._heard["about"] = one.about.to_json()
        allowed = [one for one in steps if one.call is None or one.call.tool in self.tools][:MOST_CALLS]
        return allowed or [Step(reading, words=wording.SMALL_TALK.get(reading.intent, wording.NOT_MY_JOB))]

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in order."""
        return [step.call for step in self.steps if step.call is not None]

    @property
    def understood(self) -> tuple[dict[str, Any], ...]:
        """The readings as JSON, the one that a question is about last, with what the answer listed."""
        readings = []
        for step in self.steps:
            if step.reading not in readings:
                readings.append(step.reading)
        asked = [step.reading for step in self.steps if step.question is not None]
        for reading in asked[-1:]:
            readings = [*(one for one in readings if one != reading), reading]
        rows = [reading.to_json() for reading in readings]
        if rows:
            rows[-1] |= self._heard
            day = self._day(readings)
            if day is not None:
                rows[-1]["day"] = day
        return tuple(rows)

    def _day(self, readings: Sequence[Understanding]) -> int | None:
        """The day of the trip that was spoken of last: named, or that of a stop that was."""
        trip = self.context.trip
        for reading in reversed(readings):
            slots = reading.slots
            for name in ("to_day_number", "day_number"):
                if isinstance(slots.get(name), int):
                    return int(slots[name])
            named = {slots.get("stop_id"), slots.get("other_stop_id"), slots.get("near_stop_id")} - {None}
            days = {stop.day_number for stop in trip.stops if stop.id in named} if trip is not None else set()
            if len(days) == 1:
                return days.pop()
        return None

    def _hear(self, step: Step, facts: Facts) -> None:
        """Keep what a result listed or told of, for what is said next."""
        assert step.call is not None
        tool = step.call.tool
        listed = offers_of(tool, narrowed(facts, step.reading))
        rows = [offer.to_json() for offer in listed]
        if tool in SEARCHES:
            skipped = int(step.call.arguments.get("skip") or 0)
            if not listed and skipped:
                return  # "That is all": the list that was shown before stays
            self._heard |= {"offered": rows, "found": rows, "seen": skipped + len(rows)}
            self._heard["search"] = {"intent": step.reading.intent, "slots": step.reading.slots}
        elif listed:
            self._heard["offered"] = rows
        day = day_of(facts)
        if day is not None:
            self._heard["day"] = day
        travel = facts.get("travel")
        if isinstance(travel, Mapping) and facts.get("changes"):
            self._heard["travel"] = [travel["minutes_before"], travel["minutes_after"]]
        one = None if step.quiet else about_of(tool, facts)
        if one is not None:
            self._heard["about"] = one.to_json()

    def next_call(self, results: Sequence[Facts]) -> Call | None:
        """The call after those that have been answered, or None when it is time to speak."""
        self._follow(results)
        calls = self.calls
        return calls[len(results)] if len(results) < min(len(calls), MOST_CALLS) else None

    def _follow(self, results: Sequence[Facts]) -> None:
        """Let each new result bring the step that follows from it."""
        while self._followed < len(results):
            at = [index for index, step in enumerate(self.steps) if step.call is not None][self._followed]
            step, facts = self.steps[at], results[self._followed]
            self._followed += 1
            assert step.call is not None
            self._hear(step, facts)
            more = step.then(facts) if step.then is not None else wording.which_of(step, facts)
            if more is None:
                self.steps[at] = replace(step, quiet=False)
                continue
            if more.call is not None and more.call.tool not in self.tools:
                more = replace(more, call=None, words=wording.NOT_MY_JOB)
            self.steps.insert(at + 1, more)
            if more.about is not None:
                self._heard["about"] = more.about.to_json()
            if more.found:
                rows = [offer.to_json() for offer in more.found]
                planned = all(offer.kind == "stop" for offer in more.found)
                self._heard |= {"offered": rows} if planned else {"offered": rows, "found": rows}
            if more.question is not None:
                self.question = more.question

    def answer(self, results: Sequence[Facts]) -> str:
        """The answer in Markdown, from the results of all calls in order."""
        self._follow(results)
        parts: list[str] = []
        left = list(results)
        for step in self.steps:
            if step.call is None:
                parts.append(step.words)
                continue
            facts = left.pop(0) if left else {"ok": False, "message": wording.NO_RESULT}
            if step.quiet:
                continue
            parts.append(wording.tell(step.call.tool, facts, step.reading))
        return "\n\n".join(part for part in dict.fromkeys(parts) if part)
