"""What follows a change of a trip: its conflicts are looked for anew, by a job in the same transaction."""

from __future__ import annotations

import uuid

from tripos.db.context import current_actor
from tripos.jobs.app import enqueue

DETECT = "trips.detect_conflicts"


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
