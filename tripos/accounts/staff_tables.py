"""What each area of the back office may do with each table in SQL: what the grants and policies come to.

A test plays every cell as a member of every group; ``docs/staff-access.md`` is written from it. A column grant counts
as the right; which columns is said in the room's own policies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tripos.accounts.staff import GROUPS

READ: Final = "select"
ALL: Final = "select insert update delete"
OPERATIONS: Final = tuple(ALL.split())
EVERYBODY: Final = "everybody"
"""Whoever may enter the back office, in a group or not."""

TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    # accounts
    "users": {"accounts": "select insert update", "rights": "select insert update"},
    "profiles": {"accounts": "select update", "ai": READ},
    "api_tokens": {},
    # places
    "locations": {EVERYBODY: READ, "places": ALL},
    "imports": {"places": ALL},
    "import_rows": {"places": "select insert delete"},
    "collections": {},
    "saved_places": {},
    "collection_shares": {},
    # trips
    "trips": {"trips": READ},
    "trip_members": {"trips": READ},
    "itinerary_items": {},
    "budget_tracking": {},
    "invitations": {},
    "trip_shares": {},
    "proactive_suggestions": {"trips": ALL},
    "conflict_resolutions": {"trips": ALL},
    "cost_estimates": {EVERYBODY: READ, "places": ALL},
    "exchange_rates": {EVERYBODY: READ, "operations": ALL},
    # agents and conversations
    "conversations": {"trips": READ},
    "messages": {},
    "ai_context": {"ai": "select update"},
    "ai_runs": {"ai": READ},
    "ai_run_events": {"ai": READ},
    "approvals": {"trips": READ, "ai": READ},
    "agent_limits": {"ai": ALL, "accounts": ALL},
    "user_ai_stats": {"ai": READ, "accounts": READ},
    # the API and the history: of the history, each area reads what staff did to its own tables
    "idempotency_keys": {},
    "change_sets": {},
    "audit_logs": {},
    # Django's groups: a trigger asks for the area
    "auth_group": {EVERYBODY: READ, "rights": ALL},
    "users_groups": {EVERYBODY: READ, "rights": ALL},
    "auth_group_permissions": {EVERYBODY: READ, "rights": ALL},
    "users_user_permissions": {EVERYBODY: READ, "rights": ALL},
}
"""Table -> area -> operations on a traveller's row (or one of the catalogue)."""


def operations_of(group: str | None, table: str) -> frozenset[str]:
    """What members of a group may do with a table's rows in SQL.

    Args:
        group: one of ``GROUPS``; None for staff in no group.
        table: its name.
    """
    areas = (EVERYBODY, *(GROUPS[group] if group else ()))
    return frozenset(name for area in areas for name in TABLES[table].get(area, "").split())
