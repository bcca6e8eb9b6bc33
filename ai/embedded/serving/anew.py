"""A trip that is still being described: what is known of it, and planning it anew when its party or dates change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ai.embedded import wording
from ai.embedded.serving.planning import plan
from ai.embedded.steps import Call, Serve, Step
from ai.embedded.types import Context, TripSnapshot, Understanding

# Those who can plan a trip.
PLANNERS = frozenset({"general_concierge", "itinerary_optimizer"})
# Those who can say what another party costs, too.
RECKONERS = PLANNERS | {"budget_guardian"}
PARTY = ("party_size", "adults", "children")
DATES = ("start_date", "end_date", "days", "nights", "month", "window_start", "window_end")


def anew(reading: Understanding, context: Context) -> Step:
    """The same trip for others or at another time: a draft is planned anew, a trip that stands keeps its plan."""
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
    if context.agent not in (PLANNERS if reading.intent == "change_dates" else RECKONERS):
        return Step(reading, words=wording.SMALL_TALK[reading.intent])
    return _of_a_standing_trip(reading, slots, trip)


def _of_a_standing_trip(reading: Understanding, slots: dict[str, Any], trip: TripSnapshot) -> Step:
    """Its party or its dates alone: the plan stays."""
    if reading.intent == "change_dates":
        end = {"end": str(slots["end_date"])} if slots.get("end_date") else {}
        return Step(reading, Call("change_dates", {"start": str(slots["start_date"]), **end}))
    children = slots.get("children") or []
    if None in children:  # an age decides what a seat costs, and nobody told it
        return Step(reading, words=wording.HOW_OLD)
    ages = [int(age) for age in children]
    adults = int(slots.get("party_size") or trip.adults + len(trip.children)) - len(ages)
    changed = {} if ages == list(trip.children) else {"children": ages}
    return Step(reading, Call("set_party", {"adults": adults, **changed}))


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
    change = slots.get("change")
    if change is None or "party_size" not in known:
        return new
    return _counted(new, known, 1 if change == "add" else -1)


def _counted(new: dict[str, Any], known: dict[str, Any], sign: int) -> dict[str, Any]:
    """Some more or fewer than there were; children who stay at home are those of that age, or all of them."""
    people = int(new.get("party_size") or 1)
    there, children = list(known.get("children") or []), list(new.get("children") or [])
    size = int(known["party_size"])
    if sign > 0:
        return {"party_size": size + people, "children": there + children}
    if children:
        gone = there if None in children else [age for age in there if age in children]
        kept = [age for age in there if age not in gone]
        return {"party_size": size - len(gone), "children": kept} if gone else {}
    return {"party_size": max(size - people, 1), "children": there}


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
