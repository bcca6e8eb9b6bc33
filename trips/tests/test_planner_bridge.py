"""A plan becomes a trip, the trip a plan again, and an edit of it one undoable change set."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from places.tests.city import import_helsinki
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from trips import actions, planner
from trips.models import ItineraryItem, Trip
from trips.planning.edits import Editor
from trips.planning.money import Money
from trips.planning.plan import plan_trip
from trips.planning.request import MealWish, Party, PlanRequest

TODAY = date(2026, 5, 6)
REQUEST = PlanRequest(
    start_date=date(2026, 5, 14),
    end_date=date(2026, 5, 15),
    destination="Helsinki",
    party=Party(adults=2),
    budget=Money(Decimal(300), "EUR"),
    interests=("museums", "coffee"),
    meals=(MealWish("lunch", ("vegan",)), MealWish("dinner")),
)
BY_AGENT = actions.Provenance("general_concierge", "0.9")


@pytest.fixture
def helsinki(db: None) -> None:
    import_helsinki()


@pytest.mark.usefixtures("helsinki")
def test_plan_stored_and_read_back_has_the_same_stops(cast: Cast) -> None:
    with acting_as(cast.alice, role="agent"), change_set("Planned two days in Helsinki", kind="agent") as change:
        plan = plan_trip(REQUEST, planner.catalogue("Helsinki"), planner.estimates(), TODAY)
        trip = actions.create_trip_from_plan(cast.alice, plan, by=BY_AGENT)
        items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
        again = planner.plan_of(Trip.objects.get(pk=trip.pk), items, planner.estimates())
    assert [(stop.name, stop.start, stop.leave) for stop in again.stops] == [
        (stop.name, stop.start, stop.leave) for stop in plan.stops
    ]
    assert str(again.totals) == str(plan.totals)
    assert all(item.suggested_by_ai for item in items)
    with acting_as(cast.alice), change_set("Undo", kind="undo", undoes_id=change.id):
        report = actions.undo(change.id)
        assert report.left == ()
        assert not Trip.objects.for_user(cast.alice).filter(pk=trip.pk).exists()


@pytest.mark.usefixtures("helsinki")
def test_third_day_added_and_undone_leaves_the_trip_as_it_was(cast: Cast) -> None:
    with acting_as(cast.alice, role="agent"):
        with change_set("Planned", kind="agent"):
            plan = plan_trip(REQUEST, planner.catalogue("Helsinki"), planner.estimates(), TODAY)
            trip = actions.create_trip_from_plan(cast.alice, plan, by=BY_AGENT)
        trip = Trip.objects.get(pk=trip.pk)
        before = planner.plan_of(trip, list(ItineraryItem.objects.of_trip(trip).select_related("location")))
        editor = Editor(before, planner.catalogue("Helsinki"), planner.estimates(), TODAY)
        with change_set("Made it three days", kind="agent") as change:
            edit = editor.add_day()
            actions.apply_plan(trip, edit.plan, by=BY_AGENT)
        longer = Trip.objects.get(pk=trip.pk)
        assert longer.length == 3
        assert ItineraryItem.objects.of_trip(longer).filter(day_number=3).count() >= 3
    with acting_as(cast.alice), change_set("Undo", kind="undo", undoes_id=change.id):
        report = actions.undo(change.id)
        assert report.left == ()
        restored = Trip.objects.get(pk=trip.pk)
        assert restored.length == 2
        assert [item.title for item in ItineraryItem.objects.of_trip(restored)] == [stop.name for stop in before.stops]
