"""How good the order of a trip's stops is, as a number and in words."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from trips.models import Trip


def percent_of(score: Decimal | float) -> int:
    """A score from 0 to 1 as whole percent, rounded down: only the best known order has 100."""
    return int((Decimal(str(score)) * 100).to_integral_value(ROUND_DOWN))


def words_of(percent: int) -> str:
    """What the number means for the days."""
    if percent >= 98:
        return _("hardly a detour")
    if percent >= 93:
        return _("well ordered")
    if percent >= 85:
        return _("some detours")
    return _("many detours")


def order_of(trip: Trip) -> dict[str, Any] | None:
    """The figure for a trip's page; None until the order was looked at, or where there is nothing to order."""
    if trip.optimization_score is None:
        return None
    percent = percent_of(trip.optimization_score)
    return {
        "value": _("%(n)d%%") % {"n": percent},
        "label": words_of(percent),
        "help": _(
            "How much of your days is left for the stops, against the best order known for the same stops: 100% "
            "means that nothing is lost on the way, 90% that a tenth is. A stop at a closed door counts as lost, "
            "waiting does not."
        ),
        "is_order": True,
    }
