"""Jobs on the catalogue."""

from __future__ import annotations

import uuid

from django.db import DatabaseError
from django.utils import timezone
from procrastinate.contrib.django import app

from places import staging
from places.models import Collection
from tripos.db.context import acting_as_worker
from tripos.web import trash


@app.task(name=staging.APPLY)
def apply_import(user_id: str, import_id: str) -> None:
    """Apply an import that a staff member confirmed; what goes wrong is written beside it."""
    try:
        staging.apply_import(uuid.UUID(import_id), uuid.UUID(user_id))
    except (DatabaseError, ValueError) as problem:
        staging.fail(uuid.UUID(import_id), uuid.UUID(user_id), str(problem))
        raise


@app.periodic(cron="41 3 * * *")
@app.task(name="places.empty_trash", queueing_lock="places.empty_trash")
def empty_trash(timestamp: int) -> int:
    """Delete collections for good that lay in the trash for thirty days; their places stay saved. Return how many."""
    with acting_as_worker("Emptied the trash after thirty days"):
        # The database sees to what hangs on them; Django must not ask for each of it first.
        return Collection.objects.filter(deleted_at__lt=timezone.now() - trash.KEPT)._raw_delete(using="default")
