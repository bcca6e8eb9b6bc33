"""From a place into a trip by one menu, and what cards then say of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.urls import reverse

from places.tests.test_pages import MOST_QUERIES_OF_A_LIST, make_place
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, add_member, make_trip
from tripos.testing.pages import at_most_queries, signed_in, words
from trips.models import ItineraryItem, Trip

FIRST, LAST = date(2099, 5, 14), date(2099, 5, 16)
PART = {"HX-Request": "true"}


def trip_to_helsinki(cast: Cast, **more: Any) -> Trip:
    return make_trip(cast.alice, title="Helsinki in May", start_date=FIRST, end_date=LAST, **more)


def stops(cast: Cast, trip: Trip) -> list[tuple[int | None, bool]]:
    with acting_as(cast.alice):
        rows = ItineraryItem.objects.of_trip(trip)
        return [(stop.day_number, stop.start_time is not None) for stop in rows if stop.location_id]


def test_place_goes_on_a_day_by_its_menu_and_every_card_says_so(cast: Cast) -> None:
    place, trip, client = make_place(), trip_to_helsinki(cast), signed_in(cast.alice)
    menu = reverse("places:place_adding", args=[place.pk])
    assert "Helsinki in May" in words(client.get(menu)) and "<html" in client.get(menu).content.decode()
    offered = words(client.get(menu, headers=PART))
    assert "Where it fits best" in offered and "Day 3," in offered
    part = client.post(menu, {"trip": str(trip.pk), "where": "2"}, headers=PART)
    assert "Helsinki in May: Fri" in words(part)
    assert stops(cast, trip) == [(2, True)]
    # Not twice: the trip says where it is.
    again = client.post(menu, {"trip": str(trip.pk), "where": "1"}, follow=True)
    assert "is on day 2 of “Helsinki in May” already" in words(again)
    assert stops(cast, trip) == [(2, True)]
    assert "It is in this trip already." in words(client.get(menu, headers=PART))
    with at_most_queries(MOST_QUERIES_OF_A_LIST):
        listed = client.get(reverse("places:place_list"))
    assert "Helsinki in May: Fri" in words(listed)


def test_idea_becomes_the_stop_of_its_day_and_what_does_not_fit_an_idea(cast: Cast) -> None:
    place, trip, client = make_place(), trip_to_helsinki(cast), signed_in(cast.alice)
    shut = make_place("Shut", opening_hours="off")
    menu = reverse("places:place_adding", args=[place.pk])
    client.post(menu, {"trip": str(trip.pk), "where": "idea"})
    assert stops(cast, trip) == [(None, False)]
    client.post(menu, {"trip": str(trip.pk), "where": "1"})
    assert [day for day, _timed in stops(cast, trip)] == [1]
    told = client.post(
        reverse("places:place_adding", args=[shut.pk]), {"trip": str(trip.pk), "where": "best"}, follow=True
    )
    assert "“Shut” is an idea of “Helsinki in May” now" in words(told)


def test_trips_that_one_may_not_change_are_not_offered(cast: Cast) -> None:
    place, trip = make_place(), trip_to_helsinki(cast)
    add_member(trip, cast.vera, "viewer")
    menu = reverse("places:place_adding", args=[place.pk])
    client = signed_in(cast.vera)
    assert "Helsinki in May" not in words(client.get(menu, headers=PART))
    for sent in ({"trip": str(trip.pk), "where": "1"}, {"trip": "x", "where": "1"}, {"where": "best"}):
        assert client.post(menu, sent).status_code == 404
    owner = signed_in(cast.alice)
    for where in ("0", "4", "soon", ""):
        assert owner.post(menu, {"trip": str(trip.pk), "where": where}).status_code == 404
    assert owner.get(reverse("places:place_adding", args=[uuid.uuid4()])).status_code == 404
    assert signed_in(None).get(menu).status_code == 302
    assert stops(cast, trip) == []
