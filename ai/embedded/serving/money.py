"""Requests about money."""

from __future__ import annotations

from decimal import Decimal

from ai.embedded import wording
from ai.embedded.serving.stops import stop_of
from ai.embedded.steps import Call, Serve, Step, simply
from ai.embedded.types import Context, Understanding


def what_if(reading: Understanding, context: Context) -> Step:
    """The budget without a stop, or without a day's stops."""
    stop = stop_of(reading)
    without = [stop] if stop else []
    other = stop_of(reading, "other_")
    if other:
        without.append(other)
    day, trip = reading.slots.get("day_number"), context.trip
    if not without and day is not None and trip is not None:
        without = [one.id for one in trip.stops_on(int(day))]
    if not without:
        return Step(reading, words=wording.WHAT_IF_WHAT)
    return Step(reading, Call("what_if", {"without": without}))


def cheaper(reading: Understanding, context: Context) -> Step:
    """Cheaper by so much, or down to so much."""
    amount = reading.slots.get("budget_amount")
    if amount is None:
        return Step(reading, Call("make_cheaper"))
    to = reading.slots.get("budget_relation") in ("max", "to")
    return Step(reading, Call("make_cheaper", {"to" if to else "by": amount}))


def limit(reading: Understanding, context: Context) -> Step:
    """A new limit; one for each day is reckoned over the trip's days."""
    slots = reading.slots
    amount, kind = slots.get("budget_amount"), slots.get("budget_kind", "total")
    if amount is None:
        return Step(reading, words=wording.WHICH_BUDGET)
    if "person" in kind:
        return Step(reading, words=wording.BUDGET_IN_ALL)
    total = Decimal(str(amount))
    if kind == "per_day" and context.trip is not None:
        total *= context.trip.days
    arguments: dict[str, str] = {"amount": str(total)}
    guessed = any(assumption.kind == "currency" for assumption in reading.assumed)
    if slots.get("budget_currency") and not guessed:
        arguments["currency"] = slots["budget_currency"]
    return Step(reading, Call("set_budget", arguments))


INTENTS: dict[str, Serve] = {
    "budget_left": simply("budget_summary"),
    "spent": simply("budget_summary"),
    "what_if": what_if,
    "cheaper": cheaper,
    "change_budget": limit,
}
