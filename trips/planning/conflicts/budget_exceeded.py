"""Costs above the budget: of the whole trip, of a category, or above the share that calls for a warning."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trips.planning.conflicts.model import (
    Change,
    Conflict,
    LoadedItem,
    LoadedTrip,
    WayOut,
    between,
    stable_key,
)
from trips.planning.conflicts.ways_out import leave_out, ranked
from trips.planning.money import Money, Totals, add_up
from trips.planning.said import names_of, say
from trips.planning.words import category_words, cost_words


def find_over_budget(trip: LoadedTrip) -> list[Conflict]:
    """Budgets that known and estimated costs exceed, and the whole budget where its threshold is reached.

    What is unknown or without a rate is never counted, and is told with the evidence. The key does not hold
    the amounts: an ignored overrun stays ignored while it lasts, and comes back after it was gone.
    """
    found = []
    if trip.budget is not None:
        conflict = _judged(trip, "total", trip.items, trip.budget, trip.alert_threshold)
        if conflict is not None:
            found.append(conflict)
    for category, limit in sorted(trip.category_budgets.items()):
        of_category = [item for item in trip.items if item.budget_category == category]
        if limit.amount > 0:
            conflict = _judged(trip, category, of_category, limit, None)
            if conflict is not None:
                found.append(conflict)
    return found


def _judged(
    trip: LoadedTrip, scope: str, items: Sequence[LoadedItem], limit: Money, threshold: Decimal | None
) -> Conflict | None:
    totals = add_up((item.cost for item in items), limit.currency, trip.rates)
    counted = totals.counted
    over = counted.amount - limit.amount
    if over > 0:
        return _over(trip, scope, items, limit, totals, over)
    if threshold is None or threshold <= 0 or not limit.amount or counted.amount < threshold * limit.amount:
        return None
    percent = int(counted.amount * 100 / limit.amount)
    return Conflict(
        "budget_exceeded",
        "threshold",
        3,
        say("{percent} % of the budget is planned", percent=percent),
        say(
            "{costs} of {limit}; a warning was asked for from {percent} %.",
            costs=cost_words(totals),
            limit=limit,
            percent=int(threshold * 100),
        ),
        (),
        {**_evidence(limit, totals), "percent": percent, "threshold": str(threshold)},
        stable_key("budget_exceeded", "threshold", (), scope, limit.amount, limit.currency, threshold),
    )


def _evidence(limit: Money, totals: Totals) -> dict[str, object]:
    return {
        "budget": str(limit.amount),
        "currency": limit.currency,
        "known": str(totals.known.amount),
        "estimated": str(totals.estimated.amount),
        "unknown": totals.unknown,
        "unconverted": [f"{money.amount} {money.currency}" for money in totals.unconverted],
    }


def _over(
    trip: LoadedTrip, scope: str, items: Sequence[LoadedItem], limit: Money, totals: Totals, over: Decimal
) -> Conflict:
    share = float(over / limit.amount) if limit.amount else 1.0
    too_much = Money(over, limit.currency)
    title = say("The trip is {over} over budget", over=too_much)
    if scope != "total":
        title = say("The category {category} is {over} over budget", category=category_words(scope), over=too_much)
    priced = []
    for item in items:
        money = trip.rates.convert(item.cost.money, limit.currency) if item.cost.money else None
        if money is not None and money.amount > 0:
            priced.append((money.amount, item))
    priced.sort(key=lambda row: (-row[0], row[1].id))
    return Conflict(
        "budget_exceeded",
        "total" if scope == "total" else "category",
        between(4, 5 + 10 * share, 9),
        title,
        say("{costs} of {limit}.", costs=cost_words(totals), limit=limit),
        tuple(item.id for _, item in priced),
        {**_evidence(limit, totals), "over": str(over), "scope": scope},
        stable_key("budget_exceeded", "over", (), scope, limit.amount, limit.currency),
        _savings(trip, priced, over, limit.currency),
    )


def _savings(
    trip: LoadedTrip, priced: Sequence[tuple[Decimal, LoadedItem]], over: Decimal, currency: str
) -> tuple[WayOut, ...]:
    """Leaving out the one cheapest stop that is enough, else the dearest ones until it is."""
    ways: list[WayOut | None] = []
    enough = sorted((amount, item.id, item) for amount, item in priced if amount >= over and not item.is_fixed)
    for amount, _, item in enough[:2]:
        way = leave_out(trip, item)
        if way is not None:
            text = say("{what}: saves {amount}", what=way.description, amount=Money(amount, currency))
            ways.append(WayOut("save", text, way.changes, float(amount)))
    if not enough:
        saved = Decimal(0)
        changes: list[Change] = []
        titles: list[str] = []
        for amount, item in priced:
            way = leave_out(trip, item)
            if way is None:
                continue
            saved += amount
            changes.extend(way.changes)
            titles.append(item.title)
            if saved >= over:
                text = say("Leave out {names}: saves {amount}", names=names_of(titles), amount=Money(saved, currency))
                ways.append(WayOut("save", text, tuple(changes), float(saved)))
                break
    return ranked(ways)
