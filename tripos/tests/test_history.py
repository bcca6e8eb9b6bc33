"""The history of every change: who, in which role, of whose data; never a secret."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from conversations.models import Conversation
from places.models import Collection, CollectionShare, Location
from tripos.accounts.models import Profile
from tripos.audit.models import AuditLog, ChangeSet
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast, make_user
from tripos.testing.owner import as_owner
from tripos.testing.refusals import GRANT, GUARD, refused
from tripos.tests.makers import (
    TOKEN,
    fetch,
    make_collection,
    make_item,
    run,
    share_collection,
    share_trip,
)
from tripos.tests.test_undo import answered, invite, undo
from trips.models import (
    ConflictResolution,
    ItineraryItem,
    Trip,
    TripShare,
)

pytestmark = pytest.mark.django_db


def test_a_change_set_of_somebody_else_cannot_be_written_under(cast: Cast) -> None:
    with acting_as(cast.alice), change_set("Mine") as change:
        Trip.objects.update(title="New")
    with acting_as(cast.bob), change_set("Forged", id=change.id), refused("X"):
        Trip.objects.update(title="Newer")
    with acting_as(cast.alice):
        assert ChangeSet.objects.get(pk=change.id).reason == "Mine"


def test_history_says_who_acted_in_which_role_and_whose_data(cast: Cast) -> None:
    with acting_as(cast.bob, role="agent"), change_set("Agent", kind="agent", run_id=uuid.uuid4()) as change:
        Trip.objects.filter(pk=cast.trip.pk).update(title="New")
    with acting_as(cast.vera):
        entry = AuditLog.objects.get(change_set_id=change.id)
        row = ChangeSet.objects.get(pk=change.id)
    assert (entry.user_id, entry.actor_id, entry.actor_role) == (cast.alice.pk, cast.bob.pk, "tripos_agent")
    assert (entry.trip_id, entry.row_id, entry.operation) == (cast.trip.pk, cast.trip.pk, "UPDATE")
    assert (row.kind, row.run_id, row.trip_id) == ("agent", change.run_id, cast.trip.pk)


def test_derived_columns_are_no_changes(cast: Cast) -> None:
    with acting_as(cast.alice), change_set("Stop") as change:
        make_item(cast.trip, cost="5", is_paid=True)
        tables = list(AuditLog.objects.filter(change_set_id=change.id).values_list("table_name", flat=True))
    assert tables == ["itinerary_items"]


def test_secrets_never_enter_the_history(cast: Cast) -> None:
    share_trip(cast.trip)
    share_collection(make_collection(cast.alice))
    invite(cast)
    with acting_as(cast.alice):
        TripShare.objects.update(revoked_at=timezone.now())
        CollectionShare.objects.update(revoked_at=timezone.now())
    rows = as_owner("select coalesce(old_data, '{}')::text || coalesce(new_data, '{}')::text from audit_logs")
    assert len(rows) > 5
    assert [row[0] for row in rows if TOKEN in row[0] or "token" in row[0] or "password" in row[0]] == []
    credentials = as_owner(
        """select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where t.tgname like 'audit_%%' and t.tgname <> 'audit_rights'
              and c.relname in ('users', 'django_session', 'mfa_authenticator')"""
    )
    assert credentials == []
    # The one exception names three flags of an account and copies no row.
    [(source,)] = as_owner("select prosrc from pg_proc where oid = 'app.audit_rights()'::regprocedure")
    assert "password" not in source and "to_jsonb" not in source


def test_redaction_takes_the_words_and_leaves_the_facts(cast: Cast) -> None:
    with acting_as(cast.alice), change_set("My aunt's house"):
        make_item(cast.trip, notes="aunt")
        Trip.objects.filter(pk=cast.trip.pk).update(description="aunt")
    before = as_owner("select count(*) from audit_logs")
    with acting_as(cast.alice), refused(GRANT):
        run("select app.redact_audit(%s)", cast.alice.pk)
    with acting_as(None, role="worker"):
        assert fetch("select app.redact_audit(%s)", cast.alice.pk)[0][0] >= 3
    assert as_owner("select count(*) from audit_logs") == before
    for table in ("audit_logs", "change_sets"):
        rows = as_owner(f"select to_jsonb(t)::text from {table} t")
        assert [row for row in rows if "aunt" in row[0] or (str(cast.alice.pk) in row[0] and '"new_data": {' in row[0]
                and '"trip_id": null' not in row[0] and cast.alice.email in row[0])] == []  # fmt: skip


def test_undo_compares_times_whatever_the_sessions_zone(cast: Cast) -> None:
    item = make_item(cast.trip)
    with acting_as(cast.alice):
        run("set local timezone = 'Asia/Kathmandu'")
        with change_set("Removed") as change:
            ItineraryItem.objects.filter(pk=item.pk).update(deleted_at=timezone.now())
        run("set local timezone = 'America/Lima'")
    assert undo(cast.alice, change.id)[0] == [("itinerary_items", "undone", "")]


def test_an_agent_writes_as_ai_and_a_person_as_user(cast: Cast) -> None:
    conflict = answered(cast, ConflictResolution)
    for role, claimed, stored in (("app", "ai", "user"), ("agent", "user", "ai")):
        with acting_as(cast.alice, role=role):
            ConflictResolution.objects.update(resolved_by=None, status="detected")
            ConflictResolution.objects.update(resolved_by=claimed, status="user_resolved")
            conflict.refresh_from_db()
        assert conflict.resolved_by == stored


def test_someone_elses_profile_has_no_history_for_me(cast: Cast) -> None:
    make_user("eve")
    with acting_as(cast.alice):
        Profile.objects.filter(pk=cast.alice.pk).update(full_name="New")
        mine = set(AuditLog.objects.filter(table_name="profiles").values_list("row_id", flat=True))
        assert mine == {cast.alice.pk}
        with refused(GUARD, "email"):
            Profile.objects.filter(pk=cast.alice.pk).update(email="x@example.org")
        assert not Conversation.objects.exists() and not Location.objects.filter(created_by=cast.charlie).exists()
        assert not Collection.objects.exists()
