"""Faults of the specification as it was written: who reaches whose rows (S6 to S11)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tripos.accounts.models import Profile, User
from tripos.audit.models import AuditLog
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.cast import Cast, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.refusals import CONSTRAINT, GUARD, POLICY, refused
from tripos.tests.makers import (
    TOKEN,
    fetch,
    make_collection,
    make_conversation,
    make_item,
    share_trip,
    suggest,
)
from trips.models import (
    BudgetTracking,
    Companion,
    ItineraryItem,
    ProactiveSuggestion,
    Trip,
    TripMember,
)

pytestmark = pytest.mark.django_db


def test_s06_deleted_rows_and_their_children_are_hidden_from_others(cast: Cast) -> None:
    make_item(cast.trip)
    suggest(cast.bob, cast.trip)
    as_owner("update trips set is_public = true, deleted_at = now() where id = %s", [cast.trip.pk])
    share_trip(cast.trip)
    for person in (cast.bob, cast.vera, cast.charlie):
        with acting_as(person, link=TOKEN):
            assert not Trip.objects.exists()
            assert not ItineraryItem.objects.exists()
            assert not BudgetTracking.objects.exists()
            assert not ProactiveSuggestion.objects.exists()
            assert not TripMember.objects.exists()
            assert not AuditLog.objects.filter(trip_id=cast.trip.pk).exists()
            assert fetch("select * from app.shared_trip()") == []
            assert fetch("select * from app.shared_trip(%s)", cast.trip.pk) == []
            assert fetch("select * from app.shared_trip_items(%s)", cast.trip.pk) == []


def test_s06_a_deleted_item_is_hidden_from_companions_and_links(cast: Cast) -> None:
    item = make_item(cast.trip)
    share_trip(cast.trip)
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=item.pk).update(deleted_at=timezone.now())
        assert ItineraryItem.objects.filter(pk=item.pk).exists(), "the owner's trash"
    for person in (cast.bob, cast.vera):
        with acting_as(person):
            assert not ItineraryItem.objects.exists()
            assert fetch("select i.id from trips t join itinerary_items i on i.trip_id = t.id") == []
    with acting_as(None, link=TOKEN):
        assert fetch("select * from app.shared_trip_items()") == []


def test_s06_a_deleted_account_reads_nothing(cast: Cast) -> None:
    make_trip(cast.bob, title="Bob's")
    with acting_as(cast.bob):
        Profile.objects.filter(pk=cast.bob.pk).update(deleted_at=timezone.now())
    with acting_as(cast.bob):
        assert not Trip.objects.exists()
        assert not Profile.objects.exists()
        with refused(POLICY):
            Trip.objects.create(
                user=cast.bob, title="T", destination="D", start_date="2026-05-01", end_date="2026-05-02"
            )
    with acting_for_sign_in():
        assert User.objects.get(pk=cast.bob.pk).deleted_at is not None


def test_s06_the_trips_of_a_deleted_account_are_hidden_from_companions(cast: Cast) -> None:
    make_item(cast.trip)
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(deleted_at=timezone.now())
    with acting_as(cast.bob):
        assert not Trip.objects.exists()
        assert not ItineraryItem.objects.exists()
        assert Companion.objects.count() == 1


def test_s07_the_owner_throws_away_and_restores_through_the_application_role(cast: Cast) -> None:
    collection, conversation = make_collection(cast.alice), make_conversation(cast.alice)
    item = make_item(cast.trip)
    with acting_as(cast.alice):
        for row in (cast.trip, collection, conversation, item):
            rows = type(row).objects.filter(pk=row.pk)
            assert rows.update(deleted_at=timezone.now()) == 1
            if row is not item:
                assert not type(row).objects.for_user(cast.alice).filter(pk=row.pk).exists()
            assert list(type(row).objects.trash(cast.alice)) == [row]
            assert rows.update(deleted_at=None) == 1
            assert type(row).objects.for_user(cast.alice).get(pk=row.pk) == row


def test_s08_public_and_link_readers_get_a_projection_without_private_columns(cast: Cast) -> None:
    make_item(cast.trip, cost="12.50", notes="Secret", booking_reference="XYZ", metadata={"k": "v"})
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(is_public=True, budget_total=900, metadata={"k": "v"})
    with acting_as(None):
        assert not Trip.objects.exists(), "no policy on the base table"
        assert not ItineraryItem.objects.exists()
        row = json.loads(fetch("select to_jsonb(t) from app.shared_trip(%s) t", cast.trip.pk)[0][0])
        assert row.keys() == {
            "id", "title", "description", "destination", "country", "start_date", "end_date", "timezone", "latitude",
            "longitude", "cover_image_url", "images", "currency", "shows_costs", "shows_times", "people",
        }  # fmt: skip
        assert (row["currency"], row["shows_costs"], row["people"]) == (None, False, None)
        item = json.loads(fetch("select to_jsonb(i) from app.shared_trip_items(%s) i", cast.trip.pk)[0][0])
        assert not item.keys() & {"booking_reference", "booking_url", "metadata", "owner_id", "tags"}
        assert (item["cost"], item["currency"], item["notes"]) == (None, None, None)


def test_s08_costs_are_shown_when_the_owner_opts_in(cast: Cast) -> None:
    make_item(cast.trip, cost="12.50")
    share_trip(cast.trip, show_costs=True)
    with acting_as(None, link=TOKEN):
        assert str(fetch("select cost from app.shared_trip_items()")[0][0]) == "12.50"
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(is_public=True)
    with acting_as(None):
        assert fetch("select cost from app.shared_trip_items(%s)", cast.trip.pk) == [(None,)]


def test_s08_one_link_opens_one_trip(cast: Cast) -> None:
    other = make_trip(cast.charlie, title="Public", is_public=True)
    share_trip(cast.trip)
    with acting_as(None, link=TOKEN):
        assert fetch("select id from app.shared_trip()") == [(cast.trip.pk,)]
        assert fetch("select id from app.shared_trip(%s)", other.pk) == [(other.pk,)]


def test_s09_links_are_hashed_and_end_by_expiry_and_revocation(cast: Cast) -> None:
    share = share_trip(cast.trip, expires_at=timezone.now() + timedelta(days=1))
    for change, opens in (({}, 1), ({"expires_at": timezone.now() - timedelta(hours=1)}, 0),
                          ({"expires_at": None}, 1), ({"revoked_at": timezone.now()}, 0)):  # fmt: skip
        with acting_as(cast.alice):
            if change:
                type(share).objects.filter(pk=share.pk).update(**change)
        with acting_as(None, link=TOKEN):
            assert len(fetch("select * from app.shared_trip()")) == opens, change
    with acting_as(cast.alice):
        for clear in ("", "secret", TOKEN.upper()):
            with refused(CONSTRAINT, "hashed_share_token"):
                type(share).objects.create(trip=cast.trip, token_sha256=clear)
        with refused(GUARD, "share_token"):
            Trip.objects.filter(pk=cast.trip.pk).update(share_token="")
    with acting_as(None, link=""):
        assert fetch("select * from app.shared_trip()") == []


def test_s10_my_trips_without_a_filter_are_mine_and_those_shared_with_me(cast: Cast) -> None:
    make_trip(cast.charlie, title="Public", is_public=True)
    for person in (cast.alice, cast.bob, cast.vera):
        with acting_as(person):
            assert list(Trip.objects.values_list("pk", flat=True)) == [cast.trip.pk]


def test_s11_an_editor_cannot_take_a_trip_over(cast: Cast) -> None:
    mine = make_trip(cast.bob, title="Bob's")
    item = make_item(cast.trip)
    with acting_as(cast.bob):
        assert Trip.objects.filter(pk=cast.trip.pk).update(title="Edited") == 1
        with refused(GUARD, "user_id"):
            Trip.objects.filter(pk=cast.trip.pk).update(user=cast.bob)
        with refused(GUARD, "is_public"):
            Trip.objects.filter(pk=cast.trip.pk).update(is_public=True)
        with refused(GUARD, "deleted_at"):
            Trip.objects.filter(pk=cast.trip.pk).update(deleted_at=timezone.now())
        with refused(GUARD, "show_costs"):
            Trip.objects.filter(pk=cast.trip.pk).update(show_costs=True)
        # A stop may move between trips that one edits; its owner is always its trip's.
        assert ItineraryItem.objects.filter(pk=item.pk).update(owner_id=cast.bob.pk) == 1
        assert ItineraryItem.objects.get(pk=item.pk).owner_id == cast.alice.pk
        assert ItineraryItem.objects.filter(pk=item.pk).update(trip=mine) == 1
        assert ItineraryItem.objects.get(pk=item.pk).owner_id == cast.bob.pk
    with acting_as(cast.alice), refused(GUARD, "user_id"):
        Trip.objects.filter(pk=cast.trip.pk).update(user=cast.charlie)
