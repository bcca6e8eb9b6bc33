"""Parties that part, walks that are too long, and where ways out must not lead."""

from __future__ import annotations

from dataclasses import replace

from trips.planning.conflicts import DayForecast, Elsewhere, Preferences, detect
from trips.planning.request import Party

from .makers import FRIDAY, MONDAY, SATURDAY, SUNDAY, THURSDAY, place
from .test_conflicts import assert_every_way_out_works, at, item, only, trip


def test_party_that_parts_is_in_two_places_and_no_more() -> None:
    here = item("Here", "10:00", "12:00", place=place("Here"), people=1)
    there = item("There", "11:00", "13:00", place=place("There", north=9000), people=1)
    two = {"party": Party(2)}
    assert detect(trip(here, there, **two)) == []
    assert {one.rule for one in detect(trip(here, replace(there, people=2), **two))} == {"overlap"}
    after = item("After", "12:05", "13:00", place=place("After", north=9000), people=1)
    assert detect(trip(here, after, **two)) == []  # the other one goes there
    together = trip(here, replace(after, people=None), **two)
    assert only(detect(together)).rule == "too_far"
    assert_every_way_out_works(together, only(detect(together)))
    third = item("Third", "11:30", "12:00", people=1)
    found = only(detect(trip(here, there, third, **two)))
    assert (found.rule, found.evidence) == ("too_few", {"needed": 3, "people": 2})
    assert_every_way_out_works(trip(here, there, third, **two), found)


def test_way_before_a_stop_of_some_is_looked_for_among_those_they_share() -> None:
    far, near = place("Far", north=9000), place("Near")
    all_of_us = item("All", "09:00", "10:00", place=far)
    one = item("One", "10:10", "10:20", place=place("Beside", north=9010), people=1)
    other = item("Other", "10:20", "11:00", place=near, people=1)
    found = only(detect(trip(all_of_us, one, other, party=Party(2))))
    assert (found.rule, found.affected) == ("too_far", ("all", "other"))


def test_single_walk_longer_than_wanted_on_foot_only() -> None:
    stops = (
        item("A", "10:00", "11:00", place=place("A")),
        item("B", "12:00", "13:00", place=place("B", north=900)),
    )
    before = trip(*stops, modes=("walk",), preferences=Preferences(walking_limit_minutes=10))
    conflict = only(detect(before))
    assert (conflict.rule, conflict.evidence["minutes"], conflict.evidence["limit_minutes"]) == ("walk", 16, 10)
    assert_every_way_out_works(before, conflict)
    assert detect(replace(before, modes=("walk", "transit"), comfortable_walk_minutes=10)) == []
    assert detect(replace(before, preferences=Preferences(walking_limit_minutes=16))) == []


def test_no_way_out_leads_into_another_trip_bad_weather_or_past_an_event() -> None:
    first = item("A", "10:00", "12:00", locked=True)
    second = item("B", "11:00", "12:00", place=place("Park", "park"))
    storm = DayForecast(thunderstorm=True)
    busy = tuple(Elsewhere("other", at("08:00", day), at("23:00", day), certain=False) for day in (FRIDAY, SATURDAY))
    before = trip(first, second, forecasts={SUNDAY: storm, MONDAY: storm}, elsewhere=busy)
    conflict = next(one for one in detect(before) if one.rule == "overlap")
    days = {way.changes[0].values.get("day") for way in conflict.ways_out}
    assert days == {THURSDAY.isoformat(), None}
    event = replace(second, event_starts=at("10:30"), event_ends=at("12:00"))
    assert {way.code for way in only(detect(trip(first, event))).ways_out} == {"remove"}


def test_journey_without_which_nothing_is_reached_is_not_left_out() -> None:
    near, far = place("Near"), place("Far", north=60_000)
    start = item("Near", "10:00", "11:20", place=near)
    bus = item("Bus", "11:10", "12:30", type="transport", point=near.point, end_point=far.point)
    there = item("Far", "12:35", "13:00", place=far)
    conflict = only(detect(trip(start, bus, there)))
    assert conflict.rule == "overlap"
    assert ("remove", "bus") not in {
        (change.action, change.item_id) for way in conflict.ways_out for change in way.changes
    }
