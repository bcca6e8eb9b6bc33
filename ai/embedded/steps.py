"""What serves one request of a message: a call of a tool, or words, or a question; and what follows from the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext

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
        about: what the words tell of: "it" in the next message.
        found: what of a list the words still name, by their numbers: "the first one" in the next message.
    """

    reading: Understanding
    call: Call | None = None
    words: str = ""
    question: Question | None = None
    then: Callable[[Facts], Step | None] | None = None
    quiet: bool = False
    about: Offer | None = None
    found: tuple[Offer, ...] = ()

    def __post_init__(self) -> None:
        # Sentences of `wording` are marked there and said here, in the reader's language.
        object.__setattr__(self, "words", _said(self.words))


def _said(words: str) -> str:
    return gettext(words) if words else ""


Serve = Callable[[Understanding, Context], "Step | list[Step]"]


def slots_as(reading: Understanding, **names: str) -> dict[str, Any]:
    """The reading's slots under the tool's argument names; what was not said is left out."""
    return {argument: reading.slots[slot] for slot, argument in names.items() if reading.slots.get(slot) is not None}


def simply(tool: str) -> Serve:
    """Serve by a tool without arguments."""
    return lambda reading, context: Step(reading, Call(tool))


def asking(reading: Understanding, question: Question) -> Step:
    """A step that asks; the reading keeps what is known so far."""
    options = tuple(replace(option, label=_said(option.label)) for option in question.options)
    question = replace(question, text=_said(question.text), options=options)
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
# Those that search: what they find can be asked for again, further on ("what else is there?").
SEARCHES = frozenset({"find_events", "find_nearby", "find_food", "search_places"})
AMOUNT = re.compile(r"\d[\d ,.]*")


def offers_of(tool: str, facts: Facts) -> tuple[Offer, ...]:
    """What a result listed, in its order."""
    if not facts.get("ok", True):
        return ()
    if tool == "show_day":
        return _of_a_day(facts)
    if tool not in LISTS:
        return ()
    name, kind = LISTS[tool]
    found = []
    for row in facts.get(name) or ():
        key = row.get("id") or row.get("key") or row.get("stop_id") or row.get("number")
        label = row.get("name") or row.get("stop") or row.get("title") or row.get("message")
        if key and label:
            found.append(Offer(str(key), str(label), kind, _traits(row)))
    return tuple(found[:MOST_OFFERED])


def about_of(tool: str, facts: Facts) -> Offer | None:
    """The one place or event that a result tells of, or that an edit puts into the plan."""
    if tool == "place_details" and facts.get("ok", True) and facts.get("id") and facts.get("name"):
        return Offer(str(facts["id"]), str(facts["name"]), "place")
    added = list(facts.get("added") or ())
    if len(added) == 1 and facts.get("ok", True):
        return Offer(str(added[0]["key"]), str(added[0]["name"]), "place")
    return None


def day_of(facts: Facts) -> int | None:
    """The number of the day on which an edit put something."""
    added = {str(one["key"]) for one in facts.get("added") or ()}
    days = facts.get("days")
    for day in days if added and isinstance(days, Sequence) else ():
        if any(str(stop["key"]) in added for stop in day["stops"]):
            return int(day["number"])
    return None


def _of_a_day(facts: Facts) -> tuple[Offer, ...]:
    """The stops of the one day that was shown; of several days none is "the second"."""
    days = list(facts.get("days") or ())
    if len(days) != 1:
        return ()
    stops = [Offer(str(row["key"]), str(row["name"]), "stop", _traits(row)) for row in days[0]["stops"]]
    return tuple(stops)


def _traits(row: Facts) -> dict[str, Any]:
    """What of a row "the cheapest one" and the like choose by; what is not known is left out."""
    words = [row.get("kind"), *(row.get("cuisine") or ()), *(row.get("diets") or ())]
    start = f"{row.get('date') or ''}T{row['start']}" if row.get("start") else None
    traits = {
        "price": _amount(row.get("price_each") or row.get("price") or row.get("cost")),
        "metres": row.get("metres"),
        "start": start,
        "minutes": row.get("minutes"),
        "words": [str(word).lower().replace(" ", "_") for word in words if word],
    }
    return {name: value for name, value in traits.items() if value not in (None, [])}


def _amount(words: Any) -> str | None:
    """The sum in the words of a cost: "€12.50 (estimated)" is 12.50, "free" nothing, "cost unknown" is not known."""
    if not isinstance(words, str):
        return None
    if words.startswith(("free", gettext("free"))):
        return "0"
    found = AMOUNT.search(words)
    return found.group().replace(" ", "").replace(",", "").rstrip(".") if found else None


# Hours in which an event is one of a part of the day: [from, to), past midnight counted on.
PARTS_OF_DAY = {"morning": (5, 12), "midday": (11, 14), "afternoon": (12, 18), "evening": (17, 24), "night": (19, 29)}


def _is_about(row: Facts, at: str) -> bool:
    """Whether an event begins within an hour of a time."""
    if not row.get("start"):
        return False
    begins, wanted = (int(one[:2]) * 60 + int(one[3:5]) for one in (str(row["start"]), at))
    return abs(begins - wanted) <= 60


def _bookings_of(facts: Facts, reading: Understanding) -> Facts:
    """The bookings of the day, and in the states, that were asked for."""
    day, states = reading.slots.get("day_number"), reading.slots.get("states")
    if reading.intent != "booking_status" or not (day or states):
        return facts
    kept = [
        row
        for row in facts["bookings"]
        if (not day or row.get("day_number") == day) and (not states or row["state"] in states)
    ]
    still = sum(row["state"] in ("needed", "unclear") for row in kept)
    return {**facts, "bookings": kept, "how_many": len(kept), "still_to_do": still, "only": states or ["any"]}


def narrowed(facts: Facts, reading: Understanding) -> Facts:
    """Events of the part of the day, or about the hour, that was asked for; all of them where there is none then.
    Bookings of that day and state; places that are not in the plan where these were asked for.
    """
    planned = reading.slots.get("planned_already") or ()
    if planned and facts.get("places"):
        kept = [row for row in facts["places"] if str(row.get("id")) not in planned]
        return {**facts, "places": kept} if kept else {**facts, "all_planned": True}
    if facts.get("bookings"):
        return _bookings_of(facts, reading)
    at = str(reading.slots.get("time") or "")
    if at and facts.get("events"):
        near = [row for row in facts["events"] if _is_about(row, at)]
        return {**facts, "events": near} if near else facts
    hours = PARTS_OF_DAY.get(str(reading.slots.get("time_of_day")))
    if hours is None or not facts.get("events"):
        return facts
    kept = [row for row in facts["events"] if row.get("start") and hours[0] <= int(row["start"][:2]) < hours[1]]
    return {**facts, "events": kept, "only_in_the": reading.slots["time_of_day"]} if kept else facts
