"""What the quieter columns mean, and the decisions that the database keeps."""

from __future__ import annotations

import os
import re
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.cast import Cast, make_trip, make_user
from tripos.testing.owner import as_owner
from tripos.testing.refusals import CONSTRAINT, GUARD, refused
from tripos.tests.makers import (
    TOKEN,
    budget_of,
    fetch,
    make_conversation,
    make_item,
    run,
    say,
)
from trips.models import BudgetTracking, Invitation, ItineraryItem, Trip, TripMember

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("TRIPOS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
SPECIFICATION = SHARED / "spec" / "07-schema.md"


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not beside the checkout")
def test_every_specified_table_column_and_label_exists_under_its_name() -> None:
    text = SPECIFICATION.read_text(encoding="utf-8", errors="replace")
    missing = []
    tables = re.findall(r"^CREATE TABLE (\w+) \(\n(.*?)^\);", text, re.M | re.S)
    assert len(tables) == 14
    for table, body in tables:
        columns = set(re.findall(r"^  ([a-z_]+) [A-Z]", body, re.M))
        columns |= set(re.findall(r"^  (\w+) (?:agent_type|location_category|\w+_(?:status|type|role))\b", body, re.M))
        rows = as_owner("select column_name from information_schema.columns where table_name = %s", [table])
        missing += [f"{table}.{column}" for column in columns - {row[0] for row in rows}]
        assert len(columns) > 4, table
    assert missing == []
    enums = re.findall(r"^CREATE TYPE (\w+) AS ENUM \((.*?)\);", text, re.M | re.S)
    assert len(enums) == 11
    for name, labels in enums:
        rows = as_owner("select e.enumlabel from pg_enum e where e.enumtypid = %s::regtype order by e.enumsortorder",
                        [f"public.{name}"])  # fmt: skip
        assert [row[0] for row in rows] == re.findall(r"'(\w+)'", labels), name
    functions = set(re.findall(r"FUNCTION (\w+)\(", text)) - {"update_updated_at"}
    rows = as_owner("select proname from pg_proc where pronamespace = 'public'::regnamespace")
    assert functions <= {row[0] for row in rows}


# -- owners, members, invitations ---------------------------------------------------------------------------------


def test_the_copied_owner_follows_its_trip_and_cannot_be_chosen(cast: Cast) -> None:
    item = make_item(cast.trip, owner_id=cast.charlie.pk)
    with acting_as(cast.alice):
        item.refresh_from_db()
        assert item.owner_id == cast.alice.pk
    as_owner("update trips set user_id = %s where id = %s", [cast.charlie.pk, cast.trip.pk])
    for table, column in (
        ("itinerary_items", "owner_id"),
        ("budget_tracking", "owner_id"),
        ("trip_members", "owner_id"),
    ):
        rows = as_owner(f"select distinct {column} from {table} where trip_id = %s", [cast.trip.pk])
        assert rows == [(cast.charlie.pk,)], table
    conversation = make_conversation(cast.alice)
    message = say(conversation, owner_id=cast.bob.pk)
    with acting_as(cast.alice):
        message.refresh_from_db()
    assert message.owner_id == cast.alice.pk


def invitation(cast: Cast, **fields: Any) -> Invitation:
    values = {"trip": cast.trip, "email": "eve@example.org", "role": "editor", "token_sha256": TOKEN,
              "expires_at": timezone.now() + timedelta(days=1), **fields}  # fmt: skip
    with acting_as(cast.alice):
        return Invitation.objects.create(**values)


def answer(person: Profile, accept: bool = True, token: str = TOKEN) -> Any:
    with acting_as(person):
        return fetch("select app.answer_invitation(%s, %s)", token, accept)[0][0]


def test_an_invitation_is_accepted_once_by_whom_it_is_for(cast: Cast) -> None:
    eve = make_user("eve")
    invitation(cast)
    assert answer(eve, token="0" * 64) is None
    assert answer(cast.charlie) is None, "another address"
    assert answer(cast.alice) is None, "her own"
    with acting_as(None):
        assert fetch("select app.answer_invitation(%s, true)", TOKEN)[0][0] is None
    assert answer(eve) == cast.trip.pk
    with acting_as(eve):
        assert TripMember.objects.get(user=eve).role == "editor"
        assert Trip.objects.for_user(eve).get() == cast.trip
    assert answer(cast.charlie) is None, "it was used"
    with acting_as(cast.charlie):
        assert not Trip.objects.exists()


@pytest.mark.parametrize("end", ["declined", "revoked", "expired", "trip deleted"])
def test_an_invitation_that_ended_opens_nothing(cast: Cast, end: str) -> None:
    eve = make_user("eve")
    invited = invitation(cast)
    if end == "declined":
        assert answer(eve, accept=False) == cast.trip.pk
    with acting_as(cast.alice):
        if end == "revoked":
            Invitation.objects.filter(pk=invited.pk).update(revoked_at=timezone.now())
        elif end == "expired":
            Invitation.objects.filter(pk=invited.pk).update(expires_at=timezone.now() - timedelta(hours=1))
        elif end == "trip deleted":
            Trip.objects.filter(pk=cast.trip.pk).update(deleted_at=timezone.now())
    assert answer(eve) is None
    with acting_as(eve):
        assert not Trip.objects.exists()


def test_invitations_are_one_open_a_mailbox_and_their_addresses_in_lower_case(cast: Cast) -> None:
    first = invitation(cast)
    with refused(CONSTRAINT, "one_open_invitation"):
        invitation(cast, token_sha256="e" * 64)
    with refused(CONSTRAINT, "normalised_invitation_email"):
        invitation(cast, email="Eve@example.org", token_sha256="e" * 64)
    with acting_as(cast.alice):
        Invitation.objects.filter(pk=first.pk).update(revoked_at=timezone.now())
    invitation(cast, token_sha256="e" * 64)


def test_a_companion_of_five_hundred_trips_joins_no_more(cast: Cast) -> None:
    as_owner("set constraints all immediate")
    as_owner("alter table trip_members disable trigger user")
    as_owner(
        """with made as (insert into trips (user_id, title, destination, start_date, end_date)
               select %s, 'T', 'D', '2026-05-01', '2026-05-02' from generate_series(1, 499) returning id)
           insert into trip_members (trip_id, owner_id, user_id, role) select id, %s, %s, 'viewer' from made""",
        [cast.charlie.pk, cast.charlie.pk, cast.bob.pk],
    )
    as_owner("alter table trip_members enable trigger user")
    trip = make_trip(cast.alice)
    invitation(cast, trip=trip, email="bob@example.org")
    with refused(CONSTRAINT, "at_most_500_memberships"):
        answer(cast.bob)
    invitation(cast, trip=trip, email="vera@example.org", token_sha256="e" * 64)
    assert answer(cast.vera, token="e" * 64) == trip.pk


# -- money --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "chosen", "category"),
    [
        ("activity", None, "activities"), ("event", None, "activities"), ("restaurant", None, "food"),
        ("accommodation", None, "accommodation"), ("transport", None, "transport"), ("custom", None, "other"),
        ("activity", "shopping", "shopping"),
    ],
)  # fmt: skip
def test_a_stops_cost_belongs_to_one_category(cast: Cast, kind: str, chosen: str | None, category: str) -> None:
    make_item(cast.trip, type=kind, budget_category=chosen, cost="5", is_paid=True)
    categories = budget_of(cast.trip).categories
    assert {name for name in categories if categories[name]["spent"]} == {category}


