"""The database backend binds every statement to the current actor, and forgets it in time."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from tripos.audit.models import AuditLog, ChangeSet
from tripos.db.context import acting_as, bound, change_set
from tripos.testing.cast import Cast
from trips.models import Trip

pytestmark = pytest.mark.django_db


def role() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_setting('app.user_id', true)")
        row = cursor.fetchone()
    return row[0], row[1]


def test_statement_without_actor_is_refused() -> None:
    with pytest.raises(ProgrammingError, match=r"does not exist|permission denied"), transaction.atomic():
        list(Trip.objects.all())


def test_actor_switch_inside_a_transaction_rebinds(cast: Cast) -> None:
    with acting_as(cast.alice):
        assert role() == ("tripos_app", str(cast.alice.pk))
        with acting_as(cast.charlie):
            assert role() == ("tripos_app", str(cast.charlie.pk))
            assert not Trip.objects.exists()
        assert role() == ("tripos_app", str(cast.alice.pk))
        assert Trip.objects.count() == 1


def test_savepoint_rollback_sends_the_binding_again(cast: Cast) -> None:
    with acting_as(cast.alice):
        with transaction.atomic():
            with acting_as(cast.charlie):
                assert role()[1] == str(cast.charlie.pk)
            transaction.set_rollback(True)
        assert role() == ("tripos_app", str(cast.alice.pk))


def test_unbound_block_inside_a_bound_one_loses_every_right(cast: Cast) -> None:
    with acting_as(cast.alice), bound(None), pytest.raises(DatabaseError), transaction.atomic():
        list(Trip.objects.all())


def test_changes_form_one_change_set_with_its_reason(cast: Cast) -> None:
    with acting_as(cast.alice), change_set("Renamed | twice") as change:
        Trip.objects.filter(pk=cast.trip.pk).update(title="One")
        Trip.objects.filter(pk=cast.trip.pk).update(title="Two")
        entries = list(AuditLog.objects.filter(change_set_id=change.id).order_by("sequence"))
        assert [(entry.new_data or {})["title"] for entry in entries] == ["One", "Two"]
        row = ChangeSet.objects.get(pk=change.id)
    assert (row.reason, row.actor_id, row.trip_id, row.kind) == (
        "Renamed | twice",
        cast.alice.pk,
        cast.trip.pk,
        "request",
    )
