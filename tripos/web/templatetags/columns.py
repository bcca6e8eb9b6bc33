"""Days side by side as SVG columns: how many, and how many of them failed, by pattern as well as by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template

register = template.Library()

HEIGHT = 120
STEP = 24
WIDE = 18


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the chart.

    Attributes:
        day: which.
        count: how many there were.
        failed: how many of them failed.
        note: what else the table says about the day.
    """

    day: date
    count: int
    failed: int
    note: str = ""


@register.inclusion_tag("components/day_columns.html")
def day_columns(columns: Sequence[Column], label: str, chart_id: str = "days") -> dict[str, Any]:
    """Draw one column a day, and the same as a table for those who do not see it.

    Args:
        columns: the days in order.
        label: what is counted.
        chart_id: unique in the page.
    """
    most = max((column.count for column in columns), default=0) or 1
    bars = []
    for number, column in enumerate(columns):
        high = round(HEIGHT * column.count / most, 1)
        bad = round(HEIGHT * column.failed / most, 1)
        bars.append(
            {
                "x": number * STEP,
                "y": round(HEIGHT - high, 1),
                "height": round(high - bad, 1),
                "bad_y": round(HEIGHT - bad, 1),
                "bad_height": bad,
                "column": column,
            }
        )
    width = max(len(bars), 1) * STEP
    return {
        "bars": bars,
        "width": width,
        "height": HEIGHT,
        "wide": WIDE,
        "most": most,
        "label": label,
        "chart_id": chart_id,
    }
