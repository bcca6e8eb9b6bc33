"""Natural conversations with every agent: by the API and on pages, by jobs, with what the database holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction

from ai.enums import AgentType, RunStatus
from ai.models import AIRun
from ai.testing import call, scripted
from conversations.testing import Talk
from conversations.tests.led_talks import LED
from conversations.tests.natural_talks import FRESH, PLANNED, TALKS, Conversation, Line
from conversations.tests.natural_talks_more import FOURTH, SECOND, THIRD
from conversations.tests.talking import NOW, in_time, snapshot, waiting
from conversations.tests.transports import OnApi, OnPages, Transport
from places.models import Location
from places.tests.city import import_helsinki
from tripos.accounts.models import Profile
from tripos.db.context import acting_as, change_set
from tripos.testing.cast import Cast
from trips.models import Trip

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Faults that are known to be left on the embedded model; the tests print them. Over the wire there is none.
MOST_FAULTS, MOST_WIDER_FAULTS = 1, 32
WIDER = (*SECOND, *THIRD, *FOURTH)


def make_event(cast: Cast, name: str, kind: str, hours: tuple[int, int], price: str, **more: Any) -> Location:
    """Staff's event on Saturday 16 May, from one hour to another by UTC."""
    with acting_as(cast.staff, role="staff"), change_set("Made an event"):
        return Location.objects.create(
            name=name,
            category="event",
            event_type=kind,
            city="Helsinki",
            country="FI",
            timezone="Europe/Helsinki",
            latitude=60.1720,
            longitude=24.9400,
            event_start_time=datetime(2026, 5, 16, hours[0], tzinfo=UTC),
            event_end_time=datetime(2026, 5, 16, hours[1], tzinfo=UTC),
            details={"admission": {"amount": price, "currency": "EUR", "as_of": "2026-05-01"}},
            source="staff",
            **more,
        )


def planned(cast: Cast) -> Trip:
    """Alice's trip that the conversations are about, in a city with two events."""
    import_helsinki()
    make_event(cast, "Night of Jazz", "concert", (17, 19), "25", ticket_url="https://tickets.example/jazz")
    make_event(cast, "Puppet Parade", "theatre", (11, 12), "10", description="For children and their grown-ups.")
    planner = Talk(cast.alice)
    planner.say(PLANNED)
    assert planner.say("Perfect, let's take it").status == RunStatus.SUCCESS
    assert planner.conversation is not None
    with acting_as(cast.alice):
        return Trip.objects.get(pk=str(planner.conversation.trip_id))


def state(traveller: Profile) -> list[dict[str, Any]]:
    """All of the traveller's trips: stops, dates, money."""
    with acting_as(traveller):
        trips = list(Trip.objects.for_user(traveller).order_by("pk"))
    return [snapshot(trip) for trip in trips]


def calls_of(run: AIRun) -> list[tuple[str, dict[str, Any]]]:
    """What a run called, with which arguments."""
    return [(one["tool"], one["arguments"]) for one in (run.output_data or {}).get("tools", ())]


def faults(line: Line, run: AIRun, told: str, before: Any, after: Any, waits: int) -> Iterator[str]:
    """What is not as the message wanted."""
    if run.status != RunStatus.SUCCESS:
        yield f"ended {run.status}: {run.error_message}"
    called = [tool for tool, _ in calls_of(run)]
    mine = [arguments for tool, arguments in calls_of(run) if tool in line.tools]
    if bool(called) != bool(line.tools) or (line.tools and not mine):
        yield f"called {called}, not {line.tools}"
    for name, value in line.arguments:
        if mine and not any(str(arguments.get(name)) == str(value) for arguments in mine):
            yield f"{name} is {[arguments.get(name) for arguments in mine]}, not {value}"
    if line.effect == "same" and before != after and "set_budget" not in line.tools:
        yield "changed the trip"
    if line.effect == "changed" and before == after:
        yield "changed nothing"
    if line.effect == "waits" and (before != after or not waits):
        yield f"waits: {waits}, changed: {before != after}"
    if line.told and not any(word in told.lower() for word in line.told):
        yield f"does not say one of {line.told}"


