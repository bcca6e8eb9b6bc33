"""Money as exact decimals, and what a stop is known, estimated or not known to cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel.numbers import format_currency, get_currency_precision

CostStatus = Literal["known", "estimated", "unknown"]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217). Amounts of different currencies never add."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add without a rate")
        return Money(self.amount + other.amount, self.currency)

    def times(self, factor: int | Decimal) -> Money:
        """The amount for several people, rounded to the currency's smallest unit."""
        return Money(_rounded(self.amount * factor, self.currency), self.currency)

    def __str__(self) -> str:
        return str(format_currency(self.amount, self.currency, locale="en"))


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stop costs the whole party.

    status: "known" (the place's own price), "estimated" (from a table, `basis` says which row) or "unknown".
    as_of: date of the price; None when nobody noted it.
    payers: how many of the party pay the same each; None where the price is not one person's.
    """

    status: CostStatus
    money: Money | None = None
    as_of: date | None = None
    basis: str = ""
    payers: int | None = None


UNKNOWN_COST = Cost("unknown")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of the target currency one unit of the source buys, on a date."""

    value: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Rates:
    """Exchange rates by (source, target). Only what is passed in is used; a missing pair means
    "unconverted".
    """

    table: Mapping[tuple[str, str], Rate]

    def convert(self, money: Money, currency: str) -> Money | None:
        """`money` in `currency`, or None when no rate is known (the inverse of a known pair counts)."""
        if money.currency == currency:
            return money
        rate = self.table.get((money.currency, currency))
        if rate is not None:
            return Money(_rounded(money.amount * rate.value, currency), currency)
        inverse = self.table.get((currency, money.currency))
        if inverse is not None and inverse.value:
            return Money(_rounded(money.amount / inverse.value, currency), currency)
        return None


NO_RATES = Rates({})


@dataclass(frozen=True, slots=True)
class Totals:
    """A sum that does not hide what it lacks: known + estimated + a number unknown + amounts
    without a rate.
    """

    known: Money
    estimated: Money
    unknown: int = 0
    unconverted: tuple[Money, ...] = ()

    @property
    def counted(self) -> Money:
        """Known and estimated together: what a budget limits."""
        return self.known + self.estimated

    @property
    def is_partial(self) -> bool:
        """Whether the true total may be higher."""
        return bool(self.unknown or self.unconverted)

    def __str__(self) -> str:
        parts = [f"{self.known} known", f"{self.estimated} estimated"]
        if self.unknown:
            parts.append(f"{self.unknown} unknown")
        parts.extend(f"{money} not converted" for money in self.unconverted)
        return " + ".join(parts)


def add_up(costs: Iterable[Cost], currency: str, rates: Rates = NO_RATES) -> Totals:
    """Sum costs in `currency`; what has no rate is listed by its own currency instead of being guessed."""
    sums: dict[str, Money] = {"known": Money(Decimal(0), currency), "estimated": Money(Decimal(0), currency)}
    unknown = 0
    foreign: dict[str, Money] = {}
    for cost in costs:
        if cost.status == "unknown" or cost.money is None:
            unknown += 1
            continue
        converted = rates.convert(cost.money, currency)
        if converted is None and not cost.money.amount:
            converted = Money(Decimal(0), currency)  # nothing is nothing in every currency
        if converted is None:
            seen = foreign.get(cost.money.currency, Money(Decimal(0), cost.money.currency))
            foreign[cost.money.currency] = seen + cost.money
        else:
            sums[cost.status] = sums[cost.status] + converted
    unconverted = tuple(foreign[name] for name in sorted(foreign))
    return Totals(sums["known"], sums["estimated"], unknown, unconverted)
