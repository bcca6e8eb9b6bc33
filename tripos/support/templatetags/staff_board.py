"""The staff's first page: figures for the parts that the reader works on."""

from __future__ import annotations

from typing import Any

from django import template

from tripos.support import board
from tripos.support.access import areas_of

register = template.Library()


@register.inclusion_tag("support/board.html", takes_context=True)
def staff_board(context: dict[str, Any]) -> dict[str, Any]:
    """What waits, failed and grows, each part only for its group; nothing is asked that is not shown."""
    request = context["request"]
    areas = areas_of(request)
    found: dict[str, Any] = {"request": request, "areas": areas, "queues": board.queues(areas)}
    if "operations" in areas:
        found |= {"jobs": board.failed_jobs(), "health": board.job_health(), "sizes": board.sizes()}
    if "ai" in areas:
        found["errors"] = board.errors_of_today()
    if "places" in areas:
        found["cities"] = board.quality()
    return found