def held(
    traveller: Profile, talk: Conversation, trip: Trip, transport: type[Transport]
) -> tuple[list[str], list[tuple[Line, Any]]]:
    """Hold a conversation; return what went wrong, and what each message made the agent call."""
    page = transport(traveller, talk.agent, None if talk.agent == AgentType.GENERAL_CONCIERGE else trip)
    wrong: list[str] = []
    called: list[tuple[Line, Any]] = []
    for line in talk.lines:
        before = state(traveller)
        run = page.say(line.text)
        with acting_as(traveller):
            waits = len(waiting(traveller))
        told = page.told()
        found = list(faults(line, run, told, before, state(traveller), waits))
        wrong += [f"{talk.name} > {line.text}: {fault}\n    {told[:160]}" for fault in found]
        called.append((line, calls_of(run)))
        if line.leaves:
            in_time()
        else:
            page.decide(approves=line.approves)
    assert page.tool_rows() == [tool for _line, calls in called for tool, _ in calls]
    return wrong, called


def over_the_wire(
    traveller: Profile, talk: Conversation, trip: Trip, called: list[tuple[Line, Any]], transport: type[Transport]
) -> list[str]:
    """Hold the conversation with a provider's model that makes the same calls; return what went wrong."""
    page = transport(traveller, talk.agent, None if talk.agent == AgentType.GENERAL_CONCIERGE else trip)
    wrong = []
    with scripted() as model:
        for line, calls in called:
            model.turn(*(call(tool, **arguments) for tool, arguments in calls), says="Here you are.")
            before = state(traveller)
            run = page.say(line.text)
            if run.status != RunStatus.SUCCESS or [tool for tool, _ in calls_of(run)] != [tool for tool, _ in calls]:
                wrong.append(f"{talk.name} over the wire > {line.text}: {run.status}, {calls_of(run)}")
            if line.effect in ("same", "waits") and state(traveller) != before and "set_budget" not in line.tools:
                wrong.append(f"{talk.name} over the wire > {line.text}: changed the trip")
            page.decide(approves=line.approves)
    return wrong


def judged(wrong: list[str], talks: tuple[Conversation, ...], most: int) -> None:
    """Print what went wrong, and fail where it is more than is known."""
    for fault in wrong:
        print(fault)
    turns = sum(len(talk.lines) for talk in talks)
    assert len(wrong) <= most, f"{len(wrong)} faults in {turns} turns:\n" + "\n".join(wrong)


@time_machine.travel(NOW, tick=True)
def test_natural_conversations_hold_at_the_api_on_the_embedded_model_and_over_the_wire(cast: Cast) -> None:
    """What the embedded model called is called again by a provider's model, with the same ends in the database."""
    trip = planned(cast)
    wrong: list[str] = []
    for talk in TALKS:
        with transaction.atomic():
            found, called = held(cast.alice, talk, trip, OnApi)
            wrong += found
            transaction.set_rollback(True)
        with transaction.atomic():
            wrong += over_the_wire(cast.alice, talk, trip, called, OnApi)
            transaction.set_rollback(True)
    judged(wrong, TALKS, MOST_FAULTS)


@time_machine.travel(NOW, tick=True)
@pytest.mark.parametrize(
    ("transport", "talks", "most"), [(OnPages, FRESH, 1), (OnApi, WIDER, MOST_WIDER_FAULTS), (OnApi, LED, 0)]
)
def test_further_conversations_hold_on_the_embedded_model(
    cast: Cast, transport: type[Transport], talks: tuple[Conversation, ...], most: int
) -> None:
    trip = planned(cast)
    wrong: list[str] = []
    for talk in talks:
        cache.clear()  # nobody writes as fast as this, and who does is told to wait
        with transaction.atomic():
            wrong += held(cast.alice, talk, trip, transport)[0]
            transaction.set_rollback(True)
    judged(wrong, talks, most)
