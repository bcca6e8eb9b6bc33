"""What the changes of `timed_edits` are made of: a stop at a fixed time, newcomers in a given order, a new home for
what had to leave its day, and the check of what came out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, time, timedelta
from itertools import combinations
from math import ceil

from trips.planning import optimise
from trips.planning.arrange import is_located, start_of
from trips.planning.candidates import candidates
from trips.planning.clock import DayClock
from trips.planning.edits import Edit, Editor
from trips.planning.faults import new_faults
from trips.planning.itinerary import PlannedDay, PlannedStop, Reason
from trips.planning.prepare import Option, Prepared
from trips.planning.retime import MARK, day_clock, day_from, in_order, kept_option
from trips.planning.rhythm import settled
from trips.planning.windows import visit_windows

# How long before a fixed start one may have to leave.
ON_THE_WAY = timedelta(hours=1)
_NAMED = frozenset({"must_see", "asked_for"})


class TimedParts(Editor):
    """The parts of `TimedEditor`'s changes."""

    def _starting(self, stop: PlannedStop, day: date, at: time) -> PlannedStop:
        """The stop with its length, at a time of a day."""
        clock = day_clock(self.plan, day)
        start = clock.local(clock.seconds_of(at))
        leave = (start.astimezone(UTC) + timedelta(minutes=stop.minutes)).astimezone(start.tzinfo)
        return replace(stop, arrive=start, start=start, leave=leave)

    def _closed(self, stop: PlannedStop, day: date) -> Edit | None:
        """The refusal of a time at which the place is known to be closed."""
        place = self.by_id.get(stop.place_id or "")
        if place is None or not place.hours.is_known:
            return None
        pieces = [piece for near in (day - timedelta(days=1), day) for piece in place.hours.intervals(near)]
        if any(piece.start <= stop.start and stop.leave <= piece.end for piece in pieces):
            return None
        moment = stop.start
        while moment < stop.leave and place.hours.is_open(moment) is not False:
            moment = (moment.astimezone(UTC) + timedelta(minutes=5)).astimezone(moment.tzinfo)
        if moment >= stop.leave:
            return None
        return self._refused(stop.name, self._not_open(stop, day), day)

    def _not_open(self, stop: PlannedStop, day: date) -> Reason:
        place = self.by_id.get(stop.place_id or "")
        hours = place.hours.describe(day) if place else ""
        return Reason("closed_then", {"name": stop.name, "hours": hours})

    def _latest_start(self, stop: PlannedStop, clock: DayClock, minutes: int) -> int | None:
        """When a visit of this length may start: as it does now, or as much earlier as its doors ask; None if never."""
        at = clock.seconds_at(stop.start)
        place = self.by_id.get(stop.place_id or "")
        if place is None or not place.hours.is_known or not stop.hours:
            return at
        windows = visit_windows(place, clock, minutes).windows
        if any(first <= at <= last for first, last in windows):
            return at
        if self._closed(replace(stop, leave=clock.local(at + minutes * 60)), clock.day) is None:
            return at
        earlier = [max(first, last - last % MARK) for first, last in windows if last <= at]
        return max(earlier) if earlier else None

    def _placed(
        self, day: PlannedDay, stop: PlannedStop, emptied: Mapping[date, PlannedDay], others: Sequence[PlannedDay]
    ) -> Edit:
        """The plan with a stop at exactly its time on a day that does not have it yet."""
        fixed = replace(stop, booked=True)
        clash = next((one for one in day.stops if (one.booked or one.locked) and _overlap(one, fixed)), None)
        if clash is not None:
            reason = Reason("overlaps", {"name": stop.name, "other": clash.name, "time": f"{clash.start:%H:%M}"})
            return self._refused(stop.name, reason, day.date)
        gone: list[PlannedStop] = []
        kept: PlannedDay | None = self._around(day, fixed)
        if kept is None:
            lighter = self._around_fewer(day, fixed)
            if lighter is not None:
                kept, gone = lighter
        if kept is None:
            stops = sorted((*day.stops, fixed), key=lambda one: (one.start, one.key))
            kept, gone = self._timed(day, stops, self._begins(day, fixed))
            if any(one.key == fixed.key for one in gone):
                because = f"nothing else of the day leaves it room at {stop.start:%H:%M}"
                return self._refused(stop.name, Reason("did_not_fit", {"name": stop.name, "because": because}))
        days = {**emptied, day.date: self._as_it_was(kept, stop)}
        return self._rehomed(days, gone, stop.name, [stop.key], others)

    def _begins(self, day: PlannedDay, fixed: PlannedStop) -> time | None:
        """When the day may start so that one can be at a fixed stop in time."""
        usual = start_of(self.plan, day)
        leave_home = fixed.start - ON_THE_WAY
        if leave_home.date() < fixed.start.date():
            return time(0)
        return min(usual, leave_home.time()) if usual is not None else leave_home.time()

    def _around(self, day: PlannedDay, fixed: PlannedStop) -> PlannedDay | None:
        """The day with all its stops around a fixed one: in their order, else in the solver's."""
        prepared = self._problem(day, [*day.stops, fixed], [], self._begins(day, fixed))
        return self._in_turn(prepared, day, fixed) or self._solved(day, [*day.stops, fixed], prepared)

    def _around_fewer(self, day: PlannedDay, fixed: PlannedStop) -> tuple[PlannedDay, list[PlannedStop]] | None:
        """A full day around a fixed stop, in its order, without the least wanted sight or two whose going makes room.

        What was asked for by name, is booked or locked, and every meal stays.
        """
        free = [
            stop
            for stop in day.stops
            if stop.kind in ("sight", "evening")
            and not (stop.booked or stop.locked or stop.meal)
            and not any(reason.code in _NAMED for reason in stop.reasons)
        ]
        free.sort(key=lambda stop: (self.value(stop), stop.key))
        for gone in [*combinations(free, 1), *combinations(free[:5], 2)]:
            keys = {stop.key for stop in gone}
            lighter = replace(day, stops=tuple(stop for stop in day.stops if stop.key not in keys))
            prepared = self._problem(lighter, [*lighter.stops, fixed], [], self._begins(lighter, fixed))
            kept = self._in_turn(prepared, lighter, fixed)
            if kept is not None:
                return kept, list(gone)
        return None

    def _in_turn(self, prepared: Prepared, day: PlannedDay, fixed: PlannedStop) -> PlannedDay | None:
        """The day with all its stops in their order around a fixed one, where that holds."""
        best: tuple[float, PlannedDay] | None = None
        for gap in range(len(day.stops) + 1):
            as_they_are = [*day.stops[:gap], fixed, *day.stops[gap:]]
            for stops in (as_they_are, _pulled(prepared, as_they_are, gap)):
                route = in_order(prepared, stops)
                if route is None:
                    continue
                timed = day_from(prepared, route, day.number, stops)
                cost = timed.travel_minutes + _shifted(day, timed) / 4
                if best is None or cost < best[0]:
                    best = cost, timed
                break
        return best[1] if best else None

    def _solved(self, day: PlannedDay, stops: Sequence[PlannedStop], prepared: Prepared) -> PlannedDay | None:
        """All the stops of a day in any order that holds; None where the solver finds none."""
        solution = settled(prepared, optimise.solve(prepared.problem), longer=False)
        (route,) = solution.routes
        wanted = {one.key for one in stops if is_located(one)}
        if not wanted <= set(route.stop_ids) or solution.unmet_meals:
            return None
        return day_from(prepared, route, day.number, stops)

    def _all_kept(
        self, day: PlannedDay, stops: Sequence[PlannedStop], changed: Sequence[PlannedStop]
    ) -> PlannedDay | None:
        """The day with exactly these stops, in their order where that holds."""
        prepared = self._problem(day, stops, [], start_of(self.plan, day))
        route = in_order(prepared, stops)
        timed = day_from(prepared, route, day.number, stops) if route else self._solved(day, stops, prepared)
        for one in changed:
            timed = self._as_it_was(timed, one) if timed else None
        return timed

    def _with_newcomers(
        self, day: PlannedDay, stops: Sequence[PlannedStop], options: Sequence[Option]
    ) -> PlannedDay | None:
        """The day in exactly this order, the hours of the newcomers asked; None where it does not hold."""
        new = {option.id for option in options}
        prepared = self._problem(day, [one for one in stops if one.key not in new], options, start_of(self.plan, day))
        route = in_order(prepared, stops)
        return day_from(prepared, route, day.number, stops) if route else None

    def _as_it_was(self, day: PlannedDay, stop: PlannedStop) -> PlannedDay:
        """The day with a stop's own flags, and with the hours of its place, which a fixed time had silenced."""
        place = self.by_id.get(stop.place_id or "")
        found = []
        for one in day.stops:
            if one.key == stop.key:
                one = replace(one, booked=stop.booked, subcategory=stop.subcategory, kind=stop.kind)
                if place is not None and place.category != "event":
                    hours = place.hours.describe(day.date)
                    one = replace(one, hours=hours, hours_known=place.hours.is_known, hours_as_of=place.as_of)
            found.append(one)
        return replace(day, stops=tuple(found))

    def _in_role_of(self, stop: PlannedStop, option: Option) -> Option:
        """A table that takes the place of another serves the same meal."""
        if stop.meal is None or option.kind not in ("meal", "coffee"):
            return option
        served = candidates(self.plan, [option.place], self.estimates, stop.meal) if option.meal is None else [option]
        cost = served[0].cost if served else option.cost
        return replace(option, meal=stop.meal, kind=stop.kind, minutes=stop.minutes, cost=cost)

    def _in_slot(self, stop: PlannedStop, option: Option) -> PlannedStop:
        """An option as a stop that starts when another did."""
        leave = (stop.start.astimezone(UTC) + timedelta(minutes=option.minutes)).astimezone(stop.start.tzinfo)
        return PlannedStop(
            key=option.id,
            place_id=option.place.id,
            name=option.place.name,
            kind=option.kind,
            arrive=stop.start,
            start=stop.start,
            leave=leave,
            timezone=option.place.timezone,
            latitude=option.place.latitude,
            longitude=option.place.longitude,
            meal=option.meal,
        )

    def _swapped_within(self, day: PlannedDay, first: PlannedStop, second: PlannedStop) -> Edit:
        """Two stops of one day in each other's place: the later takes the earlier start, the day ends as it did."""
        clock = day_clock(self.plan, day.date)
        at, end = clock.seconds_at(first.start), clock.seconds_at(second.leave)
        early = replace(second, arrive=first.start, start=first.start, leave=clock.local(at + second.minutes * 60))
        begins = max(at + second.minutes * 60, end - first.minutes * 60)
        late = replace(
            first,
            arrive=clock.local(begins),
            start=clock.local(begins),
            leave=clock.local(begins + first.minutes * 60),
        )
        turned = {first.key: early, second.key: late}
        stops = [turned.get(one.key, one) for one in day.stops]
        options = [kept_option(one, self.by_id, clock, move=True) for one in (early, late) if is_located(one)]
        for option in options:
            if not option.any_hours and not visit_windows(option.place, clock, option.minutes).windows:
                reason = Reason("closed_that_day", {"name": option.place.name, "date": day.date.isoformat()})
                return self._refused(first.name, reason, day.date)
        timed = self._with_newcomers(day, stops, options)
        if timed is None:
            because = f"with {second.name} first, opening hours or meal times are missed"
            return self._refused(first.name, Reason("did_not_fit", {"name": first.name, "because": because}))
        return self._checked({day.date: timed}, [], first.name, [first.key, second.key])

    def _rehomed(
        self,
        days: Mapping[date, PlannedDay],
        gone: Sequence[PlannedStop],
        wish: str,
        touched: Sequence[str],
        others: Sequence[PlannedDay] | None = None,
    ) -> Edit:
        """What had no room any more on its day finds one on another whose times stand, or is named as going."""
        after = dict(days)
        homeless: list[PlannedStop] = []
        rest = [one for one in self.plan.days if one.date not in after] if others is None else list(others)
        for stop in gone:
            home = self._rehoused(stop, [after.get(day.date, day) for day in rest], gently=True)
            if home is None:
                homeless.append(stop)
            else:
                after[home.date] = home
        dear = [stop.name for stop in homeless if any(reason.code in _NAMED for reason in stop.reasons)]
        if dear:
            return self._refused(wish, Reason("would_drop", {"names": ", ".join(dear)}))
        return self._checked(after, homeless, wish, touched)

    def _checked(
        self, days: Mapping[date, PlannedDay], gone: Sequence[PlannedStop], wish: str, touched: Sequence[str]
    ) -> Edit:
        """The edit, unless the check finds a fault that the plan did not have before."""
        edit = self._edited(days, gone)
        for fault in new_faults(self.plan, edit.plan, self.by_id):
            stop = edit.plan.stop(fault.key or "")
            if fault.rule == "closed" and stop is not None and fault.date is not None:
                return self._refused(wish, self._not_open(stop, fault.date), fault.date)
            return self._refused(wish, Reason("breaks", {"what": fault.message}), fault.date)
        return edit


