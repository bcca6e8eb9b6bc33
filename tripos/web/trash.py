"""What lies in a traveller's trash: apps register sources, one page reads them together in one query.

A source gives a queryset of a user's discarded rows (the caller is bound as that user) with the annotation ``binned``:
a JSON object of ``id``, ``title``, ``at`` and, where wanted, ``of``: what it belonged to. Each app registers its own
from ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

KEPT = timedelta(days=30)
"""How long a discarded thing waits."""
MOST_OF_A_KIND = 40


@dataclass(frozen=True, slots=True)
class Binned:
    """One discarded thing.

    Attributes:
        title: its name.
        of: what it belonged to; may be empty.
        at: when it was discarded (aware).
        until: when it goes for good.
        restore_url: where a POST brings it back.
    """

    title: str
    of: str
    at: datetime
    until: datetime
    restore_url: str


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing with a trash.

    Attributes:
        label: what several of them are called.
        icon: a symbol of ``tripos/icons.svg``.
        rows: a user's discarded rows, the last discarded first, annotated with ``binned``.
        restore_url: from that object to the address that brings it back.
        order: place on the page.
    """

    label: str | Promise
    icon: str
    rows: Callable[[Any], QuerySet[Any]]
    restore_url: Callable[[Mapping[str, Any]], str]
    order: int


@dataclass(frozen=True, slots=True)
class Heap:
    """The discarded things of one kind; ``has_more`` says that older ones are not among them."""

    label: str | Promise
    icon: str
    things: list[Binned]
    has_more: bool


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source, or replace the one of the same name."""
    _sources[name] = source


def heaps(user: Any) -> list[Heap]:
    """A user's trash by kind, without kinds of which there is nothing. One query."""
    if not _sources:
        return []
    arms = [
        source.rows(user).annotate(bin_source=Value(name)).values_list("bin_source", "binned")[: MOST_OF_A_KIND + 1]
        for name, source in _sources.items()
    ]
    together: Any = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    found: dict[str, list[Binned]] = {}
    for name, row in together:
        found.setdefault(name, []).append(_binned(row, _sources[name]))
    in_order = sorted(found, key=lambda name: _sources[name].order)
    return [_heap(_sources[name], found[name]) for name in in_order]


def _binned(row: Mapping[str, Any], source: Source) -> Binned:
    at = parse_datetime(row["at"])
    if at is None:
        raise ValueError(f"no time: {row['at']!r}")
    return Binned(row["title"] or "", row.get("of") or "", at, at + KEPT, source.restore_url(row))


def _heap(source: Source, things: list[Binned]) -> Heap:
    latest = sorted(things, key=lambda thing: thing.at, reverse=True)
    return Heap(source.label, source.icon, latest[:MOST_OF_A_KIND], len(latest) > MOST_OF_A_KIND)
