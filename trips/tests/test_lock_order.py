"""Whoever changes a row of a trip locks the trip first, as the worker does: the other way round two wait for each other."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tripos.db.context import acting_as
from tripos.testing.api_client import api_of
from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in
from trips.enums import SuggestionType
from trips.models import ProactiveSuggestion
from trips.tests.page_makers import make_stop

pytestmark = pytest.mark.django_db


def locked_tables(captured: CaptureQueriesContext) -> list[str]:
    """Tables whose rows were locked or changed, in order."""
    found = []
    for sql in (query["sql"] for query in captured):
        for table in ("trips", "itinerary_items", "budget_tracking", "proactive_suggestions"):
            locks = f'FROM "{table}"' in sql and (" FOR UPDATE" in sql or " FOR NO KEY UPDATE" in sql)
            if locks or sql.startswith(f'UPDATE "{table}"'):
                found.append(table)
    return found


def test_trip_is_locked_before_its_rows(cast: Cast) -> None:
    trip = cast.trip
    stop = make_stop(trip, "Sauna", 1, 10)
    with acting_as(cast.alice, role="agent"):
        advice = ProactiveSuggestion.objects.create(
            user=cast.alice,
            trip=trip,
            type=SuggestionType.BUDGET_ALERT,
            agent_name="budget_guardian",
            title="T",
            description="D",
            stable_key=f"{trip.pk}:k",
            suggestion_data={},
            confidence_score=0.9,
            priority=5,
        )
    client, api = signed_in(cast.alice), api_of(cast.alice)

    def post(name: str, *args: object, **values: str) -> object:
        return client.post(reverse(f"trips:{name}", args=[trip.pk, *args]), values)

    writes = {
        "edit": lambda: post("stop_edit", stop.pk, title="Bath", type="custom", day_number="1", start_time="11:00"),
        "lock": lambda: post("stop_lock", stop.pk, locked="1"),
        "cost": lambda: post("stop_cost", stop.pk, cost="12", currency="EUR"),
        "limits": lambda: post("budget_limits", budget_total="300", currency="EUR", alert_percent="80"),
        "later": lambda: post("suggestion_postponement", advice.pk),
        "no": lambda: post("suggestion_rejection", advice.pk),
        "api budget": lambda: api.patch(f"trips/{trip.pk}/budget/", {"alert_threshold": "70"}),
        "api stop": lambda: api.patch(f"trips/{trip.pk}/itinerary-items/{stop.pk}/", {"notes": "Towels"}),
        "api removal": lambda: api.delete(f"trips/{trip.pk}/itinerary-items/{stop.pk}/"),
    }
    for name, write in writes.items():
        with CaptureQueriesContext(connection) as captured:
            write()
        assert len(found := locked_tables(captured)) > 1, (name, found)
        assert found[0] == "trips", (name, found)
