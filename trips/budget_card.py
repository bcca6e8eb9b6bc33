"""A trip's money as its page shows it: known, estimated and unknown told apart. No queries here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tripos.web.templatetags.charts import BarRow
from tripos.web.templatetags.money import format_money
from trips.enums import CATEGORY_OF_TYPE, BookingStatus, BudgetCategory, ItemType
from trips.models import BudgetTracking, ItineraryItem

CATEGORY_ICONS = {
    BudgetCategory.ACCOMMODATION: "bed",
    BudgetCategory.FOOD: "restaurant",
    BudgetCategory.ACTIVITIES: "museum",
    BudgetCategory.TRANSPORT: "transit",
    BudgetCategory.SHOPPING: "shop",
    BudgetCategory.OTHER: "note",
}


def budget_card(budget: BudgetTracking, items: Iterable[ItineraryItem]) -> dict[str, Any]:
    """The budget in words and for the charts; the database's totals, split by how sure they are.

    Args:
        budget: the trip's row.
        items: its live stops, for the estimated part of each category.
    """
    estimated: dict[str, Decimal] = defaultdict(Decimal)
    unknown: dict[str, int] = defaultdict(int)
    for item in items:
        if not counts(item):
            continue
        category = item.budget_category or CATEGORY_OF_TYPE[ItemType(item.type)]
        if item.cost is None:
            unknown[category] += item.type != ItemType.CUSTOM
        elif item.cost_is_estimate and not item.is_paid and item.converted_cost is not None:
            estimated[category] += item.converted_cost
    rows = []
    for category in BudgetCategory:
        sums = budget.categories.get(category.value, {})
        paid, pending = (Decimal(str(sums.get(key) or 0)) for key in ("spent", "pending"))
        guess = min(estimated[category], pending)
        if paid or pending or unknown[category]:
            rows.append(
                BarRow(category.label, paid, pending - guess, guess, unknown[category], CATEGORY_ICONS[category])
            )
    known = budget.total_spent + budget.total_pending - budget.estimated
    parts = [_("%(amount)s known") % {"amount": format_money(known, budget.currency)}]
    parts.append(_("%(amount)s estimated") % {"amount": format_money(budget.estimated, budget.currency)})
    if budget.unknown_count:
        parts.append(_("%(n)d unknown") % {"n": budget.unknown_count})
    spent = budget.total_spent + budget.total_pending
    return {
        "total": budget.total_budget,
        "currency": budget.currency,
        "paid": budget.total_spent,
        "planned": budget.total_pending - budget.estimated,
        "estimated": budget.estimated,
        "unknown": budget.unknown_count,
        "spent": spent,
        "left": None if budget.total_budget is None else budget.total_budget - spent,
        "over": None if budget.total_budget is None else max(Decimal(0), spent - budget.total_budget),
        "words": " + ".join(parts),
        "unconverted": [format_money(amount, code) for code, amount in sorted(budget.unconverted.items())],
        "rows": rows,
    }


def counts(item: ItineraryItem) -> bool:
    """Whether a stop's cost is part of the budget, by the database's own rule (``app.recompute_trips``)."""
    return item.booking_status != BookingStatus.CANCELLED and (item.day_number is not None or item.is_paid)
