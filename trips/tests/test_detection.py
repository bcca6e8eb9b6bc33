"""Conflicts of stored trips: each type through the database, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tripos.accounts.models import Profile
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast, add_member, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries
from trips import actions, detection, resolutions
from trips.enums import ConflictType, ResolutionStatus
from trips.models import BudgetTracking, ConflictResolution, ItineraryItem, Trip
from trips.planning.conflicts import DayForecast
from trips.tests.page_makers import make_full_trip, make_place, make_stop, reload_stop, reload_trip

MOST_QUERIES = 14
RAIN = DayForecast(precipitation_mm=12, precipitation_probability=90, source="Open-Meteo")


def run(cast: Cast, **more: Any) -> detection.Detected | None:
    return detection.detect_conflicts(cast.trip.pk, more.pop("user", cast.alice.pk), **more)


def stored(cast: Cast) -> list[ConflictResolution]:
    with acting_as(cast.alice):
        return list(ConflictResolution.objects.of_trip(cast.trip).order_by("type", "stable_key"))


def only(cast: Cast) -> ConflictResolution:
    rows = stored(cast)
    assert len(rows) == 1, [row.title for row in rows]
    return rows[0]


def at_place(cast: Cast, index: int = 0, *, at: int | None = 11, place: Any = None, **more: Any) -> ItineraryItem:
    place = place or make_place(index)
    return make_stop(
        cast.trip, place.name, at=at, location=place, latitude=place.latitude, longitude=place.longitude, **more
    )


def overlapping(cast: Cast) -> tuple[ItineraryItem, ItineraryItem]:
    return make_stop(cast.trip, "First", at=10, hours=2), make_stop(cast.trip, "Second", at=11, hours=2)


# -- the seven types ---------------------------------------------------------------------------------------------------


def test_overlapping_stops_are_stored_with_evidence_and_ways_out(cast: Cast) -> None:
    first, second = overlapping(cast)
    run(cast)
    row = only(cast)
    assert (row.type, row.status) == (ConflictType.TIME_OVERLAP, ResolutionStatus.DETECTED)
    assert row.affected_items == [str(first.pk), str(second.pk)]
    assert row.metadata["evidence"]["minutes"] == 60
    assert row.resolution_options and row.resolution_options[0]["upheaval"] <= row.resolution_options[-1]["upheaval"]
    assert row.user_id == cast.alice.pk


def test_stop_that_cannot_be_reached_in_time(cast: Cast) -> None:
    make_stop(cast.trip, "Ateneum", at=10, latitude=60.17, longitude=24.94)
    make_stop(cast.trip, "Turku", at=11, latitude=60.45, longitude=22.27)
    run(cast)
    row = only(cast)
    assert row.type == ConflictType.LOCATION_DISTANCE
    evidence = row.metadata["evidence"]
    assert evidence["minutes_needed"] > evidence["minutes_there_are"] == 0 and evidence["mode"]


def test_stop_while_its_place_is_closed(cast: Cast) -> None:
    at_place(cast, 0, at=19)
    run(cast)
    row = only(cast)
    assert (row.type, row.metadata["rule"]) == (ConflictType.BOOKING_UNAVAILABLE, "closed_hour")
    assert row.metadata["evidence"]["hours_as_of"] == "2026-01"


def test_place_that_left_the_catalogue(cast: Cast) -> None:
    stop = at_place(cast, 0)
    as_owner("update locations set is_active = false where id = %s", [stop.location_id])
    run(cast)
    assert only(cast).metadata["rule"] == "place_gone"


def test_event_that_is_over(cast: Cast) -> None:
    event = make_place(
        3,
        event_start_time=datetime(2026, 5, 10, 18, tzinfo=UTC),
        event_end_time=datetime(2026, 5, 10, 22, tzinfo=UTC),
        category="event",
    )
    at_place(cast, place=event)
    run(cast)
    assert only(cast).metadata["rule"] == "event_over"


def test_budget_exceeded_agrees_with_the_stored_totals(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(budget_total=Decimal(100))
    make_stop(cast.trip, "Opera", cost=Decimal(90))
    make_stop(cast.trip, "Paid idea", day=None, cost=Decimal(30), is_paid=True)
    make_stop(cast.trip, "Called off", at=14, cost=Decimal(500), booking_status="cancelled")
    run(cast)
    row = only(cast)
    with acting_as(cast.alice):
        budget = BudgetTracking.objects.get(trip=cast.trip)
    assert row.type == ConflictType.BUDGET_EXCEEDED
    assert Decimal(row.metadata["evidence"]["over"]) == budget.total_spent + budget.total_pending - 100 == 20


def test_budget_of_a_category_and_the_threshold(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(budget_total=Decimal(100))
        BudgetTracking.objects.filter(trip=cast.trip).update(categories={"food": {"budget": 50}})
    make_stop(cast.trip, "Dinner", type="restaurant", cost=Decimal(85))
    run(cast)
    assert {row.metadata["rule"] for row in stored(cast)} == {"category", "threshold"}


def test_owners_preferences_hold_whoever_changed_the_trip(cast: Cast) -> None:
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(travel_preferences={"accessibility": ["wheelchair"]})
    at_place(cast, place=make_place(0, details={"wheelchair": "no"}))
    run(cast, user=cast.bob.pk)
    row = only(cast)
    assert (row.type, row.metadata["rule"]) == (ConflictType.PREFERENCE_MISMATCH, "accessibility")


def test_weather_is_claimed_from_a_forecast_only(cast: Cast) -> None:
    at_place(cast, place=make_place(3, subcategory="park", opening_hours=None))
    run(cast)
    assert stored(cast) == []
    run(cast, forecasts={date(2026, 5, 14): RAIN})
    row = only(cast)
    assert row.type == ConflictType.WEATHER_ISSUE
    assert row.metadata["evidence"]["source"] == "Open-Meteo"


def test_forecast_that_fails_leaves_what_was_said_and_no_service_takes_it_back(cast: Cast) -> None:
    at_place(cast, place=make_place(3, subcategory="park", opening_hours=None))
    run(cast, forecasts={date(2026, 5, 14): RAIN})
    run(cast, forecasts=None)
    assert only(cast).status == ResolutionStatus.DETECTED
    run(cast)
    assert only(cast).status == ResolutionStatus.AUTO_RESOLVED


def test_party_larger_than_the_place(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(adults=5)
    at_place(cast, place=make_place(0, capacity=4))
    run(cast)
    row = only(cast)
    assert (row.type, row.metadata["evidence"]) == (ConflictType.CAPACITY_ISSUE, {"capacity": 4, "people": 5})


def test_owner_on_another_trip_is_told_without_naming_it(cast: Cast) -> None:
    other = make_trip(cast.alice, title="Secret weekend", status="confirmed")
    as_owner("update trips set status = 'planning' where id = %s", [cast.trip.pk])
    make_stop(other, "Elsewhere", at=10, hours=3)
    make_stop(cast.trip, "Here", at=11)
    run(cast)
    row = only(cast)
    assert (row.metadata["rule"], row.severity) == ("two_trips", 8)
    assert "Secret" not in str([row.title, row.description, row.metadata, row.resolution_options])
    with acting_as(cast.alice):
        Trip.objects.filter(pk=other.pk).update(status="cancelled")
    run(cast)
    assert only(cast).status == ResolutionStatus.AUTO_RESOLVED


# -- what becomes of them ----------------------------------------------------------------------------------------------


def test_detection_again_writes_nothing(cast: Cast) -> None:
    overlapping(cast)
    assert run(cast) == detection.Detected(1, 1)
    version = reload_trip(cast.trip, cast.alice).content_version
    assert run(cast) == detection.Detected(1, 0)
    assert reload_trip(cast.trip, cast.alice).content_version == version
    assert len(stored(cast)) == 1


def test_conflict_whose_cause_has_gone_resolves_itself_and_comes_back(cast: Cast) -> None:
    _first, second = overlapping(cast)
    run(cast)
    with acting_as(cast.alice), change_set("Removed") as removal:
        actions.remove_stops([second])
    run(cast)
    assert (only(cast).status, only(cast).resolved_by) == (ResolutionStatus.AUTO_RESOLVED, None)
    with acting_as(cast.alice), change_set("Undo", kind="undo", undoes_id=removal.id):
        actions.undo(removal.id)
    run(cast)
    assert (only(cast).status, only(cast).resolved_at) == (ResolutionStatus.DETECTED, None)


def test_ignored_conflict_stays_ignored_while_its_cause_is_the_same(cast: Cast) -> None:
    _first, second = overlapping(cast)
    run(cast)
    with acting_as(cast.alice), change_set("Ignored"):
        resolutions.ignore_conflict(cast.trip, only(cast))
    make_stop(cast.trip, "Evening", at=20)
    run(cast)
    assert (only(cast).status, only(cast).resolved_by) == (ResolutionStatus.IGNORED, "user")
    with acting_as(cast.alice), change_set("Longer"):
        ItineraryItem.objects.filter(pk=second.pk).update(end_time="13:30", duration_minutes=150)
    run(cast)
    assert {row.status for row in stored(cast)} == {ResolutionStatus.AUTO_RESOLVED, ResolutionStatus.DETECTED}


def test_way_out_is_one_change_set_and_undo_reopens_the_conflict(cast: Cast) -> None:
    _first, second = overlapping(cast)
    run(cast)
    row = only(cast)
    key = next(way["key"] for way in row.resolution_options if way["code"] == "move" and "Second" in way["description"])
    with acting_as(cast.bob), change_set("Moved Second") as moved:
        option = resolutions.resolve_conflict(cast.trip, row, key)
    assert reload_stop(second, cast.alice).start_time != second.start_time
    answered = only(cast)
    assert (answered.status, answered.resolved_by) == (ResolutionStatus.USER_RESOLVED, "user")
    assert answered.selected_resolution == {"option": option, "change_set": str(moved.id)}
    run(cast)
    assert only(cast).status == ResolutionStatus.USER_RESOLVED
    with acting_as(cast.bob), change_set("Undo", kind="undo", undoes_id=moved.id):
        assert actions.undo(moved.id).left == ()
    assert reload_stop(second, cast.alice).start_time == second.start_time
    run(cast)
    assert (only(cast).status, only(cast).selected_resolution) == (ResolutionStatus.DETECTED, None)


def test_way_out_that_was_not_enough_leaves_the_conflict_open_and_undo_says_nothing_odd(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(budget_total=Decimal(10))
    make_stop(cast.trip, "Opera", cost=Decimal(90))
    run(cast)
    key = only(cast).resolution_options[0]["key"]
    with acting_as(cast.alice), change_set("Left out") as removal:
        resolutions.resolve_conflict(cast.trip, only(cast), key)
    make_stop(cast.trip, "Ballet", cost=Decimal(80))
    run(cast)
    assert only(cast).status == ResolutionStatus.DETECTED
    with acting_as(cast.alice), change_set("Undo", kind="undo", undoes_id=removal.id):
        assert actions.undo(removal.id).left == ()


def test_every_way_out_of_an_overlap_takes_it_away(cast: Cast) -> None:
    overlapping(cast)
    run(cast)
    for way in only(cast).resolution_options:
        with acting_as(cast.alice), change_set("Tried") as tried:
            resolutions.resolve_conflict(cast.trip, only(cast), way["key"])
        assert run(cast).open == 0, way["description"]
        with acting_as(cast.alice), change_set("Undo", kind="undo", undoes_id=tried.id):
            assert actions.undo(tried.id).left == ()
        run(cast)


def test_way_out_for_times_that_changed_meanwhile_is_refused(cast: Cast) -> None:
    _first, second = overlapping(cast)
    run(cast)
    key = next(way["key"] for way in only(cast).resolution_options if "Second" in way["description"])
    with acting_as(cast.alice), change_set("Changed"):
        ItineraryItem.objects.filter(pk=second.pk).update(end_time="14:00", duration_minutes=180)
        with pytest.raises(actions.NotPossible, match="changed meanwhile"):
            resolutions.resolve_conflict(cast.trip, only(cast), key)
        ItineraryItem.objects.filter(pk=second.pk).update(is_locked=True)
        with pytest.raises(actions.NotPossible, match="fixed or booked"):
            resolutions.resolve_conflict(cast.trip, only(cast), key)
        with pytest.raises(actions.NotPossible):
            resolutions.resolve_conflict(cast.trip, only(cast), "0" * 16)


@pytest.mark.parametrize("person", ["vera", "charlie"])
def test_viewers_and_strangers_neither_detect_nor_answer(cast: Cast, person: str) -> None:
    overlapping(cast)
    assert run(cast, user=getattr(cast, person).pk) is None
    run(cast)
    row = only(cast)
    with acting_as(getattr(cast, person)), change_set("Tried"):
        with pytest.raises(actions.NotPossible):
            resolutions.ignore_conflict(cast.trip, row)
        with pytest.raises(actions.NotPossible):
            resolutions.resolve_conflict(cast.trip, row, row.resolution_options[0]["key"])
    assert only(cast).status == ResolutionStatus.DETECTED


def test_cancelled_trip_has_no_conflicts_and_a_finished_one_keeps_its_own(cast: Cast) -> None:
    overlapping(cast)
    run(cast)
    as_owner("update trips set status = 'completed' where id = %s", [cast.trip.pk])
    assert run(cast) is None
    as_owner("update trips set status = 'cancelled' where id = %s", [cast.trip.pk])
    assert run(cast) == detection.Detected(0, 1)
    assert only(cast).status == ResolutionStatus.AUTO_RESOLVED


def test_trip_in_the_trash_is_left_alone(cast: Cast) -> None:
    overlapping(cast)
    with acting_as(cast.alice):
        actions.discard_trip(cast.trip)
    assert run(cast) is None


def test_detection_is_no_change_of_the_travellers(cast: Cast) -> None:
    overlapping(cast)
    with acting_as(cast.alice):
        before = ChangeSet.objects.count()
    with acting_as(cast.alice), change_set("Something"):
        run(cast)
    with acting_as(cast.alice):
        assert ChangeSet.objects.count() == before


@pytest.mark.parametrize("stops", [1, 3])
def test_detection_asks_the_database_as_often_for_three_stops_as_for_one(cast: Cast, stops: int) -> None:
    make_full_trip(cast.trip, stops)
    with at_most_queries(MOST_QUERIES):
        run(cast)


def test_order_is_rated_with_the_detection(cast: Cast) -> None:
    make_full_trip(cast.trip, 3)
    run(cast)
    score = reload_trip(cast.trip, cast.alice).optimization_score
    assert score is not None and 0 <= score <= 1
    with acting_as(cast.alice), change_set("Emptied"):
        actions.remove_stops(ItineraryItem.objects.of_trip(cast.trip))
    run(cast)
    assert reload_trip(cast.trip, cast.alice).optimization_score is None


def test_companion_may_only_follow_along_so_the_hint_is_mild(cast: Cast) -> None:
    theirs = make_trip(cast.bob, status="confirmed")
    add_member(theirs, cast.alice, "viewer")
    make_stop(theirs, "Elsewhere", at=10, hours=3)
    make_stop(cast.trip, "Here", at=11)
    run(cast)
    assert (only(cast).metadata["rule"], only(cast).severity) == ("two_trips", 4)
