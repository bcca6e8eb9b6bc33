"""Two conversations with every agent on the embedded model, over real places: which tools each turn calls."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from ai.enums import AgentType, RunStatus
from ai.models import AIRun
from conversations.testing import Talk
from places.tests.city import import_helsinki
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from trips.models import Trip

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PLAN = "Plan three days in Helsinki for two from 14 to 16 May, museums and good coffee, under 600 euros"
# A message, and the tools that it has to call in this order; None where a question or plain words are the answer.
Turns = list[tuple[str, tuple[str, ...]]]
TALKS: list[tuple[AgentType, Turns]] = [
    (
        AgentType.LOCAL_SCOUT,
        [
            ("hi", ()),
            ("what's near Kiasma?", ("find_nearby",)),
            ("the second one", ("place_details",)),
            ("is it open on Friday?", ("is_open",)),
            ("and on Saturday?", ("is_open",)),
            ("save it for later", ("save_place",)),
        ],
    ),
    (
        AgentType.LOCAL_SCOUT,
        [
            ("something for a rainy afternoon", ("search_places",)),
            ("what about with kids", ("search_places",)),
            ("any hidden gems", ("search_places",)),
            ("add the third one to day 2", ("add_stop",)),
            ("undo that", ("undo_last",)),
        ],
    ),
    (
        AgentType.DINING_ORCHESTRATOR,
        [
            ("where do we eat on Friday evening?", ("find_food",)),
            ("what about lunch?", ("find_food",)),
            ("vegan restaurants near Kiasma", ("find_food",)),
            ("tell me about the first one", ("place_details",)),
            ("replace the lunch on day 1", ("replace_stop",)),
            ("why did you choose it?", ("explain_stop",)),
        ],
    ),
    (
        AgentType.DINING_ORCHESTRATOR,
        [
            ("hello", ()),
            ("I'm vegetarian", ("remember_preference",)),
            ("dinner on Saturday", ("find_food",)),
            ("tell me about the second one", ("place_details",)),
            ("is it open at 8pm on Saturday", ("is_open",)),
        ],
    ),
    (
        AgentType.EVENT_CURATOR,
        [
            ("what events are there during our trip?", ("find_events",)),
            ("any concerts?", ("find_events",)),
            ("and on Saturday?", ("find_events",)),
            ("what are we doing that day?", ("show_day",)),
            ("thanks", ()),
        ],
    ),
    (
        AgentType.EVENT_CURATOR,
        [
            ("is anything on on Friday night", ("find_events",)),
            ("what about theatre", ("find_events",)),
            ("and next weekend?", ("find_events",)),
            ("add a museum on day 3 instead", ("add_stop",)),
            ("take that back", ("undo_last",)),
        ],
    ),
    (
        AgentType.ITINERARY_OPTIMIZER,
        [
            ("show me day 2", ("show_day",)),
            ("optimise day 2", ("optimise_day",)),
            ("and day 3?", ("optimise_day",)),
            ("start later on Friday", ("start_later",)),
            ("what clashes?", ("list_conflicts",)),
            ("why is the first stop on day 1 there?", ("explain_stop",)),
        ],
    ),
    (
        AgentType.ITINERARY_OPTIMIZER,
        [
            ("less walking please", ("optimise_trip",)),
            ("lock the first stop on day 1", ("lock_stop",)),
            ("why is it there?", ("explain_stop",)),
            ("swap the second stop and the third stop on day 2", ("swap_stops",)),
            ("more time at the last stop on day 3", ()),
        ],
    ),
    (
        AgentType.BUDGET_GUARDIAN,
        [
            ("how much is left?", ("budget_summary",)),
            ("what if we drop the first stop on day 2", ("what_if",)),
            ("and the dinner on day 1?", ("what_if",)),
            ("make it cheaper by 20", ("make_cheaper",)),
            ("set the budget to 800", ("set_budget",)),
        ],
    ),
    (
        AgentType.BUDGET_GUARDIAN,
        [
            ("are we over budget", ("budget_summary",)),
            ("what does the whole trip cost?", ("budget_summary",)),
            ("can you save us 30 euros", ("make_cheaper",)),
            ("no thanks", ()),
            ("what does Kiasma cost", ("place_details",)),
        ],
    ),
    (
        AgentType.BOOKING_ASSISTANT,
        [
            ("what still needs booking?", ("list_bookings",)),
            ("draft a request for dinner on day 1", ("draft_booking",)),
            ("request it", ("draft_booking", "request_booking")),
            ("it's confirmed, ref ABC123", ("set_booking",)),
            ("show me the bookings", ("list_bookings",)),
        ],
    ),
    (
        AgentType.BOOKING_ASSISTANT,
        [
            ("hi there", ()),
            ("do we need reservations for anything", ("list_bookings",)),
            ("book dinner on day 2 for two at 7", ("draft_booking", "request_booking")),
            ("what are we doing on day 2", ("show_day",)),
            ("is dinner on day 2 booked?", ("list_bookings",)),
        ],
    ),
    (
        AgentType.GENERAL_CONCIERGE,
        [
            ("what are we doing on Friday?", ("show_day",)),
            ("what's near the Ateneum", ("find_nearby",)),
            ("add a coffee stop on day 2", ("add_stop",)),
            ("how much have we spent", ("budget_summary",)),
            ("lock the first stop on day 1", ("lock_stop",)),
        ],
    ),
    (
        AgentType.GENERAL_CONCIERGE,
        [
            ("make it 4 days", ("make_longer",)),
            ("remove the last stop on day 1", ("remove_stop",)),
            ("yes", ()),
            ("where shall we have lunch on day 2", ("find_food",)),
            ("what clashes", ("list_conflicts",)),
        ],
    ),
]


def tools_of(run: AIRun) -> tuple[str, ...]:
    return tuple(step["tool"] for step in (run.output_data or {}).get("tools", ()))


@time_machine.travel(datetime(2026, 5, 6, 9, tzinfo=UTC), tick=True)
def test_every_agent_holds_two_conversations(cast: Cast) -> None:
    import_helsinki()
    planner = Talk(cast.alice)
    planner.say(PLAN)
    accepted = planner.say("Perfect, let's take it")
    assert accepted.status == RunStatus.SUCCESS
    assert planner.conversation is not None
    with acting_as(cast.alice):
        trip = Trip.objects.get(pk=str(planner.conversation.trip_id))
    wrong = []
    for agent, turns in TALKS:
        talk = Talk(cast.alice, agent, trip=trip)
        for text, tools in turns:
            run = talk.say(text)
            if run.status != RunStatus.SUCCESS or tools_of(run) != tools:
                wrong.append(f"{agent} | {text} | {tools_of(run)} not {tools} | {run.status} | {talk.told[:200]}")
            print(f"\n### {agent.value} > {text}\n[{tools_of(run)}]\n{talk.told}")
    assert not wrong, "\n".join(wrong)
