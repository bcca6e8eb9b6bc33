"""Copies of trips: the plan comes along, what binds the original does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from trips.copying import copy_trip
from trips.models import ItineraryItem, Trip, TripMember
from trips.tests.page_makers import make_stop


def original(cast: Cast) -> None:
    make_stop(
        cast.trip, "Ateneum", at=10, notes="Mine", booking_reference="REF", booking_url="https://b.example",
        booking_status="confirmed", is_paid=True, cost=Decimal(40), tags=["art"], is_locked=True,
    )  # fmt: skip
    make_stop(cast.trip, "Sauna", day=None, at=None)
    make_stop(cast.trip, "Called off", at=15, booking_status="cancelled")
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(budget_total=900, is_public=True, description="By the sea")


def copied(cast: Cast, person: Any, **how: Any) -> tuple[Trip, list[ItineraryItem]]:
    with acting_as(person):
        copy = copy_trip(person, Trip.objects.for_user(person).get(pk=cast.trip.pk), **how)
        copy.refresh_from_db()
        return copy, list(ItineraryItem.objects.of_trip(copy))


def test_a_copy_has_the_plan_and_nothing_that_binds(cast: Cast) -> None:
    original(cast)
    copy, stops = copied(cast, cast.alice)
    assert (copy.title, copy.description, copy.status, copy.is_public) == (
        "Copy of Helsinki in May", "By the sea", "draft", False,
    )  # fmt: skip
    assert (copy.start_date, copy.end_date, copy.budget_total) == (date(2026, 5, 14), date(2026, 5, 16), 900)
    assert [stop.title for stop in stops] == ["Ateneum", "Sauna"]
    first = stops[0]
    assert (first.notes, first.tags, first.is_locked, first.cost) == ("Mine", ["art"], True, 40)
    assert (first.booking_reference, first.booking_url, first.booking_status, first.is_paid) == (
        None,
        None,
        None,
        False,
    )
    with acting_as(cast.alice):
        assert not TripMember.objects.filter(trip=copy).exists()


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_a_companion_copies_without_the_owners_own_words_and_money(cast: Cast, name: str) -> None:
    original(cast)
    person = getattr(cast, name)
    copy, stops = copied(cast, person)
    assert (copy.user_id, copy.budget_total) == (person.pk, None)
    assert (stops[0].notes, stops[0].is_locked, stops[0].booking_reference) == (None, False, None)
    with acting_as(cast.alice):
        assert not Trip.objects.filter(pk=copy.pk).exists()


def test_a_copy_moves_to_other_days_with_a_name_of_its_own(cast: Cast) -> None:
    original(cast)
    copy, stops = copied(cast, cast.alice, title="Again", start_date=date(2027, 3, 1))
    assert (copy.title, copy.start_date, copy.end_date) == ("Again", date(2027, 3, 1), date(2027, 3, 3))
    assert [stop.day_number for stop in stops] == [1, None]
