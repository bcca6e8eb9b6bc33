"""The seven detectors: what each finds, with its evidence and ways out, and what it must not claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from trips.planning.catalogue import Place
from trips.planning.conflicts import (
    Conflict,
    DayForecast,
    Elsewhere,
    LoadedItem,
    LoadedTrip,
    Preferences,
    detect,
    reconcile,
)
from trips.planning.money import Cost, Money
from trips.planning.request import Party

from .makers import FRIDAY, MONDAY, SATURDAY, SUNDAY, THURSDAY, place

ZONE = ZoneInfo("Europe/Helsinki")


def at(clock: str, day: date = THURSDAY) -> datetime:
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=ZONE)


def item(title: str, starts: str, ends: str, day: date = THURSDAY, **more: Any) -> LoadedItem:
    where: Place | None = more.get("place")
    begins, finishes = at(starts, day), at(ends, day)
    if finishes <= begins:
        finishes += timedelta(days=1)
    values: dict[str, Any] = {"type": "activity", "day": day, "starts": begins, "ends": finishes}
    if where is not None:
        values["point"] = where.point
    return LoadedItem(id=title.lower().replace(" ", "-"), title=title, **{**values, **more})


def trip(*items: LoadedItem, **more: Any) -> LoadedTrip:
    return LoadedTrip("t", (THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY), "Europe/Helsinki", items, **more)


def only(found: list[Conflict]) -> Conflict:
    assert len(found) == 1, found
    return found[0]


def apply(before: LoadedTrip, conflict: Conflict, way: int = 0) -> LoadedTrip:
    items = {one.id: one for one in before.items}
    for change in conflict.ways_out[way].changes:
        if change.action == "remove":
            del items[change.item_id]
            continue
        values: dict[str, Any] = {
            key: datetime.fromisoformat(value).astimezone(ZONE) if key in ("starts", "ends") else value
            for key, value in change.values.items()
        }
        if "day" in values:
            values["day"] = date.fromisoformat(values["day"])
        items[change.item_id] = replace(items[change.item_id], **values)
    return replace(before, items=tuple(items.values()))


def assert_every_way_out_works(before: LoadedTrip, conflict: Conflict) -> None:
    assert conflict.ways_out
    assert [way.upheaval for way in conflict.ways_out] == sorted(way.upheaval for way in conflict.ways_out)
    for index in range(len(conflict.ways_out)):
        after = detect(apply(before, conflict, index))
        assert conflict.key not in {one.key for one in after}
        assert {one.type for one in after} <= {one.type for one in detect(before)}


def test_quiet_trip_has_no_conflict() -> None:
    quiet = trip(item("A", "10:00", "11:00"), item("B", "11:00", "12:00"), item("C", "10:00", "11:00", FRIDAY))
    assert detect(quiet) == []


def test_overlap_names_the_minutes_and_offers_ways_that_work() -> None:
    before = trip(item("A", "10:00", "12:00"), item("B", "11:30", "13:00"), item("C", "15:00", "16:00"))
    conflict = only(detect(before))
    assert (conflict.type, conflict.rule, conflict.affected) == ("time_overlap", "overlap", ("a", "b"))
    assert conflict.evidence["minutes"] == 30 and conflict.severity == 7 and conflict.is_hard
    assert {way.code for way in conflict.ways_out} >= {"shorten", "move"}
    assert_every_way_out_works(before, conflict)


def test_overlap_over_midnight_and_across_zones() -> None:
    night = item("Club", "23:00", "02:00")
    early = item("Tour", "01:30", "03:00", FRIDAY)
    assert only(detect(trip(night, early))).affected == ("club", "tour")
    stockholm = ZoneInfo("Europe/Stockholm")
    ferry = replace(early, starts=datetime(2026, 5, 22, 1, 0, tzinfo=stockholm), ends=at("04:00", FRIDAY))
    assert detect(trip(night, ferry)) == []  # 01:00 in Stockholm is 02:00 in Helsinki


def test_different_travellers_may_be_in_two_places() -> None:
    first = item("A", "10:00", "12:00", participants=frozenset({"ann"}))
    second = item("B", "11:00", "13:00", participants=frozenset({"bob"}))
    assert detect(trip(first, second)) == []
    both = replace(second, participants=frozenset({"ann", "bob"}))
    assert only(detect(trip(first, both))).evidence["travellers"] == ["ann"]
    assert only(detect(trip(first, replace(second, participants=frozenset())))).rule == "overlap"


def test_stay_behind_the_day_is_no_overlap_but_two_stays_are() -> None:
    first = item("Hotel A", "15:00", "11:00", type="accommodation")
    museum = item("Museum", "16:00", "17:00")
    assert detect(trip(first, museum)) == []
    second = item("Hotel B", "14:00", "11:00", type="accommodation")
    conflict = only(detect(trip(first, second)))
    assert conflict.rule == "two_stays" and conflict.evidence["nights"] == 1
    next_night = item("Hotel C", "10:00", "09:00", FRIDAY, type="accommodation")
    assert detect(trip(first, next_night)) == []  # an hour of changing houses


def test_check_in_that_passes_while_on_the_way() -> None:
    hotel = item("Hotel", "16:00", "11:00", type="accommodation", check_in_until=at("22:00"))
    train = item("Train", "15:00", "23:10", type="transport", booking_status="confirmed")
    conflict = only(detect(trip(hotel, train)))
    assert conflict.rule == "check_in" and conflict.evidence["minutes_late"] == 70
    assert conflict.ways_out == ()  # a booked train is not moved
    assert detect(trip(hotel, replace(train, ends=at("21:30")))) == []


def test_too_far_names_mode_minutes_needed_and_there_are() -> None:
    near, far = place("Near"), place("Far", north=5990)
    before = trip(item("Near", "10:00", "11:00", place=near), item("Far", "11:10", "12:00", place=far))
    conflict = only(detect(before))
    assert (conflict.type, conflict.affected) == ("location_distance", ("near", "far"))
    assert conflict.evidence["mode"] == "transit"
    assert conflict.evidence["minutes_needed"] == 34 and conflict.evidence["minutes_there_are"] == 10
    assert_every_way_out_works(before, conflict)
    assert detect(trip(*before.items, modes=("car",)))[0].evidence["minutes_needed"] < 34
    on_time = item("Far", "11:34", "12:00", place=far)
    assert detect(trip(before.items[0], on_time)) == []


def test_transport_ends_somewhere_else() -> None:
    near, far = place("Near"), place("Far", north=60_000)
    bus = item("Bus", "11:10", "12:30", type="transport", point=near.point, end_point=far.point)
    there = item("Far", "12:35", "13:00", place=far)
    start = item("Near", "10:00", "11:05", place=near)
    assert detect(trip(start, bus, there)) == []
    assert only(detect(trip(start, there))).type == "location_distance"


def test_distance_is_between_stops_of_one_traveller() -> None:
    near, far = place("Near"), place("Far", north=9000)
    first = item("Near", "10:00", "11:00", place=near, participants=frozenset({"ann"}))
    second = item("Far", "11:05", "12:00", place=far, participants=frozenset({"bob"}))
    assert detect(trip(first, second)) == []
    third = item("Later", "12:05", "13:00", place=near, participants=frozenset({"ann", "bob"}))
    assert only(detect(trip(first, second, third))).affected == ("far", "later")


@pytest.mark.parametrize(
    ("starts", "ends", "day", "rule", "severity"),
    [
        ("11:00", "12:00", MONDAY, "closed_day", 8),
        ("17:30", "18:30", THURSDAY, "closed_hour", 7),
        ("09:30", "10:30", THURSDAY, "closed_hour", 7),
        ("19:00", "20:00", THURSDAY, "closed_hour", 9),
        ("10:00", "18:00", THURSDAY, None, 0),
    ],
)
def test_closed(starts: str, ends: str, day: date, rule: str | None, severity: int) -> None:
    museum = place("Museum", opening_hours="Tu-Su 10:00-18:00")
    before = trip(item("Museum", starts, ends, day, place=museum))
    found = detect(before)
    if rule is None:
        assert found == []
        return
    conflict = only(found)
    assert (conflict.type, conflict.rule, conflict.severity) == ("booking_unavailable", rule, severity)
    assert conflict.evidence["hours_as_of"] == "2019-04"
    assert_every_way_out_works(before, conflict)


def test_night_hours_hold_after_midnight() -> None:
    club = place("Club", "nightclub", opening_hours="Th-Sa 22:00-04:00")
    assert detect(trip(item("Club", "23:00", "03:00", place=club))) == []
    assert detect(trip(item("Club", "01:00", "03:00", FRIDAY, place=club))) == []
    assert only(detect(trip(item("Club", "03:00", "05:00", FRIDAY, place=club)))).rule == "closed_hour"


def test_unknown_hours_and_confirmed_bookings_are_not_doubted() -> None:
    unknown = item("A", "03:00", "04:00", place=place("A"))
    museum = place("Museum", opening_hours="Tu-Su 10:00-18:00")
    booked = item("Gala", "20:00", "22:00", MONDAY, place=museum, booking_status="confirmed")
    assert detect(trip(unknown, booked)) == []


def test_place_gone_and_event_over() -> None:
    gone = only(detect(trip(item("Old Bar", "20:00", "21:00", place_gone=True))))
    assert (gone.rule, gone.severity) == ("place_gone", 8)
    concert = item("Concert", "19:00", "21:00", type="event", event_starts=at("19:00"), event_ends=at("21:00"))
    assert detect(trip(concert)) == []
    for starts, ends, rule in (("21:30", "22:30", "event_over"), ("17:00", "18:00", "event_not_begun")):
        late = replace(concert, starts=at(starts), ends=at(ends))
        assert only(detect(trip(late))).rule == rule
    assert only(detect(trip(replace(concert, ends=at("21:30"))))).rule == "event_ends"


def euros(amount: int, status: str = "known") -> Cost:
    return Cost(status, Money(Decimal(amount), "EUR"))  # type: ignore[arg-type]


def test_budget_over_category_and_threshold() -> None:
    items = (
        item("A", "10:00", "11:00", cost=euros(60)),
        item("B", "12:00", "13:00", cost=euros(50, "estimated"), budget_category="food"),
        item("C", "14:00", "15:00"),
    )
    before = trip(*items, budget=Money(Decimal(100), "EUR"))
    conflict = only(detect(before))
    assert (conflict.rule, conflict.severity) == ("total", 6)
    assert conflict.evidence == {
        "budget": "100",
        "currency": "EUR",
        "known": "60",
        "estimated": "50",
        "unknown": 1,
        "unconverted": [],
        "over": "10",
        "scope": "total",
    }
    assert conflict.ways_out[0].changes[0].item_id == "b"  # the cheapest that is enough
    warned = only(detect(trip(*items, budget=Money(Decimal(130), "EUR"))))
    assert (warned.rule, warned.severity, warned.evidence["percent"]) == ("threshold", 3, 84)
    assert detect(trip(*items, budget=Money(Decimal(138), "EUR"))) == []
    food = only(detect(trip(*items, category_budgets={"food": Money(Decimal(40), "EUR")})))
    assert (food.rule, food.evidence["scope"]) == ("category", "food")
    assert detect(trip(*items)) == []


def test_budget_in_another_currency_is_not_guessed() -> None:
    krona = Cost("known", Money(Decimal(5000), "SEK"))
    found = detect(trip(item("A", "10:00", "11:00", cost=krona), budget=Money(Decimal(100), "EUR")))
    assert found == []


def test_preferences_claim_only_what_tags_say() -> None:
    vegan = Preferences(meal_diets={"lunch": ("vegan",)})

    def lunch(**tags: Any) -> LoadedItem:
        return item("Lunch", "12:00", "13:00", type="restaurant", meal="lunch", place=place("L", "restaurant", **tags))

    assert detect(trip(lunch(diets=("vegan",)), preferences=vegan)) == []
    assert detect(trip(lunch(), preferences=vegan)) == []  # silent tags claim nothing
    assert only(detect(trip(lunch(diets=("vegetarian",)), preferences=vegan))).evidence["diet"] == "vegan"
    assert only(detect(trip(lunch(cuisine=("steak house",)), preferences=vegan))).rule == "diet"
    dinner = replace(lunch(diets=("vegetarian",)), meal="dinner")
    assert detect(trip(dinner, preferences=vegan)) == []
    wheels = Preferences(wheelchair=True)
    for tag, severity in (("no", 8), ("limited", 4)):
        assert only(detect(trip(lunch(wheelchair=tag), preferences=wheels))).severity == severity
    assert detect(trip(lunch(wheelchair="yes"), preferences=wheels)) == []
    church = item("Church", "10:00", "11:00", place=place("Church", "place_of_worship"))
    assert only(detect(trip(church, preferences=Preferences(dislikes=("churches",))))).rule == "dislike"


def test_pace_and_walking_limit() -> None:
    long_day = [item(f"V{hour}", f"{hour}:00", f"{hour + 2}:00") for hour in (8, 10, 12, 14, 16)]
    found = only(detect(trip(*long_day, preferences=Preferences(pace="normal"))))
    assert found.rule == "pace" and found.evidence["hours"] == 10.0
    assert detect(trip(*long_day[:4], preferences=Preferences(pace="normal"))) == []
    walk = [
        item("A", "10:00", "11:00", place=place("A")),
        item("B", "12:00", "13:00", place=place("B", north=1200)),
        item("C", "14:00", "15:00", place=place("C")),
    ]
    limited = only(detect(trip(*walk, preferences=Preferences(walking_limit_metres=2500))))
    assert (limited.rule == "walking" and limited.evidence["metres"] == 3000) or limited.evidence["metres"] == 3002
    assert detect(trip(*walk, preferences=Preferences(walking_limit_metres=3100))) == []


def test_weather_needs_a_forecast_and_something_outdoors() -> None:
    park = item("Park", "11:00", "12:00", place=place("Park", "park"))
    museum = item("Museum", "13:00", "14:00", place=place("Museum"))
    wet = DayForecast(precipitation_mm=12, precipitation_probability=90, source="a forecast")
    dry = DayForecast(precipitation_mm=0, precipitation_probability=5)
    assert detect(trip(park, museum)) == []
    before = trip(park, museum, forecasts={THURSDAY: wet, FRIDAY: dry})
    conflict = only(detect(before))
    assert (conflict.type, conflict.rule, conflict.severity) == ("weather_issue", "rain", 6)
    assert conflict.evidence["precipitation_mm"] == 12
    assert conflict.ways_out[0].changes[0].values["day"] == FRIDAY.isoformat()
    assert_every_way_out_works(before, conflict)
    unlikely = replace(wet, precipitation_probability=30)
    assert detect(trip(park, forecasts={THURSDAY: unlikely})) == []
    assert only(detect(trip(park, forecasts={THURSDAY: DayForecast(temperature_max=38)}))).rule == "heat"
    assert only(detect(trip(park, forecasts={THURSDAY: DayForecast(thunderstorm=True)}))).rule == "thunderstorm"


def test_capacity_of_table_place_and_people() -> None:
    table = item("Table", "12:00", "13:00", capacity=4)
    family = Party(2, (3, 5, 9))
    conflict = only(detect(trip(table, party=family)))
    assert conflict.evidence == {"capacity": 4, "people": 5}
    assert detect(trip(table, party=Party(4))) == []
    assert detect(trip(replace(table, people=3), party=family)) == []
    small = item("Boat", "14:00", "15:00", place=place("Boat", capacity=2))
    assert only(detect(trip(small, party=family))).severity == 9


def test_key_stays_while_the_cause_stays() -> None:
    first, second = item("A", "10:00", "12:00"), item("B", "11:30", "13:00")
    (conflict,) = detect(trip(first, second))
    (again,) = detect(trip(second, first, item("C", "15:00", "16:00")))
    assert again.key == conflict.key
    (other,) = detect(trip(first, replace(second, starts=at("11:00"))))
    assert other.key != conflict.key
    titled = replace(first, title="New name")
    assert only(detect(trip(titled, second))).key == conflict.key


def test_reconcile_keeps_ignored_reopens_gone_and_lists_nothing_twice() -> None:
    first, second = item("A", "10:00", "12:00"), item("B", "11:30", "13:00")
    found = detect(trip(first, second))
    key = found[0].key
    assert reconcile({}, found).new == tuple(found)
    again = {"detected": "present", "pending_review": "present", "auto_resolved": "back", "user_resolved": "back"}
    for status, field in again.items():
        outcome = reconcile({key: status}, found)
        assert outcome.new == () and getattr(outcome, field) == (key,)
    outcome = reconcile({key: "ignored"}, found)
    assert outcome == type(outcome)((), (), (), ())
    assert reconcile({"a": "detected", "b": "ignored", "c": "user_resolved", "d": "auto_resolved"}, []).gone == (
        "a",
        "b",
    )


def test_traveller_on_two_trips_at_once_is_told_once_a_trip_without_naming_it() -> None:
    here = (item("A", "10:00", "12:00"), item("B", "13:00", "14:00"), item("C", "18:00", "19:00"))
    other = tuple(Elsewhere("other", at(begins), at(ends)) for begins, ends in (("11:00", "11:30"), ("13:30", "15:00")))
    conflict = only(detect(trip(*here, elsewhere=other)))
    assert (conflict.rule, conflict.severity, conflict.affected) == ("two_trips", 8, ("a", "b"))
    assert conflict.evidence["stops"] == 2
    later = only(detect(trip(*here, elsewhere=(Elsewhere("other", at("18:30"), at("20:00"), certain=False),))))
    assert (later.key, later.severity) == (conflict.key, 4)
    assert detect(trip(*here, elsewhere=(Elsewhere("other", at("12:00"), at("13:00")),))) == []
