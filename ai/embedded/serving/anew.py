"""A trip that is still being described: what is known of it, and planning it anew when its party or dates change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ai.embedded import wording
from ai.embedded.serving.planning import plan
from ai.embedded.steps import Serve, Step, asking
from ai.embedded.types import Context, Option, Question, Understanding

# Those who can plan a trip.
PLANNERS = frozenset({"general_concierge", "itinerary_optimizer"})
PARTY = ("party_size", "adults", "children")
DATES = ("start_date", "end_date", "days", "nights", "month", "window_start", "window_end")


def anew(reading: Understanding, context: Context) -> Step:
    """The same trip for others or at another time: a draft is planned anew, for a trip that stands it is asked."""
    trip = context.trip
    known = _known(context)
    new = _new(reading, context, known)
    if not new:
        return Step(reading, words=wording.SMALL_TALK[reading.intent])
    slots = {key: value for key, value in known.items() if not _replaced(key, new)} | new
    planned = replace(reading, intent="plan_trip", slots=slots, question=None)
    if not slots.get("destination") or not slots.get("start_date"):
        return Step(planned, words=wording.noted(slots))
    if trip is None or trip.is_draft:
        return plan(planned, context)
    if context.agent not in PLANNERS:
        return Step(reading, words=wording.SMALL_TALK[reading.intent])
    question = Question(
        wording.plan_anew(slots, wording.SMALL_TALK[reading.intent]),
        "yes",
        (Option(wording.PLAN_ANEW, {**slots}, "plan_trip"), Option(wording.LEAVE_IT, {}, "deny")),
    )
    return asking(planned, question)


def _known(context: Context) -> dict[str, Any]:
    """What is known of the trip: as it was described, else as it stands."""
    if context.plan is not None:
        return dict(context.plan.slots)
    trip = context.trip
    if trip is None:
        return {}
    known: dict[str, Any] = {
        "destination": trip.destination,
        "start_date": trip.start_date.isoformat(),
        "end_date": trip.end_date.isoformat(),
        "party_size": trip.adults + len(trip.children),
        "children": list(trip.children),
    }
    if trip.budget is not None:
        known |= {"budget_amount": str(trip.budget), "budget_currency": trip.currency, "budget_kind": "total"}
    return {key: value for key, value in known.items() if value not in ("", [])}


def _new(reading: Understanding, context: Context, known: dict[str, Any]) -> dict[str, Any]:
    slots = reading.slots
    if reading.intent == "change_dates":
        return {key: slots[key] for key in DATES if slots.get(key)}
    new = {key: slots[key] for key in PARTY if slots.get(key)}
    if slots.get("change") == "add" and new.get("party_size"):
        new["party_size"] = int(known.get("party_size") or 1) + int(new["party_size"])
        new.pop("adults", None)
    return new


def _replaced(key: str, new: dict[str, Any]) -> bool:
    return (
        key in new
        or (key in PARTY and any(one in new for one in PARTY))
        or (key in DATES and any(one in new for one in DATES))
    )


def recap(reading: Understanding, context: Context) -> Step:
    """What has been understood of the trip so far."""
    known = _known(context)
    return Step(reading, words=wording.understood_so_far(known) if known else wording.NOTHING_UNDERSTOOD)


INTENTS: dict[str, Serve] = {"change_party": anew, "change_dates": anew, "recap": recap}
