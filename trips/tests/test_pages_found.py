"""Places found on a trip's page and put on its days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words
from trips.models import ItineraryItem, Trip
from trips.tests.page_makers import make_place, make_stop

HTMX = {"HX-Request": "true", "HX-Target": "plan"}


def ahead(cast: Cast) -> None:
    """The trip is still to come: places are put into no other."""
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(start_date=date(2035, 5, 17), end_date=date(2035, 5, 19))


def day_of(cast: Cast, place: Any) -> int | None:
    with acting_as(cast.alice):
        return ItineraryItem.objects.of_trip(cast.trip).get(location=place).day_number


def test_found_places_are_added_at_a_place_of_a_day_where_they_fit_or_as_ideas(cast: Cast) -> None:
    ahead(cast)
    places = [make_place(n) for n in range(4)]
    stop = make_stop(cast.trip, "Sauna", at=15)
    client = signed_in(cast.bob)
    search = reverse("trips:place_search", args=[cast.trip.pk])
    with at_most_queries(8):
        found = client.get(search, {"q": places[0].name})
    assert f'data-place="{places[0].pk}"' in found.content.decode()
    adding = reverse("trips:place_adding", args=[cast.trip.pk])
    ways: list[dict[str, str]] = [
        {"day": "1", "before": str(stop.pk)},
        {"day": "2", "before": ""},
        {"day": "3"},
        {"day": "idea"},
    ]
    for place, way in zip(places, ways, strict=True):
        answer = client.post(adding, {"place": str(place.pk), **way}, headers=HTMX, follow=True)
        assert answer["X-Plan"] == "1"
        assert "hx-swap-oob" in answer.content.decode()
    assert [day_of(cast, place) for place in places] == [1, 2, 3, None]
    with acting_as(cast.alice):
        first = ItineraryItem.objects.of_trip(cast.trip).get(location=places[0])
    assert first.start_time is not None
    assert stop.start_time is not None
    assert first.start_time < stop.start_time
    assert "in the plan" in words(client.get(search, {"q": places[0].name}))
    client.post(adding, {"place": str(places[0].pk), "day": "2"})
    assert day_of(cast, places[0]) == 1, "it is not added twice"


def test_place_is_added_by_hand_to_a_trip_that_is_over(cast: Cast) -> None:
    place = make_place(0)
    adding = reverse("trips:place_adding", args=[cast.trip.pk])
    answer = signed_in(cast.alice).post(adding, {"place": str(place.pk), "day": "1"})
    assert answer["Location"] == f"{reverse('trips:stop_new', args=[cast.trip.pk])}?place={place.pk}"


@pytest.mark.parametrize(("person", "status"), [("vera", 403), ("charlie", 404)])
def test_places_are_found_and_added_by_editors_only(cast: Cast, person: str, status: int) -> None:
    ahead(cast)
    client, place = signed_in(getattr(cast, person)), make_place(0)
    assert client.get(reverse("trips:place_search", args=[cast.trip.pk]), {"q": "a"}).status_code == status
    sent = {"place": str(place.pk), "day": "1"}
    assert client.post(reverse("trips:place_adding", args=[cast.trip.pk]), sent).status_code == status
    with acting_as(cast.alice):
        assert Trip.objects.get(pk=cast.trip.pk).items.count() == 0
