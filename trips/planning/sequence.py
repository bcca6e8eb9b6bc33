"""A day in the order that a traveller puts its stops in: who keeps their time, who is pushed, and what cannot be.

No solver: the order is the traveller's, the times are the least that makes it hold. What stands before the stop that
was put somewhere keeps its time; what stands after it keeps it where one can be there by then, and starts later where
not. A fixed or booked stop and the doors of a place are never given way to: then the order is refused, with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from trips.planning.catalogue import Place
from trips.planning.itinerary import PlannedStop, Reason
from trips.planning.opening_hours import UnknownHours
from trips.planning.travel_time import COMFORTABLE_WALK_MINUTES, Mode, leg_between

MARK = timedelta(minutes=5)
"""Times that are chosen here stand on this mark of the clock."""


class OrderError(ValueError):
    """The order does not hold; `reason` says why, as data for `explain`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ways:
    """How one travels between stops: the allowed modes, the longest walk in minutes before another mode is taken."""

    modes: tuple[Mode, ...] = ("walk", "transit")
    comfortable_walk_minutes: float = COMFORTABLE_WALK_MINUTES

    def between(self, first: PlannedStop, second: PlannedStop) -> timedelta:
        """The time on the way; none where one of the two is nowhere."""
        if first.latitude is None or first.longitude is None or second.latitude is None or second.longitude is None:
            return timedelta()
        leg = leg_between(
            (first.latitude, first.longitude),
            (second.latitude, second.longitude),
            self.modes,
            comfortable_walk_minutes=self.comfortable_walk_minutes,
        )
        return timedelta(minutes=leg.minutes)


def in_this_order(
    stops: Sequence[PlannedStop],
    moved: str,
    *,
    places: Mapping[str, Place],
    ways: Ways,
    usual_start: time,
    fixed: Collection[str] = (),
    has_time: bool = True,
) -> dict[str, datetime]:
    """Starts for the stops of one day in the given order.

    Args:
        stops: of one day, all on its date, in the order that is wanted; the moved one at its length, at any time.
        moved: the key of the stop that was put where it is.
        places: by id, for their opening hours.
        ways: how one travels.
        usual_start: when the day may begin where nothing else says so.
        fixed: keys of stops whose time may not move.
        has_time: whether the moved stop had a time of its own, which it keeps where that fits.

    Returns:
        The start of each stop that begins otherwise than before, and always that of the moved one; aware.

    Raises:
        OrderError: the order does not hold.
    """
    at = next(index for index, stop in enumerate(stops) if stop.key == moved)
    found: dict[str, datetime] = {}
    before = stops[at - 1] if at else None
    free_from = None if before is None else _plus(before.leave, ways.between(before, stops[at]))
    following = stops[at + 1] if at + 1 < len(stops) else None
    start = _start_of(stops[at], free_from, following, ways, usual_start, has_time=has_time)
    start = _open_from(stops[at], start, places, moved=True)
    found[moved] = start
    here, leave = stops[at], _plus(start, _length(stops[at]))
    for stop in stops[at + 1 :]:
        arrive = _plus(leave, ways.between(here, stop))
        begins = stop.start
        if arrive > stop.start:
            if stop.key in fixed:
                values = {"name": stop.name, "time": f"{stop.start:%H:%M}"}
                raise OrderError(Reason("would_be_missed", values))
            begins = _open_from(stop, _on_mark(arrive.astimezone(stop.start.tzinfo)), places, moved=False)
            found[stop.key] = begins
        here, leave = stop, _plus(begins, _length(stop))
    for stop in stops[at:]:
        start = found.get(stop.key, stop.start)
        if start.date() != stop.start.date():
            raise OrderError(Reason("day_too_full", {"name": stop.name}))
    return found


def _start_of(
    stop: PlannedStop,
    free_from: datetime | None,
    following: PlannedStop | None,
    ways: Ways,
    usual_start: time,
    *,
    has_time: bool,
) -> datetime:
    """When the moved stop begins: at its own time where that lies in the gap, else as early as the gap begins."""
    until = None if following is None else _plus(following.start, -ways.between(stop, following))
    if has_time and (free_from is None or free_from <= stop.start) and (until is None or stop.leave <= until):
        return stop.start
    if free_from is not None:
        return _on_mark(free_from.astimezone(stop.start.tzinfo))
    usual = stop.start.replace(hour=usual_start.hour, minute=usual_start.minute, second=0, microsecond=0)
    if until is None:
        return usual
    latest = _plus(until, -_length(stop)).astimezone(stop.start.tzinfo)
    if latest >= usual:
        return latest - timedelta(minutes=latest.minute % 5, seconds=latest.second)
    return min(usual, following.start.astimezone(stop.start.tzinfo)) if following else usual


def _open_from(stop: PlannedStop, start: datetime, places: Mapping[str, Place], *, moved: bool) -> datetime:
    """The first moment from `start` at which the place is open for the whole visit; `start` where nobody knows.

    A stop that stands against its place's hours already, and is only pushed, may go on standing against them.
    """
    place = places.get(stop.place_id or "")
    if place is None or isinstance(place.hours, UnknownHours):
        return start
    pieces = place.hours.intervals(stop.start.date())
    if pieces is None:
        return start
    if not moved and not any(piece.start <= stop.start and stop.leave <= piece.end for piece in pieces):
        return start
    for piece in pieces:
        begins = max(start, piece.start)
        if _plus(begins, _length(stop)) <= piece.end:
            return begins.astimezone(stop.start.tzinfo)
    values = {"name": stop.name, "hours": place.hours.describe(stop.start.date())}
    raise OrderError(Reason("closed_then", values))


def _length(stop: PlannedStop) -> timedelta:
    return timedelta(minutes=stop.minutes)


def _plus(moment: datetime, span: timedelta) -> datetime:
    """Real time later, through changes of the clock."""
    return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)


def _on_mark(moment: datetime) -> datetime:
    """The next five minutes of the clock."""
    whole = moment.replace(second=0, microsecond=0)
    if whole < moment:
        whole += timedelta(minutes=1)
    return whole + timedelta(minutes=-whole.minute % 5)
