"""Undo of a change set: as the user, row by row, naming what it leaves."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from places.models import SavedPlace
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast, add_member, make_trip
from tripos.testing.owner import as_owner
from tripos.tests.makers import (
    TOKEN,
    budget_of,
    catalogue_place,
    fetch,
    make_collection,
    make_conversation,
    make_item,
    make_place,
    make_run,
    run,
    save_place,
    say,
    share_collection,
    share_trip,
)
from trips.models import (
    BudgetTracking,
    ConflictResolution,
    Invitation,
    ItineraryItem,
    ProactiveSuggestion,
    Trip,
    TripMember,
)

pytestmark = pytest.mark.django_db
Outcome = tuple[str, str, str]


def undo(person: Profile, change: uuid.UUID, role: str = "app") -> tuple[list[Outcome], uuid.UUID]:
    """Undo as ``person``: (table, outcome, detail) of each row, and the id of the undo itself."""
    with acting_as(person, role=role), change_set("Undo", kind="undo", undoes_id=change) as undoing:
        rows = fetch("select table_name, outcome, detail from app.undo_change_set(%s)", change)
    return rows, undoing.id


def row_of(table: str, key: Any) -> dict[str, Any] | None:
    rows = as_owner(f"select to_jsonb(t)::text from {table} t where id = %s", [key])
    if not rows:
        return None
    row: dict[str, Any] = json.loads(rows[0][0])
    for derived in ("updated_at", "content_version", "deleted_by"):
        row.pop(derived, None)
    return row


# -- one row of each audited table, made as its traveller makes it ------------------------------------------------


def answered(cast: Cast, model: Any) -> Any:
    """A conflict or a suggestion, made by alice's agent."""
    shared = {"trip": cast.trip, "user": cast.alice, "title": "T", "description": "D", "stable_key": "k"}
    with acting_as(cast.alice, role="agent"):
        if model is ConflictResolution:
            return model.objects.create(type="time_overlap", severity=3, **shared)
        return model.objects.create(
            type="cost_savings", agent_name="a", confidence_score=1, suggestion_data={}, **shared
        )


