"""Tools about what was paid and what a kind of cost may come to: told by the traveller, kept in the budget."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from ai.facts import cost_words
from ai.kinds import LIMIT_CATEGORY, RECORD_COST
from ai.tools.base import (
    NAME_CHARACTERS,
    Answer,
    Ctx,
    answered,
    day_at_hand,
    item_at_hand,
    plan_at_hand,
    refusal,
    short,
    trip_at_hand,
)
from ai.tools.money import budget_of
from trips import planner, spending
from trips.actions import NotPossible
from trips.models import ItineraryItem
from trips.sentences import saying

Category = Literal["accommodation", "food", "activities", "transport", "shopping", "other"]


async def record_cost(
    ctx: Ctx,
    amount: Decimal,
    stop: str | None = None,
    title: str | None = None,
    currency: str | None = None,
    paid: bool = True,
    category: Category = "other",
    day_number: int | None = None,
) -> Answer:
    """Note what the traveller paid for a stop, or for something that is none ("a taxi"). It waits for their yes.

    Args:
        amount: for the whole party.
        stop: the stop's name, or its key; without it an entry of its own is made.
        title: what was paid for, where it is no stop.
        currency: ISO 4217 code; the trip's without it.
        paid: false for what something costs and is not paid yet.
        category: what an entry of its own is for.
        day_number: the day of an entry of its own; none without it.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        if stop is None and not (title or "").strip():
            return refusal("which", saying("What was it paid for?"))
        try:
            sum_, code = spending.checked_amount(amount), spending.checked_currency(currency or trip.currency)
        except NotPossible as error:
            return refusal("odd_amount", str(error))
        item = item_at_hand(deps, stop) if stop is not None else None
        day_at_hand(plan_at_hand(deps), day_number)
        named = short(item.title if item else str(title), NAME_CHARACTERS)
        about = {"item_id": str(item.pk)} if item else {"title": named, "category": category, "day_number": day_number}
        arguments = {"trip_id": str(trip.pk), "amount": str(sum_), "currency": code, "paid": paid, **about}
        waiting = deps.draft.ask(RECORD_COST, arguments, _reason(named, sum_, code, paid=paid))
        return {
            "ok": True,
            "what": named,
            "amount": str(sum_),
            "currency": code,
            "paid": paid,
            **_now(item, day_number),
            **waiting,
        }

    return await answered(work)


def _reason(what: str, amount: Decimal, code: str, *, paid: bool) -> str:
    if paid:
        return saying("Note {amount} paid for {what}", amount=f"{amount} {code}", what=what)
    return saying("Note that {what} costs {amount}", amount=f"{amount} {code}", what=what)


def _now(item: ItineraryItem | None, day_number: int | None) -> dict[str, Any]:
    """What the stop stands at in the plan until then."""
    if item is None:
        return {"own_entry": True, "on_a_day": day_number is not None}
    return {"stood_at": cost_words(planner.cost_of_item(item)), "was_paid": item.is_paid}


async def limit_category(ctx: Ctx, category: Category, amount: Decimal) -> Answer:
    """Give one category of the budget a limit; the trip's own limit stays.

    Args:
        category: food is restaurants too; activities are sights, tickets and events.
        amount: the limit for the whole party and trip, in the trip's currency; 0 takes it away.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        try:
            limit = spending.checked_amount(amount)
        except NotPossible as error:
            return refusal("odd_amount", str(error))
        budget = budget_of(deps.user_id, trip)
        shares = {one.name: one for one in spending.by_category(deps.draft.items)}
        share = shares.get(category, spending.Share(category))
        arguments = {"trip_id": str(trip.pk), "category": category, "amount": str(limit), "currency": trip.currency}
        reason = saying("Limit {category} to {limit} {code}", category=category, limit=limit, code=trip.currency)
        done = deps.draft.do(LIMIT_CATEGORY, arguments, reason)
        before = spending.limit_of(budget, category)
        return {
            "ok": True,
            "category": category,
            "limit": str(limit),
            "limit_before": None if before is None else str(before),
            "currency": trip.currency,
            "planned": str(share.planned + share.paid),
            "left": str(limit - share.planned - share.paid),
            "unknown": share.unknown,
            **done,
        }

    return await answered(work)
