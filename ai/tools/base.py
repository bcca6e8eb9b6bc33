"""What tools share: reaching the trip, turning refusals into answers, short names for numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from pydantic_ai import RunContext

from ai.draft import Draft, TurnDeps
from trips import planner
from trips.models import ItineraryItem, Trip
from trips.planning.edits import Editor
from trips.planning.itinerary import Plan

P = ParamSpec("P")
R = TypeVar("R")
Ctx = RunContext[TurnDeps]
Answer = dict[str, Any]


async def in_database(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run synchronous code on the turn's own thread, where its database connection and actor are."""
    return await sync_to_async(function, thread_sensitive=True)(*args, **kwargs)


def refusal(code: str, message: str, **more: Any) -> Answer:
    """An answer that says what could not be done, and why."""
    return {"ok": False, "problem": code, "message": message, **more}


NO_TRIP = refusal("no_trip", "There is no trip in this conversation yet.")


def load_trip(draft: Draft, trip: Trip) -> None:
    """Put a trip into the draft: its rows, and the plan that they make."""
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    draft.trip, draft.items = trip, items
    draft.before = planner.plan_of(trip, items, planner.estimates([trip.currency]))


def present_plan(deps: TurnDeps) -> Plan | None:
    """The plan as this turn has left it so far."""
    return deps.draft.plan or deps.draft.before


def editor(deps: TurnDeps) -> Editor | None:
    """An editor over the present plan, or None without a trip."""
    plan = present_plan(deps)
    if plan is None:
        return None
    return Editor(plan, planner.catalogue(plan.city), planner.estimates([plan.currency]), deps.today)
