"""Changes to a plan by hand: add a day, start later, add, move or drop a stop.

Only the days that a change touches are timed again, and as little of them as possible: where the order can
stay it stays, and a stop keeps its time unless it cannot. A change that does not work out leaves the plan as
it is and says why, with what would work instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from trips.planning import optimise
from trips.planning.arrange import whole_trip
from trips.planning.assemble import assemble_days
from trips.planning.candidates import candidates
from trips.planning.catalogue import folded
from trips.planning.day_editor import DayEditor
from trips.planning.drafting import draft
from trips.planning.itinerary import Alternative, Left, Plan, PlannedDay, PlannedStop, Reason, Unmet
from trips.planning.money import Money, add_up
from trips.planning.prepare import DAY_END, Option, Prepared, Settings, day_id
from trips.planning.request import MAX_DAYS, LodgingWish
from trips.planning.retime import day_clock, day_from, kept_option, restored_keys, sooner
from trips.planning.rhythm import ROUNDING, settled
from trips.planning.unmet import unmet_meals
from trips.planning.verify import verify
from trips.planning.windows import visit_windows

ChangeKind = Literal["added", "removed", "moved", "retimed"]


@dataclass(frozen=True, slots=True)
class StopChange:
    """What a change did to one stop. Times are its start before and after."""

    kind: ChangeKind
    key: str
    name: str
    from_start: datetime | None = None
    to_start: datetime | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """The answer to a change: the plan after it (the same plan where `done` is false), what changed, and why
    not.

    left_out: of a change that chose places, the best of those that it did not take, each with its rule.
    """

    plan: Plan
    done: bool
    changes: tuple[StopChange, ...] = ()
    failures: tuple[Unmet, ...] = ()
    left_out: tuple[Left, ...] = ()


class Editor(DayEditor):
    """Changes one plan over one catalogue. Nothing is stored: each method returns an `Edit`.

    plan: from `plan_trip`, an earlier edit, or `restore.plan_of_items`. catalogue, estimates, today: as in
    `plan_trip`.
    """

    def add_day(self, where: Literal["start", "end"] = "end") -> Edit:
        """One day more, planned like the others with places that the trip does not visit yet."""
        plan, request = self.plan, self.plan.request
        if len(request.dates) >= MAX_DAYS:
            return self._refused("one day more", Reason("too_long", {"most": MAX_DAYS}))
        new = request.start_date - timedelta(days=1) if where == "start" else request.end_date + timedelta(days=1)
        visited = {stop.place_id for stop in plan.stops}
        left = [place for place in self.places if place.id not in visited]
        budget = plan.budget_left
        stay = plan.stay
        lodging = request.lodging
        if stay is not None:
            lodging = LodgingWish(latitude=stay.latitude, longitude=stay.longitude)
        one_day = replace(
            request,
            start_date=new,
            end_date=new,
            must_sees=(),
            lodging=lodging,
            other_wishes=(),
            budget=Money(max(budget.amount, 0 * budget.amount), budget.currency) if budget else None,
        )
        drafted = draft(one_day, left, self.estimates, Settings(gap=ROUNDING))
        solution = settled(drafted.prepared, optimise.solve(drafted.prepared.problem))
        (route,) = solution.routes
        day = day_from(drafted.prepared, route, 0, ())
        longer = replace(request, start_date=min(new, request.start_date), end_date=max(new, request.end_date))
        if stay is not None and stay.nights:
            stay = replace(stay, nights=stay.nights + 1)
        days = sorted((*plan.days, day), key=lambda one: one.date)
        after = replace(plan, request=longer, stay=stay)
        found = self._finished(after, days)
        money = found.budget_left
        spare = float(money.amount) if money is not None else None
        missing = unmet_meals(drafted, [day], spare, self.estimates.rates)
        return Edit(found, True, changes_between(plan, found), tuple(missing))

    def start_later(self, day: date | None = None, at: time | None = None, minutes: int = 90) -> Edit:
        """Start the days (or one) at `at`, else `minutes` later than now (earlier where that is negative); what no
        longer fits is named and goes.
        """
        plan = self.plan
        days: list[PlannedDay] = []
        failures: list[Unmet] = []
        for present in plan.days:
            if (day is not None and present.date != day) or not present.stops:
                days.append(present)
                continue
            clock = day_clock(plan, present.date)
            begins = present.departs or present.stops[0].arrive
            wanted = clock.seconds_of(at) if at else clock.seconds_at(begins) + minutes * 60
            if wanted >= clock.seconds_of(plan.request.day_end or DAY_END):
                return self._refused("a later start", Reason("too_late"), present.date)
            early = clock.seconds_at(begins) - wanted
            stops = sooner(present.stops, early) if early > 0 else present.stops
            moved, gone = self._timed(present, stops, clock.local(wanted).time())
            days.append(moved)
            failures.extend(Unmet(stop.name, Reason("had_to_go", {"name": stop.name}), present.date) for stop in gone)
        request = plan.request
        if day is None:
            request = replace(request, day_start=min((one.departs.time() for one in days if one.departs), default=at))
        found = self._finished(replace(plan, request=request), days)
        return Edit(found, True, changes_between(plan, found), tuple(failures))

    def add_stop(self, wanted: str, day: date | None = None, meal: str | None = None) -> Edit:
        """Add a place (id or name) or something of a kind ("museum", "coffee", "vegan restaurant") to a day.

        Without a day the one where it costs least is taken. A lunch or dinner (among the words, or as `meal`) stands in
        for the one that the day has.
        Where the day is full, at most two others change day; only where that fails too the least of them goes, and is
        named in `failures`.
        """
        plan = self.plan
        if day is not None and day not in plan.request.dates:
            return self._refused(wanted, Reason("no_such_day", {"day": day.isoformat()}), day)
        options = candidates(plan, self.places, self.estimates, wanted, meal)
        if not options:
            return self._refused(wanted, Reason("not_in_catalogue", {"name": wanted}), day)
        present = {stop.place_id for stop in plan.stops}
        fresh = [option for option in options if option.place.id not in present]
        if not fresh:
            if len(options) > 1:
                return self._refused(wanted, Reason("all_there", {"kind": wanted, "count": len(options)}), day)
            return self._refused(wanted, Reason("already_there", {"name": options[0].place.name}), day)
        if plan.request.needs_wheelchair:
            steps = [option.place.name for option in fresh if option.place.wheelchair == "no"]
            fresh = [option for option in fresh if option.place.wheelchair != "no"]
            if not fresh:
                return self._refused(wanted, Reason("no_wheelchair", {"name": steps[0]}), day)
        best: tuple[float, PlannedDay] | None = None
        for one in plan.days:
            if day is not None and one.date != day:
                continue
            found = self._with_one_of(_without_meal(one, fresh[0].meal), fresh)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
        if best is not None:
            return self._edited({best[1].date: best[1]})
        for one in plan.days:
            if day is None or one.date == day:
                room = self.make_room(plan.days, one, fresh[:8])
                if room is not None:
                    return self._edited(*room)
        return self._cannot_add(wanted, fresh, day)

    def move_stop(self, named: str, day: date) -> Edit:
        """Move a stop (key, place id or name) to another day; the others stay on their days."""
        plan = self.plan
        stop = self.find_stop(named)
        if stop is None:
            return self._refused(named, Reason("no_such_stop", {"name": named}))
        target = next((one for one in plan.days if one.date == day), None)
        if target is None:
            return self._refused(stop.name, Reason("no_such_day", {"day": day.isoformat()}), day)
        source = plan.day_of(stop.key)
        assert source is not None
        if source.date == day:
            return Edit(plan, True)
        if stop.booked or stop.locked:
            return self._refused(stop.name, Reason("locked", {"name": stop.name}), day)
        clock = day_clock(plan, day)
        option = replace(kept_option(stop, self.by_id, clock, move=True))
        if not option.any_hours and not visit_windows(option.place, clock, option.minutes).windows:
            open_on = self._open_days(option)
            reason = Reason("closed_that_day", {"name": stop.name, "date": day.isoformat()})
            return Edit(plan, False, (), (Unmet(stop.name, reason, day, open_on),))
        if stop.meal is not None and any(other.meal == stop.meal for other in target.stops):
            # Two lunches on a day are none: the two change places.
            return self._swap_meals(source, target, stop)
        emptied, _ = self._timed(source, [other for other in source.stops if other.key != stop.key])
        filled = self._with_one_of(target, [option])
        if filled is not None:
            return self._edited({filled[1].date: filled[1], emptied.date: emptied})
        room = self.make_room([emptied if one.date == emptied.date else one for one in plan.days], target, [option])
        if room is None:
            reason = Reason("did_not_fit", {"name": stop.name, "because": "no time left on that day"})
            return self._refused(stop.name, reason, day)
        return self._edited({emptied.date: emptied, **room[0]}, room[1])

    def drop_stop(self, named: str) -> Edit:
        """Take a stop (key, place id or name) out; the others of its day keep their times."""
        plan = self.plan
        stop = self.find_stop(named)
        if stop is None:
            return self._refused(named, Reason("no_such_stop", {"name": named}))
        if stop.locked:
            return self._refused(stop.name, Reason("locked", {"name": stop.name}))
        source = plan.day_of(stop.key)
        assert source is not None
        day, _ = self._timed(source, [other for other in source.stops if other.key != stop.key])
        found = self._finished(plan, [day if one.date == day.date else one for one in plan.days])
        return Edit(found, True, changes_between(plan, found))

    def reorder_day(self, day: date) -> Edit:
        """The stops of one day in the order with the least travel; proven the best up to 14 stops."""
        present = next((one for one in self.plan.days if one.date == day), None)
        if present is None:
            return self._refused("another order", Reason("no_such_day", {"day": day.isoformat()}), day)
        if len(present.stops) < 2:
            return Edit(self.plan, True)
        prepared = whole_trip(self.plan, self.by_id, self.estimates.rates)
        return self._arranged(prepared, optimise.reorder_day(prepared.problem, day_id(day)))

    def tidy_trip(self) -> Edit:
        """All stops of the trip in a better order, on better days: nothing added or dropped, few moves."""
        if sum(len(day.stops) for day in self.plan.days) < 2:
            return Edit(self.plan, True)
        prepared = whole_trip(self.plan, self.by_id, self.estimates.rates)
        return self._arranged(prepared, optimise.tidy_trip(prepared.problem))

    def _arranged(self, prepared: Prepared, change: optimise.Change) -> Edit:
        """The plan with the days of a solution, where they are shorter on the way than the present ones."""
        routes = {route.day: route for route in change.solution.routes}
        after: dict[date, PlannedDay] = {}
        assembled = assemble_days(prepared, settled(prepared, change.solution, longer=False))
        for day, fresh in zip(self.plan.days, assembled, strict=True):
            if day_id(day.date) in routes:
                after[day.date] = restored_keys(replace(fresh, number=day.number), day.stops, self.plan)
        if change.because is not None:
            because = by_name(change.because, prepared)
            return self._refused("another order", Reason("no_better_order", {"because": because}))
        saved = sum(self.plan_day(day).travel_minutes - fresh.travel_minutes for day, fresh in after.items())
        if saved <= 0:
            return Edit(self.plan, True)
        return self._edited(after)

    def plan_day(self, day: date) -> PlannedDay:
        """The plan's day of a date."""
        return next(one for one in self.plan.days if one.date == day)

    def find_stop(self, named: str) -> PlannedStop | None:
        """The stop with this key, place id or name; a part of a name will do where it is the only one."""
        exact = self.plan.stop(named)
        if exact is not None:
            return exact
        wanted = folded(named)
        full = [stop for stop in self.plan.stops if folded(stop.name) == wanted]
        part = [stop for stop in self.plan.stops if wanted and wanted in folded(stop.name)]
        return full[0] if full else part[0] if len(part) == 1 else None

    def _swap_meals(self, source: PlannedDay, target: PlannedDay, stop: PlannedStop) -> Edit:
        other = next(one for one in target.stops if one.meal == stop.meal)
        if other.booked or other.locked:
            return self._refused(stop.name, Reason("locked", {"name": other.name}), target.date)
        days: dict[date, PlannedDay] = {}
        for day, leaving, coming in ((source, stop, other), (target, other, stop)):
            stops = [coming if one.key == leaving.key else one for one in day.stops]
            shift = day.date - coming.start.date()
            stops = [
                replace(one, arrive=one.arrive + shift, start=one.start + shift, leave=one.leave + shift)
                if one.key == coming.key
                else one
                for one in stops
            ]
            clock = day_clock(self.plan, day.date)
            if coming.place_id and not visit_windows(self.by_id[coming.place_id], clock, coming.minutes).windows:
                reason = Reason("closed_that_day", {"name": coming.name, "date": day.date.isoformat()})
                return self._refused(stop.name, reason, target.date)
            timed, gone = self._timed(day, stops)
            if gone:
                names = ", ".join(one.name for one in gone)
                return self._refused(stop.name, Reason("would_drop", {"names": names}), target.date)
            days[day.date] = timed
        return self._edited(days)

    def _open_days(self, option: Option) -> Alternative | None:
        for day in self.plan.days:
            clock = day_clock(self.plan, day.date)
            if visit_windows(option.place, clock, option.minutes).windows:
                hours = option.place.hours.describe(day.date)
                differs = Reason("open_on", {"date": day.date.isoformat(), "hours": hours})
                return Alternative(option.place.id, option.place.name, differs)
        return None

    def _cannot_add(self, wanted: str, options: Sequence[Option], day: date | None) -> Edit:
        """Say why nothing of what was wanted could be added: closed, or the day is full."""
        days = [one for one in self.plan.days if day is None or one.date == day]
        open_options = [
            option
            for option in options
            for one in days
            if visit_windows(option.place, day_clock(self.plan, one.date), option.minutes).windows
        ]
        if not open_options:
            on = days[0].date
            if len(options) == 1:
                reason = Reason("closed_that_day", {"name": options[0].place.name, "date": on.isoformat()})
            else:
                reason = Reason("nothing_open", {"kind": wanted, "date": on.isoformat()})
            unmet = Unmet(wanted, reason, day, self._open_days(options[0]))
            return Edit(self.plan, False, (), (unmet,))
        because = "no time left on that day" if day else "no time left"
        return self._refused(wanted, Reason("did_not_fit", {"name": wanted, "because": because}), day)

    def _edited(self, days: Mapping[date, PlannedDay], gone: Sequence[PlannedStop] = ()) -> Edit:
        """The plan with these days in place of its own, and the stops that had to go for it."""
        found = self._finished(self.plan, [days.get(one.date, one) for one in self.plan.days])
        failures = tuple(Unmet(stop.name, Reason("had_to_go", {"name": stop.name}), stop.start.date()) for stop in gone)
        return Edit(found, True, changes_between(self.plan, found), failures)

    def _refused(self, wish: str, reason: Reason, day: date | None = None) -> Edit:
        return Edit(self.plan, False, (), (Unmet(wish, reason, day),))

    def _finished(self, plan: Plan, days: Iterable[PlannedDay]) -> Plan:
        """The plan with these days: numbered, added up and checked."""
        numbered = tuple(replace(day, number=number) for number, day in enumerate(days, start=1))
        costs = [stop.cost for day in numbered for stop in day.stops]
        if plan.stay is not None and plan.stay.counted:
            costs.append(plan.stay.cost)
        totals = add_up(costs, plan.currency, self.estimates.rates)
        unmet = tuple(one for one in plan.unmet if one.reason.code != "over_budget")
        budget = plan.request.budget
        if budget is not None and totals.counted.amount > budget.amount:
            over = str(totals.counted.amount - budget.amount)
            unmet = (
                *unmet,
                Unmet("budget", Reason("over_budget", {"over": over, "currency": plan.currency})),
            )
        found = replace(plan, days=numbered, totals=totals, unmet=unmet)
        return replace(found, checked=not verify(found, self.by_id))


