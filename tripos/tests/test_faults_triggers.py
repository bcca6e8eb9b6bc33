"""Faults of the specification as it was written: money, counters, order, time stamps (S27 to S35)."""

from __future__ import annotations

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from conversations.models import Conversation, Message
from places.models import Collection, SavedPlace
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_trip
from tripos.testing.owner import as_owner
from tripos.testing.refusals import CONSTRAINT, refused
from tripos.tests.makers import (
    budget_of,
    catalogue_place,
    make_collection,
    make_conversation,
    make_item,
    rate,
    save_place,
    say,
)
from trips.models import ItineraryItem, Trip

pytestmark = pytest.mark.django_db


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def test_s27_amounts_are_converted_and_planned_is_not_paid(cast: Cast) -> None:
    rate("JPY", "160")
    make_item(cast.trip, cost="100", currency="EUR", is_paid=True)
    make_item(cast.trip, cost="16000", currency="JPY", type="restaurant")
    budget = budget_of(cast.trip)
    assert (budget.total_spent, budget.total_pending) == money("100", "100")
    assert budget.categories["activities"]["spent"] == 100
    assert budget.categories["food"] == {"budget": 0, "spent": 0, "pending": 100}
    with acting_as(cast.alice):
        item = ItineraryItem.objects.get(currency="JPY")
        assert (item.converted_cost, item.exchange_rate_date) == (
            Decimal(100),
            timezone.localdate() - timedelta(days=1),
        )
        assert Trip.objects.get(pk=cast.trip.pk).budget_spent == 100


def test_s27_money_without_a_rate_is_kept_apart_and_the_total_is_partial(cast: Cast) -> None:
    make_item(cast.trip, cost="100000", currency="VND", is_paid=True)
    make_item(cast.trip, cost="20", is_paid=True)
    budget = budget_of(cast.trip)
    assert (budget.total_spent, budget.unconverted, budget.is_partial) == (20, {"VND": 100000}, True)


def test_s27_an_unknown_cost_makes_the_total_partial(cast: Cast) -> None:
    item = make_item(cast.trip, cost=None)
    assert (budget_of(cast.trip).is_partial, budget_of(cast.trip).unknown_count) == (True, 1)
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=item.pk).update(cost=0)
    assert (budget_of(cast.trip).is_partial, budget_of(cast.trip).unknown_count) == (False, 0)


def test_s27_a_new_currency_rates_everything_anew(cast: Cast) -> None:
    rate("SEK", "11")
    make_item(cast.trip, cost="10", is_paid=True)
    with acting_as(cast.alice):
        Trip.objects.filter(pk=cast.trip.pk).update(currency="SEK")
    budget = budget_of(cast.trip)
    assert (budget.currency, budget.total_spent) == ("SEK", 110)


def test_s28_a_stop_that_moves_changes_both_trips(cast: Cast) -> None:
    other = make_trip(cast.alice, title="Turku")
    make_item(cast.trip, cost="10000")
    moved = make_item(cast.trip, cost="100")
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=moved.pk).update(trip=other)
    assert (budget_of(cast.trip).total_pending, budget_of(other).total_pending) == money("10000", "100")


def seconds_of(rows: list[ItineraryItem]) -> float:
    began = time.perf_counter()
    ItineraryItem.objects.bulk_create(rows)
    return time.perf_counter() - began


def test_s30_four_thousand_stops_cost_one_sum(cast: Cast) -> None:
    before = Trip.objects
    with acting_as(cast.alice):
        trip = before.get(pk=cast.trip.pk)
        rows = [ItineraryItem(trip=trip, title=f"Stop {n}", type="activity", day_number=1, cost=1, currency="EUR")
                for n in range(1000)]  # fmt: skip
        small, large = [], []
        for first in (0, 333, 666):  # the quickest of three: others may be busy on the machine
            small.append(seconds_of(rows[first : first + 80]))
            large.append(seconds_of(rows[first + 80 : first + 333]))
        seconds_of(rows[999:])
    assert budget_of(cast.trip).total_pending == 1000
    assert min(large) < 8 * min(small) + 0.5, "three times the rows: linear is 3, quadratic would be 10"


def test_s30_updating_many_rows_at_once_is_linear(cast: Cast) -> None:
    """The plans of the triggers are made for one row and then meet two thousand."""
    item = make_item(cast.trip)
    place, collection = catalogue_place(), make_collection(cast.alice)
    save_place(cast.alice, place, collection)
    with acting_as(cast.alice):
        trip = Trip.objects.get(pk=cast.trip.pk)
        for number in range(8):
            ItineraryItem.objects.filter(pk=item.pk).update(notes=str(number))
        rows = [
            ItineraryItem(trip=trip, title=f"Stop {n}", type="activity", day_number=1, cost=1, currency="EUR")
            for n in range(2000)
        ]
        ItineraryItem.objects.bulk_create(rows)
        began = time.perf_counter()
        ItineraryItem.objects.filter(pk__in=[row.pk for row in rows[:200]]).update(notes="few")
        few = time.perf_counter() - began
        began = time.perf_counter()
        ItineraryItem.objects.all().update(notes="all")
        everything = time.perf_counter() - began
    assert everything < 25 * few + 0.5, "ten times the rows: linear is 10, quadratic would be 100"


def test_s30_a_stop_is_no_change_of_the_trips_own_row(cast: Cast) -> None:
    as_owner("set constraints all immediate")
    as_owner("alter table trips disable trigger user")  # the transaction's clock stands still, so put the stamp back
    as_owner("update trips set updated_at = '2026-01-01' where id = %s", [cast.trip.pk])
    as_owner("alter table trips enable trigger user")
    with acting_as(cast.alice):
        before = Trip.objects.get(pk=cast.trip.pk)
        make_item(cast.trip, cost="5", is_paid=True)
        after = Trip.objects.get(pk=cast.trip.pk)
        assert after.updated_at == before.updated_at
        assert after.content_version > before.content_version
        Trip.objects.filter(pk=cast.trip.pk).update(title="Renamed")
        assert Trip.objects.get(pk=cast.trip.pk).updated_at > before.updated_at


