"""A place added to a full stored trip: little else moves, nothing that is fixed does, and undo takes it all back."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from places.models import Location
from places.tests.city import import_helsinki
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from trips import actions, detection, fitting, planner
from trips.models import ConflictResolution, ItineraryItem, Trip
from trips.planning.conflicts import HARD
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, PlanRequest

WHEN = ("day_number", "start_time", "end_time")
MOST_DAY_CHANGES = 2


def stored_trip(cast: Cast) -> Trip:
    """Three full days in Helsinki, of which one stop is fixed and one has a confirmed booking."""
    request = PlanRequest(
        date(2026, 5, 21), date(2026, 5, 23), "Helsinki", interests=("museums",), meals=(MealWish("lunch"),)
    )
    with acting_as(cast.alice, role="agent"), change_set("Planned", kind="agent"):
        plan = plan_trip(request, planner.catalogue("Helsinki"), planner.estimates(), date(2026, 4, 20))
        trip = actions.create_trip_from_plan(cast.alice, plan)
    with acting_as(cast.alice), change_set("Fixed"):
        first, *_rest, last = ItineraryItem.objects.of_trip(trip).filter(type="activity")
        ItineraryItem.objects.filter(pk=first.pk).update(is_locked=True)
        ItineraryItem.objects.filter(pk=last.pk).update(booking_status="confirmed")
    return trip


def times_of(trip: Trip) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in ItineraryItem.objects.of_trip(trip).values_list("pk", *WHEN)}


def hard_conflicts(cast: Cast, trip: Trip) -> list[str]:
    detection.detect_conflicts(trip.pk, cast.alice.pk)
    with acting_as(cast.alice):
        rows = ConflictResolution.objects.of_trip(trip).filter(status="detected", severity__gte=HARD)
        return [row.title for row in rows]


def compare(cast: Cast, count: int, seed: int) -> int:
    import_helsinki()
    trip, chance, fitted = stored_trip(cast), random.Random(seed), 0
    with acting_as(cast.alice):
        there = set(ItineraryItem.objects.of_trip(trip).values_list("location_id", flat=True))
        sights = Location.objects.active().filter(
            city="Helsinki", subcategory__in=["museum", "gallery", "park", "cafe"]
        )
        offered = sorted(sights.exclude(pk__in=there), key=lambda place: str(place.external_id))
        before = times_of(trip)
        fixed = [row.pk for row in ItineraryItem.objects.of_trip(trip) if row.is_locked or row.is_booked]
    assert len(fixed) == 2
    for place in chance.sample(offered, count):
        with acting_as(cast.alice), change_set("Added") as added:
            outcome = fitting.fit_in(trip, place, chance.choice((None, 1, 2, 3)))
            after = times_of(trip)
        assert set(before) <= set(after), "nothing is dropped for it"
        assert len(after) == len(before) + outcome.done
        moved = [key for key in before if after[key][0] != before[key][0]]
        assert len(moved) <= MOST_DAY_CHANGES
        assert {key: after[key] for key in fixed} == {key: before[key] for key in fixed}, place.name
        if not outcome.done:
            assert outcome.said and after == before
            continue
        fitted += 1
        assert hard_conflicts(cast, trip) == []
        with acting_as(cast.alice), change_set("Undo", kind="undo", undoes_id=added.id):
            assert actions.undo(added.id).left == ()
            assert times_of(trip) == before
    return fitted


def test_place_fits_in_and_at_most_two_others_change_their_day(cast: Cast) -> None:
    assert compare(cast, 6, seed=1) >= 2


@pytest.mark.slow
def test_many_places_fit_in_and_at_most_two_others_change_their_day(cast: Cast) -> None:
    assert compare(cast, 60, seed=2) >= 20
