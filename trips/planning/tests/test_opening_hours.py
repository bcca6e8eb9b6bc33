"""Opening hours: midnight, daylight saving, public holidays, and what cannot be read."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from trips.planning.opening_hours import Hours, UnknownHours, event_hours, hours_of_place, parse_hours
from trips.planning.weekly_hours import weekly_to_osm

HELSINKI = "Europe/Helsinki"


def known(text: str, timezone: str = HELSINKI, country: str | None = "FI", **where: float) -> Hours:
    hours = parse_hours(text, timezone, country, **where)
    assert isinstance(hours, Hours), text
    return hours


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Tu-Su 10:00-18:00", date(2026, 5, 14), "10:00–18:00"),
        ("Tu-Su 10:00-18:00", date(2026, 5, 11), "closed"),  # Monday
        ("Mo-Su 11:00-14:00,17:00-23:00", date(2026, 5, 15), "11:00–14:00, 17:00–23:00"),
        ("22:00-06:00", date(2026, 5, 15), "22:00–06:00"),
        ("Fr 22:00-04:00; Sa off", date(2026, 5, 16), "closed"),  # only the tail of Friday night
        ("10:00-24:00", date(2026, 5, 15), "10:00–24:00"),
        ("24/7", date(2026, 5, 15), "open 24 hours"),
        ("Mo-Fr 10:00-18:00; PH off", date(2026, 5, 14), "closed"),  # Ascension Day
        ("Mo-Fr 10:00-18:00; PH off", date(2026, 5, 13), "10:00–18:00"),
        ("Mo-Fr 10:00-18:00; PH 12:00-14:00", date(2026, 5, 1), "12:00–14:00"),  # May Day
        ("Mo-Fr 10:00-18:00; PH off", date(2026, 12, 6), "closed"),  # Independence Day, a Sunday
        ("May-Sep 10:00-20:00; Oct-Apr 10:00-16:00", date(2026, 5, 1), "10:00–20:00"),
        ("May-Sep 10:00-20:00; Oct-Apr 10:00-16:00", date(2026, 10, 1), "10:00–16:00"),
        ("Mo-Fr 10:00-18:00 unknown", date(2026, 5, 15), "10:00–18:00 (not certain)"),
        ("2026 May 14 18:00-23:00", date(2026, 5, 14), "18:00–23:00"),
        ("2026 May 14 18:00-23:00", date(2026, 5, 15), "closed"),
        ("Mo-Sa 12:00-23:45; Su 12:00-20:00;", date(2026, 5, 17), "12:00–20:00"),  # a separator at the end
        ("Mo-Fr 11.00-16.30", date(2026, 5, 15), "11:00–16:30"),
        ("10:00-17:00; Dec 24,26,31 10:00-14:00; Jan 01,06,Dec 25 off", date(2026, 12, 26), "10:00–14:00"),
        ("10:00-17:00; Dec 24,26,31 10:00-14:00; Jan 01,06,Dec 25 off", date(2026, 1, 6), "closed"),
        ("10:00-17:00; Dec 24,26,31 10:00-14:00; Jan 01,06,Dec 25 off", date(2026, 12, 25), "closed"),
        ("10:00-17:00; Dec 24,26,31 10:00-14:00; Jan 01,06,Dec 25 off", date(2026, 12, 27), "10:00–17:00"),
        ("Mon-Thurs 13:30-15:30; Sat 20:30-23:30", date(2026, 5, 14), "13:30–15:30"),
        ("Mon-Thurs 13:30-15:30; Sat 20:30-23:30", date(2026, 5, 15), "closed"),
        ("Mo-Fr 8:30 - 16:00, 18:30 - 22:00; Sa - Su 9:30 - 15:30", date(2026, 5, 17), "09:30–15:30"),
        ("Mo-Th 11:00-23:00; Fr11:00-24:00", date(2026, 5, 15), "11:00–24:00"),
        ("Mo-Su 13:00-16:00,20:00-24:00,Mo off", date(2026, 5, 18), "closed"),
        ("Mo-Su 13:00-16:00,20:00-24:00,Mo off", date(2026, 5, 19), "13:00–16:00, 20:00–24:00"),
    ],
)
def test_describe_by_weekday_season_and_holiday(text: str, day: date, expected: str) -> None:
    assert known(text).describe(day) == expected


def test_public_holiday_differs_by_country() -> None:
    text, day = "Mo-Fr 10:00-18:00; PH off", date(2026, 5, 14)
    assert known(text, country="FI").describe(day) == "closed"
    assert known(text, "Europe/Rome", "IT").describe(day) == "10:00–18:00"


def test_country_without_a_calendar_is_said() -> None:
    assert known("10:00-18:00; PH off", country="XX").holidays_known is False
    assert known("10:00-18:00; PH off", country="fi").holidays_known is True


def test_overnight_hours_show_the_tail_of_last_night_first() -> None:
    first, second = known("22:00-06:00").intervals(date(2026, 5, 15))
    assert (first.start.hour, first.end.hour, first.carried) == (0, 6, True)
    assert (second.start.hour, second.end.isoformat(), second.carried) == (
        22,
        "2026-05-16T06:00:00+03:00",
        False,
    )


@pytest.mark.parametrize(
    ("day", "real_hours"),
    [(date(2026, 3, 28), 5), (date(2026, 10, 24), 7), (date(2026, 5, 15), 6)],
)
def test_overnight_length_on_daylight_saving_nights(day: date, real_hours: int) -> None:
    night = [piece for piece in known("22:00-04:00").intervals(day) if not piece.carried]
    assert [piece.length for piece in night] == [timedelta(hours=real_hours)]


def test_interval_swallowed_by_the_clock_change_is_no_interval() -> None:
    assert known("03:10-03:50").intervals(date(2026, 3, 29)) == ()


def test_arrival_windows_leave_room_for_the_visit() -> None:
    zone = ZoneInfo(HELSINKI)
    windows = known("Tu-Su 10:00-12:00,13:00-18:00").arrival_windows(date(2026, 5, 15), timedelta(minutes=90))
    assert windows == (
        (datetime(2026, 5, 15, 10, tzinfo=zone), datetime(2026, 5, 15, 10, 30, tzinfo=zone)),
        (datetime(2026, 5, 15, 13, tzinfo=zone), datetime(2026, 5, 15, 16, 30, tzinfo=zone)),
    )


def test_arrival_windows_take_the_stricter_of_visit_and_last_admission() -> None:
    hours = known("10:00-18:00")
    ((_, latest),) = hours.arrival_windows(date(2026, 5, 15), timedelta(minutes=20), timedelta(minutes=45))
    assert f"{latest:%H:%M}" == "17:15"
    assert hours.arrival_windows(date(2026, 5, 15), timedelta(hours=9)) == ()


def test_is_open_and_next_change_across_zones() -> None:
    hours = known("Tu-Su 10:00-18:00")
    assert hours.is_open(datetime(2026, 5, 15, 7, 0, tzinfo=UTC)) is True  # 10:00 in Helsinki
    assert hours.is_open(datetime(2026, 5, 15, 6, 59, tzinfo=UTC)) is False
    change = hours.next_change(datetime(2026, 5, 15, 7, 0, tzinfo=UTC))
    assert change is not None and change.isoformat() == "2026-05-15T18:00:00+03:00"
    assert known("24/7").next_change(datetime(2026, 5, 15, tzinfo=UTC)) is None
    assert known("10:00-18:00 unknown").is_open(datetime(2026, 5, 15, 9, tzinfo=UTC)) is None


def test_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        known("24/7").is_open(datetime(2026, 5, 15))


def test_sun_rules_follow_the_coordinates() -> None:
    hours = known("sunrise-sunset", latitude=60.17, longitude=24.94)
    assert hours.describe(date(2026, 6, 21)).startswith("03:5")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "missing"),
        ("  ", "missing"),
        ("Cerrado los Lunes", "unparsable"),
        ("Su-Th 15-00; Fr-Sa 15-02", "unparsable"),
        ("Mo-Fr 16:00-, Sa 14:00-", "unparsable"),
    ],
)
def test_unknown_is_neither_open_nor_closed(text: str | None, reason: str) -> None:
    hours = parse_hours(text, HELSINKI, "FI")
    assert isinstance(hours, UnknownHours)
    assert hours.reason == reason
    day = date(2026, 5, 15)
    assert hours.is_open(datetime(2026, 5, 15, 12, tzinfo=UTC)) is None
    assert hours.intervals(day) is None and hours.arrival_windows(day, timedelta(hours=1)) is None
    assert hours.describe(day) == "hours unknown"


def test_unknown_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such time zone"):
        parse_hours("24/7", "Europe/Nowhere")


@pytest.mark.parametrize(
    ("weekly", "expected"),
    [
        (
            {"periods": [{"open": {"day": 1, "time": "0900"}, "close": {"day": 1, "time": "1700"}}]},
            "Mo 09:00-17:00",
        ),
        (
            {"periods": [{"open": {"day": 6, "time": "2000"}, "close": {"day": 0, "time": "0200"}}]},
            "Sa 20:00-26:00",
        ),
        ({"periods": [{"open": {"day": 0, "time": "0000"}}]}, "24/7"),
        ({"periods": [{"open": {"day": 0, "hour": 10}, "close": {"day": 1, "hour": 0}}]}, "Su 10:00-24:00"),
        (
            {"periods": [{"open": {"day": 5, "time": "1800"}, "close": {"day": 0, "time": "0300"}}]},
            "Fr 18:00-24:00, Sa 00:00-24:00, Su 00:00-03:00",
        ),
        ({"monday": "09:00-17:00", "sunday": "closed"}, "Mo 09:00-17:00"),
        (
            {"Mon": [{"open": "09:00", "close": "12:00"}, "13:00–18:00"], "Fri": "22:00-03:00"},
            "Mo 09:00-12:00,13:00-18:00, Fr 22:00-27:00",
        ),
        ({"monday": "closed"}, "off"),
        ({"monday": "nine to five"}, None),
        ({"someday": "09:00-17:00"}, None),
        ({"periods": []}, None),
        ({"periods": [{"open": {"day": 9, "time": "0900"}, "close": {"day": 1, "time": "1700"}}]}, None),
        ({"periods": [{"open": {"day": 1, "time": "0900"}}]}, None),
    ],
)
def test_weekly_json_becomes_osm_syntax(weekly: dict[str, object], expected: str | None) -> None:
    assert weekly_to_osm(weekly) == expected
    if expected:
        assert parse_hours(expected, HELSINKI).is_known


def test_weekly_night_is_not_cut_off_by_the_next_day() -> None:
    hours = hours_of_place(None, {"saturday": "20:00-02:00", "sunday": "10:00-18:00"}, HELSINKI)
    assert hours.describe(date(2026, 5, 16)) == "20:00–02:00"
    assert hours.is_open(datetime(2026, 5, 17, 1, 0, tzinfo=ZoneInfo(HELSINKI))) is True


def test_weekly_json_stands_in_where_osm_syntax_cannot_be_read() -> None:
    weekly = {"friday": "09:00-17:00"}
    day = date(2026, 5, 15)
    assert hours_of_place("Cerrado los Lunes", weekly, HELSINKI).describe(day) == "09:00–17:00"
    assert hours_of_place("Fr 12:00-13:00", weekly, HELSINKI).describe(day) == "12:00–13:00"
    assert hours_of_place(None, {"friday": "??"}, HELSINKI).describe(day) == "hours unknown"


def test_event_of_one_evening_one_night_and_a_weekend() -> None:
    start = datetime(2026, 5, 15, 18)
    evening = known(event_hours(start, start + timedelta(hours=3)))
    assert [evening.describe(date(2026, 5, day)) for day in (14, 15, 16)] == [
        "closed",
        "18:00–21:00",
        "closed",
    ]
    assert known(event_hours(start, start + timedelta(hours=9))).describe(date(2026, 5, 15)) == "18:00–03:00"
    weekend = known(event_hours(start, datetime(2026, 5, 17, 12)))
    assert weekend.is_open(datetime(2026, 5, 16, 12, tzinfo=UTC)) is True
    assert weekend.is_open(datetime(2026, 5, 17, 12, tzinfo=UTC)) is False
    with pytest.raises(ValueError, match="ends after"):
        event_hours(start, start)


def test_list_of_days_with_spaces_is_a_list() -> None:
    hours = known("Tu, Fr 10:00-18:00; We-Th 10:00-20:00; Sa, Su 10:00-17:00")
    week = [hours.describe(date(2026, 5, day)) for day in range(18, 25)]
    assert week == ["closed", "10:00–18:00", "10:00–20:00", "10:00–20:00", "10:00–18:00", "10:00–17:00", "10:00–17:00"]
    assert known("Mo-Tu, Fr 09:00-12:00, 13:00-15:00").describe(date(2026, 5, 19)) == "09:00–12:00, 13:00–15:00"
