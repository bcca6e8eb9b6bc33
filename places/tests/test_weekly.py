"""Opening hours as a weekly table: only what it can say in full, and the same hours on the way back."""

from __future__ import annotations

import datetime as dt

import pytest
from opening_hours import OpeningHours

from places.providers.osm import read_places
from places.tests.city import HELSINKI
from places.weekly import HoursProblem, explain, syntax_of, week_of

TEN = "10:00-18:00"


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Tu-Su 10:00-18:00", ("", TEN, TEN, TEN, TEN, TEN, TEN, "")),
        ("10:00-18:00", (TEN,) * 7 + ("",)),
        ("24/7", ("00:00-24:00",) * 7 + ("",)),
        ("Mo-Su 10:00-18:00; Mo off", ("", TEN, TEN, TEN, TEN, TEN, TEN, "")),
        ("Mo-Fr 10:00-18:00; PH off", (TEN,) * 5 + ("", "", "off")),
        ("Sa-Mo 10:00-18:00", (TEN, "", "", "", "", TEN, TEN, "")),
        ("Mo 11:00-14:00,17:00-02:00", ("11:00-14:00, 17:00-02:00", "", "", "", "", "", "", "")),
        ("Mo 10:00-18:00, Tu 10:00-18:00", (TEN, TEN, "", "", "", "", "", "")),
        ("Mo-Su 10:00-18:00, We 19:00-20:00", None),  # an addition that the table would lose
        ("Dec 24 off; Mo-Su 10:00-18:00", None),
        ("sunrise-sunset", None),
        ('Mo 10:00-18:00 "by appointment"', None),
        ("Mo 10:00-18:00+", None),
        ("", None),
        (None, None),
    ],
)
def test_week_of(text: str | None, week: tuple[str, ...] | None) -> None:
    assert week_of(text) == week


@pytest.mark.parametrize(
    ("week", "text"),
    [
        (("", TEN, TEN, TEN, TEN, TEN, TEN, ""), "Tu-Su 10:00-18:00"),
        (("9:00-12:00,13:00-17:00",) * 2 + ("",) * 6, "Mo-Tu 09:00-12:00,13:00-17:00"),
        ((TEN, "", TEN, "", "", "", "", "off"), "Mo 10:00-18:00, We 10:00-18:00; PH off"),
        (("",) * 8, "off"),
        (("00:00-24:00",) * 7 + ("",), "24/7"),
    ],
)
def test_syntax_of(week: tuple[str, ...], text: str) -> None:
    assert syntax_of(week) == text


@pytest.mark.parametrize("cell", ["ten to six", "10-18", "25:00-26:00", "10:00-18:70"])
def test_cell_that_is_no_time_names_its_day(cell: str) -> None:
    with pytest.raises(HoursProblem, match=f"We: “{cell}”"):
        syntax_of(("", "", cell, "", "", "", "", ""))


def test_unreadable_syntax_is_explained_by_its_place() -> None:
    assert explain("Mo-Fr 10:00-18:00; PH off") == ""
    assert "character 12" in explain("Mo-Fr 10:00 to 18:00")


def test_real_hours_are_open_at_the_same_minutes_through_the_table() -> None:
    """Every hour of two weeks, for each of the city's hours that fits the table."""
    start = dt.datetime(2026, 5, 4)
    moments = [start + dt.timedelta(hours=n) for n in range(24 * 14)]
    fits = 0
    for text in {place.opening_hours for place in read_places(HELSINKI) if place.opening_hours}:
        week = week_of(text)
        if week is None:
            continue
        fits += 1
        written, through = OpeningHours(text), OpeningHours(syntax_of(week))
        before = {at for at in moments if written.is_open(at)}
        after = {at for at in moments if through.is_open(at)}
        # By the letter ";" cuts the tail of the night before off; the table keeps it, as mappers mean it.
        assert {at for at in after - before if at.hour >= 11} == before - after == set(), text
    assert fits > 100
