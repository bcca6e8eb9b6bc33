"""What agents may do besides editing a plan: how each kind of action is shown, when it waits, and how it is done.

An action is a kind and its arguments, nothing else. The card that asks is drawn from the arguments and the stored rows,
never from a model's words; carrying out gets exactly the arguments that were shown. To add a kind, write its two
functions and call ``register``; tools use it with ``draft.do`` or ``draft.ask``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trips import actions
from trips.models import ItineraryItem

Arguments = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class ActionKind:
    """A kind of action.

    Attributes:
        name: how tools call it.
        title: the question on the card.
        yes: the button that says yes.
        rows: what is done, as rows of the card ({"kind": add|remove|move|change, "time", "what", "was", "cost", "day",
            "why"}), from the arguments and the rows that the bound user may read. Raises ``actions.NotPossible`` where
            there is nothing to do.
        carry_out: does it as the bound user, inside a change set and a transaction; returns a sentence of what was
            done. Raises ``actions.NotPossible`` with a sentence where the arguments no longer fit what is stored.
        always_waits: whether it deletes, books, spends, shares, invites or mails.
        role: as whom it is carried out; "app" where only the traveller themselves may.
    """

    name: str
    title: str | Promise
    yes: str | Promise
    rows: Callable[[uuid.UUID, Arguments], Sequence[Row]]
    carry_out: Callable[[uuid.UUID, Arguments], str]
    always_waits: bool = False
    role: Literal["agent", "app"] = "agent"


KINDS: dict[str, ActionKind] = {}


def register(kind: ActionKind) -> ActionKind:
    """Make a kind known.

    Raises:
        ValueError: another kind has its name.
    """
    if kind.name in KINDS:
        raise ValueError(f"There is an action {kind.name!r} already.")
    KINDS[kind.name] = kind
    return kind


# Several actions that wait as one: {"steps": [{"kind", "arguments", "reason"}, …]}.
SEVERAL = "changes"


def steps_of(name: str, arguments: Arguments) -> list[dict[str, Any]]:
    """The actions of an approval: one, or several that wait as one."""
    if name == SEVERAL:
        return list(arguments["steps"])
    return [{"kind": name, "arguments": dict(arguments)}]


def row(what: str, kind: str = "change", *, time: str = "", was: str = "", cost: str = "") -> Row:
    """A row of a card."""
    found = {"kind": kind, "time": time, "what": what}
    return found | {name: value for name, value in (("was", was), ("cost", cost)) if value}


def stops_of(user_id: uuid.UUID, arguments: Arguments) -> list[ItineraryItem]:
    """The stops ``item_ids`` of trip ``trip_id``, theirs to edit, in the order of the trip.

    Raises:
        actions.NotPossible: one of them is gone.
    """
    wanted = set(arguments["item_ids"])
    rows = ItineraryItem.objects.editable_by(user_id).filter(
        pk__in=wanted, trip_id=arguments["trip_id"], deleted_at__isnull=True
    )
    found = list(rows.order_by("day_number", "sort_order", "pk"))
    if len(found) != len(wanted):
        raise actions.NotPossible(_("That stop is gone already, so there was nothing to do."))
    return found


def stop_line(item: ItineraryItem) -> str:
    """A stop as a line: its name, day and times."""
    line = item.title
    if item.day_number is not None:
        line += ", " + _("day %(number)s") % {"number": item.day_number}
    if item.start_time is not None:
        line += f", {item.start_time:%H:%M}"
        if item.end_time is not None:
            line += " " + _("to") + f" {item.end_time:%H:%M}"
    return line


def _removal_rows(user_id: uuid.UUID, arguments: Arguments) -> list[Row]:
    return [row(stop_line(item), "remove") for item in stops_of(user_id, arguments)]


def _remove(user_id: uuid.UUID, arguments: Arguments) -> str:
    wanted = stops_of(user_id, arguments)
    fixed = next((item for item in wanted if item.is_locked or item.is_booked), None)
    if fixed is not None:
        raise actions.NotPossible(_("“%(title)s” was locked or booked meanwhile: it stays.") % {"title": fixed.title})
    actions.remove_stops(wanted)
    return _("Removed %(names)s") % {"names": ", ".join(item.title for item in wanted)}


register(
    ActionKind(
        "remove_stop",
        gettext_lazy("Remove from the trip?"),
        gettext_lazy("Remove"),
        _removal_rows,
        _remove,
        always_waits=True,
    )
)
