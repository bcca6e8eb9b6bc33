"""A traveller's own places: asked about where the catalogue has one like it, theirs to change until verified."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from places.contributing import NoLongerTheirs, alike, change_place
from places.models import Collection, Location
from places.tests.test_pages import MOST_QUERIES_OF_A_LIST, make_place
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words

NEW = "/places/new/"
SAUNA = {
    "name": "Sauna by the pier",
    "category": "attraction",
    "subcategory": "Public sauna",
    "latitude": "60.1649",
    "longitude": "24.9560",
    "opening_hours": "Tu-Su 14:00-21:00",
}


def added(name: str) -> Location:
    return Location.objects.get(name=name)


def test_added_place_is_public_unverified_and_knows_its_zone_and_city(cast: Cast) -> None:
    made = signed_in(cast.alice).post(NEW, SAUNA)
    assert made.status_code == 302
    with acting_as(cast.bob):
        place = added("Sauna by the pier")
    assert (place.source, place.is_verified, place.created_by_id) == ("user_created", False, cast.alice.pk)
    assert (place.timezone, place.city, place.country, place.subcategory) == (
        "Europe/Helsinki",
        "Helsinki",
        "FI",
        "public_sauna",
    )
    shown = words(signed_in(cast.bob).get(made["Location"]))
    assert "A traveller added this place" in shown
    assert "Change what you wrote" not in shown
    assert "Change what you wrote" in words(signed_in(cast.alice).get(made["Location"]))


def test_place_like_one_close_by_is_asked_about_first(cast: Cast) -> None:
    make_place("Löylyn sauna", latitude=60.1520, longitude=24.9300)
    client = signed_in(cast.alice)
    near = {**SAUNA, "name": "Loylyn Sauna", "latitude": "60.1521", "longitude": "24.9302"}
    asked = client.post(NEW, near)
    assert asked.status_code == 422
    assert "Is it one of these?" in words(asked) and "Löylyn sauna" in words(asked)
    with acting_as(cast.alice):
        assert not Location.objects.filter(name="Loylyn Sauna").exists()
    assert client.post(NEW, {**near, "another": "yes"}).status_code == 302
    far = {**SAUNA, "name": "Löylyn sauna", "latitude": "60.30"}
    assert client.post(NEW, far).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Give the place a name."),
        ({"latitude": ""}, "Put the point on the map, or type where it is."),
        ({"latitude": "91"}, "90"),
        ({"longitude": "nan"}, "number"),
        ({"opening_hours": "whenever"}, "hours"),
        ({"category": "event"}, "event"),
        ({"website": "javascript:alert(1)"}, "URL"),
    ],
)
def test_wrong_answers_are_named_and_nothing_is_added(cast: Cast, wrong: dict[str, str], sentence: str) -> None:
    refused = signed_in(cast.alice).post(NEW, {**SAUNA, **wrong})
    assert refused.status_code == 422
    assert sentence.lower() in words(refused).lower()
    with acting_as(cast.alice):
        assert not Location.objects.filter(source="user_created").exists()


def test_only_who_added_it_changes_a_place_and_only_until_it_is_verified(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post(NEW, SAUNA)
    with acting_as(cast.alice):
        place = added("Sauna by the pier")
    edit = reverse("places:place_edit", args=[place.pk])
    assert signed_in(cast.bob).get(edit).status_code == 404
    assert "Tu-Su 14:00-21:00" in client.get(edit).content.decode()
    assert client.post(edit, {**SAUNA, "name": "Pier sauna", "opening_hours": ""}).status_code == 302
    with acting_as(cast.alice):
        place.refresh_from_db()
    assert (place.name, place.opening_hours) == ("Pier sauna", None)
    as_owner("update locations set is_verified = true where id = %s", [place.pk])
    assert client.get(edit).status_code == 404


def test_places_nearby_are_listed_by_distance_and_kind(cast: Cast) -> None:
    here = make_place("Here", latitude=60.170, longitude=24.940)
    make_place("Far", latitude=60.175, longitude=24.940)
    make_place("Close", latitude=60.1705, longitude=24.940)
    client, address = signed_in(cast.alice), reverse("places:place_nearby")
    client.get("/")
    with at_most_queries(MOST_QUERIES_OF_A_LIST):
        around = client.get(address, {"place": str(here.pk)})
    assert [card["name"] for card in around.context["cards"]] == ["Close", "Far"]
    assert "Near Here" in words(around)
    mine = client.get(address, {"latitude": "60.17", "longitude": "24.94", "category": "restaurant"})
    assert "Near you" in words(mine) and mine.context["cards"] == []
    assert "Let your device say" in words(client.get(address, {"latitude": "north"}))
    assert client.get(address, {"place": "nonsense"}).status_code == 404


def test_similar_places_stand_beside_nearby_ones(cast: Cast) -> None:
    place = make_place("Museum one")
    make_place("Museum two", latitude=place.latitude, longitude=place.longitude)
    shown = signed_in(cast.alice).get(reverse("places:place_detail", args=[place.pk]))
    assert [card["name"] for card in shown.context["similar"]] == ["Museum two"]
    assert [card["name"] for card in shown.context["near"]] == []


def test_likeness_looks_at_every_name_and_at_a_whole_city_centre(cast: Cast) -> None:
    with acting_as(None, role="worker"):
        Location.objects.bulk_create(
            Location(name=f"Shop {n}", category="other", source="osm", latitude=60.17, longitude=24.94)
            for n in range(120)
        )
    make_place("Temppeliaukion kirkko", latitude=60.172, longitude=24.94, details={"name_en": "Rock Church"})
    with acting_as(cast.alice):
        found = alike("the Rock church", 60.17, 24.94)
        assert [place.name for place in found] == ["Temppeliaukion kirkko"]
        assert alike("Rock Church", 60.17, 24.94, besides=found[0].pk) == []


def test_moved_place_is_asked_about_and_gets_the_city_of_its_new_point(cast: Cast) -> None:
    make_place("Pier sauna", latitude=61.4978, longitude=23.7610, city="Tampere")
    client = signed_in(cast.alice)
    client.post(NEW, SAUNA)
    with acting_as(cast.alice):
        place = added("Sauna by the pier")
    edit = reverse("places:place_edit", args=[place.pk])
    assert 'value="public sauna"' in client.get(edit).content.decode()
    moved = {**SAUNA, "name": "Pier sauna", "latitude": "61.4979", "longitude": "23.7612", "city": "Helsinki"}
    assert "Is it one of these?" in words(client.post(edit, moved))
    assert client.post(edit, {**moved, "another": "yes"}).status_code == 302
    with acting_as(cast.alice):
        place.refresh_from_db()
    assert (place.city, place.name) == ("Tampere", "Pier sauna")


def test_verification_between_reading_and_writing_is_told(cast: Cast) -> None:
    signed_in(cast.alice).post(NEW, SAUNA)
    with acting_as(cast.alice):
        place = added("Sauna by the pier")
    as_owner("update locations set is_verified = true where id = %s", [place.pk])
    with acting_as(cast.alice), pytest.raises(NoLongerTheirs):
        change_place(cast.alice, place, {"name": "Other"})


def test_nearby_page_finds_a_typed_place_without_scripts_and_says_the_walk(cast: Cast) -> None:
    here = make_place("Central station", latitude=60.170, longitude=24.940)
    make_place("Close", latitude=60.1752, longitude=24.940)
    client, address = signed_in(cast.alice), reverse("places:place_nearby")
    found = client.get(address, {"q": "central station"})
    assert f"?place={here.pk}" in found.content.decode()
    assert "about 10 min" in words(client.get(address, {"place": str(here.pk)}))
    assert "knows no place of this name" in words(client.get(address, {"q": "zzzzqqq"}))


def test_similar_places_are_found_beyond_the_neighbourhood_and_among_rentals(cast: Cast) -> None:
    rental = {"category": "rental", "subcategory": None, "vehicle_type": "bicycle"}
    place = make_place("Bikes one", latitude=60.170, longitude=24.940, **rental)
    make_place("Bikes two", latitude=60.200, longitude=24.940, **rental)
    make_place("Vans", latitude=60.171, longitude=24.940, **(rental | {"vehicle_type": "van"}))
    shown = signed_in(cast.alice).get(reverse("places:place_detail", args=[place.pk]))
    assert [card["name"] for card in shown.context["similar"]] == ["Bikes two"]


def test_new_place_begins_where_the_next_trip_goes_and_offers_it(cast: Cast) -> None:
    today = timezone.localdate()
    make_trip(
        cast.alice,
        title="To Tampere",
        start_date=today,
        end_date=today,
        destination_latitude=61.498,
        destination_longitude=23.761,
    )
    page = signed_in(cast.alice).get(NEW)
    assert (page.context["points"][0].latitude, page.context["points"][0].title) == (61.498, "To Tampere")
    assert "To Tampere" in words(page)


def test_adding_places_and_making_links_is_limited(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "add_place": "1/h/user", "share_link": "1/h/user"}
    cache.clear()
    with acting_as(cast.alice):
        collection = Collection.objects.create(user=cast.alice, name="Quiet")
    client = signed_in(cast.alice)
    for address in (NEW, reverse("places:collection_links", args=[collection.pk])):
        assert [client.post(address, {}).status_code == 429 for _sent in range(2)] == [False, True]
        assert client.get(address).status_code != 429
    cache.clear()
