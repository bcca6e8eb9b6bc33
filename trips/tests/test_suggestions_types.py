"""The nine types of suggestions through the database: made, not made, taken back, not made again, accepted, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from trips import actions, detection, suggestion_answers
from trips.enums import SuggestionType
from trips.models import BudgetTracking, ItineraryItem, ProactiveSuggestion, Trip
from trips.planning.suggestions import AGENTS, PRODUCERS, read_data
from trips.tests.page_makers import make_place, make_stop
from trips.tests.suggestion_makers import (
    FINE,
    RAIN,
    at,
    coming_trip,
    concert,
    limit,
    produce,
    sight,
    stored,
    visit,
    waiting,
)

pytestmark = pytest.mark.django_db

Forecasts = dict[Any, Any]


def change_stop(stop: ItineraryItem, **columns: Any) -> None:
    with acting_as(stop.owner_id), change_set("Changed for a test"):
        ItineraryItem.objects.filter(pk=stop.pk).update(**columns)


def full_day(trip: Trip, day: int = 1) -> None:
    """Nothing free in a day's daytime."""
    make_stop(trip, "Booked out", day, 9, 9, latitude=60.17, longitude=24.94)


# -- one scene a type: what makes it, and what takes its cause away ----------------------------------------------------


def free_time(trip: Trip) -> Callable[[], Any]:
    visit(trip, sight("Ateneum"), hour=10, hours=2)
    visit(trip, sight("Kiasma", latitude=60.1717, longitude=24.9366), hour=17)
    sight("Amos Rex", latitude=60.1700, longitude=24.9360)
    return lambda: make_stop(trip, "Lunch with Eva", 1, 12, 5, latitude=60.17, longitude=24.94)


def zigzag(trip: Trip) -> Callable[[], Any]:
    west, east = {"latitude": 60.1700, "longitude": 24.9000}, {"latitude": 60.1700, "longitude": 24.9800}
    stops = [visit(trip, sight(f"Sight {n}", **(west if n % 2 else east)), hour=10 + 2 * n) for n in range(4)]

    def leave_out_two() -> None:
        for stop in stops[1::2]:
            change_stop(stop, deleted_at=at(trip, 1, 1))

    return leave_out_two


def table(trip: Trip) -> Callable[[], Any]:
    place = make_place(1, name="Savoy", subcategory="restaurant", opening_hours="Mo-Su 17:00-23:00",
                       details={"reservation": "required"})  # fmt: skip
    dinner = visit(trip, place, hour=19, hours=2, type="restaurant", meal="dinner")
    return lambda: change_stop(dinner, booking_status="confirmed")


def overspent(trip: Trip) -> Callable[[], Any]:
    limit(trip, 100)
    make_stop(trip, "Opera", 2, 19, 2, cost=Decimal(120), is_paid=True)
    return lambda: limit(trip, 500)


def overlap(trip: Trip) -> Callable[[], Any]:
    make_stop(trip, "First", 1, 9, 5)
    second = make_stop(trip, "Second", 1, 11, 5)
    detection.detect_conflicts(trip.pk, trip.user_id)

    def part() -> None:
        change_stop(second, start_time=time(15), end_time=time(20))
        detection.detect_conflicts(trip.pk, trip.user_id)

    return part


def hurry(trip: Trip) -> Callable[[], Any]:
    first = visit(trip, sight("Ateneum"), hour=9, hours=8)
    second = visit(trip, sight("Kiasma", latitude=60.1800, longitude=24.9500), hour=17)
    # 1.2 km as the crow flies: twenty-odd minutes on foot, and a minute more is there.
    change_stop(first, end_time=time(16, 39), start_time=time(9))
    return lambda: change_stop(second, start_time=time(17, 30), end_time=time(18, 30))


def rain(trip: Trip) -> Callable[[], Any]:
    park = make_place(3, name="Kaivopuisto", subcategory="park", opening_hours=None)
    stop = visit(trip, park, hour=9, hours=8)
    return lambda: change_stop(stop, deleted_at=at(trip, 1, 1))


def jazz(trip: Trip) -> Callable[[], Any]:
    full_day(trip)
    event = concert(trip)
    return lambda: visit(trip, event, day=2, hour=20, hours=2)


def pricey(trip: Trip) -> Callable[[], Any]:
    limit(trip, 100)
    full_day(trip, 2)
    stop = visit(trip, sight("Ateneum"), hour=11, cost=Decimal(90))
    make_stop(trip, "At home", 1, 13, 5, latitude=60.17, longitude=24.94)
    make_stop(trip, "Sleeping in", 1, 9, 1, latitude=60.17, longitude=24.94)
    sight("Free museum", latitude=60.1705, longitude=24.9400, details={"fee": "no"})
    return lambda: change_stop(stop, is_paid=True)


@dataclass(frozen=True)
class Case:
    scene: Callable[[Trip], Callable[[], Any]]
    asks: bool = False


CASES: dict[str, Case] = {
    "add_activity": Case(free_time),
    "optimize_route": Case(zigzag),
    "book_restaurant": Case(table),
    "budget_alert": Case(overspent, asks=True),
    "conflict_warning": Case(overlap),
    "time_optimization": Case(hurry),
    "weather_alert": Case(rain),
    "local_event": Case(jazz, asks=True),
    "cost_savings": Case(pricey, asks=True),
}


def forecasts_for(kind: str, trip: Trip) -> Forecasts:
    if kind != "weather_alert":
        return {}
    return {trip.date_of(1): RAIN, trip.date_of(2): FINE, trip.date_of(3): FINE}


