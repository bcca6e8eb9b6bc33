"""Dates and ranges: what is meant, what is said aloud, and what is asked instead of guessed. Today is
Wednesday 6 May 2026.
"""

from __future__ import annotations

from datetime import date

import pytest

from ai.embedded.semantics.periods import easter_sunday
from ai.tests.understanding import read

RANGES = [
    ("14 to 15 May", "2026-05-14", "2026-05-15"),
    ("from May 14 to 15", "2026-05-14", "2026-05-15"),
    ("May 14th - May 17th", "2026-05-14", "2026-05-17"),
    ("14th–17th of May", "2026-05-14", "2026-05-17"),
    ("14-15.5.", "2026-05-14", "2026-05-15"),
    ("14.5.2026 - 16.5.2026", "2026-05-14", "2026-05-16"),
    ("12/6 - 13/6", "2026-06-12", "2026-06-13"),
    ("2026-05-14 to 2026-05-17", "2026-05-14", "2026-05-17"),
    ("2026/05/14 - 2026/05/16", "2026-05-14", "2026-05-16"),
    ("May 14, 2026 to May 16, 2026", "2026-05-14", "2026-05-16"),
    ("14 - 16 May '26", "2026-05-14", "2026-05-16"),
    ("28 Dec to 3 Jan", "2026-12-28", "2027-01-03"),
    ("Sat 16th to Mon 18th May", "2026-05-16", "2026-05-18"),
    ("between the 3rd and the 7th of June", "2026-06-03", "2026-06-07"),
    ("this weekend", "2026-05-09", "2026-05-10"),
    ("next weekend", "2026-05-16", "2026-05-17"),
    ("the weekend after next", "2026-05-23", "2026-05-24"),
    ("the weekend of 23 May", "2026-05-23", "2026-05-24"),
    ("the first weekend of July", "2026-07-04", "2026-07-05"),
    ("the last week of July", "2026-07-25", "2026-07-31"),
    ("three days from tomorrow", "2026-05-07", "2026-05-09"),
    ("for two nights from Friday", "2026-05-08", "2026-05-10"),
    ("3 nights starting 20 May", "2026-05-20", "2026-05-23"),
    ("a week from the 3rd", "2026-06-03", "2026-06-09"),
    ("a fortnight from 1 June", "2026-06-01", "2026-06-14"),
    ("day after tomorrow for 3 days", "2026-05-08", "2026-05-10"),
    ("Sunday and Monday", "2026-05-10", "2026-05-11"),
    ("from Friday until Sunday", "2026-05-08", "2026-05-10"),
    ("Fri-Sun", "2026-05-08", "2026-05-10"),
    ("next Monday to Wednesday", "2026-05-11", "2026-05-13"),
    ("tomorrow till Sunday", "2026-05-07", "2026-05-10"),
    ("arriving Friday evening, leaving Sunday", "2026-05-08", "2026-05-10"),
    ("Christmas", "2026-12-24", "2026-12-26"),
    ("New Year", "2026-12-31", "2027-01-01"),
    ("Easter 2027", "2027-03-26", "2027-03-29"),
    ("midsummer", "2026-06-19", "2026-06-21"),
    ("from Christmas to New Year", "2026-12-24", "2027-01-01"),
    ("between Christmas and New Year", "2026-12-27", "2026-12-31"),
    ("from 27 December to New Year", "2026-12-27", "2027-01-01"),
    ("the long weekend of Whitsun", "2026-05-23", "2026-05-25"),
    ("the long weekend around Ascension Day", "2026-05-14", "2026-05-17"),
    ("the week before Christmas", "2026-12-17", "2026-12-23"),
    ("the weekend after Easter", "2027-04-03", "2027-04-04"),
]
DATES = [
    ("14/5", "2026-05-14"),
    ("2026-05-14", "2026-05-14"),
    ("Thursday 14 May", "2026-05-14"),
    ("2 March", "2027-03-02"),
    ("29 February", "2028-02-29"),
    ("the Friday after", "2026-05-15"),
    ("next Friday", "2026-05-15"),
    ("in two weeks", "2026-05-20"),
    ("Saturday week", "2026-05-16"),
    ("a week on Saturday", "2026-05-16"),
    ("a week tomorrow", "2026-05-14"),
    ("on the 20th", "2026-05-20"),
    ("the second Monday in June", "2026-06-08"),
    ("the day before Christmas Eve", "2026-12-23"),
]


