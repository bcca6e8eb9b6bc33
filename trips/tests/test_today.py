"""What a day of travelling says at a moment: between stops, over night, on a free day, when clocks change."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from places.models import Location
from trips import planner
from trips.models import ItineraryItem, Trip
from trips.today import is_on, today_page

HELSINKI = ZoneInfo("Europe/Helsinki")
POINTS = {"Ateneum": (60.17007, 24.94417), "Oodi": (60.17389, 24.93806), "Harbour": (60.1675, 24.9560)}


def trip(start: date = date(2026, 5, 14), end: date = date(2026, 5, 16), **more: Any) -> Trip:
    return Trip(
        pk=uuid.uuid4(), user_id=uuid.uuid4(), title="Helsinki", destination="Helsinki", country="FI",
        timezone="Europe/Helsinki", currency="EUR", start_date=start, end_date=end, **more,
    )  # fmt: skip


def stop(of: Trip, title: str, day: int | None, start: str = "", end: str = "", **more: Any) -> ItineraryItem:
    begins = time.fromisoformat(start) if start else None
    ends = time.fromisoformat(end) if end else None
    minutes = None
    if begins and ends:
        minutes = (ends.hour * 60 + ends.minute - begins.hour * 60 - begins.minute) % 1440
    latitude, longitude = POINTS.get(title, (None, None))
    return ItineraryItem(
        pk=uuid.uuid4(), trip_id=of.pk, title=title, day_number=day, start_time=begins, end_time=ends,
        ends_next_day=bool(begins and ends and ends <= begins), duration_minutes=minutes,
        **{"type": "activity", "currency": "EUR", "latitude": latitude, "longitude": longitude, **more},
    )  # fmt: skip


def at(day: int, clock: str, month: int = 5, zone: ZoneInfo = HELSINKI) -> datetime:
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock), zone)


def page(of: Trip, items: list[ItineraryItem], now: datetime) -> dict[str, Any]:
    return today_page(of, items, planner.plan_of(of, items), now)


@pytest.fixture
def helsinki() -> tuple[Trip, list[ItineraryItem]]:
    found = trip()
    return found, [
        stop(found, "Ateneum", 1, "10:00", "12:00"),
        stop(found, "Oodi", 1, "13:00", "14:00", booking_reference="K7X2PM", address="Töölönlahdenkatu 4"),
        stop(found, "Any time", 1),
        stop(found, "Harbour", 2, "09:30", "11:00"),
    ]


def test_during_a_stop_it_is_now_and_the_next_says_when_to_leave(helsinki: Any) -> None:
    said = page(*helsinki, at(14, "11:15"))
    assert (said["phase"], said["day"], said["current"]["title"], said["minutes_left"]) == (
        "during", 1, "Ateneum", 45,
    )  # fmt: skip
    coming, leave = said["next"], said["next"]["leave"]
    assert (coming["title"], coming["confirmation"], coming["minutes_until"]) == ("Oodi", "K7X2PM", 105)
    planned = planner.plan_of(*helsinki).stop(str(helsinki[1][1].pk))
    assert planned is not None and planned.travel is not None
    assert leave["at"] == at(14, "13:00") - timedelta(seconds=planned.travel.seconds)
    assert leave["minutes"] == round((leave["at"] - at(14, "11:15")).total_seconds() / 60)
    assert (leave["from"], leave["mode"], leave["is_estimated"], leave["state"]) == ("Ateneum", "walk", True, "later")
    assert 5 <= leave["way"] <= 20
    assert [row["state"] for row in said["rows"]] == ["now", "next"]
    assert [one["title"] for one in said["any_time"]] == ["Any time"]
    assert (said["done"], said["total"]) == (0, 2)
    assert said["tomorrow"]["title"] == "Harbour"


def test_map_link_carries_the_point_and_the_name(helsinki: Any) -> None:
    of, items = helsinki
    items[0].title = "Café & Bar"
    said = page(of, items, at(14, "11:00"))
    assert said["current"]["geo"] == "geo:60.17007,24.94417?q=60.17007,24.94417(Caf%C3%A9%20%26%20Bar)"
    assert "mlat=60.17007&mlon=24.94417" in said["current"]["web_map"]


@pytest.mark.parametrize(
    ("clock", "state"), [("12:10", "later"), ("12:40", "soon"), ("12:55", "late"), ("12:59", "late")]
)
def test_between_stops_nothing_is_now_and_leaving_presses(helsinki: Any, clock: str, state: str) -> None:
    said = page(*helsinki, at(14, clock))
    assert said["current"] is None
    assert (said["next"]["title"], said["next"]["leave"]["state"], said["done"]) == ("Oodi", state, 1)
    assert (said["next"]["leave"]["late"] > 0) is (state == "late")


def test_next_stop_that_starts_too_soon_cuts_this_one_short() -> None:
    of = trip()
    said = page(of, [stop(of, "Ateneum", 1, "10:00", "12:00"), stop(of, "Oodi", 1, "12:02", "13:00")], at(14, "11:00"))
    assert said["next"]["leave"]["cuts_short"] > 0


def test_in_the_evening_the_day_is_done_and_tomorrow_shows(helsinki: Any) -> None:
    said = page(*helsinki, at(14, "20:00"))
    assert (said["current"], said["next"], said["done"]) == (None, None, 2)
    assert (said["tomorrow"]["title"], said["tomorrow"]["date"]) == ("Harbour", date(2026, 5, 15))


def test_stop_over_midnight_is_still_now_on_the_next_day() -> None:
    of = trip()
    items = [stop(of, "Harbour", 1, "22:00", "02:00"), stop(of, "Ateneum", 2, "10:00", "12:00")]
    said = page(of, items, at(15, "00:30"))
    assert (said["day"], said["current"]["title"], said["minutes_left"]) == (2, "Harbour", 90)
    assert said["next"]["title"] == "Ateneum"
    after = page(of, items, at(15, "02:00"))
    assert (after["current"], after["next"]["title"]) == (None, "Ateneum")


def test_stop_over_the_trips_last_midnight_is_not_cut_off() -> None:
    of = trip()
    said = page(of, [stop(of, "Harbour", 3, "22:00", "02:00")], at(17, "01:00"))
    assert (said["phase"], said["day"], said["current"]["title"]) == ("during", None, "Harbour")
    assert page(of, [stop(of, "Harbour", 3, "22:00", "02:00")], at(17, "02:30"))["phase"] == "after"


def test_day_without_stops_is_free_and_still_tells_tomorrow(helsinki: Any) -> None:
    of, items = helsinki
    items[-1].day_number = 3
    said = page(of, items, at(15, "12:00"))
    assert (said["day"], said["total"], said["current"], said["next"]) == (2, 0, None, None)
    assert said["tomorrow"]["title"] == "Harbour"


def test_before_and_after_the_trip_it_says_so(helsinki: Any) -> None:
    before = page(*helsinki, at(11, "12:00"))
    assert (before["phase"], before["days_left"], before["day"], before["next"]) == ("before", 3, None, None)
    assert before["first"]["title"] == "Ateneum"
    assert page(*helsinki, at(13, "23:59"))["days_left"] == 1
    after = page(*helsinki, at(17, "00:00"))
    assert (after["phase"], after["tomorrow"], after["stay"]) == ("after", None, None)


def test_day_is_the_destinations_wherever_the_clock_is_read(helsinki: Any) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    said = page(*helsinki, at(15, "05:00", zone=tokyo))  # 23:00 on the 14th in Helsinki
    assert (said["date"], said["day"]) == (date(2026, 5, 14), 1)
    assert is_on(helsinki[0], at(14, "06:30", zone=tokyo)) is True
    assert is_on(helsinki[0], at(14, "05:30", zone=tokyo)) is False


def test_after_a_flight_the_zone_is_that_of_its_end() -> None:
    of = trip()
    flight = stop(
        of, "Flight", 1, "10:00", "13:00", type="transport", timezone="Europe/London", end_timezone="Europe/Helsinki"
    )
    items = [flight, stop(of, "Ateneum", 1, "18:00", "19:00")]
    assert page(of, items, at(14, "13:00", zone=ZoneInfo("Europe/London")))["zone"] == "Europe/Helsinki"
    over = page(of, items, at(14, "12:00", zone=ZoneInfo("Europe/London")))
    assert (over["zone"], over["current"]["title"]) == ("Europe/London", "Flight")


def test_stay_is_tonight_and_neither_now_nor_done() -> None:
    of = trip()
    hotel = stop(of, "Hotel", 1, "15:00", "11:00", type="accommodation", booking_reference="HTL-9")
    items = [hotel, stop(of, "Ateneum", 1, "16:00", "17:00"), stop(of, "Oodi", 2, "12:00", "13:00")]
    said = page(of, items, at(14, "18:00"))
    assert (said["current"], said["stay"]["confirmation"]) == (None, "HTL-9")
    assert page(of, items, at(15, "09:00"))["stay"]["title"] == "Hotel"
    assert page(of, items, at(14, "14:00"))["next"]["title"] == "Hotel"


@pytest.mark.parametrize(
    ("day", "month", "clock", "fold", "left"),
    [(29, 3, "04:30", 0, 30), (29, 3, "02:30", 0, 90), (25, 10, "03:30", 0, 150), (25, 10, "03:30", 1, 90)],
)
def test_minutes_are_real_ones_on_days_when_clocks_change(
    day: int, month: int, clock: str, fold: int, left: int
) -> None:
    """On 29 March 03:00 becomes 04:00 in Helsinki, on 25 October 04:00 becomes 03:00 again."""
    of = trip(date(2026, month, day), date(2026, month, day))
    night = stop(of, "Harbour", 1, "02:00", "05:00")
    night.duration_minutes = 120 if month == 3 else 240
    now = at(day, clock, month).replace(fold=fold).astimezone(UTC)
    said = page(of, [night], now)
    assert (said["current"]["title"], said["minutes_left"]) == ("Harbour", left)


def test_hours_are_those_of_the_day() -> None:
    of = trip()
    museum = Location(
        pk=uuid.uuid4(), name="Ateneum", category="attraction", subcategory="museum", latitude=60.17007,
        longitude=24.94417, opening_hours="Tu-Su 10:00-18:00", city="Helsinki", country="FI",
        timezone="Europe/Helsinki", source="openstreetmap", as_of=date(2026, 1, 1), phone="+358 9 1234",
    )  # fmt: skip
    items = [stop(of, "Ateneum", 2, "10:00", "11:00", location=museum)]
    said = page(of, items, at(15, "09:00"))
    assert (said["next"]["hours_state"], said["next"]["hours"], said["next"]["phone"]) == (
        "open", "10:00–18:00", "+358 9 1234",
    )  # fmt: skip
