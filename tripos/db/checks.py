"""Refuse to serve as a role that row-level security does not bind."""

from __future__ import annotations

import logging
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)

UNSAFE_ROLE = """
    select rolsuper, rolbypassrls,
           exists (select from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')
                   and c.relnamespace = 'public'::regnamespace),
           exists (select from pg_roles o where o.rolname = 'tripos_owner' and pg_has_role(r.oid, o.oid, 'member'))
      from pg_roles r where rolname = session_user
"""


def role_faults(alias: str = "default") -> list[str]:
    """What is wrong with the role that ``alias`` logs in as; empty when policies bind it.

    Raises:
        DatabaseError: the database cannot be reached.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(UNSAFE_ROLE)
        superuser, bypasses, owns, may_own = cursor.fetchone()
    faults = []
    if superuser:
        faults.append("is a superuser")
    if bypasses:
        faults.append("bypasses row-level security")
    if owns:
        faults.append("owns tables")
    if may_own and not superuser:
        faults.append("may become tripos_owner")
    return faults


def refuse_unsafe_role() -> None:
    """Stop a serving process whose login row-level security would not bind.

    A database that cannot be reached right now is no reason to stop: ``/readyz`` says so, and it may come back.

    Raises:
        ImproperlyConfigured: the login is a superuser, bypasses policies, owns tables or may become the owner.
    """
    try:
        faults = role_faults()
    except DatabaseError as error:
        logger.warning("The database cannot be reached at start: %s", error)
        return
    finally:
        connections["default"].close()
    if faults:
        raise ImproperlyConfigured(
            f"The role in DATABASE_URL {' and '.join(faults)}: row-level security would not hold. "
            "Use tripos_web, or tripos_jobs for the worker (docs/operations.md)."
        )


@register(Tags.database)
def check_role(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    if not databases or "default" not in databases:
        return []
    try:
        faults = role_faults()
    except DatabaseError as error:
        return [Error(f"The database cannot be reached: {error}", hint="Check DATABASE_URL.", id="tripos.E002")]
    return [
        Error(
            f"The role in DATABASE_URL {fault}: row-level security would not hold.",
            hint="Use tripos_web (see docs/operations.md); migrations use DATABASE_OWNER_URL.",
            id="tripos.E001",
        )
        for fault in faults
    ]
