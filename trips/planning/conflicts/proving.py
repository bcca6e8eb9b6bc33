"""Ways out tried on the trip before they are offered: what does not help, or makes something worse, is no way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from trips.planning.conflicts.model import Change, Conflict, LoadedItem, LoadedTrip, WayOut

Detector = Callable[[LoadedTrip], list[Conflict]]
ONE_DAY = timedelta(days=1)


class Trial:
    """Where the ways out of one trip are tried. What the days around a change hold before it is found once.

    Arguments:
        detectors: what is looked at again, on the days around the change. Money is not: leaving out only saves, and
            what it must save is reckoned where the way out is made.
    """

    def __init__(self, trip: LoadedTrip, detectors: Iterable[Detector]) -> None:
        self.trip, self.detectors = trip, tuple(detectors)
        self._before: dict[frozenset[date], list[Conflict]] = {}
        self._days = {item.id: _days(item) for item in trip.items}

    def proven(self, conflict: Conflict) -> Conflict:
        """The conflict with those of its ways out that take it away and bring no hard one that was not there."""
        kept = tuple(way for way in conflict.ways_out if self._works(conflict, way))
        return conflict if len(kept) == len(conflict.ways_out) else replace(conflict, ways_out=kept)

    def _works(self, conflict: Conflict, way: WayOut) -> bool:
        touched = {change.item_id for change in way.changes}
        after = applied(self.trip, way.changes)
        moved = {item.id: _days(item) for item in after.items if item.id in touched}
        days = {day for name in touched for day in self._days.get(name, set()) | moved.get(name, set())}
        around = frozenset(day + ONE_DAY * step for day in days for step in (-1, 0, 1))
        # What concerns a whole day or more is the same thing whichever of its stops are left.
        found = self._found(self._near(after, around, moved))
        affected = set(conflict.affected)
        if any(one.key == conflict.key or _same(one, conflict, affected) for one in found):
            return False
        hard = [one for one in found if one.is_hard]
        if not hard:
            return True
        if around not in self._before:
            self._before[around] = self._found(self._near(self.trip, around, {}))
        return all(any(_same(one, other, set(other.affected)) for other in self._before[around]) for one in hard)

    def _found(self, trip: LoadedTrip) -> list[Conflict]:
        return [conflict for detector in self.detectors for conflict in detector(trip)]

    def _near(self, trip: LoadedTrip, around: frozenset[date], moved: Mapping[str, set[date]]) -> LoadedTrip:
        """The trip with the stops of these days only; stays are kept, they last for longer."""
        items = tuple(
            item
            for item in trip.items
            if item.type == "accommodation" or not around.isdisjoint(moved.get(item.id) or self._days[item.id])
        )
        return replace(trip, items=items, without_ways_out=True)


def applied(trip: LoadedTrip, changes: Iterable[Change]) -> LoadedTrip:
    """The trip after the changes of a way out."""
    by_id = {change.item_id: change for change in changes}
    items = []
    for item in trip.items:
        change = by_id.get(item.id)
        if change is None:
            items.append(item)
        elif change.action == "update":
            items.append(_updated(item, change))
    return replace(trip, items=tuple(items))


def _updated(item: LoadedItem, change: Change) -> LoadedItem:
    values: dict[str, Any] = {
        name: datetime.fromisoformat(change.values[name]).astimezone(moment.tzinfo)
        for name, moment in (("starts", item.starts), ("ends", item.ends))
        if name in change.values and moment is not None
    }
    if "day" in change.values:
        values["day"] = date.fromisoformat(change.values["day"])
    return replace(item, **values)


def _same(one: Conflict, other: Conflict, affected: set[str]) -> bool:
    return (one.type, one.rule) == (other.type, other.rule) and bool(one.affected) and affected.issuperset(one.affected)


def _days(item: LoadedItem) -> set[date]:
    found = {moment.date() for moment in (item.starts, item.ends) if moment is not None}
    return found | ({item.day} if item.day is not None else set())
