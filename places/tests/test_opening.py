"""Open or closed, and until when, in as few words as it takes. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from places.models import Location
from places.opening import status, status_on

WEEK = "Tu-Sa 10:00-18:00; Fr-Sa 10:00-02:00"


def place(hours: str | None = WEEK, zone: str = "Europe/Helsinki") -> Location:
    return Location(
        name="Museum",
        category="attraction",
        subcategory="museum",
        latitude=60.17,
        longitude=24.94,
        opening_hours=hours,
        country="FI",
        timezone=zone,
    )


@pytest.mark.parametrize(
    ("at", "kind", "words", "more"),
    [
        # Wednesday 6 May 2026 in Helsinki, UTC+3.
        ("2026-05-06T09:00", "open", "Open", "until 18:00"),
        ("2026-05-06T14:20", "soon", "Closes in 40\u00a0min", "18:00"),
        ("2026-05-06T14:59:30", "soon", "Closes in 1\u00a0min", "18:00"),
        ("2026-05-06T06:30", "closed", "Closed", "opens in 30\u00a0min"),
        ("2026-05-06T03:00", "closed", "Closed", "opens 10:00"),
        ("2026-05-06T15:00", "closed", "Closed", "opens tomorrow 10:00"),
        # Friday's night is Friday's, not Saturday's.
        ("2026-05-08T20:00", "open", "Open", "until 02:00"),
        # Saturday's night is over on Sunday; Sunday and Monday are closed.
        ("2026-05-10T09:00", "closed", "Closed", "opens Tue 10:00"),
    ],
)
def test_status_is_said_as_the_clock_there_has_it(at: str, kind: str, words: str, more: str) -> None:
    found = status(place(), datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert found is not None
    assert (found.kind, found.words, found.more) == (kind, words, more)


def test_status_of_always_never_seldom_and_nobody_knows() -> None:
    now = datetime(2026, 5, 6, 9, tzinfo=UTC)
    assert status(place(None), now) is None
    assert status(place("by appointment of the keeper"), now) is None
    always, never, seldom = (status(place(hours), now) for hours in ("24/7", "off", "Jun 10-20 10:00-18:00"))
    assert always is not None and (always.kind, always.words) == ("open", "Always open")
    assert never is not None and (never.kind, never.words, never.more) == ("closed", "Closed", "")
    assert seldom is not None and seldom.more == "opens Wed 10 Jun"
    there = status(place(zone="Asia/Tokyo"), now)  # 18:00 on Wednesday: it has just closed
    assert there is not None and there.kind == "closed"


def test_hours_of_a_day_that_was_asked_for() -> None:
    asked, shut = status_on(place(), date(2026, 5, 6)), status_on(place(), date(2026, 5, 11))
    assert asked is not None and (asked.words, asked.more) == ("Wed 6 May", "10:00–18:00")
    assert shut is not None and (shut.words, shut.more) == ("Closed", "Mon 11 May")
    assert status_on(place(None), date(2026, 5, 6)) is None
