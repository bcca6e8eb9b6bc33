"""Tools about money: every figure comes from the database's own sums or the planner's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ai.draft import TurnDeps
from ai.facts import cost_words
from ai.kinds import MAKE_CHEAPER, SET_BUDGET
from ai.tools.base import (
    Answer,
    Ctx,
    Refused,
    answered,
    catalogue_city,
    day_at_hand,
    editor_at_hand,
    item_at_hand,
    place_at_hand,
    refusal,
    short,
    shown_name,
    stop_at_hand,
    trip_at_hand,
)
from trips import planner, savings, spending
from trips.actions import NotPossible
from trips.models import BudgetTracking, ItineraryItem, Trip
from trips.planning.estimates import cost_of
from trips.planning.request import Party
from trips.planning.timed_edits import TimedEditor
from trips.sentences import saying

MOST_STOPS, MOST_DEAR = 20, 5


def budget_of(user_id: Any, trip: Trip) -> BudgetTracking:
    """The trip's row with the database's sums."""
    found: BudgetTracking = BudgetTracking.objects.for_user(user_id).get(trip=trip)
    return found


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def budget_facts(budget: BudgetTracking) -> dict[str, Any]:
    """The database's sums of a trip."""
    return {
        "currency": budget.currency,
        "limit": _plain(budget.total_budget),
        "paid": str(budget.total_spent),
        "planned": str(budget.total_pending),
        "planned_known": str(budget.total_pending - budget.estimated),
        "planned_estimated": str(budget.estimated),
        "unknown": budget.unknown_count,
        "not_converted": budget.unconverted,
        "left": _plain(spending.left_of(budget)),
        "partial": budget.is_partial,
    }


async def budget_summary(ctx: Ctx) -> Answer:
    """The trip's budget: limit, paid, planned, how much of that is estimated, what is unknown, what is left;
    the same by category and by day, the dearest stops, and what it comes to for each person and day."""

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps)
        stops = ctx.deps.draft.items
        budget = budget_of(ctx.deps.user_id, trip)
        return {
            "ok": True,
            **budget_facts(budget),
            "by_category": [
                {"category": one.name, **_share(one), **_limited(budget, one)} for one in spending.by_category(stops)
            ],
            "by_day": [{"day_number": int(one.name), **_share(one)} for one in spending.by_day(stops)],
            "dearest": [_dear(stop) for stop in spending.dearest(stops)[:MOST_DEAR]],
            **_on_average(trip, budget),
        }

    return await answered(work)


def _share(share: spending.Share) -> dict[str, Any]:
    return {
        "paid": str(share.paid),
        "planned": str(share.planned),
        "estimated": str(share.estimated),
        "unknown": share.unknown,
    }


def _limited(budget: BudgetTracking, share: spending.Share) -> dict[str, str]:
    """What a category may cost and what is left of that, where it has a limit."""
    limit = spending.limit_of(budget, share.name)
    return {} if limit is None else {"limit": str(limit), "left": str(limit - share.planned - share.paid)}


def _dear(stop: ItineraryItem) -> dict[str, Any]:
    return {
        "key": str(stop.pk),
        "stop": short(stop.title),
        "day_number": stop.day_number,
        "cost": str(stop.converted_cost),
        "estimated": stop.cost_is_estimate and not stop.is_paid,
        "paid": stop.is_paid,
    }


def _on_average(trip: Trip, budget: BudgetTracking) -> dict[str, Any]:
    """All that is paid and planned, shared out: what is unknown is in none of it."""
    total = budget.total_spent + budget.total_pending
    people, days = trip.adults + len(trip.children_ages), (trip.end_date - trip.start_date).days + 1
    return {
        "people": people,
        "days": days,
        "for_each_person": str((total / people).quantize(spending.CENT)),
        "for_each_day": str((total / days).quantize(spending.CENT)),
        "for_each_person_and_day": str((total / people / days).quantize(spending.CENT)),
    }


async def what_if(
    ctx: Ctx, without: list[str] | None = None, limit: Decimal | None = None, plus: list[str] | None = None
) -> Answer:
    """What the budget would be without some stops, with others, or with another limit. Nothing is changed.

    Args:
        without: names or keys of the stops to leave out.
        limit: the limit to reckon with, in the trip's currency, instead of the present one.
        plus: names or ids of places and events of the catalogue to reckon with besides.
    """

    def work() -> Answer:
        trip = trip_at_hand(ctx.deps)
        if not without and not plus and limit is None:
            return refusal("which", saying("Without which stops?"))
        if max(len(without or ()), len(plus or ())) > MOST_STOPS:
            return refusal("too_many", saying("At most {most_stops} stops at once.", most_stops=MOST_STOPS))
        stops = {item.pk: item for item in (item_at_hand(ctx.deps, named) for named in without or ())}
        budget = budget_of(ctx.deps.user_id, trip)
        found = spending.without(budget, stops.values())
        more, added, unknown = _costs_of(ctx.deps, trip, plus or ())
        left = None if found.left is None else found.left - more
        if limit is not None:
            spent = budget.total_spent + found.planned + more
            left = limit - spent if left is None or budget.total_budget is None else left + limit - budget.total_budget
        return {
            "ok": True,
            "limit_then": _plain(limit),
            "without": [short(item.title) for item in stops.values()],
            "currency": budget.currency,
            "limit": _plain(budget.total_budget),
            "planned_now": str(budget.total_pending),
            "planned_then": str(found.planned + more),
            "plus": added,
            "plus_costs": str(more),
            "saved": str(found.saved),
            "saved_is_estimated": found.estimated,
            "left_now": _plain(spending.left_of(budget)),
            "left_then": _plain(left),
            "cost_unknown": [*(short(name) for name in found.unknown), *unknown],
            "paid_already": [short(name) for name in found.paid],
        }

    return await answered(work)


