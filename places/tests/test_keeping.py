"""From a place into a collection in one step."""

from __future__ import annotations

import json

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
    assert "Save : Rainy days 0" not in words(signed_in(None).get(address))
    client = signed_in(cast.bob)
    shown = client.get(address)
    assert "Save : Rainy days 0" in words(shown)
    place = shown.context["cards"][0]["id"]
    part = client.post(
        reverse("places:place_keeping", args=[place]),
        {"collection": "new", "name": "Rain", "next": address},
        headers={"HX-Request": "true"},
    )
    # The part of the card alone: saved, where, and what to say.
    assert words(part).startswith("Saved : Rainy days 0") and "In the collection Rain" in words(part)
    assert "is in “Rain” now" in json.loads(part["HX-Trigger-After-Swap"])["toast"]["text"]
    assert "In the collection Rain" in words(client.get(address))
    # The same name again is the same collection.
    client.post(reverse("places:place_keeping", args=[place]), {"collection": "new", "name": " rain"})
    assert [one.name for one in client.get(reverse("places:collection_list")).context["page"].rows] == ["Rain"]
    gone = client.post(reverse("places:place_unsave", args=[place]), headers={"HX-Request": "true"})
    assert "Saved" not in words(gone)
    assert shown.context["cards"][0]["number"] == 1
