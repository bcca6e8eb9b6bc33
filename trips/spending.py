"""A trip's budget: setting it, and what it would be without some stops. Sums are the database's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tripos.accounts.choices import CURRENCIES
from trips.actions import NotPossible
from trips.budget_card import counts
from trips.changes import changed
from trips.enums import CATEGORY_OF_TYPE, BudgetCategory, ItemType
from trips.models import BudgetTracking, ItineraryItem, Trip
from trips.stops import STATED, add_stops

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


@transaction.atomic
def set_limit(trip: Trip, category: str, amount: Decimal) -> None:
    """Give one category of a trip's budget a limit, in the trip's currency; nothing takes the limit away.

    Args:
        category: of ``BudgetCategory``.

    Raises:
        NotPossible: the amount or the category is none.
    """
    if category not in BudgetCategory.values:
        raise NotPossible(_("“%(name)s” is no category of a budget.") % {"name": category[:40]})
    amount = checked_amount(amount)
    row = BudgetTracking.objects.of_trip(trip).select_for_update(of=("self",)).get()
    BudgetTracking.objects.of_trip(trip).update(categories=with_limits(row.categories, {category: amount}))
    changed(trip.pk)


def limit_of(budget: BudgetTracking, category: str) -> Decimal | None:
    """The limit of one category, in the trip's currency; None without one."""
    amount = budget.categories.get(category, {}).get("budget")
    return Decimal(str(amount)) if amount else None


@transaction.atomic
def record_cost(stop: ItineraryItem, amount: Decimal, currency: str, *, paid: bool) -> None:
    """Note what a stop costs the whole party, or what was paid for it: a person's word is no estimate.

    Raises:
        NotPossible: the amount or the currency is none.
    """
    columns = {"cost": checked_amount(amount), "currency": checked_currency(currency), "is_paid": paid, **STATED}
    ItineraryItem.objects.filter(pk=stop.pk).update(**columns)
    changed(stop.trip_id)


@transaction.atomic
def add_expense(
    trip: Trip, title: str, amount: Decimal, currency: str, *, category: str, paid: bool, day_number: int | None = None
) -> None:
    """Note a cost that belongs to no stop: an entry of its own, on a day without a time, or on none.

    Raises:
        NotPossible: the amount, the currency or the category is none.
    """
    if category not in BudgetCategory.values:
        raise NotPossible(_("“%(name)s” is no category of a budget.") % {"name": category[:40]})
    values = {
        "title": title,
        "type": ItemType.CUSTOM,
        "day_number": day_number,
        "cost": checked_amount(amount),
        "currency": checked_currency(currency),
        "budget_category": category,
        "is_paid": paid,
    }
    add_stops(trip, [values], {})


def with_limits(categories: Mapping[str, Any], limits: Mapping[str, Decimal | None]) -> dict[str, Any]:
    """The categories of ``budget_tracking`` with other limits, which are JSON numbers there, 0 for none."""
    kept = dict(categories)
    for name, amount in limits.items():
        kept[name] = {**kept.get(name, {}), "budget": _number(amount)}
    return kept


def _number(amount: Decimal | None) -> int | float:
    if amount is None:
        return 0
    return int(amount) if amount == amount.to_integral_value() else float(amount)


@dataclass(frozen=True)
class Share:
    """A part of a trip's money, in the trip's currency.

    Attributes:
        name: a category of ``BudgetCategory``, or a day's number.
        paid: what is paid.
        planned: what is planned to be paid.
        estimated: how much of ``planned`` is only an estimate.
        unknown: how many stops have no known cost.
    """

    name: str
    paid: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)
    estimated: Decimal = Decimal(0)
    unknown: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.paid or self.planned or self.unknown)


def shares(stops: Iterable[ItineraryItem], key: Callable[[ItineraryItem], str | None]) -> list[Share]:
    """A trip's money by something of its stops, each stop counted by the database's own rule.

    Args:
        stops: the trip's, in the order in which the shares shall come.
        key: the name of a stop's share; None where it belongs to none.
    """
    found: dict[str, Share] = {}
    for stop in stops:
        name = key(stop)
        if name is None or not counts(stop):
            continue
        share = found.get(name, Share(name))
        cost = stop.converted_cost
        if cost is None:
            unknown = stop.cost is None and stop.type != ItemType.CUSTOM
            found[name] = replace(share, unknown=share.unknown + unknown)
        elif stop.is_paid:
            found[name] = replace(share, paid=share.paid + cost)
        else:
            guess = cost if stop.cost_is_estimate else Decimal(0)
            found[name] = replace(share, planned=share.planned + cost, estimated=share.estimated + guess)
    return [share for share in found.values() if not share.is_nothing]


def by_category(stops: Iterable[ItineraryItem]) -> list[Share]:
    """A trip's money by what it is for, in the order of ``BudgetCategory``."""
    order = list(BudgetCategory.values)
    found = shares(stops, lambda stop: str(stop.budget_category or CATEGORY_OF_TYPE[ItemType(stop.type)]))
    return sorted(found, key=lambda share: order.index(share.name))


def by_day(stops: Iterable[ItineraryItem]) -> list[Share]:
    """A trip's money by day; what is on no day is left out."""
    found = shares(stops, lambda stop: None if stop.day_number is None else str(stop.day_number))
    return sorted(found, key=lambda share: int(share.name))


def dearest(stops: Iterable[ItineraryItem]) -> list[ItineraryItem]:
    """The stops that cost something known, in the trip's currency, the dearest first."""
    known = [stop for stop in stops if counts(stop) and stop.converted_cost]
    return sorted(known, key=lambda stop: (-(stop.converted_cost or 0), stop.title))


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
