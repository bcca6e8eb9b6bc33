"""The front page: which trips, how far off, with whom, and what needs the reader now."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_trip
from tripos.testing.pages import at_most_queries, signed_in, words
from trips import detection
from trips.models import Trip
from trips.tests.page_makers import make_full_trip, make_stop
from trips.tests.suggestion_makers import coming_trip
from trips.views.home import people_words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 5


@pytest.fixture
def first_of_may() -> Any:
    with time_machine.travel("2026-05-01T09:00:00+00:00", tick=False):
        yield


def cards(page: Any) -> dict[str, dict[str, Any]]:
    return {card["title"]: card for section in page.context["sections"] for card in section["cards"]}


@pytest.mark.parametrize("trips", [1, 30])
def test_front_page_asks_the_same_for_one_trip_and_thirty(cast: Cast, trips: int) -> None:
    for number in range(trips - 1):
        make_full_trip(make_trip(cast.alice, title=f"Trip {number}", start_date=date(2027, 1, 1),
                                 end_date=date(2027, 1, 3)), 2)  # fmt: skip
    make_stop(cast.trip, "Hotel", booking_status="confirmed", cost=Decimal(200))
    client = signed_in(cast.alice)
    client.get("/")
    with at_most_queries(MOST_QUERIES):
        assert client.get("/").content.count(b"trip-card__body") == trips


def test_cards_say_how_far_off_and_with_whom(cast: Cast, first_of_may: None) -> None:
    found = cards(signed_in(cast.alice).get("/"))["Helsinki in May"]
    assert (found["countdown"], found["people"]) == ("in 13 days", "with Bob and Vera")
    assert cards(signed_in(cast.bob).get("/"))["Helsinki in May"]["shared_by"] == "Alice"
    with time_machine.travel("2026-05-13T09:00:00+00:00", tick=False):
        assert cards(signed_in(cast.alice).get("/"))["Helsinki in May"]["countdown"] == "tomorrow"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Bob"], "with Bob"),
        ([None], "with 1 companion"),
        (["Ann", "Bob", "Cy", None], "with Ann, Bob and +2"),
    ],
)
def test_people_are_named_in_a_few_words(names: list[str | None], said: str) -> None:
    assert people_words(names) == said


def test_trip_that_is_on_leads_to_its_present_day(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(status="in_progress")
    with time_machine.travel("2026-05-15T09:00:00+00:00", tick=False):
        page = signed_in(cast.alice).get("/")
    assert "Day 2 of 3" in words(page)
    assert reverse("trips:trip_today", args=[cast.trip.pk]) in page.content.decode()


def test_what_needs_the_reader_stands_above_with_its_answers(cast: Cast) -> None:
    trip = coming_trip(cast.alice)
    make_stop(trip, "First", 1, 9, 5)
    make_stop(trip, "Second", 1, 11, 5)
    detection.detect_conflicts(trip.pk, trip.user_id)
    page = signed_in(cast.alice).get("/")
    said = words(page)
    assert "What needs you now" in said and "Leave it as it is" in said
    found = [card["needs"] for section in page.context["sections"] for card in section["cards"]]
    assert sorted(found) == [0, page.context["inbox_count"]] and max(found) > 0
    assert 'name="next" value="/"' in page.content.decode()


def test_bookings_to_pay_are_added_up_by_currency(cast: Cast, first_of_may: None) -> None:
    booked: dict[str, Any] = {"booking_status": "confirmed"}
    make_stop(cast.trip, "Hotel", cost=Decimal(200), **booked)
    make_stop(cast.trip, "Ferry", None, None, cost=Decimal(300), currency="SEK", **booked)
    make_stop(cast.trip, "Unknown price", 1, 11, **booked)
    make_stop(cast.trip, "Free walk", cost=Decimal(0), **booked)
    make_stop(cast.trip, "Paid", cost=Decimal(9), is_paid=True, **booked)
    make_stop(cast.trip, "Cancelled", cost=Decimal(9), booking_status="cancelled")
    [bill] = signed_in(cast.alice).get("/").context["unpaid"]
    assert bill["title"] == "3 bookings not paid yet: €200 + SEK\N{NO-BREAK SPACE}300"
    assert bill["text"] == "Hotel, Unknown price, Ferry"
    assert [len(signed_in(person).get("/").context["unpaid"]) for person in (cast.bob, cast.vera)] == [1, 0]


def test_trips_that_are_over_ask_for_nothing(cast: Cast) -> None:
    make_stop(cast.trip, "Hotel", cost=Decimal(200), booking_status="confirmed")
    with time_machine.travel("2026-06-01T09:00:00+00:00", tick=False):
        assert signed_in(cast.alice).get("/").context["unpaid"] == []


def test_three_fields_are_open_for_who_has_no_trip_and_a_click_away_for_others(cast: Cast) -> None:
    assert '<details class="start__more">' in signed_in(cast.alice).get("/").content.decode()
    charlie = signed_in(cast.charlie)
    charlie.post(reverse("trips:onboarding_end"))
    assert '<details class="start__more" open>' in charlie.get("/").content.decode()
    later = (date.today() + timedelta(days=3)).isoformat()
    wrong = signed_in(cast.alice).post(reverse("trips:trip_list"), {"where": "", "start": later, "end": later})
    assert '<details class="start__more" open>' in wrong.content.decode()
