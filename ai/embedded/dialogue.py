"""From an understood message to tool calls, and from their results to an answer.

The dialogue decides nothing about trips: it picks tools and repeats what they answered. All figures in its sentences
are copied from tool results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ai.embedded import wording
from ai.embedded.types import Context, Question, Understanding
from ai.embedded.understand import understand

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """A tool to call, with its arguments."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One request of the message: the reading, and the call that serves it or the words that answer it."""

    reading: Understanding
    call: Call | None = None
    words: str = ""


def _slots(reading: Understanding, **names: str) -> dict[str, Any]:
    """The reading's slots under the tool's argument names; what was not said is left out."""
    return {argument: reading.slots[slot] for slot, argument in names.items() if reading.slots.get(slot) is not None}


BUDGET_KINDS = ("total", "per_person", "per_day", "per_person_per_day")


def _plan(reading: Understanding, context: Context) -> Step:
    slots = reading.slots
    children = slots.get("children") or []
    arguments = _slots(
        reading,
        start_date="start_date",
        end_date="end_date",
        budget_amount="budget_amount",
        budget_currency="budget_currency",
        interests="interests",
        diets="diets",
        meal_diets="meal_diets",
        cuisines="cuisines",
        accessibility="accessibility",
        pace="pace",
        avoid="avoid",
        must_sees="must_sees",
    )
    arguments["destination"] = slots.get("destination") or (context.cities[0].name if len(context.cities) == 1 else "")
    arguments["adults"] = max(1, int(slots.get("party_size") or 1) - len(children))
    if children:
        arguments["children_ages"] = children
    if "budget_amount" in arguments:
        kind = slots.get("budget_kind")
        arguments["budget_kind"] = kind if kind in BUDGET_KINDS else "total"
    if isinstance(slots.get("lodging"), str):
        arguments["lodging_area"] = slots["lodging"]
    if reading.not_understood:
        arguments["other_wishes"] = list(reading.not_understood)
    return Step(reading, Call("plan_trip", arguments))


def _longer(reading: Understanding, context: Context) -> Step:
    now = context.trip.days if context.trip else 0
    wanted = int(reading.slots.get("days") or 0)
    if not wanted:
        wanted = now + int(reading.slots.get("extra_days") or 1)
    return Step(reading, Call("make_longer", {"days": wanted}))


def _stop(reading: Understanding) -> str:
    return str(reading.slots.get("stop_id") or reading.slots.get("place") or "")


def _move(reading: Understanding, context: Context) -> Step:
    day = reading.slots.get("to_day_number") or reading.slots.get("day_number")
    if day is None:
        return Step(reading, words=wording.WHICH_DAY)
    return Step(reading, Call("move_stop", {"stop": _stop(reading), "day_number": day}))


def _add(reading: Understanding, context: Context) -> Step:
    wanted = reading.slots.get("location_id") or reading.slots.get("place") or reading.slots.get("category")
    if not wanted:
        return Step(reading, words=wording.WHAT_TO_ADD)
    return Step(reading, Call("add_stop", {"wanted": str(wanted), **_slots(reading, day_number="day_number")}))


def _later(reading: Understanding, context: Context) -> Step:
    arguments = _slots(reading, time="at", duration_minutes="minutes", day_number="day_number")
    return Step(reading, Call("start_later", arguments))


def _food(reading: Understanding, context: Context) -> Step:
    arguments = _slots(
        reading, diets="diets", cuisines="cuisines", day_number="day_number", near_place="near", meal="meal"
    )
    return Step(reading, Call("find_food", arguments))


def _near(reading: Understanding, context: Context) -> Step:
    around = reading.slots.get("near_location_id") or reading.slots.get("near_place") or reading.slots.get("place")
    if not around:
        return Step(reading, words=wording.NEAR_WHAT)
    return Step(reading, Call("find_nearby", {"place": str(around), **_slots(reading, category="kind")}))


def _open(reading: Understanding, context: Context) -> Step:
    place = reading.slots.get("location_id") or reading.slots.get("place")
    if not place:
        return Step(reading, words=wording.WHICH_PLACE)
    return Step(reading, Call("is_open", {"place": str(place), **_slots(reading, date="on", time="at")}))


def _places(reading: Understanding, context: Context) -> Step:
    words = (
        reading.slots.get("place") or reading.slots.get("category") or " ".join(reading.slots.get("interests") or ())
    )
    if not words:
        return Step(reading, words=wording.WHICH_PLACE)
    return Step(reading, Call("search_places", {"words": str(words), **_slots(reading, destination="city")}))


def _remove(reading: Understanding, context: Context) -> Step:
    return Step(reading, Call("remove_stop", {"stop": _stop(reading)}))


def _simply(tool: str) -> Callable[[Understanding, Context], Step]:
    return lambda reading, context: Step(reading, Call(tool))


INTENTS: dict[str, Callable[[Understanding, Context], Step]] = {
    "plan_trip": _plan,
    "extend_trip": _longer,
    "start_later": _later,
    "add_stop": _add,
    "move_stop": _move,
    "remove_stop": _remove,
    "nearby": _near,
    "find_food": _food,
    "find_places": _places,
    "is_open": _open,
    "budget_left": _simply("budget_summary"),
    "spent": _simply("budget_summary"),
    "undo": _simply("undo_last"),
    "accept": _simply("accept_trip"),
}


class Dialogue:
    """One turn: reads the message once, then answers "what next?" as results come in.

    Args:
        context: what is known before the message is read.
        tools: names of the tools that the agent may call.
    """

    def __init__(self, context: Context, tools: Sequence[str]) -> None:
        self.context = context
        self.tools = frozenset(tools)
        self.steps: list[Step] = []
        self.question: Question | None = None

    def read(self, prompt: str) -> None:
        """Understand the message; at most one question comes of it."""
        first = understand(prompt, self.context)
        for reading in (first, *first.also):
            if reading.question is not None:
                self.question = reading.question
                self.steps.append(Step(reading, words=reading.question.text))
                return
            self.steps.append(self._step(reading))

    def _step(self, reading: Understanding) -> Step:
        make = INTENTS.get(reading.intent)
        if make is None:
            return Step(reading, words=wording.SMALL_TALK.get(reading.intent) or wording.cannot(reading, self.context))
        step = make(reading, self.context)
        if step.call is not None and step.call.tool not in self.tools:
            return Step(reading, words=wording.NOT_MY_JOB)
        return step

    @property
    def calls(self) -> list[Call]:
        return [step.call for step in self.steps if step.call is not None]

    def next_call(self, done: int) -> Call | None:
        """The call after ``done`` calls have been answered, or None when it is time to speak."""
        calls = self.calls
        return calls[done] if done < len(calls) else None

    def answer(self, results: Sequence[Facts]) -> str:
        """The answer in Markdown, from the results of all calls in order."""
        parts: list[str] = []
        left = list(results)
        for step in self.steps:
            if step.call is None:
                parts.append(step.words)
                continue
            facts = left.pop(0) if left else {"ok": False, "message": wording.NO_RESULT}
            parts.append(wording.tell(step.call.tool, facts, step.reading))
        return "\n\n".join(part for part in parts if part)