@pytest.mark.parametrize(("words", "start", "end"), RANGES)
def test_range_is_understood(words: str, start: str, end: str) -> None:
    reading = read(f"Plan Helsinki, {words}", trip=False)

    assert (reading.slots["start_date"], reading.slots["end_date"]) == (start, end)
    assert reading.slots["days"] == (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    assert reading.question is None


@pytest.mark.parametrize(("words", "start"), DATES)
def test_date_is_understood(words: str, start: str) -> None:
    reading = read(f"Plan Helsinki, {words}", trip=False)

    assert reading.slots["start_date"] == start
    assert reading.question is None


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("14 to 15 May", "year", "2026"),
        ("2 March", "year", "2027"),
        ("next weekend", "dates", "2026-05-16/2026-05-17"),
        ("next Friday", "date", "2026-05-15"),
        ("Christmas", "dates", "2026-12-24/2026-12-26"),
    ],
)
def test_what_was_not_said_is_said_aloud(words: str, kind: str, value: str) -> None:
    reading = read(f"Plan Helsinki, {words}", trip=False)

    assert (kind, value) in [(assumption.kind, assumption.value) for assumption in reading.assumed]


def test_full_dates_need_no_assumption() -> None:
    assert read("Plan Helsinki, 2026-05-14 to 2026-05-15", trip=False).assumed == ()


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("Friday 14 May", [("2026-05-14",), ("2026-05-15",)]),
        ("5/6", [("2026-06-05",), ("2026-05-06",)]),
        ("14 May 2025", [("2026-05-14",), ("2025-05-14",)]),
        ("30 February", [("2027-02-28",), ("2027-03-01",)]),
        ("from 16 May to 14 May", [("2026-05-14", "2026-05-16"), ("2026-05-16", "2027-05-14")]),
        ("Friday 11 May to Friday 15 May", [("2026-05-11", "2026-05-15"), ("2026-05-08", "2026-05-15")]),
        (
            "a long weekend in June",
            [(f"2026-06-{d:02}", f"2026-06-{d + 2:02}") for d in (5, 12, 19, 26)],
        ),
    ],
)
def test_doubtful_dates_are_asked(words: str, choices: list[tuple[str, ...]]) -> None:
    reading = read(f"Plan Helsinki, {words}", trip=False)

    assert reading.question is not None
    assert "start_date" not in reading.slots
    offered = [
        tuple(option.slots[key] for key in ("start_date", "end_date") if key in option.slots)
        for option in reading.question.options
    ]
    assert offered == choices


@pytest.mark.parametrize(("locale", "start"), [("en_GB", "2026-06-05"), ("en_US", "2026-05-06")])
def test_figures_follow_the_territory(locale: str, start: str) -> None:
    assert read("Plan Helsinki, 5/6", trip=False, locale=locale).slots["start_date"] == start


def test_friday_after_counts_from_the_date_spoken_of() -> None:
    reading = read("Plan Helsinki, the Friday after", trip=False, last_date=date(2026, 6, 1))

    assert reading.slots["start_date"] == "2026-06-05"


def test_weekday_of_the_trip_beats_the_next_one() -> None:
    reading = read("What are we doing on Saturday?", today=date(2026, 5, 6))

    assert (reading.slots["date"], reading.slots["day_number"]) == ("2026-05-16", 3)


def test_day_outside_the_trip_is_asked() -> None:
    reading = read("Drop the last stop tomorrow", today=date(2026, 5, 6))

    assert reading.question is not None
    assert reading.question.slot == "day_number"
    assert [option.slots for option in reading.question.options] == [{"day_number": n} for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("year", "expected"),
    [(1961, (4, 2)), (2000, (4, 23)), (2008, (3, 23)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))],
)
def test_easter_sunday(year: int, expected: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *expected)
