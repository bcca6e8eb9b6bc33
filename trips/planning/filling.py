"""Plan the empty days of a trip: each like a day of a fresh plan, with places that the trip does not visit yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trips.planning import optimise
from trips.planning.assemble import left_out
from trips.planning.drafting import draft
from trips.planning.edits import Edit, Editor, changes_between
from trips.planning.itinerary import Left, Plan, PlannedDay, Unmet
from trips.planning.money import Money, add_up
from trips.planning.prepare import Settings
from trips.planning.request import LodgingWish
from trips.planning.retime import day_from
from trips.planning.rhythm import ROUNDING, settled
from trips.planning.unmet import unmet_meals

MOST_LEFT_OUT = 6
"""Places a day that are told as considered and not taken."""


class FillingEditor(Editor):
    """`Editor` with the change that fills empty days."""

    def fill_days(self, dates: Sequence[date]) -> Edit:
        """Plan those of `dates` that have no stops, one after the other within what is left of the budget.

        What a day left out and another took is not left out of the trip.
        """
        after, failures, left = self.plan, list[Unmet](), dict[str, Left]()
        for day in after.days:
            if day.date in dates and not day.stops:
                filled, missing, refused = self._filled(after, day)
                days = [filled if one.date == day.date else one for one in after.days]
                costs = [stop.cost for one in days for stop in one.stops]
                totals = add_up(costs, after.currency, self.estimates.rates)
                after = replace(after, days=tuple(days), totals=totals)
                failures += missing
                left |= {one.place_id: one for one in refused}
        visited = {stop.place_id for stop in after.stops}
        refusals = tuple(one for one in left.values() if one.place_id not in visited)
        return Edit(after, True, changes_between(self.plan, after), tuple(failures), refusals)

    def _filled(self, plan: Plan, day: PlannedDay) -> tuple[PlannedDay, Sequence[Unmet], Sequence[Left]]:
        request = plan.request
        visited = {stop.place_id for stop in plan.stops}
        left = [place for place in self.places if place.id not in visited]
        budget, stay = plan.budget_left, plan.stay
        one_day = replace(
            request,
            start_date=day.date,
            end_date=day.date,
            must_sees=(),
            lodging=LodgingWish(latitude=stay.latitude, longitude=stay.longitude) if stay else request.lodging,
            other_wishes=(),
            budget=Money(max(budget.amount, 0 * budget.amount), budget.currency) if budget else None,
        )
        drafted = draft(one_day, left, self.estimates, Settings(gap=ROUNDING))
        solution = settled(drafted.prepared, optimise.solve(drafted.prepared.problem))
        (route,) = solution.routes
        filled = day_from(drafted.prepared, route, day.number, ())
        spare = float(budget.amount) if budget is not None else None
        missing = unmet_meals(drafted, [filled], spare, self.estimates.rates)
        return filled, missing, left_out(drafted.prepared, solution, MOST_LEFT_OUT)
