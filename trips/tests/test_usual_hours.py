"""A new plan's days begin and end as its traveller's settings say."""

from __future__ import annotations

from datetime import date, time

from tripos.accounts.models import Profile
from trips.starting import Wish, request_for


def test_a_new_plan_keeps_the_hours_of_the_settings() -> None:
    profile = Profile(currency="EUR", travel_preferences={"day_start": "10:00", "day_end": "21:30"})
    request = request_for(profile, Wish("Helsinki", date(2026, 5, 14), date(2026, 5, 15)), "Helsinki", "FI")
    assert (request.day_start, request.day_end) == (time(10), time(21, 30))