def test_cancelled_stops_and_unpaid_ideas_leave_the_totals(cast: Cast) -> None:
    item = make_item(cast.trip, cost="5")
    idea = make_item(cast.trip, cost="7", day_number=None)
    assert budget_of(cast.trip).total_pending == 5
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=item.pk).update(booking_status="cancelled")
        assert budget_of(cast.trip).total_pending == 0
        ItineraryItem.objects.filter(pk=idea.pk).update(is_paid=True)
    assert (budget_of(cast.trip).total_spent, budget_of(cast.trip).total_pending) == (7, 0)


def test_paying_moves_a_cost_from_planned_to_spent(cast: Cast) -> None:
    item = make_item(cast.trip, cost="5", cost_is_estimate=True)
    assert (budget_of(cast.trip).total_pending, budget_of(cast.trip).estimated) == (5, 5)
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=item.pk).update(is_paid=True)
    budget = budget_of(cast.trip)
    assert (budget.total_spent, budget.total_pending, budget.estimated) == (5, 0, 0)


def test_a_rate_is_of_the_latest_day_up_to_the_asked_one(cast: Cast) -> None:
    for day, per_euro in (("2026-01-02", 10), ("2026-01-05", 11), ("2026-01-09", 12)):
        as_owner("insert into exchange_rates (currency, rate_date, rate) values ('SEK', %s, %s)", [day, per_euro])
    as_owner("insert into exchange_rates (currency, rate_date, rate) values ('USD', '2026-01-05', 1.1)")
    with acting_as(cast.alice):
        for source, target, day, expected in (
            ("EUR", "SEK", "2026-01-07", "11"), ("SEK", "EUR", "2026-01-02", "0.1"), ("USD", "SEK", "2026-01-05", "10"),
            ("EUR", "SEK", "2026-01-01", None), ("EUR", "VND", "2026-01-05", None), ("EUR", "EUR", "2026-01-05", "1"),
        ):  # fmt: skip
            ((found,),) = fetch("select round(rate, 6) from app.exchange_rate(%s, %s, %s)", source, target, day)
            assert found == (None if expected is None else Decimal(expected)), (source, target, day)