def _without_meal(day: PlannedDay, meal: str | None) -> PlannedDay:
    """The day without the table (or the time kept free) that a new one for the same meal stands in for."""
    if meal is None:
        return day
    kept = tuple(stop for stop in day.stops if stop.meal != meal or stop.booked or stop.locked)
    return replace(day, stops=kept)


def by_name(because: str, prepared: Prepared) -> str:
    """What the solver says of stops by their ids, with their names instead."""
    for name, option in prepared.options.items():
        because = because.replace(name, f"“{option.place.name}”")
    return because


def changes_between(before: Plan, after: Plan) -> tuple[StopChange, ...]:
    """What differs between two plans, stop by stop, in the order of the new plan; removed stops last."""
    old = {stop.key: stop for stop in before.stops}
    new = {stop.key: stop for stop in after.stops}
    changes = []
    for key, stop in new.items():
        present = old.get(key)
        if present is None:
            changes.append(StopChange("added", key, stop.name, None, stop.start))
        elif present.start.date() != stop.start.date():
            changes.append(StopChange("moved", key, stop.name, present.start, stop.start))
        elif present.start != stop.start or present.minutes != stop.minutes:
            changes.append(StopChange("retimed", key, stop.name, present.start, stop.start))
    changes.extend(
        StopChange("removed", key, stop.name, stop.start, None) for key, stop in old.items() if key not in new
    )
    return tuple(changes)
