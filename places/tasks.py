"""Jobs on the catalogue."""

from __future__ import annotations

import uuid

from django.db import DatabaseError
from procrastinate.contrib.django import app

from places import staging


@app.task(name=staging.APPLY)
def apply_import(user_id: str, import_id: str) -> None:
    """Apply an import that a staff member confirmed; what goes wrong is written beside it."""
    try:
        staging.apply_import(uuid.UUID(import_id), uuid.UUID(user_id))
    except (DatabaseError, ValueError) as problem:
        staging.fail(uuid.UUID(import_id), uuid.UUID(user_id), str(problem))
        raise
