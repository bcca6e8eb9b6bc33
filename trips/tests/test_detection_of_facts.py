"""Facts of stored trips, their places and their owner that conflicts are found from, each with a way out and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from trips import actions, resolutions
from trips.enums import ResolutionStatus
from trips.models import ConflictResolution, ItineraryItem, Trip
from trips.tests.page_makers import make_place, make_stop
from trips.tests.test_detection import at_place, only, run, stored


def test_only_those_who_come_along_need_a_seat(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(adults=5)
    at_place(cast, place=make_place(0, capacity=4), people=4)
    run(cast)
    assert stored(cast) == []


def test_half_of_the_party_may_be_elsewhere_but_not_more_than_there_are(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(adults=2)
    make_stop(cast.trip, "Sauna", at=10, hours=2, people=1, latitude=60.17, longitude=24.94)
    make_stop(cast.trip, "Far museum", at=11, hours=2, people=1, latitude=60.45, longitude=22.27)
    run(cast)
    assert stored(cast) == []
    make_stop(cast.trip, "Harbour", at=11, people=1)
    run(cast)
    row = only(cast)
    assert (row.metadata["rule"], row.metadata["evidence"]) == ("too_few", {"needed": 3, "people": 2})
    assert take_first_way_and_back(cast, row) == []


def take_first_way_and_back(cast: Cast, row: ConflictResolution) -> list[str]:
    """Apply the first way out as one change set, look again, undo; the titles that are still open after the way out."""
    with acting_as(cast.alice), change_set("Taken") as taken:
        resolutions.resolve_conflict(cast.trip, row, row.resolution_options[0]["key"])
    run(cast)
    open_now = [one.title for one in stored(cast) if one.status == ResolutionStatus.DETECTED]
    with acting_as(cast.alice), change_set("Undo", kind="undo", undoes_id=taken.id):
        assert actions.undo(taken.id).left == ()
    run(cast)
    assert ResolutionStatus.DETECTED in {one.status for one in stored(cast)}
    return open_now


def hotel(cast: Cast, at: int, until: int, **details: str) -> ItineraryItem:
    place = make_place(0, name="Hotel", category="accommodation", subcategory="hotel", details=details)
    return make_stop(
        cast.trip, "Hotel", at=at, hours=until - at, type="accommodation", location=place, ends_next_day=True
    )


def test_stay_is_held_against_the_doors_of_its_place(cast: Cast) -> None:
    hotel(cast, 13, 12, check_in="15:00-22:00", check_out="11:00")
    run(cast)
    early, out = sorted(stored(cast), key=lambda row: row.metadata["rule"])
    assert (early.metadata["rule"], early.metadata["evidence"]["minutes_early"]) == ("check_in_early", 120)
    assert (out.metadata["rule"], out.metadata["evidence"]["minutes_over"]) == ("check_out", 60)
    assert take_first_way_and_back(cast, early) == [out.title]
    assert take_first_way_and_back(cast, out) == [early.title]


def test_last_check_in_passes_during_the_concert(cast: Cast) -> None:
    hotel(cast, 20, 10, check_in="14:00-21:00")
    make_stop(cast.trip, "Concert", at=19, hours=3)
    run(cast)
    row = only(cast)
    assert (row.metadata["rule"], row.metadata["evidence"]["minutes_late"]) == ("check_in", 60)
    assert take_first_way_and_back(cast, row) == []


def test_hostel_with_fewer_beds_than_people(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(adults=3)
    hotel(cast, 15, 10, beds="2")
    run(cast)
    assert only(cast).metadata["evidence"] == {"capacity": 2, "people": 3}


def test_walk_longer_than_the_owner_wants_where_one_goes_on_foot(cast: Cast) -> None:
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(travel_preferences={"walking_limit_minutes": 10})
    request = {"start_date": "2026-05-14", "end_date": "2026-05-16", "modes": ["walk"]}
    as_owner("update trips set plan_request = %s where id = %s", [json.dumps(request), cast.trip.pk])
    make_stop(cast.trip, "Here", at=10, latitude=60.17, longitude=24.94)
    make_stop(cast.trip, "There", at=12, latitude=60.18, longitude=24.94)
    run(cast)
    row = only(cast)
    assert row.metadata["rule"] == "walk" and row.metadata["evidence"]["limit_minutes"] == 10
    assert row.metadata["evidence"]["minutes"] > 10
    assert take_first_way_and_back(cast, row) == []
    as_owner("update trips set plan_request = null where id = %s", [cast.trip.pk])
    run(cast)
    assert only(cast).status == ResolutionStatus.AUTO_RESOLVED  # by tram


def test_day_with_more_on_foot_than_the_owner_wants(cast: Cast) -> None:
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(travel_preferences={"walking_day_km": 2})
    for number in range(3):
        make_stop(cast.trip, f"Stop {number}", at=10 + 2 * number, latitude=60.17 + number % 2 / 100, longitude=24.94)
    run(cast)
    row = only(cast)
    assert (row.metadata["rule"], row.metadata["evidence"]["limit_metres"]) == ("walking", 2000)
    assert row.metadata["evidence"]["metres"] > 2000
    assert take_first_way_and_back(cast, row) == []


@pytest.mark.parametrize(
    ("preferences", "place", "rule"),
    [
        ({"diets": ["vegan"]}, {"subcategory": "restaurant", "dietary_options": ["vegetarian"]}, "diet"),
        ({"dislikes": ["churches"]}, {"subcategory": "place_of_worship"}, "dislike"),
        ({"accessibility": ["wheelchair"]}, {"details": {"wheelchair": "limited"}}, "accessibility"),
    ],
)
def test_what_the_owner_wants_is_held_against_the_tags_and_a_way_out_taken(
    cast: Cast, preferences: dict[str, Any], place: dict[str, Any], rule: str
) -> None:
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(travel_preferences=preferences)
    kind = "restaurant" if rule == "diet" else "activity"
    at_place(cast, place=make_place(0, opening_hours=None, **place), type=kind)
    run(cast)
    assert only(cast).metadata["rule"] == rule
    assert take_first_way_and_back(cast, only(cast)) == []


def test_day_that_is_fuller_than_the_owners_pace(cast: Cast) -> None:
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(travel_preferences={"pace": "relaxed"})
    for start in (8, 10, 12, 14):
        make_stop(cast.trip, f"Visit at {start}", at=start, hours=2)
    run(cast)
    assert only(cast).metadata["rule"] == "pace"
    assert take_first_way_and_back(cast, only(cast)) == []