def invite(cast: Cast) -> Invitation:
    with acting_as(cast.alice):
        return Invitation.objects.create(
            trip=cast.trip, email="eve@example.org", role="viewer", token_sha256=TOKEN,
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip


def budget_row(cast: Cast) -> BudgetTracking:
    make_item(cast.trip, cost="10", is_paid=True)
    return budget_of(cast.trip)


def member_row(cast: Cast) -> TripMember:
    return add_member(cast.trip, cast.charlie, "viewer")


Maker = Callable[[Cast], Any]
# table: (makes a row, changes it, what undo makes of an insert: "gone", or the column that then says it is over)
MADE: dict[str, tuple[Maker, dict[str, Any], str | None]] = {
    "profiles": (lambda cast: cast.alice, {"full_name": "New"}, None),
    "locations": (lambda cast: make_place(cast.alice), {"description": "New"}, "deleted_at"),
    "collections": (lambda cast: make_collection(cast.alice), {"name": "New"}, "deleted_at"),
    "saved_places": (lambda cast: save_place(cast.alice, catalogue_place()), {"notes": "New", "tags": ["x"]}, "gone"),
    "collection_shares": (lambda cast: share_collection(make_collection(cast.alice)), {"label": "New"}, "revoked_at"),
    "trips": (lambda cast: make_trip(cast.alice), {"title": "New", "budget_total": 5}, "deleted_at"),
    "itinerary_items": (lambda cast: make_item(cast.trip, cost="5"), {"title": "New", "cost": 7}, "deleted_at"),
    "budget_tracking": (budget_row, {"alert_threshold": "0.5", "categories": {"food": {"budget": 9}}}, None),
    "conflict_resolutions": (lambda cast: answered(cast, ConflictResolution), {"status": "ignored"}, None),
    "proactive_suggestions": (lambda cast: answered(cast, ProactiveSuggestion), {"status": "shown"}, None),
    "trip_members": (member_row, {"role": "editor"}, None),
    "invitations": (invite, {"role": "editor"}, "revoked_at"),
    "trip_shares": (lambda cast: share_trip(cast.trip), {"label": "New", "show_costs": True}, "revoked_at"),
    "conversations": (lambda cast: make_conversation(cast.alice), {"title": "New"}, "deleted_at"),
}
# What was said and spent, keys handed out and the staff's switches are never undone.
RECORDS = {"messages", "ai_context", "ai_runs", "approvals", "api_tokens", "agent_limits"}


def test_every_audited_table_is_tried(db: None) -> None:
    rows = as_owner(
        "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'audit_update'"
    )
    assert {row[0] for row in rows} == MADE.keys() | RECORDS


@pytest.mark.parametrize("table", MADE)
def test_undo_takes_an_update_back(cast: Cast, table: str) -> None:
    make, changes, _ = MADE[table]
    row = make(cast)
    before = row_of(table, row.pk)
    with acting_as(cast.alice), change_set("Change") as change:
        assert type(row).objects.filter(pk=row.pk).update(**changes) == 1
    assert row_of(table, row.pk) != before
    outcomes, undoing = undo(cast.alice, change.id)
    assert outcomes == [(table, "undone", "")]
    assert row_of(table, row.pk) == before
    outcomes, _ = undo(cast.alice, undoing)
    assert outcomes == [(table, "undone", "")], "undo of undo"
    assert row_of(table, row.pk) != before


@pytest.mark.parametrize("table", [table for table in MADE if MADE[table][2]])
def test_undo_takes_an_insert_back(cast: Cast, table: str) -> None:
    make, _, over = MADE[table]
    with acting_as(cast.alice), change_set("Made") as change:
        row = make(cast)
    outcomes, undoing = undo(cast.alice, change.id)
    assert (table, "undone", "") in outcomes
    after = row_of(table, row.pk)
    if over == "gone":
        assert after is None
    else:
        assert after is not None and after[str(over)] is not None
    outcomes, _ = undo(cast.alice, undoing)
    assert (table, "undone", "") in outcomes
    again = row_of(table, row.pk)
    assert again is not None
    if over != "gone":
        assert again[str(over)] is None


@pytest.mark.parametrize("table", ["saved_places"])
def test_undo_takes_a_delete_back(cast: Cast, table: str) -> None:
    row = MADE[table][0](cast)
    before = row_of(table, row.pk)
    with acting_as(cast.alice), change_set("Removed") as change:
        assert type(row).objects.filter(pk=row.pk)._raw_delete("default") == 1
    assert undo(cast.alice, change.id)[0] == [(table, "undone", "")]
    after = row_of(table, row.pk)
    assert before is not None
    assert after is not None
    assert {**after, "created_at": None} == {**before, "created_at": None}, "made again, now"


def test_undo_brings_no_companion_back(cast: Cast) -> None:
    """Only a person's own answer to an invitation makes them one."""
    row = member_row(cast)
    with acting_as(cast.alice), change_set("Removed") as change:
        assert TripMember.objects.filter(pk=row.pk)._raw_delete("default") == 1
    assert [left[:2] for left in undo(cast.alice, change.id)[0]] == [("trip_members", "refused")]
    assert row_of("trip_members", row.pk) is None


@pytest.mark.parametrize("table", ["trips", "itinerary_items", "collections", "conversations"])
def test_undo_takes_a_row_out_of_the_trash(cast: Cast, table: str) -> None:
    row = MADE[table][0](cast)
    before = row_of(table, row.pk)
    with acting_as(cast.alice), change_set("Thrown away") as change:
        type(row).objects.filter(pk=row.pk).update(deleted_at=timezone.now())
    assert undo(cast.alice, change.id)[0] == [(table, "undone", "")]
    assert row_of(table, row.pk) == before


def test_undo_leaves_and_names_a_row_that_changed_since(cast: Cast) -> None:
    first, second = make_item(cast.trip, title="One"), make_item(cast.trip, title="Two")
    with acting_as(cast.alice), change_set("Renamed") as change:
        ItineraryItem.objects.update(title="New")
    with acting_as(cast.bob), change_set("Renamed again"):
        ItineraryItem.objects.filter(pk=second.pk).update(title="Newer")
    rows, _ = undo(cast.alice, change.id)
    assert sorted(rows) == [("itinerary_items", "changed_since", ""), ("itinerary_items", "undone", "")]
    with acting_as(cast.alice):
        assert dict(ItineraryItem.objects.values_list("pk", "title")) == {first.pk: "One", second.pk: "Newer"}


def test_undo_ignores_later_changes_of_other_columns(cast: Cast) -> None:
    item = make_item(cast.trip, title="One")
    with acting_as(cast.alice):
        with change_set("Renamed") as change:
            ItineraryItem.objects.update(title="New")
        ItineraryItem.objects.update(notes="Later")
    assert undo(cast.alice, change.id)[0] == [("itinerary_items", "undone", "")]
    with acting_as(cast.alice):
        item.refresh_from_db()
    assert (item.title, item.notes) == ("One", "Later")


def test_undo_names_a_row_that_a_constraint_refuses_and_does_the_rest(cast: Cast) -> None:
    place, other = catalogue_place(), catalogue_place(name="Other")
    save_place(cast.alice, place)
    save_place(cast.alice, other)
    with acting_as(cast.alice):
        with change_set("Removed") as change:
            SavedPlace.objects.all()._raw_delete("default")
        save_place(cast.alice, place)
    rows, _ = undo(cast.alice, change.id)
    assert sorted(row[:2] for row in rows) == [("saved_places", "refused"), ("saved_places", "undone")]
    assert any("unique_user_location" in detail for _, _, detail in rows)
    with acting_as(cast.alice):
        assert SavedPlace.objects.count() == 2


def test_undo_names_a_row_whose_parent_is_gone_and_the_transaction_survives(cast: Cast) -> None:
    collection = make_collection(cast.alice)
    save_place(cast.alice, catalogue_place(), collection)
    with acting_as(cast.alice), change_set("Removed") as change:
        SavedPlace.objects.all()._raw_delete("default")
    as_owner("delete from collections where id = %s", [collection.pk])
    rows, _ = undo(cast.alice, change.id)
    assert [row[:2] for row in rows] == [("saved_places", "refused")]
    as_owner("set constraints all immediate")


def test_undo_restores_the_first_of_several_changes_of_a_row(cast: Cast) -> None:
    item = make_item(cast.trip, title="One")
    with acting_as(cast.alice), change_set("Twice") as change:
        ItineraryItem.objects.update(title="Two")
        ItineraryItem.objects.update(title="Three")
        made = make_item(cast.trip, title="Made")
        ItineraryItem.objects.filter(pk=made.pk).update(notes="And changed")
    assert {row[1] for row in undo(cast.alice, change.id)[0]} == {"undone"}
    with acting_as(cast.alice):
        item.refresh_from_db()
        assert item.title == "One"
        assert ItineraryItem.objects.for_user(cast.alice).count() == 1


def test_undo_recomputes_what_is_derived(cast: Cast) -> None:
    make_item(cast.trip, cost="10", is_paid=True)
    with acting_as(cast.alice), change_set("More") as change:
        ItineraryItem.objects.update(cost="99")
    make_item(cast.trip, cost="5", is_paid=True)
    undo(cast.alice, change.id)
    assert budget_of(cast.trip).total_spent == 15
    with acting_as(cast.alice):
        assert Trip.objects.get(pk=cast.trip.pk).budget_spent == 15


def test_undo_of_a_new_trip_is_the_trash_and_nothing_else_is_named(cast: Cast) -> None:
    with acting_as(cast.alice), change_set("New trip") as change:
        trip = make_trip(cast.alice, title="Paris")
    assert undo(cast.alice, change.id)[0] == [("trips", "undone", "")], "its budget comes and goes with it"
    with acting_as(cast.alice):
        assert list(Trip.objects.trash(cast.alice)) == [trip]


def test_undo_leaves_the_record_of_what_was_said(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    with acting_as(cast.alice, role="agent"), change_set("Turn", kind="agent") as change:
        say(conversation, role="assistant")
        make_run(cast.alice)
        run("update ai_context set current_intent = 'x', version = version + 1")
        make_item(cast.trip, role="agent")
    assert [row[:2] for row in undo(cast.alice, change.id)[0]] == [("itinerary_items", "undone")]


def test_a_traveller_undoes_an_agents_edit_and_its_provenance_stays(cast: Cast) -> None:
    item = make_item(cast.trip, title="One")
    with acting_as(cast.alice, role="agent"), change_set("Agent", kind="agent") as change:
        ItineraryItem.objects.update(title="Better", confidence_score="0.9", ai_agent_name="scout")
    rows, _ = undo(cast.alice, change.id)
    assert [row[:2] for row in rows] == [("itinerary_items", "undone")]
    assert set(rows[0][2].split()) == {"ai_agent_name", "confidence_score"}
    with acting_as(cast.alice):
        item.refresh_from_db()
    assert (item.title, item.ai_agent_name) == ("One", "scout")


def test_an_editor_undoes_their_own_deletion(cast: Cast) -> None:
    item = make_item(cast.trip)
    with acting_as(cast.bob), change_set("Removed") as change:
        assert ItineraryItem.objects.filter(pk=item.pk).update(deleted_at=timezone.now()) == 1
    assert undo(cast.bob, change.id)[0] == [("itinerary_items", "undone", "")]
    with acting_as(cast.vera):
        assert ItineraryItem.objects.get(pk=item.pk).deleted_at is None


def test_viewers_strangers_and_former_companions_undo_nothing(cast: Cast) -> None:
    item = make_item(cast.trip, title="One")
    with acting_as(cast.bob), change_set("Renamed") as change:
        ItineraryItem.objects.update(title="New")
    assert undo(cast.vera, change.id)[0] == [("itinerary_items", "refused", "")], "sees the history, may not write"
    assert undo(cast.charlie, change.id)[0] == []
    with acting_as(cast.alice):
        TripMember.objects.filter(user=cast.bob)._raw_delete("default")
    assert undo(cast.bob, change.id)[0] == []
    with acting_as(cast.alice):
        item.refresh_from_db()
    assert item.title == "New"


def test_an_editor_cannot_undo_what_only_the_owner_may_do(cast: Cast) -> None:
    with acting_as(cast.alice), change_set("Published") as change:
        Trip.objects.filter(pk=cast.trip.pk).update(is_public=True)
    rows, _ = undo(cast.bob, change.id)
    assert [row[:2] for row in rows] == [("trips", "refused")]
    assert undo(cast.alice, change.id)[0] == [("trips", "undone", "")]
