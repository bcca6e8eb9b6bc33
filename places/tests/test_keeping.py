"""From a place into a collection in one step."""

from __future__ import annotations

from django.urls import reverse

from places.models import SavedPlace
from places.tests.test_collections import keep, make_collection, reload
from places.tests.test_pages import make_place
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words


def test_place_is_kept_in_a_collection_moved_and_taken_out_by_one_menu(cast: Cast) -> None:
    place, collection = make_place(), make_collection(cast, places=0)
    client, menu = signed_in(cast.alice), reverse("places:place_keeping", args=[place.pk])
    address = reverse("places:place_list")
    assert menu in client.get(address).content.decode()
    with at_most_queries(5):
        part = client.get(menu, {"next": address}, headers={"HX-Request": "true"})
    assert "Rainy days" in words(part) and "<html" not in part.content.decode()
    assert "Save “Ateneum” to…" in words(client.get(menu))
    kept = client.post(menu, {"collection": str(collection.pk), "next": address})
    assert kept["Location"] == address
    with acting_as(cast.alice):
        saved = SavedPlace.objects.get(location=place)
    assert saved.collection_id == collection.pk
    assert 'aria-current="true"' in client.get(menu).content.decode()
    made = client.post(menu, {"collection": "new"})
    assert made["Location"] == f"{reverse('places:collection_new')}?place={saved.pk}"
    client.post(menu, {"collection": ""})
    assert reload(cast, saved).collection_id is None
    # Somebody else's collection is none.
    assert signed_in(cast.bob).post(menu, {"collection": str(collection.pk)}).status_code == 404
    assert signed_in(None).post(menu, {"collection": ""}).status_code == 302


def test_reader_of_a_public_collection_saves_its_places(cast: Cast) -> None:
    collection = make_collection(cast, places=1)
    keep(cast, "Elsewhere")
    with acting_as(cast.alice):
        type(collection).objects.filter(pk=collection.pk).update(is_public=True)
    address = reverse("places:public_collection", args=[collection.pk])
    assert "Save to…" not in words(signed_in(None).get(address))
    shown = signed_in(cast.bob).get(address)
    assert "Save to…" in words(shown)
    assert shown.context["cards"][0]["number"] == 1
