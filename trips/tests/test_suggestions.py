"""Suggestions of stored trips: switches, limits, what pushes what aside, budgets, jobs, and the queries they take."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tripos.accounts.models import Profile
from tripos.accounts.preferences import default_notifications
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast, add_member
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries
from tripos.web import inbox
from trips import detection, suggestion_answers, suggestions, tasks
from trips.actions import NotPossible
from trips.models import BudgetTracking, ItineraryItem, ProactiveSuggestion, Trip
from trips.planning.suggestions import choose
from trips.tests.page_makers import make_stop
from trips.tests.suggestion_makers import (
    RAIN,
    at,
    budget_of,
    coming_trip,
    concert,
    limit,
    produce,
    sight,
    stored,
    visit,
    waiting,
)
from trips.tests.test_suggestions_types import accept, free_time, jazz, overlap, overspent, pricey, rain, table, zigzag

pytestmark = pytest.mark.django_db

MOST_QUERIES = 24


def set_switches(person: Profile, **columns: Any) -> None:
    with acting_as(person):
        Profile.objects.filter(pk=person.pk).update(**columns)


# -- switches and limits -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("switch", ["proactive_suggestions_enabled", "ai_enabled"])
def test_switched_off_nothing_is_made_and_what_waits_is_taken_back(cast: Cast, switch: str) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    set_switches(cast.alice, **{switch: False})
    assert produce(trip) == suggestions.Produced(0, 0)
    set_switches(cast.alice, **{switch: True})
    produce(trip)
    assert waiting(trip) == {"local_event"}
    set_switches(cast.alice, **{switch: False})
    produce(trip)
    assert waiting(trip) == set()
    set_switches(cast.alice, **{switch: True})
    produce(trip)
    assert waiting(trip) == {"local_event"}
    assert len(stored(trip)) == 1


@pytest.mark.parametrize("status", ["cancelled", "completed"])
def test_trip_that_is_over_has_no_suggestions(cast: Cast, status: str) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    produce(trip)
    as_owner("update trips set status = %s::trip_status where id = %s", [status, trip.pk])
    produce(trip)
    assert waiting(trip) == set()


def test_trip_in_the_past_has_no_suggestions(cast: Cast) -> None:
    make_stop(cast.trip, "First", at=10, hours=4)  # in May
    make_stop(cast.trip, "Second", at=11, hours=4)
    detection.detect_conflicts(cast.trip.pk, cast.alice.pk)
    assert produce(cast.trip) == suggestions.Produced(0, 0)


def test_only_a_few_are_open_the_best_first_and_one_of_a_type(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    overspent(trip)
    make_stop(trip, "First", 1, 9, 5)
    make_stop(trip, "Second", 1, 11, 5)
    make_stop(trip, "Third", 3, 9, 5)
    make_stop(trip, "Fourth", 3, 11, 5)
    table(trip)
    concert(trip, day=1, hour=21, details={})
    detection.detect_conflicts(trip.pk, trip.user_id)
    made = produce(trip)
    assert made is not None and made.open == 3
    rows = [row for row in stored(trip).values() if row.status == "pending"]
    assert len(rows) == 3 and len({row.type for row in rows}) == 3
    assert "conflict_warning" in waiting(trip)


def test_something_pressing_pushes_the_least_aside_and_it_comes_back(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    overspent(trip)
    table(trip)
    concert(trip, day=3, details={})
    produce(trip)
    assert waiting(trip) == {"budget_alert", "book_restaurant", "local_event"}
    make_stop(trip, "First", 2, 9, 5)
    second = make_stop(trip, "Second", 2, 11, 5)
    detection.detect_conflicts(trip.pk, trip.user_id)
    produce(trip)
    assert "conflict_warning" in waiting(trip) and len(waiting(trip)) == 3
    aside = [row for row in stored(trip).values() if row.metadata.get("withdrawn") == "outranked"]
    assert len(aside) == 1
    with acting_as(cast.alice), change_set("Away"):
        ItineraryItem.objects.filter(pk=second.pk).update(deleted_at=timezone.now())
    detection.detect_conflicts(trip.pk, trip.user_id)
    produce(trip)
    assert waiting(trip) == {"budget_alert", "book_restaurant", "local_event"}
    assert len(stored(trip)) == 4


def test_what_is_put_off_stays_open_and_is_not_replaced(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    produce(trip)
    row = stored(trip)["local_event"]
    with acting_as(cast.alice), change_set("Later"):
        suggestion_answers.put_off_suggestion(row)
        assert not ProactiveSuggestion.objects.live(timezone.now()).filter(pk=row.pk).exists()
        assert ProactiveSuggestion.objects.live(timezone.now() + timedelta(days=2)).filter(pk=row.pk).exists()
    assert produce(trip) == suggestions.Produced(1, 0)


def test_what_is_past_its_time_is_not_made_again(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    produce(trip)
    as_owner("update proactive_suggestions set created_at = now() - interval '2 days', "
             "expires_at = now() - interval '1 hour' where trip_id = %s", [trip.pk])  # fmt: skip
    assert tasks.expire_suggestions(0) == 1
    assert stored(trip)["local_event"].status == "expired"
    produce(trip)
    assert waiting(trip) == set()
    with acting_as(cast.alice), change_set("Too late"), pytest.raises(NotPossible):
        suggestion_answers.accept_suggestion(trip, stored(trip)["local_event"])


def test_weather_that_cannot_be_asked_leaves_what_was_said(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    rain(trip)
    produce(trip, forecasts={trip.date_of(1): RAIN})
    assert waiting(trip) == {"weather_alert"}
    assert produce(trip, forecasts=None) == suggestions.Produced(1, 0)
    assert waiting(trip) == {"weather_alert"}
    produce(trip)
    assert waiting(trip) == set()


def test_they_are_for_the_owner_whoever_changed_the_trip(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    add_member(trip, cast.bob, "editor")
    add_member(trip, cast.vera, "viewer")
    jazz(trip)
    assert produce(trip, user=cast.vera.pk) is None
    assert produce(trip, user=cast.charlie.pk) is None
    produce(trip, user=cast.bob.pk)
    assert stored(trip)["local_event"].user_id == cast.alice.pk
    with acting_as(cast.bob):
        assert not ProactiveSuggestion.objects.filter(trip_id=trip.pk).exists()


def test_making_them_belongs_to_no_change_set(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    with acting_as(cast.alice):
        before = ChangeSet.objects.count()
    produce(trip)
    with acting_as(cast.alice):
        assert ChangeSet.objects.count() == before


# -- accepting what no longer fits -------------------------------------------------------------------------------------


def refused(trip: Trip, kind: str) -> str:
    with pytest.raises(NotPossible) as caught:
        accept(trip, stored(trip)[kind])
    assert stored(trip)[kind].status == "pending"
    return str(caught.value)


def test_event_is_not_added_to_time_that_was_taken_meanwhile(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    produce(trip)
    make_stop(trip, "Theatre", 2, 19, 3)
    assert "Theatre" in refused(trip, "local_event")


def test_order_is_not_changed_after_a_stop_was(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    zigzag(trip)
    produce(trip)
    with acting_as(cast.alice), change_set("Moved"):
        for stop in ItineraryItem.objects.of_trip(trip):
            ItineraryItem.objects.filter(pk=stop.pk).update(day_number=2)
    assert "changed meanwhile" in refused(trip, "optimize_route")


def test_conflict_that_was_settled_is_not_settled_again(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    overlap(trip)
    produce(trip)
    as_owner("update conflict_resolutions set status = 'ignored' where trip_id = %s", [trip.pk])
    assert "settled meanwhile" in refused(trip, "conflict_warning")


def test_budget_and_booking_that_changed_are_left(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    overspent(trip)
    table(trip)
    produce(trip)
    limit(trip, 110)
    with acting_as(cast.alice), change_set("Booked"):
        ItineraryItem.objects.of_trip(trip).filter(title="Savoy").update(booking_status="confirmed")
    assert "budget was changed" in refused(trip, "budget_alert")
    assert "booked meanwhile" in refused(trip, "book_restaurant")


def test_answered_is_answered(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    produce(trip)
    row = stored(trip)["local_event"]
    accept(trip, row)
    with acting_as(cast.alice), change_set("Again"), pytest.raises(NotPossible):
        suggestion_answers.reject_suggestion(row)
    with acting_as(cast.bob), change_set("Somebody else's"), pytest.raises(NotPossible):
        suggestion_answers.accept_suggestion(trip, row)


# -- money -------------------------------------------------------------------------------------------------------------


def test_alerts_are_sent_once_a_threshold_and_category_and_armed_again_below(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    limit(trip, 1000, food=100)
    dinner = make_stop(trip, "Dinner", 1, 19, 2, type="restaurant", cost=Decimal(85), is_paid=True)
    produce(trip)
    (first,) = budget_of(trip).alerts_sent
    assert (first["scope"], first["threshold"], first["limit"]) == ("food", "0.8", "100")
    produce(trip)
    assert budget_of(trip).alerts_sent == [first]
    with acting_as(cast.alice), change_set("Dearer"):
        ItineraryItem.objects.filter(pk=dinner.pk).update(cost=Decimal(120))
    produce(trip)
    assert [(one["threshold"], one["at"] == first["at"]) for one in budget_of(trip).alerts_sent] == [
        ("0.8", True),
        ("1", False),
    ]
    assert stored(trip)["budget_alert"].title == "€20.00 over the budget of “food”"
    with acting_as(cast.alice), change_set("Cheaper"):
        ItineraryItem.objects.filter(pk=dinner.pk).update(cost=Decimal(20))
    produce(trip)
    assert budget_of(trip).alerts_sent == [] and waiting(trip) == set()
    with acting_as(cast.alice), change_set("Dearer again"):
        ItineraryItem.objects.filter(pk=dinner.pk).update(cost=Decimal(85))
    produce(trip)
    (again,) = budget_of(trip).alerts_sent
    assert again["at"] > first["at"] and waiting(trip) == {"budget_alert"}


def test_to_spend_just_what_one_meant_to_is_no_overrun(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    limit(trip, 100)
    make_stop(trip, "Opera", 2, 19, 2, cost=Decimal(100), is_paid=True)
    produce(trip)
    assert [entry["threshold"] for entry in budget_of(trip).alerts_sent] == ["0.8"]


def test_category_is_raised_only_as_far_as_the_whole_budget_goes(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    limit(trip, 1000, food=100, activities=300)
    make_stop(trip, "Feast", 1, 19, 2, type="restaurant", cost=Decimal(233), is_paid=True)
    produce(trip)
    accept(trip, stored(trip)["budget_alert"])
    assert budget_of(trip).categories["food"]["budget"] == 240
    other = coming_trip(cast.alice, title="Tight")
    limit(other, 350, food=100, activities=200)
    make_stop(other, "Feast", 1, 19, 2, type="restaurant", cost=Decimal(233), is_paid=True)
    produce(other)
    assert stored(other)["budget_alert"].suggestion_data["steps"] == []


def test_recommendations_carry_saving_evidence_and_what_applies_them(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    take_away = pricey(trip)
    produce(trip)
    budget = budget_of(trip)
    (row,) = budget.ai_recommendations
    assert (row["saving"], row["currency"], row["evidence"]["instead"]) == ("90.00", "EUR", "Free museum")
    assert [step["action"] for step in row["steps"]] == ["remove", "add"]
    assert row["key"] == stored(trip)["cost_savings"].stable_key
    assert budget.last_optimization_at is not None
    produce(trip)
    assert budget_of(trip).last_optimization_at == budget.last_optimization_at
    take_away()
    produce(trip)
    assert budget_of(trip).ai_recommendations == []


def test_traveller_cannot_write_alerts_or_recommendations(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    overspent(trip)
    set_switches(cast.alice, proactive_suggestions_enabled=False)
    produce(trip)
    assert len(budget_of(trip).alerts_sent) == 2  # thresholds are watched without suggestions, too
    with acting_as(cast.alice), pytest.raises(Exception, match="may not be changed"):
        BudgetTracking.objects.filter(trip=trip).update(alerts_sent=[])


# -- jobs, the inbox, queries ------------------------------------------------------------------------------------------


def jobs(trip: Trip) -> int:
    rows = as_owner("select count(*) from procrastinate_jobs where queueing_lock = %s", [f"suggestions:{trip.pk}"])
    return int(rows[0][0])


def test_search_for_conflicts_hands_over_one_search_for_suggestions(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    for _change in range(3):
        tasks.detect_conflicts(user_id=str(cast.alice.pk), trip_id=str(trip.pk))
    assert jobs(trip) == 1
    tasks.produce_suggestions(user_id=str(cast.alice.pk), trip_id=str(trip.pk))
    assert waiting(trip) == {"local_event"}


def test_two_workers_that_saw_nothing_yet_store_one_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    trip = coming_trip(cast.alice)
    jazz(trip)
    produce(trip)
    before = stored(trip)["local_event"]
    # What the lock on the trip prevents: the second read before the first wrote.
    monkeypatch.setattr(suggestions, "choose", lambda rows, found, **more: choose({}, found, **more))
    produce(trip)
    with acting_as(cast.alice):
        rows = list(ProactiveSuggestion.objects.filter(trip_id=trip.pk))
    assert [row.pk for row in rows] == [before.pk]


def test_production_locks_the_trip_before_it_reads(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    with CaptureQueriesContext(connection) as captured:
        produce(trip)
    asked = [query["sql"] for query in captured]
    locked = next(number for number, sql in enumerate(asked) if "FOR UPDATE" in sql and '"trips"' in sql)
    read = next(number for number, sql in enumerate(asked) if 'FROM "itinerary_items"' in sql)
    assert locked < read


def test_near_trips_are_looked_at_by_the_clock(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    tasks.look_again(0)
    assert jobs(trip) == 1


def test_inbox_tells_what_waits_and_keeps_to_the_switches(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    overspent(trip)
    concert(trip, day=3, details={})
    make_stop(trip, "First", 1, 9, 5)
    make_stop(trip, "Second", 1, 11, 5)
    detection.detect_conflicts(trip.pk, trip.user_id)
    produce(trip)
    with acting_as(cast.alice):
        with at_most_queries(1):
            found = inbox.items(cast.alice, ("conflict", "budget_alert", "suggestion"))
        kinds = {item.kind for item in found}
        assert kinds == {"conflict", "budget_alert", "suggestion"}
        assert all(item.about == "Helsinki in May" and str(trip.pk) in item.url for item in found)
        assert len(inbox.items(cast.alice, ("budget_alert", "suggestion"))) == 2
        assert inbox.count(cast.alice) == len(found)
    off = {**default_notifications(), "ai_suggestions": False, "trip_updates": False}
    set_switches(cast.alice, notification_preferences=off)
    with acting_as(cast.alice):
        assert inbox.items(cast.alice, ("conflict", "budget_alert", "suggestion")) == []
    with acting_as(cast.bob):
        assert inbox.items(cast.bob, ("budget_alert", "suggestion")) == []


@pytest.mark.parametrize("stops", [1, 8])
def test_making_them_takes_the_same_few_queries_for_any_number_of_stops(cast: Cast, stops: int) -> None:
    trip = coming_trip(cast.alice)
    for number in range(stops):
        visit(trip, sight(f"Sight {number}"), 1 + number % 3, 9 + number)
    limit(trip, 1000)
    concert(trip)
    with at_most_queries(MOST_QUERIES):
        produce(trip)


def test_ideas_come_before_the_catalogue(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    free_time(trip)
    idea = visit(trip, sight("Their own wish", latitude=60.1702, longitude=24.9420), day=None)
    produce(trip)
    row = stored(trip)["add_activity"]
    assert row.suggestion_data["facts"]["idea"] and row.suggestion_data["steps"][0]["item_id"] == str(idea.pk)
    accept(trip, row)
    with acting_as(cast.alice):
        placed = ItineraryItem.objects.get(pk=idea.pk)
    assert placed.day_number == 1 and placed.start_time is not None
    assert at(trip, 1, 12).time() <= placed.start_time
