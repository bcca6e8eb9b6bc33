"""What follows a change of a trip: its conflicts are looked for anew, by a job in the same transaction."""

from __future__ import annotations

import uuid

from django.db import transaction

from tripos.db.context import acting_as, current_actor
from tripos.jobs.app import enqueue

DETECT = "trips.detect_conflicts"
PRODUCE = "trips.produce_suggestions"


def changed(*trip_ids: uuid.UUID) -> None:
    """Say that trips were changed. Every verb that writes a trip or its stops calls this after it wrote.

    After, because of the lock that the write holds on the trip: a job that waits already, and for which no second one
    is made, then waits for this transaction before it reads.

    Work without a user (the calendar, the trash) changes nothing that conflicts are made of.
    """
    actor = current_actor()
    if actor is None or actor.user_id is None or actor.role not in ("app", "agent"):
        return
    for trip_id in dict.fromkeys(trip_ids):
        enqueue(DETECT, actor.user_id, once=f"conflicts:{trip_id}", trip_id=str(trip_id))


def looked_at(trip_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Say that a trip's conflicts were looked for: suggestions, which build on them, follow by a job of their own.

    However many changes there were, one job waits for a trip.
    """
    with acting_as(user_id, role="agent"), transaction.atomic():
        enqueue(PRODUCE, user_id, once=f"suggestions:{trip_id}", trip_id=str(trip_id))
