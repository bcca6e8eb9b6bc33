"""Charts as SVG, readable without colour: kinds differ by pattern, and every number also stands in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

register = template.Library()

ZERO = Decimal(0)


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar, in percent of its length. ``kind`` is paid, planned, estimated or over."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True)
class BarRow:
    """A line of a bar chart.

    Attributes:
        label: what it is.
        icon: a symbol, or a word that has one; may be empty.
        paid, planned, estimated: amounts in the chart's currency, not negative.
        unknown: how many things have no price at all.
        url: where the label leads; may be empty.
    """

    label: str | Promise
    paid: Decimal = ZERO
    planned: Decimal = ZERO
    estimated: Decimal = ZERO
    unknown: int = 0
    icon: str = ""
    url: str = ""

    @property
    def total(self) -> Decimal:
        """The sum of what is known and estimated."""
        return self.paid + self.planned + self.estimated


def amount(value: Any) -> Decimal:
    """Return a Decimal that is not negative; None counts as nothing."""
    return max(ZERO, Decimal(str(value))) if value not in (None, "") else ZERO


def segments(paid: Decimal, planned: Decimal, estimated: Decimal, length: Decimal) -> list[Segment]:
    """Lay paid, planned and estimated amounts end to end along a bar that stands for ``length``."""
    found, start = [], ZERO
    for kind, value in (("paid", paid), ("planned", planned), ("estimated", estimated)):
        if value > 0 and length > 0:
            found.append(Segment(kind, round(float(start / length * 100), 2), round(float(value / length * 100), 2)))
        start += value
    return found


@register.inclusion_tag("components/budget_bar.html")
def budget_bar(
    total: Any,
    currency: str,
    paid: Any = None,
    planned: Any = None,
    estimated: Any = None,
    unknown: int = 0,
    chart_id: str = "budget",
) -> dict[str, Any]:
    """Draw a budget as one bar with its legend.

    Args:
        total: the limit; None when there is none: the bar then shows only how the sum is made up.
        currency: ISO 4217 code of all amounts.
        paid: what is paid or booked.
        planned: known prices not yet paid.
        estimated: guesses.
        unknown: how many things have no price at all; said in words, never drawn as zero.
        chart_id: unique in the page (patterns are found by it).
    """
    known_paid, known_planned, guessed = amount(paid), amount(planned), amount(estimated)
    spent = known_paid + known_planned + guessed
    limit = amount(total) if total not in (None, "") else None
    length = max(spent, limit or ZERO) or Decimal(1)
    return {
        "segments": segments(known_paid, known_planned, guessed, length),
        "limit_at": round(float((limit or ZERO) / length * 100), 2) if limit is not None and spent > limit else None,
        "limit": limit,
        "left": limit - spent if limit is not None and spent <= limit else None,
        "over": spent - limit if limit is not None and spent > limit else None,
        "paid": known_paid,
        "planned": known_planned,
        "estimated": guessed,
        "spent": spent,
        "unknown": int(unknown or 0),
        "currency": currency,
        "chart_id": chart_id,
    }


@register.simple_tag
def bars_of(rows: Sequence[dict[str, Any]]) -> list[BarRow]:
    """The bars of rows that carry one beside other facts (``bar``)."""
    return [row["bar"] for row in rows]


@register.inclusion_tag("components/bars.html")
def bar_chart(rows: Sequence[BarRow], currency: str, chart_id: str = "bars", label: str = "") -> dict[str, Any]:
    """Draw amounts by category or by day, all on one scale.

    Args:
        rows: the lines, in the order to show them.
        currency: ISO 4217 code.
        chart_id: unique in the page.
        label: what the chart shows, for those who do not see it.
    """
    longest = max((row.total for row in rows), default=ZERO)
    lines = [(row, segments(row.paid, row.planned, row.estimated, longest or Decimal(1))) for row in rows]
    return {"lines": lines, "currency": currency, "chart_id": chart_id, "label": label or _("Amounts")}
