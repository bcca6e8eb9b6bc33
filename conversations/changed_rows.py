"""What a change set did to a traveller's things, row by row, in words: what was added, removed, or is different now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tripos.audit.models import AuditLog
from trips.enums import BookingStatus

Row = Mapping[str, Any]
MOST_LINES, MOST_CHARACTERS = 20, 80
# Tables whose rows travellers know, and what holds a row's name; sums and caches follow from them.
NAMED: dict[str, str] = {
    "itinerary_items": "title",
    "trips": "title",
    "invitations": "email",
    "saved_places": "",
    "profiles": "",
}
TITLES = {"saved_places": gettext_lazy("a saved place"), "profiles": gettext_lazy("your settings")}
# Columns that are told, with their names.
COLUMNS = {
    "title": gettext_lazy("name"),
    "day_number": gettext_lazy("day"),
    "start_time": gettext_lazy("from"),
    "end_time": gettext_lazy("until"),
    "start_date": gettext_lazy("first day"),
    "end_date": gettext_lazy("last day"),
    "cost": gettext_lazy("cost"),
    "is_locked": gettext_lazy("fixed"),
    "booking_status": gettext_lazy("booking"),
    "booking_reference": gettext_lazy("reference"),
    "budget_total": gettext_lazy("budget"),
    "travel_preferences": gettext_lazy("preferences"),
    "notes": gettext_lazy("notes"),
}


def lines_of(logs: list[AuditLog]) -> list[str]:
    """Sentences of what changed, in the order in which it did.

    Args:
        logs: entries of one change set.
    """
    found = [line for log in logs if (line := _line(log))]
    if len(found) <= MOST_LINES:
        return found
    return [*found[:MOST_LINES], _("and %(number)s more") % {"number": len(found) - MOST_LINES}]


def _line(log: AuditLog) -> str:
    if log.table_name not in NAMED:
        return ""
    before, after = log.old_data or {}, log.new_data or {}
    known = after or before
    name = known.get(NAMED[log.table_name]) if NAMED[log.table_name] else None
    what = f"“{name}”" if name else str(TITLES.get(log.table_name, log.table_name))
    if log.operation == "INSERT" or (before.get("deleted_at") and not after.get("deleted_at")):
        return _("Added %(what)s") % {"what": what} + _place(after)
    if log.operation == "DELETE" or (after.get("deleted_at") and not before.get("deleted_at")):
        return _("Removed %(what)s") % {"what": what} + _place(before)
    told = [
        f"{label} {_shown(name, before.get(name))} → {_shown(name, after.get(name))}"
        for name, label in COLUMNS.items()
        if before.get(name) != after.get(name)
    ]
    return _("Changed %(what)s: %(how)s") % {"what": what, "how": "; ".join(told)} if told else ""


def _place(row: Row) -> str:
    """Where a stop stands: ", day 2, 10:00"."""
    parts = []
    if row.get("day_number") is not None:
        parts.append(_("day %(number)s") % {"number": row["day_number"]})
    if row.get("start_time"):
        parts.append(_shown("start_time", row["start_time"]))
    return "".join(f", {part}" for part in parts)


def _shown(name: str, value: Any) -> str:
    """A column's value as it is read."""
    if value in (None, "", [], {}):
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in ("start_time", "end_time"):
        return str(value)[:5]
    text = str(BookingStatus(value).label) if name == "booking_status" else str(value)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
