"""Ways out of a conflict: free times that work, shorter visits, other places, leaving something out.

Every way out is checked against the trip before it is offered: the new time is within the place's hours,
overlaps nothing of the same travellers and can be reached from the stop before and left for the stop after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from math import ceil

from trips.planning.conflicts.forecast import is_outdoors, judge
from trips.planning.conflicts.model import Change, LoadedItem, LoadedTrip, WayOut
from trips.planning.said import Clock, Weekday, say, say_many
from trips.planning.travel_time import leg_between

STEP = 300  # seconds: offered times are whole five minutes
FIRST_HOUR, LAST_HOUR = time(8), time(22)


def same_people(trip: LoadedTrip, first: LoadedItem, second: LoadedItem) -> bool:
    """Whether somebody must take part in both: by name, else because the party is too small to part.

    Nobody named and no number means everybody.
    """
    if first.participants and second.participants:
        return bool(first.participants & second.participants)
    return trip.people_at(first) + trip.people_at(second) > trip.party.size


def needed_seconds(trip: LoadedTrip, before: LoadedItem, after: LoadedItem) -> int:
    """Estimated seconds on the way from one item to the next, without buffer; 0 where a point is unknown."""
    if before.leaves_from is None or after.point is None:
        return 0
    return leg_between(
        before.leaves_from,
        after.point,
        trip.modes,
        buffer_seconds=0,
        comfortable_walk_minutes=trip.comfortable_walk_minutes,
    ).seconds


def open_spans(item: LoadedItem, day: date) -> list[tuple[float, float]] | None:
    """Unix times within which the item's place is open on a day; None where that is not known."""
    if item.place is None or not item.place.hours.is_known:
        return None
    pieces = item.place.hours.intervals(day) or ()
    return [(piece.start.timestamp(), piece.end.timestamp()) for piece in pieces]


def free_times(trip: LoadedTrip, item: LoadedItem, day: date) -> Iterator[float]:
    """Starts (Unix time) on a day at which the item, as long as it is, fits: open, free and reachable; in
    order.
    """
    length = item.length.total_seconds()
    if _spoilt(trip, item, day):
        return
    others = [
        other
        for other in trip.stops
        if other.id != item.id and same_people(trip, item, other) and _near_day(trip, other, day)
    ]
    opens = datetime.combine(day, FIRST_HOUR, trip.zone).timestamp()
    closes = datetime.combine(day, LAST_HOUR, trip.zone).timestamp()
    spans = open_spans(item, day)
    if spans is None:
        spans = [(opens, closes)]
    candidates: list[float] = []
    for first, last in spans:
        candidates.append(max(first, opens))
        candidates.extend(other.to_utc + needed_seconds(trip, other, item) for other in others)
        candidates.extend(other.from_utc - needed_seconds(trip, item, other) - length for other in others)
        for start in sorted(set(candidates)):
            rounded = ceil(start / STEP) * STEP
            if rounded < max(first, opens) or rounded + length > min(last, max(closes, opens + length)):
                continue
            if not _within(item, rounded, rounded + length) or _elsewhere(trip, rounded, rounded + length):
                continue
            if all(_apart(trip, item, rounded, rounded + length, other) for other in others):
                yield rounded
        candidates.clear()


def _within(item: LoadedItem, start: float, end: float) -> bool:
    """Whether an event itself goes on for the whole visit; true of what is no event."""
    late = item.event_ends is not None and end > item.event_ends.timestamp()
    return not late and (item.event_starts is None or end > item.event_starts.timestamp())


def _elsewhere(trip: LoadedTrip, start: float, end: float) -> bool:
    """Whether a traveller is on another trip at that time."""
    return any(other.starts.timestamp() < end and other.ends.timestamp() > start for other in trip.elsewhere)


def _spoilt(trip: LoadedTrip, item: LoadedItem, day: date) -> bool:
    """Whether a day's forecast speaks against being there, where the item is not on that day already."""
    if item.starts is not None and item.starts.date() == day:
        return False
    forecast = trip.forecasts.get(day)
    return forecast is not None and is_outdoors(item) and judge(forecast) is not None


def _near_day(trip: LoadedTrip, other: LoadedItem, day: date) -> bool:
    begins = datetime.combine(day, time(0), trip.zone).timestamp() - 43_200
    return other.to_utc > begins and other.from_utc < begins + 2 * 86_400


