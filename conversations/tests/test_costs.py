"""What was paid, and what a kind of cost may come to, told in the chat: shown first, kept by the database's sums, and
taken back whole."""

from __future__ import annotations

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from ai.enums import AgentType
from conversations.tests.talking import NOW, answered, ask, in_time, snapshot, waiting
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in
from trips.models import BudgetTracking, ItineraryItem, Trip
from trips.tests.page_makers import make_place, make_stop

pytestmark = pytest.mark.django_db
AGENT = AgentType.BUDGET_GUARDIAN


@pytest.fixture
def trip(cast: Cast) -> Trip:
    for index, (title, day, hour) in enumerate((("Ateneum", 1, 10), ("Ekberg", 1, 13), ("Kiasma", 2, 11))):
        make_stop(cast.trip, title, day, hour, location=make_place(index, name=title), sort_order=index)
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(trip=cast.trip, title="Ekberg").update(cost=Decimal(20), cost_is_estimate=True)
        return Trip.objects.get(pk=cast.trip.pk)


def budget(cast: Cast, trip: Trip) -> BudgetTracking:
    with acting_as(cast.alice):
        return BudgetTracking.objects.get(trip=trip)


def approve(cast: Cast) -> str:
    """Say yes on the card; return the change's id."""
    with acting_as(cast.alice):
        (approval,) = waiting(cast.alice)
    in_time()
    signed_in(cast.alice).post(reverse("conversations:approval_acceptance", args=[approval.pk]))
    return str(approval.pk)


@time_machine.travel(NOW, tick=True)
def test_what_was_paid_for_a_stop_is_noted_after_a_yes_and_taken_back(cast: Cast, trip: Trip) -> None:
    before, sums = snapshot(trip), budget(cast, trip)
    run = answered(ask(cast.alice, "We spent 38 euros on lunch at Ekberg.", trip=trip, agent=AGENT))
    assert [one["tool"] for one in (run.output_data or {})["tools"]] == ["record_cost"]
    assert snapshot(trip) == before, "something was written before the yes"

    change = approve(cast)
    with acting_as(cast.alice):
        stop = ItineraryItem.objects.get(trip=trip, title="Ekberg")
    assert (stop.cost, stop.is_paid, stop.cost_is_estimate) == (Decimal(38), True, False)
    assert budget(cast, trip).total_spent == sums.total_spent + 38
    told = answered(ask(cast.alice, "What has changed?", agent=AGENT))
    assert "Ekberg, day 1, 13:00 to 14:00: €38, paid" in str(told.output_data)

    signed_in(cast.alice).post(reverse("trips:change_set_reversal", args=[change]))
    assert snapshot(trip) == before
    assert budget(cast, trip).total_spent == sums.total_spent


@time_machine.travel(NOW, tick=True)
def test_what_is_no_stop_gets_an_entry_of_its_own(cast: Cast, trip: Trip) -> None:
    before = snapshot(trip)
    answered(ask(cast.alice, "We paid 15 euros for postcards", trip=trip, agent=AGENT))
    approve(cast)
    with acting_as(cast.alice):
        entry = ItineraryItem.objects.get(trip=trip, title="Postcards")
    assert (entry.cost, entry.currency, entry.is_paid, entry.budget_category) == (Decimal(15), "EUR", True, "shopping")
    assert budget(cast, trip).categories["shopping"]["spent"] == 15

    answered(ask(cast.alice, "Undo that", agent=AGENT))
    assert snapshot(trip) == before


@time_machine.travel(NOW, tick=True)
def test_limit_of_a_category_is_set_beside_the_trips_own(cast: Cast, trip: Trip) -> None:
    limit = budget(cast, trip).total_budget
    run = answered(ask(cast.alice, "Set a limit of 300 euros for food.", trip=trip, agent=AGENT))
    with acting_as(cast.alice):
        waits = waiting(cast.alice)
    if waits:
        approve(cast)
    assert [one["tool"] for one in (run.output_data or {})["tools"]] == ["limit_category"]
    assert budget(cast, trip).categories["food"]["budget"] == 300
    assert budget(cast, trip).total_budget == limit

    answered(ask(cast.alice, "Undo that", agent=AGENT))
    assert not budget(cast, trip).categories["food"]["budget"]
