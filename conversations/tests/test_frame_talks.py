"""Talks about what a trip stands on: who travels, and when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from ai.enums import AgentType
from conversations.testing import Talk
from conversations.tests.talking import NOW, in_time, say_yes, waiting
from conversations.tests.test_natural_talks import planned
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from trips.models import ItineraryItem, Trip

pytestmark = [pytest.mark.django_db]


def _days(trip: Trip) -> dict[str, int | None]:
    return {item.title: item.day_number for item in ItineraryItem.objects.of_trip(trip)}


def _stored(cast: Cast, trip: Trip) -> Trip:
    with acting_as(cast.alice):
        return Trip.objects.get(pk=trip.pk)


@time_machine.travel(NOW, tick=True)
def test_party_is_changed_and_changed_back(cast: Cast) -> None:
    trip = planned(cast)
    talk = Talk(cast.alice, AgentType.GENERAL_CONCIERGE, trip)
    talk.say("Two friends are joining us, so there will be four of us")
    assert (_stored(cast, trip).adults, _stored(cast, trip).children_ages) == (4, [])
    talk.say("Our daughter, who is 6, is coming too")
    assert (_stored(cast, trip).adults, _stored(cast, trip).children_ages) == (4, [6])
    talk.say("Our daughter is staying at home after all")
    assert (_stored(cast, trip).adults, _stored(cast, trip).children_ages) == (4, [])
    talk.say("Undo that")
    assert _stored(cast, trip).children_ages == [6]


@time_machine.travel(NOW, tick=True)
def test_dates_wait_for_a_yes_move_all_stops_and_come_back(cast: Cast) -> None:
    trip = planned(cast)
    with acting_as(cast.alice):
        before = _days(trip)
    talk = Talk(cast.alice, AgentType.ITINERARY_OPTIMIZER, trip)
    talk.say("We have to postpone the trip by a week")
    assert _stored(cast, trip).start_date == trip.start_date
    with acting_as(cast.alice):
        (card,) = waiting(cast.alice)
    assert say_yes(cast.alice, card)
    in_time()
    stored = _stored(cast, trip)
    assert (stored.start_date, stored.end_date) == (date(2026, 5, 21), date(2026, 5, 23))
    with acting_as(cast.alice):
        assert _days(trip) == before
    talk.say("Undo that")
    assert _stored(cast, trip).start_date == trip.start_date


@time_machine.travel(NOW, tick=True)
def test_shorter_dates_name_what_loses_its_day(cast: Cast) -> None:
    trip = planned(cast)
    with acting_as(cast.alice):
        last = [item.title for item in ItineraryItem.objects.of_trip(trip) if item.day_number == 3]
    talk = Talk(cast.alice, AgentType.GENERAL_CONCIERGE, trip)
    talk.say(f"Change the trip dates to {trip.start_date:%-d} to {trip.start_date + timedelta(days=1):%-d %B}")
    assert all(name in talk.told for name in last[:3])
    with acting_as(cast.alice):
        (card,) = waiting(cast.alice)
    lines = card.preview["lines"]
    assert len(last) == 9
    assert [any(title in line for line in lines) for title in last[:8]] == [True] * 8
    assert "1 more stop" in lines[-1]
    assert say_yes(cast.alice, card)
    in_time()
    with acting_as(cast.alice):
        days = _days(trip)
    assert [days[title] for title in last] == [None] * len(last)