def _apart(trip: LoadedTrip, item: LoadedItem, start: float, end: float, other: LoadedItem) -> bool:
    if other.from_utc >= end:
        return other.from_utc - end >= needed_seconds(trip, item, other)
    if other.to_utc <= start:
        return start - other.to_utc >= needed_seconds(trip, other, item)
    return False


def local(trip: LoadedTrip, item: LoadedItem, moment: float) -> datetime:
    """A Unix time in the item's own zone."""
    zone = item.starts.tzinfo if item.starts is not None else trip.zone
    return datetime.fromtimestamp(moment, UTC).astimezone(zone)


def shift(trip: LoadedTrip, item: LoadedItem, start: float, code: str = "move") -> WayOut:
    """The item at another time, as long as before."""
    begins = local(trip, item, start)
    ends = local(trip, item, start + item.length.total_seconds())
    values = {"starts": begins.isoformat(), "ends": ends.isoformat(), "day": begins.date().isoformat()}
    assert item.starts is not None
    days = abs((begins.date() - item.starts.date()).days)
    hours = abs(_clock_shift(item, start)) / 3600
    words = {"stop": item.title, "time": Clock.of(begins)}
    text = (
        say("Move {stop} to {weekday} at {time}", weekday=Weekday(begins.date()), **words)
        if days
        else say("Move {stop} to {time}", **words)
    )
    return WayOut(code, text, (Change("update", item.id, values),), round(hours + 6 * min(days, 3) ** 0.5, 3))


def other_times(trip: LoadedTrip, item: LoadedItem, most: int = 2) -> list[WayOut]:
    """Better times for an item: the nearest on its own day, then the nearest on another day."""
    if trip.without_ways_out or item.is_fixed or item.starts is None or item.ends is None:
        return []
    own_day = item.starts.date()
    found: list[WayOut] = []
    days = sorted(trip.dates, key=lambda day: (abs((day - own_day).days), day))
    for day in days:
        times = sorted(free_times(trip, item, day), key=lambda start: (abs(_clock_shift(item, start)), start))
        times = [start for start in times if start != item.from_utc]
        if times:
            found.append(shift(trip, item, times[0], "move" if day == own_day else "move_day"))
        if len(found) == most:
            break
    return found


def _clock_shift(item: LoadedItem, start: float) -> float:
    """By how much a start differs from the present one on the clock, days aside."""
    return (start - item.from_utc + 43_200) % 86_400 - 43_200


def shorten(trip: LoadedTrip, item: LoadedItem, by_seconds: float) -> WayOut | None:
    """The item ending earlier, where at least half an hour and half of it are left."""
    left = item.length.total_seconds() - ceil(by_seconds / STEP) * STEP
    if item.is_fixed or left < max(1800, item.length.total_seconds() / 2):
        return None
    ends = local(trip, item, item.from_utc + left)
    minutes = round((item.length.total_seconds() - left) / 60)
    text = say_many(
        "Leave {stop} {count} minute earlier", "Leave {stop} {count} minutes earlier", minutes, stop=item.title
    )
    return WayOut("shorten", text, (Change("update", item.id, {"ends": ends.isoformat()}),), round(minutes / 60, 3))


def leave_out(trip: LoadedTrip, item: LoadedItem, upheaval: float = 12) -> WayOut | None:
    """The trip without the item; never offered for what is booked or locked, nor for a journey without which the next
    stop cannot be reached.
    """
    if item.is_fixed or (item.type == "transport" and not _reachable_without(trip, item)):
        return None
    return WayOut("remove", say("Leave {stop} out", stop=item.title), (Change("remove", item.id),), upheaval)


def _reachable_without(trip: LoadedTrip, item: LoadedItem) -> bool:
    """Whether the stop after an item could be reached from the stop before it."""
    if not item.is_timed:
        return True
    others = [other for other in trip.stops if other.id != item.id and other.point and same_people(trip, item, other)]
    before = max((other for other in others if other.to_utc <= item.from_utc), key=lambda o: o.to_utc, default=None)
    after = min((other for other in others if other.from_utc >= item.to_utc), key=lambda o: o.from_utc, default=None)
    if before is None or after is None or after.from_utc - before.to_utc > 86_400:
        return True
    return after.from_utc - before.to_utc >= needed_seconds(trip, before, after)


def ranked(ways: Iterable[WayOut | None], most: int = 4) -> tuple[WayOut, ...]:
    """The ways that exist, least upheaval first, each once."""
    found: dict[str, WayOut] = {}
    for way in ways:
        if way is not None:
            found.setdefault(way.description, way)
    return tuple(sorted(found.values(), key=lambda way: (way.upheaval, way.description))[:most])
