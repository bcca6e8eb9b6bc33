"""What waits for a traveller: apps register sources, pages read them together.

A source is a function of a user (an account; the caller is bound as that user) that yields items. Each app registers
its own from ``AppConfig.ready``; this room knows none of them.

    register("suggestion", suggestions_waiting, count=number_of_suggestions)
    items(request.user)  # of all sources, the most pressing first
    count(request.user)  # for the number beside "Inbox"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Kind = Literal["conflict", "suggestion", "approval", "invitation", "budget_alert"]
KINDS: tuple[Kind, ...] = ("approval", "conflict", "invitation", "budget_alert", "suggestion")


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One thing that waits for an answer, or is to be known.

    Attributes:
        kind: what sort of thing; the page's heading and icon follow from it.
        key: the same for the same thing, such as a row's id; with ``kind`` it is unique.
        title: what it is, in one line.
        url: where it is answered.
        when: since when it waits (aware).
        text: one sentence more; may be empty.
        about: the trip or the like that it belongs to; may be empty.
        priority: 1 (whenever) to 10 (at once).
        until: when it is over by itself (aware); None for what stays.
    """

    kind: Kind
    key: str
    title: str
    url: str
    when: datetime
    text: str = ""
    about: str = ""
    priority: int = 5
    until: datetime | None = None


Source = Callable[[Any], Iterable[InboxItem]]
Counter = Callable[[Any], int]

_sources: dict[Kind, tuple[Source, Counter]] = {}


def register(kind: Kind, source: Source, *, count: Counter | None = None) -> None:
    """Let ``source`` tell what waits of a kind, in place of whoever did before.

    Args:
        kind: one source a kind.
        source: reads as the user; a fixed number of queries.
        count: the number of its items by a cheaper way, in at most one query; else the items are counted.

    Raises:
        ValueError: there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"No such kind of inbox item: {kind!r}")
    _sources[kind] = source, count or (lambda user: sum(1 for _item in source(user)))


def registered() -> Mapping[Kind, Source]:
    """The sources by kind."""
    return {kind: source for kind, (source, _count) in _sources.items()}


def items(user: Any, kinds: Iterable[Kind] = KINDS) -> list[InboxItem]:
    """What waits for a user, the most pressing first; of the same priority the latest first."""
    found = [item for kind in kinds if kind in _sources for item in _sources[kind][0](user)]
    found.sort(key=lambda item: (-item.priority, -item.when.timestamp(), KINDS.index(item.kind), item.key))
    return found


def count(user: Any, kinds: Iterable[Kind] = KINDS) -> int:
    """How many things wait for a user."""
    return sum(_sources[kind][1](user) for kind in kinds if kind in _sources)
