"""A conversation about a trip that one may only look at."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from pydantic_ai import RunContext
from pydantic_ai.models.test import TestModel
from pydantic_ai.usage import RunUsage

from ai.models import AIRun
from ai.tools import TOOLS
from conversations import reading, trail, turns
from conversations.models import AIContext, Conversation
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from trips.models import Trip
from trips.tests.page_makers import make_stop

pytestmark = pytest.mark.django_db


def test_viewer_is_shown_the_trip_and_refused_its_changes(cast: Cast) -> None:
    make_stop(cast.trip, "Ateneum")
    with acting_as(cast.vera):
        trip = Trip.objects.for_user(cast.vera).get(pk=cast.trip.pk)
        conversation, run = turns.start(cast.vera, "What is planned on day 1?", trip=trip)
    with acting_as(cast.vera, role="agent"):
        memory = AIContext.objects.get(conversation=conversation)
        deps, _context = reading.begin(
            AIRun.objects.get(pk=run.pk), Conversation.objects.get(pk=conversation.pk), memory
        )
        ctx = RunContext(deps=deps, model=TestModel(), usage=RunUsage())
        shown = async_to_sync(TOOLS["show_day"])(ctx, day_number=1)
        refused = async_to_sync(TOOLS["change_length"])(ctx, stop="Ateneum", minutes=30)
    assert [stop["name"] for stop in shown["days"][0]["stops"]] == ["Ateneum"]
    assert refused["problem"] == "read_only"


def test_every_tool_has_a_line_in_the_trail() -> None:
    assert set(trail.STEPS) == set(TOOLS)
