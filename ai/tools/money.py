"""Tools about money: every figure comes from the database's own sums or the planner's."""

from __future__ import annotations

from ai.tools.base import NO_TRIP, Answer, Ctx, in_database
from trips.models import BudgetTracking


async def budget_summary(ctx: Ctx) -> Answer:
    """The trip's budget: limit, paid, planned, how much of that is estimated, what is unknown, what is left."""

    def work() -> Answer:
        trip = ctx.deps.draft.trip
        if trip is None:
            return NO_TRIP
        budget = BudgetTracking.objects.for_user(ctx.deps.user_id).get(trip=trip)
        planned = budget.total_pending
        left = None if budget.total_budget is None else budget.total_budget - budget.total_spent - planned
        return {
            "ok": True,
            "currency": budget.currency,
            "limit": None if budget.total_budget is None else str(budget.total_budget),
            "paid": str(budget.total_spent),
            "planned": str(planned),
            "planned_known": str(planned - budget.estimated),
            "planned_estimated": str(budget.estimated),
            "unknown": budget.unknown_count,
            "not_converted": budget.unconverted,
            "left": None if left is None else str(left),
            "partial": budget.is_partial,
        }

    return await in_database(work)
