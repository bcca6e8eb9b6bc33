"""Periodic work on trips."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from places.covers import named_by_collections
from tripos.accounts import albums
from tripos.db.context import acting_as_worker
from trips import actions, changes, covers
from trips.models import ItineraryItem, ProactiveSuggestion, Trip

TRASH = timedelta(days=30)


@app.task(name=changes.DETECT)
def detect_conflicts(user_id: str, trip_id: str) -> None:
    """Look for the conflicts of a trip that was changed, and rate its order."""
    from trips import detection  # the solver and the network's client are the worker's, pages are spared them

    detection.look_again(uuid.UUID(trip_id), uuid.UUID(user_id))
    changes.looked_at(uuid.UUID(trip_id), uuid.UUID(user_id))


@app.task(name=changes.PRODUCE)
def produce_suggestions(user_id: str, trip_id: str) -> None:
    """Look for what could be better in a trip, after its conflicts were looked for."""
    from trips import suggestions  # the solver is the worker's, pages are spared it

    suggestions.produce_with_forecast(uuid.UUID(trip_id), uuid.UUID(user_id))


@app.periodic(cron="23 */3 * * *")
@app.task(name="trips.look_again", queueing_lock="trips.look_again")
def look_again(timestamp: int) -> int:
    """Look anew at trips that are near, each as its owner's agent: what changes without them is the forecast, the
    hours of places, and what their owner prefers. Returns how many there are.
    """
    from trips import detection
    from trips.loading import SETTLED
    from trips.providers.weather import HORIZON_DAYS

    today = timezone.now().date()
    near = Trip.objects.filter(
        status__in=SETTLED,
        deleted_at__isnull=True,
        start_date__lte=today + timedelta(days=HORIZON_DAYS),
        end_date__gte=today - timedelta(days=1),
    )
    with acting_as_worker():
        found = list(near.order_by("start_date", "id").values_list("pk", "user_id"))
    for trip_id, owner_id in found:
        detection.look_again(trip_id, owner_id)
        changes.looked_at(trip_id, owner_id)
    return len(found)


@app.periodic(cron="7 * * * *")
@app.task(name="trips.follow_dates", queueing_lock="trips.follow_dates")
def follow_dates(timestamp: int) -> int:
    """Confirmed trips start and end with the calendar of their own zone."""
    with acting_as_worker("Trips followed the calendar"):
        return actions.follow_dates(timezone.now())


@app.periodic(cron="37 3 * * *")
@app.task(name="trips.empty_trash", queueing_lock="trips.empty_trash")
def empty_trash(timestamp: int) -> None:
    """Delete for good what lay in a trash for thirty days."""
    before = timezone.now() - TRASH
    with acting_as_worker("Emptied the trash after thirty days"):
        ItineraryItem.objects.filter(deleted_at__lt=before).delete()
        for trip in Trip.objects.filter(deleted_at__lt=before):
            trip_id = trip.pk
            # The database takes the children along; Django must not ask for each of them first.
            Trip.objects.filter(pk=trip_id)._raw_delete(using="default")


@app.periodic(cron="*/30 * * * *")
@app.task(name="trips.expire_suggestions", queueing_lock="trips.expire_suggestions")
def expire_suggestions(timestamp: int) -> int:
    """Store that a suggestion's time is over; pages compute it without waiting for this."""
    over = {"status__in": ["pending", "shown"], "expires_at__lte": timezone.now()}
    with acting_as_worker("Suggestions expired"), transaction.atomic():
        rows = ProactiveSuggestion.objects.filter(**over)
        trips = Trip.objects.filter(pk__in=rows.values("trip_id")).order_by("pk")
        # Trips first, as everybody locks them; one that is being changed has its turn in half an hour.
        free = list(trips.select_for_update(of=("self",), no_key=True, skip_locked=True).values_list("pk", flat=True))
        return rows.filter(Q(trip_id__in=free) | Q(trip_id__isnull=True)).update(status="expired")


@app.periodic(cron="52 3 * * *")
@app.task(name="trips.sweep_pictures", queueing_lock="trips.sweep_pictures")
def sweep_pictures(timestamp: int) -> int:
    """Remove the files of pictures that no trip or collection has named for thirty days; returns how many."""
    with acting_as_worker():
        named = covers.named_by_trips() | named_by_collections()
    return albums.sweep(named, timezone.now())
