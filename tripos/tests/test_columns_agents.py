"""What the columns that agents and pages write mean: suggestions, approvals, runs, statistics, views."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from ai.models import AIRun, Approval, UserAIStats
from places.models import Location, SavedPlace
from tripos.accounts.models import Profile
from tripos.audit.models import AuditLog
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.refusals import CONSTRAINT, GUARD, POLICY, refused
from tripos.tests.makers import (
    catalogue_place,
    make_conversation,
    make_item,
    make_run,
    run,
    save_place,
)
from trips.models import ItineraryItem, ProactiveSuggestion, Trip

pytestmark = pytest.mark.django_db


# -- suggestions, approvals, runs, statistics ---------------------------------------------------------------------


def suggestion(person: Profile, **fields: Any) -> ProactiveSuggestion:
    values = {"type": "cost_savings", "title": "S", "description": "D", "agent_name": "a", "confidence_score": 1,
              "suggestion_data": {}, "stable_key": "k", **fields}  # fmt: skip
    with acting_as(person, role="agent"):
        return ProactiveSuggestion.objects.create(user=person, **values)


def test_a_suggestion_is_shown_and_answered_once(cast: Cast) -> None:
    made = suggestion(cast.alice)
    with acting_as(cast.alice):
        rows = ProactiveSuggestion.objects.filter(pk=made.pk)
        rows.update(status="shown", shown_at=timezone.now())
        with refused(GUARD, "set_once"):
            rows.update(shown_at=timezone.now() + timedelta(hours=1))
        rows.update(status="rejected", responded_at=timezone.now(), response_reason="Too far")
        with refused(CONSTRAINT, "answered_once"):
            rows.update(status="accepted")
        with refused(GUARD, "set_once"):
            rows.update(responded_at=None)


def test_the_same_advice_is_not_given_twice(cast: Cast) -> None:
    suggestion(cast.alice)
    with refused(CONSTRAINT, "unique_suggestion"):
        suggestion(cast.alice)
    suggestion(cast.bob)


def test_the_worker_expires_what_waits_and_nothing_else(cast: Cast) -> None:
    made = suggestion(cast.alice)
    with acting_as(None, role="worker"):
        assert ProactiveSuggestion.objects.filter(pk=made.pk).update(status="expired") == 1
        assert ProactiveSuggestion.objects.filter(pk=made.pk).update(status="expired") == 0
        with acting_as(cast.bob, role="agent"):
            other = suggestion(cast.bob)
        with refused(POLICY):
            ProactiveSuggestion.objects.filter(pk=other.pk).update(status="accepted")


def test_an_approval_is_given_in_time_once_and_by_the_traveller(cast: Cast) -> None:
    def ask(**fields: Any) -> Approval:
        values = {"tool_call_id": str(uuid.uuid4()), "tool_name": "move_stop", "arguments": {"stop": 1},
                  "expires_at": timezone.now() + timedelta(hours=1), **fields}  # fmt: skip
        with acting_as(cast.alice, role="agent"):
            return Approval.objects.create(user=cast.alice, **values)

    fresh, late = ask(), ask(expires_at=timezone.now() - timedelta(hours=1))
    with acting_as(cast.alice, role="agent"), refused(POLICY):
        Approval.objects.filter(pk=fresh.pk).update(status="approved")
    with acting_as(cast.alice):
        with refused(CONSTRAINT, "approved_in_time"):
            Approval.objects.filter(pk=late.pk).update(status="approved")
        assert Approval.objects.filter(pk=fresh.pk).update(status="approved") == 1
        with refused(CONSTRAINT, "answered_once"):
            Approval.objects.filter(pk=fresh.pk).update(status="denied")


def test_a_traveller_asks_for_a_run_and_asks_it_to_stop(cast: Cast) -> None:
    with acting_as(cast.alice):
        asked = AIRun.objects.create(user=cast.alice, agent_name="scout", agent_type="local_scout", input_data={})
        assert AIRun.objects.filter(pk=asked.pk).update(cancel_requested_at=timezone.now()) == 1
        for claim in ({"estimated_cost_usd": 0}, {"status": "success"}, {"model_name": "x"}, {"duration_ms": 1}):
            with refused(GUARD):
                AIRun.objects.create(
                    user=cast.alice, agent_name="scout", agent_type="local_scout", input_data={}, **claim
                )
    with acting_as(cast.alice, role="agent"):
        ended = AIRun.objects.filter(pk=asked.pk).update(
            status="cancelled", input_tokens=5, total_tokens=5, completed_at=timezone.now(), estimated_cost_usd=None
        )
    assert ended == 1


def test_statistics_hold_thirty_days_and_count_unknown_costs(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    make_run(cast.alice, conversation=conversation, input_tokens=5, total_tokens=5, duration_ms=100,
             estimated_cost_usd="0.25")  # fmt: skip
    make_run(cast.alice, conversation=conversation, output_tokens=2, total_tokens=2, duration_ms=300)
    old = make_run(cast.alice, input_tokens=99, total_tokens=99)
    as_owner("update ai_runs set created_at = now() - interval '31 days' where id = %s", [old.pk])
    with acting_as(None, role="worker"):
        run("select refresh_user_ai_stats()")
    with acting_as(cast.alice):
        row = UserAIStats.objects.get()
    assert (row.total_conversations, row.total_runs, row.total_tokens, row.unknown_cost_runs) == (1, 2, 7, 1)
    assert (row.total_cost, row.avg_duration_ms) == (Decimal("0.25"), Decimal(200))
    as_owner("update ai_runs set created_at = now() - interval '31 days'")
    with acting_as(cast.alice, role="agent"):
        run("select refresh_user_ai_stats(%s)", cast.alice.pk)
        assert not UserAIStats.objects.exists()


# -- profiles, places, history ------------------------------------------------------------------------------------


def test_the_page_state_of_a_conversation_and_last_activity_are_no_history(cast: Cast) -> None:
    conversation = make_conversation(cast.alice)
    with acting_as(cast.alice), change_set("Noise") as change:
        type(conversation).objects.update(session_data={"scroll": 5})
        Profile.objects.filter(pk=cast.alice.pk).update(last_active_at=timezone.now())
        assert not AuditLog.objects.filter(change_set_id=change.id).exists()


def test_an_agent_remembers_preferences_and_nothing_else_of_the_profile(cast: Cast) -> None:
    with acting_as(cast.alice, role="agent"):
        assert Profile.objects.filter(pk=cast.alice.pk).update(travel_preferences={"pace": "slow"}) == 1
        with refused("G"):
            Profile.objects.filter(pk=cast.alice.pk).update(full_name="Agent")


def test_views_of_a_saved_place_are_counted_without_history(cast: Cast) -> None:
    saved = save_place(cast.alice, catalogue_place())
    with acting_as(cast.alice), change_set("Opened") as change:
        SavedPlace.objects.filter(pk=saved.pk).update(view_count=1, last_viewed_at=timezone.now())
        assert not AuditLog.objects.filter(change_set_id=change.id).exists()


def test_past_events_leave_the_search_and_stay_in_trips(cast: Cast) -> None:
    ago = timezone.now() - timedelta(days=2)
    event = catalogue_place(category="event", event_start_time=ago, event_end_time=ago + timedelta(hours=2))
    make_item(cast.trip, location=event)
    with acting_as(cast.alice):
        assert not Location.objects.for_user(cast.alice).filter(pk=event.pk).exists()
        assert ItineraryItem.objects.get().location_id == event.pk


def test_history_has_an_order_and_a_transaction(cast: Cast) -> None:
    with acting_as(cast.alice):
        Trip.objects.update(title="One")
        Trip.objects.update(title="Two")
        rows = list(
            AuditLog.objects.filter(table_name="trips").order_by("sequence").values_list("new_data__title", "txid")
        )
    assert [title for title, _ in rows][-2:] == ["One", "Two"]
    assert len({str(txid) for _, txid in rows}) == 1
    assert str(as_owner("select pg_current_xact_id()::text")[0][0]) == str(rows[0][1])
