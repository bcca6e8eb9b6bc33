"""Sentences with what they speak of kept apart, so that they can be said in another language later.

    title = say("Move {stop} to {time}", stop=item.title, time=Clock(starts))
    title            # "Move Kiasma to 14:30": English, a str like any other
    title.record()   # {"say": "Move {stop} to {time}", "with": {"stop": "Kiasma", "time": {"clock": "14:30"}}}
    said_of(title.record()).by(language)

Pure: who renders a page brings the language (`trips.sentences`). Sentences are literals in the calls of `say` and
`say_many`, and words in those of `word`, where `manage.py makemessages` finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from trips.planning.money import Money

_PLACE = re.compile(r"\{(\w+)\}")
_DEPTH = 8  # how deep sentences may lie in each other where they are read back: ours have three levels


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as clocks show it where it happens."""

    at: time

    @classmethod
    def of(cls, moment: datetime) -> Clock:
        """The time of an aware moment in its own zone."""
        return cls(moment.time().replace(second=0, microsecond=0))


@dataclass(frozen=True, slots=True)
class Weekday:
    """The name of a day's weekday."""

    on: date


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its weekday, or without; with its year where that is not plain."""

    on: date
    year: bool = False
    weekday: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """A number with so many decimals; None: as many as it has."""

    value: float
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """Several names in a row."""

    all: tuple[Any, ...]


Part = Any
"""What a sentence speaks of: a name (str), an int, a `Said`, or one of the classes above, or Money."""


class Language(Protocol):
    """How sentences and what they speak of are said in one language."""

    def sentence(self, english: str) -> str:
        """A sentence, its places still named."""

    def counted(self, one: str, many: str, count: int) -> str:
        """A sentence that depends on a number."""

    def part(self, value: Part) -> str:
        """A number, a time, a day or an amount."""


class English:
    """The language that sentences are written in."""

    def sentence(self, english: str) -> str:
        """As it is."""
        return english

    def counted(self, one: str, many: str, count: int) -> str:
        """English has two numbers."""
        return one if count == 1 else many

    def part(self, value: Part) -> str:
        """24 hours, the day before the month."""
        if isinstance(value, Clock):
            return f"{value.at:%H:%M}"
        if isinstance(value, Weekday):
            return f"{value.on:%A}"
        if isinstance(value, Day):
            named = f"{value.on:%A}, " if value.weekday else ""
            return f"{named}{value.on.day} {value.on:%B}" + (f" {value.on.year}" if value.year else "")
        if isinstance(value, Number):
            return f"{value.value:g}" if value.places is None else f"{value.value:.{value.places}f}"
        return str(value)


ENGLISH = English()


class Said(str):
    """A sentence in English that knows how it was made."""

    __slots__ = ("_made",)
    _made: Mapping[str, Any]

    def by(self, language: Language) -> str:
        """The sentence in another language."""
        return _render(self._made, language)

    def record(self) -> dict[str, Any]:
        """What to store to say it again: JSON values, read back by `said_of`."""
        return {key: _stored(value) for key, value in self._made.items()}


def say(sentence: str, **values: Part) -> Said:
    """A sentence with `{places}` for what it speaks of."""
    return _made({"say": sentence, "with": values} if values else {"say": sentence})


def say_many(one: str, many: str, count: int, **values: Part) -> Said:
    """A sentence that depends on a number, which is its `{count}`."""
    return _made({"say": one, "many": many, "count": count, "with": values})


def word(english: str) -> Said:
    """A word out of a table, to be looked up as it is."""
    return say(english)


def noted(sentence: str) -> str:
    """A sentence that is said later by `say`: as it is, and found by `makemessages`."""
    return sentence


def joined(parts: Iterable[str], between: str = "; ", *, ends: str = "", capital: bool = False) -> Said:
    """Clauses or sentences after each other; what is no `Said` stays as it is.

    Args:
        parts: of them the empty ones are left out.
        between: what stands between two.
        ends: what stands at the end.
        capital: the first letter becomes a capital.
    """
    made: dict[str, Any] = {"join": [part for part in parts if part], "between": between}
    if ends:
        made["ends"] = ends
    if capital:
        made["capital"] = True
    return _made(made)


def sentence_of(parts: Iterable[str]) -> Said:
    """Clauses as one sentence."""
    return joined(parts, ends=".", capital=True)


def _made(made: Mapping[str, Any]) -> Said:
    said = Said(_render(made, ENGLISH))
    said._made = made
    return said


def _render(made: Mapping[str, Any], language: Language) -> str:
    if "join" in made:
        text = _part(made["between"], language).join(_part(part, language) for part in made["join"])
        text = f"{text[:1].upper()}{text[1:]}" if made.get("capital") else text
        return f"{text}{made.get('ends', '')}"
    if "many" in made:
        pattern = language.counted(made["say"], made["many"], made["count"])
    else:
        pattern = language.sentence(made["say"])
    values: Mapping[str, Any] = {"count": made["count"]} if "count" in made else {}
    values = {**values, **made.get("with", {})}
    return _PLACE.sub(lambda found: _part(values[found[1]], language) if found[1] in values else found[0], pattern)


def _part(value: Part, language: Language) -> str:
    if isinstance(value, Said):
        return value.by(language)
    if isinstance(value, Names):
        return ", ".join(_part(one, language) for one in value.all)
    return str(value) if isinstance(value, str) else language.part(value)


# -- stored and read back --------------------------------------------------------------------------------------------


def _stored(value: Any) -> Any:
    if isinstance(value, Said):
        return value.record()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _stored(one) for key, one in value.items()}
    if isinstance(value, Names):
        return {"names": [_stored(one) for one in value.all]}
    if isinstance(value, list | tuple):
        return [_stored(one) for one in value]
    if isinstance(value, Clock):
        return {"clock": f"{value.at:%H:%M}"}
    if isinstance(value, Weekday):
        return {"weekday": value.on.isoformat()}
    if isinstance(value, Day):
        return {"day": value.on.isoformat(), "year": value.year, "weekday": value.weekday}
    if isinstance(value, Number):
        return {"number": str(value.value), "places": value.places}
    if isinstance(value, Money):
        return {"money": str(value.amount), "currency": value.currency}
    raise TypeError(f"no sentence speaks of {type(value).__name__}")


def said_of(record: Any) -> Said | None:
    """A sentence as `Said.record` stored it; None for anything else."""
    try:
        return _said(record, 0)
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError):
        return None


def _said(record: Mapping[str, Any], depth: int) -> Said:
    if depth > _DEPTH:
        raise ValueError("sentences within sentences")
    made: dict[str, Any] = {}
    if "join" in record:
        made["join"] = [_read(one, depth) for one in record["join"]]
        made["between"] = _read(record["between"], depth)
        made["ends"] = _text(record.get("ends", ""))
        made["capital"] = record.get("capital") is True
        return _made(made)
    made["say"] = _text(record["say"])
    if "many" in record:
        made["many"], made["count"] = _text(record["many"]), int(record["count"])
    made["with"] = {key: _read(value, depth) for key, value in record.get("with", {}).items()}
    return _made(made)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _read(value: Any, depth: int) -> Part:
    if not isinstance(value, Mapping):
        if isinstance(value, str | int):
            return value
        raise ValueError("neither text nor number")
    if "clock" in value:
        return Clock(time.fromisoformat(value["clock"]))
    if "day" in value:
        return Day(date.fromisoformat(value["day"]), value["year"] is True, value["weekday"] is True)
    if "weekday" in value:
        return Weekday(date.fromisoformat(value["weekday"]))
    if "number" in value:
        return Number(float(value["number"]), value["places"])
    if "money" in value:
        return Money(Decimal(value["money"]), _text(value["currency"]))
    if "names" in value:
        return Names(tuple(_read(one, depth + 1) for one in value["names"]))
    return _said(value, depth + 1)


def names_of(names: Sequence[Part]) -> Names:
    """Names in a row, as a part of a sentence."""
    return Names(tuple(names))
