"""Time that is known to be free, and whether a visit fits into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from trips.planning.catalogue import Place
from trips.planning.conflicts import LoadedItem, LoadedTrip
from trips.planning.conflicts.ways_out import needed_seconds, open_spans
from trips.planning.kinds import kind_of
from trips.planning.prepare import PACES
from trips.planning.suggestions.model import Scene
from trips.planning.travel_time import Leg, Point, leg_between

AHEAD = timedelta(minutes=45)  # nothing is suggested for the next three quarters of an hour
EVENING = time(18)
LUNCH = (time(11, 30), time(14))
LUNCH_MINUTES = 60
MARK = 300  # seconds: suggested times are whole five minutes


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a day between two stops, or before the first, or after the last. Aware times in the trip's zone."""

    day: date
    starts: datetime
    ends: datetime
    before: LoadedItem | None
    after: LoadedItem | None

    @property
    def minutes(self) -> int:
        """Its length."""
        return int((self.ends - self.starts).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Fit:
    """A visit in a gap, and the ways to and from it; None where there is no stop on that side."""

    starts: datetime
    ends: datetime
    there: Leg | None
    onward: Leg | None

    @property
    def minutes_on_the_way(self) -> int:
        """Minutes there and onward."""
        return sum(leg.minutes for leg in (self.there, self.onward) if leg is not None)


def gaps(scene: Scene, day: date, until: time = EVENING) -> Iterator[Gap]:
    """Free stretches of a day's daytime. None for a day on which somebody's times or whereabouts are not known."""
    trip = scene.trip
    stops = [item for item in trip.stops if item.starts is not None and _on(item, day, trip)]
    loose = any(item.day == day and not item.is_timed and item.type != "accommodation" for item in trip.items)
    if day in scene.untimed or loose or any(item.point is None for item in stops):
        return
    request = scene.request
    opens = datetime.combine(day, request.day_start or PACES[request.pace].day_start, trip.zone)
    closes = datetime.combine(day, min(until, request.day_end or until), trip.zone)
    edge, before = max(opens, (scene.now + AHEAD).astimezone(trip.zone)), None
    for item in stops:
        assert item.starts is not None and item.ends is not None
        ends = min(item.starts.astimezone(trip.zone), closes)
        if ends > edge:
            yield Gap(day, edge, ends, before, item)
        edge, before = max(edge, item.ends.astimezone(trip.zone)), item
    if closes > edge:
        yield Gap(day, edge, closes, before, None)


def _on(item: LoadedItem, day: date, trip: LoadedTrip) -> bool:
    assert item.starts is not None and item.ends is not None
    begins, finishes = item.starts.astimezone(trip.zone), item.ends.astimezone(trip.zone)
    return begins.date() <= day <= finishes.date()


def way(trip: LoadedTrip, origin: Point, destination: Point) -> Leg:
    """The estimated way between two points with the trip's modes, without a buffer."""
    return leg_between(
        origin, destination, trip.modes, buffer_seconds=0, comfortable_walk_minutes=trip.comfortable_walk_minutes
    )


def fit(scene: Scene, gap: Gap, place: Place, minutes: int, spare: int = 10) -> Fit | None:
    """A visit of a place in a gap while it is known to be open, with `spare` minutes to the next stop.

    What stands in the open on public ground needs no hours; of the rest, unknown hours fit nowhere. On a day without a
    lunch an hour of its time stays free.
    """
    trip = scene.trip
    there = way(trip, gap.before.leaves_from, place.point) if gap.before and gap.before.leaves_from else None
    onward = way(trip, place.point, gap.after.point) if gap.after and gap.after.point else None
    first = gap.starts + timedelta(seconds=there.seconds if there else 0)
    last = gap.ends - timedelta(seconds=onward.seconds if onward else 0, minutes=spare if onward else 0)
    length = timedelta(minutes=minutes + (LUNCH_MINUTES if _holds_lunch(trip, gap) else 0))
    for opens, closes in _open(place, gap, trip):
        starts = _on_mark(max(first, opens))
        if starts + length <= last and starts + timedelta(minutes=minutes) <= closes:
            return Fit(starts, starts + timedelta(minutes=minutes), there, onward)
    return None


def _on_mark(moment: datetime) -> datetime:
    late = -int(moment.timestamp()) % MARK
    return (moment + timedelta(seconds=late)).replace(microsecond=0)


def _open(place: Place, gap: Gap, trip: LoadedTrip) -> list[tuple[datetime, datetime]]:
    if place.hours.is_known:
        pieces = place.hours.intervals(gap.day) or ()
        return [(piece.start.astimezone(trip.zone), piece.end.astimezone(trip.zone)) for piece in pieces]
    kind = kind_of(place)
    return [(gap.starts, gap.ends)] if kind.free and kind.outdoors and not place.opening_hours else []


def _holds_lunch(trip: LoadedTrip, gap: Gap) -> bool:
    if any(item.meal == "lunch" and item.starts is not None and item.starts.date() == gap.day for item in trip.items):
        return False
    from_, until = (datetime.combine(gap.day, at, trip.zone) for at in LUNCH)
    return gap.starts < until and gap.ends > from_ and gap.minutes >= LUNCH_MINUTES


def works_at(trip: LoadedTrip, item: LoadedItem, start: float) -> bool:
    """Whether a stop, as long as it is, works from a start (Unix time): open as far as known, free and reachable."""
    length = item.length.total_seconds()
    end = start + length
    day = datetime.fromtimestamp(start, trip.zone).date()
    spans = open_spans(item, day)
    if spans is not None and not any(first <= start and end <= last for first, last in spans):
        return False
    for other in trip.stops:
        if other.id == item.id:
            continue
        if other.from_utc >= end:
            if other.from_utc - end < needed_seconds(trip, item, other):
                return False
        elif other.to_utc <= start:
            if start - other.to_utc < needed_seconds(trip, other, item):
                return False
        else:
            return False
    return True