def snapshot(trip: Trip) -> dict[str, Any]:
    """What of a trip a traveller could have changed."""
    with acting_as(trip.user_id):
        items = ItineraryItem.objects.of_trip(trip).values(
            "id", "title", "day_number", "start_time", "end_time", "booking_status", "location_id", "cost"
        )
        budget = BudgetTracking.objects.get(trip=trip)
        limits = {name: amounts.get("budget") for name, amounts in budget.categories.items()}
        total = Trip.objects.values_list("budget_total", flat=True).get(pk=trip.pk)
        return {"items": {row["id"]: row for row in items}, "limits": limits, "total": total}


def accept(trip: Trip, row: ProactiveSuggestion) -> Any:
    with acting_as(trip.user_id), change_set(f"Took a suggestion: {row.title}") as taken:
        suggestion_answers.accept_suggestion(Trip.objects.get(pk=trip.pk), row)
    return taken.id


def test_there_is_a_case_and_an_agent_for_every_type() -> None:
    assert set(CASES) == set(SuggestionType.values) == set(PRODUCERS) == set(AGENTS)


@pytest.mark.parametrize("kind", CASES)
def test_type_is_made_once_with_evidence(cast: Cast, kind: str) -> None:
    trip = coming_trip(cast.alice)
    CASES[kind].scene(trip)
    produce(trip, forecasts=forecasts_for(kind, trip))
    row = stored(trip)[kind]
    assert (row.status, row.user_id, row.agent_name) == ("pending", cast.alice.pk, AGENTS[row.type])
    assert row.reasoning and 0.5 <= row.confidence_score <= 1 and 1 <= row.priority <= 10 and row.action_url
    assert row.expires_at is not None and row.expires_at > row.created_at
    data = read_data(row.type, row.suggestion_data)
    assert data.steps and data.asks is CASES[kind].asks, data
    again = produce(trip, forecasts=forecasts_for(kind, trip))
    assert again is not None and again.written == 0


@pytest.mark.parametrize("kind", CASES)
def test_type_is_taken_back_when_its_cause_goes(cast: Cast, kind: str) -> None:
    trip = coming_trip(cast.alice)
    take_away = CASES[kind].scene(trip)
    produce(trip, forecasts=forecasts_for(kind, trip))
    take_away()
    produce(trip, forecasts=forecasts_for(kind, trip))
    assert kind not in waiting(trip)
    assert (stored(trip)[kind].status, stored(trip)[kind].metadata["withdrawn"]) == ("expired", "gone")


@pytest.mark.parametrize("kind", CASES)
def test_rejected_type_is_not_made_again_and_the_reason_is_kept(cast: Cast, kind: str) -> None:
    trip = coming_trip(cast.alice)
    CASES[kind].scene(trip)
    produce(trip, forecasts=forecasts_for(kind, trip))
    with acting_as(cast.alice), change_set("No"):
        suggestion_answers.reject_suggestion(stored(trip)[kind], " Not our thing ")
    produce(trip, forecasts=forecasts_for(kind, trip))
    assert kind not in waiting(trip)
    row = stored(trip)[kind]
    assert (row.status, row.response_reason) == ("rejected", "Not our thing") and row.responded_at and row.shown_at


@pytest.mark.parametrize("kind", CASES)
def test_accepted_type_changes_the_trip_as_one_change_set_and_undo_takes_it_back(cast: Cast, kind: str) -> None:
    trip = coming_trip(cast.alice)
    CASES[kind].scene(trip)
    produce(trip, forecasts=forecasts_for(kind, trip))
    before, row = snapshot(trip), stored(trip)[kind]
    taken = accept(trip, row)
    assert snapshot(trip) != before
    done = stored(trip)[kind]
    assert (done.status, done.change_set_id) == ("accepted", taken) and done.responded_at
    with acting_as(cast.alice), change_set("Undo", kind="undo", undoes_id=taken):
        report = actions.undo(taken)
    assert report.left == () and report.undone
    assert snapshot(trip) == before
    assert stored(trip)[kind].status == "accepted"
    detection.detect_conflicts(trip.pk, trip.user_id)
    produce(trip, forecasts=forecasts_for(kind, trip))
    assert kind not in waiting(trip)


@pytest.mark.parametrize("kind", ["add_activity", "local_event", "cost_savings"])
def test_stop_that_was_taken_is_marked_as_its_agents(cast: Cast, kind: str) -> None:
    trip = coming_trip(cast.alice)
    CASES[kind].scene(trip)
    produce(trip)
    row = stored(trip)[kind]
    accept(trip, row)
    with acting_as(cast.alice):
        made = ItineraryItem.objects.of_trip(trip).get(suggested_by_ai=True)
    assert (made.ai_agent_name, made.confidence_score) == (row.agent_name, row.confidence_score)


@pytest.mark.parametrize("kind", CASES)
def test_type_is_not_made_of_what_is_not_known(cast: Cast, kind: str) -> None:
    trip = coming_trip(cast.alice)
    CASES[kind].scene(trip)
    with acting_as(cast.alice), change_set("Forget"):
        items = ItineraryItem.objects.of_trip(trip)
        # No times, no prices, no forecast: nothing can be claimed.
        items.filter(is_paid=False).update(start_time=None, end_time=None, duration_minutes=None, cost=None)
        items.update(cost=None)
    detection.detect_conflicts(trip.pk, trip.user_id)
    produce(trip)
    assert waiting(trip) <= {"local_event"}