def _shifted(before: PlannedDay, after: PlannedDay) -> float:
    """By how many minutes the stops of a day start earlier or later, together."""
    old = {stop.key: stop.start for stop in before.stops}
    return sum(abs((stop.start - old[stop.key]).total_seconds()) / 60 for stop in after.stops if stop.key in old)


def _pulled(prepared: Prepared, stops: Sequence[PlannedStop], fixed_at: int) -> list[PlannedStop]:
    """The stops of a day, those before the one at ``fixed_at`` as much earlier as it takes to be there in time."""
    pulled = list(stops)
    for number in range(fixed_at - 1, -1, -1):
        stop, following = pulled[number], pulled[number + 1]
        if stop.booked:
            break
        way = 0
        if stop.key in prepared.index and following.key in prepared.index:
            way = int(prepared.matrix.seconds[prepared.index[stop.key], prepared.index[following.key]])
        late = (stop.leave - following.start).total_seconds() + way
        if late > 0:
            earlier = timedelta(seconds=MARK * ceil(late / MARK))
            pulled[number] = replace(
                stop, arrive=stop.arrive - earlier, start=stop.start - earlier, leave=stop.leave - earlier
            )
    return pulled


def _overlap(one: PlannedStop, other: PlannedStop) -> bool:
    return one.start < other.leave and other.start < one.leave
