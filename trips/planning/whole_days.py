"""Changes to whole days of a plan: two days change places, the last days go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from trips.planning.arrange import is_located, start_of
from trips.planning.edits import Edit, changes_between
from trips.planning.itinerary import PlannedDay, PlannedStop, Reason
from trips.planning.prepare import Option
from trips.planning.retime import day_clock, kept_option
from trips.planning.timed_edits import TimedEditor
from trips.planning.windows import visit_windows


class WholeDayEditor(TimedEditor):
    """`TimedEditor` with the changes that name days."""

    def swap_days(self, first: date, second: date) -> Edit:
        """Let all stops of two days change places, each day in its order where opening hours let it.

        A day with something booked, fixed or at its own time stays where it is; so does one with a place that is
        closed on the other day: the edit is then refused and names it.
        """
        days = {day.date: day for day in self.plan.days}
        for on in (first, second):
            if on not in days:
                return self._refused("other days", Reason("no_such_day", {"day": on.isoformat()}), on)
        if first == second:
            return Edit(self.plan, True)
        after: dict[date, PlannedDay] = {}
        for target, source in ((days[first], days[second]), (days[second], days[first])):
            held = next((stop for stop in source.stops if stop.booked or stop.locked), None)
            if held is not None:
                return self._refused(held.name, Reason("locked", {"name": held.name}), source.date)
            moved = [_shifted(stop, target.date - source.date) for stop in source.stops]
            clock = day_clock(self.plan, target.date)
            options = [kept_option(stop, self.by_id, clock, move=True) for stop in moved if is_located(stop)]
            for option in options:
                if not option.any_hours and not visit_windows(option.place, clock, option.minutes).windows:
                    closed = {"name": option.place.name, "date": target.date.isoformat()}
                    return self._refused(option.place.name, Reason("closed_that_day", closed), target.date)
            # The day brings its own beginning with it.
            empty = replace(target, stops=(), departs=source.departs and source.departs + (target.date - source.date))
            found = self._moved_day(empty, moved, options)
            if found is None:
                name = f"day {source.number}"
                because = "opening hours or meal times would be missed on the other day"
                return self._refused(name, Reason("did_not_fit", {"name": name, "because": because}), target.date)
            after[target.date] = found
        return self._checked(after, [], "other days", [stop.key for day in after.values() for stop in day.stops])

    def _moved_day(self, day: PlannedDay, stops: list[PlannedStop], options: list[Option]) -> PlannedDay | None:
        """A day of stops that come from another, in their order, else in any that holds; None where none does."""
        if not stops:
            return replace(day, stops=(), departs=None, returns=None, return_travel=None)
        day = replace(day, stops=tuple(stops))
        in_turn = self._with_newcomers(day, stops, options)
        if in_turn is not None:
            return in_turn
        free = [stop for stop in stops if not is_located(stop)]
        coming = [replace(option, must=True, pinned_day=day.date) for option in options]
        return self._solved(day, stops, self._problem(day, free, coming, start_of(self.plan, day)))

    def drop_days(self, count: int) -> Edit:
        """The trip without its last `count` days; their stops go with them.

        Refused where nothing would be left, and where a stop of those days is booked or fixed.
        """
        plan = self.plan
        left = len(plan.days) - count
        if count < 1 or left < 1:
            return self._refused("a shorter trip", Reason("too_short"))
        for day in plan.days[left:]:
            held = next((stop for stop in day.stops if stop.booked or stop.locked), None)
            if held is not None:
                return self._refused(held.name, Reason("locked", {"name": held.name}), day.date)
        stay = plan.stay
        if stay is not None and stay.nights:
            stay = replace(stay, nights=max(0, stay.nights - count))
        shorter = replace(plan.request, end_date=plan.days[left - 1].date)
        found = self._finished(replace(plan, request=shorter, stay=stay), plan.days[:left])
        return Edit(found, True, changes_between(plan, found))


def _shifted(stop: PlannedStop, by: timedelta) -> PlannedStop:
    """The stop at the same time of another day; its way there is found anew."""
    return replace(stop, arrive=stop.arrive + by, start=stop.start + by, leave=stop.leave + by, travel=None)