def test_s31_derived_columns_follow_whoever_writes(cast: Cast) -> None:
    make_item(cast.trip, by=cast.bob, cost="7", is_paid=True)
    make_item(cast.trip, by=cast.bob, role="agent", cost="8", is_paid=True)
    assert budget_of(cast.trip).total_spent == 15


def test_s32_a_collection_counts_through_every_move(cast: Cast) -> None:
    first, second = make_collection(cast.alice), make_collection(cast.alice, "More")
    saved = save_place(cast.alice, catalogue_place())

    def counts() -> tuple[int, int]:
        return tuple(Collection.objects.get(pk=c.pk).item_count for c in (first, second))  # type: ignore[return-value]

    with acting_as(cast.alice):
        rows = SavedPlace.objects.filter(pk=saved.pk)
        for target, expected in ((first, (1, 0)), (second, (0, 1)), (None, (0, 0)), (first, (1, 0)), (first, (1, 0))):
            rows.update(collection=target)
            assert counts() == expected
        Collection.objects.filter(pk=first.pk).update(deleted_at=timezone.now())
        assert rows.get().collection_id == first.pk, "deleting a collection keeps its places saved"
        Collection.objects.filter(pk=first.pk).update(deleted_at=None)
        assert counts() == (1, 0), "restoring it restores membership"
        assert rows.delete()[0] == 1
        assert counts() == (0, 0)


def test_s33_a_conversation_counts_through_insert_delete_and_backfill(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    last = say(conversation)
    with acting_as(cast.alice):
        last.refresh_from_db()

    def stats() -> tuple[int, object]:
        with acting_as(cast.alice):
            row = Conversation.objects.get(pk=conversation.pk)
        return row.message_count, row.last_message_at

    assert stats() == (1, last.created_at)
    as_owner(
        "insert into messages (conversation_id, role, content, created_at) values (%s, 'user', 'Old', '2020-01-01')",
        [conversation.pk],
    )
    assert stats() == (2, last.created_at), "a backfilled message is counted and does not move the clock back"
    as_owner("delete from messages where id = %s", [last.pk])
    assert stats()[0] == 1
    assert stats()[1] is not None and str(stats()[1]).startswith("2020-01-01")
    as_owner("delete from messages")
    assert stats() == (0, None)


def test_s33_a_new_message_wakes_the_conversation_and_an_answer_does_not(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    with acting_as(cast.alice):
        Conversation.objects.filter(pk=conversation.pk).update(status="archived")
    say(conversation, role="assistant")
    with acting_as(cast.alice):
        assert Conversation.objects.get(pk=conversation.pk).status == "archived"
    say(conversation)
    with acting_as(cast.alice):
        assert Conversation.objects.get(pk=conversation.pk).status == "active"


def test_s34_messages_of_one_transaction_have_an_order(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    with acting_as(cast.alice):
        Message.objects.bulk_create([Message(conversation=conversation, role="user", content=str(n)) for n in range(5)])
        rows = list(Message.objects.of_conversation(conversation).values_list("position", "content"))
    assert rows == [(5, "4"), (4, "3"), (3, "2"), (2, "1"), (1, "0")]


STAMPED = {
    "updated_at": {
        "profiles", "locations", "collections", "trips", "itinerary_items", "budget_tracking", "conflict_resolutions",
        "conversations", "ai_context", "agent_limits",
    },
    "deleted_at": {"users", "profiles", "locations", "collections", "trips", "itinerary_items", "conversations"},
}  # fmt: skip


@pytest.mark.parametrize("column", STAMPED)
def test_s35_every_table_has_its_documented_time_stamps(column: str, db: None) -> None:
    rows = as_owner("select table_name from information_schema.columns where column_name = %s and table_schema = 'public'",
                    [column])  # fmt: skip
    assert {row[0] for row in rows} == STAMPED[column]


def test_s35_updated_at_follows_the_rows_own_columns_on_every_table_that_has_it(cast: Cast) -> None:
    rows = as_owner(
        """select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
            where p.proname = 'update_updated_at_column'"""
    )
    assert sorted(row[0] for row in rows) == sorted(STAMPED["updated_at"]), "once a table"


def test_s35_only_purges_delete_where_there_is_a_trash(cast: Cast) -> None:
    with_trash = STAMPED["deleted_at"] - {"locations", "users"}
    rows = as_owner(
        "select table_name, grantee from information_schema.role_table_grants where privilege_type = 'DELETE'"
        " and grantee in ('tripos_app', 'tripos_agent', 'tripos_auth', 'tripos_staff') and table_schema = 'public'"
    )
    assert {row for row in rows if row[0] in with_trash} == set()
    with acting_as(None, role="worker"):
        assert Trip.objects.filter(pk=cast.trip.pk)._raw_delete("default") == 0, "not in the trash"
    as_owner("update trips set deleted_at = now() - interval '31 days' where id = %s", [cast.trip.pk])
    with acting_as(None, role="worker"):
        assert Trip.objects.filter(pk=cast.trip.pk)._raw_delete("default") == 1


def test_an_editor_may_not_leave_a_trip_without_its_days(cast: Cast) -> None:
    make_item(cast.trip, day_number=3)
    with acting_as(cast.bob), refused(CONSTRAINT, "valid_day_in_trip"):
        Trip.objects.filter(pk=cast.trip.pk).update(end_date=cast.trip.start_date)
