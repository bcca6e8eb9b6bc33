"""Changing one day: adding a stop to it, timing it again, and telling whether a stop fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations

from trips.planning import optimise
from trips.planning.arrange import is_located, start_of
from trips.planning.catalogue import Place
from trips.planning.drafting import in_destination
from trips.planning.estimates import Estimates
from trips.planning.itinerary import Plan, PlannedDay, PlannedStop
from trips.planning.prepare import Option, Prepared
from trips.planning.retime import day_clock, day_from, day_problem, in_order, kept_option
from trips.planning.rhythm import settled
from trips.planning.scoring import Taste
from trips.planning.windows import visit_windows

# Reasons of a stop that the traveller named.
_NAMED = frozenset({"must_see", "asked_for"})
GENTLY = timedelta(minutes=15)


class DayEditor:
    """What the changes of `edits.Editor` share: one plan, its catalogue, and the ways to change a
    day of it.
    """

    def __init__(self, plan: Plan, catalogue: Sequence[Place], estimates: Estimates, today: date) -> None:
        self.plan, self.estimates, self.today = plan, estimates, today
        self.taste = Taste.of(plan.request)
        request = replace(plan.request, destination=plan.city)
        self.places = in_destination(catalogue, request)[1] if plan.city else list(catalogue)
        self.by_id = {place.id: place for place in catalogue}
        self.country = next((place.country for place in self.places if place.country), None)

    def _with_one_of(
        self, day: PlannedDay, options: Sequence[Option], *, reorder: bool = True
    ) -> tuple[float, PlannedDay] | None:
        """The day with one of `options` added and nothing dropped, and what that costs; None where it does
        not fit.

        The present order is tried first: the new stop is put into each gap; only then, and with `reorder`, may the
        day be put in another order.
        """
        clock = day_clock(self.plan, day.date)
        start = start_of(self.plan, day)
        fitting = [
            option
            for option in options
            if option.any_hours or visit_windows(option.place, clock, option.minutes).windows
        ]
        if not fitting:
            return None
        prepared = self._problem(day, day.stops, fitting, start)
        best: tuple[float, PlannedDay] | None = None
        for option in fitting:
            for gap in range(len(day.stops) + 1):
                stops = [*day.stops]
                stops.insert(gap, self._draft_stop(option, clock.local(0), day, gap))
                route = in_order(prepared, stops)
                if route is None:
                    continue
                timed = day_from(prepared, route, day.number, stops)
                shifted = sum(
                    abs((stop.start - old.start).total_seconds()) / 3600
                    for old in day.stops
                    for stop in timed.stops
                    if stop.key == old.key
                )
                cost = timed.travel_minutes - day.travel_minutes + 15 * shifted - option.scored.points / 2
                if best is None or cost < best[0]:
                    best = cost, timed
        return best or (self._reordered_with(day, options[:8], start) if reorder else None)

    def _reordered_with(
        self, day: PlannedDay, options: Sequence[Option], start: time | None
    ) -> tuple[float, PlannedDay] | None:
        for option in options:
            added = replace(option, must=True, pinned_day=day.date)
            prepared = self._problem(day, day.stops, [added], start)
            solution = settled(prepared, optimise.solve(prepared.problem), longer=False)
            (route,) = solution.routes
            wanted = {stop.key for stop in day.stops if is_located(stop)} | {option.id}
            if wanted <= set(route.stop_ids) and not solution.unmet_meals:
                timed = day_from(prepared, route, day.number, day.stops)
                return 60.0 + timed.travel_minutes - day.travel_minutes - option.scored.points / 2, timed
        return None

    def _draft_stop(self, option: Option, midnight: datetime, day: PlannedDay, place_in_day: int) -> PlannedStop:
        at = day.stops[place_in_day - 1].leave if place_in_day else day.departs or midnight
        return PlannedStop(
            key=option.id,
            place_id=None if option.private else option.place.id,
            name=option.place.name,
            kind=option.kind,
            arrive=at,
            start=at,
            leave=at + timedelta(minutes=option.minutes),
            timezone=option.place.timezone,
            latitude=option.place.latitude,
            longitude=option.place.longitude,
            meal=option.meal,
        )

    def _problem(
        self, day: PlannedDay, stops: Sequence[PlannedStop], added: Sequence[Option], start: time | None
    ) -> Prepared:
        """The day's problem: `stops` stay (a meal without a table as time kept free), and `added`
        may come.
        """
        clock = day_clock(self.plan, day.date)
        kept = [kept_option(stop, self.by_id, clock) for stop in stops if is_located(stop)]
        free = [stop for stop in stops if not is_located(stop)]
        return day_problem(self.plan, clock, kept, free, added, self.country, self.estimates.rates, day_start=start)

    def _timed(
        self, day: PlannedDay, stops: Sequence[PlannedStop], start: time | None = None
    ) -> tuple[PlannedDay, list[PlannedStop]]:
        """The day with only `stops`, times kept where possible; and those that no longer fit at all."""
        if not stops:
            return replace(day, stops=(), departs=None, returns=None, return_travel=None), []
        start = start or start_of(self.plan, day)
        prepared = self._problem(day, stops, [], start)
        in_turn = in_order(prepared, stops)
        if in_turn is not None:
            return day_from(prepared, in_turn, day.number, stops), []
        clock = day_clock(self.plan, day.date)
        kept = [kept_option(stop, self.by_id, clock) for stop in stops if is_located(stop)]
        free = [stop for stop in stops if not is_located(stop)]
        # Anything but a booking may go now; a meal table falls back to time kept free.
        worth = {stop.key: self.value(stop) for stop in stops}
        kept = [
            option
            if option.booked_at is not None
            else replace(option, must=False, scored=replace(option.scored, points=worth[option.id]))
            for option in kept
        ]
        prepared = day_problem(self.plan, clock, kept, free, [], self.country, self.estimates.rates, day_start=start)
        solution = settled(prepared, optimise.solve(prepared.problem), longer=False)
        (route,) = solution.routes
        held = set(route.stop_ids)
        gone = [stop for stop in stops if is_located(stop) and stop.key not in held]
        return day_from(prepared, route, day.number, stops), gone

    def value(self, stop: PlannedStop) -> float:
        """What a stop is worth to the request in points; more than any sight for what was asked for or is a meal."""
        place = self.by_id.get(stop.place_id or "")
        asked = any(reason.code in _NAMED for reason in stop.reasons)
        if place is None or asked or stop.meal is not None:
            return 500.0
        return max(1.0, self.taste.score_sight(place).points)

    def make_room(
        self, days: Sequence[PlannedDay], target: PlannedDay, options: Sequence[Option]
    ) -> tuple[dict[date, PlannedDay], list[PlannedStop]] | None:
        """Fit one of `options` into a full day: days that change, and stops that had to go.

        First one sight of the day moves to another day, then two; where no other day has time, the least
        wanted that makes room goes. What is booked, locked or was asked for by name never goes. None where
        nothing helps.
        """
        movable = [
            stop for stop in target.stops if stop.kind in ("sight", "evening") and not stop.booked and not stop.locked
        ]
        movable.sort(key=lambda stop: (self.value(stop), stop.key))
        sacrifice: tuple[dict[date, PlannedDay], list[PlannedStop]] | None = None
        for removed in [*combinations(movable, 1), *combinations(movable[:5], 2)]:
            keys = {stop.key for stop in removed}
            lighter = replace(target, stops=tuple(stop for stop in target.stops if stop.key not in keys))
            fitted = self._with_one_of(lighter, options)
            if fitted is None:
                continue
            changed = {target.date: fitted[1]}
            homeless = []
            for stop in removed:
                home = self._rehoused(stop, [changed.get(day.date, day) for day in days if day.date != target.date])
                if home is None:
                    homeless.append(stop)
                else:
                    changed[home.date] = home
            if not homeless:
                return changed, []
            wanted = any(reason.code in _NAMED for stop in homeless for reason in stop.reasons)
            if sacrifice is None and not wanted:
                sacrifice = changed, homeless
        return sacrifice

    def _rehoused(self, stop: PlannedStop, days: Sequence[PlannedDay], *, gently: bool = False) -> PlannedDay | None:
        """The one of `days` that the stop disturbs least, nothing else moving away; None where it fits into none.

        A day whose stops keep their order goes before all others: who asks for something on Saturday does not want
        another Thursday for it. No day gets a second lunch or dinner. With `gently`, nothing else of the day moves by
        more than a quarter of an hour.
        """
        if stop.meal in ("lunch", "dinner"):
            days = [day for day in days if all(other.meal != stop.meal for other in day.stops)]
        for reorder in (False,) if gently else (False, True):
            found: list[tuple[float, PlannedDay]] = []
            for day in days:
                option = kept_option(stop, self.by_id, day_clock(self.plan, day.date), move=True)
                fitted = self._with_one_of(day, [option], reorder=reorder)
                if fitted is not None and not (gently and _latest_shift(day, fitted[1]) > GENTLY):
                    found.append(fitted)
            if found:
                return min(found, key=lambda one: (one[0], one[1].date))[1]
        return None


def _latest_shift(before: PlannedDay, after: PlannedDay) -> timedelta:
    """By how much the stop that moves most within its day does."""
    old = {stop.key: stop.start for stop in before.stops}
    return max((abs(stop.start - old[stop.key]) for stop in after.stops if stop.key in old), default=timedelta(0))
