"""Ways out tried on the trip before they are offered: what does not help, or makes something worse, is no way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from trips.planning.conflicts.model import Change, Conflict, LoadedItem, LoadedTrip, WayOut

Detector = Callable[[LoadedTrip], list[Conflict]]
ONE_DAY = timedelta(days=1)


def proven(trip: LoadedTrip, conflict: Conflict, detectors: Iterable[Detector]) -> Conflict:
    """The conflict with those of its ways out that take it away and bring no hard one that was not there before.

    Arguments:
        detectors: what is looked at again, on the days around the change. Money is not: leaving out only saves, and
            what it must save is reckoned where the way out is made.
    """
    kept = tuple(way for way in conflict.ways_out if _works(trip, conflict, way, tuple(detectors)))
    return conflict if len(kept) == len(conflict.ways_out) else replace(conflict, ways_out=kept)


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


def _works(trip: LoadedTrip, conflict: Conflict, way: WayOut, detectors: tuple[Detector, ...]) -> bool:
    touched = {change.item_id for change in way.changes}
    after = applied(trip, way.changes)
    days = {day for item in (*trip.items, *after.items) if item.id in touched for day in _days(item)}
    around = {day + ONE_DAY * step for day in days for step in (-1, 0, 1)}
    # What concerns a whole day or more is the same thing whichever of its stops are left.
    found = _found(_near(after, around), detectors)
    affected = set(conflict.affected)
    if any(one.key == conflict.key or _same(one, conflict, affected) for one in found):
        return False
    hard = [one for one in found if one.is_hard]
    if not hard:
        return True
    before = _found(_near(trip, around), detectors)
    return all(any(_same(one, other, set(other.affected)) for other in before) for one in hard)


def _found(trip: LoadedTrip, detectors: tuple[Detector, ...]) -> list[Conflict]:
    return [conflict for detector in detectors for conflict in detector(trip)]


def _same(one: Conflict, other: Conflict, affected: set[str]) -> bool:
    return (one.type, one.rule) == (other.type, other.rule) and bool(one.affected) and affected.issuperset(one.affected)


def _days(item: LoadedItem) -> set[date]:
    found = {moment.date() for moment in (item.starts, item.ends) if moment is not None}
    return found | ({item.day} if item.day is not None else set())


def _near(trip: LoadedTrip, days: set[date]) -> LoadedTrip:
    """The trip with the stops of these days only; stays are kept, they last for longer."""
    items = tuple(item for item in trip.items if item.type == "accommodation" or not days.isdisjoint(_days(item)))
    return replace(trip, items=items, without_ways_out=True)
