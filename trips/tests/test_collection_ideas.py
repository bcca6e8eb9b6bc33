"""Places of a collection as ideas of a trip."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from places.tests.test_collections import make_collection
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, add_member, make_trip
from tripos.testing.pages import signed_in, words
from trips.models import ItineraryItem, Trip


def test_places_of_a_collection_become_ideas_of_a_trip_once(cast: Cast) -> None:
    collection = make_collection(cast, places=3)
    trip = make_trip(cast.bob)
    add_member(trip, cast.alice, "editor")
    with acting_as(cast.bob):
        today = timezone.localdate()
        Trip.objects.filter(pk=trip.pk).update(start_date=today, end_date=today + timedelta(days=3))
    client = signed_in(cast.alice)
    address = reverse("places:collection_ideas", args=[collection.pk])
    assert address in client.get(reverse("places:collection_detail", args=[collection.pk])).content.decode()
    cards = [card for card, _chosen in client.get(address).context["kept"]]
    assert "Choose at least one place." in words(client.post(address, {"trip": str(trip.pk)}))
    chosen = [str(card["id"]) for card in cards[:2]]
    foreign = make_trip(cast.charlie)
    assert "Choose one of your trips." in words(client.post(address, {"trip": str(foreign.pk), "place": chosen}))
    for told in ("2 places are ideas now.", "2 were in the trip already."):
        assert told in words(client.post(address, {"trip": str(trip.pk), "place": chosen}, follow=True))
    with acting_as(cast.alice):
        ideas = list(ItineraryItem.objects.of_trip(trip).values_list("title", "day_number"))
    assert sorted(ideas) == sorted((card["name"], None) for card in cards[:2])
    assert signed_in(cast.bob).get(address).status_code == 404
