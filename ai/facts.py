"""Plans, stops and changes as the small JSON values that models read and pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trips.planning.edits import Edit, StopChange
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop
from trips.planning.money import Cost, Money
from trips.sentences import explained, explained_unmet, saying, way_of_travel


def cost_words(cost: Cost, *, in_full: bool = False) -> str:
    """A cost with how sure it is; ``in_full`` tells how many pay how much."""
    if cost.money is None:
        return saying("cost unknown")
    if cost.money.amount == 0:
        return saying("free") if cost.status == "known" else saying("free (estimated)")
    amount = sum_words(cost.money, cost.payers if in_full else None)
    return saying("{amount} (estimated)", amount=amount) if cost.status == "estimated" else amount


def sum_words(money: Money, payers: int | None) -> str:
    """What all pay: as a product where each pays the same ("2 × €25.00 = €50.00"), else the sum."""
    if not payers or payers < 2 or not money.amount:
        return str(money)
    each = Money(money.amount / payers, money.currency)
    if each.times(payers) != money or each.amount != round(each.amount, 2):
        return str(money)
    return f"{payers} × {each} = {money}"


# What an English reader calls stops, by key, where that differs from their names.
Names = Mapping[str, str]
NO_NAMES: Names = {}


def fixed_by(stop: PlannedStop) -> str | None:
    """What keeps a stop where it is: its own time (an event's), a booking, or a lock."""
    if stop.subcategory == "event":
        return "own time"
    return "booked" if stop.booked else "locked" if stop.locked else None


def stop_facts(stop: PlannedStop, names: Names = NO_NAMES) -> dict[str, Any]:
    return {
        "key": stop.key,
        "name": names.get(stop.key, stop.name),
        "kind": stop.meal or stop.kind,
        "arrive": f"{stop.arrive:%H:%M}",
        "start": f"{stop.start:%H:%M}",
        "leave": f"{stop.leave:%H:%M}",
        "minutes": stop.minutes,
        "fixed": fixed_by(stop),
        "travel": None
        if stop.travel is None
        else {
            "mode": stop.travel.mode,
            "minutes": stop.travel.minutes,
            "metres": stop.travel.metres,
            "estimated": True,
        },
        "hours": stop.hours,
        "hours_known": stop.hours_known,
        "hours_as_of": stop.hours_as_of,
        "cost": cost_words(stop.cost),
        "reasons": [explained(reason) for reason in stop.reasons],
    }


def day_facts(day: PlannedDay, names: Names = NO_NAMES) -> dict[str, Any]:
    return {
        "number": day.number,
        "date": day.date.isoformat(),
        "weekday": f"{day.date:%A}",
        "holiday": day.holiday,
        "stops": [stop_facts(stop, names) for stop in day.stops],
    }


def money_facts(plan: Plan) -> dict[str, Any]:
    """The plan's sums: known + estimated + n unknown, and what is left of the budget."""
    budget, left = plan.request.budget, plan.budget_left
    return {
        "budget": str(budget) if budget else None,
        "known": str(plan.totals.known),
        "estimated": str(plan.totals.estimated),
        "unknown": plan.totals.unknown,
        "not_converted": [str(money) for money in plan.totals.unconverted],
        "left": str(left) if left else None,
        "over": bool(left and left.amount < 0),
    }


def plan_facts(plan: Plan, names: Names = NO_NAMES) -> dict[str, Any]:
    return {
        "city": plan.city,
        "days": [day_facts(day, names) for day in plan.days],
        "money": money_facts(plan),
        "unmet": [explained_unmet(unmet) for unmet in plan.unmet],
        "notes": [explained(note) for note in plan.notes],
        "left_out": [f"{left.name}: {left.because}" for left in plan.dropped[:5]],
        "checked": plan.checked,
    }


def change_words(change: StopChange, names: Names = NO_NAMES) -> str:
    """One change as a line: what, and where it went."""
    name = names.get(change.key, change.name)
    match change.kind:
        case "added":
            return saying("{stop}: added, {time}", stop=name, time=f"{change.to_start:%a %d %b %H:%M}")
        case "removed":
            return saying("{stop}: taken out", stop=name)
        case "moved":
            return saying("{stop}: moved to {time}", stop=name, time=f"{change.to_start:%a %d %b %H:%M}")
    if change.from_start == change.to_start:
        return saying("{stop}: another length, still from {time}", stop=name, time=f"{change.to_start:%H:%M}")
    return f"{name}: {change.from_start:%H:%M} → {change.to_start:%H:%M}"


def evidence_of(stop: PlannedStop, names: Names = NO_NAMES) -> dict[str, Any]:
    """What a stop's place in the plan rests on: the hours, the way and the price that it was checked with."""
    way = stop.travel
    hours = stop.hours or saying("opening hours unknown")
    if stop.hours_as_of and stop.hours_known:
        hours += f" {saying('(as of {date})', date=stop.hours_as_of)}"
    if stop.subcategory == "event":
        hours = saying("at its own time, {start} to {end}", start=f"{stop.start:%H:%M}", end=f"{stop.leave:%H:%M}")
    price = cost_words(stop.cost) + (f", {stop.cost.basis}" if stop.cost.basis else "")
    return {
        "name": names.get(stop.key, stop.name),
        "hours": hours,
        "way": saying(
            "{minutes} min {how}, {metres} m (estimated)",
            minutes=way.minutes,
            how=way_of_travel(way.mode),
            metres=way.metres,
        )
        if way and way.seconds
        else None,
        "price": price + (f" {saying('(as of {date})', date=f'{stop.cost.as_of:%B %Y}')}" if stop.cost.as_of else ""),
    }


MOST_EVIDENCE = 8


def edit_facts(edit: Edit, days: Sequence[int] = (), names: Names = NO_NAMES) -> dict[str, Any]:
    """What an edit did, what that rests on, and what it could not do."""
    touched = {change.key for change in edit.changes}
    return {
        "ok": edit.done,
        "changes": [change_words(change, names) for change in edit.changes],
        "added": [{"key": one.key, "name": one.name} for one in edit.changes if one.kind == "added"],
        # Their going waits for the traveller's yes, and with it the whole change.
        "takes_out": [change.name for change in edit.changes if change.kind == "removed"],
        "evidence": [evidence_of(stop, names) for stop in edit.plan.stops if stop.key in touched][:MOST_EVIDENCE],
        "failures": [explained_unmet(failure) for failure in edit.failures],
        "days": [day_facts(day, names) for day in edit.plan.days if not days or day.number in days],
        "money": money_facts(edit.plan),
    }
