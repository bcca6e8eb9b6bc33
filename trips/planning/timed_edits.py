"""Changes to a plan that name a time, a length or two stops: at eight, for two hours, this one for that one.

As with the changes in `edits`, nothing is stored, the other stops keep their times where they can, and a change that
the independent check of `verify` faults is refused with what it found.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from trips.planning.arrange import is_located
from trips.planning.candidates import candidates
from trips.planning.catalogue import Place
from trips.planning.clock import DayClock
from trips.planning.edits import Edit
from trips.planning.itinerary import PlannedDay, PlannedStop, Reason
from trips.planning.money import UNKNOWN_COST, Cost
from trips.planning.retime import day_clock, kept_option
from trips.planning.timed_parts import TimedParts
from trips.planning.windows import visit_windows

SHORTEST, LONGEST = 5, 720
"""Minutes that a visit may be told to last."""


class TimedEditor(TimedParts):
    """`Editor` with the changes that name a time, a length, or two stops."""

    def move_to(self, named: str, at: time, day: date | None = None) -> Edit:
        """Let a stop (key, place id or name) start at a clock time, on its own day or another.

        What stands in the way is timed again or changes its day; where neither works it is named in `failures` and
        goes, unless the traveller asked for it by name or it is booked or fixed: then the move is refused.
        """
        stop = self.find_stop(named)
        if stop is None:
            return self._refused(named, Reason("no_such_stop", {"name": named}))
        if stop.booked or stop.locked:
            return self._refused(stop.name, Reason("locked", {"name": stop.name}), day)
        source = self.plan.day_of(stop.key)
        assert source is not None
        target = source if day is None else next((one for one in self.plan.days if one.date == day), None)
        if target is None:
            return self._refused(stop.name, Reason("no_such_day", {"day": str(day)}), day)
        moved = self._starting(stop, target.date, at)
        refused = self._closed(moved, target.date)
        if refused is not None:
            return refused
        others = [one for one in self.plan.days if one.date not in (source.date, target.date)]
        lighter = replace(target, stops=tuple(one for one in target.stops if one.key != stop.key))
        emptied: dict[date, PlannedDay] = {}
        if source.date != target.date:
            if stop.meal is not None and any(one.meal == stop.meal and is_located(one) for one in target.stops):
                return self._refused(stop.name, Reason("meal_there", {"meal": stop.meal}), target.date)
            lighter = replace(lighter, stops=tuple(one for one in lighter.stops if one.meal != (stop.meal or "-")))
            emptied[source.date], _ = self._timed(source, [one for one in source.stops if one.key != stop.key])
        return self._placed(lighter, moved, emptied, [*others, *emptied.values()])

    def add_fixed(
        self, place: Place, start: datetime, leave: datetime, *, cost: Cost = UNKNOWN_COST, kind: str = "event"
    ) -> Edit:
        """Add something that happens at its own time: an event, a show.

        Args:
            place: where it is; its own id becomes the stop's key.
            start: aware, the first moment of it.
            leave: aware, its end.
            cost: for the whole party.
            kind: told as the stop's subcategory.
        """
        clock = DayClock(start.astimezone(start.tzinfo).date(), place.timezone)
        target = next((one for one in self.plan.days if one.date == clock.day), None)
        if target is None:
            return self._refused(place.name, Reason("no_such_day", {"day": clock.day.isoformat()}), clock.day)
        if self.plan.stop(place.id) is not None:
            return self._refused(place.name, Reason("already_there", {"name": place.name}), clock.day)
        stop = PlannedStop(
            key=place.id,
            place_id=place.id,
            name=place.name,
            kind="evening" if start.hour >= 17 else "sight",
            arrive=start,
            start=start,
            leave=leave,
            timezone=place.timezone,
            latitude=place.latitude,
            longitude=place.longitude,
            subcategory=kind,
            cost=cost,
            reasons=(Reason("asked_for"), Reason("own_time")),
            booked=True,
        )
        others = [one for one in self.plan.days if one.date != target.date]
        return self._placed(target, stop, {}, others)

    def change_length(self, named: str, minutes: int) -> Edit:
        """Let a visit last so many minutes; what comes after it moves on, and it starts earlier where it must."""
        stop = self.find_stop(named)
        if stop is None:
            return self._refused(named, Reason("no_such_stop", {"name": named}))
        if stop.booked or stop.locked:
            return self._refused(stop.name, Reason("locked", {"name": stop.name}))
        if not SHORTEST <= minutes <= LONGEST:
            return self._refused(stop.name, Reason("odd_length", {"least": SHORTEST, "most": LONGEST}))
        day = self.plan.day_of(stop.key)
        assert day is not None
        clock = day_clock(self.plan, day.date)
        at = self._latest_start(stop, clock, minutes)
        if at is None:
            return self._refused(stop.name, self._not_open(stop, day.date), day.date)
        start = clock.local(at)
        longer = replace(stop, arrive=min(stop.arrive, start), start=start, leave=clock.local(at + minutes * 60))
        stops = [longer if one.key == stop.key else one for one in day.stops]
        kept = self._all_kept(day, stops, [longer])
        if kept is not None:
            return self._checked({day.date: kept}, [], stop.name, [stop.key])
        timed, gone = self._timed(day, stops)
        if any(one.key == stop.key for one in gone):
            return self._refused(stop.name, Reason("did_not_fit", {"name": stop.name, "because": "the day is full"}))
        return self._rehomed({day.date: timed}, gone, stop.name, [stop.key])

    def swap_stops(self, first: str, second: str) -> Edit:
        """Let two stops (key, place id or name) change places, on one day or across two."""
        one, other = self.find_stop(first), self.find_stop(second)
        for named, found in ((first, one), (second, other)):
            if found is None:
                return self._refused(named, Reason("no_such_stop", {"name": named}))
            if found.booked or found.locked:
                return self._refused(found.name, Reason("locked", {"name": found.name}))
        assert one is not None and other is not None
        if one.key == other.key:
            return self._refused(one.name, Reason("same_stop", {"name": one.name}))
        if one.start > other.start:
            one, other = other, one
        days = {stop.key: self.plan.day_of(stop.key) for stop in (one, other)}
        early_day, late_day = days[one.key], days[other.key]
        assert early_day is not None and late_day is not None
        if early_day.date == late_day.date:
            return self._swapped_within(early_day, one, other)
        after: dict[date, PlannedDay] = {}
        for day, leaving, coming in ((early_day, one, other), (late_day, other, one)):
            moved = self._starting(coming, day.date, leaving.start.time())
            clock = day_clock(self.plan, day.date)
            option = kept_option(moved, self.by_id, clock, move=True)
            if not option.any_hours and not visit_windows(option.place, clock, option.minutes).windows:
                reason = Reason("closed_that_day", {"name": coming.name, "date": day.date.isoformat()})
                return self._refused(coming.name, reason, day.date)
            stops = [moved if stop.key == leaving.key else stop for stop in day.stops]
            timed = self._with_newcomers(day, stops, [option])
            if timed is None:
                because = f"it does not fit in where {leaving.name} was"
                return self._refused(coming.name, Reason("did_not_fit", {"name": coming.name, "because": because}))
            after[day.date] = timed
        return self._checked(after, [], one.name, [one.key, other.key])

    def replace_stop(self, named: str, wanted: str = "") -> Edit:
        """Put another place where a stop is: the one that is named, or the best of a kind that fits there.

        Args:
            named: the stop's key, place id or name.
            wanted: a place's id or name, or a kind; another of the stop's own kind without it.
        """
        stop = self.find_stop(named)
        if stop is None:
            return self._refused(named, Reason("no_such_stop", {"name": named}))
        if stop.booked or stop.locked:
            return self._refused(stop.name, Reason("locked", {"name": stop.name}))
        day = self.plan.day_of(stop.key)
        assert day is not None
        wanted = wanted.strip() or stop.subcategory or stop.meal or ""
        visited = {one.place_id for one in self.plan.stops}
        found = candidates(self.plan, self.places, self.estimates, wanted)
        found = [option for option in found if option.place.category != "event"]  # those have a time of their own
        fresh = [self._in_role_of(stop, option) for option in found if option.place.id not in visited]
        if self.plan.request.needs_wheelchair:
            fresh = [option for option in fresh if option.place.wheelchair != "no"]
        if not fresh:
            if len(found) == 1:
                return self._refused(wanted, Reason("already_there", {"name": found[0].place.name}), day.date)
            if found:
                return self._refused(wanted, Reason("all_there", {"kind": wanted, "count": len(found)}), day.date)
            return self._refused(wanted, Reason("not_in_catalogue", {"name": wanted}), day.date)
        clock = day_clock(self.plan, day.date)
        for option in fresh[:12]:
            if not visit_windows(option.place, clock, option.minutes).windows:
                continue
            coming = self._in_slot(stop, option)
            stops = [coming if one.key == stop.key else one for one in day.stops]
            timed = self._with_newcomers(day, stops, [option])
            if timed is not None:
                edit = self._checked({day.date: timed}, [], coming.name, [coming.key])
                if edit.done:
                    return edit
        lighter = replace(day, stops=tuple(one for one in day.stops if one.key != stop.key))
        anywhere = self._with_one_of(lighter, fresh[:12])
        if anywhere is None:
            return self._cannot_add(wanted, fresh, day.date)
        return self._checked({day.date: anywhere[1]}, [], wanted, [])
