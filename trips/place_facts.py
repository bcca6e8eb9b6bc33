"""The planner's answers about places (``tripos.web.place_facts``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tripos.web.place_facts import DayHours, Now, Price
from trips import planner
from trips.planning.estimates import NO_ESTIMATES, PUBLIC_GROUND, Estimates, cost_of
from trips.planning.request import Party
from trips.presenters import hours_of


class PlannersFacts:
    """Hours from ``trips.planning.opening_hours``, prices from ``trips.planning.estimates``."""

    def week(self, place: Any, first: date) -> Sequence[DayHours]:
        hours = hours_of(place)
        if not hours.is_known:
            return ()
        days = (first + timedelta(days=n) for n in range(7))
        return [DayHours(day, hours.describe(day)) for day in days]

    def now(self, place: Any, at: datetime) -> Now | None:
        hours = hours_of(place)
        is_open = hours.is_open(at)
        return None if is_open is None else Now(is_open, hours.next_change(at))

    def price(self, place: Any) -> Price:
        return _price(place, planner.estimates()) if place.latitude is not None else Price("unknown")

    def own_price(self, place: Any) -> Price:
        return _price(place, NO_ESTIMATES) if place.latitude is not None else Price("unknown")


def _price(place: Any, estimates: Estimates) -> Price:
    cost = cost_of(planner.place_of(place), Party(), estimates, "")
    if cost.money is None:
        return Price("unknown")
    if cost.money.amount == 0:
        # Nobody sells tickets to a park; of a gallery the table only says that most ask for nothing.
        is_sure = cost.status == "known" or cost.basis == PUBLIC_GROUND
        return Price("free" if is_sure else "usually_free", as_of=cost.as_of, basis=cost.basis)
    return Price(cost.status, cost.money.amount, cost.money.currency, cost.as_of, cost.basis)