# -- stops, trips -------------------------------------------------------------------------------------------------


def test_a_flight_between_zones_keeps_the_duration_it_was_given(cast: Cast) -> None:
    item = make_item(
        cast.trip, type="transport", start_time=time(8), end_time=time(9), timezone="Europe/Helsinki",
        end_timezone="Europe/London", duration_minutes=180,
    )  # fmt: skip
    with acting_as(cast.alice):
        item.refresh_from_db()
    assert item.duration_minutes == 180


def test_a_changed_time_brings_its_duration_along(cast: Cast) -> None:
    item = make_item(cast.trip, start_time=time(9), end_time=time(10))
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=item.pk).update(end_time=time(11, 30))
        item.refresh_from_db()
    assert item.duration_minutes == 150


def test_a_changed_stop_ends_the_optimised_state_and_notes_do_not(cast: Cast) -> None:
    item = make_item(cast.trip)
    with acting_as(cast.bob):
        run("select app.record_optimization(%s, 0.9, true)", cast.trip.pk)
        trip = Trip.objects.get(pk=cast.trip.pk)
        assert (trip.is_optimized, trip.optimization_score) == (True, Decimal("0.9"))
        assert trip.last_optimized_at is not None
        ItineraryItem.objects.filter(pk=item.pk).update(notes="Bring water")
        assert Trip.objects.get(pk=cast.trip.pk).is_optimized
        ItineraryItem.objects.filter(pk=item.pk).update(sort_order=5)
        assert not Trip.objects.get(pk=cast.trip.pk).is_optimized
    with acting_as(cast.vera), refused("X"):
        run("select app.record_optimization(%s, 1, true)", cast.trip.pk)


def test_the_trips_version_rises_with_every_change_of_its_children(cast: Cast) -> None:
    def version() -> int:
        with acting_as(cast.alice):
            return Trip.objects.get(pk=cast.trip.pk).content_version

    seen = [version()]

    def rose() -> None:
        seen.append(version())
        assert seen[-1] > seen[-2]

    item = make_item(cast.trip)
    rose()
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=item.pk).update(notes="x")
        rose()
        Trip.objects.filter(pk=cast.trip.pk).update(title="New")
        rose()
        TripMember.objects.filter(user=cast.vera).update(role="editor")
        rose()
        TripMember.objects.filter(user=cast.vera)._raw_delete("default")
        rose()
        BudgetTracking.objects.update(alert_threshold="0.5")
        rose()
    invitation(cast)
    rose()


def test_an_agents_authorship_survives_a_persons_edit(cast: Cast) -> None:
    item = make_item(cast.trip, role="agent", suggested_by_ai=True, ai_agent_name="scout", confidence_score="0.7")
    with acting_as(cast.alice):
        ItineraryItem.objects.filter(pk=item.pk).update(title="Mine now")
        item.refresh_from_db()
        with refused(GUARD, "suggested_by_ai"):
            ItineraryItem.objects.filter(pk=item.pk).update(suggested_by_ai=False)
    assert (item.suggested_by_ai, item.ai_agent_name, item.confidence_score) == (True, "scout", Decimal("0.7"))
