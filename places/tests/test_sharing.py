"""Links to collections: shown once, ended by expiry and revocation, and showing nothing of their owner."""

from __future__ import annotations

import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from places import sharing
from places.models import Collection, CollectionShare, Location, SavedPlace
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.pages import at_most_queries, signed_in, words

pytestmark = pytest.mark.django_db


def made(cast: Cast, places: int = 1) -> Collection:
    with acting_as(None, role="worker"):
        rows = [
            Location.objects.create(
                name=f"Museum {n}", category="attraction", source="osm", latitude=60.1 + n / 100, longitude=24.9
            )
            for n in range(places)
        ]
    with acting_as(cast.alice):
        collection = Collection.objects.create(user=cast.alice, name="Quiet places", emoji="🌿")
        for row in rows:
            SavedPlace.objects.create(
                user=cast.alice, location=row, collection=collection, notes="SECRETNOTE", tags=["secrettag"]
            )
    return collection


def link(cast: Cast, collection: Collection) -> tuple[CollectionShare, str]:
    with acting_as(cast.alice):
        return sharing.make_link(cast.alice, collection, label="Grandma")


def test_a_link_shows_the_places_and_nothing_of_their_owner(cast: Cast) -> None:
    share, token = link(cast, made(cast))
    page = signed_in(None).get(reverse("places:shared_collection", args=[token]))
    said = words(page)
    assert "Quiet places" in said
    assert "Museum 0" in said
    for secret in ("SECRETNOTE", "secrettag", "Alice", "example.org", "Grandma", str(cast.alice.pk), str(share.pk)):
        assert secret not in page.content.decode()
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")


def test_links_end_by_revocation_and_expiry(cast: Cast) -> None:
    collection = made(cast)
    (first, revoked), (second, expired) = link(cast, collection), link(cast, collection)
    with acting_as(cast.alice):
        assert sharing.revoke_link(collection, first.pk)
        assert not sharing.revoke_link(collection, first.pk)
        CollectionShare.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
        assert sharing.links_of(collection) == [second]
    for token in (revoked, expired, "never-was"):
        assert signed_in(None).get(reverse("places:shared_collection", args=[token])).status_code == 404


def test_only_the_owner_makes_and_ends_links(cast: Cast) -> None:
    collection = made(cast)
    share, _token = link(cast, collection)
    with acting_as(cast.charlie):
        assert not sharing.revoke_link(collection, share.pk)
        assert sharing.links_of(collection) == []


def test_a_collection_is_public_while_its_owner_says_so(cast: Cast) -> None:
    collection = made(cast)
    path = reverse("places:public_collection", args=[collection.pk])
    assert signed_in(None).get(path).status_code == 404
    with acting_as(cast.alice):
        Collection.objects.filter(pk=collection.pk).update(is_public=True)
    assert "Museum 0" in words(signed_in(None).get(path))
    assert signed_in(None).get(reverse("places:public_collection", args=[uuid.uuid4()])).status_code == 404


def test_a_shared_collection_asks_as_often_with_many_places(cast: Cast) -> None:
    token = link(cast, made(cast, places=8))[1]
    with at_most_queries(3):
        signed_in(None).get(reverse("places:shared_collection", args=[token]))


def test_readers_have_the_owners_order_a_page_at_a_time(cast: Cast) -> None:
    collection = made(cast, places=4)
    with acting_as(cast.alice):
        rows = SavedPlace.objects.filter(collection=collection)
        rows.filter(location__name="Museum 2").update(is_favorite=True)
        rows.filter(location__name="Museum 0").update(priority=2)
        order = [row.location.name for row in rows.in_order().select_related("location")]
    assert order[:2] == ["Museum 2", "Museum 0"]
    token = link(cast, collection)[1]
    address, client = reverse("places:shared_collection", args=[token]), signed_in(None)
    assert [card["name"] for card in client.get(address).context["cards"]] == order
    with patch.object(sharing, "PLACES_A_PAGE", 3):
        page = client.get(address, {"page": "2"})
    assert [(card["number"], card["name"]) for card in page.context["cards"]] == [(4, order[3])]
    assert "4 places" in words(page) and "Page 2 of 2" in words(page)