def _costs_of(deps: TurnDeps, trip: Trip, named: Sequence[str]) -> tuple[Decimal, list[dict[str, str]], list[str]]:
    """What places would cost the party, in the trip's currency: the sum, each with its own words, those not known.

    Raises:
        Refused: the catalogue has no such place.
    """
    everything = planner.catalogue(catalogue_city(deps)) if named else ()
    estimates = planner.estimates([trip.currency])
    party = Party(trip.adults, tuple(trip.children_ages))
    more, rows, unknown = Decimal(0), [], []
    for one in named:
        place = place_at_hand(everything, one)
        cost = cost_of(place, party, estimates, trip.currency)
        amount = estimates.rates.convert(cost.money, trip.currency) if cost.money is not None else None
        name = shown_name(place.name, place.name_en)
        if amount is None:
            unknown.append(name)
            continue
        more += amount.amount
        rows.append({"place": name, "cost": cost_words(cost, in_full=True)})
    return more, rows, unknown


async def make_cheaper(
    ctx: Ctx,
    by: Decimal | None = None,
    to: Decimal | None = None,
    day_number: int | None = None,
    keep: list[str] | None = None,
) -> Answer:
    """Find ways to spend less: cheaper tables, sights that cost nothing, at last one sight less. All of it waits for
    the traveller's yes; nothing is changed before.

    Args:
        by: how much less, in the trip's currency.
        to: what the trip may cost in all; without both as much as it is over its budget, else the best ways.
        day_number: change only this day.
        keep: names or keys of stops that stay as they are.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        editor = editor_at_hand(deps)
        if deps.draft.changes:
            return refusal(
                "not_stored", saying("The trip was changed in this very answer: ask again once that is done.")
            )
        budget = budget_of(deps.user_id, trip)
        on = day_at_hand(editor.plan, day_number)
        kept = frozenset(stop_at_hand(deps, named).key for named in (keep or ())[:MOST_STOPS])
        wanted = _wanted(budget, by, to) if on is None or by is not None or to is not None else None
        if wanted is not None and wanted <= 0:
            return {"ok": True, "wanted": str(wanted), "currency": budget.currency, "steps": [], "enough": True}
        # What is paid is spent: another place would only cost more.
        paid = frozenset(str(item.pk) for item in deps.draft.items if item.is_paid)
        found = savings.find_savings(editor, wanted, on, kept | paid)
        if not found.steps:
            return refusal(
                "nothing_found",
                saying(
                    "I found nothing that costs less and fits: what is left is booked, paid, fixed, asked for by "
                    "name, or free already."
                ),
            )
        steps = [{"item_id": step.key, "place_id": step.place_id} for step in found.steps]
        waiting = deps.draft.ask(
            MAKE_CHEAPER, {"trip_id": str(trip.pk), "steps": steps}, saying("Make {stop} cheaper", stop=trip.title)
        )
        return {
            "ok": True,
            "currency": budget.currency,
            "wanted": _plain(wanted),
            "saved": str(found.saved),
            "enough": wanted is None or found.saved >= wanted,
            "planned_now": str(budget.total_pending),
            "planned_then": str(budget.total_pending - found.saved),
            "steps": [_step_facts(step, editor) for step in found.steps],
            **waiting,
        }

    return await answered(work)


def _wanted(budget: BudgetTracking, by: Decimal | None, to: Decimal | None) -> Decimal | None:
    """How much to save, in the trip's currency; None for whatever can be saved.

    Raises:
        Refused: not an amount.
    """
    for amount in (by, to):
        if amount is not None and (not amount.is_finite() or not 0 <= amount <= spending.MOST):
            raise Refused("odd_amount", saying("Say an amount of money above nothing."))
    if by is not None:
        return by
    if to is not None:
        found: Decimal = budget.total_spent + budget.total_pending - to
        return found
    left = spending.left_of(budget)
    return -left if left is not None and left < 0 else None


def _step_facts(step: savings.Step, editor: TimedEditor) -> dict[str, Any]:
    comes = editor.by_id.get(step.place_id or "")
    goes = editor.plan.stop(step.key)
    stop = editor.by_id.get(goes.place_id or "") if goes else None
    return {
        "do": "replace" if step.place_id else "remove",
        "key": step.key,
        "stop": shown_name(step.name, stop.name_en if stop else None),
        "date": step.on.isoformat(),
        "costs_now": cost_words(step.before),
        "with": shown_name(comes.name, comes.name_en) if comes else None,
        "costs_then": cost_words(step.after) if step.after else None,
        "saves": str(step.saved),
        "estimated": step.estimated,
    }


async def set_budget(ctx: Ctx, amount: Decimal, currency: str | None = None) -> Answer:
    """Give the trip another limit, for everybody together.

    Args:
        amount: the limit.
        currency: ISO 4217 code; the trip's without it.
    """

    def work() -> Answer:
        deps = ctx.deps
        trip = trip_at_hand(deps, edit=True)
        try:
            limit = spending.checked_amount(amount)
            code = spending.checked_currency(currency or trip.currency)
        except NotPossible as error:
            return refusal("odd_amount", str(error))
        arguments = {"trip_id": str(trip.pk), "amount": str(limit), "currency": code}
        done = deps.draft.do(SET_BUDGET, arguments, saying("Set the budget to {limit} {code}", limit=limit, code=code))
        budget = budget_of(deps.user_id, trip)
        spent = budget.total_spent + budget.total_pending
        left = limit - spent if code == budget.currency else None
        return {
            "ok": True,
            "limit": str(limit),
            "currency": code,
            "limit_before": _plain(budget.total_budget),
            "currency_before": budget.currency,
            "left": _plain(left),
            **done,
        }

    return await answered(work)
