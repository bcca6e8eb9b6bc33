"""What a stop costs the party: the place's own price, else a row of a table, else unknown. Never an
invention.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trips.planning.catalogue import Place, folded
from trips.planning.kinds import Kind, kind_of
from trips.planning.money import NO_RATES, UNKNOWN_COST, Cost, Money, Rates
from trips.planning.request import Party


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """One row of the table: what one person (one room and night for a stay) pays at a kind of place.

    kind: name of a kind ("museum", "restaurant"), with a meal where it matters ("restaurant:dinner"). A row
    with a city beats one with a country, which beats one with neither.
    """

    kind: str
    amount: Decimal
    currency: str
    city: str | None = None
    country: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Estimates:
    """The table and the exchange rates that go with it."""

    rows: Sequence[CostEstimate] = ()
    rates: Rates = field(default=NO_RATES)

    def find(self, kind: str, city: str | None, country: str | None) -> CostEstimate | None:
        """The closest row for a kind of place: by city, then by country, then for anywhere."""
        best: tuple[int, CostEstimate] | None = None
        for row in self.rows:
            if row.kind != kind:
                continue
            if row.city is not None:
                if city is None or folded(row.city) != folded(city):
                    continue
                closeness = 2
            elif row.country is not None:
                if country is None or row.country.upper() != country.upper():
                    continue
                closeness = 1
            else:
                closeness = 0
            if best is None or closeness > best[0]:
                best = closeness, row
        return best[1] if best else None


NO_ESTIMATES = Estimates()
PUBLIC_GROUND = "public ground"
"""The basis of what costs nothing because it is seen from where everybody may go."""


def cost_of(
    place: Place,
    party: Party,
    estimates: Estimates,
    currency: str,
    *,
    meal: str | None = None,
    nights: int = 0,
) -> Cost:
    """What the whole party pays at a place.

    Known: free entry (`fee` is no), or the place's admission; children younger than its `free_under` are left
    out, older ones counted as adults, so that a budget is rather too careful. Estimated: a row of the table,
    or nothing for what is seen from public ground. A stay costs its row times nights times rooms for two.
    `currency` is only that in which nothing is written.
    """
    kind = kind_of(place)
    if place.admission is not None and (kind.role in ("sight", "evening") or place.category == "event"):
        admission = place.admission
        paying = party.adults + sum(1 for age in party.children if age >= (admission.free_under or 0))
        price = Money(admission.amount, admission.currency).times(paying)
        return Cost("known", price, admission.as_of, "admission", paying)
    if place.fee is False and (kind.role == "sight" or place.category == "event"):
        return Cost("known", Money(Decimal(0), currency), None, "free entry")
    row = _row_for(place, kind, estimates, meal)
    if row is not None:
        people = _rooms(party) * nights if kind.role == "stay" else party.size
        basis = f"{row.kind}, {row.city or row.country or 'anywhere'}"
        payers = None if kind.role == "stay" else people
        return Cost("estimated", Money(row.amount, row.currency).times(people), row.as_of, basis, payers)
    if kind.free and place.fee is not True:
        return Cost("estimated", Money(Decimal(0), currency), None, PUBLIC_GROUND)
    return UNKNOWN_COST


def _row_for(place: Place, kind: Kind, estimates: Estimates, meal: str | None) -> CostEstimate | None:
    if meal is not None:
        row = estimates.find(f"{kind.name}:{meal}", place.city, place.country)
        if row is not None:
            return row
    return estimates.find(kind.name, place.city, place.country)


def _rooms(party: Party) -> int:
    """Rooms for two; a child younger than twelve sleeps in its parents' room."""
    sleepers = party.adults + sum(1 for age in party.children if age >= 12)
    return max(1, -(-sleepers // 2))
