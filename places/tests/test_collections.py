"""Collections: made, filled, discarded with their places kept, brought back whole, read by others through links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from places.models import Collection, SavedPlace
from places.tests.test_pages import MOST_QUERIES_OF_A_LIST, make_place
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words


def make_collection(cast: Cast, name: str = "Rainy days", places: int = 2) -> Collection:
    with acting_as(cast.alice):
        collection = Collection.objects.create(user=cast.alice, name=name, emoji="🌧️", color="blue")
    for number in range(places):
        keep(cast, f"{name} {number}", collection)
    return collection


def keep(cast: Cast, name: str, collection: Collection | None = None) -> SavedPlace:
    place = make_place(name)
    with acting_as(cast.alice):
        return SavedPlace.objects.create(user=cast.alice, location=place, collection=collection)


def reload(cast: Cast, row: SavedPlace) -> SavedPlace:
    with acting_as(cast.alice):
        return SavedPlace.objects.get(pk=row.pk)


def test_collection_is_made_from_a_saved_place_and_changed(cast: Cast) -> None:
    saved, client = keep(cast, "Ateneum"), signed_in(cast.alice)
    refused = client.post(reverse("places:collection_new"), {"name": " ", "emoji": "abc", "color": "mauve"})
    assert refused.status_code == 422
    assert "Give the collection a name." in words(refused)
    assert "Choose one emoji and nothing else." in words(refused)
    made = client.post(
        reverse("places:collection_new"), {"name": "Art", "emoji": "🎨", "color": "pink", "place": str(saved.pk)}
    )
    assert made.status_code == 302
    shown = words(client.get(made["Location"]))
    assert "Art" in shown and "Ateneum" in shown and "1 place" in shown
    key = reload(cast, saved).collection_id
    edit = reverse("places:collection_edit", args=[key])
    assert client.post(edit, {"name": "Art and design", "emoji": "", "color": ""}).status_code == 302
    with acting_as(cast.alice):
        collection = Collection.objects.get(pk=key)
    assert (collection.name, collection.emoji, collection.color) == ("Art and design", None, None)
    assert "Art and design" in words(client.get(reverse("places:collection_list")))
    assert "Art and design" in words(client.get(reverse("places:saved_list")))


def test_place_moves_by_its_notes_and_stays_where_a_discarded_collection_had_it(cast: Cast) -> None:
    first, second = make_collection(cast, "First", 0), make_collection(cast, "Second", 0)
    saved, client = keep(cast, "Ateneum", first), signed_in(cast.alice)
    edit = reverse("places:saved_edit", args=[saved.pk])
    values = {"priority": "0", "tags": "", "notes": ""}
    client.post(edit, {**values, "collection_id": str(second.pk)})
    assert reload(cast, saved).collection_id == second.pk
    client.post(reverse("places:collection_discard", args=[second.pk]))
    client.post(edit, {**values, "notes": "Go early"})
    assert reload(cast, saved).collection_id == second.pk
    client.get(reverse("places:place_list"))  # shows what there was to say
    assert "Second" not in words(client.get(reverse("places:saved_list")))
    client.post(reverse("places:collection_restoration", args=[second.pk]))
    assert "Ateneum" in words(client.get(reverse("places:collection_detail", args=[second.pk])))
    client.post(edit, {**values, "collection_id": ""})
    assert reload(cast, saved).collection_id is None
    client.post(reverse("places:place_keeping", args=[saved.location_id]), {"collection": str(first.pk)})
    assert reload(cast, saved).collection_id == first.pk
    with acting_as(cast.alice):
        assert list(Collection.objects.order_by("name").values_list("name", "item_count")) == [
            ("First", 1),
            ("Second", 0),
        ]


def test_discarding_asks_keeps_the_places_and_is_taken_back_whole(cast: Cast) -> None:
    collection, client = make_collection(cast), signed_in(cast.alice)
    discard = reverse("places:collection_discard", args=[collection.pk])
    assert "Its 2 places stay saved." in words(client.get(discard))
    assert "still saved" in words(client.post(discard, follow=True))
    assert client.get(reverse("places:collection_detail", args=[collection.pk])).status_code == 404
    assert "Rainy days 0" in words(client.get(reverse("places:saved_list")))
    assert "Rainy days" in words(client.get(reverse("places:collection_trash")))
    back = client.post(reverse("places:collection_restoration", args=[collection.pk]), follow=True)
    assert "Rainy days 1" in words(back) and "2 places" in words(back)


def test_link_shows_the_places_until_it_is_revoked_or_the_collection_discarded(cast: Cast) -> None:
    collection, client, anybody = make_collection(cast), signed_in(cast.alice), signed_in(None)
    links = reverse("places:collection_links", args=[collection.pk])
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "This day is over" in words(client.post(links, {"label": "Mum", "expires": yesterday}))
    made = client.post(links, {"label": "Mum"})
    url = made.context["url"].removeprefix("http://testserver")
    assert "Rainy days 0" in words(anybody.get(url))
    client.post(reverse("places:collection_discard", args=[collection.pk]))
    assert anybody.get(url).status_code == 404
    client.post(reverse("places:collection_restoration", args=[collection.pk]))
    page = client.get(reverse("places:collection_sharing", args=[collection.pk]))
    assert "Mum" in words(page)
    [link] = page.context["links"]
    client.post(reverse("places:collection_link_revocation", args=[collection.pk, link.pk]))
    assert anybody.get(url).status_code == 404
    public = reverse("places:public_collection", args=[collection.pk])
    assert anybody.get(public).status_code == 404
    client.post(reverse("places:collection_publication", args=[collection.pk]), {"public": "on"})
    assert "Rainy days 1" in words(anybody.get(public))
    client.post(reverse("places:collection_publication", args=[collection.pk]), {})
    assert anybody.get(public).status_code == 404


def test_collections_are_their_traveller_s_alone(cast: Cast) -> None:
    collection, other = make_collection(cast), signed_in(cast.bob)
    for name in ("detail", "edit", "discard", "sharing"):
        assert other.get(reverse(f"places:collection_{name}", args=[collection.pk])).status_code == 404
    for name in ("edit", "discard", "restoration", "links", "publication"):
        sent = other.post(reverse(f"places:collection_{name}", args=[collection.pk]), {"name": "Mine", "public": "on"})
        assert sent.status_code == 404
    theirs = make_place("Theirs")
    with acting_as(cast.bob):
        saved = SavedPlace.objects.create(user=cast.bob, location=theirs)
    keeping = reverse("places:place_keeping", args=[theirs.pk])
    assert other.post(keeping, {"collection": str(collection.pk)}).status_code == 404
    refused = other.post(reverse("places:saved_edit", args=[saved.pk]), {"collection_id": str(collection.pk)})
    assert refused.status_code == 422
    assert signed_in(None).get(reverse("places:collection_list")).status_code == 302


@pytest.mark.parametrize("many", [1, 30])
def test_collection_pages_ask_the_same_of_the_database_for_one_and_many(cast: Cast, many: int) -> None:
    for number in range(many):
        collection = make_collection(cast, f"List {number:02}", 1 if number else many)
    client = signed_in(cast.alice)
    client.get("/")
    with acting_as(cast.alice):
        collection = Collection.objects.order_by("name")[0]
    for address in (
        reverse("places:collection_list"),
        reverse("places:collection_detail", args=[collection.pk]),
        reverse("places:saved_list"),
    ):
        with at_most_queries(MOST_QUERIES_OF_A_LIST):
            assert client.get(address).status_code == 200


def test_pressing_twice_is_as_pressing_once(cast: Cast) -> None:
    collection, client = make_collection(cast, places=0), signed_in(cast.alice)
    discard = reverse("places:collection_discard", args=[collection.pk])
    restore = reverse("places:collection_restoration", args=[collection.pk])
    for address, sentence in ((discard, "is in the trash"), (restore, "is back")):
        for _press in range(2):
            assert sentence in words(client.post(address, follow=True))
    assert signed_in(cast.bob).post(discard).status_code == 404
    assert signed_in(cast.bob).post(restore).status_code == 404
