"""A plan of the planner's, stored as a trip, has no conflict that the planner could have avoided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from places.tests.city import import_helsinki
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from trips import actions, detection, planner
from trips.models import ConflictResolution, Trip
from trips.planning.conflicts import HARD
from trips.planning.money import Money
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, Party, PlanRequest


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 5, 14), date(2026, 5, 16)), (date(2026, 5, 1), date(2026, 5, 1))]
)
def test_stored_plan_has_no_hard_conflict(cast: Cast, first: date, last: date) -> None:
    import_helsinki()
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(travel_preferences={"diets": ["vegan"], "pace": "relaxed"})
    request = PlanRequest(
        start_date=first,
        end_date=last,
        destination="Helsinki",
        party=Party(adults=2),
        budget=Money(Decimal(600), "EUR"),
        interests=("museums", "parks"),
        diets=("vegan",),
        pace="relaxed",
        meals=(MealWish("lunch"), MealWish("dinner")),
    )
    with acting_as(cast.alice, role="agent"), change_set("Planned", kind="agent"):
        plan = plan_trip(request, planner.catalogue("Helsinki"), planner.estimates(), date(2026, 4, 20))
        trip = actions.create_trip_from_plan(cast.alice, plan)
    detection.detect_conflicts(trip.pk, cast.alice.pk)
    with acting_as(cast.alice):
        assert [row.title for row in ConflictResolution.objects.of_trip(trip) if row.severity >= HARD] == []
        score = Trip.objects.get(pk=trip.pk).optimization_score
    assert score is not None and score > Decimal("0.5")
