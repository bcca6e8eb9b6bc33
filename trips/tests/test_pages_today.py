"""The page for the road, as its readers get it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words
from trips.tests.page_makers import make_full_trip, make_place, make_stop

pytestmark = pytest.mark.django_db
MOST_QUERIES = 5


@pytest.fixture(autouse=True)
def noon_in_helsinki() -> Any:
    """12:30 on the trip's first day."""
    with time_machine.travel("2026-05-14T09:30:00+00:00", tick=False):
        yield


def page_of(cast: Cast, person: Profile | None, **headers: str) -> Any:
    return signed_in(person).get(reverse("trips:trip_today", args=[cast.trip.pk]), headers=headers)


def make_day(cast: Cast) -> None:
    for index, hour in ((0, 10), (3, 13)):
        place = make_place(index, address="Mannerheimintie 1")
        make_stop(
            cast.trip, place.name, 1, hour, 2, location=place, latitude=place.latitude, longitude=place.longitude,
            booking_status="confirmed", booking_reference=f"CODE-{hour}",
        )  # fmt: skip
    make_stop(cast.trip, "Ferry", 2, 9)


@pytest.mark.parametrize(("person", "status"), [("alice", 200), ("bob", 200), ("vera", 200), ("charlie", 404)])
def test_page_is_for_members(cast: Cast, person: str, status: int) -> None:
    assert page_of(cast, getattr(cast, person)).status_code == status


def test_page_without_an_account_asks_to_sign_in(cast: Cast) -> None:
    assert page_of(cast, None).status_code == 302


def test_page_says_what_is_next_when_to_leave_and_the_code(cast: Cast) -> None:
    make_day(cast)
    response = page_of(cast, cast.alice)
    said = words(response)
    for part in (
        "Thursday 14 May", "Day 1 of 3", "1 of 2 done", "Between stops", "30 min until the next", "Next 13:00",
        "Leave at 12:", "estimated", "from Ateneum", "CODE-13", "Mannerheimintie 1", "Open 08:00", "Tomorrow begins with",
        "Ferry",
    ):  # fmt: skip
        assert part.replace(" min", "\xa0min") in said or part in said, part
    html = response.content.decode()
    assert 'href="geo:60.17389,24.93806?q=60.17389,24.93806(Oodi)"' in html
    assert 'data-copy="CODE-13"' in html


def test_what_is_wanted_now_is_at_hand_and_changes_when_it_is_time_to_leave(cast: Cast) -> None:
    make_stop(cast.trip, "Ateneum", at=12, location=make_place(0), booking_reference="NOW-1")
    make_stop(cast.trip, "Kiasma", at=14, location=make_place(1), booking_reference="NEXT-2")
    for moment, title, code in [("09:30", "Ateneum", "NOW-1"), ("10:50", "Kiasma", "NEXT-2")]:
        with time_machine.travel(f"2026-05-14T{moment}:00+00:00", tick=False):
            page = page_of(cast, cast.alice)
        hand = page.context["today"]["at_hand"]
        assert (hand["title"], hand["confirmation"]) == (title, code)
        assert 'aria-label="At hand"' in page.content.decode()


def test_zone_is_named_for_a_reader_whose_clock_differs(cast: Cast) -> None:
    make_day(cast)
    assert "12:30 Helsinki time" in words(page_of(cast, cast.alice))
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(timezone="Europe/Helsinki")
    assert "Helsinki time" not in words(page_of(cast, cast.alice))


def test_htmx_gets_the_part_that_changes_and_asks_again(cast: Cast) -> None:
    make_day(cast)
    html = page_of(cast, cast.alice, **{"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith('<div class="today" id="today"')
    assert "<html" not in html
    assert 'hx-trigger="every 60s"' in html


@pytest.mark.parametrize("stops", [1, 3, 24])
def test_page_takes_the_same_few_queries_for_few_and_many_stops(cast: Cast, stops: int) -> None:
    make_full_trip(cast.trip, stops)
    client = signed_in(cast.alice)
    address = reverse("trips:trip_today", args=[cast.trip.pk])
    client.get(address)
    with at_most_queries(MOST_QUERIES):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("days", "said"), [(-3, "3 days to go"), (-1, "It starts tomorrow"), (1, "A free day"), (3, "This trip is over")]
)
def test_page_before_on_a_free_day_and_after(cast: Cast, days: int, said: str) -> None:
    with time_machine.travel("2026-05-14T09:30:00+00:00", tick=False) as clock:
        clock.shift(timedelta(days=days))
        assert said in words(page_of(cast, cast.alice))


def test_only_who_may_edit_is_offered_to_add_a_stop(cast: Cast) -> None:
    assert "Add a stop" in words(page_of(cast, cast.bob))
    assert "Add a stop" not in words(page_of(cast, cast.vera))
