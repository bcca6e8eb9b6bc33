"""The past of a row, from the audit log, and taking a change back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tripos.accounts.models import Profile
from tripos.audit.models import AuditLog, ChangeKind, ChangeSet
from tripos.db.context import change_set

LATEST = 100
LONGEST = 200
NOISE = frozenset({"id", "created_at", "updated_at"})


@dataclass(frozen=True, slots=True)
class Change:
    """One column's change; None is unknown, shown as such."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a row.

    Attributes:
        at: when.
        who: a name, or which part of the system.
        reason: why, in a sentence.
        operation: INSERT, UPDATE or DELETE.
        changes: what differs.
        change_set_id: what undo takes; None where a change belongs to none.
    """

    at: datetime
    who: str
    reason: str
    operation: str
    changes: list[Change]
    change_set_id: uuid.UUID | None


_ROLES = {
    "tripos_worker": "Background work",
    "tripos_owner": "A command",
    "none": "A command",
    "tripos_agent": "An agent",
}


def entries_of(table: str, row_id: Any, label_of: Callable[[str], str] = str) -> list[Entry]:
    """The latest changes of one row, the newest first, in two queries.

    Args:
        table: the table's name.
        row_id: the row's key.
        label_of: a column's name in words.
    """
    logs = list(
        AuditLog.objects.filter(table_name=table, row_id=row_id)
        .select_related("change_set")
        .order_by("-sequence")[:LATEST]
    )
    names = dict(
        Profile.objects.filter(pk__in={log.actor_id for log in logs if log.actor_id}).values_list("pk", "full_name")
    )
    return [
        Entry(
            at=log.created_at,
            who=names.get(log.actor_id or uuid.UUID(int=0)) or _ROLES.get(log.actor_role, log.actor_role),
            reason=log.change_set.reason if log.change_set else "",
            operation=log.operation,
            changes=differences(log.old_data or {}, log.new_data or {}, label_of),
            change_set_id=log.change_set_id,
        )
        for log in logs
    ]


def differences(before: dict[str, Any], after: dict[str, Any], label_of: Callable[[str], str] = str) -> list[Change]:
    """What differs between two rows, column by column; an object's keys one by one ("details: wheelchair")."""
    found = []
    for name in sorted({*before, *after} - NOISE):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            found += [
                Change(f"{label_of(name)}: {key}", shown(old.get(key)), shown(new.get(key)))
                for key in sorted({*old, *new})
                if old.get(key) != new.get(key)
            ]
        else:
            found.append(Change(label_of(name), shown(old), shown(new)))
    return found


def shown(value: Any) -> str | None:
    """A value in words, cut where it is long; None for what is unknown."""
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        text = ", ".join(str(shown(one)) for one in value)
    elif isinstance(value, dict):
        text = "; ".join(f"{key}: {shown(item)}" for key, item in value.items())
    else:
        text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def undo(change_set_id: uuid.UUID, function: str = "app.undo_change_set") -> tuple[int, list[str]]:
    """Undo a change set as the bound staff member, as a change set of its own.

    Args:
        change_set_id: which.
        function: the database's function that does it; ours only, never from a request.

    Returns:
        How many rows are as they were before, and a sentence for each that is not.
    """
    reason = ChangeSet.objects.filter(pk=change_set_id).values_list("reason", flat=True).first() or ""
    with (
        change_set(_("Undid: %(what)s") % {"what": reason}, kind=ChangeKind.UNDO, undoes_id=change_set_id),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"select table_name, outcome, detail from {function}(%s)", [change_set_id])
        rows = cursor.fetchall()
    words = {
        "changed_since": _("A row of %(table)s was changed since and stays as it is."),
        "gone": _("A row of %(table)s is gone."),
        "refused": _("A row of %(table)s could not be put back: %(detail)s"),
    }
    left = [
        words[outcome] % {"table": table.replace("_", " "), "detail": detail}
        for table, outcome, detail in rows
        if outcome in words
    ]
    return sum(outcome == "undone" for _table, outcome, _detail in rows), left
