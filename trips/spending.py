"""A trip's budget: setting it, and what it would be without some stops. Sums are the database's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tripos.accounts.choices import CURRENCIES
from trips.actions import NotPossible
from trips.budget_card import counts
from trips.changes import changed
from trips.enums import ItemType
from trips.models import BudgetTracking, ItineraryItem, Trip

MOST = Decimal("99999999.99")
CENT = Decimal("0.01")


def checked_amount(amount: Decimal) -> Decimal:
    """An amount as a budget may have it.

    Raises:
        NotPossible: it is no amount, below nothing, or beyond all measure.
    """
    if not amount.is_finite() or not 0 <= amount <= MOST:
        raise NotPossible(_("A budget is an amount from 0 to %(most)s.") % {"most": MOST})
    return amount.quantize(CENT)


def checked_currency(currency: str) -> str:
    """A currency's code as ISO 4217 writes it.

    Raises:
        NotPossible: no currency in use has it.
    """
    code = currency.strip().upper()
    if code not in CURRENCIES:
        raise NotPossible(_("“%(code)s” is no currency in use.") % {"code": currency.strip()[:12]})
    return code


@transaction.atomic
def set_budget(trip: Trip, amount: Decimal, currency: str) -> None:
    """Give a trip another limit, for the whole party; in another currency the database converts all costs anew.

    Raises:
        NotPossible: the amount or the currency is none.
    """
    amount, currency = checked_amount(amount), checked_currency(currency)
    Trip.objects.filter(pk=trip.pk).update(budget_total=amount, currency=currency)
    changed(trip.pk)


@dataclass(frozen=True)
class Without:
    """A budget without some stops.

    Attributes:
        planned: what would still be planned, in the trip's currency.
        saved: what the stops cost together.
        left: of the limit, None without one.
        estimated: whether some of what is saved is only an estimate.
        unknown: names of stops whose cost is not known.
        paid: names of stops that are paid already: dropping them saves nothing.
    """

    planned: Decimal
    saved: Decimal
    left: Decimal | None
    estimated: bool
    unknown: tuple[str, ...] = ()
    paid: tuple[str, ...] = ()


def left_of(budget: BudgetTracking) -> Decimal | None:
    """The limit less what is paid and planned; None without a limit."""
    if budget.total_budget is None:
        return None
    left: Decimal = budget.total_budget - budget.total_spent - budget.total_pending
    return left


def without(budget: BudgetTracking, stops: Iterable[ItineraryItem]) -> Without:
    """What a trip's budget would be without some of its stops.

    Args:
        budget: the trip's row, with the database's sums.
        stops: of the trip; each once.
    """
    saved, estimated = Decimal(0), False
    unknown: list[str] = []
    paid: list[str] = []
    for stop in stops:
        if not counts(stop):
            continue
        if stop.is_paid:
            paid.append(stop.title)
        elif stop.cost is None or stop.converted_cost is None:
            unknown += [stop.title] if stop.type != ItemType.CUSTOM else []
        else:
            saved += stop.converted_cost
            estimated = estimated or stop.cost_is_estimate
    left = left_of(budget)
    return Without(
        budget.total_pending - saved,
        saved,
        None if left is None else left + saved,
        estimated,
        tuple(unknown),
        tuple(paid),
    )
