"""The whole of a trip in a better order where stops may go: for days that are too full, or places that are closed."""

from __future__ import annotations

from dataclasses import replace

from trips.planning import optimise
from trips.planning.arrange import whole_trip
from trips.planning.assemble import assemble_days, left_out
from trips.planning.edits import Edit, Editor, by_name, changes_between
from trips.planning.itinerary import PlannedDay, Reason, Unmet
from trips.planning.prepare import PACES, Option, Prepared, day_id, windows_by_day
from trips.planning.retime import restored_keys
from trips.planning.rhythm import settled
from trips.planning.scoring import Taste

ROUNDS = 6000
KEEP = 0.1
"""What it costs to drop a stop that the traveller has, in mean stops: no more than a tie-break."""

ASKED = ("must_see", "asked_for")


class TrimmingEditor(Editor):
    """`Editor` with the change that may drop."""

    def trim_trip(self) -> Edit:
        """All stops of the trip on the best days and in the best order, without those that do not fit.

        The days keep to the pace of the request, to opening hours and to the budget; a stop goes that finds no room,
        or whose way is longer than it is worth (`docs/solver.md`, weights of a plan). Booked and fixed stops, meals,
        addresses of one's own and what was asked for by name stay.

        Returns:
            An edit with the dropped stops in `left_out`, each with its rule; without changes where all can stay.
            Refused where what has to stay cannot all be kept.
        """
        if sum(len(day.stops) for day in self.plan.days) < 2:
            return Edit(self.plan, True)
        prepared = self._loosened(whole_trip(self.plan, self.by_id, self.estimates.rates))
        solution = optimise.solve(prepared.problem)
        firm = {stop.id for stop in prepared.problem.stops if stop.must or stop.booked or stop.locked}
        lost = [out for out in solution.dropped if out.stop in firm]
        if lost or solution.unmet_meals:
            because = "; ".join(out.because for out in lost) or "; ".join(meal.because for meal in solution.unmet_meals)
            reason = Reason("no_better_order", {"because": by_name(because, prepared)})
            return Edit(self.plan, False, (), (Unmet("another order", reason, None),))
        present = {visit.stop for visit in prepared.problem.present}
        if not any(out.stop in present for out in solution.dropped):
            return Edit(self.plan, True)
        days = self._days(prepared, solution)
        found = self._finished(self.plan, days)
        return Edit(found, True, changes_between(self.plan, found), (), left_out(prepared, solution, len(present)))

    def _days(self, prepared: Prepared, solution: optimise.Solution) -> list[PlannedDay]:
        fresh = assemble_days(prepared, settled(prepared, solution, longer=False))
        return [
            restored_keys(replace(new, number=day.number), day.stops, self.plan)
            for day, new in zip(self.plan.days, fresh, strict=True)
        ]

    def _loosened(self, prepared: Prepared) -> Prepared:
        """The problem of the plan's own stops with those free to go that nobody holds."""
        request, pace = self.plan.request, PACES[self.plan.request.pace]
        taste = Taste.of(request)
        options = {name: self._loose(option, taste) for name, option in prepared.options.items()}
        problem = prepared.problem
        stops = tuple(
            replace(
                stop,
                must=options[stop.id].must,
                score=round(options[stop.id].scored.points, 3),
                windows=windows_by_day(options[stop.id], prepared.clocks),
                day=day_id(pinned) if (pinned := options[stop.id].pinned_day) else None,
            )
            if stop.id in options
            else stop
            for stop in problem.stops
        )
        points = [option.scored.points for option in options.values() if option.meal is None]
        mean = sum(points) / len(points) if points else 0.0
        most_active = round(pace.max_active_hours * 3600)
        days = tuple(replace(day, max_stops=pace.max_stops, max_active=most_active) for day in problem.days)
        problem = replace(
            problem,
            days=days,
            stops=stops,
            budget=self._budget(),
            weights=replace(problem.weights, keep=KEEP * mean),
            iterations=ROUNDS,
        )
        return replace(prepared, options=options, problem=problem)

    def _loose(self, option: Option, taste: Taste) -> Option:
        """A stop as one that may go; what the traveller holds stays as it is, against its hours too."""
        stop = self.plan.stop(option.id)
        asked = stop is not None and any(reason.code in ASKED for reason in stop.reasons)
        if option.private or option.meal is not None or option.booked_at is not None or asked:
            return option
        scored = taste.score_sight(option.place)
        kept = replace(scored, reasons=option.scored.reasons)
        return replace(option, must=False, any_hours=False, pinned_day=None, scored=kept)

    def _budget(self) -> float | None:
        """What the stops may cost together, in the trip's currency: the budget without the stay."""
        budget, stay = self.plan.request.budget, self.plan.stay
        if budget is None:
            return None
        money = stay.cost.money if stay is not None and stay.counted else None
        nights = money.amount if money is not None and money.currency == budget.currency else 0
        return float(max(budget.amount - nights, 0 * budget.amount))
