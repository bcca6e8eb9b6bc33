"""What goes into a reading of a traveller's message, and what comes out.

Everything here is plain data: no Django, no database. ``Understanding.slots`` holds JSON-ready values only
(strings,
whole numbers, lists, dicts); dates are ISO 8601, money is a decimal written as a string.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """One answer of a place look-up. ``score`` is 0..1, where 1 is the same name."""

    id: str
    name: str
    score: float


class PlaceLookup(Protocol):
    """Finds places by an approximate name."""

    def match(self, text: str, limit: int = 5) -> Sequence[PlaceMatch]:
        """Return at most ``limit`` places whose name is like ``text``, best first."""
        ...

    def has_word(self, norm: str) -> bool:
        """Whether some name has the (folded) word."""
        ...


@dataclass(frozen=True, slots=True)
class City:
    """A city of the catalogue. ``country`` is ISO 3166-1 alpha-2, ``aliases`` are other names and spellings."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """One item of the trip, in the order of its day (``position`` counts from 1 within the day)."""

    id: str
    name: str
    day_number: int
    position: int
    kind: str = ""
    start: time | None = None
    end: time | None = None
    is_locked: bool = False
    aliases: tuple[str, ...] = ()
    cost: Decimal | None = None
    place_id: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """What the stop may be kept as: its id, its name, the id of its place in the catalogue."""
        return frozenset({self.id, self.name, self.place_id} - {""})


@dataclass(frozen=True, slots=True)
class TripSnapshot:
    """The trip as it is now. ``start_date`` and ``end_date`` are inclusive; ``budget`` is in ``currency``."""

    id: str
    start_date: date
    end_date: date
    destination: str = ""
    currency: str = ""
    title: str = ""
    stops: tuple[Stop, ...] = ()
    budget: Decimal | None = None
    is_draft: bool = False
    adults: int = 1
    children: tuple[int, ...] = ()
    # Costs noted for what is no stop: the key and what they were called.
    entries: tuple[tuple[str, str], ...] = ()

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end_date - self.start_date).days + 1

    def date_of(self, day_number: int) -> date:
        """Date of a day that counts from 1."""
        return self.start_date + timedelta(days=day_number - 1)

    def day_of(self, day: date) -> int | None:
        """Number of the day on a date, or None outside the trip."""
        number = (day - self.start_date).days + 1
        return number if 1 <= number <= self.days else None

    def stops_on(self, day_number: int | None) -> tuple[Stop, ...]:
        """Stops of one day (of all days for None), in order."""
        chosen = [stop for stop in self.stops if day_number is None or stop.day_number == day_number]
        return tuple(sorted(chosen, key=lambda stop: (stop.day_number, stop.position)))


@dataclass(frozen=True, slots=True)
class Option:
    """A button of a question: what it shows, and the slots that it fills when pressed (or its name is typed)."""

    label: str
    slots: dict[str, Any] = field(default_factory=dict)
    intent: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the option as JSON-ready data."""
        data: dict[str, Any] = {"label": self.label, "slots": self.slots}
        if self.intent:
            data["intent"] = self.intent
        return data


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the traveller. ``slot`` names what is missing; ``options`` may be empty (free answer)."""

    text: str
    slot: str = ""
    options: tuple[Option, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the question as JSON-ready data."""
        return {
            "text": self.text,
            "slot": self.slot,
            "options": [option.to_json() for option in self.options],
        }


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that was asked in the turn before, with what had been understood until then.

    Give it back in ``Context.pending``: a short answer ("the first one", "day 2", "Helsinki") then completes
    the
    earlier intent instead of starting a new one.
    """

    intent: str
    slots: dict[str, Any]
    question: Question


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that the last answer listed, in its order: what "the second one" and "that one" mean next.

    ``kind`` is place, event, stop, conflict or saving. ``traits`` is what the answer told of it that "the cheapest
    one" and "the Italian one" choose by: ``price`` (a decimal as string), ``metres``, ``minutes``, ``start`` (sorts by
    time), ``words``.
    """

    id: str
    name: str
    kind: str = "place"
    traits: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the offer as JSON-ready data."""
        return {"id": self.id, "name": self.name, "kind": self.kind, **({"traits": self.traits} if self.traits else {})}


@dataclass(frozen=True, slots=True)
class Last:
    """The last request, which "and on Sunday?" repeats with another day."""

    intent: str
    slots: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before the message is read.

    Args:
        agent: one of the seven agent types; tips the balance between equally likely intents.
        today: the traveller's date. ``now`` (aware) only serves "now", "tonight" and "in two hours".
        locale: language with optional territory ("en", "en_GB", "en_US"): decides how 5/6 is read.
        currency: ISO 4217 of the traveller, for "$", "kr" and amounts without a currency.
        cities: the catalogue's cities. ``places``: look-up of the catalogue's places.
        pending: the question asked in the turn before. ``last_places``: names last spoken of, newest first.
        last_date: the date last spoken of, anchor of "the Friday after".
        last: the request before. ``offered``: what was listed last. ``waiting``: what waits for the
            traveller's approval, each as a line.
        search: the search whose answer listed places or events last, ``found`` what it listed, ``seen`` how many of
            its answers were shown so far ("what else is there?").
        day: number of the trip's day last spoken of: whose lunch "lunch" is, where each day has one.
        edited: the last request that changed a day or the trip ("the same for Sunday").
        plan: the trip that is being described in this conversation, as far as it was.
        written: the booking request that was written last. ``paid``: what was paid last.
        travel: minutes under way before and after the last change of the order that told them.
        settled: what became of the yes or no that the message began with; ``unsettled``: its other words.
        cannot: intents that the agent has no tool for.
    """

    today: date
    agent: str = "general_concierge"
    now: datetime | None = None
    time_zone: str = "UTC"
    language: str = "en"
    locale: str = ""
    currency: str = "EUR"
    trip: TripSnapshot | None = None
    cities: tuple[City, ...] = ()
    places: PlaceLookup | None = None
    pending: Pending | None = None
    last_places: tuple[PlaceMatch, ...] = ()
    last_date: date | None = None
    last: Last | None = None
    offered: tuple[Offer, ...] = ()
    search: Last | None = None
    found: tuple[Offer, ...] = ()
    seen: int = 0
    day: int | None = None
    edited: Last | None = None
    plan: Last | None = None
    written: Last | None = None
    paid: Last | None = None
    settled: str = ""
    unsettled: str = ""
    waiting: tuple[str, ...] = ()
    travel: tuple[int, int] | None = None
    cannot: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the message a slot was read: ``text[start:end]``."""

    slot: str
    start: int
    end: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """Return the span as JSON-ready data."""
        return {"slot": self.slot, "start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that was not said but taken to be so, to be said aloud. ``kind`` is stable, ``text`` is for people."""

    kind: str
    value: str
    text: str

    def to_json(self) -> dict[str, str]:
        """Return the assumption as JSON-ready data."""
        return {"kind": self.kind, "value": self.value, "text": self.text}


