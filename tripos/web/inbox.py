"""What waits for a traveller: apps register sources, pages read them together in one query.

A source gives a queryset of the rows that wait for a user (the caller is bound as that user) and says how one of them
becomes an item. Each app registers its own from ``AppConfig.ready``; this room knows none of them.

    register("conflict", conflicts_waiting, conflict_item)
    items(request.user)  # of all sources, the most pressing first: one query
    count(request.user)  # for the number beside "Inbox": one query
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

Kind = Literal["conflict", "suggestion", "approval", "invitation", "budget_alert"]
KINDS: tuple[Kind, ...] = ("approval", "conflict", "invitation", "budget_alert", "suggestion")
LABELS = {
    "approval": _("Approvals"),
    "conflict": _("Conflicts"),
    "invitation": _("Invitations"),
    "budget_alert": _("Budget"),
    "suggestion": _("Suggestions"),
}
# The same of one thing.
WORDS = {
    "approval": _("Approval"),
    "conflict": _("Conflict"),
    "invitation": _("Invitation"),
    "budget_alert": _("Budget"),
    "suggestion": _("Suggestion"),
}
ICONS = {
    "approval": "shield",
    "conflict": "warning",
    "invitation": "people",
    "budget_alert": "wallet",
    "suggestion": "bulb",
}
MOST_OF_A_SOURCE = 50


@dataclass(frozen=True, slots=True)
class InboxAction:
    """One way to answer.

    Attributes:
        label: the button's words.
        url: where it goes; that view comes back by ``tripos.web.returning``.
        method: ``post`` does it, ``get`` opens a page that asks first.
        look: ``primary``, ``plain`` or ``quiet``.
        answer: sent as ``answer`` where one address takes several; may be empty.
    """

    label: str
    url: str
    method: Literal["get", "post"] = "post"
    look: Literal["primary", "plain", "quiet"] = "plain"
    answer: str = ""


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
        about_key: that trip's id, by which the page filters; may be empty.
        priority: 1 (whenever) to 10 (at once).
        until: when it is over by itself (aware); None for what stays.
        lines: what exactly would be done, a line each.
        actions: ways to answer in place, the best first.
        is_new: it was never shown before.
    """

    kind: Kind
    key: str
    title: str
    url: str
    when: datetime
    text: str = ""
    about: str = ""
    about_key: str = ""
    priority: int = 5
    until: datetime | None = None
    lines: tuple[str, ...] = ()
    actions: tuple[InboxAction, ...] = ()
    is_new: bool = False

    @property
    def icon(self) -> str:
        """The picture of its kind."""
        return ICONS[self.kind]

    @property
    def kind_label(self) -> str:
        """Its kind in a word."""
        return str(WORDS[self.kind])


Rows = Callable[[Any], "QuerySet[Any]"]
Reader = Callable[[Mapping[str, Any]], InboxItem]
Shown = Callable[[Any, Sequence[InboxItem]], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where items come from.

    Attributes:
        kinds: what it may yield.
        rows: what waits for a user, in order, annotated with ``waits``: a JSON object of all that ``read`` needs.
        read: the item that such an object is.
        shown: told which of its items a page showed.
    """

    kinds: tuple[Kind, ...]
    rows: Rows
    read: Reader
    shown: Shown | None = None


_sources: dict[str, Source] = {}


def register(name: str, rows: Rows, read: Reader, *, kinds: Iterable[Kind] = (), shown: Shown | None = None) -> None:
    """Let a source tell what waits, in place of whoever had its name before.

    Args:
        name: of the source; the only kind that it yields, where ``kinds`` says nothing else.
        rows: see :class:`Source`; may use no query of its own.
        read: makes an item of one row's ``waits``; asks the database nothing.
        kinds: what it yields.
        shown: is told which items a page showed, once it was.

    Raises:
        ValueError: there is no such kind.
    """
    given: tuple[Any, ...] = tuple(kinds) or (name,)
    unknown = [kind for kind in given if kind not in KINDS]
    if unknown:
        raise ValueError(f"No such kind of inbox item: {unknown[0]!r}")
    _sources[name] = Source(given, rows, read, shown)


def registered() -> Mapping[str, Source]:
    """The sources by name."""
    return dict(_sources)


def items(user: Any, kinds: Iterable[Kind] = KINDS) -> list[InboxItem]:
    """What waits for a user, the most pressing first; of the same priority the latest first. One query.

    Args:
        user: an account or profile, bound by the caller.
        kinds: only these.
    """
    wanted = set(kinds)
    arms = [
        source.rows(user).annotate(inbox_source=Value(name)).values_list("inbox_source", "waits")[:MOST_OF_A_SOURCE]
        for name, source in _sources.items()
        if wanted & set(source.kinds)
    ]
    found = [_sources[name].read(row) for name, row in _together(arms)]
    found = [item for item in found if item.kind in wanted]
    found.sort(key=lambda item: (-item.priority, -item.when.timestamp(), KINDS.index(item.kind), item.key))
    return found


def count(user: Any) -> int:
    """How many things wait for a user. One query."""
    arms = [source.rows(user).order_by().values_list("waits") for source in _sources.values()]
    return int(_together(arms).count()) if arms else 0


def note_shown(user: Any, shown: Sequence[InboxItem]) -> None:
    """Tell the sources that a page showed these items."""
    for source in _sources.values():
        own = [item for item in shown if item.kind in source.kinds]
        if own and source.shown is not None:
            source.shown(user, own)


def _together(arms: Sequence[QuerySet[Any]]) -> Any:
    if len(arms) < 2:
        return arms[0] if arms else ()
    return arms[0].union(*arms[1:], all=True)
