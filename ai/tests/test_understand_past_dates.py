"""Days of a month without a year: the next to come, said aloud; one that has begun is the one that is running."""

from __future__ import annotations

from datetime import date

import pytest

from ai.embedded.types import City, Context
from ai.embedded.understand import understand

SENTENCE = "Plan two days in Helsinki for two from 14 to 15 May"


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (date(2026, 5, 6), "2026-05-14"),
        (date(2026, 5, 15), "2026-05-14"),
        (date(2026, 5, 16), "2027-05-14"),
        (date(2026, 11, 22), "2027-05-14"),
    ],
)
def test_range_without_a_year_is_the_next_one_and_its_year_is_said(today: date, start: str) -> None:
    read = understand(SENTENCE, Context(today=today, cities=(City("Helsinki"),)))
    assert read.slots["start_date"] == start
    assert [note.value for note in read.assumed if note.kind == "year"] == [start[:4]]
