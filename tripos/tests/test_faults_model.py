"""Faults of the specification as it was written: values that mean nothing (S36 to S49)."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.utils import DataError
from django.utils import timezone

from ai.models import AIRun
from places.models import Collection, Location, SavedPlace
from tripos.accounts.models import Profile, User
from tripos.audit.models import AuditLog
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.cast import Cast, make_trip, make_user
from tripos.testing.catalogue import is_ours, our_tables
from tripos.testing.owner import as_owner
from tripos.testing.refusals import CONSTRAINT, GUARD, refused
from tripos.tests.makers import (
    budget_of,
    catalogue_place,
    fetch,
    make_collection,
    make_conversation,
    make_item,
    make_run,
    run,
    save_place,
    say,
)
from trips.models import Invitation, ItineraryItem, ProactiveSuggestion, Trip

pytestmark = pytest.mark.django_db


def test_s36_the_budget_has_one_source(cast: Cast) -> None:
    make_item(cast.trip, cost="123", is_paid=True)
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(budget_total=900)
        with refused(GUARD, "total_budget"):
            run("update budget_tracking set total_budget = 5")
        with refused(GUARD, "currency"):
            run("update budget_tracking set currency = 'SEK'")
        trip = Trip.objects.get(pk=cast.trip.pk)
    budget = budget_of(cast.trip)
    assert (budget.total_budget, budget.total_spent, budget.currency) == (900, 123, "EUR")
    assert (trip.budget_total, trip.budget_spent) == (900, 123)
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(budget_total=None)
    assert budget_of(cast.trip).total_budget is None


def test_s36_a_travellers_category_budget_keeps_the_derived_sums(cast: Cast) -> None:
    make_item(cast.trip, cost="10", is_paid=True)
    with acting_as(cast.alice):
        budget = budget_of(cast.trip)
        budget.categories = {"activities": {"budget": 50, "spent": 99999}}
        budget.save(update_fields=["categories"])
    assert budget_of(cast.trip).categories["activities"] == {"budget": 50, "spent": 10, "pending": 0}
    assert set(budget_of(cast.trip).categories) == {
        "accommodation",
        "food",
        "activities",
        "transport",
        "shopping",
        "other",
    }


def test_s37_a_hundred_million_dong_fit(cast: Cast) -> None:
    make_item(cast.trip, cost="120000000", currency="VND")
    with acting_as(cast.alice):
        assert ItineraryItem.objects.get().cost == Decimal("120000000.00")
    rows = as_owner(
        """select table_name, column_name, numeric_precision, numeric_scale from information_schema.columns
            where table_schema = 'public' and data_type = 'numeric' and table_name = any (%s)
              and column_name ~ '(cost|budget|spent|amount|rate|pending|estimated)' and column_name !~ '(usd|exchange|^rate|rating)'
              and table_name <> 'user_ai_stats'""",
        [our_tables()],
    )
    assert len(rows) > 8
    assert [row for row in rows if row[2:] != (14, 2)] == []


def test_s38_a_column_with_a_default_is_never_null(db: None) -> None:
    rows = as_owner(
        """select table_name, column_name from information_schema.columns
            where table_schema = 'public' and table_name = any (%s) and column_default is not null and is_nullable = 'YES'""",
        [our_tables()],
    )
    assert rows == []
    required = {"trips": {"status", "is_public", "currency"}, "itinerary_items": {"currency", "is_paid", "sort_order"},
                "conversations": {"status", "message_count"}, "ai_runs": {"status", "total_tokens"},
                "locations": {"is_active", "is_verified", "tags"}, "saved_places": {"is_favorite", "priority", "tags"},
                "collections": {"is_public", "item_count"}, "profiles": {"timezone", "currency", "language", "ai_enabled"},
                "proactive_suggestions": {"status", "priority"}, "conflict_resolutions": {"status"}}  # fmt: skip
    for table, columns in required.items():
        nullable = as_owner(
            "select column_name from information_schema.columns where table_name = %s and is_nullable = 'YES'", [table]
        )
        assert not columns & {row[0] for row in nullable}, table


@pytest.mark.parametrize(
    ("start", "end", "next_day", "duration", "refusal"),
    [
        (time(9), None, False, None, None),
        (time(9), None, False, 90, None),
        (time(22), time(6), True, None, None),
        (time(22), time(6), True, 480, None),
        (time(9), time(10), False, 60, None),
        (None, None, False, 60, None),
        (time(22), time(6), False, None, "valid_times"),
        (time(9), time(10), True, None, "valid_times"),
        (None, time(10), False, None, "valid_times"),
        (time(9), time(10), False, 75, "duration_agrees"),
        (time(9), None, False, 0, "valid_duration"),
        (time(9), None, False, -5, "valid_duration"),
    ],
)
def test_s39_open_ended_and_overnight_stops(
    cast: Cast, start: Any, end: Any, next_day: bool, duration: int | None, refusal: str | None
) -> None:
    def make() -> ItineraryItem:
        return make_item(cast.trip, start_time=start, end_time=end, ends_next_day=next_day, duration_minutes=duration)

    if refusal:
        with refused(CONSTRAINT, refusal):
            make()
    else:
        item = make()
        with acting_as(cast.alice):
            item.refresh_from_db()
        if start and end:
            assert item.duration_minutes == (480 if next_day else 60)


def test_s40_days_are_bounded_from_both_sides(cast: Cast) -> None:
    for day in (0, -1, 4, 30):
        with refused(CONSTRAINT):
            make_item(cast.trip, day_number=day)
    make_item(cast.trip, day_number=None)
    last = make_item(cast.trip, day_number=3)
    with acting_as(cast.alice):
        with refused(CONSTRAINT, "valid_day_in_trip"):
            Trip.objects.filter(pk=cast.trip.pk).update(end_date=cast.trip.end_date - timedelta(days=1))
        with refused(CONSTRAINT, "valid_day_in_trip"):
            ItineraryItem.objects.filter(pk=last.pk).update(day_number=4)
        ItineraryItem.objects.filter(pk=last.pk).update(deleted_at=timezone.now())
        assert Trip.objects.filter(pk=cast.trip.pk).update(end_date=cast.trip.end_date - timedelta(days=1)) == 1
        with refused(CONSTRAINT, "valid_day_in_trip"):
            ItineraryItem.objects.filter(pk=last.pk).update(deleted_at=None)
        with refused(CONSTRAINT, "at_most_a_year"):
            Trip.objects.filter(pk=cast.trip.pk).update(end_date=cast.trip.start_date + timedelta(days=366))
        with refused(CONSTRAINT, "valid_dates"):
            Trip.objects.filter(pk=cast.trip.pk).update(end_date=cast.trip.start_date - timedelta(days=1))


OUT_OF_RANGE = {
    "locations": ["latitude = 95, longitude = 0", "latitude = 0, longitude = 999.5", "latitude = 1", "longitude = 1",
                  "latitude = 'NaN', longitude = 0", "latitude = 0, longitude = 'NaN'", "daily_rate = 'NaN'", "hourly_rate = -1", "daily_rate = -1",
                  "rating_count = -5", "rating = 5.1", "rating = -0.1", "price_level = 0", "price_level = 5", "capacity = 0",
                  "event_start_time = '2026-05-02', event_end_time = '2026-05-01'", "event_end_time = '2026-05-01'",
                  "is_open_now = true", "name = ''", "timezone = 'banana'", "country = 'Finland'", "images = '{}'",
                  "details = '[]'"],
    "trips": ["destination_latitude = 95, destination_longitude = 0", "destination_latitude = 5",
              "destination_latitude = 'NaN', destination_longitude = 0", "budget_total = -1", "budget_total = 'NaN'", "currency = 'banana'",
              "currency = 'XXX'", "currency = 'usd'", "timezone = 'banana'", "timezone = 'Mars/Olympus'", "timezone = 'EST'",
              "timezone = 'ABC3'", "country = 'fi'", "adults = 0", "children_ages = '{18}'", "title = ''", "images = '{}'",
              "optimization_score = 1.1", "optimization_score = -0.1",
              "metadata = jsonb_build_object('a', repeat('x', 17000))"],
    "itinerary_items": ["latitude = 95, longitude = 0", "latitude = 5", "end_latitude = 0, end_longitude = 181",
                        "end_longitude = 1", "cost = -1", "cost = 'NaN'", "currency = 'banana'", "booking_status = 'banana'",
                        "booking_url = 'http://example.org'", "booking_url = 'javascript:alert(1)'",
                        "budget_category = 'banana'", "timezone = 'banana'", "end_timezone = 'banana'", "tags = '{}'",
                        "title = ''", "confidence_score = 1.0001", "latitude = 'Infinity', longitude = 0"],
    "budget_tracking": ["alert_threshold = 1.1", "alert_threshold = -0.1", "total_spent = -1", "total_pending = -1",
                        "total_budget = -1", "categories = '{\"banana\": {}}'", "categories = '[]'",
                        "categories = '{\"food\": {\"budget\": -1}}'", "categories = '{\"food\": {\"budget\": \"x\"}}'"],
    "messages": ["input_tokens = -5, output_tokens = 5, total_tokens = 0", "input_tokens = 1, output_tokens = 1, total_tokens = 3",
                 "input_tokens = 1", "latency_ms = -1", "content = ' '"],
    "ai_runs": ["input_tokens = -5, total_tokens = -5", "total_tokens = 5", "temperature = -9", "temperature = 2.01",
                "duration_ms = -1", "estimated_cost_usd = -1", "estimated_cost_usd = 'NaN'"],
    "profiles": ["currency = 'banana'", "timezone = 'banana'", "language = 'banana please'",
                 "notification_preferences = '{\"pigeon\": true}'", "notification_preferences = '{\"email\": \"yes\"}'",
                 "travel_preferences = '{\"pace\": 3}'", "travel_preferences = '{\"mood\": \"good\"}'"],
    "collections": ["item_count = -1", "color = 'banana'", "name = ''", "share_token = 'x'"],
    "saved_places": ["view_count = -1"],
    "conflict_resolutions": ["severity = 0", "severity = 11", "resolved_by = 'cat'", "affected_items = '{}'"],
    "proactive_suggestions": ["confidence_score = 1.1", "confidence_score = -0.1", "priority = 0", "priority = 11",
                              "expires_at = created_at"],
    "trip_members": ["role = 'owner'"],
    "exchange_rates": ["rate = 0", "rate = 'NaN'", "currency = 'banana'"],
}  # fmt: skip


@pytest.fixture
def one_of_each(cast: Cast) -> Cast:
    item = make_item(cast.trip)
    save_place(cast.alice, catalogue_place(), make_collection(cast.alice))
    say(make_conversation(cast.alice))
    make_run(cast.alice)
    as_owner("insert into exchange_rates (currency, rate_date, rate) values ('SEK', '2026-01-01', 11)")
    with acting_as(cast.alice, role="agent"):
        run("insert into conflict_resolutions (trip_id, type, severity, title, description, stable_key)"
            " values (%s, 'time_overlap', 3, 'T', 'D', 'k')", item.trip_id)  # fmt: skip
        ProactiveSuggestion.objects.create(
            user=cast.alice, type="cost_savings", title="S", description="D", agent_name="a", confidence_score=1,
            suggestion_data={}, stable_key="k",
        )  # fmt: skip
    return cast


@pytest.mark.parametrize("table", OUT_OF_RANGE)
def test_s41_values_out_of_range_are_refused(one_of_each: Cast, table: str) -> None:
    for change in OUT_OF_RANGE[table]:
        with refused(CONSTRAINT):
            with acting_as(None):  # as the owner of the tables: no guard or policy stands before the constraint
                run("set local role tripos_owner")
                assert run(f"update {table} set {change}") > 0


def test_s42_scores_keep_four_decimals(cast: Cast) -> None:
    with acting_as(cast.alice, role="agent"):
        run("select app.record_optimization(%s, 0.996, true)", cast.trip.pk)
        assert str(Trip.objects.get(pk=cast.trip.pk).optimization_score) == "0.9960"
        with refused(CONSTRAINT, "valid_optimization_score"):
            run("select app.record_optimization(%s, 1.004, true)", cast.trip.pk)


def test_s43_expiry_is_computed_from_a_creation_time_that_is_never_null(cast: Cast) -> None:
    as_owner(
        """insert into proactive_suggestions (user_id, type, title, description, agent_name, confidence_score,
             suggestion_data, stable_key, created_at, expires_at)
           values (%s, 'cost_savings', 'S', 'D', 'a', 1, '{}', 'k', '2020-01-01', '2020-01-02')""",
        [cast.alice.pk],
    )
    with acting_as(cast.alice):
        assert ProactiveSuggestion.objects.for_user(cast.alice).count() == 1, "past rows can be imported"
        assert not ProactiveSuggestion.objects.for_user(cast.alice).live(timezone.now()).exists()
    with acting_as(None, role="worker"):
        assert ProactiveSuggestion.objects.filter(expires_at__lt=timezone.now()).update(status="expired") == 1
    with refused(CONSTRAINT), acting_as(None):
        run("set local role tripos_owner")
        run("update proactive_suggestions set created_at = null")


def test_s44_open_now_is_computed_and_places_know_their_zone(db: None) -> None:
    place = catalogue_place(timezone="Europe/Helsinki", opening_hours="Mo-Fr 10:00-18:00")
    assert place.is_open_now is None
    with refused(CONSTRAINT, "open_now_is_computed"), acting_as(None, role="worker"):
        Location.objects.update(is_open_now=True)


def test_s45_a_source_names_a_place_once_and_a_mailbox_one_account(cast: Cast) -> None:
    catalogue_place(source="osm", external_id="node/1")
    with refused(CONSTRAINT, "idx_locations_external_id"):
        catalogue_place(source="osm", external_id="node/1")
    catalogue_place(source="other", external_id="node/1")
    catalogue_place(source="osm")
    catalogue_place(source="osm")
    with refused(CONSTRAINT, "unique_live_email"):
        make_user("alice")
    with refused(CONSTRAINT, "normalised_email"), acting_for_sign_in():
        User.objects.create(email="ALICE@example.org", password="")
    with acting_for_sign_in():
        assert User.objects.create_user("  Dora@Example.ORG ").email == "dora@example.org"


def test_s45_a_deleted_address_can_register_again(cast: Cast) -> None:
    with acting_as(cast.charlie):
        Profile.objects.filter(pk=cast.charlie.pk).update(deleted_at=timezone.now())
    again = make_user("charlie")
    assert again.pk != cast.charlie.pk
    with refused(CONSTRAINT), acting_as(cast.staff, role="staff"):
        User.objects.filter(pk=cast.charlie.pk).update(deleted_at=None)


def test_s45_a_deleted_account_and_its_profile_end_together(cast: Cast) -> None:
    with acting_as(cast.staff, role="staff"):
        User.objects.filter(pk=cast.charlie.pk).update(deleted_at=timezone.now())
        assert Profile.objects.get(pk=cast.charlie.pk).deleted_at is not None
    make_user("charlie")


def test_s46_one_collection_a_saved_place_is_kept_as_specified(cast: Cast) -> None:
    """The fault does not apply: the owner decided that ``saved_places.collection_id`` stays."""
    assert isinstance(SavedPlace._meta.get_field("collection"), models.ForeignKey)
    place = catalogue_place()
    save_place(cast.alice, place)
    with refused(CONSTRAINT, "unique_user_location"):
        save_place(cast.alice, place)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Helsinki", "America/Argentina/Buenos_Aires", "Asia/Ho_Chi_Minh",
                                  "America/Port-au-Prince", "Etc/GMT+3", "Pacific/Chatham"])  # fmt: skip
def test_s47_real_zones_pass(cast: Cast, zone: str) -> None:
    with acting_as(cast.alice):
        assert Trip.objects.filter(pk=cast.trip.pk).update(timezone=zone) == 1


@pytest.mark.parametrize("code", ["USD", "EUR", "JPY", "VND", "COP", "ISK", "MRU", "ZWG", "XAF"])
def test_s47_real_currencies_pass(cast: Cast, code: str) -> None:
    with acting_as(cast.alice):
        assert Trip.objects.filter(pk=cast.trip.pk).update(currency=code) == 1


def test_s47_free_text_is_not_a_choice(cast: Cast) -> None:
    with acting_as(cast.alice):
        for column in ("currency", "timezone"):
            with refused(CONSTRAINT):
                Trip.objects.filter(pk=cast.trip.pk).update(**{column: "banana"})
        with pytest.raises(DataError), transaction.atomic():
            Trip.objects.filter(pk=cast.trip.pk).update(status="banana")
        for language in ("en", "pt-BR", "zh-Hans-CN", "fil"):
            assert Profile.objects.filter(pk=cast.alice.pk).update(language=language) == 1


def test_s48_erasing_an_account_keeps_the_ledger_without_its_words(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    say(conversation, "Where is my aunt's house?")
    ledger = make_run(cast.alice, conversation=conversation, input_tokens=3, total_tokens=3, estimated_cost_usd="0.25")
    with acting_as(cast.alice, role="agent"):
        run(
            "insert into ai_run_events (run_id, sequence, kind, data) values (%s, 1, 'text', '{\"text\": \"aunt\"}')",
            ledger.pk,
        )
        AIRun.objects.filter(pk=ledger.pk).update(output_data={"text": "Your aunt"}, error_message="aunt")
    make_item(cast.trip, notes="My aunt")
    others = make_trip(cast.charlie)
    with acting_as(cast.charlie):
        Invitation.objects.create(
            trip=others,
            email="alice@example.org",
            role="viewer",
            token_sha256="a" * 64,
            expires_at=timezone.now() + timedelta(days=1),
        )
    with acting_as(None, role="worker"):
        assert fetch("select app.erase_account(%s)", cast.alice.pk) == [(False,)], "first the trash, then the end"
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(deleted_at=timezone.now())
    with acting_as(None, role="worker"):
        assert fetch("select app.erase_account(%s)", cast.alice.pk) == [(True,)]
        row = AIRun.objects.get(pk=ledger.pk)
        assert (row.user_id, row.total_tokens, row.estimated_cost_usd) == (None, 3, Decimal("0.25"))
        assert (row.input_data, row.output_data, row.error_message) == ({}, None, None)
        assert not Trip.objects.filter(pk=cast.trip.pk).exists()
    for table in our_tables():
        rows = as_owner(f"select to_jsonb(t)::text from {table} t")
        assert [row[0] for row in rows if "aunt" in row[0] or "alice@example.org" in row[0]] == [], table
    with acting_as(None, role="worker"):
        assert AuditLog.objects.filter(table_name="trips", row_id=cast.trip.pk).count() >= 2, (
            "that something changed stays"
        )


def test_s49_models_and_tables_are_the_same(db: None) -> None:
    tables = as_owner("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
    assert set(our_tables()) <= {row[0] for row in tables}
    assert len(our_tables()) >= 25
    assert all(is_ours(apps.get_app_config(app).name) for app in ("trips", "places", "ai", "conversations", "audit"))


def test_a_new_trip_gets_its_language_from_its_owner(cast: Cast) -> None:
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(language="fi")
    trip = make_trip(cast.alice)
    with acting_as(cast.alice):
        assert Trip.objects.get(pk=trip.pk).language == "fi"


def test_a_collections_palette_is_closed(cast: Cast) -> None:
    collection = make_collection(cast.alice, color="teal")
    with acting_as(cast.alice), refused(CONSTRAINT, "valid_color"):
        Collection.objects.filter(pk=collection.pk).update(color="#ff0000")
