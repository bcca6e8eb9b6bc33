"""What serves one request of a message: a call of a tool, or words, or a question; and what follows from the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ai.embedded.types import Context, Offer, Question, Understanding

Facts = Mapping[str, Any]
MOST_OFFERED = 8


@dataclass(frozen=True)
class Call:
    """A tool to call, with its arguments."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step of the answer.

    Attributes:
        reading: the request that it serves.
        call: the tool to call; without it ``words`` are the answer.
        words: said instead of a result.
        question: asked with the words; its answer completes the reading.
        then: makes the next step from the call's result, or None when the result is all.
        quiet: the result is not told, because what follows tells it.
    """

    reading: Understanding
    call: Call | None = None
    words: str = ""
    question: Question | None = None
    then: Callable[[Facts], Step | None] | None = None
    quiet: bool = False


Serve = Callable[[Understanding, Context], "Step | list[Step]"]


def slots_as(reading: Understanding, **names: str) -> dict[str, Any]:
    """The reading's slots under the tool's argument names; what was not said is left out."""
    return {argument: reading.slots[slot] for slot, argument in names.items() if reading.slots.get(slot) is not None}


def simply(tool: str) -> Serve:
    """Serve by a tool without arguments."""
    return lambda reading, context: Step(reading, Call(tool))


def asking(reading: Understanding, question: Question) -> Step:
    """A step that asks; the reading keeps what is known so far."""
    return Step(replace(reading, question=question), words=question.text, question=question)


# The list of each looking tool's answer, and what its entries are.
LISTS = {
    "find_events": ("events", "event"),
    "find_nearby": ("places", "place"),
    "find_food": ("places", "place"),
    "search_places": ("places", "place"),
    "list_bookings": ("bookings", "stop"),
    "list_conflicts": ("conflicts", "conflict"),
}


def offers_of(tool: str, facts: Facts) -> tuple[Offer, ...]:
    """What a result listed, in its order."""
    if not facts.get("ok", True):
        return ()
    if tool == "place_details" and facts.get("id") and facts.get("name"):
        return (Offer(str(facts["id"]), str(facts["name"]), "place"),)
    name, kind = LISTS.get(tool, ("", ""))
    found = []
    for row in facts.get(name) or ():
        key = row.get("id") or row.get("key") or row.get("stop_id") or row.get("number")
        label = row.get("name") or row.get("stop") or row.get("title") or row.get("message")
        if key and label:
            found.append(Offer(str(key), str(label), kind))
    return tuple(found[:MOST_OFFERED])


# Hours in which an event is one of a part of the day: [from, to), past midnight counted on.
PARTS_OF_DAY = {"morning": (5, 12), "midday": (11, 14), "afternoon": (12, 18), "evening": (17, 24), "night": (19, 29)}


def narrowed(facts: Facts, reading: Understanding) -> Facts:
    """Events of the part of the day that was asked for; all of them where there is none in it."""
    hours = PARTS_OF_DAY.get(str(reading.slots.get("time_of_day")))
    if hours is None or not facts.get("events"):
        return facts
    kept = [row for row in facts["events"] if row.get("start") and hours[0] <= int(row["start"][:2]) < hours[1]]
    return {**facts, "events": kept, "only_in_the": reading.slots["time_of_day"]} if kept else facts
