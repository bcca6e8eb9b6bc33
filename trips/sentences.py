"""Sentences of planning in the reader's language: what pages, the inbox and agents show of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_currency
from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext

from tripos.web.reader import reader_locale
from trips.planning import explain as planning
from trips.planning.itinerary import Reason, Unmet
from trips.planning.money import Money
from trips.planning.said import Clock, Day, Number, Part, Said, Weekday, said_of, say, say_many
from trips.planning.words import MODE_WORDS

SAID = "said"  # the key of stored JSON under which sentences are kept by the column that holds their English


class Reader:
    """The active language of Django, as `trips.planning.said` asks for it."""

    def sentence(self, english: str) -> str:
        """The catalogue's sentence; the English one where it has none."""
        return gettext(english)

    def counted(self, one: str, many: str, count: int) -> str:
        """The catalogue's sentence for a number."""
        return ngettext(one, many, count)

    def part(self, value: Part) -> str:
        """Numbers, times, days and money as the reader's language writes them."""
        if isinstance(value, Clock):
            return formats.time_format(value.at, "TIME_FORMAT")
        if isinstance(value, Weekday):
            return str(WEEKDAYS[value.on.weekday()])
        if isinstance(value, Day):
            kind = "DATE_FORMAT" if value.year else "MONTH_DAY_FORMAT"
            style = formats.get_format(kind).replace("M", "F") if value.year else formats.get_format(kind)
            named = f"{WEEKDAYS[value.on.weekday()]}, " if value.weekday else ""
            return f"{named}{formats.date_format(value.on, style)}"
        if isinstance(value, Number):
            plain = f"{value.value:g}" if value.places is None else f"{value.value:.{value.places}f}"
            return plain.replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))
        if isinstance(value, Money):
            return str(format_currency(value.amount, value.currency, locale=reader_locale()))
        return str(value)


READER = Reader()


def told(text: str) -> str:
    """A sentence in the reader's language; words that are no `Said` as they are."""
    return text.by(READER) if isinstance(text, Said) else text


def told_part(value: Part) -> str:
    """What a sentence speaks of, by itself: a word, a number, a time, a day or an amount."""
    return told(value) if isinstance(value, str) else READER.part(value)


def records(**texts: str) -> dict[str, Any]:
    """What to store beside columns of text, by the columns' names."""
    return {name: text.record() for name, text in texts.items() if isinstance(text, Said)}


def kept(record: Any, stored: str) -> str:
    """A stored sentence as a `Said`, as long as its record still makes the text that is stored.

    Somebody may have written other words into the column since, and rows of before have no record: then the words stay
    as they are.
    """
    said = said_of(record) if isinstance(record, Mapping) else None
    return said if said is not None and str(said) == stored else stored


def retold(record: Any, stored: str) -> str:
    """`kept`, in the reader's language."""
    return told(kept(record, stored))


def title_of(row: Any) -> str:
    """The title of a stored conflict or suggestion: a model's row, or a mapping with its ``metadata``."""
    return _column(row, "title")


def text_of(row: Any) -> str:
    """The description of a stored conflict or suggestion."""
    return _column(row, "description")


def reasoning_of(row: Any) -> str:
    """What a stored suggestion rests on; empty where nobody said."""
    return _column(row, "reasoning")


def accept_of(row: Any) -> str:
    """What the button says that accepts a suggestion; empty where nobody said."""
    data = _value(row, "suggestion_data") or {}
    return retold(_said(row).get("accept"), data.get("accept") or "")


def way_of(option: Mapping[str, Any]) -> str:
    """What a stored way out of a conflict does."""
    return retold(option.get(SAID, {}).get("description"), option["description"])


def _column(row: Any, name: str) -> str:
    return retold(_said(row).get(name), _value(row, name) or "")


def _said(row: Any) -> Mapping[str, Any]:
    metadata = _value(row, "metadata") or {}
    found = metadata.get(SAID)
    return found if isinstance(found, Mapping) else {}


def _value(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def explained(reason: Reason) -> str:
    """The sentence for a reason, without a full stop; KeyError for a code that has none."""
    return told(planning.explain(reason))


def explained_unmet(unmet: Unmet) -> str:
    """What could not be met, why, and what comes nearest."""
    return told(planning.explain_unmet(unmet))


def way_of_travel(mode: str) -> str:
    """How one travels: "on foot"."""
    return told(MODE_WORDS[mode])


def saying(sentence: str, **values: Part) -> str:
    """A sentence that is said at once, in the reader's language; its places are filled as `say` fills them."""
    return told(say(sentence, **values))


def saying_many(one: str, many: str, count: int, **values: Part) -> str:
    """A sentence that depends on a number, said at once."""
    return told(say_many(one, many, count, **values))