@dataclass(frozen=True, slots=True)
class Understanding:
    """The reading of one message.

    ``confidence`` is 0..1; below the threshold ``question`` is set and nothing should be done before it is
    answered.
    ``question`` may also be set at a high confidence, when one slot is ambiguous. ``also`` holds further
    requests of
    the same message, in order. ``not_understood`` lists leftover phrases, to be said to the traveller.
    """

    intent: str
    slots: dict[str, Any] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    confidence: float = 0.0
    question: Question | None = None
    not_understood: tuple[str, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    also: tuple[Understanding, ...] = ()
    milliseconds: float = 0.0

    def with_question(self, question: Question) -> Understanding:
        """Return the same reading with another question."""
        return replace(self, question=question)

    def to_json(self) -> dict[str, Any]:
        """Return the reading as JSON-ready data."""
        return {
            "intent": self.intent,
            "slots": self.slots,
            "spans": [span.to_json() for span in self.spans],
            "confidence": round(self.confidence, 3),
            "question": self.question.to_json() if self.question else None,
            "not_understood": list(self.not_understood),
            "assumed": [assumption.to_json() for assumption in self.assumed],
            "corrected": [list(pair) for pair in self.corrected],
            "also": [other.to_json() for other in self.also],
            "milliseconds": round(self.milliseconds, 1),
        }
