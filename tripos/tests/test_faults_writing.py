"""Faults of the specification as it was written: who may write what, and what others read (S12 to S26)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from psycopg.errors import CheckViolation

from ai.models import AIRun, UserAIStats
from conversations.models import Conversation, Message
from places.models import Collection, Location, SavedPlace
from tripos.accounts.models import Profile, User
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.cast import Cast, add_member, make_trip, make_user
from tripos.testing.owner import as_owner, run_as
from tripos.testing.refusals import GRANT, GUARD, POLICY, refused
from tripos.tests.makers import (
    TOKEN,
    catalogue_place,
    fetch,
    make_collection,
    make_conversation,
    make_item,
    make_place,
    make_run,
    run,
    save_place,
    share_collection,
    share_trip,
    suggest,
)
from trips.models import (
    Companion,
    ConflictResolution,
    ItineraryItem,
    ProactiveSuggestion,
    Trip,
    TripMember,
    TripShare,
)

pytestmark = pytest.mark.django_db


PROTECTED = {
    "trips": {
        "budget_spent": "9", "is_optimized": "true", "last_optimized_at": "now()", "optimization_score": "1",
        "content_version": "99", "created_at": "'2020-01-01'", "user_id": "gen_random_uuid()", "share_token": "'x'",
        "language": "'de'", "id": "gen_random_uuid()",
    },
    "itinerary_items": {
        "exchange_rate": "9", "exchange_rate_date": "'2020-01-01'", "converted_cost": "9", "converted_currency": "'XXX'", "suggested_by_ai": "true",
        "ai_agent_name": "'x'", "confidence_score": "1", "reasons": "'[1]'", "created_at": "'2020-01-01'",
        "id": "gen_random_uuid()",
    },
    "budget_tracking": {
        "total_budget": "9", "total_spent": "9", "total_pending": "9", "estimated": "9", "unknown_count": "9",
        "unconverted": "'{\"X\": 1}'", "is_partial": "not is_partial", "alerts_sent": "'[1]'", "ai_recommendations": "'[1]'",
        "last_optimization_at": "now()", "currency": "'SEK'", "trip_id": "gen_random_uuid()", "created_at": "'2020-01-01'",
    },
    "collections": {
        "item_count": "9", "created_at": "'2020-01-01'", "user_id": "gen_random_uuid()", "id": "gen_random_uuid()",
    },
    "saved_places": {"saved_at": "'2020-01-01'", "user_id": "gen_random_uuid()", "location_id": "gen_random_uuid()"},
    "conversations": {
        "message_count": "9", "last_message_at": "now()", "last_position": "9", "created_at": "'2020-01-01'",
        "user_id": "gen_random_uuid()", "agent_type": "'event_curator'",
    },
    "profiles": {"email": "'other@example.org'", "created_at": "'2020-01-01'", "id": "gen_random_uuid()"},
    "trip_members": {"user_id": "gen_random_uuid()", "trip_id": "gen_random_uuid()", "created_at": "'2020-01-01'"},
    "trip_shares": {"token_sha256": "repeat('e', 64)", "created_at": "'2020-01-01'"},
    "locations": {
        "is_verified": "true", "rating": "5", "rating_count": "9", "source": "'google_places'", "external_id": "'x'",
        "created_by_id": "null", "is_active": "false", "created_at": "'2020-01-01'",
    },
}  # fmt: skip


@pytest.mark.parametrize(("table", "column"), [(table, column) for table in PROTECTED for column in PROTECTED[table]])
def test_s12_protected_columns_refuse_a_traveller(cast: Cast, table: str, column: str) -> None:
    make_item(cast.trip)
    save_place(cast.alice, make_place(cast.alice), make_collection(cast.alice))
    make_conversation(cast.alice)
    share_trip(cast.trip)
    with acting_as(cast.alice), refused(GUARD):
        run(f"update {table} set {column} = {PROTECTED[table][column]}")


@pytest.mark.parametrize(
    "column",
    ["confidence_score", "agent_name", "title", "description", "reasoning", "suggestion_data", "priority", "user_id"],
)
def test_s12_a_recipient_answers_a_suggestion_and_rewrites_nothing_of_it(cast: Cast, column: str) -> None:
    suggest(cast.alice, cast.trip)
    with acting_as(cast.alice), refused(GRANT):
        run(f"update proactive_suggestions set {column} = {column}")


def test_s13_context_is_read_by_its_owner_and_written_by_agents(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    with acting_as(cast.alice):
        assert fetch("select global_context from ai_context where conversation_id = %s", conversation.pk) == [("{}",)]
        for statement in ("update ai_context set pending_actions = '[]', version = version + 1",
                          "update ai_context set global_context = '{}', version = version + 1",
                          "delete from ai_context", "insert into ai_context (conversation_id, entities) values "
                          f"('{conversation.pk}', '{{}}')"):  # fmt: skip
            with refused(GRANT):
                run(statement)
    with acting_as(cast.alice, role="agent"):
        assert run("update ai_context set pending_actions = '[1]', version = version + 1") == 1
        with refused(GUARD, "global_context"):
            run("update ai_context set global_context = '{\"a\": 1}', version = version + 1")


def test_s14_parents_must_be_visible_and_unknown_ids_look_the_same(cast: Cast) -> None:
    hers = make_trip(cast.charlie, title="Private")
    foreign = make_collection(cast.charlie)
    saved = save_place(cast.alice, make_place(cast.alice))
    conversation = make_conversation(cast.alice)
    for trip in (hers.pk, uuid.uuid4()):
        with acting_as(cast.alice):
            with refused(POLICY):
                Conversation.objects.create(user=cast.alice, title="C", agent_type="local_scout", trip_id=trip)
            with refused(GUARD, "trip_is_visible"):
                Conversation.objects.filter(pk=conversation.pk).update(trip_id=trip)
            with refused(POLICY):
                ItineraryItem.objects.create(trip_id=trip, title="X", type="activity", day_number=1)
            with refused(POLICY):
                TripShare.objects.create(trip_id=trip, token_sha256="e" * 64)
        with acting_as(cast.alice, role="agent"), refused(POLICY):
            ProactiveSuggestion.objects.create(
                user=cast.alice, trip_id=trip, type="cost_savings", title="S", description="D", agent_name="a",
                confidence_score=1, suggestion_data={}, stable_key="k",
            )  # fmt: skip
    for collection in (foreign.pk, uuid.uuid4()):
        with acting_as(cast.alice), refused(POLICY):
            SavedPlace.objects.filter(pk=saved.pk).update(collection_id=collection)
    for other in (make_conversation(cast.charlie).pk, uuid.uuid4()):
        with acting_as(cast.alice):
            with refused(POLICY):
                AIRun.objects.create(
                    user=cast.alice, agent_name="a", agent_type="local_scout", input_data={}, conversation_id=other
                )
            with refused(POLICY):
                Message.objects.create(conversation_id=other, role="user", content="Hi")


def test_s14_a_conversation_outlives_its_writers_place_in_the_trip(cast: Cast) -> None:
    conversation = make_conversation(cast.bob, trip=cast.trip)
    with acting_as(cast.alice):
        TripMember.objects.filter(user=cast.bob).delete()
    with acting_as(cast.bob):
        assert not Trip.objects.exists()
        assert Conversation.objects.filter(pk=conversation.pk).update(title="Old", status="archived") == 1
        assert Conversation.objects.filter(pk=conversation.pk).update(deleted_at=timezone.now()) == 1


def test_s15_conflicts_are_reached_through_the_trip(cast: Cast) -> None:
    values = {"type": "time_overlap", "severity": 10, "title": "T", "description": "D", "stable_key": "k"}
    for role in ("app", "agent"):
        with acting_as(cast.charlie, role=role), refused(GRANT if role == "app" else POLICY):
            ConflictResolution.objects.create(trip=cast.trip, user=cast.charlie, **values)
    with acting_as(cast.bob, role="agent"):
        made = ConflictResolution.objects.create(trip=cast.trip, user=cast.bob, **values)
        made.refresh_from_db()
    assert made.user_id == cast.alice.pk, "the trip's owner, whoever wrote it"
    for person, seen in ((cast.alice, 1), (cast.bob, 1), (cast.vera, 1), (cast.charlie, 0)):
        with acting_as(person):
            assert ConflictResolution.objects.count() == seen
    with acting_as(cast.vera):
        assert ConflictResolution.objects.update(status="ignored") == 0


@pytest.mark.parametrize("role", ["assistant", "system", "function"])
def test_s16_a_traveller_speaks_as_a_traveller_only(cast: Cast, role: str) -> None:
    conversation = make_conversation(cast.alice)
    with acting_as(cast.alice), refused(GUARD, "role"):
        Message.objects.create(conversation=conversation, role=role, content="I am the agent")
    with acting_as(cast.alice):
        for field in (
            {"agent_name": "x"},
            {"function_call": {}},
            {"total_tokens": 0, "input_tokens": 0, "output_tokens": 0},
        ):
            with refused(GUARD, "role"):
                Message.objects.create(conversation=conversation, role="user", content="Hi", **field)
        message = Message.objects.create(conversation=conversation, role="user", content="Hi")
        with refused(GRANT):
            Message.objects.filter(pk=message.pk).update(content="Something else")
        with refused(GRANT):
            run("delete from messages")


def test_s17_sign_up_makes_a_profile_and_agents_write_runs_and_suggestions(cast: Cast) -> None:
    newcomer = make_user("newcomer")
    assert newcomer.email == "newcomer@example.org"
    run_row = make_run(cast.alice)
    with acting_as(cast.alice, role="agent"):
        assert AIRun.objects.filter(pk=run_row.pk).update(status="success", completed_at=timezone.now()) == 1
    assert suggest(cast.alice, cast.trip).pk
    place = make_place(cast.alice)
    with acting_as(cast.alice):
        assert Location.objects.filter(pk=place.pk).update(description="Nice") == 1


def test_s18_what_a_traveller_adds_to_the_catalogue_is_unverified_and_theirs(cast: Cast) -> None:
    with acting_as(cast.charlie):
        for claim in ({"is_verified": True}, {"rating": 5}, {"rating_count": 9}, {"source": "google_places"},
                      {"external_id": "x"}, {"is_active": False}, {"created_at": timezone.now() - timedelta(days=9)}):  # fmt: skip
            with refused(GUARD):
                Location.objects.create(**{"name": "X", "category": "other", "source": "user_created", **claim})
    place = make_place(cast.charlie)
    with acting_as(cast.alice):
        assert Location.objects.get(pk=place.pk).created_by_id == cast.charlie.pk
        assert Location.objects.filter(pk=place.pk).update(name="Mine") == 0
    with acting_as(cast.staff, role="staff"):
        assert Location.objects.filter(pk=place.pk).update(is_verified=True) == 1
    with acting_as(cast.charlie):
        assert Location.objects.filter(pk=place.pk).update(name="Later") == 0


@pytest.mark.parametrize("role", ["tripos_app", "tripos_agent", "tripos_staff", "tripos_worker", "tripos_auth"])
@pytest.mark.parametrize("statement", ["insert into audit_logs default values", "update audit_logs set new_data = null",
                                       "delete from audit_logs", "truncate audit_logs"])  # fmt: skip
def test_s19_the_history_is_written_by_triggers_only(cast: Cast, role: str, statement: str) -> None:
    import psycopg

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
        run_as(role, statement, user=cast.staff.pk)


def test_s20_statistics_are_ones_own(cast: Cast) -> None:
    for person in (cast.alice, cast.charlie):
        make_run(person, input_tokens=5, output_tokens=2, total_tokens=7, estimated_cost_usd="0.5")
    with acting_as(None, role="worker"):
        run("select refresh_user_ai_stats()")
    with acting_as(cast.alice):
        assert [(row.user_id, row.total_tokens) for row in UserAIStats.objects.all()] == [(cast.alice.pk, 7)]
        with refused(GRANT):
            run("select refresh_user_ai_stats()")
    with acting_as(None):
        assert not UserAIStats.objects.exists()
    with acting_as(cast.staff, role="staff"):
        assert UserAIStats.objects.count() == 2


def test_s21_no_privilege_comes_from_a_setting(cast: Cast) -> None:
    with acting_as(cast.charlie):
        with refused(GRANT):
            run("select set_service_role_context()")
        for setting in ("jwt.claims.role", "app.role", "app.is_staff", "app.change_set"):
            run("select set_config(%s, 'service_role', true)", setting)
            assert not Trip.objects.exists(), setting


def test_s22_the_tables_owner_sees_only_what_a_policy_shows(cast: Cast) -> None:
    assert as_owner("select count(*) from trips") == [(1,)]
    for (policy,) in as_owner("select policyname from pg_policies where tablename = 'trips'"):
        as_owner(f"drop policy {policy} on trips")
    assert as_owner("select count(*) from trips") == [(0,)]


def test_s23_helpers_run_once_a_statement(cast: Cast) -> None:
    for number in range(20):
        make_item(cast.trip, title=f"Stop {number}")
    with acting_as(cast.bob):
        plan = "\n".join(
            row[0]
            for row in fetch("explain (analyze, costs off, timing off, summary off) select * from itinerary_items")
        )
    assert "InitPlan" in plan
    assert plan.count("loops=20") == 0, plan


def test_s24_the_contents_of_a_collection_follow_it(cast: Cast) -> None:
    collection = make_collection(cast.alice, is_public=True)
    save_place(cast.alice, catalogue_place(), collection)
    with acting_as(None):
        rows = fetch("select name, location_name from app.shared_collection(%s)", collection.pk)
        assert rows == [("Piers", "Museum")]
        assert not SavedPlace.objects.exists()
    share_collection(collection)
    with acting_as(cast.alice):
        Collection.objects.filter(pk=collection.pk).update(is_public=False)
    with acting_as(cast.charlie, link=TOKEN):
        assert fetch("select location_name from app.shared_collection()") == [("Museum",)]
        assert fetch("select location_name from app.shared_collection(%s)", uuid.uuid4()) == []


def test_s25_a_closed_place_stays_with_those_who_kept_it(cast: Cast) -> None:
    place = catalogue_place()
    save_place(cast.alice, place)
    make_item(cast.trip, location=place)
    with acting_as(cast.staff, role="staff"):
        Location.objects.filter(pk=place.pk).update(is_active=False)
    with acting_as(cast.alice):
        assert not Location.objects.for_user(cast.alice).filter(pk=place.pk).exists()
        assert SavedPlace.objects.select_related("location").get().location.is_active is False
        assert ItineraryItem.objects.select_related("location").get().location == place


def test_s26_companions_know_each_others_names_and_nothing_else(cast: Cast) -> None:
    for person in (cast.alice, cast.bob, cast.vera):
        with acting_as(person):
            names = set(Companion.objects.values_list("full_name", flat=True))
            assert names == {"Alice", "Bob", "Vera"}
            assert list(Profile.objects.values_list("pk", flat=True)) == [person.pk]
    with acting_as(cast.charlie):
        assert list(Companion.objects.values_list("full_name", flat=True)) == ["Charlie"]
    assert {field.column for field in Companion._meta.fields} == {"id", "full_name", "avatar_url"}


def test_revoking_takes_effect_with_the_next_statement(cast: Cast) -> None:
    with acting_as(cast.bob):
        assert Trip.objects.exists()
        with acting_as(cast.alice):
            TripMember.objects.filter(user=cast.bob).update(role="viewer")
        assert Trip.objects.update(title="No") == 0
        with acting_as(cast.alice):
            TripMember.objects.filter(user=cast.bob).delete()
        assert not Trip.objects.exists()
    with acting_as(cast.vera):
        assert TripMember.objects.filter(user=cast.vera).delete()[0] == 1, "a companion may leave"
        assert not Trip.objects.exists()


def test_the_owner_is_told_nothing_about_and_by_strangers(cast: Cast) -> None:
    """A stranger who tries to join learns the same of a trip's owner as of anybody: nobody adds companions."""
    for actor in (cast.charlie, cast.bob, cast.alice):
        for person in (cast.alice, cast.charlie, cast.bob):
            with acting_as(actor), refused(GRANT):
                TripMember.objects.create(trip=cast.trip, user=person, role="editor")
    with pytest.raises(CheckViolation, match="The owner is not a companion"):
        add_member(cast.trip, cast.alice, "editor")


def test_only_superusers_make_staff(cast: Cast) -> None:
    def promote(**flags: bool) -> int:
        with acting_as(cast.staff, role="staff"):
            return User.objects.filter(pk__in=[cast.charlie.pk, cast.staff.pk]).update(**flags)

    for flags in ({"is_superuser": True}, {"is_staff": True, "is_superuser": True}):
        with refused(GUARD, "is_staff"):
            promote(**flags)
    with acting_for_sign_in(), refused(GUARD, "is_staff"):
        User.objects.filter(pk=cast.charlie.pk).update(is_staff=True)
    as_owner("update users set is_superuser = true where id = %s", [cast.staff.pk])
    assert promote(is_staff=True) == 2
